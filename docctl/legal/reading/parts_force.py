"""Parts of a law that take effect on a day of their own ("Điều 5 của Luật này có hiệu lực …")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docctl.legal.find import Place
from docctl.legal.reading.days import day_of
from docctl.legal.reading.places import chains_in
from docctl.legal.reading.words import DAY

_FROM = re.compile(rf"[\s,]*(?:thi\s+hành\s+)?(?:kể\s+)?(?:từ\s+)?(?:hết\s+)?{DAY}")
_BREAK = re.compile(r"[.;:\n]")
_REACH = 400


@dataclass(frozen=True, slots=True)
class PartForce:
    """The day from which provisions of the text itself count, and the sentence that says so."""

    places: tuple[Place, ...]
    effective_on: date
    evidence: str


def parts_in_force(text: str, lowered: str, said: Iterable[re.Match[str]]) -> tuple[PartForce, ...]:
    """Give the parts with a day of their own; `said` are the places of "… này có hiệu lực"."""
    found: list[PartForce] = []
    for one in said:
        on = day_of(_FROM.match(lowered, one.end()))
        if on is None:
            continue
        breaks = [
            gap.end() for gap in _BREAK.finditer(lowered, max(0, one.start() - _REACH), one.start())
        ]
        begin = breaks[-1] if breaks else max(0, one.start() - _REACH)
        chains = chains_in(text, begin, one.start())
        gap = lowered[chains[-1].end : one.start()] if chains else "-"
        if re.fullmatch(r"[\s,]*(?:của|tại|trong)?\s*", gap):
            places = tuple(place for chain in chains for place in chain.places)
            evidence = " ".join(text[begin : one.end() + 60].split())[:600]
            found.append(PartForce(places, on, evidence))
    return tuple(found)
