"""What an inspection file says of the law's effects: findings, their traces, decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.impact import tracing
from docctl.impact.models import Finding, MissedCitation, QuietRule, WeakDecision
from docctl.impact.rules import severity_of
from docctl.inspection.rules import IMPACT, machine, parts, person
from docctl.legal.models import Effect
from docctl.legal.rules import Origin
from docctl.recommendations.models import Adoption

Json = dict[str, Any]


def list_findings(
    session: Session, document_id: int, actor: Actor, now: datetime
) -> Sequence[Finding]:
    """List every finding on the document in versions `actor` may see, whatever its state."""
    return session.scalars(
        select(Finding)
        .join(Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .where(Finding.document_id == document_id, visible_to(actor, now=now))
        .order_by(Finding.id)
    ).all()


def finding_of(one: Finding, now: datetime, *, decided_at: datetime | None) -> Json:
    """Say what the program found, by which rule, and what people decided."""
    effect = one.effect
    severity = severity_of(
        effect.action,
        one.overlap,
        one.due_on,
        day_of(now),
        basis=one.basis,
        promoted=one.promoted_at is not None,
    )
    said: Json = {
        "id": one.id,
        "version": one.version_id,
        "citation": one.citation_id,
        "quote": one.citation.quote,
        "found": {
            "overlap": one.overlap,
            "basis": one.basis,
            "due_on": one.due_on,
            "severity_today": severity,
            "opened_at": one.opened_at,
            "told_at": one.told_at,
            "said_by": machine(
                source=f"effect:{effect.id} citation:{one.citation_id}",
                rule=one.overlap.value,
                version=IMPACT,
            ),
        },
        "effect": _effect(effect),
        "state": one.state,
        "draft": one.draft_id,
        "closed_at": one.closed_at,
        "closed_by_version": one.closed_by_version_id,
        "decision": None,
        "asked": None,
        "raised_by_a_person": None,
    }
    if one.decided_by:
        said["decision"] = {
            "reason_code": one.reason_code,
            "reason": one.reason,
            "ignored_until": one.ignored_until,
            "ignored_event": one.ignored_event,
            "said_by": person(one.decided_by, one.closed_at or decided_at),
            "confirmed_by": one.confirmed_by,
        }
    if one.asked_for is not None:
        said["asked"] = {
            "for": one.asked_for,
            "reason_code": one.asked_code,
            "reason": one.asked_reason,
            "until": one.asked_until,
            "said_by": person(one.asked_by, one.asked_at),
        }
    if one.promoted_at is not None:
        said["raised_by_a_person"] = {
            "chain": one.chain,
            "said_by": person(one.promoted_by, one.promoted_at),
        }
    return said


def _effect(effect: Effect) -> Json:
    if effect.origin is Origin.HUMAN:
        recorded = person(effect.recorded_by, effect.recorded_at)
    else:
        recorded = machine(
            source=effect.source.source or effect.source.text_key,
            rule=effect.evidence or effect.quote,
            version=effect.origin.value,
        )
    return {
        "number": effect.number,
        "action": effect.action,
        "by": effect.source.number or effect.source.title,
        "of": effect.target.number or effect.target.title,
        "paths": sorted(path.path for path in effect.paths),
        "extent": effect.extent,
        "effective_on": effect.effective_on,
        "until": effect.until,
        "evidence": effect.evidence,
        "confidence": effect.confidence,
        "state": effect.state,
        "recorded_at": effect.recorded_at,
        "said_by": recorded,
        "decided": None
        if not effect.decided_by
        else {
            "reason": effect.reason,
            "said_by": person(effect.decided_by, effect.decided_at),
        },
    }


def traces_of(
    session: Session, version: Version, text_ids: Sequence[int], *, actor: Actor, now: datetime
) -> list[Json]:
    """Follow each text the version that counts cites: why there is a finding, or why not."""
    found = []
    for text_id in text_ids:
        trace = tracing.trace(session, version.document_id, text_id, actor=actor, now=now)
        found.append(
            {
                "version": trace.version.id,
                "text": text_id,
                "number": trace.text.number or trace.text.title,
                "standing": trace.force.standing,
                "lines": [
                    {
                        "citation": line.citation.id,
                        "effect": None if line.effect is None else line.effect.number,
                        "verdict": line.verdict,
                        "overlap": line.overlap,
                        "day": line.day,
                        "finding": None if line.finding is None else line.finding.id,
                    }
                    for line in trace.lines
                ],
                "said_by": machine(source="citations, effects", rule="verdicts", version=IMPACT),
            }
        )
    return found


def decisions_of(session: Session, document: Document, findings: Sequence[Finding]) -> Json:
    """Say what people decided beside the findings, and which rules leave findings aside."""
    return {
        "weak_signals": _signals(session, document.id),
        "missed_citations": _missed(session, document.id),
        "rules_that_leave_aside": _quiet(session, document),
        "recommendations_adopted": _adopted(session, findings),
    }


def _signals(session: Session, document_id: int) -> list[Json]:
    signals = session.scalars(
        select(WeakDecision)
        .where(WeakDecision.document_id == document_id)
        .order_by(WeakDecision.id)
    )
    return [
        {
            "signal": one.key,
            "kind": one.kind,
            "outcome": one.outcome,
            "reason": one.reason,
            "said_by": person(one.decided_by, one.decided_at),
        }
        for one in signals
    ]


def _missed(session: Session, document_id: int) -> list[Json]:
    missed = session.scalars(
        select(MissedCitation)
        .where(MissedCitation.document_id == document_id)
        .order_by(MissedCitation.id)
    )
    return [
        {
            "words": one.words,
            "text": one.text,
            "said_by": person(one.reported_by, one.reported_at),
            "answer": one.answer,
            "answered_by": person(one.settled_by, one.settled_at),
        }
        for one in missed
    ]


def _quiet(session: Session, document: Document) -> list[Json]:
    rules = session.scalars(
        select(QuietRule)
        .where(
            QuietRule.agency_id == document.agency_id,
            or_(QuietRule.document_id.is_(None), QuietRule.document_id == document.id),
            or_(QuietRule.unit_id.is_(None), QuietRule.unit_id == document.unit_id),
        )
        .order_by(QuietRule.id)
    )
    return [
        {
            "id": one.id,
            "document": one.document_id,
            "unit": one.unit_id,
            "text": one.text_id,
            "reason": one.reason,
            "expires_on": one.expires_on,
            "said_by": person(one.made_by, one.made_at),
            "agreed_by": person(one.agreed_by, one.agreed_at),
            "ended_by": person(one.ended_by, one.ended_at),
            "ended_reason": one.ended_reason,
        }
        for one in rules
    ]


def _adopted(session: Session, findings: Sequence[Finding]) -> list[Json]:
    adopted = [
        one
        for part in parts([finding.id for finding in findings])
        for one in session.scalars(select(Adoption).where(Adoption.finding_id.in_(part)))
    ]
    return [
        {
            "finding": one.finding_id,
            "issuer": one.recommendation.issuer,
            "ref": one.recommendation.ref,
            "key": one.recommendation.sender,
            "pack": one.recommendation.pack,
            "reason_code": one.recommendation.reason_code,
            "reason": one.recommendation.reason,
            "issued_by": person(one.recommendation.issued_by, one.recommendation.issued_at),
            "said_by": person(one.adopted_by, one.adopted_at),
        }
        for one in sorted(adopted, key=lambda adoption: adoption.id)
    ]
