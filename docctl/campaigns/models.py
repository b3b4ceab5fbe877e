"""Campaigns, what people decide in them, and the redrafts that many documents get at once.

Who is concerned and how far each document is follows from findings.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.campaigns.rules import Amending, Verdict
from docctl.db import Base, Id
from docctl.documents.models import Document, Version
from docctl.identity.models import User
from docctl.jobs.models import Job
from docctl.legal.models import LegalText


class Campaign(Base, kw_only=True):
    """The work one legal text makes in an agency; one open campaign per text and agency.

    It is done when no document needs work any more (derived); `closed_at` is set only when a
    person ends it by hand.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index(
            "uq_campaign_one_open",
            "agency_id",
            "source_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("closed_at IS NULL OR closed_reason <> ''", name="closed_has_reason"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    name: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str] = mapped_column(default="")
    closed_reason: Mapped[str] = mapped_column(default="")

    source: Mapped[LegalText] = relationship(init=False, lazy="joined", innerjoin=True)
    opened_by: Mapped[User] = relationship(init=False, foreign_keys=[opened_by_id])


class Case(Base, kw_only=True):
    """What people decided about one document in a campaign; most facts of it are derived.

    `owner_id` None is the document's own owner; `due_on` None the derived day.
    """

    __tablename__ = "campaign_case"
    __table_args__ = (
        UniqueConstraint("campaign_id", "document_id"),
        Index("ix_campaign_case_owner", "owner_id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    verdict: Mapped[Verdict | None] = mapped_column(default=None)
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)

    campaign: Mapped[Campaign] = relationship(init=False)
    document: Mapped[Document] = relationship(init=False)
    owner: Mapped[User | None] = relationship(init=False)


class Note(Base, kw_only=True):
    """A note on a document of a campaign, in order of time; never changed."""

    __tablename__ = "campaign_note"
    __table_args__ = (Index("ix_campaign_note_document", "campaign_id", "document_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]


class Redraft(Base, kw_only=True):
    """One run over many documents of a campaign: every citation of the old text proposed anew.

    `amending` says what becomes of passages whose text stays and is amended (chain or mark);
    `mapping` is a person's word on provisions: old path, new path and, where several texts are
    replaced, the id of the one that is meant.
    """

    __tablename__ = "redraft"
    __table_args__ = (Index("ix_redraft_campaign", "campaign_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    amending: Mapped[Amending]
    mapping: Mapped[list[Any]]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)

    campaign: Mapped[Campaign] = relationship(init=False)
    job: Mapped[Job | None] = relationship(init=False)


class RedraftItem(Base, kw_only=True):
    """One document of a redraft: not done yet, drafted (`version_id`), or refused (`reasons`)."""

    __tablename__ = "redraft_item"
    __table_args__ = (
        UniqueConstraint("redraft_id", "document_id"),
        Index("ix_redraft_item_version", "version_id"),
        CheckConstraint("version_id IS NULL OR done_at IS NOT NULL", name="drafted_is_done"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    redraft_id: Mapped[int] = mapped_column(ForeignKey("redraft.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    summary: Mapped[str] = mapped_column(default="")
    reasons: Mapped[list[Any]] = mapped_column(default_factory=list)  # msgid and params
    done_at: Mapped[datetime | None] = mapped_column(default=None)

    document: Mapped[Document] = relationship(init=False)
    version: Mapped[Version | None] = relationship(init=False)


class Passage(Base, kw_only=True):
    """A passage a redraft proposed to change (`change_id`), or left to a human (`mark`).

    Whether a proposal was accepted follows from the draft's text; that a person has looked at a
    mark is written here.
    """

    __tablename__ = "redraft_passage"
    __table_args__ = (
        UniqueConstraint("item_id", "ordinal"),
        CheckConstraint("(mark = '') = (change_id <> '')", name="proposed_or_marked"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("redraft_item.id"))
    ordinal: Mapped[int]
    change_id: Mapped[str] = mapped_column(default="")
    mark: Mapped[str] = mapped_column(default="")
    block_uid: Mapped[str]
    section: Mapped[str]
    context: Mapped[str]  # the sentence as it stood
    before: Mapped[str]
    after: Mapped[str] = mapped_column(default="")
    looked_by: Mapped[str] = mapped_column(default="")
    looked_at: Mapped[datetime | None] = mapped_column(default=None)

    item: Mapped[RedraftItem] = relationship(init=False)
