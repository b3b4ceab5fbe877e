"""Keep the agency beside each cited provision; tie what a finding waits for to its state."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATHS, AGENCY = "ix_citation_path_text", "ix_citation_path_agency"
STANDING = "ix_version_document_standing"
STANDS = ["document_id", "status", "effective_from", "effective_to"]
SQLITE_GUARD = "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN UPDATE citation_path SET (text_id, version_id, agency_id) = (SELECT c.text_id, c.version_id, d.agency_id FROM citation c JOIN version v ON v.id = c.version_id JOIN document d ON d.id = v.document_id WHERE c.id = NEW.citation_id) WHERE citation_id = NEW.citation_id AND path = NEW.path; END"
SQLITE_MOVED = "CREATE TRIGGER document_agency_moved AFTER UPDATE OF agency_id ON document WHEN NEW.agency_id IS NOT OLD.agency_id BEGIN UPDATE citation_path SET agency_id = NEW.agency_id WHERE citation_id IN (SELECT c.id FROM citation c JOIN version v ON v.id = c.version_id WHERE v.document_id = NEW.id); END"
SQLITE_BEFORE = "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN UPDATE citation_path SET (text_id, version_id) = (SELECT text_id, version_id FROM citation WHERE id = NEW.citation_id) WHERE citation_id = NEW.citation_id AND path = NEW.path; END"
POSTGRESQL_GUARD = "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SELECT c.text_id, c.version_id, d.agency_id INTO NEW.text_id, NEW.version_id, NEW.agency_id FROM citation c JOIN version v ON v.id = c.version_id JOIN document d ON d.id = v.document_id WHERE c.id = NEW.citation_id; RETURN NEW; END $$"
POSTGRESQL_TRIGGER = "CREATE TRIGGER citation_path_text BEFORE INSERT ON citation_path FOR EACH ROW EXECUTE FUNCTION citation_path_texts()"
POSTGRESQL_MOVED = (
    "CREATE FUNCTION document_agencies_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE citation_path SET agency_id = NEW.agency_id WHERE citation_id IN (SELECT c.id FROM citation c JOIN version v ON v.id = c.version_id WHERE v.document_id = NEW.id); RETURN NEW; END $$",
    "CREATE TRIGGER document_agency_moved AFTER UPDATE OF agency_id ON document FOR EACH ROW WHEN (NEW.agency_id IS DISTINCT FROM OLD.agency_id) EXECUTE FUNCTION document_agencies_moved()",
)
POSTGRESQL_BEFORE = "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SELECT text_id, version_id INTO NEW.text_id, NEW.version_id FROM citation WHERE id = NEW.citation_id; RETURN NEW; END $$"
CHECKS = {
    "ignored_event": "ignored_event = '' OR state = 'ignored'",
    "asked_event": "asked_event = '' OR (asked_for IS NOT NULL AND asked_for = 'ignored')",
}


def upgrade() -> None:
    """Add the column, fill it, let the database keep it; then the index and the two checks."""
    op.drop_index(PATHS, table_name="citation_path")
    op.add_column("citation_path", sa.Column("agency_id", ID, nullable=True))
    op.execute(
        "UPDATE citation_path SET agency_id = d.agency_id"
        " FROM version v JOIN document d ON d.id = v.document_id"
        " WHERE v.id = citation_path.version_id"
    )
    paths = ["path", "version_id", "citation_id"]
    op.create_index(PATHS, "citation_path", ["text_id", *paths])
    op.create_index(AGENCY, "citation_path", ["text_id", "agency_id", *paths])
    op.drop_index(STANDING, table_name="version")
    op.create_index(STANDING, "version", [*STANDS, "id"])
    if _sqlite():
        op.execute("DROP TRIGGER citation_path_text")
        op.execute(SQLITE_GUARD)
        op.execute(SQLITE_MOVED)
    else:
        _new_function(POSTGRESQL_GUARD)
        for statement in POSTGRESQL_MOVED:
            op.execute(statement)
    for name, check in CHECKS.items():
        op.execute(f"UPDATE finding SET {name} = '' WHERE NOT ({check})")
        if _sqlite():
            _column_anew(name, f" CONSTRAINT ck_finding_{name} CHECK ({check})")
        else:
            op.create_check_constraint(op.f(f"ck_finding_{name}"), "finding", check)


def downgrade() -> None:
    """Drop them."""
    for name in CHECKS:
        if _sqlite():
            _column_anew(name, "")
        else:
            op.drop_constraint(op.f(f"ck_finding_{name}"), "finding", type_="check")
    if _sqlite():
        op.execute("DROP TRIGGER document_agency_moved")
        op.execute("DROP TRIGGER citation_path_text")
        op.execute(SQLITE_BEFORE)
    else:
        op.execute("DROP TRIGGER document_agency_moved ON document")
        op.execute("DROP FUNCTION document_agencies_moved()")
        _new_function(POSTGRESQL_BEFORE)
    op.drop_index(STANDING, table_name="version")
    op.create_index(STANDING, "version", STANDS)
    op.drop_index(AGENCY, table_name="citation_path")
    op.drop_column("citation_path", "agency_id")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _new_function(statement: str) -> None:
    op.execute("DROP TRIGGER citation_path_text ON citation_path")
    op.execute("DROP FUNCTION citation_path_texts()")
    op.execute(statement)
    op.execute(POSTGRESQL_TRIGGER)


def _column_anew(name: str, check: str) -> None:
    """Make a column of words anew with its check: SQLite would copy a table others refer to."""
    op.execute(
        f"CREATE TEMP TABLE kept AS SELECT id, {name} AS said FROM finding WHERE {name} <> ''"
    )
    op.drop_column("finding", name)
    op.execute(f"ALTER TABLE finding ADD COLUMN {name} TEXT NOT NULL DEFAULT ''{check}")
    op.execute(f"UPDATE finding SET {name} = kept.said FROM kept WHERE kept.id = finding.id")
    op.execute("DROP TABLE kept")
