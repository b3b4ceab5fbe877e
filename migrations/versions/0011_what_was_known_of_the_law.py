"""Remember what was known of texts and effects, and let a text's stated end be an effect."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_ITSELF = "(source_id = target_id) = (action = 'expires')"
ON_OTHERS = "source_id <> target_id"
SQLITE_GUARDS = (
    "CREATE TRIGGER legal_text_record_no_update BEFORE UPDATE ON legal_text_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
    "CREATE TRIGGER legal_text_record_no_delete BEFORE DELETE ON legal_text_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
    "CREATE TRIGGER effect_record_no_update BEFORE UPDATE ON effect_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
    "CREATE TRIGGER effect_record_no_delete BEFORE DELETE ON effect_record BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION legal_text_record_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was known is append-only'; END $$",
    "CREATE TRIGGER legal_text_record_no_change BEFORE UPDATE OR DELETE ON legal_text_record FOR EACH ROW EXECUTE FUNCTION legal_text_record_frozen()",
    "CREATE FUNCTION effect_record_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was known is append-only'; END $$",
    "CREATE TRIGGER effect_record_no_change BEFORE UPDATE OR DELETE ON effect_record FOR EACH ROW EXECUTE FUNCTION effect_record_frozen()",
)
CHILDREN = ("effect_path", "finding")  # their rows step aside while SQLite rewrites `effect`


def upgrade() -> None:
    """Create the records, fill them from what is there, turn stated ends into effects."""
    op.add_column("legal_text", sa.Column("stated_on", sa.Date(), nullable=True))
    op.execute("UPDATE legal_text SET stated_on = DATE(created_at) WHERE stated_status <> ''")
    _create_records()
    _allow(ON_ITSELF, "itself_expires", instead_of="not_on_itself")
    _fill_texts()
    _fill_effects()
    _fill_stated_ends()
    _guard()


def downgrade() -> None:
    """Forget them again; effects of texts on themselves and their findings go too."""
    own = "(SELECT id FROM effect WHERE source_id = target_id)"
    if op.get_bind().dialect.name == "postgresql":
        for name in ("effect_record", "legal_text_record"):
            op.execute(f"DROP TRIGGER {name}_no_change ON {name}")
            op.execute(f"DROP FUNCTION {name}_frozen()")
    op.drop_table("effect_record")
    op.drop_table("legal_text_record")
    op.execute(f"DELETE FROM finding WHERE effect_id IN {own}")
    op.execute("DELETE FROM effect WHERE source_id = target_id")
    _allow(ON_OTHERS, "not_on_itself", instead_of="itself_expires")
    op.drop_column("legal_text", "stated_on")


def _create_records() -> None:
    op.create_table(
        "legal_text_record",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("stated_status", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_id"], ["legal_text.id"], name=op.f("fk_legal_text_record_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_text_record")),
    )
    op.create_index(
        "ix_legal_text_record_text", "legal_text_record", ["text_id", "recorded_at"], unique=False
    )
    op.create_table(
        "effect_record",
        sa.Column("id", ID, nullable=False),
        sa.Column("effect_id", ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_effect_record_effect_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_record")),
    )
    op.create_index(
        "ix_effect_record_effect", "effect_record", ["effect_id", "recorded_at"], unique=False
    )


def _allow(condition: str, name: str, *, instead_of: str) -> None:
    """Change the constraint on who may have an effect on whom."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_effect_{instead_of}"), "effect", type_="check")
        op.create_check_constraint(op.f(f"ck_effect_{name}"), "effect", condition)
        return
    existing = [one for one in CHILDREN if sa.inspect(op.get_bind()).has_table(one)]
    for child in existing:
        op.execute(f"CREATE TEMPORARY TABLE kept_{child} AS SELECT * FROM {child}")
        op.execute(f"DELETE FROM {child}")
    _create_effect("effect_new", condition, name)
    columns = ", ".join(one["name"] for one in sa.inspect(op.get_bind()).get_columns("effect_new"))
    op.execute(f"INSERT INTO effect_new ({columns}) SELECT {columns} FROM effect")
    op.drop_table("effect")
    op.rename_table("effect_new", "effect")
    op.create_index("ix_effect_source", "effect", ["source_id"], unique=False)
    op.create_index("ix_effect_target", "effect", ["target_id"], unique=False)
    for child in existing:
        op.execute(f"INSERT INTO {child} SELECT * FROM kept_{child}")
        op.execute(f"DROP TABLE kept_{child}")


def _create_effect(table: str, condition: str, name: str) -> None:
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
        sa.CheckConstraint(condition, name=op.f(f"ck_effect_{name}")),
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


