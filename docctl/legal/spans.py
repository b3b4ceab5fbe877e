"""The times in which an effect works: from when, until when, and again after it has rested. Pure.

An effect rests while its source is suspended, begins when a postponed source begins, never works if
its source was dead or never in force by then, and is over where another text keeps alive or writes
anew what it ended. All of it follows from the `Law`; nothing is remembered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docctl.legal.standing import WHOLE_TEXT, Act
from docctl.legal.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Span:
    """Days in which an effect works: `since` the first, `until` the first without; None is open."""

    since: date | None
    until: date | None = None

    def lasts_beyond(self, day: date) -> bool:
        """Say whether the span holds on `day` or comes later."""
        return self.until is None or self.until > day


def spans_of(law: Timeline, act: Act, path: str = WHOLE_TEXT) -> tuple[Span, ...]:
    """Give the times in which an effect of the law works on `path` of its target, in order."""
    start = law.start(act)
    days = [day for day in law.turning_days() if start is None or day > start]
    found: list[Span] = []
    open_since: list[date | None] = [start] if law.works(act, start or date.min, path) else []
    for day in days:
        working = law.works(act, day, path)
        if working and not open_since:
            open_since.append(day)
        elif not working and open_since:
            found.append(Span(open_since.pop(), day))
    found.extend(Span(since) for since in open_since)
    return tuple(found)


def span_on(spans: Iterable[Span], day: date) -> Span | None:
    """Give the span that holds on `day`, else the next one to come; None when all are over."""
    return next((span for span in spans if span.lasts_beyond(day)), None)
