"""Which suspensions hold on a day, when they may end, be taken back, or hit each other. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from docctl.legal.rules import Action, Extent
from docctl.legal.standing import Act

Effects = Mapping[int, Sequence[Act]]  # by the text they are on
Start = Callable[[Act], date | None]


def suspending(acts: Iterable[Act]) -> list[Act]:
    """Keep the acts that suspend; of a large register few do, and they are asked for often."""
    return [act for act in acts if act.action is Action.SUSPENDS]


def holding(stops: Iterable[Act], on: Effects, start: Start, day: date) -> tuple[Act, ...]:
    """Give the suspensions, of all there are, that hold on `day`: of whole texts and of parts."""
    acts = [act for act in stops if _lasts(act, on, start, day)]
    whole = _unsuspended(
        [(start(act) or day, act) for act in acts if act.extent is not Extent.PARTS]
    )
    resting = whole_targets(whole)
    parts = (act for act in acts if act.extent is Extent.PARTS and act.source_id not in resting)
    return (*whole, *parts)


def whole_targets(acts: Iterable[Act]) -> frozenset[int]:
    """Give the texts that are suspended as a whole by some of the acts."""
    return frozenset(act.target_id for act in acts if act.extent is not Extent.PARTS)


def _lasts(act: Act, on: Effects, start: Start, day: date) -> bool:
    """Say whether a suspension has begun, is not over and was not taken back."""
    begun = start(act)
    if begun is None or begun > day:
        return False
    longer = (
        other.until
        for other in on.get(act.source_id, ())
        if other.action is Action.EXTENDS and other.until
    )
    if act.until is not None and day > max([act.until, *longer]):
        return False
    return not any(
        other.action is Action.RESUMES
        and (resumed := start(other))
        and begun <= resumed <= day
        and (other.extent is Extent.WHOLE or set(act.paths) <= set(other.paths))
        for other in on[act.target_id]
    )


def _unsuspended(waiting: list[tuple[date, Act]]) -> list[Act]:
    """Decide which suspensions hold when they may hit suspending texts.

    One that nothing open hits holds; those of the texts it hits do not; and so on. In a circle the
    earliest holds; if those of one day hit each other, none of them does.
    """
    holding: list[Act] = []
    while waiting:
        hit = {act.target_id for _, act in waiting}
        free = [act for _, act in waiting if act.source_id not in hit]
        if not free:
            earliest = min(start for start, _ in waiting)
            free = [act for start, act in waiting if start == earliest]
        sources = {act.source_id for act in free}
        if any(act.target_id in sources for act in free):
            down: set[int] = set()
        else:
            holding += free
            down = {act.target_id for act in free}
        waiting = [(s, a) for s, a in waiting if a not in free and a.source_id not in down]
    return holding