def _fill_texts() -> None:
    """Remember each text as it stands, and before that as each correction in the trail found it."""
    connection = op.get_bind()
    text = sa.table("legal_text", *map(sa.column, _TEXT_COLUMNS))
    record = sa.table("legal_text_record", *map(sa.column, _RECORD_COLUMNS))
    trail = _corrections(connection)
    for row in connection.execute(sa.select(text).order_by(text.c.id)).mappings():
        made = {
            "text_id": row["id"],
            "recorded_at": row["created_at"],
            "recorded_by": row["created_by"],
            "reason": "",
            **{name: row[name] for name in _RECORD_COLUMNS[4:]},
        }
        corrections = trail.get(row["id"], [])
        rows = [made | _days(corrections[0]["before"])] if corrections else [made]
        rows.extend(
            made
            | _days(one["after"])
            | {"recorded_at": one["at"], "recorded_by": one["by"], "reason": one["reason"]}
            for one in corrections
        )
        if corrections:  # what counts today is the last word, whatever the trail could not say
            rows[-1] |= {name: made[name] for name in _RECORD_COLUMNS[4:]}
        connection.execute(sa.insert(record), rows)


_TEXT_COLUMNS = ("id", "created_at", "created_by", "source", "type", "number", "issued_on",
                 "effective_on", "expires_on", "stated_status", "stated_on")  # fmt: skip
_RECORD_COLUMNS = ("text_id", "recorded_at", "recorded_by", "reason", "source", "type", "number",
                   "issued_on", "effective_on", "expires_on", "stated_status",
                   "stated_on")  # fmt: skip


def _corrections(connection: sa.Connection) -> dict[int, list[dict]]:
    entry = sa.table(
        "audit_entry",
        sa.column("seq"),
        sa.column("at"),
        sa.column("actor_name"),
        sa.column("action"),
        sa.column("subject"),
        sa.column("reason"),
        sa.column("detail", sa.JSON()),
    )
    found: dict[int, list[dict]] = {}
    rows = connection.execute(
        sa.select(entry).where(entry.c.action == "legal_text.corrected").order_by(entry.c.seq)
    ).mappings()
    for row in rows:
        detail = row["detail"]
        if isinstance(detail.get("before"), dict) and isinstance(detail.get("after"), dict):
            found.setdefault(int(row["subject"].rpartition(":")[2]), []).append(
                {
                    "at": row["at"],
                    "by": row["actor_name"],
                    "reason": row["reason"],
                    "before": detail["before"],
                    "after": detail["after"],
                }
            )
    return found


def _days(facts: dict) -> dict:
    names = ("type", "number", "issued_on", "effective_on", "expires_on")
    return {name: facts[name] for name in names if name in facts}


def _fill_effects() -> None:
    """Remember each effect as recorded, and as decided where that was later."""
    then = "CASE WHEN state = 'confirmed' THEN 'proposed' ELSE 'confirmed' END"
    later = "decided_at IS NOT NULL AND decided_at > recorded_at"
    op.execute(
        "INSERT INTO effect_record"
        " (effect_id, recorded_at, recorded_by, reason, state, effective_on, until)"
        f" SELECT id, recorded_at, recorded_by, '', CASE WHEN {later} THEN {then} ELSE state END,"
        " effective_on, until FROM effect ORDER BY id"
    )
    op.execute(
        "INSERT INTO effect_record"
        " (effect_id, recorded_at, recorded_by, reason, state, effective_on, until)"
        " SELECT id, decided_at, decided_by, '', state, effective_on, until FROM effect"
        f" WHERE {later} ORDER BY id"
    )


def _fill_stated_ends() -> None:
    """Let every stated end that no confirmed ending of that day or before explains be an effect."""
    op.execute(
        "INSERT INTO effect (source_id, target_id, action, extent, scope_key, effective_on, until,"
        " evidence, origin, confidence, state, recorded_at, recorded_by, decided_at, decided_by)"
        " SELECT id, id, 'expires', 'whole', 'whole', expires_on, NULL, '', 'register', 1.0,"
        " 'confirmed', created_at, created_by, NULL, '' FROM legal_text"
        " WHERE expires_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM effect e"
        " JOIN legal_text s ON s.id = e.source_id WHERE e.target_id = legal_text.id"
        " AND e.state = 'confirmed' AND e.action IN ('replaces', 'repeals')"
        " AND e.extent = 'whole' AND COALESCE(e.effective_on, s.effective_on) <= "
        "legal_text.expires_on) ORDER BY id"
    )
    op.execute(
        "INSERT INTO effect_record"
        " (effect_id, recorded_at, recorded_by, reason, state, effective_on, until)"
        " SELECT id, recorded_at, recorded_by, '', state, effective_on, until FROM effect"
        " WHERE action = 'expires' ORDER BY id"
    )


def _guard() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if postgresql else SQLITE_GUARDS:
        op.execute(statement)
