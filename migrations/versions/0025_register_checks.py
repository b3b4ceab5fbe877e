"""Statements up to which day the register of legal texts was compared with a source."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_GUARDS = (
    "CREATE TRIGGER register_check_no_update BEFORE UPDATE ON register_check BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
    "CREATE TRIGGER register_check_no_delete BEFORE DELETE ON register_check BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION register_check_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was known is append-only'; END $$",
    "CREATE TRIGGER register_check_no_change BEFORE UPDATE OR DELETE ON register_check FOR EACH ROW EXECUTE FUNCTION register_check_frozen()",
)


def upgrade() -> None:
    """Create the table and its guards."""
    op.create_table(
        "register_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_check")),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if on_postgresql else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Forget the statements."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER register_check_no_change ON register_check")
        op.execute("DROP FUNCTION register_check_frozen()")
    op.drop_table("register_check")
