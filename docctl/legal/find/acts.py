"""Before a citation: the issuer as the one who acts ("Hội đồng Bộ trưởng ban hành Nghị định …")."""

import re

from docctl.legal.find.issuers import HEADS, issuer_at
from docctl.legal.find.letters import LETTER

_VERBS = ("ban hành ", "ra ", "ký ", "có ", "ban hành các ", "ra các ")
_ACTS = re.compile(r"\s{1,2}(?:đã\s)?(?:ký\sban\shành|ban\shành|ra|ký|có)\s{1,2}(?:các\s)?$")
_HEAD = re.compile(rf"(?<![{LETTER}]){HEADS}(?![{LETTER}])")
_REACH = 90


def issuer_before(text: str, lower: str, floor: int, start: int) -> str | None:
    """Give the issuer that issues, signs or has the text cited at `start`, or None."""
    base = max(floor, start - _REACH)
    if not text.endswith(_VERBS, base, start):
        return None
    lowered = lower[base:start]
    acts = _ACTS.search(lowered)
    if acts is None:
        return None
    for head in _HEAD.finditer(lowered, 0, acts.start()):
        if issuer_at(lowered[: acts.start()], head.start()) == acts.start():
            return " ".join(text[base + head.start() : base + acts.start()].split())
    return None
