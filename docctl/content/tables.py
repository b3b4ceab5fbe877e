"""The grid of a table with merged cells: which cell stands in which slot."""

from collections.abc import Iterator
from typing import NamedTuple

from docctl.content.schema import MAX_COLUMNS, MAX_TABLE_SLOTS, Json
from docctl.errors import Sentence, say


class Slot(NamedTuple):
    """A cell in one row and column of the grid; `row` and `column` are where it begins."""

    cell: Json
    row: int
    column: int


def grid(table: Json) -> list[list[Slot | None]]:
    """Lay the cells of `table` out: one list of slots for each row, None where no cell reaches.

    Rowspans that reach below the last row are cut, as browsers do it.
    """
    rows = table.get("content", [])
    slots: list[list[Slot | None]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row.get("content", ()):
            column = _next_free(slots[number], column)
            attributes = cell["attrs"]
            slot = Slot(cell, number, column)
            for below in range(number, min(number + attributes["rowspan"], len(rows))):
                _place(slots[below], column, attributes["colspan"], slot)
            column += attributes["colspan"]
    width = max(map(len, slots), default=0)
    for row_slots in slots:
        row_slots.extend([None] * (width - len(row_slots)))
    return slots


def _next_free(row: list[Slot | None], column: int) -> int:
    while column < len(row) and row[column] is not None:
        column += 1
    return column


def _place(row: list[Slot | None], column: int, span: int, slot: Slot) -> None:
    row.extend([None] * (column + span - len(row)))
    for place in range(column, column + span):
        if row[place] is None:
            row[place] = slot


def table_faults(doc: Json) -> list[Sentence]:
    """Say what is wrong with the spans of the tables of `doc`, and repair what is only untidy.

    Repaired: rowspans that hang over the end, widths that do not fit the span, rows without cells
    that no merged cell covers. Refused: tables too wide or too large, cells that overlap.
    """
    faults: list[Sentence] = []
    for number, table in enumerate(_tables(doc), 1):
        rows = table.get("content", [])
        cells = [cell for row in rows for cell in row.get("content", ())]
        width = max(
            (sum(c["attrs"]["colspan"] for c in row.get("content", ())) for row in rows), default=0
        )
        area = sum(
            cell["attrs"]["colspan"] * min(cell["attrs"]["rowspan"], len(rows)) for cell in cells
        )
        if width > MAX_COLUMNS or area > MAX_TABLE_SLOTS:
            faults.append(say("Table %(number)s is too large.", number=number))
            continue
        slots = grid(table)
        if sum(slot is not None for row in slots for slot in row) != area:
            faults.append(say("Cells of table %(number)s overlap.", number=number))
            continue
        _repair(table)
    return faults


def _repair(table: Json) -> None:
    rows = table["content"]
    for number, row in enumerate(rows):
        for cell in row.get("content", ()):
            attributes = cell["attrs"]
            attributes["rowspan"] = min(attributes["rowspan"], len(rows) - number)
            widths = attributes["colwidth"]
            if widths is not None and len(widths) != attributes["colspan"]:
                attributes["colwidth"] = None


def _tables(doc: Json) -> Iterator[Json]:
    stack = [doc]
    while stack:
        node = stack.pop()
        if node["type"] == "table":
            yield node
        stack.extend(reversed(node.get("content", ())))
