"""The way from the mentions in a document to its findings, step by step, for one legal text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.documents.models import Document, Version
from docctl.impact import evidence
from docctl.impact.meetings import Meeting, list_meetings
from docctl.impact.models import Finding
from docctl.impact.rules import Overlap, overlap_of
from docctl.impact.verdicts import (
    Verdict,
    verdict_of_binding,
    verdict_of_effect,
    verdict_on,
)
from docctl.legal import queries as legal
from docctl.legal.models import Citation, Effect, LegalText
from docctl.legal.standing import Force


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One mention and one effect on what it is bound to, and what became of the two."""

    citation: Citation
    effect: Effect | None
    verdict: Verdict
    overlap: Overlap | None
    day: date | None
    finding: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the program made of a document and a legal text; no line: no mention was found."""

    document: Document
    version: Version
    text: LegalText
    force: Force
    lines: tuple[Line, ...]


def trace(
    session: Session, document_id: int, text_id: int, *, actor: Actor, now: datetime
) -> Trace:
    """Follow every mention of a text, or of what it changes, through all steps; or NotFound."""
    document = documents.get_document(session, document_id, actor=actor, now=now)
    version = documents.find_effective(session, document_id, at=now)
    if version is None:
        version = documents.list_versions(session, document_id, actor=actor, now=now)[0]
    text = legal.get_text(session, text_id)
    effects = _effects(session, text_id)
    told = {text_id} | {effect.target_id for effect in effects}
    citations = _citations(session, version.id, told, legal.list_texts_of(session, told).values())
    meetings = {
        (meeting.effect_id, meeting.cited.id): meeting
        for meeting in list_meetings(
            session, effect_ids={one.id for one in effects}, version_ids=[version.id]
        )
    }
    answered = evidence.list_answered(session, {one.id for one in effects}, [version.id])
    findings = {
        (one.effect_id, one.citation_id): one
        for one in evidence.list_of_effects(session, {one.id for one in effects}, [document_id])
    }
    lines = []
    for citation in citations:
        on_it: list[Effect | None] = [one for one in effects if one.target_id == citation.text_id]
        for effect in on_it or [None]:
            key = (effect.id if effect else 0, citation.id)
            lines.append(
                _line(
                    citation,
                    effect,
                    meetings.get(key),
                    findings.get(key),
                    today=day_of(now),
                    answered=effect is not None and (version.id, effect.id) in answered,
                )
            )
    law = legal.load_law(session, [text_id])
    return Trace(
        document=document,
        version=version,
        text=text,
        force=law.force_on(text_id, day_of(now)),
        lines=tuple(lines),
    )


def _line(
    citation: Citation,
    effect: Effect | None,
    meeting: Meeting | None,
    finding: Finding | None,
    *,
    today: date,
    answered: bool,
) -> Line:
    verdict = verdict_of_binding(citation.resolution)
    overlap = day = None
    if verdict is None and effect is None:
        verdict = Verdict.NO_EFFECT
    if verdict is None and effect is not None:
        verdict = verdict_of_effect(effect.state)
        day = effect.effective_on or effect.source.effective_on
    if verdict is None and meeting is not None:
        day = meeting.cause.day
        overlap = overlap_of(meeting.cause, meeting.cited.mention)
        verdict = verdict_on(
            meeting.cause,
            meeting.cited.mention,
            issued_on=meeting.cited.issued_on,
            today=today,
            answered=answered,
        )
    return Line(
        citation=citation,
        effect=effect,
        verdict=verdict or Verdict.NO_EFFECT,
        overlap=overlap,
        day=finding.due_on if finding is not None else day,
        finding=finding,
    )


def _effects(session: Session, text_id: int) -> Sequence[Effect]:
    """Give what the text does to others and what is done to it, in every state."""
    return session.scalars(
        select(Effect)
        .where(or_(Effect.source_id == text_id, Effect.target_id == text_id))
        .options(selectinload(Effect.source), selectinload(Effect.target))
        .order_by(Effect.id)
    ).all()


def _citations(
    session: Session, version_id: int, text_ids: Collection[int], texts: Collection[LegalText]
) -> Sequence[Citation]:
    """Give the mentions bound to the texts, and the unbound ones that say a number or name."""
    numbers = {text.number_norm for text in texts if text.number_norm}
    names = set(legal.list_names_of(session, text_ids)) if text_ids else set[str]()
    return session.scalars(
        select(Citation)
        .where(
            Citation.version_id == version_id,
            or_(
                Citation.text_id.in_(text_ids),
                Citation.text_id.is_(None)
                & or_(
                    Citation.number_norm.in_(numbers),
                    Citation.name_folded.in_(names - {""}),
                ),
            ),
        )
        .order_by(Citation.ordinal)
    ).all()
