"""Keep requests for texts that are cited and not registered."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table; the worker opens the requests on its next day."""
    op.create_table(
        "text_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("year", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("text_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name="fk_text_request_agency_id_agency"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["legal_text.id"], name="fk_text_request_text_id_legal_text"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_text_request"),
    )
    op.create_index(
        "uq_text_request_open",
        "text_request",
        ["agency_id", "number_norm", "name_folded", "year"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("uq_text_request_open", "text_request")
    op.drop_table("text_request")
