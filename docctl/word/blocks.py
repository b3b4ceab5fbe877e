"""Write the nodes of the document model as WordprocessingML.

Tables are written cell by cell: python-docx's own `table.cell()` takes quadratic time.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from docctl.content import Json, Note
from docctl.content.html import column_widths
from docctl.content.tables import Slot, grid
from docctl.word import names, stylesheet
from docctl.word.bookmarks import bookmark_name
from docctl.word.drawing import Drawings
from docctl.word.listing import Lists, indent_of
from docctl.word.marks import inline_elements
from docctl.word.pictures import is_readable, shape_of
from docctl.word.xml import Element, el, run

# Numbers of tracked changes share the space of those of bookmarks.
CHANGES_FROM = 1_000_000
_ALIGN = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_TWIPS_PER_PIXEL = 15
_TWIPS_PER_INDENT = 720
_WIDEST_TWIPS = 9355  # 165 mm between the margins
_WIDEST_PIXELS = 620
LOST_PICTURE = "Hình không đọc được"


class BlockWriter:
    """Turns block nodes into elements for a body or a cell."""

    def __init__(
        self,
        document: Any,
        images: Mapping[str, bytes],
        held: Mapping[str, Sequence[Note]] | None = None,
        lost_picture: str = LOST_PICTURE,
    ) -> None:
        self._lost_picture = lost_picture
        self._document = document
        self._images = images
        self._held = held or {}
        self._lists = Lists(document)
        self._drawings = Drawings(document)
        self._bookmarks = 0
        self._changes = count(CHANGES_FROM)
        self._ids = {
            name: stylesheet.style_id(document, name)
            for name in (
                *(names.TEXT, names.CELL, names.HEAD_CELL, names.TABLE),
                *(names.LIST_ITEM, names.LIST_MORE, names.GAP),
                *(f"Heading {level}" for level in range(1, 7)),
            )
        }

    def blocks(self, nodes: list[Json], style: str = names.TEXT) -> list[Element]:
        """Write block nodes one after the other."""
        return [element for node in nodes for element in self._block(node, style)]

    def _block(self, node: Json, style: str) -> list[Element]:
        kind = node["type"]
        if kind == "heading":
            return [self._paragraph(node, f"Heading {node['attrs']['level']}")]
        if kind == "paragraph":
            return [self._paragraph(node, style)]
        if kind in ("bulletList", "orderedList"):
            return self._list(node, 0)
        if kind == "table":
            # Word joins tables that touch; an empty line keeps them apart.
            return [self._table(node), el("p", el("pPr", el("pStyle", val=self._ids[names.GAP])))]
        if kind == "image":
            return [el("p", el("pPr", el("jc", val="center")), self._picture(node))]
        border = el("bottom", val="single", sz=6, space=1, color="auto")
        return [el("p", el("pPr", el("pBdr", border)))]

    def _paragraph(self, node: Json, style: str, *extra: Element) -> Element:
        attributes = node["attrs"]
        # A paragraph of a list stands where the list puts it.
        indent = 0 if extra else attributes.get("indent") or 0
        properties = el(
            "pPr",
            el("pStyle", val=self._ids[style]),
            *extra,
            el("ind", left=indent * _TWIPS_PER_INDENT) if indent else None,
            el("jc", val=_ALIGN[attributes["align"]]) if attributes["align"] else None,
        )
        paragraph = el("p", properties)
        name = bookmark_name(attributes["uid"])
        if name:
            self._bookmarks += 1
            paragraph.append(el("bookmarkStart", id=self._bookmarks, name=name))
        held = self._held.get(attributes["uid"], ())
        paragraph.extend(
            inline_elements(node.get("content", []), self._document.part, self._changes, held)
        )
        if name:
            paragraph.append(el("bookmarkEnd", id=self._bookmarks))
        return paragraph

    def _list(self, node: Json, depth: int) -> list[Element]:
        depth = min(depth, 8)
        number = self._lists.number_of(node, depth)
        written: list[Element] = []
        for item in node["content"]:
            for place, block in enumerate(item["content"]):
                if place == 0:
                    numbering = el("numPr", el("ilvl", val=depth), el("numId", val=number))
                    written.append(self._paragraph(block, names.LIST_ITEM, numbering))
                elif block["type"] in ("bulletList", "orderedList"):
                    written.extend(self._list(block, depth + 1))
                elif block["type"] == "paragraph":
                    edge = el("ind", left=indent_of(depth))
                    written.append(self._paragraph(block, names.LIST_MORE, edge))
                else:
                    written.extend(self._block(block, names.LIST_MORE))
        return written

    def _picture(self, node: Json) -> Element:
        attributes = node["attrs"]
        data = self._images.get(attributes["src"])
        shape = shape_of(data) if data else None
        if data is None or shape is None or not is_readable(data):
            told = f"{self._lost_picture}: {attributes['alt']}" if attributes["alt"] else ""
            return run(f"[{told or self._lost_picture}]")
        width = attributes["width"] or shape.width
        height = attributes["height"] or round(width * shape.height / shape.width)
        if width > _WIDEST_PIXELS:
            width, height = _WIDEST_PIXELS, max(1, round(height * _WIDEST_PIXELS / width))
        return self._drawings.place(
            attributes["src"], data, shape, size=(width, height), described=attributes["alt"]
        )

    def _table(self, table: Json) -> Element:
        slots = grid(table)
        widths = _twips(column_widths(table))
        properties = el(
            "tblPr",
            el("tblStyle", val=self._ids[names.TABLE]),
            el("tblW", w=sum(widths), type="dxa"),
            el("tblLayout", type="fixed"),
        )
        columns = el("tblGrid", *(el("gridCol", w=width) for width in widths))
        rows = [
            self._row(slots, number, row, widths) for number, row in enumerate(table["content"])
        ]
        return el("tbl", properties, columns, *rows)

    def _row(
        self, slots: list[list[Slot | None]], number: int, row: Json, widths: list[int]
    ) -> Element:
        cells = row.get("content", [])
        head = bool(cells) and all(cell["type"] == "tableHeader" for cell in cells)
        here = list(slots[number])
        missing = 0
        while here and here[-1] is None:
            here.pop()
            missing += 1
        written, column = [], 0
        while column < len(here):
            slot = here[column]
            span = slot.cell["attrs"]["colspan"] if slot else 1
            written.append(self._cell(slot, number, sum(widths[column : column + span])))
            column += span
        properties = el(
            "trPr",
            el("gridAfter", val=missing) if missing else None,
            el("cantSplit") if head else None,
            el("tblHeader") if head else None,
        )
        return el("tr", properties if len(properties) else None, *written)

    def _cell(self, slot: Slot | None, number: int, width: int) -> Element:
        properties = el("tcPr", el("tcW", w=width, type="dxa"))
        if slot is None:
            return el("tc", properties, el("p"))
        attributes = slot.cell["attrs"]
        if attributes["colspan"] > 1:
            properties.append(el("gridSpan", val=attributes["colspan"]))
        if attributes["rowspan"] > 1:
            properties.append(el("vMerge", val="restart" if slot.row == number else "continue"))
        if slot.row < number:
            return el("tc", properties, el("p"))
        head = slot.cell["type"] == "tableHeader"
        style = names.HEAD_CELL if head else names.CELL
        content = self.blocks(slot.cell["content"], style)
        return el("tc", properties, *content)


def _twips(pixels: list[int]) -> list[int]:
    """Give every column a width; what is not known shares what is left; shrink to the page."""
    known = [width * _TWIPS_PER_PIXEL for width in pixels]
    unknown = sum(not width for width in known)
    if unknown:
        left = max(_WIDEST_TWIPS - sum(known), 600 * unknown)
        known = [width or left // unknown for width in known]
    total = sum(known)
    if total > _WIDEST_TWIPS:
        known = [max(200, width * _WIDEST_TWIPS // total) for width in known]
    return known
