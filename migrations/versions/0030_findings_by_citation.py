"""Find the findings of an effect on some documents, at some citations, and of drafts, by indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DRAFTED = sa.text("draft_id IS NOT NULL")


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_finding_effect_document", "finding", ["effect_id", "document_id"])
    op.create_index("ix_finding_citation", "finding", ["citation_id", "state"])
    op.create_index(
        "ix_finding_draft",
        "finding",
        ["draft_id"],
        sqlite_where=DRAFTED,
        postgresql_where=DRAFTED,
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("draft", "citation", "effect_document"):
        op.drop_index(f"ix_finding_{name}", table_name="finding")
