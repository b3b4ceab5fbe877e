"""Keep which versions of a document count beside their texts."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NAME = "ix_version_document_standing"


def upgrade() -> None:
    """Add the index."""
    op.create_index(NAME, "version", ["document_id", "status", "effective_from", "effective_to"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(NAME, table_name="version")
