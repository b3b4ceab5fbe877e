"""Tables of a Word file: merged cells, widths, heads."""

from collections.abc import Callable

from docctl.content import Json
from docctl.word.flow import all_bold, without_gaps
from docctl.word.names import TABLE
from docctl.word.package import Element, W, child, is_on, val, whole
from docctl.word.styles import Styles

_TWIPS_PER_PIXEL = 15
_MAX_NESTING = 8


class TableReader:
    """Reads tables; what stands in a cell is read by `read_cell`."""

    def __init__(self, styles: Styles, read_cell: Callable[[Element], list[Json]]) -> None:
        self._styles = styles
        self._read_cell = read_cell
        self._nesting = 0

    def read(self, table: Element) -> list[Json]:
        """Read a table as a node, or as nothing when it has no cells."""
        if self._nesting >= _MAX_NESTING:
            return []
        self._nesting += 1
        widths = [whole(val(column, "w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows: list[Json] = []
        open_cells: dict[int, Json] = {}
        for row in _rows(table):
            if self._is_deleted(row):
                continue
            cells = self._row(row, widths, open_cells)
            rows.append({"type": "tableRow", "attrs": {}, "content": cells})
        self._nesting -= 1
        _drop_covered_rows(rows)
        if not any(row["content"] for row in rows):
            return []
        style = val(child(child(table, "tblPr"), "tblStyle"))
        if self._styles.name(style) != TABLE:
            _mark_head(rows)
        return [{"type": "table", "attrs": {}, "content": rows}]

    def _is_deleted(self, row: Element) -> bool:
        return child(child(row, "trPr"), "del") is not None

    def _row(self, row: Element, widths: list[int], open_cells: dict[int, Json]) -> list[Json]:
        properties = child(row, "trPr")
        head = is_on(child(properties, "tblHeader"))
        column = whole(val(child(properties, "gridBefore")))
        cells: list[Json] = []
        for cell in _cells(row):
            own = child(cell, "tcPr")
            span = max(1, min(100, whole(val(child(own, "gridSpan")), 1)))
            merge = child(own, "vMerge")
            continued = merge is not None and val(merge) in (None, "continue")
            above = open_cells.get(column)
            if continued and above is not None and above["attrs"]["colspan"] == span:
                above["attrs"]["rowspan"] += 1
            else:
                node = self._cell(cell, "tableHeader" if head else "tableCell", span)
                node["attrs"]["colwidth"] = _pixels(widths[column : column + span], span)
                cells.append(node)
                for place in range(column, column + span):
                    open_cells.pop(place, None)
                if merge is not None:
                    open_cells[column] = node
            column += span
        return cells

    def _cell(self, cell: Element, kind: str, span: int) -> Json:
        content = without_gaps(self._read_cell(cell))
        attributes = {"colspan": span, "rowspan": 1, "colwidth": None}
        return {"type": kind, "attrs": attributes, "content": content}


def _rows(table: Element) -> list[Element]:
    return [row for item in table for row in _unwrapped(item, W + "tr")]


def _cells(row: Element) -> list[Element]:
    return [cell for item in row for cell in _unwrapped(item, W + "tc")]


def _unwrapped(item: Element, wanted: str) -> list[Element]:
    if item.tag == wanted:
        return [item]
    if item.tag == W + "sdt":
        inner = child(item, "sdtContent")
        return (
            [] if inner is None else [found for sub in inner for found in _unwrapped(sub, wanted)]
        )
    if item.tag in (W + "customXml", W + "ins"):
        return [found for sub in item for found in _unwrapped(sub, wanted)]
    return []


def _pixels(twips: list[int], span: int) -> list[int] | None:
    if len(twips) != span or not all(twips):
        return None
    return [min(5000, max(1, round(width / _TWIPS_PER_PIXEL))) for width in twips]


def _drop_covered_rows(rows: list[Json]) -> None:
    """Leave out rows in which every place is covered by merged cells from above."""
    place = 0
    while place < len(rows):
        if rows[place]["content"]:
            place += 1
            continue
        for above in range(place):
            for cell in rows[above]["content"]:
                if above + cell["attrs"]["rowspan"] > place:
                    cell["attrs"]["rowspan"] -= 1
        del rows[place]


def _mark_head(rows: list[Json]) -> None:
    """Make the first row a head when all its cells are bold, as agencies draw their tables."""
    first = rows[0]["content"]
    if len(rows) < 2 or len(first) < 2 or any(c["type"] == "tableHeader" for c in first):
        return
    if all(_is_bold_cell(cell) and cell["attrs"]["rowspan"] == 1 for cell in first):
        for cell in first:
            cell["type"] = "tableHeader"


def _is_bold_cell(cell: Json) -> bool:
    runs = [run for block in cell["content"] for run in block.get("content", ())]
    return all(run["type"] == "text" for run in runs) and all_bold(runs)
