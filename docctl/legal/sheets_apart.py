"""Reading files of legal texts in a child process with limits, as Word files are read.

Files too small to do harm are read here, except workbooks: what those unpack to is not seen.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import PurePath
from typing import Any

from docctl.errors import Refused, Sentence, say
from docctl.legal.rows import Relation, Row, RowError
from docctl.legal.rules import Action, Extent
from docctl.legal.sheets import LARGEST, each_row, read_rows
from docctl.word.child import Answer, sentence_to
from docctl.word.model import Limits
from docctl.word.sandbox import parse_apart, sentence_from

LIMITS = Limits(
    file_bytes=LARGEST, memory_bytes=1536 * 2**20, cpu_seconds=180, wall_seconds=600
)  # 64 MB of JSON Lines take half a minute of an idle machine
_HARMLESS = 256 * 1024
_WAIT = 20  # seconds
_readers = threading.BoundedSemaphore(2)  # files read at the same time


def read_rows_apart(
    data: bytes, filename: str, *, limits: Limits = LIMITS
) -> tuple[list[Row], list[RowError]]:
    """Read a file as `sheets.read_rows` does, but never long and never in much of our memory.

    Raises Refused also when the file asks for too much, or when others are being read.
    """
    workbook = PurePath(filename).suffix.lower() in {".xlsx", ".xlsm"}
    if len(data) > LARGEST or (len(data) <= _HARMLESS and not workbook):
        return read_rows(data, filename)
    if not _readers.acquire(timeout=_WAIT):
        raise Refused(say("Other files are being read; try again in a minute."))
    try:
        _, (lines,) = parse_apart(
            data, "other", limits, reader=f"{__name__}:{read.__name__}", filename=filename[-200:]
        )
    finally:
        _readers.release()
    rows: list[Row] = []
    errors: list[RowError] = []
    for line in lines.splitlines():
        said = json.loads(line)
        if "reasons" in said:
            errors.append(_error_from(said))
        else:
            rows.append(_row_from(said))
    return rows, errors


def read(data: bytes, job: Mapping[str, Any]) -> Answer:
    """Read a file in the child; the rows are JSON Lines behind the answer."""
    lines = bytearray()
    for row in each_row(data, job["filename"]):
        lines += json.dumps(_plain(row), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    return {}, [bytes(lines)]


def _plain(value: Any) -> Any:
    if isinstance(value, Row | RowError | Relation):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Sentence):
        return sentence_to(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _row_from(said: dict[str, Any]) -> Row:
    relations = tuple(_relation_from(relation) for relation in said["relations"])
    return Row(**{**said, **_days(said), "relations": relations})


def _relation_from(said: dict[str, Any]) -> Relation:
    known = {"action": Action(said["action"]), "extent": Extent(said["extent"])}
    return Relation(**{**said, **_days(said), **known, "paths": tuple(said["paths"])})


def _error_from(said: dict[str, Any]) -> RowError:
    return RowError(**{**said, "reasons": tuple(map(sentence_from, said["reasons"]))})


def _days(said: Mapping[str, Any]) -> dict[str, date | None]:
    return {
        name: date.fromisoformat(value) if value else None
        for name, value in said.items()
        if name.endswith("_on")
    }
