"""Hostile lists of legal texts end as a sentence: they are read in a process with limits."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from docctl.errors import Refused
from docctl.legal import sheets, sheets_apart
from docctl.legal.sheets import read_rows
from docctl.legal.sheets_apart import LIMITS, read_rows_apart

SHEET = "xl/worksheets/sheet1.xml"
TOO_MUCH = "too much memory or time"


def workbook(change: Callable[[str, bytes], bytes]) -> bytes:
    """Give a workbook of one text, each part changed."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["number", "title"])
    book.active.append(["1/2020/NĐ-CP", "TEN"])
    whole = io.BytesIO()
    book.save(whole)
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return made.getvalue()


def long(rows: int, columns: int) -> bytes:
    """Give a workbook that says nothing of its size and has many cells."""

    def change(part: str, data: bytes) -> bytes:
        if part != SHEET:
            return data
        cells = b'<c t="inlineStr"><is><t>1</t></is></c>' * columns
        more = (b"<row>" + cells + b"</row>") * rows + b"</sheetData>"
        return re.sub(rb"<dimension[^>]*/>", b"", data).replace(b"</sheetData>", more)

    return workbook(change)


def with_document_type(encoding: str, padding: int) -> bytes:
    """Give a workbook with an entity, declared behind a comment, in an encoding."""

    def change(part: str, data: bytes) -> bytes:
        if b"TEN" not in data:
            return data
        text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode()).replace("TEN", "&e;")
        head = f'<!--{"a" * padding}--><!DOCTYPE x [<!ENTITY e "EXPANDED">]>'
        return f'<?xml version="1.0" encoding="{encoding}"?>{head}{text}'.encode(encoding)

    return workbook(change)


@pytest.mark.parametrize(("encoding", "padding"), [("utf-8", 0), ("utf-8", 1100), ("utf-16", 0)])
def test_a_document_type_is_refused_wherever_it_hides(encoding: str, padding: int) -> None:
    with pytest.raises(Refused, match="not an Excel workbook"):
        read_rows_apart(with_document_type(encoding, padding), "a.xlsx")


def test_a_dense_workbook_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="too large when unpacked"):
        read_rows_apart(long(rows=22_000, columns=40), "a.xlsx")


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MOST_CELLS", 50)
    with pytest.raises(Refused, match="too large when unpacked"):
        read_rows(long(rows=20, columns=5), "a.xlsx")


@pytest.mark.parametrize(
    "limit", [{"cpu_seconds": 1}, {"wall_seconds": 1}, {"memory_bytes": 2**27}]
)
def test_what_asks_for_too_much_is_given_up_and_the_server_goes_on(limit: dict[str, int]) -> None:
    lines = json.dumps([{"number": "1/2020/NĐ-CP", "title": "về việc " * 50}] * 60_000)
    with pytest.raises(Refused, match=TOO_MUCH):
        read_rows_apart(lines.encode(), "a.json", limits=replace(LIMITS, **limit))


@pytest.mark.parametrize("name", ["a.jsonl", "a.xlsx"])
def test_what_is_read_apart_is_what_would_be_read_here(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sheets_apart, "_HARMLESS", 0)
    record = {
        "number": "118/2025/NĐ-CP",
        "title": "Về việc “thay thế”",
        "issued": "2025-06-09",
        "effective": "2025-07-01",
        "relations": [
            {"type": "Thay thế", "target_number": "61/2018/NĐ-CP"},
            {"type": "Bãi bỏ", "target_number": "107/2021/NĐ-CP", "target_articles": ["Điều 3"]},
        ],
    }
    if name == "a.jsonl":
        said = [record, {"number": ""}, {**record, "relations": [{"type": "yêu"}]}]
        data = "\n".join(json.dumps(one) for one in said).encode() + b"\nx"
    else:
        data = workbook(lambda _, part: part)
    here = read_rows(data, name)
    assert read_rows_apart(data, name) == here
    assert here[0]
    assert (len(here[1]) > 0) == (name == "a.jsonl")


def test_only_so_many_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets_apart, "_WAIT", 0)
    with sheets_apart._readers, sheets_apart._readers, pytest.raises(Refused, match="Other files"):
        read_rows_apart(workbook(lambda _, part: part), "a.xlsx")
    assert read_rows_apart(workbook(lambda _, part: part), "a.xlsx")[0]
