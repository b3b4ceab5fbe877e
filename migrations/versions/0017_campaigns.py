"""Campaigns: the work of one legal text, what people decide on its documents, their notes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; campaigns are opened by people."""
    op.create_table(
        "campaign",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", ID, nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_reason <> ''",
            name=op.f("ck_campaign_closed_has_reason"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_campaign_agency_id")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_campaign_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["legal_text.id"], name=op.f("fk_campaign_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(
        "uq_campaign_one_open",
        "campaign",
        ["agency_id", "source_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "campaign_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_case_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_campaign_case_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_campaign_case_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_case")),
        sa.UniqueConstraint(
            "campaign_id", "document_id", name=op.f("uq_campaign_case_campaign_id_document_id")
        ),
    )
    op.create_index("ix_campaign_case_owner", "campaign_case", ["owner_id"], unique=False)
    op.create_table(
        "campaign_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_campaign_note_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_note_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_campaign_note_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_note")),
    )
    op.create_index(
        "ix_campaign_note_document",
        "campaign_note",
        ["campaign_id", "document_id"],
        unique=False,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("campaign_note")
    op.drop_table("campaign_case")
    op.drop_table("campaign")
