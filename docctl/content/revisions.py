"""The table of revisions inside a text (“SỬA ĐỔI TÀI LIỆU”): found by its head, given one row."""

import copy
import re
from collections.abc import Iterator, Mapping

from docctl.content.normalise import inline_text, paragraph, safe_text, walk
from docctl.content.parse import parse
from docctl.content.schema import Json
from docctl.vietnamese import fold

# In the order of trial: “Lần ban hành/Lần sửa đổi” is a number although it names a revision.
_COLUMNS = (
    ("day", re.compile(r"\bngay\b")),
    ("label", re.compile(r"\blan (ban hanh|sua doi|soat xet|bh|sd)\b|^lan$")),
    ("where", re.compile(r"\b(trang|phan|muc|vi tri)\b")),
    ("reason", re.compile(r"\b(yeu cau|ly do|can cu)\b")),
    ("summary", re.compile(r"\b(mo ta|noi dung|tom tat)\b")),
)
_ABOUT = re.compile(r"\b(sua doi|thay doi|soat xet)\b")


def with_revision(doc: Json, row: Mapping[str, str]) -> Json | None:
    """Give `doc` with `row` (label, day, where, reason, summary) in its table of revisions.

    An empty row is filled, else one is added. None when no table is recognised, when its cells are
    merged, or when it has a row of this label already.
    """
    changed = copy.deepcopy(doc)
    return None if put_revision(changed, row) is None else parse(changed)


def put_revision(doc: Json, row: Mapping[str, str]) -> list[Json] | None:
    """Write the row into `doc` itself, which `parse` then puts in its normal form.

    Gives the blocks that were written; None as `with_revision` does, and then nothing is changed.
    """
    for table, title in _tables(doc):
        rows = table.get("content", [])
        columns = _columns(rows[0], title) if rows else {}
        if not columns or any(_merged(one) or len(one["content"]) != len(columns) for one in rows):
            continue
        if any(_says(one, columns, "label") == fold(row["label"]) for one in rows[1:]):
            return None
        empty = next((one for one in rows[1:] if not any(map(_text, one["content"]))), None)
        if empty is None:
            empty = {"type": "tableRow", "content": [_cell() for _ in columns]}
            rows.append(empty)
        written = []
        for cell, name in zip(empty["content"], columns.values(), strict=True):
            if words := safe_text(row.get(name, "")):
                cell["content"] = [_filled(cell["content"][0], words)]
                written += cell["content"]
        return written
    return None


def is_revisions(table: Json, title: str) -> bool:
    """Say whether a table is the text's own table of revisions; `title` is the line before it."""
    rows = table.get("content", [])
    return bool(rows) and bool(_columns(rows[0], fold(title)))


def _tables(doc: Json) -> Iterator[tuple[Json, str]]:
    """Give each table outside of others with the words of the block before it."""
    before = ""
    for node in doc.get("content", ()):
        if node["type"] == "table":
            yield node, before
        elif node["type"] in {"paragraph", "heading"} and inline_text(node).strip():
            before = fold(inline_text(node))


def _columns(head: Json, title: str) -> dict[int, str]:
    """Name the columns of a table of revisions; {} for any other table."""
    keys = [fold(_text(cell)) for cell in head["content"]]
    named = {
        at: next((name for name, pattern in _COLUMNS if pattern.search(key)), "")
        for at, key in enumerate(keys)
    }
    about = _ABOUT.search(title) or any(map(_ABOUT.search, keys))
    return named if about and {"summary", "label"} <= set(named.values()) else {}


def _says(row: Json, columns: Mapping[int, str], name: str) -> str:
    return next(
        (fold(_text(cell)) for at, cell in enumerate(row["content"]) if columns[at] == name), ""
    )


def _text(cell: Json) -> str:
    return " ".join(
        inline_text(node) for node in walk(cell) if node["type"] in {"paragraph", "heading"}
    ).strip()


def _merged(row: Json) -> bool:
    return any(
        cell["attrs"]["colspan"] != 1 or cell["attrs"]["rowspan"] != 1 for cell in row["content"]
    )


def _cell() -> Json:
    attrs = {"colspan": 1, "rowspan": 1, "colwidth": None}
    return {"type": "tableCell", "attrs": attrs, "content": [paragraph()]}


def _filled(block: Json, words: str) -> Json:
    """Write in the cell's own first block, whose uid stays."""
    made = paragraph([{"type": "text", "text": words}])
    if block["type"] == "paragraph":
        made["attrs"] = dict(block["attrs"])
    return made
