"""What follows a citation: its date, its year, its issuer."""

import re
from datetime import date
from typing import NamedTuple

from docctl.legal.find.issuers import issuer_at
from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.scan import DATED

_G = r"[\s*_]{0,6}"
MONTHS = {"giêng": 1, "tư": 4, "mười hai": 12, "mười một": 11, "mười": 10, "chín": 9, "tám": 8,
          "bảy": 7, "sáu": 6, "năm": 5, "ba": 3, "hai": 2, "một": 1, "chạp": 12}  # fmt: skip
_DAY = (
    rf"(?:(?:ngày\s)?ngày{_G}(?:m[ồù]ng\s)?(?P<d>[0-9]{{1,2}}){_G}tháng{_G}(?P<m>[0-9]{{1,2}}|{'|'.join(MONTHS)}){_G}(?:,\s?)?năm{_G}(?P<y>[0-9]{{4,5}})"
    rf"|(?:ngày\s)?(?:ngày{_G})?(?P<d2>[0-9]{{1,2}})\s?[/.-]\s?(?P<m2>[0-9]{{1,2}})\s?[/.-]\s?(?P<y2>[0-9]{{4,5}}|[0-9]{{2}}(?!\s?[/-])))"
    r"(?![0-9])"
)
_PLACE = rf"\s?,\s[{LOWER}]{{1,7}}(?:\s[{LOWER}]{{1,7}}){{0,4}},\s"
_TAIL = re.compile(
    rf"{_G}(?:năm\s(?P<label>(?:19|20)[0-9]{{2}})(?![0-9/])\s?)?"
    rf"(?:{_PLACE}(?=ngày)|(?:,\s?)?(?:\(\s?)?)"
    rf"(?:(?:được\s)?(?:ký|ban\shành|thông\squa)\s)?(?:{_DAY})?"
)
_YEAR = re.compile(rf"{_G}năm\s(?P<label>(?:19|20)[0-9]{{2}})(?![0-9/])")
_ON = re.compile(
    r"(?:\snước\scộng\s(?:hòa|hoà)\sxã\shội\schủ\snghĩa\sviệt\snam)?(?:\skh(?:óa|oá)\s[ivx0-9]{1,5})?"
    rf",?\s{{1,2}}(?:(?:ban\shành|thông\squa|ký)\s)?(?=ngày){_DAY}"
)
_ADOPTED = re.compile(
    r",?\s{1,2}(?:đã\s)?được\s(?:quốc\shội|(?:ủy|uỷ)\sban\sthường\svụ\squốc\shội)"
    rf"\s[^.;:“”\"]{{0,110}}?thông\squa\s(?:[^.;:“”\"\d]{{0,40}}\s)?{_DAY}"
)
_ADOPTIONS = (" được quốc", " đã được quốc", ", được quốc", " được ủy ban th", " được uỷ ban th")
_PLAIN_OF = " của "
_OF = re.compile(r"[\s*_]{0,4}\)?,?\s{0,2}(?:của|do)\s{1,2}")
# What every tail begins with, so that most places are done with one step.
_ANY = re.compile(
    r"[\s*_,()]{0,14}(?:năm\s|của\s|do\s|(?:(?:được\s)?(?:ký|ban\shành|thông\squa)\s)?"
    r"(?:ngày[\s*_]{0,6}(?:[0-9]|ngày|m[ồù]ng\s)|[0-9]{1,2}\s?[/.-]\s?[0-9]{1,2}\s?[/.-]))"
    rf"|{_PLACE}ngày\s"
)
_BEFORE = re.compile(
    rf"(?<![{LETTER}])(?=ngày){_DAY},?\s{{1,2}}(?:[{LOWER}\s]{{2,24}}\sđã\sđược\s)?$"
)
_ORDINARY = re.compile(DATED)
_REACH = 260
_FAR = 72  # code points from a day to who acts on it


class Tail(NamedTuple):
    """The end of what was read, the date, the year label, the issuer; `wrong`: no such day."""

    end: int
    issued: date | None = None
    year: int | None = None
    issuer: str | None = None
    wrong: bool = False


_new = tuple.__new__  # the quick way to make one


def _century(year: str) -> int:
    """Give what is left out of a year: `4/12/92` is of 1992, the oldest texts are of 1945."""
    return 0 if len(year) > 2 else 1900 if year >= "45" else 2000


