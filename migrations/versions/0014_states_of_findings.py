"""Give findings their whole course: scheduled, reviewed, ignored, agreed to by a second person."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "state IN ('open', 'in_revision', 'awaiting_effect')"
AFTER = (
    "state IN ('scheduled', 'open', 'under_review', 'needs_update', 'in_revision',"
    " 'awaiting_effect')"
)
ASKED = (
    "(asked_for IS NULL) = (asked_by_id IS NULL)"
    " AND (asked_for IS NULL) = (asked_at IS NULL)"
    " AND (asked_for IS NULL OR state = 'under_review')"
)
IGNORED = "(state = 'ignored') = (ignored_until IS NOT NULL)"
WORDS = ("confirmed_by", "asked_code", "asked_reason", "asked_by")
BASES = ("can cu", "co so phap ly", "tai lieu vien dan", "van ban vien dan")


def upgrade() -> None:
    """Add what a decision of two people needs; say of what is there whether it is a basis only."""
    op.drop_index("ix_finding_live", table_name="finding")
    with op.batch_alter_table("finding") as table:
        for name in WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("ignored_until", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("basis", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("asked_for", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("asked_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("asked_by_id", ID, nullable=True))
        table.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
        table.create_foreign_key(
            op.f("fk_finding_asked_by_id"), "user_account", ["asked_by_id"], ["id"]
        )
        table.create_check_constraint(op.f("ck_finding_asked_of_one"), ASKED)
        table.create_check_constraint(op.f("ck_finding_ignored_until"), IGNORED)
    _index(AFTER)
    op.create_index(
        "ix_finding_asked",
        "finding",
        ["asked_at"],
        sqlite_where=sa.text("asked_for IS NOT NULL"),
        postgresql_where=sa.text("asked_for IS NOT NULL"),
    )
    _mark_bases()


def downgrade() -> None:
    """Put what is being decided back to open, and forget who agreed."""
    op.execute(
        "UPDATE finding SET state = 'open', asked_for = NULL, asked_by_id = NULL, asked_at = NULL,"
        " ignored_until = NULL, closed_at = NULL"
        " WHERE state IN ('scheduled', 'under_review', 'needs_update', 'ignored')"
    )
    op.drop_index("ix_finding_asked", table_name="finding")
    op.drop_index("ix_finding_live", table_name="finding")
    with op.batch_alter_table("finding") as table:
        table.drop_constraint(op.f("ck_finding_asked_of_one"), type_="check")
        table.drop_constraint(op.f("ck_finding_ignored_until"), type_="check")
        table.drop_constraint(op.f("fk_finding_asked_by_id"), type_="foreignkey")
        for name in (*WORDS, "ignored_until", "basis", "asked_for", "asked_until", "asked_by_id"):
            table.drop_column(name)
        table.drop_column("asked_at")
    _index(BEFORE)


def _index(live: str) -> None:
    op.create_index(
        "ix_finding_live",
        "finding",
        ["due_on"],
        sqlite_where=sa.text(live),
        postgresql_where=sa.text(live),
    )


def _mark_bases() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT finding.id, citation.context, citation.section FROM finding"
            " JOIN citation ON citation.id = finding.citation_id"
        )
    )
    found = [row.id for row in rows if _is_basis(_plain(row.context), _plain(row.section))]
    for finding_id in found:
        connection.execute(
            sa.text("UPDATE finding SET basis = :yes WHERE id = :id"),
            {"yes": True, "id": finding_id},
        )


def _is_basis(context: str, section: str) -> bool:
    line = context.lstrip("-+*•–. ")
    return line.startswith("can cu ") or any(name in section for name in BASES)


def _plain(words: str) -> str:
    bare = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D")).lower()
    return " ".join(re.sub(r"[\u0300-\u036f]", "", bare).split())
