"""Keep which effect took the place of a withdrawn one, by a person's word."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "superseded_effect",
        sa.Column("effect_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.CheckConstraint("effect_id <> by_id", name="by_another"),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name="fk_superseded_effect_effect_id_effect"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["effect.id"], name="fk_superseded_effect_by_id_effect"),
        sa.PrimaryKeyConstraint("effect_id", name="pk_superseded_effect"),
    )
    op.create_index("ix_superseded_effect_by_id", "superseded_effect", ["by_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("superseded_effect")
