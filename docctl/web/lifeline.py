"""The life of a text as a strip to draw: stretches in colour on a line of years. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docctl.legal.history import Stretch

WIDTH = 100.0  # per cent of the strip
_LEAST = 0.8  # the shortest stretch still seen
_AFTER = 0.06  # room after the last day, as a part of the time shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch with its place on the strip."""

    stretch: Stretch
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The pieces, where years begin, and where the day asked about lies (None outside)."""

    pieces: tuple[Piece, ...]
    years: tuple[tuple[int, float], ...]  # year, x
    on: float | None


def strip_of(stretches: Sequence[Stretch], *, on: date) -> Strip | None:
    """Lay stretches out in time; None when no day is known."""
    if not stretches:
        return None
    first = stretches[0].since.toordinal()
    last = max([on.toordinal(), *(one.since.toordinal() for one in stretches)])
    span = max(int((last - first) * (1 + _AFTER)), 365)

    def x(day: date) -> float:
        return round((day.toordinal() - first) * WIDTH / span, 2)

    pieces = []
    for one in stretches:
        start = min(x(one.since), WIDTH - _LEAST)
        end = x(one.until) if one.until else WIDTH
        pieces.append(Piece(one, start, max(round(end - start, 2), _LEAST)))
    years = range(stretches[0].since.year + 1, date.fromordinal(first + span).year + 1)
    step = -(-len(years) // 5) or 1
    marks = [(year, x(date(year, 1, 1))) for year in years[::step]]
    today = x(on) if first <= on.toordinal() else None
    return Strip(tuple(pieces), tuple(mark for mark in marks if 3 < mark[1] < WIDTH - 4), today)
