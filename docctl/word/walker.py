"""Walk the body of a .docx and write it as nodes of the document model."""

import re
from typing import Any

from docctl.content import Json
from docctl.content.normalise import paragraph as plain_paragraph
from docctl.content.project import topic_of
from docctl.errors import say
from docctl.vietnamese import fold
from docctl.word.bookmarks import uid_of_bookmark
from docctl.word.headings import heading_level
from docctl.word.inline import Inline, chosen
from docctl.word.lists import Item, More, grouped, list_style
from docctl.word.names import GAP, LIST_MORE, OURS, TABLE
from docctl.word.numbering import Label, Numbering
from docctl.word.package import Element, Part, W, child, is_on, val, whole
from docctl.word.styles import Look, Styles, paragraph_look

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CONTENTS_TABLE = re.compile(r"toc \d|table of figures")
_TWIPS_PER_PIXEL = 15
_TWIPS_PER_INDENT = 720
_MAX_NESTING = 8


class Walker:
    """Reads blocks from a part: body, header, footer or note."""

    def __init__(self, styles: Styles, numbering: Numbering, inline: Inline) -> None:
        self._styles = styles
        self._numbering = numbering
        self._inline = inline
        self._nesting = 0
        self._in_contents = False

    def part(self, part: Part, root: Element) -> list[Json]:
        """Read all blocks under `root` of `part`."""
        self._inline.part = part
        return self._without_gaps(self.blocks(root, in_cell=False))

    def blocks(self, root: Element, *, in_cell: bool) -> list[Json]:
        """Read the block children of an element; lists are grouped."""
        return grouped(self._flat(root, in_cell=in_cell))

    def _flat(self, root: Element, *, in_cell: bool) -> list[Any]:
        found: list[Any] = []
        for item in root:
            tag = item.tag
            if tag == W + "p":
                found.extend(self._paragraph(item, in_cell=in_cell))
            elif tag == W + "tbl":
                found.extend(self._table(item))
            elif tag == W + "sdt":
                inner = child(item, "sdtContent")
                if inner is not None and not _is_contents_table(item):
                    found.extend(self._flat(inner, in_cell=in_cell))
            elif tag in (W + "customXml", W + "smartTag", W + "ins", W + "moveTo"):
                found.extend(self._flat(item, in_cell=in_cell))
            elif tag == _ALTERNATE:
                found.extend(self._flat(chosen(item), in_cell=in_cell))
        return found

    def _paragraph(self, item: Element, *, in_cell: bool) -> list[Any]:
        properties = child(item, "pPr")
        look = self._styles.paragraph(properties)
        if _CONTENTS_TABLE.match(look["style"]) or (look["style"] == GAP and not len(item) > 1):
            return []
        if look["style"].startswith(OURS):
            look["align"] = paragraph_look(properties).get("align")
            look["run"] = {**look["run"], "bold": False}
        elif look["style"].startswith("heading"):
            look["run"] = {**look["run"], "bold": False, "italic": False}
        kept, self._inline.boxes = self._inline.boxes, []
        runs = self._inline.runs(item, look)
        boxes, self._inline.boxes = self._inline.boxes, kept
        label = self._label(look)
        if not runs and _is_rule(properties):
            return [{"type": "horizontalRule"}]
        block = self._block(runs, look, label, in_cell=in_cell)
        node = block.paragraph if isinstance(block, Item) else block
        node["attrs"]["uid"] = _uid(item)
        found = [More(block) if look["style"] == LIST_MORE else block]
        for box in boxes:
            if self._nesting < _MAX_NESTING:
                self._nesting += 1
                found.extend(self._flat(box, in_cell=in_cell))
                self._nesting -= 1
        return found

    def _label(self, look: Look) -> Label | None:
        number = look.get("number")
        return self._numbering.next(number, look.get("level", 0)) if number else None

    def _block(
        self, runs: list[Json], look: Look, label: Label | None, *, in_cell: bool
    ) -> Json | Item:
        text = "".join(run.get("text", "\n") for run in runs if run["type"] != "image")
        empty = not text.strip() and all(run["type"] != "image" for run in runs)
        number = label.text if label and label.level.format != "bullet" else ""
        if empty:
            # A cell that holds only an automatic number shows that number.
            return plain_paragraph(_text(number) if number and in_cell else [])
        bold = _all_bold(runs)
        level = None
        if not in_cell and not look["style"].startswith(OURS):
            numbered = bool(number) and not self._in_contents
            shown = f"{number} {text}" if number else text
            level = heading_level(shown, look, bold=bold, numbered=numbered)
        if level:
            self._in_contents = topic_of(text) == "contents"
            return self._heading(level, _labelled(number, _stripped(runs)), look)
        attributes = {"uid": None, "align": look.get("align"), "indent": _indent(look, label)}
        node = {"type": "paragraph", "attrs": attributes, "content": runs}
        style = list_style(label) if label else None
        if label and style:
            return Item(label.depth, style, label.number, label.value, node)
        node["content"] = _labelled(number, runs)
        return node

    def _heading(self, level: int, runs: list[Json], look: Look) -> Json:
        align = look.get("align")
        attributes = {"uid": None, "level": level, "align": None if align == "justify" else align}
        return {"type": "heading", "attrs": attributes, "content": _plain_bold(runs)}

    def _table(self, table: Element) -> list[Json]:
        if self._nesting >= _MAX_NESTING:
            return []
        self._nesting += 1
        self._in_contents = False
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
        content = self._without_gaps(self.blocks(cell, in_cell=True))
        attributes = {"colspan": span, "rowspan": 1, "colwidth": None}
        return {"type": kind, "attrs": attributes, "content": content}

    def _without_gaps(self, blocks: list[Json]) -> list[Json]:
        """Leave out blank paragraphs at the edges and all but one between blocks."""
        kept: list[Json] = []
        for block in blocks:
            if _is_blank(block) and (not kept or _is_blank(kept[-1])):
                continue
            kept.append(block)
        while kept and _is_blank(kept[-1]):
            kept.pop()
        return kept

    def notes(self, parts: dict[str, Part | None]) -> list[Json]:
        """Read the foot- and endnotes that were referred to, as paragraphs `[1] …`."""
        found: list[Json] = []
        for place, (kind, wanted) in enumerate(self._inline.notes, 1):
            part = parts.get(kind)
            if part is None:
                continue
            for note in part.root.iter(W + kind):
                if val(note, "id") == wanted:
                    blocks = self.part(part, note)
                    _prefix(blocks, f"[{place}] ")
                    found.extend(blocks)
                    break
        if found:
            self._inline.warn(say("Footnotes were put at the end of the text."))
        return found


