"""Labelled facts of the title block and the page header: `Mã hiệu: QT 01`, `Lần ban hành | 02`."""

import re
from collections.abc import Sequence
from datetime import date

from docctl.vietnamese import one_line
from docctl.word.cells import Spot, below, date_in, key_of, right_of

LABELS = {
    "name": r"ten (?:quy trinh|tai lieu|van ban|bieu mau|huong dan)",
    "code": r"(?:ma hieu|ma so|ma tai lieu|ma quy trinh|so hieu|ky hieu|document code|code)"
    r"(?: (?:tai lieu|quy trinh|van ban|bieu mau))?(?! (?:tthc|thu tuc|thue|ho so|dinh danh))",
    "issue": r"(?:lan ban hanh(?: thu)?|ban hanh lan(?: thu)?|lan bh|lan phat hanh|phien ban)"
    r"(?:\s*[/-]\s*(?:lan )?(?:sua doi|sd))?",
    "revision": r"(?:lan sua doi|sua doi lan(?: thu)?|lan soat xet|soat xet lan|lan sd)",
    "issued": r"ngay (?:ban hanh|phat hanh|bh)",
    "effective": r"(?:ngay (?:co )?hieu luc|hieu luc tu(?: ngay)?|co hieu luc tu(?: ngay)?)",
    "day": r"ngay(?= *:)",
    "page": r"(?:so trang|trang(?: so)?)",
}
_ANY = re.compile(
    "|".join(rf"(?P<{name}>(?<!\w){pattern}(?!\w))" for name, pattern in LABELS.items())
)
_AFTER_LABEL = re.compile(r"\s*(?:[:.]|\d)")
_SEPARATOR = re.compile(r"[\s:.;,_-]*")
_NUMBER = re.compile(r"(?<!\d)(\d{1,3})(?!\d)(?:\s*[/.-]\s*(\d{1,3})(?!\d))?")
_DATE_LIKE = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}")
_WORDS = {"nhat": 1, "dau": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
_ORDINAL = re.compile(r"(?:lan )?(?:thu )?(nhat|dau|hai|ba|tu|nam|sau|bay)(?:\s|$)")
_LONGEST_CODE = 40
_LETTERS = re.compile(r"[A-ZĐ]{2,8}(?:[.-][A-ZĐ]{1,8})*")


def labels_in(text: str) -> list[tuple[str, str]]:
    """Cut a line at its labels: `[(label, what follows it), …]`, without what stands before."""
    line = one_line(text)
    key = key_of(line)
    found = [match for match in _ANY.finditer(key) if _is_label(match, key)]
    if not found:
        return []
    ends = [*(match.start() for match in found[1:]), len(line)]
    parts = []
    for match, end in zip(found, ends, strict=True):
        value = line[match.end() : end]
        value = value[_SEPARATOR.match(value).end() :]  # type: ignore[union-attr]  # may be empty, always matches
        parts.append((str(match.lastgroup), value.rstrip(" :;,_-").strip()))
    return parts


def _is_label(match: re.Match[str], key: str) -> bool:
    """Tell a label from the same words inside a sentence: it begins the line or a value follows."""
    return match.start() == 0 or _AFTER_LABEL.match(key, match.end()) is not None


def labelled(spots: Sequence[Spot], name: str) -> list[str]:
    """Give every value that stands after, right of or below the label, in reading order."""
    values = []
    for spot in spots:
        # A long sentence that speaks of a code is not a label.
        if spot.table is None and len(spot.text) > 200:
            continue
        for label, value in labels_in(spot.text):
            if label != name:
                continue
            if value:
                values.append(value)
            elif spot.table is not None:
                values.extend(_beside(spots, spot))
    return values


def _beside(spots: Sequence[Spot], spot: Spot) -> list[str]:
    for neighbour in (right_of(spots, spot), below(spots, spot)):
        if neighbour and neighbour.text and not labels_in(neighbour.text):
            return [neighbour.text]
    return []


def code_in(spots: Sequence[Spot]) -> str:
    """Read the document's code, or ""."""
    for value in labelled(spots, "code"):
        code = value.strip(" .;,()[]\"'“”")
        looks = any(c.isdigit() for c in code) or _LETTERS.fullmatch(code)
        if looks and len(code) <= _LONGEST_CODE:
            return code
    return ""


def numbers_in(spots: Sequence[Spot]) -> tuple[int | None, int | None]:
    """Read issue and revision number; `01/02` after the issue label means both."""
    issue = revision = None
    for value in labelled(spots, "issue"):
        first, second = _numbers(value)
        if first is not None:
            issue, revision = first, second
            break
    for value in labelled(spots, "revision"):
        first, _ = _numbers(value)
        if first is not None:
            return issue, first
    return issue, revision


def _numbers(value: str) -> tuple[int | None, int | None]:
    if _DATE_LIKE.match(value):
        return None, None
    found = _NUMBER.search(value[:20])
    if found:
        return int(found[1]), int(found[2]) if found[2] else None
    word = _ORDINAL.match(key_of(value))
    return (_WORDS[word[1]], None) if word else (None, None)


def dates_in(spots: Sequence[Spot], name: str) -> list[date]:
    """Read the dates after a label, in reading order."""
    return [day for value in labelled(spots, name) if (day := date_in(value[:60]))]
