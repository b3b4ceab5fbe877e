"""Let the days on which parts of a text begin be effects of the text on itself."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXPIRES = {"itself_expires": "(source_id = target_id) = (action = 'expires')"}
ITSELF = {
    "itself": "(source_id = target_id) = (action IN ('expires', 'begins'))",
    "begins_in_parts": "action <> 'begins' OR (extent = 'parts' AND effective_on IS NOT NULL)",
}
CHILDREN = ("effect_path", "finding", "effect_record")  # aside while SQLite rewrites `effect`
APPEND_ONLY = (
    "CREATE TRIGGER effect_record_no_update BEFORE UPDATE ON effect_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
    "CREATE TRIGGER effect_record_no_delete BEFORE DELETE ON effect_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
)


def upgrade() -> None:
    """Allow `begins` beside `expires`, for parts and with their day."""
    _constrain(ITSELF, instead_of=EXPIRES)


def downgrade() -> None:
    """Forget the days of parts, and what was known of them."""
    own = "(SELECT id FROM effect WHERE action = 'begins')"
    _free()
    for table, column in (
        ("effect_record", "effect_id"),
        ("effect_path", "effect_id"),
        ("finding", "effect_id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {own}")
    op.execute("DELETE FROM effect WHERE action = 'begins'")
    _guard()
    _constrain(EXPIRES, instead_of=ITSELF)


def _constrain(conditions: dict[str, str], *, instead_of: dict[str, str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in instead_of:
            op.drop_constraint(op.f(f"ck_effect_{name}"), "effect", type_="check")
        for name, condition in conditions.items():
            op.create_check_constraint(op.f(f"ck_effect_{name}"), "effect", condition)
        return
    _free()
    for child in CHILDREN:
        op.execute(f"CREATE TEMPORARY TABLE kept_{child} AS SELECT * FROM {child}")
        op.execute(f"DELETE FROM {child}")
    _create_effect("effect_new", conditions)
    columns = ", ".join(one["name"] for one in sa.inspect(op.get_bind()).get_columns("effect_new"))
    op.execute(f"INSERT INTO effect_new ({columns}) SELECT {columns} FROM effect")
    op.drop_table("effect")
    op.rename_table("effect_new", "effect")
    op.create_index("ix_effect_source", "effect", ["source_id"], unique=False)
    op.create_index("ix_effect_target", "effect", ["target_id"], unique=False)
    for child in CHILDREN:
        op.execute(f"INSERT INTO {child} SELECT * FROM kept_{child}")
        op.execute(f"DROP TABLE kept_{child}")
    _guard()


def _free() -> None:
    """Let the records be moved for the length of this migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE effect_record DISABLE TRIGGER effect_record_no_change")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER effect_record_no_{act}")


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE effect_record ENABLE TRIGGER effect_record_no_change")
        return
    for statement in APPEND_ONLY:
        op.execute(statement)


def _create_effect(table: str, conditions: dict[str, str]) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("extent", sa.String(length=32), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False, server_default=""),
        sa.Column("exception", sa.Text(), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_effect_{name}"))
            for name, condition in conditions.items()
        ),
        sa.ForeignKeyConstraint(["source_id"], ["legal_text.id"], name=op.f("fk_effect_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["legal_text.id"], name=op.f("fk_effect_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint(
            "source_id",
            "target_id",
            "action",
            "scope_key",
            name=op.f("uq_effect_source_id_target_id_action_scope_key"),
        ),
    )
