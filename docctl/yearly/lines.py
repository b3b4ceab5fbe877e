"""Files and pasted tables as lines: rows of tables with their cells, and the words between them."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from docctl import word
from docctl.content.schema import Json
from docctl.content.tables import grid
from docctl.errors import Refused, say
from docctl.legal.sheets import gate
from docctl.vietnamese import clean
from docctl.word.child import Answer
from docctl.word.model import Limits
from docctl.word.sandbox import parse_apart

LARGEST = 10 * 2**20
MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 20_000, 40, 20_000
ENDINGS = (".xlsx", ".docx", ".doc", ".csv", ".tsv", ".txt")
_MOST_MERGED = 1_000_000  # places under merged cells
_LIMITS = Limits(file_bytes=LARGEST, memory_bytes=1024 * 2**20, cpu_seconds=60, wall_seconds=120)
_MALFORMED = (LookupError, ValueError, TypeError, AttributeError, OSError, SyntaxError)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, or words outside of tables (one cell, table 0).

    `place` is how a person finds it: `Sheet1!12`, `2.14` (second table, row 14), `12`.
    """

    place: str
    table: int
    cells: tuple[str, ...]


def lines_of(data: bytes, filename: str) -> list[Line]:
    """Read a file by its suffix; Refused when it is of another kind, too large or damaged."""
    suffix = PurePath(filename).suffix.lower()
    if len(data) > LARGEST:
        raise Refused(say("The file is larger than %(limit)s MB.", limit=LARGEST // 2**20))
    if suffix in {".xlsx", ".xlsm"}:
        reader = f"{__name__}:{read_workbook.__name__}"
        _, (written,) = parse_apart(data, "other", _LIMITS, reader=reader)
        rows = map(json.loads, written.splitlines())
        lines = [Line(place, number, tuple(cells)) for place, number, cells in rows]
    elif suffix in {".docx", ".doc", ".rtf"}:
        lines = list(_of_content(word.read_file(data, filename).content))
    elif suffix in {".csv", ".tsv", ".txt"}:
        lines = lines_of_words(data.decode("utf-8-sig", "replace"))
    else:
        raise Refused(say("Choose a file of Excel or Word, or paste the table."))
    return _bounded(lines)


def lines_of_words(words: str) -> list[Line]:
    """Read a pasted table: cells between tabs (Excel and Word copy so), else semicolons, commas."""
    delimiter = next((sign for sign in ("\t", ";", "|") if sign in words), ",")
    reader = csv.reader(io.StringIO(clean(words), newline=""), delimiter=delimiter)
    lines = []
    try:
        for cells in reader:
            several = len(cells) > 1
            lines.append(Line(str(reader.line_num), int(several), tuple(map(_tidy, cells))))
    except csv.Error:
        raise Refused(say("The pasted text is no table.")) from None
    return _bounded(lines)


def read_workbook(data: bytes, _job: Mapping[str, Any]) -> Answer:
    """Read all sheets in the child; merged cells say their words in every place they cover."""
    gate(data)
    _refuse_vast_merges(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, *_MALFORMED):
        raise Refused(say("The file is not an Excel workbook.")) from None
    written = bytearray()
    for number, sheet in enumerate(book.worksheets, start=1):
        merged = {
            (row, column): sheet.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, min(area.max_row, area.min_row + 500) + 1)
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
        }
        last = min(
            sheet.max_row, MOST_LINES + 1
        )  # without it openpyxl makes rows that are not there
        width = min(sheet.max_column, MOST_COLUMNS)
        for row, cells in enumerate(
            sheet.iter_rows(values_only=True, max_col=width, max_row=last), start=1
        ):
            said = [
                _cell(merged.get((row, column), value))
                for column, value in enumerate(cells, start=1)
            ]
            if any(said):
                line = [f"{sheet.title}!{row}", number, said]
                written += json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    return {}, [bytes(written)]


def _refuse_vast_merges(data: bytes) -> None:
    """Refuse cells merged over far more than a list has: openpyxl makes a cell for each place."""
    places = 0

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal places
        if name.rpartition(":")[2] != "mergeCell":
            return
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(attributes["ref"]))
        places += (right - left + 1) * (bottom - top + 1)
        if places > _MOST_MERGED:
            raise Refused(say("The Excel workbook merges too many cells; take the merges out."))

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if "worksheets/" in part.filename.lower().replace("\\", "/"):
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = begin
                    with archive.open(part) as stream:
                        parser.ParseFile(stream)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, *_MALFORMED):
        raise Refused(say("The file is not an Excel workbook.")) from None


def _of_content(content: Json) -> Iterator[Line]:
    tables = 0
    for number, block in enumerate(content.get("content", ()), start=1):
        if block["type"] == "table":
            tables += 1
            yield from _of_table(block, tables)
        elif words := _tidy(_words(block)):
            yield Line(f"¶{number}", 0, (words,))


def _of_table(table: Json, number: int) -> Iterator[Line]:
    for row, slots in enumerate(grid(table), start=1):
        cells = tuple(_tidy(_words(slot.cell)) if slot else "" for slot in slots)
        if any(cells):
            yield Line(f"{number}.{row}", number, cells)


def _words(node: Json) -> str:
    """Give the words of a node, a line for each paragraph in it."""
    if node["type"] == "text":
        return str(node.get("text", ""))
    if node["type"] == "hard_break":
        return "\n"
    parts = [_words(one) for one in node.get("content", ())]
    inline = node["type"] in {"paragraph", "heading"}
    return ("" if inline else "\n").join(parts)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else _tidy(str(value))


def _tidy(words: str) -> str:
    lines = (" ".join(line.split()) for line in clean(words[:LONGEST_CELL]).splitlines())
    return "\n".join(filter(None, lines))


def _bounded(lines: Iterable[Line]) -> list[Line]:
    found: Sequence[Line] = list(lines)
    if len(found) > MOST_LINES:
        raise Refused(say("The list has more than %(limit)s rows.", limit=MOST_LINES))
    return [Line(one.place, one.table, one.cells[:MOST_COLUMNS]) for one in found]
