"""Senders, packs that went out and came in, what each said of what, and what a person decides."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id, Sha256
from docctl.legal.rules import EffectState
from docctl.packs.body import Scope
from docctl.packs.rules import PackState


class PackSender(Base, kw_only=True):
    """An installation whose packs are taken in, by its public key.

    It counts from `confirmed_at`, when a second person has compared the fingerprint, until
    `removed_at`.
    """

    __tablename__ = "pack_sender"
    __table_args__ = (UniqueConstraint("key_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    name: Mapped[str]
    key: Mapped[str]  # base64
    key_id: Mapped[Sha256]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_by: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def counts(self) -> bool:
        """Say whether its packs may be taken in."""
        return self.confirmed_at is not None and self.removed_at is None

    @property
    def waits(self) -> bool:
        """Say whether it waits for a second person."""
        return self.confirmed_at is None and self.removed_at is None


class IssuedPack(Base, kw_only=True):
    """A pack this installation made; each names the one before."""

    __tablename__ = "issued_pack"
    __table_args__ = (UniqueConstraint("number"), UniqueConstraint("sha256"))

    id: Mapped[Id] = mapped_column(init=False)
    number: Mapped[int]
    sha256: Mapped[Sha256]
    previous: Mapped[str]
    key_id: Mapped[Sha256]
    scope: Mapped[Scope]
    since: Mapped[datetime | None]
    texts: Mapped[int]
    effects: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class ReceivedPack(Base, kw_only=True):
    """A pack of a known sender whose signature was right when it came."""

    __tablename__ = "received_pack"
    __table_args__ = (
        UniqueConstraint("sha256"),
        Index("ix_received_pack_sender", "sender_id", "number"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    sender_id: Mapped[int] = mapped_column(ForeignKey("pack_sender.id"))
    sha256: Mapped[Sha256]
    number: Mapped[int]
    previous: Mapped[str]
    scope: Mapped[Scope]
    since: Mapped[datetime | None]
    made_at: Mapped[datetime]
    agency: Mapped[str]  # as the pack names its maker
    name: Mapped[str]  # of the file, or the address it came from
    texts: Mapped[int]
    effects: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    state: Mapped[PackState] = mapped_column(default=PackState.READY)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # what taking it in did

    sender: Mapped[PackSender] = relationship(init=False, lazy="joined")


class SaidText(Base, kw_only=True):
    """What a sender said last of a text, by the sender's own reference.

    `written` names the facts whose value here comes from its packs.
    """

    __tablename__ = "said_text"
    __table_args__ = (Index("ix_said_text_text", "text_id"),)

    sender_id: Mapped[int] = mapped_column(ForeignKey("pack_sender.id"), primary_key=True)
    ref: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("received_pack.id"))
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    written: Mapped[list[Any]]

    pack: Mapped[ReceivedPack] = relationship(init=False)


class SaidEffect(Base, kw_only=True):
    """What a sender said last of an effect; `record_id`: what was known when its pack wrote it.

    `number` is the sender's own number of it, `successor` that of what took its place there.
    """

    __tablename__ = "said_effect"
    __table_args__ = (
        Index("ix_said_effect_number", "sender_id", "number"),
        Index("ix_said_effect_successor", "sender_id", "successor"),
    )

    sender_id: Mapped[int] = mapped_column(ForeignKey("pack_sender.id"), primary_key=True)
    effect_id: Mapped[int] = mapped_column(
        ForeignKey("effect.id"), primary_key=True, autoincrement=False, index=True
    )
    pack_id: Mapped[int] = mapped_column(ForeignKey("received_pack.id"))
    at: Mapped[datetime]
    state: Mapped[EffectState]
    effective_on: Mapped[date | None]
    until: Mapped[date | None]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("effect_record.id"))
    number: Mapped[str] = mapped_column(default="")
    successor: Mapped[str] = mapped_column(default="")

    pack: Mapped[ReceivedPack] = relationship(init=False)


class PackWatch(Base, kw_only=True):
    """What is watched for new packs, and what the last look brought; one row."""

    __tablename__ = "pack_watch"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Id] = mapped_column(default=1)
    address: Mapped[str] = mapped_column(default="")
    set_at: Mapped[datetime | None] = mapped_column(default=None)
    set_by: Mapped[str] = mapped_column(default="")
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    looked_at: Mapped[datetime | None] = mapped_column(default=None)
    files: Mapped[int] = mapped_column(default=0)
    ready: Mapped[int] = mapped_column(default=0)
    said: Mapped[list[Any]] = mapped_column(default_factory=list)  # sentences about the rest
    refused: Mapped[list[Any]] = mapped_column(default_factory=list)  # hashes, told of already


class PackConflict(Base, kw_only=True):
    """Where a pack says otherwise than people here, or than another sender; a person decides.

    `field` is a fact of the text, or `effect`; `subject` tells the open ones apart.
    """

    __tablename__ = "pack_conflict"
    __table_args__ = (
        Index(
            "uq_pack_conflict_open",
            "sender_id",
            "subject",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_pack_conflict_text", "text_id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    sender_id: Mapped[int] = mapped_column(ForeignKey("pack_sender.id"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("received_pack.id"))
    subject: Mapped[str]
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    effect_id: Mapped[int | None] = mapped_column(ForeignKey("effect.id"))
    field: Mapped[str]
    ours: Mapped[dict[str, Any]]  # when it was found
    theirs: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    taken: Mapped[bool | None] = mapped_column(default=None)  # theirs was taken

    sender: Mapped[PackSender] = relationship(init=False)
    pack: Mapped[ReceivedPack] = relationship(init=False)
