"""The life of a text: its days, how it stood in between, and the texts around it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from docctl.legal.force import Law
from docctl.legal.rules import CHANGING, ENDING, Action
from docctl.legal.standing import Act, Facts, Force

_DAY = timedelta(days=1)
_BEHIND = frozenset({Action.SUSPENDS, Action.RESUMES, Action.POSTPONES})


class Happening(StrEnum):
    """What a day of a text is about."""

    ISSUED = "issued"
    EFFECTIVE = "effective"
    EFFECT = "effect"  # another text did something to it
    BEHIND = "behind"  # something was done to a text that ended it: the end rests, or holds again
    UNTIL = "until"  # the last day of such a thing was the day before
    STATED_END = "stated_end"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in the life of a text; `day` None where nobody recorded it."""

    day: date | None
    what: Happening
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """How the text stood from `since` to before `until`; None is open."""

    since: date
    until: date | None
    force: Force


def moments_of(law: Law, facts: Facts, acts: Iterable[Act]) -> tuple[Moment, ...]:
    """Give the days of a text in order, those without a day last; `acts` are those on it."""
    found = [Moment(facts.issued_on, Happening.ISSUED)] if facts.issued_on else []
    found.append(Moment(law.begin(facts.text_id), Happening.EFFECTIVE))
    for act in acts:
        if act.action is Action.DETAILS:
            continue  # changes nothing in the text
        found.append(Moment(law.start(act), Happening.EFFECT, act))
        if act.until and act.action in {Action.SUSPENDS, Action.EXTENDS, Action.CONTINUES}:
            found.append(Moment(act.until + _DAY, Happening.UNTIL, act))
        if act.action in ENDING:
            found += [
                Moment(law.start(other), Happening.BEHIND, other)
                for other in law.acts_on(act.source_id)
                if other.action in _BEHIND
            ]
    if facts.expires_on:
        found.append(Moment(facts.expires_on, Happening.STATED_END))
    order = list(Happening)
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda one: (
                one.day or date.max,
                order.index(one.what),
                one.act.id if one.act else 0,
            ),
        )
    )


def stretches_of(
    law: Law, text_id: int, moments: Sequence[Moment], *, also: Iterable[date] = ()
) -> tuple[Stretch, ...]:
    """Give how a text stood from its first day on, one stretch per standing.

    `also` are days on which the texts behind it changed: a suspended successor revives it.
    """
    own = {one.day for one in moments if one.day}
    if not own:
        return ()
    days = sorted(own | {day for day in also if day > min(own)})
    found: list[tuple[date, Force]] = []
    for day in days:
        force = law.force_then(text_id, day)
        if not found or found[-1][1].standing is not force.standing:
            found.append((day, force))
    ends = [day for day, _force in found[1:]]
    return tuple(
        Stretch(day, until, force) for (day, force), until in zip(found, [*ends, None], strict=True)
    )


class Relation(StrEnum):
    """How the texts around a text stand to it; the first four are older, the others newer."""

    DETAILED = "detailed"  # those it details
    ENDED = "ended"  # those it replaced or repealed
    CHANGED = "changed"  # those it amends, supplements, corrects
    TOUCHED = "touched"  # those it suspends, postpones, prolongs …
    ENDING = "ending"  # those that replace or repeal it
    CHANGING = "changing"
    TOUCHING = "touching"
    DETAILING = "detailing"  # those that detail it


OLDER = (Relation.DETAILED, Relation.ENDED, Relation.CHANGED, Relation.TOUCHED)
NEWER = (Relation.ENDING, Relation.CHANGING, Relation.TOUCHING, Relation.DETAILING)


def relation_of(action: Action, *, outward: bool) -> Relation:
    """Say how the other text of an effect stands to this one, which does it if `outward`."""
    if action is Action.DETAILS:
        return Relation.DETAILED if outward else Relation.DETAILING
    if action in ENDING:
        return Relation.ENDED if outward else Relation.ENDING
    if action in CHANGING or action is Action.CORRECTS:
        return Relation.CHANGED if outward else Relation.CHANGING
    return Relation.TOUCHED if outward else Relation.TOUCHING
