"""What waits, bundled by document and day of effect: for digests and for lists."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of, start_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.identity import queries as identity
from docctl.impact.digest_rules import Bundle
from docctl.impact.models import Finding
from docctl.impact.queries import is_quiet, is_strong
from docctl.impact.rules import Severity, severity_of
from docctl.impact.states import LIVE, FindingState
from docctl.legal.models import Effect


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bundle with who answers for it: the document's owner, and the head of its unit.

    Where the unit has no head it is that of the nearest unit above, `head_unit_id`.
    """

    bundle: Bundle
    title: str
    owner_id: int | None
    head_id: int | None
    head_unit_id: int | None
    unit_id: int | None
    worst: Severity
    texts: frozenset[int]  # what is cited
    effects: frozenset[int]  # what changes it


def list_waiting(session: Session, *, actor: Actor, now: datetime) -> list[Waiting]:
    """Give the bundles of live findings that `actor` may see, the earliest day first."""
    rows = session.execute(
        select(
            Finding.document_id,
            Finding.effect_id,
            Finding.due_on,
            Finding.opened_at,
            Finding.state,
            Finding.overlap,
            Finding.basis,
            Finding.promoted_at,
            Effect.action,
            Effect.target_id,
            Document.code,
            Document.title,
            Document.owner_id,
            Document.unit_id,
        )
        .join(Effect, Effect.id == Finding.effect_id)
        .join(Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .where(Finding.state.in_(LIVE), is_strong(), visible_to(actor, now=now))
        .where(~is_quiet(day_of(now)))
    )
    groups: dict[tuple[int, date | None], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.document_id, row.due_on].append(row)
    answering = identity.list_answering(session, agency_id=actor.agency_id or 0)
    found = [_waiting(key, one, answering, today=day_of(now)) for key, one in groups.items()]
    return sorted(found, key=lambda one: (one.bundle.due_on or date.max, one.bundle.code))


def count_staying(session: Session, *, actor: Actor, now: datetime, days: int) -> int:
    """Count the documents with a bundle overdue for at least `days` (as `stage_on` says)."""
    day = day_of(now) - timedelta(days=days)
    staying = (
        select(Finding.document_id)
        .join(Effect, Effect.id == Finding.effect_id)
        .join(Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .where(Finding.state.in_(LIVE), is_strong(), visible_to(actor, now=now))
        .where(Finding.due_on < day, ~is_quiet(day_of(now)))
        .group_by(Finding.document_id, Finding.due_on)
        .having(func.min(Finding.opened_at) < start_of(day + timedelta(days=1)))
        .having(func.count(case((Finding.state != FindingState.AWAITING_EFFECT, 1))) > 0)
        .subquery()
    )
    counted = select(func.count(staying.c.document_id.distinct()))
    return session.scalar(counted) or 0


def _waiting(
    key: tuple[int, date | None],
    rows: list[Any],
    answering: Mapping[int, tuple[int, int]],
    *,
    today: date,
) -> Waiting:
    first = rows[0]
    head_unit_id, head_id = answering.get(first.unit_id, (None, None))
    bundle = Bundle(
        document_id=key[0],
        code=first.code,
        due_on=key[1],
        opened={day_of(row.opened_at) for row in rows},
        findings=len(rows),
        told=all(_severity(row, day_of(row.opened_at)) is Severity.CRITICAL for row in rows),
        repaired=all(row.state is FindingState.AWAITING_EFFECT for row in rows),
    )
    ranks = list(Severity)
    return Waiting(
        bundle,
        first.title,
        first.owner_id,
        head_id,
        head_unit_id,
        first.unit_id,
        min((_severity(row, today) for row in rows), key=ranks.index),
        frozenset(row.target_id for row in rows),
        frozenset(row.effect_id for row in rows),
    )


def _severity(row: Any, day: date) -> Severity:
    """Grade a finding as it was on a day: what was critical when found was told at once."""
    return severity_of(
        row.action,
        row.overlap,
        row.due_on,
        day,
        basis=row.basis,
        promoted=row.promoted_at is not None,
    )
