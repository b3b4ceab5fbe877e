"""Certificates of the time machine: what was said of a document on a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SQLITE_GUARDS = (
    "CREATE TRIGGER certificate_no_update BEFORE UPDATE ON certificate BEGIN SELECT RAISE(ABORT, 'a certificate never changes'); END",
    "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate BEGIN SELECT RAISE(ABORT, 'a certificate never changes'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION certificate_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a certificate never changes'; END $$",
    "CREATE TRIGGER certificate_no_change BEFORE UPDATE OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_frozen()",
)


def upgrade() -> None:
    """Create the table and its guards."""
    op.create_table(
        "certificate",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("known_day", sa.Date(), nullable=True),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", ID, nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_certificate_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_certificate_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_certificate_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    op.create_index(
        "ix_certificate_document", "certificate", ["document_id", "on_day"], unique=False
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if on_postgresql else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Forget the certificates."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER certificate_no_change ON certificate")
        op.execute("DROP FUNCTION certificate_frozen()")
    op.drop_table("certificate")
