"""Laws cited in the ordinary way: a known name, and after it a number, a year, a date or nothing.

`theo khoản 2 Điều 7 của Luật Đất đai năm 2024 và …`: where the name is known, is written with
single spaces and stands in no list, what is around it is read at once. Where anything else stands
there, nothing is said here, and `named` looks closely; where something is said, it would say the
same.
"""

import re
from functools import lru_cache

from docctl.legal.find.citation import Citation, made
from docctl.legal.find.laws import ends_name, number_follows
from docctl.legal.find.provisions import places_before, places_beside
from docctl.legal.find.scan import DATED
from docctl.legal.find.so_far import TELLING, SoFar
from docctl.legal.find.tails import adopted_at, ordinary_tail, tail_at

# What ordinarily stands after a name: a date, a number, a year, or what ends everything.
_AFTER = re.compile(
    rf"{DATED}| số (?P<number>[0-9]{{1,3}}/[0-9]{{4}}/QH[0-9]{{1,2}})(?![0-9])"
    r"| năm (?P<label>(?:19|20)[0-9]{2})(?![0-9/.-])|(?P<ended>[;:.])"
)
_TYPES = ("Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp")
_DRAFTS = ("dự thảo ", "dự án ", "dự\nthảo ", "dự\nán ", "dự thảo\n", "dự án\n")
_TREATY, _BACK = "công ước", 40  # code points before a law in which no treaty is named


def ordinary_law(text: str, start: int, end: int, so_far: SoFar) -> Citation | None:
    """Read the law at `start` whose known name ends at `end`; None: look closely."""
    lower, floor, close = so_far.lower, so_far.end, end
    if text[start - 2 : start] in TELLING or in_draft_or_treaty(lower, start):
        return None
    number = year = tail = None
    after = _AFTER.match(text, end)
    if after is None:
        if not ends_name(lower, end):
            return None
        tail = tail_at(text, lower, end)
    elif after["day"]:
        tail = ordinary_tail(text, lower, after) or tail_at(text, lower, end)
    elif not after["ended"]:
        close, number, label = after.end(), after["number"], after["label"]
        year = int(label) if label else None
        if year and number_follows(lower, close):
            return None
        tail = tail_at(text, lower, close)
    stop, issued, of_year, issuer, wrong = tail or (close, None, None, None, False)
    if issued is None:
        issued = adopted_at(lower, close)
    name, kind = name_and_type(text[start:end])
    places = places_before(lower, floor, start, so_far.earlier) or places_beside(lower, stop)
    embedded, amends = so_far.stands(start, kind)
    year = year or of_year
    form = "number" if number else "name_date" if year or issued else "name"
    first, last = (start, close) if so_far.reading.same else so_far.as_given(start, close)
    citation = made((first, last, so_far.given[first:last], kind, number, name, year, issued,
                     issuer, places, form, embedded, "legal", False, False, False, amends,
                     ("date",) if wrong else ()))  # fmt: skip
    so_far.note(citation, close, stop)
    return citation


def in_draft_or_treaty(lower: str, start: int) -> bool:
    """Say whether the law at `start` is a draft, or part of the name of a treaty."""
    return lower.endswith(_DRAFTS, 0, start) or treaty_before(lower, start)


def treaty_before(lower: str, start: int) -> bool:
    """Say whether a treaty is named just before `start`."""
    return lower.find(_TREATY, max(0, start - _BACK), start) >= 0


@lru_cache(maxsize=4096)
def name_and_type(written: str) -> tuple[str, str]:
    """Give the name of a law as one line, and its type."""
    name = " ".join(written.split())
    return name, next(kind for kind in _TYPES if name.lower().startswith(kind.lower()))
