"""The places of a document where it says what it is: cells and lines, with their neighbours."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from docctl.content.project import Block
from docctl.vietnamese import one_line, plain

_DATE = re.compile(
    r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)"
    r"|(?<!\d)(\d{1,2})\s*thang\s*(\d{1,2})\s*,?\s*nam\s*(\d{4})"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell or a line: its lines of text and its place; `table` is None for a line."""

    lines: tuple[str, ...]
    table: int | None = None
    row: int = 0
    column: int = 0

    @property
    def text(self) -> str:
        """All of it as one line."""
        return one_line(" ".join(self.lines))


def spots(blocks: Iterable[Block]) -> list[Spot]:
    """Join the blocks of each cell; every other block stands alone, unless it is blank."""
    found: list[Spot] = []
    for block in blocks:
        last = found[-1] if found else None
        here = (block.table, block.row, block.column)
        if block.table is not None and last and (last.table, last.row, last.column) == here:
            found[-1] = Spot((*last.lines, *_lines(block)), last.table, last.row, last.column)
        elif block.table is not None:
            found.append(Spot(_lines(block), block.table, block.row or 0, block.column or 0))
        elif block.text.strip():
            found.append(Spot(_lines(block)))
    return found


def _lines(block: Block) -> tuple[str, ...]:
    return tuple(one_line(line) for line in block.text.split("\n") if line.strip())


def key_of(text: str) -> str:
    """Fold a line so that every letter keeps its place: lower case, no diacritics."""
    folded = plain(text.lower())
    return folded if len(folded) == len(text) else plain(text).lower()[: len(text)]


def right_of(all_spots: Sequence[Spot], spot: Spot) -> Spot | None:
    """Give the next cell in the same row."""
    later = (s for s in all_spots if s.table == spot.table and s.row == spot.row)
    return next((s for s in later if s.column > spot.column), None)


def below(all_spots: Sequence[Spot], spot: Spot) -> Spot | None:
    """Give the next cell down in the same column."""
    same = (s for s in all_spots if s.table == spot.table and s.column == spot.column)
    return next((s for s in same if s.row > spot.row), None)


def tables_of(all_spots: Iterable[Spot]) -> Iterator[list[Spot]]:
    """Give the cells table by table."""
    tables: dict[int, list[Spot]] = {}
    for spot in all_spots:
        if spot.table is not None:
            tables.setdefault(spot.table, []).append(spot)
    yield from tables.values()


def rows_of(table: Iterable[Spot]) -> list[list[Spot]]:
    """Give the cells of a table row by row."""
    rows: dict[int, list[Spot]] = {}
    for spot in table:
        rows.setdefault(spot.row, []).append(spot)
    return list(rows.values())


def date_in(text: str) -> date | None:
    """Read the first full date: `07/7/2025`, `7.7.2025`, `07 tháng 7 năm 2025`; None otherwise."""
    for found in _DATE.finditer(key_of(one_line(text))):
        day, month, year = (int(part) for part in found.groups() if part)
        try:
            value = date(year, month, day)
        except ValueError:
            continue
        if 1945 <= value.year <= 2199:
            return value
    return None
