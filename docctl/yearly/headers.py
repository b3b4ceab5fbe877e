"""What the columns of a yearly list hold, as ministries and provinces really print them. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum

from docctl.vietnamese import fold


class Column(StrEnum):
    """What a column holds."""

    ORDINAL = "ordinal"
    TYPE = "type"
    NUMBER = "number"  # with the day and the title, if the list prints them in one column
    ISSUED = "issued"
    TITLE = "title"
    ISSUER = "issuer"
    PARTS = "parts"  # nội dung, quy định hết hiệu lực
    REASON = "reason"
    ENDS = "ends"
    NOTE = "note"


Columns = tuple[Column | None, ...]
_ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "stt.", "tt.", "no", "so"})
LONGEST = 160
_NUMBERED = re.compile(r"\d/\w|\d{4}")  # a number or a day: that is a row


# A heading is of the first column each of whose groups of words it meets, and none of the last.
_END = ("het hieu luc", "ngung hieu luc", "bai bo", "dinh chi")
_SIGNS: tuple[tuple[Column, tuple[tuple[str, ...], ...], tuple[str, ...]], ...] = (
    (Column.REASON, (("ly do", "can cu het"),), ()),
    (Column.REASON, (("van ban",), ("thay the",)), ()),
    (Column.ENDS, (("ngay", "thoi diem"), _END), ("ban hanh",)),
    (Column.NUMBER, (("ky hieu", "so hieu", "so van ban"),), ()),
    (Column.TITLE, (("trich yeu", "ten goi", "ten van ban", "ve viec"),), ()),
    (Column.PARTS, (("noi dung", "quy dinh", "dieu khoan"), _END), ()),
    (Column.ISSUER, (("co quan", "noi ban hanh"),), ()),
    (Column.TYPE, (("loai", "hinh thuc"),), ()),
    (Column.ISSUED, (("ban hanh",), ("ngay", "thoi gian")), ()),
    (Column.NOTE, (("ghi chu",),), ()),
    (Column.TITLE, (("noi dung",),), ()),
)


def column_of(name: str) -> Column | None:
    """Give what a heading says its column holds; None when it says nothing known."""
    words = " ".join(fold(name).replace("*", " ").split()).strip(" :.")
    if len(words) > LONGEST or _NUMBERED.search(words):
        return None
    if words in _ORDINALS:
        return Column.ORDINAL
    for column, groups, never in _SIGNS:
        if any(one in words for one in never):
            continue
        if all(any(one in words for one in group) for group in groups):
            return column
    return None


def header_of(rows: Sequence[Sequence[str]]) -> tuple[Columns, int] | None:
    """Read a header that may take up to three rows; give the columns and how many rows it takes.

    None when the first row is no header. A heading over several columns is made precise by the
    row below it.
    """
    first = [column_of(cell) for cell in rows[0]]
    if len({one for one in first if one}) < 2:
        return None
    columns, used = list(first), 1
    for row in rows[1:3]:
        below = [column_of(cell) for cell in row]
        known = [one for one, cell in zip(below, row, strict=True) if cell and one]
        said = [cell for cell in row if cell]
        if len(known) < 2 or len(known) * 2 < len(said):
            break
        columns.extend([None] * (len(below) - len(columns)))
        columns = [new or old for new, old in zip(below, columns, strict=False)]
        used += 1
    if Column.NUMBER not in columns or not {Column.REASON, Column.ENDS} & set(columns):
        return None
    return _once(columns), used


def _once(columns: Sequence[Column | None]) -> Columns:
    """Keep the first of columns that hold the same; a merged heading covers several."""
    seen: set[Column] = set()
    kept: list[Column | None] = []
    for one in columns:
        kept.append(one if one not in seen else None)
        if one is not None:
            seen.add(one)
    return tuple(kept)
