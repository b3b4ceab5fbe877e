"""Reading messages: a person's own, and the ones whose mail is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.errors import NotFound
from docctl.identity.models import User
from docctl.outbox import Delivery, MessageRow

_INSTANT = timedelta(microseconds=1)
WITHDRAWN = "document.withdrawn"


def subject_visible(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """Say in SQL which messages have a subject `actor` may see at `now`.

    A message without subject is for every reader. Of a withdrawal people hear whoever could see
    the document when it ended, and still may read at all.
    """
    may_read = literal(actor.may(Permission.READ))
    version = exists().where(
        Version.id == MessageRow.version_id,
        Document.id == Version.document_id,
        visible_to(actor, now=now),
    )
    document = exists().where(
        Version.document_id == MessageRow.document_id,
        Document.id == Version.document_id,
        visible_to(actor, now=now),
    )
    return or_(
        and_(MessageRow.version_id.is_(None), MessageRow.document_id.is_(None), may_read),
        version,
        and_(MessageRow.version_id.is_(None), document),
        and_(MessageRow.kind == WITHDRAWN, _saw_it_end(actor), may_read),
    )


def _saw_it_end(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL: the agency's own document was effective until it was withdrawn."""
    return exists().where(
        Document.id == MessageRow.document_id,
        Document.agency_id == actor.agency_id,
        Document.withdrawn_at.is_not(None),
        Version.document_id == Document.id,
        Version.effective_to == Document.withdrawn_at,
        Version.effective_from < Version.effective_to,
    )


def list_messages(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    unread: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[MessageRow]:
    """List the person's own messages whose subject they may still see, newest first."""
    query = (
        select(MessageRow)
        .where(MessageRow.recipient_id == actor.user_id, subject_visible(actor, now=now))
        .order_by(MessageRow.id.desc())
        .limit(limit)
    )
    if unread:
        query = query.where(MessageRow.read_at.is_(None))
    if before is not None:
        query = query.where(MessageRow.id < before)
    return session.scalars(query).all()


def count_unread(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count the person's unread messages whose subject they may still see."""
    query = select(func.count()).where(
        MessageRow.recipient_id == actor.user_id,
        MessageRow.read_at.is_(None),
        subject_visible(actor, now=now),
    )
    return session.scalar(query) or 0


def get_message(session: Session, message_id: int, *, actor: Actor, now: datetime) -> MessageRow:
    """Give a message to `actor` whose subject they may still see, or NotFound."""
    row = session.scalars(
        select(MessageRow).where(
            MessageRow.id == message_id,
            MessageRow.recipient_id == actor.user_id,
            subject_visible(actor, now=now),
        )
    ).first()
    if row is None:
        raise NotFound(f"message {message_id}")
    return row


def may_be_told(session: Session, message_id: int, *, actor: Actor, now: datetime) -> bool:
    """Say whether the subject of a message is visible to its recipient at this moment."""
    query = select(MessageRow.id).where(
        MessageRow.id == message_id, subject_visible(actor, now=now)
    )
    return session.scalar(query) is not None


def lock_due(session: Session, *, now: datetime) -> MessageRow | None:
    """Give the message whose mail is due first, locked; those of other workers are skipped."""
    return session.scalars(
        select(MessageRow)
        .where(
            MessageRow.delivery == Delivery.QUEUED,
            MessageRow.not_before <= now,
            or_(MessageRow.leased_until.is_(None), MessageRow.leased_until <= now),
        )
        .order_by(MessageRow.not_before, MessageRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def lock_message(session: Session, message_id: int) -> MessageRow:
    """Give a message locked and read afresh."""
    row = session.get(MessageRow, message_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"message {message_id}")
    return row


def list_failed(session: Session, *, agency_id: int) -> Sequence[tuple[MessageRow, User]]:
    """List the mails of the agency that were given up, with their recipients, newest first."""
    rows = session.execute(
        select(MessageRow, User)
        .join(User, User.id == MessageRow.recipient_id)
        .where(MessageRow.delivery == Delivery.FAILED, User.agency_id == agency_id)
        .order_by(MessageRow.id.desc())
    )
    return [(row, user) for row, user in rows]
