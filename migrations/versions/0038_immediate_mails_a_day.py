"""Count the immediate mails of a person's day, and fold what is more into the next digest."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day a mail counts among and the digest that tells of it; so far none does."""
    op.add_column("message", sa.Column("slot_on", sa.Date(), nullable=True))
    op.add_column("message", sa.Column("folded_into", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_message_slot", "message", ["recipient_id", "slot_on"])
    op.create_index(
        "ix_message_folded",
        "message",
        ["recipient_id"],
        sqlite_where=sa.text("delivery = 'folded' AND folded_into = ''"),
        postgresql_where=sa.text("delivery = 'folded' AND folded_into = ''"),
    )


def downgrade() -> None:
    """Forget both; what was folded stays readable in the app."""
    op.drop_index("ix_message_folded", "message")
    op.drop_index("ix_message_slot", "message")
    op.drop_column("message", "folded_into")
    op.drop_column("message", "slot_on")
