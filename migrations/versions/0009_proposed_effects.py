"""Keep what was read of an effect, and effects on texts that are not registered yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = (
    ("legal_text", "original_name"),
    ("effect", "quote"),
    ("effect", "exception"),
    ("effect", "reason"),
)


def upgrade() -> None:
    """Add the columns and the table."""
    for table, column in ADDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "loose_effect",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("year", ID, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("extent", sa.String(length=32), nullable=False),
        sa.Column("paths", JSON, nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["legal_text.id"], name=op.f("fk_loose_effect_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loose_effect")),
        sa.UniqueConstraint(
            "source_id",
            "target_key",
            "action",
            "scope_key",
            name=op.f("uq_loose_effect_source_id_target_key_action_scope_key"),
        ),
    )
    op.create_index("ix_loose_effect_number", "loose_effect", ["number_norm"], unique=False)
    op.create_index("ix_loose_effect_name", "loose_effect", ["name_folded"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("loose_effect")
    for table, column in reversed(ADDED):
        op.drop_column(table, column)
