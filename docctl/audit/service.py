"""Writing the audit trail, in the same transaction as the change it records."""

from datetime import timedelta
from typing import Any

from docctl.audit import queries
from docctl.audit.models import AuditEntry, AuditHead
from docctl.audit.rules import ALGORITHM, Fact, chained
from docctl.runtime import Transaction

CLOCK_TOLERANCE = timedelta(seconds=1)


def record(
    tx: Transaction, *, action: str, subject: str, reason: str = "", **detail: Any
) -> AuditEntry:
    """Append one entry; `action` is `subject.verb`, `subject` is `table:id`.

    Details must be JSON values. A clock that stepped back is itself recorded, and time inside the
    chain never runs backwards.
    """
    head = queries.lock_head(tx.session)
    if head.at is not None and tx.now < head.at - CLOCK_TOLERANCE:
        _append(
            tx,
            head,
            action="clock.stepped_back",
            subject="installation:1",
            reason="",
            detail={"read": tx.now.isoformat()},
        )
    return _append(tx, head, action=action, subject=subject, reason=reason, detail=detail)


def _append(
    tx: Transaction,
    head: AuditHead,
    *,
    action: str,
    subject: str,
    reason: str,
    detail: dict[str, Any],
) -> AuditEntry:
    fact = Fact(
        seq=head.seq + 1,
        at=tx.now if head.at is None else max(tx.now, head.at),
        actor_id=tx.actor.id,
        actor_name=tx.actor.name,
        action=action,
        subject=subject,
        reason=reason,
        detail=detail,
        request_id=tx.request_id,
    )
    entry = AuditEntry(
        seq=fact.seq,
        at=fact.at,
        actor_id=fact.actor_id,
        actor_name=fact.actor_name,
        action=fact.action,
        subject=fact.subject,
        reason=fact.reason,
        detail=fact.detail,
        request_id=fact.request_id,
        algorithm=ALGORITHM,
        previous_hash=head.hash,
        hash=chained(head.hash, fact),
    )
    tx.session.add(entry)
    head.seq, head.at, head.hash = entry.seq, entry.at, entry.hash
    tx.session.flush()  # the chain is written in the order of the acts
    return entry
