"""Findings: one per effect and citation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id
from docctl.documents.models import Document, Version
from docctl.impact.rules import FindingState, Overlap, Severity
from docctl.impact.weak_rules import WeakKind, WeakOutcome
from docctl.legal.models import Citation, Effect

_LIVE = (
    "state IN ('scheduled', 'open', 'under_review', 'needs_update', 'in_revision',"
    " 'awaiting_effect')"
)


class Finding(Base, kw_only=True):
    """A citation of an effective version that an effect hurts; unique per effect and citation.

    `asked_…` is a decision that counts only when a second person agrees: what `asked_by` wants the
    finding to become, why, and for ignoring until which day.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("effect_id", "citation_id"),
        Index("ix_finding_document", "document_id", "state"),
        Index("ix_finding_effect_document", "effect_id", "document_id"),
        Index("ix_finding_citation", "citation_id", "state"),
        Index(
            "ix_finding_draft",
            "draft_id",
            sqlite_where=text("draft_id IS NOT NULL"),
            postgresql_where=text("draft_id IS NOT NULL"),
        ),
        Index(
            "ix_finding_live",
            "due_on",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "ix_finding_asked",
            "asked_at",
            sqlite_where=text("asked_for IS NOT NULL"),
            postgresql_where=text("asked_for IS NOT NULL"),
        ),
        CheckConstraint(
            "(asked_for IS NULL) = (asked_by_id IS NULL)"
            " AND (asked_for IS NULL) = (asked_at IS NULL)"
            " AND (asked_for IS NULL OR state = 'under_review')",
            name="asked_of_one",
        ),
        CheckConstraint("(state = 'ignored') = (ignored_until IS NOT NULL)", name="ignored_until"),
        CheckConstraint("ignored_event = '' OR state = 'ignored'", name="ignored_event"),
        CheckConstraint(
            "asked_event = '' OR (asked_for IS NOT NULL AND asked_for = 'ignored')",
            name="asked_event",
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    effect_id: Mapped[int] = mapped_column(ForeignKey("effect.id"))
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    overlap: Mapped[Overlap]
    due_on: Mapped[date | None]
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    opened_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(default=None)  # who had to know was told
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    confirmed_by: Mapped[str] = mapped_column(default="")  # the second person
    ignored_until: Mapped[date | None] = mapped_column(default=None)  # the first day it is back
    ignored_event: Mapped[str] = mapped_column(default="")  # `WaitsFor`: back before that day
    promoted_at: Mapped[datetime | None] = mapped_column(default=None)  # from a weak signal
    promoted_by: Mapped[str] = mapped_column(default="")
    chain: Mapped[list[Any]] = mapped_column(default_factory=list)  # the reasons of the signal
    basis: Mapped[bool] = mapped_column(default=False)  # cited only as a legal basis
    asked_for: Mapped[FindingState | None] = mapped_column(default=None)
    asked_code: Mapped[str] = mapped_column(default="")
    asked_reason: Mapped[str] = mapped_column(default="")
    asked_until: Mapped[date | None] = mapped_column(default=None)
    asked_event: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    asked_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None] = mapped_column(default=None)

    effect: Mapped[Effect] = relationship(init=False)
    citation: Mapped[Citation] = relationship(init=False)
    version: Mapped[Version] = relationship(init=False, foreign_keys=[version_id])
    document: Mapped[Document] = relationship(init=False)


class WeakDecision(Base, kw_only=True):
    """What a person made of a weak signal; it holds as long as the day of the change is this one.

    Signals are computed when somebody looks; only decisions on them are kept.
    """

    __tablename__ = "weak_decision"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[Id] = mapped_column(init=False)
    key: Mapped[str]
    kind: Mapped[WeakKind]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    effect_id: Mapped[int | None] = mapped_column(ForeignKey("effect.id"), default=None)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[WeakOutcome]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]

    @property
    def via(self) -> str:
        """Give what the signal came through, in words, where it is no text: between kind and at."""
        return self.key.partition(":")[2].rpartition(":")[0]


class MissedCitation(Base, kw_only=True):
    """A report that the program overlooked a citation; the secretary settles it with an answer."""

    __tablename__ = "missed_citation"
    __table_args__ = (Index("ix_missed_citation_open", "settled_at", "id"),)

    id: Mapped[Id] = mapped_column(init=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    words: Mapped[str]  # the passage as the reporter gives it
    text: Mapped[str]  # the number or name of the legal text that is meant
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reported_by: Mapped[str]
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class QuietRule(Base, kw_only=True):
    """A rule that leaves findings aside: of a document, a unit, a legal text, or of all of these.

    It counts from the agreement of a second person until `expires_on` or its end. `history` is the
    dry run that was shown: what it would have left aside in the year before. Nothing is deleted or
    changed by it; what it leaves aside is listed with the rule.
    """

    __tablename__ = "quiet_rule"
    __table_args__ = (
        CheckConstraint(
            "document_id IS NOT NULL OR unit_id IS NOT NULL OR text_id IS NOT NULL",
            name="has_scope",
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    text_id: Mapped[int | None] = mapped_column(ForeignKey("legal_text.id"), default=None)
    reason: Mapped[str]
    expires_on: Mapped[date]  # the first day without it
    history: Mapped[dict[str, Any]]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    agreed_by: Mapped[str] = mapped_column(default="")
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_reason: Mapped[str] = mapped_column(default="")


__all__ = [
    "Finding",
    "FindingState",
    "MissedCitation",
    "Overlap",
    "QuietRule",
    "Severity",
    "WeakDecision",
]
