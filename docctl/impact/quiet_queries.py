"""Reading rules that leave findings aside: the dry run on history, and the rules of an agency."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.documents.queries import visible_to
from docctl.errors import NotFound
from docctl.impact.models import Finding, QuietRule
from docctl.impact.queries import is_strong, joined, of_scope
from docctl.impact.rules import severity_of
from docctl.impact.states import FindingState
from docctl.legal.models import Effect

ACTED_ON = frozenset(
    {FindingState.NEEDS_UPDATE, FindingState.IN_REVISION, FindingState.AWAITING_EFFECT,
     FindingState.RESOLVED}
)  # fmt: skip


class Scoped(Protocol):
    """What a rule is about."""

    @property
    def document_id(self) -> int | None: ...  # noqa: D102
    @property
    def unit_id(self) -> int | None: ...  # noqa: D102
    @property
    def text_id(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have left aside: counts, and how much of it people did act on."""

    findings: int
    documents: int
    severities: dict[str, int]
    states: dict[str, int]
    acted_on: int

    def as_json(self) -> dict[str, Any]:
        """Give it as a rule keeps it."""
        return {
            "findings": self.findings,
            "documents": self.documents,
            "severities": self.severities,
            "states": self.states,
            "acted_on": self.acted_on,
        }


def dry_run(
    session: Session, scope: Scoped, *, actor: Actor, now: datetime, since: datetime
) -> DryRun:
    """Say which findings opened since an instant a rule of this scope would have left aside."""
    rows = session.execute(
        joined(
            select(
                Finding.document_id,
                Finding.state,
                Finding.overlap,
                Finding.due_on,
                Finding.basis,
                Finding.promoted_at,
                Finding.opened_at,
                Effect.action,
            )
        ).where(Finding.opened_at >= since, is_strong(), visible_to(actor, now=now), *_in(scope))
    ).all()
    today = day_of(now)
    severities = Counter(
        severity_of(
            row.action,
            row.overlap,
            row.due_on,
            today,
            basis=row.basis,
            promoted=row.promoted_at is not None,
        ).value
        for row in rows
    )
    return DryRun(
        findings=len(rows),
        documents=len({row.document_id for row in rows}),
        severities=dict(severities),
        states=dict(Counter(row.state.value for row in rows)),
        acted_on=sum(row.state in ACTED_ON for row in rows),
    )


def list_rules(session: Session, *, actor: Actor) -> Sequence[QuietRule]:
    """List the rules of the agency, those that wait first, then the newest."""
    return session.scalars(
        select(QuietRule)
        .where(QuietRule.agency_id == actor.agency_id)
        .order_by(
            QuietRule.ended_at.is_not(None), QuietRule.agreed_at.is_not(None), QuietRule.id.desc()
        )
    ).all()


def get_rule(session: Session, rule_id: int, *, actor: Actor) -> QuietRule:
    """Give a rule of the agency, read afresh and locked, or NotFound."""
    rule = session.get(QuietRule, rule_id, with_for_update=True, populate_existing=True)
    if rule is None or rule.agency_id != actor.agency_id:
        raise NotFound(f"rule {rule_id}")
    return rule


def _in(scope: Scoped) -> list[ColumnElement[bool]]:
    found = []
    if scope.document_id is not None:
        found.append(Finding.document_id == scope.document_id)
    if scope.unit_id is not None:
        found.append(Document.unit_id == scope.unit_id)
    if scope.text_id is not None:
        found.append(of_scope(scope.text_id))
    return found
