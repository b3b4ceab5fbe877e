"""The rows of a yearly list: which text, wholly or in which provisions, why, from which day. Pure.

A list is read from its lines: headers, sections ("A. Văn bản hết hiệu lực toàn bộ"), groups by type
("II. Thông tư") and rows. A row that cannot be read is kept with every reason.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from docctl.errors import Sentence, say
from docctl.legal.find import find
from docctl.legal.find.kinds import WRITTEN
from docctl.legal.numbers import type_norm, type_of_number
from docctl.legal.paths import paths_of
from docctl.legal.rules import FIRST_YEAR, LAST_YEAR
from docctl.vietnamese import fold, one_line
from docctl.yearly.headers import Column, Columns, header_of
from docctl.yearly.lines import Line


class Kind(StrEnum):
    """How much of the text a section of the list speaks of."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyRow:
    """One text of the list; `paths` and `parts` say what of it, when it is a part."""

    place: str
    ordinal: str
    kind: Kind
    suspended: bool
    type: str
    number: str
    issued_on: date | None
    title: str
    issuer: str
    parts: str
    paths: tuple[str, ...]
    reason: str
    ends_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, with its words and every reason."""

    place: str
    words: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class YearlyList:
    """A list as it was read."""

    title: str
    rows: tuple[YearlyRow, ...]
    unread: tuple[Unread, ...]


@dataclass(slots=True)
class _State:
    """What the lines above say of the lines below."""

    columns: Columns = ()
    table: int = -1
    kind: Kind | None = None
    suspended: bool = False
    type: str = ""
    title: list[str] = field(default_factory=list)


_DAY = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})"
    r"|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))(?!\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
_ORDINAL = re.compile(
    r"^\s*(?:[IVXLC]{1,6}|[A-ZĐ]|[0-9]{1,3}(?:\.[0-9]{1,3})*)\s*[.)/:\-–]\s*", re.IGNORECASE
)
_COUNT = re.compile(
    r"\s*[:(\-–]?\s*(?:tổng\s+(?:số|cộng)\s*:?\s*)?[0-9]{1,4}\s*(?:văn bản|vb)?\)?\s*$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^\s*(?:văn bản\s+)?(?:số\s*:?\s*)?[\s,;:.–-]*(?:(?:ký\s+)?ngày\s*)?"
    r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})?"
    r"[\s,;:.–-]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d+[a-zA-Z]?\s*/\S|\d{1,5}-[A-ZĐ]")
HEADER_ROWS = 3
_ANY = "Văn bản"  # says no type


def read_list(lines: Sequence[Line]) -> YearlyList:
    """Read a whole list; nothing is left out but headers, headings and empty lines."""
    state, rows, unread = _State(), list[YearlyRow](), list[Unread]()
    skip = 0
    for index, line in enumerate(lines):
        if skip:
            skip -= 1
            continue
        if line.table:
            block = [one.cells for one in lines[index : index + HEADER_ROWS] if one.table]
            header = header_of(_even(block))
            if header is not None:
                state.columns, used = header
                state.table, skip = line.table, used - 1
                continue
        if _is_heading(line):
            _enter(state, line)
            continue
        if not line.table or not state.columns or _counts_columns(line.cells):
            continue
        read = _row(line, state)
        if isinstance(read, YearlyRow):
            rows.append(read)
        else:
            unread.append(read)
    return YearlyList(_title(state.title), tuple(rows), tuple(unread))


def _even(block: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max((len(cells) for cells in block), default=0)
    return [[*cells, *[""] * (width - len(cells))] for cells in block]


def _is_heading(line: Line) -> bool:
    """Say whether a line only says what the lines below are about."""
    said = {cell for cell in line.cells if cell}
    words = [one for one in said if not _ORDINAL.fullmatch(f"{one}. ")]
    return len(words) <= 1 and not any(map(_NUMBERED.search, words))


def _enter(state: _State, line: Line) -> None:
    """Take what a heading says: whole or part, ended or suspended, the type of what follows."""
    words = max(line.cells, key=len, default="")
    folded = fold(words)
    whole, part = "toan bo" in folded, "mot phan" in folded
    if not state.columns and words and not _ORDINAL.match(words):
        state.title.append(one_line(words))
    if whole != part:
        state.kind, state.type = (Kind.WHOLE if whole else Kind.PART), ""
    held = any(one in folded for one in ("ngung hieu luc", "dinh chi", "tam ngung"))
    if held or "het hieu luc" in folded:
        state.suspended = held and "het hieu luc" not in folded
    named = _COUNT.sub("", _ORDINAL.sub("", one_line(words)))
    kind = WRITTEN.get(named.lower()) or WRITTEN.get(fold(named))
    if kind is not None:
        state.type = kind.name


def _title(words: Sequence[str]) -> str:
    """Give the title of the list: what stands above its first header, from “Danh mục” on."""
    start = next((n for n, one in enumerate(words) if fold(one).startswith("danh muc")), 0)
    return one_line(" ".join(words[start : start + 3]))[:300]


def _counts_columns(cells: Sequence[str]) -> bool:
    said = [cell.strip("() ") for cell in cells if cell]
    return len(said) > 2 and said == [str(number) for number in range(1, len(said) + 1)]


def _row(line: Line, state: _State) -> YearlyRow | Unread:
    cells = {
        column: cell for column, cell in zip(state.columns, line.cells, strict=False) if column
    }
    reasons: list[Sentence] = []
    said = _text_of(cells, state)
    parts = cells.get(Column.PARTS, "")
    kind = state.kind or (Kind.PART if Column.PARTS in state.columns else Kind.WHOLE)
    if parts and fold(parts).strip(" .") in {"toan bo", "toan bo van ban", "ca van ban"}:
        kind, parts = Kind.WHOLE, ""
    elif parts:
        kind = Kind.PART
    ends_on = _day(cells.get(Column.ENDS, ""), reasons)
    if not said.number:
        reasons.append(say("No number of a text is found in this row."))
    elif not said.type:
        reasons.append(say("Neither the row nor its number says the type of the text."))
    if kind is Kind.PART and not parts:
        reasons.append(say("The row does not say which provisions have expired."))
    if reasons:
        words = " | ".join(one_line(cell) for cell in line.cells if cell)
        return Unread(line.place, words[:500], tuple(dict.fromkeys(reasons)))
    return replace(
        said,
        place=line.place,
        kind=kind,
        suspended=state.suspended,
        parts=parts,
        paths=paths_in(parts, said.type, said.number),
        ends_on=ends_on,
    )


def _text_of(cells: dict[Column, str], state: _State) -> YearlyRow:
    """Read which text a row is about, from one column or from several."""
    type_cell, combined = one_line(cells.get(Column.TYPE, "")), cells.get(Column.NUMBER, "")
    known = WRITTEN.get(type_cell.lower())
    written = known.name if known else type_cell
    cited = next((one for one in find(combined) if one.number and not one.embedded), None)
    if cited is None and combined:
        led = f"{written or state.type or _ANY} số {combined.removeprefix('Số').strip(' :')}"
        cited = next((one for one in find(led) if one.number and not one.embedded), None)
    number = (cited.number if cited else None) or _bare_number(combined)
    issued = _first_day(cells.get(Column.ISSUED, "")) or (cited.issued if cited else None)
    title = cells.get(Column.TITLE, "") or _title_in(combined, number)
    cited_type = cited.type if cited and cited.type != _ANY else ""
    kind = written or cited_type or state.type or type_of_number(number) or ""
    return YearlyRow(
        place="",
        ordinal=one_line(cells.get(Column.ORDINAL, "")),
        kind=Kind.WHOLE,
        suspended=False,
        type=type_norm(kind) if kind else "",
        number=number,
        issued_on=issued or _first_day(combined[: len(number) + 60]),
        title=one_line(title),
        issuer=one_line(cells.get(Column.ISSUER, "")),
        parts="",
        paths=(),
        reason=one_line(cells.get(Column.REASON, "")),
        ends_on=None,
        note=one_line(cells.get(Column.NOTE, "")),
    )


def _bare_number(words: str) -> str:
    """Give a number no engine knows the symbol of, such as `12/NQ.HĐND`."""
    found = re.search(r"\d{1,5}[a-zA-Z]?/(?:\d{4}/)?[\wĐđ.&-]{2,30}", words)
    return found[0] if found else ""


def _title_in(combined: str, number: str) -> str:
    """Give what stands behind number and day in a column that holds all three."""
    flat = one_line(combined)
    _before, found, after = flat.partition(number) if number else ("", "", "")
    return _LED.sub("", after if found else "", count=1)


def paths_in(parts: str, type: str, number: str) -> tuple[str, ...]:  # noqa: A002  # the register's word
    """Give the paths of provisions as a list names them; empty when they are said in words only."""
    found: set[str] = set()
    for piece in re.split(r"[\n;]", parts):
        words = piece.strip(" .-–+•*")
        if not words:
            continue
        named = any(one.number for one in find(words))
        sentence = words if named else f"{words} của {type} số {number}"
        for cited in find(sentence):
            found |= {path for place in cited.articles for path in paths_of(place)}
    return tuple(sorted(found - {""}))


def _day(words: str, reasons: list[Sentence]) -> date | None:
    days = sorted(set(_days(words)))
    if len(days) > 1:
        reasons.append(say("“%(text)s” names several days.", text=one_line(words)[:80]))
        return None
    if not days and any(character.isdigit() for character in words):
        reasons.append(
            say("“%(text)s” is no date; write day/month/year.", text=one_line(words)[:80])
        )
    return days[0] if days else None


def _first_day(words: str) -> date | None:
    return next(iter(_days(words)), None)


def _days(words: str) -> Iterator[date]:
    if found := _ISO.match(words.strip()):
        yield from _real(int(found[1]), int(found[2]), int(found[3]))
    for one in _DAY.finditer(words):
        day, month, year = (one[1], one[2], one[3]) if one[1] else (one[4], one[5], one[6])
        yield from _real(int(year), int(month), int(day))


def _real(year: int, month: int, day: int) -> Iterable[date]:
    try:
        return (date(year, month, day),) if FIRST_YEAR <= year <= LAST_YEAR else ()
    except ValueError:
        return ()
