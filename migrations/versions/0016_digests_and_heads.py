"""Give people a digest, units a head, and findings rules that leave some aside."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add them; who has an account was told of everything up to today."""
    op.add_column(
        "user_account",
        sa.Column("digest", sa.String(length=32), nullable=False, server_default="daily"),
    )
    op.add_column("user_account", sa.Column("digested_on", sa.Date(), nullable=True))
    op.execute(
        sa.text("UPDATE user_account SET digested_on = :today").bindparams(
            sa.bindparam("today", datetime.now(UTC).date(), type_=sa.Date())
        )
    )
    op.create_table(
        "unit_head",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_head_unit_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_unit_head_user_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_head")),
    )
    op.create_table(
        "quiet_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("text_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("history", JSON, nullable=False),
        sa.Column("made_by_id", ID, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "document_id IS NOT NULL OR unit_id IS NOT NULL OR text_id IS NOT NULL",
            name=op.f("ck_quiet_rule_has_scope"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_quiet_rule_agency_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_quiet_rule_document_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_quiet_rule_unit_id")),
        sa.ForeignKeyConstraint(["text_id"], ["legal_text.id"], name=op.f("fk_quiet_rule_text_id")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_quiet_rule_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_rule")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("quiet_rule")
    op.drop_table("unit_head")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("digested_on")
        table.drop_column("digest")
