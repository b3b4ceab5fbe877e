"""Keep what counts of a document beside its texts, and what is proposed on a text by itself."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STANDING, TARGET = "ix_version_document_standing", "ix_effect_target"


def upgrade() -> None:
    """Add the first index, widen the second."""
    op.create_index(
        STANDING, "version", ["document_id", "status", "effective_from", "effective_to"]
    )
    op.drop_index(TARGET, table_name="effect")
    op.create_index(TARGET, "effect", ["target_id", "state", "action"])


def downgrade() -> None:
    """Drop the first, narrow the second."""
    op.drop_index(TARGET, table_name="effect")
    op.create_index(TARGET, "effect", ["target_id"])
    op.drop_index(STANDING, table_name="version")
