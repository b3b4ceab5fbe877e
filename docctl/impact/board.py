"""Findings with what became of them, from the rows and from the trail of what people did."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.audit.models import AuditEntry
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.documents.queries import visible_to
from docctl.impact.board_rules import Course
from docctl.impact.models import Finding
from docctl.impact.queries import Repair, is_quiet, is_strong, linked
from docctl.impact.ranges import spelt_out
from docctl.impact.states import LIVE, FindingState
from docctl.legal.models import Citation

# By which acts a person shows that a finding was looked at.
_TRIAGE = (
    "finding.under_review",
    "finding.needs_update",
    "finding.not_affected",
    "finding.ignored",
    "finding.decision_asked",
    "findings.taken_up",
)


def list_courses(session: Session, *, actor: Actor, now: datetime, since: datetime) -> list[Course]:
    """Give the course of the findings opened since an instant, and of all that are open now.

    Only strong ones of documents `actor` may see; neither what was withdrawn nor what a rule leaves
    aside.
    """
    rows = session.execute(
        linked(
            select(
                Finding.id,
                Finding.state,
                Finding.opened_at,
                Finding.due_on,
                Finding.reason_code,
                Document.unit_id,
                Citation.rule,
                Repair.effective_from,
            )
        )
        .join(Citation, Citation.id == Finding.citation_id)
        .outerjoin(Repair, Repair.id == Finding.closed_by_version_id)
        .where(
            or_(Finding.opened_at >= since, Finding.state.in_(LIVE)),
            Finding.state != FindingState.WITHDRAWN,
            is_strong(),
            ~is_quiet(day_of(now)),
            visible_to(actor, now=now),
        )
    ).all()
    if not rows:
        return []
    triaged = _triaged(session, {row.id: row.opened_at for row in rows})
    return [
        Course(
            unit_id=row.unit_id,
            rule=row.rule,
            opened_at=row.opened_at,
            triaged_at=triaged.get(row.id),
            state=row.state,
            due_on=row.due_on,
            repaired_on=None if row.effective_from is None else day_of(row.effective_from),
            code=row.reason_code,
        )
        for row in rows
    ]


def _triaged(session: Session, opened: dict[int, datetime]) -> dict[int, datetime]:
    """Give when a person first looked at each finding after it was last opened."""
    entries = session.execute(
        select(AuditEntry.subject, AuditEntry.detail, AuditEntry.at)
        .where(AuditEntry.action.in_(_TRIAGE), AuditEntry.at >= min(opened.values()))
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500)
    )
    found: dict[int, datetime] = {}
    for subject, detail, at in entries:
        for finding_id in _meant(subject, detail.get("findings")):
            if finding_id in opened and finding_id not in found and at >= opened[finding_id]:
                found[finding_id] = at
    return found


def _meant(subject: str, findings: Iterable[int | list[int]] | None) -> Iterable[int]:
    if findings is not None:
        return spelt_out(findings)
    kind, _, number = subject.partition(":")
    return (int(number),) if kind == "finding" else ()
