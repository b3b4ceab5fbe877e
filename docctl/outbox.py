"""Messages to people, written in the same transaction as the act they tell of.

One row is both the notice in the app and the mail to be sent. `alerts` renders and delivers it
later, after checking again that the recipient may see its subject; the row's id never changes, so
a repeated delivery can be recognised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from docctl.db import Base, Id, insert_rows

CHUNK = 500  # values of one IN list


class Delivery(StrEnum):
    """How far the mail of a message has come."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # given up after the last attempt; visible to administrators
    DROPPED = "dropped"  # the recipient lost sight of the subject or left
    FOLDED = "folded"  # beyond the day's immediate mails; a digest tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell whom: `kind` chooses the template, `key` makes a repeated telling one message.

    `version_id` or `document_id` name the subject, whose visibility is checked again when the
    message is shown or sent.
    """

    to: int
    kind: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    document_id: int | None = None
    version_id: int | None = None


class MessageRow(Base, kw_only=True):
    """One message to one person. `alerts.service` moves it; everybody else only adds."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("recipient_id", "kind", "key"),
        Index(
            "ix_message_due",
            "not_before",
            sqlite_where=text("delivery = 'queued'"),
            postgresql_where=text("delivery = 'queued'"),
        ),
        Index("ix_message_recipient", "recipient_id", "created_at"),
        Index("ix_message_slot", "recipient_id", "slot_on"),
        Index(
            "ix_message_folded",
            "recipient_id",
            sqlite_where=text("delivery = 'folded' AND folded_into = ''"),
            postgresql_where=text("delivery = 'folded' AND folded_into = ''"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str]
    key: Mapped[str]
    params: Mapped[dict[str, Any]]
    document_id: Mapped[int | None]
    version_id: Mapped[int | None]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    delivery: Mapped[Delivery] = mapped_column(default=Delivery.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    slot_on: Mapped[date | None] = mapped_column(default=None)  # the day it is a mail of
    folded_into: Mapped[str] = mapped_column(default="")  # key of the digest that tells of it


def add(session: Session, message: Message, *, now: datetime) -> None:
    """Queue `message` unless the same thing was already told to the same person."""
    add_all(session, [message], now=now)


def add_all(session: Session, messages: Iterable[Message], *, now: datetime) -> None:
    """Queue messages, a few statements for all, without what was already told."""
    waiting = {(one.to, one.kind, one.key): one for one in messages}
    listed = list(waiting)
    for start in range(0, len(listed), CHUNK):
        part = listed[start : start + CHUNK]
        told = session.execute(
            select(MessageRow.recipient_id, MessageRow.kind, MessageRow.key).where(
                MessageRow.recipient_id.in_({to for to, _, _ in part}),
                MessageRow.kind.in_({kind for _, kind, _ in part}),
                MessageRow.key.in_({key for _, _, key in part}),
            )
        )
        for row in told:
            waiting.pop((row.recipient_id, row.kind, row.key), None)
    session.flush()  # what is told of is written first
    insert_rows(
        session,
        MessageRow,
        [
            {
                "recipient_id": message.to,
                "kind": message.kind,
                "key": message.key,
                "params": message.params,
                "document_id": message.document_id,
                "version_id": message.version_id,
                "created_at": now,
                "not_before": now,
            }
            for message in waiting.values()
        ],
    )


def list_with_folded(session: Session) -> frozenset[int]:
    """Give the people of whose messages some wait for a digest to tell of them."""
    return frozenset(session.scalars(select(MessageRow.recipient_id).where(_FOLDED).distinct()))


def fold(session: Session, *, recipient_id: int, key: str) -> Sequence[int]:
    """Let the digest `key` tell of all messages of a person that wait for one; give their ids."""
    rows = session.scalars(
        update(MessageRow)
        .where(_FOLDED, MessageRow.recipient_id == recipient_id)
        .values(folded_into=key)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(rows)


_FOLDED = (MessageRow.delivery == Delivery.FOLDED) & (MessageRow.folded_into == "")
