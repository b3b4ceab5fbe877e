"""Reading one's notices, and the short transactions in which a worker moves their mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docctl.actors import Permission
from docctl.alerts import queries
from docctl.alerts.folding import takes_place
from docctl.alerts.rules import LEASE, header, is_given_up, is_stale, pause_after
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.identity import queries as identity
from docctl.outbox import Delivery, MessageRow
from docctl.runtime import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A message whose mail this worker holds until the lease ends."""

    id: int
    recipient_id: int
    kind: str
    params: dict[str, Any]
    document_id: int | None
    version_id: int | None
    created_at: datetime


def mark_read(tx: Transaction, *, message_id: int) -> None:
    """Mark one of the person's own notices as read."""
    row = queries.get_message(tx.session, message_id, actor=tx.actor, now=tx.now)
    row.read_at = row.read_at or tx.now


def mark_all_read(tx: Transaction) -> int:
    """Mark all of the person's visible notices as read; give how many there were."""
    count = 0
    while rows := queries.list_messages(
        tx.session, actor=tx.actor, now=tx.now, unread=True, limit=200
    ):
        for row in rows:
            row.read_at = tx.now
        tx.session.flush()
        count += len(rows)
    return count


def retry_mail(tx: Transaction, *, message_id: int) -> None:
    """Let a mail that was given up be tried again."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    row = queries.lock_message(tx.session, message_id)
    recipient = identity.get_user(tx.session, row.recipient_id)
    if row.delivery is not Delivery.FAILED or recipient.agency_id != tx.actor.agency_id:
        raise Refused(say("Only a mail that was given up can be tried again."))
    row.delivery, row.attempts, row.not_before = Delivery.QUEUED, 1, tx.now
    audit.record(tx, action="mail.retried", subject=f"message:{row.id}")


def claim_mail(tx: Transaction, *, cap: int = 0) -> Held | None:
    """Take the next due mail for the length of a lease; None when nothing is due.

    Mails nobody tried for a week, as when mail is first set up, are dropped on the way; those
    beyond the `cap` of their recipient's immediate mails a day are left to the next digest.
    """
    while (row := queries.lock_due(tx.session, now=tx.now)) is not None:
        if is_stale(created_at=row.created_at, attempts=row.attempts, now=tx.now):
            row.delivery, row.last_error = Delivery.DROPPED, "too old when mail was set up"
            tx.session.flush()
            continue
        if is_given_up(row.attempts):
            _give_up(tx, row)  # its last worker died over it
            continue
        if not takes_place(tx, row, cap=cap):
            tx.session.flush()
            continue
        row.leased_until = tx.now + LEASE
        row.attempts += 1
        return Held(
            id=row.id,
            recipient_id=row.recipient_id,
            kind=row.kind,
            params=row.params,
            document_id=row.document_id,
            version_id=row.version_id,
            created_at=row.created_at,
        )
    return None


def mark_sent(tx: Transaction, *, message_id: int) -> None:
    """Note that the mail server has taken the mail."""
    row = queries.lock_message(tx.session, message_id)
    row.delivery, row.sent_at, row.leased_until, row.last_error = Delivery.SENT, tx.now, None, ""


def drop_mail(tx: Transaction, *, message_id: int, reason: str) -> None:
    """Note that the mail must not or cannot go out; the notice in the app stays as it is."""
    row = queries.lock_message(tx.session, message_id)
    if row.delivery is Delivery.QUEUED:
        row.delivery, row.last_error, row.leased_until = Delivery.DROPPED, reason, None


def put_off_mail(tx: Transaction, *, message_id: int, error: str) -> None:
    """Note a failure; try again later, or give up after the last attempt."""
    row = queries.lock_message(tx.session, message_id)
    if row.delivery is not Delivery.QUEUED:
        return
    row.last_error, row.leased_until = header(error), None
    if is_given_up(row.attempts):
        row.delivery = Delivery.FAILED
        audit.record(tx, action="mail.given_up", subject=f"message:{row.id}", attempts=row.attempts)
    else:
        row.not_before = tx.now + pause_after(row.attempts)


def _give_up(tx: Transaction, row: MessageRow) -> None:
    row.delivery, row.leased_until = Delivery.FAILED, None
    audit.record(tx, action="mail.given_up", subject=f"message:{row.id}", attempts=row.attempts)
