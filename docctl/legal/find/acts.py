"""Before a citation: the issuer as the one who acts ("Hội đồng Bộ trưởng ban hành Nghị định …")."""

import re
from datetime import date
from typing import NamedTuple

from docctl.legal.find.issuers import HEADS, issuer_at
from docctl.legal.find.letters import LETTER
from docctl.legal.find.tails import day_before

_VERBS = ("ban hành ", "ra ", "ký ", "có ", "ban hành các ", "ra các ")
# The last letters of these, with the space: they say at once that nobody acts.
VERB_ENDS = frozenset(verb[-3:] for verb in _VERBS)
_ACTS = re.compile(r"\s{1,2}(?:đã\s)?(?:ký\sban\shành|ban\shành|ra|ký|có)\s{1,2}(?:các\s)?$")
_HEAD = re.compile(rf"(?<![{LETTER}]){HEADS}(?![{LETTER}])")
_REACH = 90


class Act(NamedTuple):
    """Who issues, signs or has a text, and the day on which it is said to be done."""

    issuer: str | None = None
    day: date | None = None


NO_ACT = Act()


def act_before(text: str, lower: str, floor: int, start: int) -> Act:
    """Read who issues, signs or has the text cited at `start`, and when."""
    base = max(floor, start - _REACH)
    if not text.endswith(_VERBS, base, start):
        return NO_ACT
    lowered = lower[base:start]
    acts = _ACTS.search(lowered)
    if acts is None:
        return NO_ACT
    for head in _HEAD.finditer(lowered, 0, acts.start()):
        if issuer_at(lowered[: acts.start()], head.start()) == acts.start():
            begin = base + head.start()
            issuer = " ".join(text[begin : base + acts.start()].split())
            several = acts[0].rstrip().endswith("các")  # the day is not that of each
            return Act(issuer, None if several else day_before(lower, floor, begin))
    return NO_ACT
