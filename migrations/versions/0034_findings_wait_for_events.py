"""Put findings off until an event of the law, and not only until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is waited for; so far nothing is."""
    for name in ("ignored_event", "asked_event"):
        op.add_column("finding", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    for name in ("asked_event", "ignored_event"):
        op.drop_column("finding", name)
