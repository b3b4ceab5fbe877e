"""Redrafts: one run over many documents, its documents, and the passages it proposed or marked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "redraft",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("amending", sa.String(length=32), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("job_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_redraft_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_redraft_campaign_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_redraft_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraft")),
    )
    op.create_index("ix_redraft_campaign", "redraft", ["campaign_id"], unique=False)
    op.create_table(
        "redraft_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("redraft_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "version_id IS NULL OR done_at IS NOT NULL",
            name=op.f("ck_redraft_item_drafted_is_done"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_redraft_item_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["redraft_id"], ["redraft.id"], name=op.f("fk_redraft_item_redraft_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_redraft_item_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraft_item")),
        sa.UniqueConstraint(
            "redraft_id", "document_id", name=op.f("uq_redraft_item_redraft_id_document_id")
        ),
    )
    op.create_index("ix_redraft_item_version", "redraft_item", ["version_id"], unique=False)
    op.create_table(
        "redraft_passage",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("ordinal", ID, nullable=False),
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("block_uid", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("looked_by", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(mark = '') = (change_id <> '')",
            name=op.f("ck_redraft_passage_proposed_or_marked"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["redraft_item.id"], name=op.f("fk_redraft_passage_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraft_passage")),
        sa.UniqueConstraint("item_id", "ordinal", name=op.f("uq_redraft_passage_item_id_ordinal")),
    )


def downgrade() -> None:
    """Forget them; the drafts they made stay."""
    op.drop_table("redraft_passage")
    op.drop_table("redraft_item")
    op.drop_table("redraft")
