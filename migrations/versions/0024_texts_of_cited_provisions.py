"""Keep the text beside each cited provision: who cites this provision is one range of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_GUARDS = (
    "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN UPDATE citation_path SET text_id = (SELECT text_id FROM citation WHERE id = NEW.citation_id) WHERE citation_id = NEW.citation_id AND path = NEW.path; END",
    "CREATE TRIGGER citation_text_moved AFTER UPDATE OF text_id ON citation WHEN NEW.text_id IS NOT OLD.text_id BEGIN UPDATE citation_path SET text_id = NEW.text_id WHERE citation_id = NEW.id; END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.text_id := (SELECT text_id FROM citation WHERE id = NEW.citation_id); RETURN NEW; END $$",
    "CREATE TRIGGER citation_path_text BEFORE INSERT ON citation_path FOR EACH ROW EXECUTE FUNCTION citation_path_texts()",
    "CREATE FUNCTION citation_texts_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE citation_path SET text_id = NEW.text_id WHERE citation_id = NEW.id; RETURN NEW; END $$",
    "CREATE TRIGGER citation_text_moved AFTER UPDATE OF text_id ON citation FOR EACH ROW WHEN (NEW.text_id IS DISTINCT FROM OLD.text_id) EXECUTE FUNCTION citation_texts_moved()",
)


def upgrade() -> None:
    """Add the column, fill it from the citations, let the database keep it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("citation_path", sa.Column("text_id", ID, nullable=True))
    if not sqlite:
        op.execute('ALTER TABLE citation_path ALTER COLUMN path TYPE text COLLATE "C"')
    op.execute(
        "UPDATE citation_path SET text_id ="
        " (SELECT text_id FROM citation WHERE citation.id = citation_path.citation_id)"
    )
    op.drop_index("ix_citation_path_path", table_name="citation_path")
    op.create_index("ix_citation_path_text", "citation_path", ["text_id", "path", "citation_id"])
    for statement in SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Drop the column and what kept it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table in (
        ("citation_path_text", "citation_path"),
        ("citation_text_moved", "citation"),
    ):
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    if not sqlite:
        op.execute("DROP FUNCTION citation_path_texts()")
        op.execute("DROP FUNCTION citation_texts_moved()")
    op.drop_index("ix_citation_path_text", table_name="citation_path")
    op.drop_column("citation_path", "text_id")
    if not sqlite:
        op.execute('ALTER TABLE citation_path ALTER COLUMN path TYPE text COLLATE "default"')
    op.create_index("ix_citation_path_path", "citation_path", ["path", "citation_id"], unique=False)
