"""Create the tables of findings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables with their constraints and triggers."""
    op.create_table(
        "finding",
        sa.Column("id", ID, nullable=False),
        sa.Column("effect_id", ID, nullable=False),
        sa.Column("citation_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("overlap", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("draft_id", ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_version_id", ID, nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_finding_citation_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_version_id"], ["version.id"], name=op.f("fk_finding_closed_by_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_finding_document_id")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["version.id"], name=op.f("fk_finding_draft_id")),
        sa.ForeignKeyConstraint(["effect_id"], ["effect.id"], name=op.f("fk_finding_effect_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_finding_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "effect_id", "citation_id", name=op.f("uq_finding_effect_id_citation_id")
        ),
    )
    op.create_index("ix_finding_document", "finding", ["document_id", "state"], unique=False)
    op.create_index(
        "ix_finding_live",
        "finding",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'in_revision', 'awaiting_effect')"),
        postgresql_where=sa.text("state IN ('open', 'in_revision', 'awaiting_effect')"),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("finding")
