"""Places before a citation: `điểm a, b khoản 1 và khoản 3 Điều 5 của` and its like.

The words just before a citation are cut into units (level, values), then combined from left to
right: a unit completes every place before it that has only lower levels; a unit that is not
higher begins a new place.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from docctl.legal.find.chains import CHAIN, LAST_GAPS, NO_PLACE, WORDS, plain_places
from docctl.legal.find.citation import Place
from docctl.legal.find.letters import LETTER, low

_LEVELS = {"tiet": 0, "diem": 1, "khoan": 2, "dieu": 3, "mau": 3, "tieu_muc": 4, "muc": 5,
           "phu_luc": 6, "chuong": 6, "phan": 7}  # fmt: skip

_CONTAINERS = frozenset({"muc", "chuong", "phan", "phu_luc"})
_UPPER = frozenset({*_CONTAINERS, "mau"})

_ROMAN = r"[ivxlc]{1,7}[a-z]?|[0-9]{1,3}[a-zđ]?(?:[-./][a-z0-9đ]{1,8}){0,3}|[a-zđ]"
_ITEM = {
    "tiet": r"[a-zđ][0-9]?|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[ivx]{1,4}",
    "diem": r"[a-zđ](?:\.?[0-9]{1,2})?|[a-z]{2}(?=\skhoản)|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[a-zđ]?",
    "khoan": r"[0-9]{1,3}(?:\.[0-9]{1,2})?[a-zđ]{0,2}",
    "dieu": r"[0-9]{1,4}[a-zđ]{0,2}",
    "other": _ROMAN,
}
_RANGE = r"\s?(?:đến|tới|-)\s?(?:hết\s)?"
_SEP = rf"(?:\s?[,;]\s?(?:và\s|hoặc\s)?|\s(?:và|hoặc)\s|{_RANGE})"
_EDGE = rf"(?:(?=của\s)|(?![{LETTER}0-9])(?!\.[0-9]))"  # "21của", glued


def _unit(word: str) -> str:
    """Give the pattern of a unit, which begins a word or is glued to one in text from web pages."""
    one = rf"(?:{_ITEM.get(WORDS[word], _ITEM['other'])}){_EDGE}"
    listed = rf"({one}(?:{_SEP}{one}){{0,40}})"
    # The word stands before the looks back, so that other words are passed at their first letters.
    free = (
        rf"(?:(?<![{LETTER}]{word})|(?<=(?:tại|của){word})|(?<=(?:theo|định){word})|(?<=và{word}))"
    )
    return rf"{word}{free}\s{{1,3}}(?:số\s)?(?:thứ\s)?(?:từ\s)?{listed}"


# One branch for a letter, so that words which begin otherwise are passed quickly.
_BY_LETTER = [
    [word for word in WORDS if word[0] == letter] for letter in dict.fromkeys(w[0] for w in WORDS)
]
_UNIT = re.compile(
    "|".join(
        rf"{words[0][0]}(?:{'|'.join(_unit(word)[1:] for word in words)})" for words in _BY_LETTER
    )
)
# Of the groups of `_UNIT`, which begin at 1.
_UNIT_NAMES = tuple(WORDS[word] for words in _BY_LETTER for word in words)
_VALUE = re.compile(
    rf"({_RANGE})?(?<![{LETTER}])([a-z0-9đ][a-z0-9đ./]*(?:-[a-z0-9]+)*)(?![{LETTER}])"
)
_LAST = re.compile(
    r"[\s*_]{0,3}(?:[,-]\s{0,2})?(?:(?:của|tại|trong|thuộc|theo)\s{1,2})?(?:các\s{1,2})?[“\"(*_]{0,3}"
)
_JOIN = re.compile(
    r"(?: - |\s{0,3}[,;]?\s{0,3})"
    r"(?:(?:và|hoặc|và/hoặc|của|tại|thuộc|đến|từ|trong|theo|với|hay)\s{1,2})?"
    r"(?:(?:các|tại|quy định tại|từ|một trong các|cả|hết|theo|ghi chú số)\s{1,2}){0,2}"
)
# The same in the most ordinary words, which need no search.
_GAPS = frozenset({" ", ", ", " và ", "; "})
_SOFT = re.compile(r"[\s,;]{1,3}(?:và\s)?cụm từ[^.\n]{1,160}tại\s(?:[^.;\n]{0,30}\s)?")
_PARENTHESES = re.compile(r"\s?\([^()\n]{0,120}\)")
_OPENING = re.compile(r"\s{0,3}(?:(?:nội dung|quy định|tên|đoạn|cụm từ|các|tại|của)\s{1,3}){0,4}")
_CLOSED = re.compile(r"\)\s?(?:của\s)?$")
_BESIDE = (" (", "(", " tại ", ", tại ")
_OPENS = re.compile(
    r"\s?\(\s?(?:(?:tại|các|quy\sđịnh\stại|ở)\s){0,2}|,?\stại\s(?:các\s)?(?=đi[eề]u|kho[aả]n|đi[eể]m|chương|phụ|mục)"
)
_ENDED_BRACKET = re.compile(r"\s?\)")
_ENDED_PLACE = re.compile(r"\s{0,2}(?:[.;)\n]|$)|\s(?:về|thì|có|được|như|để|khi)\s")
_LOOK = re.compile(f"{CHAIN}|{NO_PLACE}")
_NO_PLACE = re.compile(NO_PLACE)
_REACH = 480
NEARBY = 120
_WIDEST = 60  # no gap between two units is wider, parentheses apart

Values = list[tuple[str, str | None]]


class _Unit(NamedTuple):
    name: str
    listed: str  # its values as written
    gap: str = ""  # what stands before it


def _values(unit: str, listed: str) -> Values:
    if listed.isalnum():
        return [(listed.upper() if unit in _UPPER else listed, None)]
    values: Values = []
    for found in _VALUE.finditer(listed):
        value = found[2].rstrip("./")
        if found[1] and values and values[-1][1] is None:
            values[-1] = (values[-1][0], value)
        else:
            values.append((value, None))
    if unit in _UPPER:
        return [(one.upper(), to.upper() if to else None) for one, to in values]
    return values


def _units(window: str) -> tuple[list[_Unit], bool]:
    """Cut the end of a lower-case window into units that lead up to its end without a break.

    Also say whether the break was seen, so that a longer window would give the same units.
    """
    units: list[_Unit] = []
    later: tuple[str, str] | None = None  # the unit after, whose gap is not known yet
    whole = False
    right = len(window)
    for match in reversed(list(_UNIT.finditer(window))):
        group = match.lastindex or 0
        begin, end = match.span()
        gap = window[end:right]
        name = _UNIT_NAMES[group - 1]
        if later is None:
            last = gap in LAST_GAPS or _LAST.fullmatch(gap)
            if not last or (name == "mau" and "tại" in gap):
                return [], True
        elif not _joined(gap):
            whole = True
            break
        else:
            units.append(_Unit(*later, gap))
        later, right = (name, match[group]), begin
    if later:
        units.append(_Unit(*later))
    units.reverse()
    before = window[max(0, right - _WIDEST) : right]
    apart = right > _WIDEST and ")" not in before and "cụm" not in window
    return units, whole or apart


def _joined(gap: str) -> bool:
    if gap in _GAPS:
        return True
    if "(" in gap:
        gap = _PARENTHESES.sub("", gap)
    return bool(_JOIN.fullmatch(gap) or _SOFT.fullmatch(gap))


def _combine(units: tuple[_Unit, ...]) -> list[dict[str, str]]:
    places: list[dict[str, str]] = []
    before = ""
    for name, listed, gap in units:
        level, values = _LEVELS[name], _values(name, listed)
        made = [_said(name, one, to) for one, to in values]
        lacking = [p for p in places if name not in p and _top(p) < level]
        if name == "phu_luc":  # an annex has no Điều
            lacking = [p for p in lacking if "dieu" not in p]
        if name in _CONTAINERS and "và" in gap:
            lacking = []
        if (
            ("đến" in gap or gap == " - ")
            and before == name
            and places
            and f"{name}_to" not in places[-1]
        ):
            places[-1] |= _said(name, places[-1][name], values[0][0])
        elif lacking:
            places = _completed(places, lacking, made)
        elif places and before and _LEVELS[before] > level and not gap.strip():
            parent = places.pop()
            places += [parent | said for said in made]
        else:
            places += made
        before = name
    return places


def _said(name: str, one: str, to: str | None) -> dict[str, str]:
    if to and f"{name}_to" in Place._fields:
        return {name: one, f"{name}_to": to}
    return {name: one}


def _top(place: dict[str, str]) -> int:
    return max(_LEVELS[name] for name in place if not name.endswith("_to"))


def _completed(
    places: list[dict[str, str]], lacking: list[dict[str, str]], made: list[dict[str, str]]
) -> list[dict[str, str]]:
    done: list[dict[str, str]] = []
    for place in places:
        if any(place is one for one in lacking):
            done += [place | said for said in made]
        else:
            done.append(place)
    return done


def _inherited(places: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give a place without Điều the Điều said just before it ("Điều 5, khoản 2 Luật …")."""
    done: list[dict[str, str]] = []
    above: dict[str, str] | None = None
    for place in places:
        if "dieu" in place:
            above = place
            done.append(place)
        elif above and ("khoan" in place or "diem" in place):
            lowest = "khoan" if "khoan" in place else "diem"
            if done[-1] is above and lowest not in above:
                done.pop()
            kept = {
                n: v for n, v in above.items() if _LEVELS[n.removesuffix("_to")] > _LEVELS[lowest]
            }
            above = kept | place
            done.append(above)
        else:
            done.append(place)
    return done


