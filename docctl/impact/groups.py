"""Findings summed up: by the effect that causes them, by the document they hurt."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.impact.models import Finding
from docctl.impact.queries import (
    EVERYTHING_LIVE,
    change_of,
    changes,
    joined,
    narrowed,
    rank_on,
)
from docctl.impact.rules import Severity
from docctl.impact.shown import RANKS, Group, Wanted
from docctl.legal.models import Effect


def list_by_effect(
    session: Session, *, actor: Actor, now: datetime, wanted: Wanted = EVERYTHING_LIVE
) -> list[Group]:
    """Group the findings `actor` may see by the effect that causes them, the worst first."""
    query = _graded(Finding.effect_id, Finding.document_id, today=day_of(now))
    tallies = _tally(session, narrowed(query, actor, now, wanted))
    rows = session.execute(changes().where(Effect.id.in_(tallies)))
    return _ordered(
        Group(
            id=row.effect_id,
            label=row.target or row.target_title,
            title=row.target_title,
            due_on=tallies[row.effect_id].due_on,
            counts=tallies[row.effect_id].counts,
            others=len(tallies[row.effect_id].others),
            change=change_of(row),
        )
        for row in rows
    )


def list_by_document(
    session: Session, *, actor: Actor, now: datetime, wanted: Wanted = EVERYTHING_LIVE
) -> list[Group]:
    """Group the findings `actor` may see by document, the worst first."""
    query = _graded(Finding.document_id, Finding.effect_id, today=day_of(now))
    tallies = _tally(session, narrowed(query, actor, now, wanted))
    rows = session.execute(
        select(Document.id, Document.code, Document.title).where(Document.id.in_(tallies))
    )
    return _ordered(
        Group(
            id=row.id,
            label=row.code,
            title=row.title,
            due_on=tallies[row.id].due_on,
            counts=tallies[row.id].counts,
            others=len(tallies[row.id].others),
        )
        for row in rows
    )


@dataclass(slots=True)
class _Tally:
    counts: dict[Severity, int] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    due_on: date | None = None


def _graded(
    by: InstrumentedAttribute[int], of: InstrumentedAttribute[int], *, today: date
) -> Select[*tuple[Any, ...]]:
    return joined(
        select(by.label("by"), of.label("of"), rank_on(today).label("rank"), Finding.due_on)
    )


def _tally(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, _Tally]:
    inner = query.subquery()
    keys = (inner.c.by, inner.c.of, inner.c.rank)
    found: dict[int, _Tally] = defaultdict(_Tally)
    for row in session.execute(
        select(*keys, func.count().label("n"), func.min(inner.c.due_on).label("due")).group_by(
            *keys
        )
    ):
        tally, severity = found[row.by], RANKS[row.rank]
        tally.counts[severity] = tally.counts.get(severity, 0) + row.n
        tally.others.add(row.of)
        tally.due_on = min(filter(None, (tally.due_on, row.due)), default=None)
    return dict(found)


def _ordered(groups: Iterable[Group]) -> list[Group]:
    return sorted(
        groups,
        key=lambda group: (RANKS.index(group.worst), group.due_on or date.max, group.label),
    )
