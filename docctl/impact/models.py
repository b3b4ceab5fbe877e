"""Findings: one per effect and citation."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id
from docctl.documents.models import Document, Version
from docctl.impact.rules import FindingState, Overlap, Severity
from docctl.legal.models import Citation, Effect


class Finding(Base, kw_only=True):
    """A citation of an effective version that an effect hurts; unique per effect and citation."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("effect_id", "citation_id"),
        Index("ix_finding_document", "document_id", "state"),
        Index(
            "ix_finding_live",
            "due_on",
            sqlite_where=text("state IN ('open', 'in_revision', 'awaiting_effect')"),
            postgresql_where=text("state IN ('open', 'in_revision', 'awaiting_effect')"),
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
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")

    effect: Mapped[Effect] = relationship(init=False)
    citation: Mapped[Citation] = relationship(init=False)
    version: Mapped[Version] = relationship(init=False, foreign_keys=[version_id])
    document: Mapped[Document] = relationship(init=False)


__all__ = ["Finding", "FindingState", "Overlap", "Severity"]
