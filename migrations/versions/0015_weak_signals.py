"""Keep what people make of weak signals, and reports of citations the program overlooked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the columns of raised signals and the two tables."""
    with op.batch_alter_table("finding") as table:
        table.add_column(sa.Column("promoted_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("promoted_by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("chain", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "weak_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("effect_id", ID, nullable=True),
        sa.Column("finding_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_weak_decision_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_weak_decision_effect_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_weak_decision_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weak_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_weak_decision_key")),
    )
    op.create_index(
        op.f("ix_weak_decision_document_id"), "weak_decision", ["document_id"], unique=False
    )
    op.create_table(
        "missed_citation",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_by_id", ID, nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_missed_citation_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_missed_citation_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_missed_citation_reported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_citation")),
    )
    op.create_index(
        "ix_missed_citation_open", "missed_citation", ["settled_at", "id"], unique=False
    )


def downgrade() -> None:
    """Drop them, and the findings that only a person had raised."""
    op.drop_table("missed_citation")
    op.drop_table("weak_decision")
    op.execute("DELETE FROM finding WHERE overlap = 'transitive'")
    with op.batch_alter_table("finding") as table:
        for name in ("promoted_at", "promoted_by", "chain"):
            table.drop_column(name)
