"""Create the tables of signatures and tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
    "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
    "CREATE UNIQUE INDEX uq_signature_one_approval ON signature (version_id) WHERE meaning = 'approved'",
)

POSTGRESQL = (
    "CREATE FUNCTION signature_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a signature never changes'; END $$",
    "CREATE TRIGGER signature_no_change BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION signature_frozen()",
    "CREATE UNIQUE INDEX uq_signature_one_approval ON signature (version_id) WHERE meaning = 'approved'",
)


def upgrade() -> None:
    """Create the tables with their constraints and triggers."""
    op.create_table(
        "signature",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("meaning", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("signer_id", ID, nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signer_roles", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["user_account.id"], name=op.f("fk_signature_signer_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_signature_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "version_id",
            "round",
            "meaning",
            "signer_id",
            name=op.f("uq_signature_version_id_round_meaning_signer_id"),
        ),
    )
    op.create_table(
        "task",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("assignee_id", ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["user_account.id"], name=op.f("fk_task_assignee_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_task_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "version_id",
            "round",
            "step",
            "assignee_id",
            name=op.f("uq_task_version_id_round_step_assignee_id"),
        ),
    )
    op.create_index(
        "ix_task_waiting",
        "task",
        ["assignee_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND opened_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NULL AND opened_at IS NOT NULL"),
    )

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("task")
    op.drop_table("signature")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION signature_frozen()")
