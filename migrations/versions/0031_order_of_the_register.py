"""Keep the list of legal texts in its order, and in that of one type, by indexes."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_legal_text_issued", "legal_text", ["issued_on", "id"])
    op.create_index("ix_legal_text_type", "legal_text", ["type", "issued_on", "id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_legal_text_type", table_name="legal_text")
    op.drop_index("ix_legal_text_issued", table_name="legal_text")