def places_before(lower: str, floor: int, start: int, earlier: int = 0) -> tuple[Place, ...]:
    """Give the places said just before `start` of a lower-case text, and not before `floor`.

    Places before a bracket ("khoản 1 Điều 5 (được sửa đổi …) của") count too, back to `earlier`:
    what stands in the bracket may be a citation itself.
    """
    if lower.find(")", max(floor, start - 6), start) >= 0:
        closed = _CLOSED.search(lower, max(floor, start - 6), start)
        opening = lower.rfind("(", max(earlier, start - _REACH), start)
        if closed and opening > 0 and lower.find(")", opening, closed.start()) < 0:
            return places_before(lower, min(floor, earlier), opening)
    near = max(floor, start - NEARBY)
    back = lower[near:start][::-1]
    found = _LOOK.match(back)
    if found:
        said = found.lastgroup
        if said == "none":
            return ()
        if (said == "broken" or near == floor) and not in_phrase(lower, floor, start):
            return places_said(lower[start - found.end("chain") : start])
        if _NO_PLACE.match(back):
            return ()
    units, whole = _units(lower[near:start])
    if not whole and near > floor:
        units, _ = _units(lower[max(floor, start - _REACH) : start])
    return _places(tuple(units))


def places_beside(lower: str, end: int) -> tuple[Place, ...]:
    """Give the places said right after a citation: `(khoản 2 Điều 5)`, `tại Điều 9`.

    Those after "tại" count only where nothing follows whose places they could be.
    """
    if not lower.startswith(_BESIDE, end):
        return ()
    opening = _OPENS.match(lower, end)
    if not opening:
        return ()
    window = low(lower, opening.end(), opening.end() + NEARBY)
    close, units = 0, 0
    for match in _UNIT.finditer(window):
        if (units == 0 and match.start()) or (units and not _joined(window[close : match.start()])):
            break
        close, units = match.end(), units + 1
    ended = _ENDED_BRACKET if "(" in opening[0] else _ENDED_PLACE
    if not units or not ended.match(window, close):
        return ()
    return places_before(window, 0, close)


def in_phrase(lower: str, floor: int, start: int) -> bool:
    """Say whether places before `start` may be those of a phrase: `cụm từ “…” tại Điều 5`."""
    return lower.find("cụm", max(floor, start - _REACH), start) >= 0


@lru_cache(maxsize=4096)
def places_said(chain: str) -> tuple[Place, ...]:
    """Give the places that a whole chain says; the same few stand everywhere in a text."""
    places = plain_places(chain)
    return _places(tuple(_units(chain)[0])) if places is None else places


def _places(units: tuple[_Unit, ...]) -> tuple[Place, ...]:
    """Give the places that units say together; the same few stand everywhere in a text."""
    return tuple(Place(**place) for place in _inherited(_combine(units)))


def places_after(text: str, start: int, end: int) -> tuple[Place, ...]:
    """Give the places said at `start` (`khoản 2, khoản 3 Điều 5 như sau`) and before `end`."""
    window = low(text, start, min(end, start + _REACH))
    opening = _OPENING.match(window)
    close = opening.end() if opening else 0
    first = True
    for match in _UNIT.finditer(window, close):
        gap = window[close : match.start()]
        if gap and (first or not _joined(gap)):
            break
        close, first = match.end(), False
    return () if first else places_before(window, 0, close)
