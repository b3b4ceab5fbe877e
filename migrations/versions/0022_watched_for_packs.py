"""Create the table of what is watched for legal packs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create the table; it has one row."""
    op.create_table(
        "pack_watch",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=True),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("files", ID, nullable=False),
        sa.Column("ready", ID, nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("refused", JSON, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pack_watch_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_watch")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("pack_watch")