def _day(found: re.Match[str]) -> tuple[date | None, bool]:
    day, month, year = found.group("d", "m", "y")
    if not day:
        day, month, year = found.group("d2", "m2", "y2")
    if not day:
        return None, False
    return _date(day, month, year)


def _date(day: str, month: str, year: str) -> tuple[date | None, bool]:
    """Give the day, or that there is no such day."""
    try:
        named = int(month) if month.isdecimal() else MONTHS[" ".join(month.split())]
        return date(int(year) + _century(year), named, int(day)), False
    except ValueError:
        return None, True


def day_before(lower: str, floor: int, end: int) -> date | None:
    """Give the day said just before `end`: `Ngày 18/6/1968, Thủ tướng Chính phủ ra …`."""
    found = _BEFORE.search(lower, max(floor, end - _FAR), end)
    return _day(found)[0] if found else None


def adopted_at(lower: str, end: int) -> date | None:
    """Give the day on which the law named before `end` is said to have been adopted."""
    if not lower.startswith(_ADOPTIONS, end):
        return None
    found = _ADOPTED.match(lower, end)
    return _day(found)[0] if found else None


def follows(lower: str, end: int) -> bool:
    """Say whether a date, a year or an issuer may follow at `end`."""
    return bool(_ANY.match(lower, end)) or lower.startswith(_ADOPTIONS, end)


def tail_at(text: str, lower: str, start: int) -> Tail | None:
    """Read what follows a citation that ends at `start`; None if nothing that belongs to it."""
    if not _ANY.match(lower, start):
        return None
    ordinary = _ORDINARY.match(text, start)
    tail = ordinary and ordinary_tail(text, lower, ordinary)
    return tail or _noisy_tail(text, lower, start)


def noisy_tail_at(text: str, lower: str, start: int) -> Tail | None:
    """Read the same where no ordinary date stands at `start`."""
    return _noisy_tail(text, lower, start) if _ANY.match(lower, start) else None


def ordinary_tail(text: str, lower: str, dated: re.Match[str]) -> Tail | None:
    """Give the tail that an ordinary date begins; None if there is no such day."""
    day, month, figure, year, of = dated.group("day", "month", "figure", "year", "of")
    try:
        issued = date(int(year), int(month or figure), int(day))
    except ValueError:
        return None
    if of:
        begin = dated.end()
        close = issuer_at(lower, begin, dated.start("day") - 6 + _REACH)
        if close:
            issuer = text[begin:close]
            if "\n" in issuer or "  " in issuer:
                issuer = " ".join(issuer.split())
            return _new(Tail, (close, issued, None, issuer, False))
    return _new(Tail, (dated.end("year"), issued, None, None, False))


def _noisy_tail(text: str, lower: str, start: int) -> Tail:
    """Read the same in all its spellings."""
    limit = start + _REACH
    begin = start + len(_PLAIN_OF)
    if lower.startswith(_PLAIN_OF, start) and not lower[begin : begin + 1].isspace():
        return _with_issuer(text, lower, begin, limit, Tail(start))
    found = _TAIL.match(lower, start, limit)
    assert found is not None
    begins_sentence = text.find("Ngày", start, found.end()) >= 0
    issued, wrong = (None, False) if begins_sentence else _day(found)
    label = found["label"]
    end = found.end() if issued or wrong else found.end("label") if label else start
    if issued and not label:
        later = _YEAR.match(lower, end, limit)
        if later:
            label, end = later["label"], later.end()
    tail = Tail(end, issued, int(label) if label else None, None, wrong)
    of = _OF.match(lower, end, limit)
    return _with_issuer(text, lower, of.end(), limit, tail) if of else tail


def _with_issuer(text: str, lower: str, begin: int, limit: int, tail: Tail) -> Tail:
    """Add to a tail the issuer said at `begin`, and the day after it if none is said before."""
    close = issuer_at(lower, begin, limit)
    if not close:
        return tail
    _, issued, year, _, wrong = tail
    issuer, on = " ".join(text[begin:close].split()), None
    if issued is None:
        on = _ON.match(lower, close, limit)
    if on:
        (issued, wrong), close = _day(on), on.end()
    return Tail(close, issued, year, issuer, wrong)
