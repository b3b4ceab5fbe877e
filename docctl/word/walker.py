"""Walk the body of a .docx and write it as nodes of the document model."""

import re
from typing import Any

from docctl.content import Json
from docctl.content.normalise import paragraph as plain_paragraph
from docctl.content.project import topic_of
from docctl.errors import say
from docctl.vietnamese import fold
from docctl.word.bookmarks import uid_of_bookmark
from docctl.word.flow import (
    all_bold,
    labelled,
    plain_bold,
    prefix,
    stripped,
    text_runs,
    without_gaps,
)
from docctl.word.grids import TableReader
from docctl.word.headings import heading_level
from docctl.word.inline import Inline, chosen
from docctl.word.lists import Item, More, grouped, list_style
from docctl.word.names import GAP, LIST_MORE, OURS
from docctl.word.numbering import Label, Numbering
from docctl.word.package import Element, Part, W, child, val
from docctl.word.styles import Look, Styles, paragraph_look

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CONTENTS_TABLE = re.compile(r"toc \d|table of figures")
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
        self.tracked: set[str] = set()  # uids of blocks with tracked changes
        self._tables = TableReader(styles, self._cell)

    def part(self, part: Part, root: Element) -> list[Json]:
        """Read all blocks under `root` of `part`."""
        self._inline.part = part
        return without_gaps(self.blocks(root, in_cell=False))

    def blocks(self, root: Element, *, in_cell: bool) -> list[Json]:
        """Read the block children of an element; lists are grouped."""
        return grouped(self._flat(root, in_cell=in_cell))

    def _cell(self, cell: Element) -> list[Json]:
        return self.blocks(cell, in_cell=True)

    def _flat(self, root: Element, *, in_cell: bool) -> list[Any]:
        found: list[Any] = []
        for item in root:
            tag = item.tag
            if tag == W + "p":
                found.extend(self._paragraph(item, in_cell=in_cell))
            elif tag == W + "tbl":
                self._in_contents = False
                found.extend(self._tables.read(item))
            elif tag == W + "sdt":
                inner = child(item, "sdtContent")
                if inner is not None and not _is_contents_table(item):
                    held = self._inline.enter(item)
                    found.extend(self._flat(inner, in_cell=in_cell))
                    self._inline.leave(held)
            elif tag == _ALTERNATE:
                found.extend(self._flat(chosen(item), in_cell=in_cell))
            elif tag not in (W + "del", W + "moveFrom"):  # whatever stands around blocks
                found.extend(self._flat(item, in_cell=in_cell))
        return found

    def _paragraph(self, item: Element, *, in_cell: bool) -> list[Any]:
        properties = child(item, "pPr")
        look = self._styles.paragraph(properties)
        if _CONTENTS_TABLE.match(look["style"]) or (look["style"] == GAP and _is_hollow(item)):
            return []
        if look["style"].startswith(OURS):
            look["align"] = paragraph_look(properties).get("align")
            look["run"] = {**look["run"], "bold": False}
        elif look["style"].startswith("heading"):
            look["run"] = {**look["run"], "bold": False, "italic": False}
        kept, self._inline.boxes = self._inline.boxes, []
        changes = self._inline.changes.total()
        runs = self._inline.runs(item, look)
        boxes, self._inline.boxes = self._inline.boxes, kept
        if not runs and not boxes and _is_deleted(properties):
            return []
        label = self._label(look)
        if not runs and _is_rule(properties):
            return [{"type": "horizontalRule"}]
        block = self._block(runs, look, label, in_cell=in_cell)
        node = block.paragraph if isinstance(block, Item) else block
        node["attrs"]["uid"] = uid = _uid(item)
        if uid and self._inline.changes.total() > changes:
            self.tracked.add(uid)
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
            return plain_paragraph(text_runs(number) if number and in_cell else [])
        bold = all_bold(runs)
        level = None
        if not in_cell and not look["style"].startswith(OURS):
            numbered = bool(number) and not self._in_contents
            shown = f"{number} {text}" if number else text
            level = heading_level(shown, look, bold=bold, numbered=numbered)
        if level:
            self._in_contents = topic_of(text) == "contents"
            return self._heading(level, labelled(number, stripped(runs)), look)
        attributes = {"uid": None, "align": look.get("align"), "indent": _indent(look, label)}
        node = {"type": "paragraph", "attrs": attributes, "content": runs}
        style = list_style(label) if label else None
        if label and style:
            return Item(label.depth, style, label.number, label.value, node)
        node["content"] = labelled(number, runs)
        return node

    def _heading(self, level: int, runs: list[Json], look: Look) -> Json:
        align = look.get("align")
        attributes = {"uid": None, "level": level, "align": None if align == "justify" else align}
        return {"type": "heading", "attrs": attributes, "content": plain_bold(runs)}

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
                    prefix(blocks, f"[{place}] ")
                    found.extend(blocks)
                    break
        if found:
            self._inline.warn(say("Footnotes were put at the end of the text."))
        return found


def _uid(item: Element) -> str | None:
    """Read the uid from the bookmark that our own export put into the paragraph."""
    marks = (mark for mark in item.iter(W + "bookmarkStart") if _paragraph_of(mark) is item)
    names = (uid_of_bookmark(val(mark, "name")) for mark in marks)
    return next((uid for uid in names if uid), None)


def _paragraph_of(mark: Element) -> Element | None:
    """Give the paragraph a bookmark stands in; LibreOffice puts some into content controls."""
    return next(mark.iterancestors(W + "p"), None)


def _is_hollow(item: Element) -> bool:
    """Tell whether a paragraph holds nothing; LibreOffice puts empty runs into it."""
    holds = (W + name for name in ("t", "delText", "sym", "drawing", "pict", "object", "fldChar"))
    return next(item.iter(*holds), None) is None


def _is_deleted(properties: Element | None) -> bool:
    """Tell whether the end of a paragraph is deleted too, as a tracked change."""
    return child(child(properties, "rPr"), "del") is not None


def _is_rule(properties: Element | None) -> bool:
    border = child(child(properties, "pBdr"), "bottom")
    return val(border) not in (None, "nil", "none")


def _indent(look: Look, label: Label | None) -> int:
    if label or look["style"] == LIST_MORE:
        return 0
    return int(min(12, max(0, round(look.get("indent", 0) / _TWIPS_PER_INDENT))))


def _is_contents_table(item: Element) -> bool:
    gallery = item.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return "tables of contents" in fold(val(gallery) or "") or "table of contents" in fold(
        val(gallery) or ""
    )
