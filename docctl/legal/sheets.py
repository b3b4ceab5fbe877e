"""Files of legal texts: JSON Lines, CSV and XLSX bytes to rows and row errors."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from docctl.errors import Refused, say
from docctl.legal.rows import Row, RowError, field_of, read_row

LARGEST = 64 * 1024 * 1024
MOST_ROWS = 500_000
_MOST_PARTS, _UNPACKED, _RATIO, _DENSE_FROM = 2000, 200 * 1024 * 1024, 100, 1024 * 1024
_MOST_COLUMNS, _MOST_CELLS = 200, 5_000_000
_HEADER_AMONG = 15  # lists of agencies have titles above the header
_LONGEST_CELL = 20_000


_NO_ARCHIVE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
    expat.ExpatError,
)
# What openpyxl raises on parts that are missing, cut off or hold what they must not.
_MALFORMED = (LookupError, ValueError, TypeError, AttributeError, OSError, SyntaxError)


def read_rows(data: bytes, filename: str) -> tuple[list[Row], list[RowError]]:
    """Read a file into rows and refused rows with their line numbers, all at once (`each_row`)."""
    rows: list[Row] = []
    errors: list[RowError] = []
    for read in each_row(data, filename):
        if isinstance(read, Row):
            rows.append(read)
        else:
            errors.append(read)
    return rows, errors


def each_row(data: bytes, filename: str) -> Iterator[Row | RowError]:
    """Read a file row by row; each line gives a row or the reasons against it.

    The kind of file follows from the name's suffix. Raises Refused when the file as a whole cannot
    be read: too large, not of its kind, or without a column for the number.
    """
    if len(data) > LARGEST:
        raise Refused(say("The file is larger than %(limit)s MB.", limit=LARGEST // 2**20))
    suffix = PurePath(filename).suffix.lower()
    if suffix in {".jsonl", ".ndjson", ".json"}:
        records = _json_lines(data)
    elif suffix in {".csv", ".tsv", ".txt"}:
        records = _table(_csv_rows(data))
    elif suffix in {".xlsx", ".xlsm"}:
        records = _table(_xlsx_rows(data))
    else:
        raise Refused(say("Give a file in JSON Lines, CSV or XLSX."))
    for count, (line, record) in enumerate(records):
        if count >= MOST_ROWS:
            raise Refused(say("The file has more than %(limit)s rows.", limit=MOST_ROWS))
        yield record if isinstance(record, RowError) else read_row(record, line)


Records = Iterator[tuple[int, Mapping[str, Any] | RowError]]


def _json_lines(data: bytes) -> Records:
    text = _decoded(data)
    if text.lstrip().startswith("["):
        yield from _json_array(text)
        return
    for line, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        try:
            record = json.loads(written)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            yield line, record
        else:
            yield line, RowError(line, (say("Line %(line)s is not JSON.", line=line),))


def _json_array(text: str) -> Records:
    try:
        records = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(say("The file is not JSON.")) from None
    for place, record in enumerate(records, start=1):
        if isinstance(record, dict):
            yield place, record
        else:
            yield place, RowError(place, (say("Line %(line)s is not JSON.", line=place),))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(say("The file is not in Unicode; save it as “CSV UTF-8”.")) from None


def _csv_rows(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    text = _decoded(data)
    first = text[:4096]
    delimiter = max(";\t,|", key=lambda sign: (first.count(sign), sign == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise Refused(say("The file is not a CSV table.")) from None


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    gate(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, *_MALFORMED):
        raise Refused(say("The file is not an Excel workbook.")) from None
    try:
        sheet = book.worksheets[0]
        cells = 0
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells += len(row)
            if cells > _MOST_CELLS:
                raise Refused(say("The Excel workbook is too large when unpacked."))
            yield line, row[:_MOST_COLUMNS]
    except _MALFORMED:
        raise Refused(say("The file is not an Excel workbook.")) from None
    finally:
        book.close()


def gate(data: bytes) -> None:
    """Refuse a workbook that unpacks to too much, or whose XML declares a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or unpacked > _UNPACKED or any(map(_is_dense, parts)):
                raise Refused(say("The Excel workbook is too large when unpacked."))
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        _refuse_document_type(stream)
    except _NO_ARCHIVE:
        raise Refused(say("The file is not an Excel workbook.")) from None


def _is_dense(part: zipfile.ZipInfo) -> bool:
    """Say whether a part unpacks to far more than a sheet of different rows can."""
    return part.file_size > max(_DENSE_FROM, _RATIO * part.compress_size)


def _refuse_document_type(stream: IO[bytes]) -> None:
    """Read a part as XML to its end, wherever and in whatever encoding a DOCTYPE hides."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _has_document_type
    while chunk := stream.read(2**16):
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003  # expat knows it by place only


def _has_document_type(*_: Any) -> None:
    raise Refused(say("The file is not an Excel workbook."))


def _table(rows: Iterable[tuple[int, Sequence[Any]]]) -> Records:
    """Find the header among the first rows, then read what stands below it."""
    header: list[str] | None = None
    for tried, (line, cells) in enumerate(rows):
        if header is None:
            header = _header(cells)
            if header is None and tried >= _HEADER_AMONG:
                break
        elif any(cell not in (None, "") for cell in cells) and not _counts_columns(cells):
            yield (
                line,
                {
                    name: str(cell)[:_LONGEST_CELL] if isinstance(cell, str) else cell
                    for name, cell in zip(header, cells, strict=False)
                    if name
                },
            )
    if header is None:
        raise Refused(say("No column is named “Số ký hiệu” or “number”."))


def _header(cells: Sequence[Any]) -> list[str] | None:
    names = [str(cell or "") for cell in cells]
    fields = [field_of(name) for name in names]
    return names if {"number", "number_and_day"} & set(fields) else None


def _counts_columns(cells: Sequence[Any]) -> bool:
    """Say whether a row only numbers the columns, as the second header row of lists does."""
    said = [str(cell).strip("() ") for cell in cells if cell not in (None, "")]
    return len(said) > 2 and said == [str(number) for number in range(1, len(said) + 1)]
