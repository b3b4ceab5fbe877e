"""Say which unit stands above which, so that what stays overdue finds the next head."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the unit above; the table is not made anew, which SQLite refuses while it is named."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE unit ADD COLUMN parent_id INTEGER"
            " CONSTRAINT fk_unit_parent_id_unit REFERENCES unit (id)"
        )
    else:
        op.add_column("unit", sa.Column("parent_id", ID, nullable=True))
        op.create_foreign_key("fk_unit_parent_id_unit", "unit", "unit", ["parent_id"], ["id"])


def downgrade() -> None:
    """Forget it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_unit_parent_id_unit", "unit", type_="foreignkey")
    op.drop_column("unit", "parent_id")
