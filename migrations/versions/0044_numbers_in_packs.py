"""Keep the sender's numbers of effects that came with packs."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the numbers; what came before has none until its sender says it again."""
    for name in ("number", "successor"):
        op.add_column("said_effect", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.create_index(f"ix_said_effect_{name}", "said_effect", ["sender_id", name])


def downgrade() -> None:
    """Forget them."""
    for name in ("successor", "number"):
        op.drop_index(f"ix_said_effect_{name}", table_name="said_effect")
        op.drop_column("said_effect", name)
