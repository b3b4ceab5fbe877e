"""The look of what we write: A4, margins and type of Nghị định 30/2020/NĐ-CP (Phụ lục I)."""

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from docctl.word.names import CELL, GAP, HEAD_CELL, LIST_ITEM, LIST_MORE, TABLE, TEXT
from docctl.word.xml import el

FONT = "Times New Roman"
BODY_POINTS = 13
TABLE_POINTS = 12
_MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
_HEADING_POINTS = {1: 14, 2: 13, 3: 13, 4: 13, 5: 13, 6: 13}


def new_document(*, landscape: bool = False) -> Any:
    """Make an empty python-docx document with page, styles and language set."""
    document = Document()
    for child in list(document.element.body):
        if child.tag != qn("w:sectPr"):
            document.element.body.remove(child)
    _page(document.sections[0], landscape=landscape)
    _normal(document.styles["Normal"])
    for level, points in _HEADING_POINTS.items():
        _heading(document.styles[f"Heading {level}"], level, points)
    _add(document, TEXT, first_line=Mm(10), justify=True)
    _add(document, LIST_ITEM)
    _add(document, LIST_MORE)
    _add(document, GAP, points=6, after=0)
    _add(document, CELL, points=TABLE_POINTS, before=2, after=2, spacing=1.0)
    _add(document, HEAD_CELL, points=TABLE_POINTS, before=2, after=2, spacing=1.0, bold=True)
    _table_style(document)
    return document


def _page(section: Any, *, landscape: bool) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    for side, size in _MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = section.footer_distance = Mm(10)


def _font(style: Any, points: int) -> None:
    style.font.name = FONT
    style.font.size = Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def _normal(style: Any) -> None:
    _font(style, BODY_POINTS)
    style.element.get_or_add_rPr().append(el("lang", val="vi-VN", eastAsia="vi-VN"))
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.15


def _heading(style: Any, level: int, points: int) -> None:
    _font(style, points)
    style.font.bold = True
    style.font.italic = level > 3
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before = Pt(12 if level == 1 else 6)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.keep_with_next = True


def _add(
    document: Any,
    name: str,
    *,
    points: int = BODY_POINTS,
    before: int = 0,
    after: int = 6,
    spacing: float | None = None,
    first_line: Any = None,
    justify: bool = False,
    bold: bool = False,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, points)
    style.font.bold = bold or None
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = spacing
    style.paragraph_format.first_line_indent = first_line
    if justify:
        style.element.get_or_add_pPr().append(el("jc", val="both"))


def _table_style(document: Any) -> None:
    style = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = [el(side, val="single", sz=4, space=0, color="000000") for side in sides]
    padding = [el(side, w=85, type="dxa") for side in ("left", "right")]
    style.element.append(el("tblPr", el("tblBorders", *borders), el("tblCellMar", *padding)))


def style_id(document: Any, name: str) -> str:
    """Give the id under which a style of this name is kept in the file."""
    return str(document.styles[name].style_id)