def _uid(item: Element) -> str | None:
    """Read the uid from the bookmark that our own export put into the paragraph."""
    names = (uid_of_bookmark(val(mark, "name")) for mark in item.iterfind(W + "bookmarkStart"))
    return next((uid for uid in names if uid), None)


def _is_rule(properties: Element | None) -> bool:
    border = child(child(properties, "pBdr"), "bottom")
    return val(border) not in (None, "nil", "none")


def _indent(look: Look, label: Label | None) -> int:
    if label or look["style"] == LIST_MORE:
        return 0
    return int(min(12, max(0, round(look.get("indent", 0) / _TWIPS_PER_INDENT))))


def _is_blank(block: Json) -> bool:
    """Tell a blank line; one that we wrote ourselves, and so carries a uid, was meant."""
    blank = block["type"] == "paragraph" and not block.get("content")
    return blank and block["attrs"]["uid"] is None


def _is_contents_table(item: Element) -> bool:
    gallery = item.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return "tables of contents" in fold(val(gallery) or "") or "table of contents" in fold(
        val(gallery) or ""
    )


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
    return all(run["type"] == "text" for run in runs) and _all_bold(runs)


def _all_bold(runs: list[Json]) -> bool:
    texts = [run for run in runs if run["type"] == "text" and run["text"].strip()]
    return bool(texts) and all({"type": "bold"} in run["marks"] for run in texts)


def _plain_bold(runs: list[Json]) -> list[Json]:
    """Drop bold where all is bold: a heading is bold by itself."""
    if not _all_bold(runs):
        return runs
    return [
        {**run, "marks": [mark for mark in run["marks"] if mark["type"] != "bold"]}
        if run["type"] == "text"
        else run
        for run in runs
    ]


def _stripped(runs: list[Json]) -> list[Json]:
    runs = list(runs)
    while runs and (runs[0]["type"] == "hardBreak" or not runs[0].get("text", "x").strip()):
        runs.pop(0)
    while runs and (runs[-1]["type"] == "hardBreak" or not runs[-1].get("text", "x").strip()):
        runs.pop()
    if runs and runs[0]["type"] == "text":
        runs[0] = {**runs[0], "text": runs[0]["text"].lstrip()}
    if runs and runs[-1]["type"] == "text":
        runs[-1] = {**runs[-1], "text": runs[-1]["text"].rstrip()}
    return runs


def _text(text: str, marks: list[Json] | None = None) -> list[Json]:
    return [{"type": "text", "text": text, "marks": marks or []}]


def _labelled(number: str, runs: list[Json]) -> list[Json]:
    if not number:
        return runs
    first = next((run for run in runs if run["type"] == "text"), None)
    marks = [m for m in first["marks"] if m["type"] != "link"] if first else []
    return [*_text(f"{number} ", marks), *runs]


def _prefix(blocks: list[Json], text: str) -> None:
    for block in blocks:
        if block["type"] == "paragraph":
            block["content"] = [*_text(text), *_stripped(block.get("content", []))]
            return
