"""Create the tables of legal packs: senders, packs, what they say, conflicts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create the tables; a conflict about one thing is open once for each sender."""
    op.create_table(
        "issued_pack",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("texts", ID, nullable=False),
        sa.Column("effects", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_pack")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_pack_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issued_pack_sha256")),
    )
    op.create_table(
        "pack_sender",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("asked_by_id", ID, nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_pack_sender_asked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_sender")),
        sa.UniqueConstraint("key_id", name=op.f("uq_pack_sender_key_id")),
    )
    op.create_table(
        "received_pack",
        sa.Column("id", ID, nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("texts", ID, nullable=False),
        sa.Column("effects", ID, nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("job_id", ID, nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_received_pack_job_id")),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["pack_sender.id"], name=op.f("fk_received_pack_sender_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_pack")),
        sa.UniqueConstraint("sha256", name=op.f("uq_received_pack_sha256")),
    )
    op.create_index(
        "ix_received_pack_sender", "received_pack", ["sender_id", "number"], unique=False
    )
    op.create_table(
        "pack_conflict",
        sa.Column("id", ID, nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("pack_id", ID, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("effect_id", ID, nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("ours", JSON, nullable=False),
        sa.Column("theirs", JSON, nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_pack_conflict_effect_id")
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["received_pack.id"], name=op.f("fk_pack_conflict_pack_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["pack_sender.id"], name=op.f("fk_pack_conflict_sender_id")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["legal_text.id"], name=op.f("fk_pack_conflict_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_conflict")),
    )
    op.create_index("ix_pack_conflict_text", "pack_conflict", ["text_id"], unique=False)
    op.create_index(
        "uq_pack_conflict_open",
        "pack_conflict",
        ["sender_id", "subject"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "said_effect",
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("effect_id", ID, autoincrement=False, nullable=False),
        sa.Column("pack_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("record_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_said_effect_effect_id")
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["received_pack.id"], name=op.f("fk_said_effect_pack_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["effect_record.id"], name=op.f("fk_said_effect_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["pack_sender.id"], name=op.f("fk_said_effect_sender_id")
        ),
        sa.PrimaryKeyConstraint("sender_id", "effect_id", name=op.f("pk_said_effect")),
    )
    op.create_index(op.f("ix_said_effect_effect_id"), "said_effect", ["effect_id"], unique=False)
    op.create_table(
        "said_text",
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("ref", ID, autoincrement=False, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("pack_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("written", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["received_pack.id"], name=op.f("fk_said_text_pack_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["pack_sender.id"], name=op.f("fk_said_text_sender_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["legal_text.id"], name=op.f("fk_said_text_text_id")),
        sa.PrimaryKeyConstraint("sender_id", "ref", name=op.f("pk_said_text")),
    )
    op.create_index("ix_said_text_text", "said_text", ["text_id"], unique=False)


def downgrade() -> None:
    """Drop the tables; what was taken in stays in the register."""
    op.drop_index("ix_said_text_text", table_name="said_text")
    op.drop_table("said_text")
    op.drop_index(op.f("ix_said_effect_effect_id"), table_name="said_effect")
    op.drop_table("said_effect")
    op.drop_index(
        "uq_pack_conflict_open",
        table_name="pack_conflict",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_index("ix_pack_conflict_text", table_name="pack_conflict")
    op.drop_table("pack_conflict")
    op.drop_index("ix_received_pack_sender", table_name="received_pack")
    op.drop_table("received_pack")
    op.drop_table("pack_sender")
    op.drop_table("issued_pack")
