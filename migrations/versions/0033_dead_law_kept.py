"""Keep why a submission cites law that is no longer in force."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "dead_law_kept",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("quotes", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name="fk_dead_law_kept_version_id_version"
        ),
        sa.PrimaryKeyConstraint("version_id", "round", name="pk_dead_law_kept"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("dead_law_kept")
