"""From which day a text works: its own day, moved by texts that postpone it. Pure."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from docctl.legal.rules import Action
from docctl.legal.standing import WHOLE_TEXT, Act, Facts

Start = Callable[[Act], date | None]


def moving(acts: Iterable[Act]) -> list[Act]:
    """Keep the acts that set or move a first day; few of those on a text that is often changed."""
    return [act for act in acts if act.action in {Action.POSTPONES, Action.BEGINS}]


def begin_of(
    facts: Facts, acts: Collection[Act], start: Start, day: date, path: str = WHOLE_TEXT
) -> tuple[date | None, bool]:
    """Give the first day of `path` as it stands on `day`, and whether it waits for one to be set.

    A postponement ordered by the day the text was to begin moves that day; one ordered later puts a
    text back that had begun, from then on. One whose own day is unknown was in time. A part that
    has a day of its own begins on that day.
    """
    begin, waits = _own(facts, acts, path), False
    orders = [
        (start(act) or date.min, act.id, act.until)
        for act in acts
        if act.action is Action.POSTPONES and act.covers(path)
    ]
    for ordered, _id, until in sorted(orders, key=lambda order: (order[0], order[1])):
        if begin is not None and ordered > begin and ordered > day:
            continue
        if until is None:
            begin, waits = None, True
        elif waits or begin is None or until > begin:
            begin, waits = until, False
    return begin, waits


def _own(facts: Facts, acts: Collection[Act], path: str) -> date | None:
    """Give the day the text says of `path`: that of the narrowest part that holds it."""
    parts = [
        (len(part), act.effective_on)
        for act in acts
        if act.action is Action.BEGINS and act.effective_on
        for part in act.paths
        if path.startswith(part)
    ]
    return max(parts)[1] if parts else facts.effective_on
