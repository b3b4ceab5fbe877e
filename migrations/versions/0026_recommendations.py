"""Recommended decisions of agencies, and the findings that adopted them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "recommendation",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("target_id", ID, nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("paths", JSON, nullable=False),
        sa.Column("reason_code", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["legal_text.id"], name=op.f("fk_recommendation_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["legal_text.id"], name=op.f("fk_recommendation_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("sender", "ref", name=op.f("uq_recommendation_sender_ref")),
    )
    op.create_index(
        "ix_recommendation_effect", "recommendation", ["target_key", "source_key"], unique=False
    )
    op.create_table(
        "recommendation_adoption",
        sa.Column("id", ID, nullable=False),
        sa.Column("recommendation_id", ID, nullable=False),
        sa.Column("finding_id", ID, nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_adoption_recommendation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_recommendation_adoption_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_adoption")),
        sa.UniqueConstraint(
            "recommendation_id",
            "finding_id",
            name=op.f("uq_recommendation_adoption_recommendation_id_finding_id"),
        ),
    )
    op.create_index(
        op.f("ix_recommendation_adoption_finding_id"),
        "recommendation_adoption",
        ["finding_id"],
        unique=False,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("recommendation_adoption")
    op.drop_table("recommendation")
