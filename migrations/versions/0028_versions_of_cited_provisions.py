"""Keep the version beside each cited provision, and what versions count beside their texts."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_GUARD = "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN UPDATE citation_path SET (text_id, version_id) = (SELECT text_id, version_id FROM citation WHERE id = NEW.citation_id) WHERE citation_id = NEW.citation_id AND path = NEW.path; END"
SQLITE_BEFORE = "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN UPDATE citation_path SET text_id = (SELECT text_id FROM citation WHERE id = NEW.citation_id) WHERE citation_id = NEW.citation_id AND path = NEW.path; END"
POSTGRESQL_GUARD = "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SELECT text_id, version_id INTO NEW.text_id, NEW.version_id FROM citation WHERE id = NEW.citation_id; RETURN NEW; END $$"
POSTGRESQL_BEFORE = "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.text_id := (SELECT text_id FROM citation WHERE id = NEW.citation_id); RETURN NEW; END $$"
POSTGRESQL_TRIGGER = "CREATE TRIGGER citation_path_text BEFORE INSERT ON citation_path FOR EACH ROW EXECUTE FUNCTION citation_path_texts()"
PATHS, STANDING = "ix_citation_path_text", "ix_version_standing"


def upgrade() -> None:
    """Add the column, fill it from the citations, let the database keep it; add the index."""
    op.drop_index(PATHS, table_name="citation_path")
    op.add_column("citation_path", sa.Column("version_id", ID, nullable=True))
    op.execute(
        "UPDATE citation_path SET version_id ="
        " (SELECT version_id FROM citation WHERE citation.id = citation_path.citation_id)"
    )
    op.create_index(PATHS, "citation_path", ["text_id", "path", "version_id", "citation_id"])
    op.create_index(
        STANDING,
        "version",
        [
            *("id", "status", "effective_from", "effective_to"),
            *("document_id", "issued_on", "created_at"),
        ],
    )
    _guard(SQLITE_GUARD, POSTGRESQL_GUARD)


def downgrade() -> None:
    """Drop both."""
    _guard(SQLITE_BEFORE, POSTGRESQL_BEFORE)
    op.drop_index(STANDING, table_name="version")
    op.drop_index(PATHS, table_name="citation_path")
    op.drop_column("citation_path", "version_id")
    op.create_index(PATHS, "citation_path", ["text_id", "path", "citation_id"])


def _guard(sqlite: str, postgresql: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER citation_path_text")
        op.execute(sqlite)
    else:
        op.execute("DROP TRIGGER citation_path_text ON citation_path")
        op.execute("DROP FUNCTION citation_path_texts()")
        op.execute(postgresql)
        op.execute(POSTGRESQL_TRIGGER)
