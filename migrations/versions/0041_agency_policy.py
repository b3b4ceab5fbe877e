"""Let an agency choose which badges are public and when what is overdue goes further up."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the choices: no badge is public; heads after 5 days, the legal department after 10.

    The table is not made anew, which SQLite refuses while everything names its agency.
    """
    op.add_column(
        "agency",
        sa.Column("public_badges", sa.String(length=32), nullable=False, server_default="none"),
    )
    for name, days in (("late_head_days", "5"), ("late_law_days", "10")):
        op.add_column("agency", sa.Column(name, ID, nullable=False, server_default=days))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE agency ADD COLUMN law_unit_id INTEGER"
            " CONSTRAINT fk_agency_law_unit_id_unit REFERENCES unit (id)"
        )
    else:
        op.add_column("agency", sa.Column("law_unit_id", ID, nullable=True))
        op.create_foreign_key(
            "fk_agency_law_unit_id_unit", "agency", "unit", ["law_unit_id"], ["id"]
        )


def downgrade() -> None:
    """Forget the choices."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_agency_law_unit_id_unit", "agency", type_="foreignkey")
    for name in ("law_unit_id", "late_law_days", "late_head_days", "public_badges"):
        op.drop_column("agency", name)
