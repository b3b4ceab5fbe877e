"""Reading the trail."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.audit.models import AuditEntry, AuditHead
from docctl.audit.rules import Fact

_HELD = "audit head"  # in `Session.info`: the transaction that has locked it, and the row


def lock_head(session: Session) -> AuditHead:
    """Give the head row, locked for this transaction; read afresh where it is locked first."""
    held: tuple[object, AuditHead] | None = session.info.get(_HELD)
    transaction = session.get_transaction()
    if held is not None and held[0] is transaction and transaction is not None:
        return held[1]
    head = session.scalars(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    session.info[_HELD] = (session.get_transaction(), head)
    return head


def find_head(session: Session) -> tuple[int, str]:
    """Give the number and hash of the last entry."""
    head = session.scalars(select(AuditHead)).one()
    return head.seq, head.hash


def fact_of(entry: AuditEntry) -> Fact:
    """Give what the entry says, without its place in the chain."""
    return Fact(
        seq=entry.seq,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        reason=entry.reason,
        detail=entry.detail,
        request_id=entry.request_id,
    )


def walk(session: Session) -> Iterator[tuple[Fact, str, str]]:
    """Give every entry in order as (fact, previous hash, hash)."""
    entries = session.scalars(
        select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    )
    for entry in entries:
        yield fact_of(entry), entry.previous_hash, entry.hash


def list_entries(
    session: Session,
    *,
    subjects: Sequence[str] = (),
    action: str = "",
    before: int | None = None,
    limit: int = 50,
) -> Sequence[AuditEntry]:
    """List the newest entries first, of the given subjects and action, below seq `before`."""
    query = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if subjects:
        query = query.where(AuditEntry.subject.in_(subjects))
    if action:
        query = query.where(AuditEntry.action.startswith(action))
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return session.scalars(query).all()
