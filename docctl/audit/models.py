"""The trail's tables; triggers forbid changing or deleting what is written."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from docctl.audit.rules import GENESIS
from docctl.db import Base, Sha256, guard


class AuditEntry(Base, kw_only=True):
    """One act: who, what, on what, when, why, old and new values."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]]
    request_id: Mapped[str]
    algorithm: Mapped[str]
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256]


class AuditHead(Base, kw_only=True):
    """The last entry's number and hash; one row, locked by each writer."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    at: Mapped[datetime | None]
    hash: Mapped[Sha256]


_START = f"INSERT INTO audit_head (id, seq, at, hash) VALUES (1, 0, NULL, '{GENESIS}')"  # noqa: S608
guard(AuditHead.metadata.tables["audit_head"], sqlite=(_START,), postgresql=(_START,))
guard(
    AuditEntry.metadata.tables["audit_entry"],
    sqlite=(
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ),
    postgresql=(
        "CREATE FUNCTION audit_entry_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION audit_entry_frozen()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_frozen()",
    ),
)
