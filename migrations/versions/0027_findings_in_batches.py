"""Remember where a job goes on, and of which findings people were told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add both; of what was raised before, people were told then."""
    op.add_column("job", sa.Column("place", JSON, nullable=True))
    op.add_column("finding", sa.Column("told_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE finding SET told_at = opened_at WHERE overlap <> 'elsewhere'")


def downgrade() -> None:
    """Forget both."""
    op.drop_column("finding", "told_at")
    op.drop_column("job", "place")
