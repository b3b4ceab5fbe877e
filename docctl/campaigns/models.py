"""Campaigns and what people decide in them; who is concerned and how far follows from findings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.campaigns.rules import Verdict
from docctl.db import Base, Id
from docctl.documents.models import Document
from docctl.identity.models import User
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
