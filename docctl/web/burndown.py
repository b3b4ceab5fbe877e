"""The picture of the work left in a campaign: a falling line of steps. Pure.

Everything is laid out here in whole units, so that the page needs neither script nor style: one
drawing for wide screens, one for phones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docctl.campaigns.rules import Point

_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 14, 16, 30
_MOST_MARKS = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis with its words."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A day that matters, as an upright line; `anchor` keeps its words inside."""

    x: int
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of `width` × `height` units."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    floor: int
    steps: str  # the points of the line of work left
    area: str
    plan: str  # from all at the beginning to nothing on the day by which all should be approved
    heights: tuple[Mark, ...]
    days: tuple[Mark, ...]
    lines: tuple[Line, ...]


def draw(
    points: Sequence[Point],
    *,
    due: date | None,
    law: date | None,
    today: date,
    name: str,
    width: int,
    height: int,
) -> Picture | None:
    """Lay out the work left day by day; None when there is nothing to show."""
    if not points:
        return None
    since = points[0].on
    last = max([points[-1].on, today, *(day for day in (due, law) if day is not None)])
    span = max((last - since).days, 1)
    most = max(1, *(point.left for point in points))
    right, floor = width - _RIGHT, height - _BOTTOM

    def x(day: date) -> int:
        return _LEFT + round((right - _LEFT) * (day - since).days / span)

    def y(left: float) -> int:
        return floor - round((floor - _TOP) * left / most)

    places: list[tuple[int, int]] = []
    for point in points:
        if places:
            places.append((x(point.on), places[-1][1]))
        places.append((x(point.on), y(point.left)))
    edge = min(x(points[-1].on) + (0 if len(points) > 1 else 4), right)
    places.append((edge, places[-1][1]))
    steps = " ".join(f"{px},{py}" for px, py in places)
    plan = ""
    if due is not None and due > since:
        plan = f"{x(since)},{y(points[0].left)} {x(due)},{y(0)}"
    lines = [
        Line(x(day), kind, "end" if x(day) > (_LEFT + right) / 2 else "start")
        for kind, day in (("law", law), ("due", due), ("today", today))
        if day is not None and since <= day <= last
    ]
    return Picture(
        name=name,
        width=width,
        height=height,
        left=_LEFT,
        right=right,
        top=_TOP,
        floor=floor,
        steps=steps,
        area=f"{places[0][0]},{floor} {steps} {edge},{floor}",
        plan=plan,
        heights=tuple(Mark(y(n), str(n)) for n in _rungs(most)),
        days=tuple(Mark(x(day), day.strftime("%d/%m/%Y")) for day in _ends(since, last, width)),
        lines=tuple(lines),
    )


def _rungs(most: int) -> list[int]:
    step = max(1, -(-most // _MOST_MARKS))
    return sorted({0, most, *range(0, most - step // 2, step)})


def _ends(since: date, last: date, width: int) -> list[date]:
    """Name the first and the last day, and the middle where there is room."""
    if since == last:
        return [since]
    middle = date.fromordinal((since.toordinal() + last.toordinal()) // 2)
    return [since, middle, last] if width > 500 and (last - since).days > 2 else [since, last]
