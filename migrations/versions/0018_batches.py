"""Batches: versions handed in, reviewed and approved together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; versions handed in before were handed in alone."""
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("approval_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_batch_agency_id")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_batch_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("approval_key", name=op.f("uq_batch_approval_key")),
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_batch_item_version_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "version_id", name=op.f("pk_batch_item")),
        sa.UniqueConstraint("version_id", "round", name=op.f("uq_batch_item_version_id_round")),
    )


def downgrade() -> None:
    """Forget them; every version keeps its own tasks and signatures."""
    op.drop_table("batch_item")
    op.drop_table("batch")
