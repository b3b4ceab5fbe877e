"""Looking ahead: what the law changes in the next days, whom it hurts, how far the work is.

Findings say whom a change hurts, from the day its effect is confirmed on, however far ahead its day
lies; the register says which texts begin. Nothing here is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of, days_until
from docctl.documents.models import Document
from docctl.identity.models import User
from docctl.impact.meetings import chunks
from docctl.impact.models import Finding
from docctl.impact.queries import change_of, changes, joined, narrowed
from docctl.impact.rules import GONE, LIVE, FindingState
from docctl.impact.shown import Change, Wanted
from docctl.legal import queries as legal
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import Action, EffectState

HORIZONS = (30, 60, 90)  # days
MOST_TEXTS = 200
NAMED = 12  # documents named at one change


class Progress(StrEnum):
    """How far the work on a document is that a change hurts; the least done finding speaks."""

    WAITING = "waiting"  # nobody has begun, or only looked
    WORKING = "working"  # a change of the document is being written
    AWAITING = "awaiting"  # the repaired version is approved for its day
    DONE = "done"  # in force, or decided that nothing is to be done


_PROGRESS = {
    FindingState.IN_REVISION: Progress.WORKING,
    FindingState.AWAITING_EFFECT: Progress.AWAITING,
    FindingState.RESOLVED: Progress.DONE,
    FindingState.NOT_AFFECTED: Progress.DONE,
    FindingState.IGNORED: Progress.DONE,
}
_STEPS = tuple(Progress)


@dataclass(frozen=True, slots=True)
class Touched:
    """A document a change hurts, and how far its work is."""

    document_id: int
    code: str
    title: str
    owner: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Coming:
    """A change of law on its day: whom it hurts and how far the work is; `day` None is unknown.

    `documents` are the first, those with least done in front; `counts` counts all.
    """

    day: date | None
    change: Change
    counts: dict[Progress, int]
    documents: tuple[Touched, ...]

    @property
    def all(self) -> int:
        """Count the documents it hurts."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Count the documents on which something is still to be done."""
        return sum(self.counts.get(step, 0) for step in (Progress.WAITING, Progress.WORKING))

    @property
    def ends(self) -> bool:
        """Say whether the cited text loses force, rather than being changed."""
        return self.change.action in GONE


@dataclass(frozen=True, slots=True)
class Entering:
    """A registered text that takes effect on a day, and how many documents its effects hurt."""

    day: date
    text: LegalText
    documents: int


@dataclass(frozen=True, slots=True)
class Radar:
    """What lies behind with work left, what comes, what has no day, which texts begin."""

    today: date
    until: date
    overdue: tuple[Coming, ...]
    coming: tuple[Coming, ...]
    undated: tuple[Coming, ...]
    entering: tuple[Entering, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all is to be told."""
        return not (self.overdue or self.coming or self.undated or self.entering)

    def days_left(self, day: date) -> int:
        """Count the days to a day."""
        return days_until(day, self.today)


def look_ahead(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    days: int,
    unit_id: int | None = None,
    named: int | None = NAMED,
) -> Radar:
    """Give the radar of the next `days` days over the documents `actor` may see.

    `named` is how many documents each change names; None names all.
    """
    today = day_of(now)
    until = today + timedelta(days=days)
    wanted = Wanted(states=set(FindingState) - {FindingState.WITHDRAWN}, unit_id=unit_id)
    coming = _coming(session, narrowed(_hurt(), actor, now, wanted), today, until, named)
    return Radar(
        today=today,
        until=until,
        overdue=tuple(one for one in coming if one.day and one.day <= today and one.left),
        coming=tuple(one for one in coming if one.day and one.day > today),
        undated=tuple(one for one in coming if one.day is None and one.left),
        entering=_entering(session, today, until, coming),
    )


def _hurt() -> Select[*tuple[Any, ...]]:
    """Select the documents hurt by each effect, with how far the least done finding is."""
    step = case(
        *((Finding.state == state, _STEPS.index(value)) for state, value in _PROGRESS.items()),
        else_=_STEPS.index(Progress.WAITING),
    )
    return joined(
        select(Finding.effect_id, Finding.due_on, Finding.document_id, func.min(step).label("step"))
    ).group_by(Finding.effect_id, Finding.due_on, Finding.document_id)


def _coming(
    session: Session,
    hurt: Select[*tuple[Any, ...]],
    today: date,
    until: date,
    most: int | None,
) -> list[Coming]:
    rows = session.execute(
        hurt.where(
            or_(Finding.due_on.is_(None), Finding.due_on <= until),
            or_(Finding.due_on > today, Finding.state.in_(LIVE)),
        )
    ).all()
    grouped: dict[tuple[int, date | None], list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        grouped[row.effect_id, row.due_on].append((row.step, row.document_id))
    named = {key: sorted(found)[:most] for key, found in grouped.items()}
    documents = _documents(session, {one for found in named.values() for _, one in found})
    words = _words(session, {effect_id for effect_id, _ in grouped})
    found = [
        Coming(
            day=day,
            change=words[effect_id],
            counts=_counts(step for step, _ in grouped[effect_id, day]),
            documents=tuple(
                Touched(document_id, *documents[document_id], _STEPS[place])
                for place, document_id in named[effect_id, day]
            ),
        )
        for effect_id, day in grouped
    ]
    return sorted(
        found,
        key=lambda one: (one.day or date.max, -one.left, one.change.target, one.change.effect_id),
    )


def _counts(steps: Iterable[int]) -> dict[Progress, int]:
    counted: dict[Progress, int] = defaultdict(int)
    for step in steps:
        counted[_STEPS[step]] += 1
    return {step: counted[step] for step in _STEPS if counted[step]}


def _documents(session: Session, document_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Give code, title and owner of documents."""
    return {
        row.id: (row.code, row.title, row.owner or "")
        for some in chunks(document_ids)
        for row in session.execute(
            select(Document.id, Document.code, Document.title, User.name.label("owner"))
            .join(User, User.id == Document.owner_id, isouter=True)
            .where(Document.id.in_(some or ()))
        )
    }


def _words(session: Session, effect_ids: Collection[int]) -> dict[int, Change]:
    return {
        row.effect_id: change_of(row)
        for some in chunks(effect_ids)
        for row in session.execute(changes().where(Effect.id.in_(some or ())))
    }


def _entering(
    session: Session, today: date, until: date, coming: Collection[Coming]
) -> tuple[Entering, ...]:
    """Give the registered texts that begin in the window, postponements followed."""
    postponed = select(Effect.target_id).where(
        Effect.action == Action.POSTPONES,
        Effect.state == EffectState.CONFIRMED,
        Effect.until > today,
        Effect.until <= until,
    )
    texts = session.scalars(
        select(LegalText)
        .where(
            or_(
                LegalText.effective_on.between(today + timedelta(days=1), until),
                LegalText.id.in_(postponed),
            )
        )
        .order_by(LegalText.effective_on, LegalText.id)
        .limit(MOST_TEXTS)
    ).all()
    law = legal.load_law(session, [text.id for text in texts])
    hurt: dict[int, int] = defaultdict(int)
    for one in coming:
        hurt[one.change.source_id] = max(hurt[one.change.source_id], one.all)
    found = [
        Entering(day, text, hurt[text.id])
        for text in texts
        if (day := law.begin(text.id)) is not None and today < day <= until
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.text.id)))
