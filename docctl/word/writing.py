"""The public door for writing: content as a .docx, and registers as tables on landscape A4."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docctl.content import Json, Note
from docctl.word import names, stylesheet
from docctl.word.blocks import LOST_PICTURE, BlockWriter
from docctl.word.carried import Stamp
from docctl.word.stamping import put_stamp
from docctl.word.xml import Element, el, field, ignorable, run

_HEADER_TWIPS = (2300, 4000, 3055)
_REGISTER_TWIPS = 14_285  # 252 mm between the margins of landscape A4


@dataclass(frozen=True, slots=True)
class PageHeader:
    """The table at the top of every page: agency, title, and labelled facts, as they shall read.

    `facts` such as `("Mã hiệu", "QT-01")` stand below each other; `page_label` before page x/y.
    """

    agency: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    page_label: str = "Trang"


def write(
    content: Json,
    *,
    images: Mapping[str, bytes] | None = None,
    header: PageHeader | None = None,
    held: Mapping[str, Sequence[Note]] | None = None,
    stamp: Stamp | None = None,
    lost_picture: str = LOST_PICTURE,
) -> bytes:
    """Write `content` (as `parse` gave it) as a .docx on A4.

    `images` gives the bytes of pictures by their SHA-256; in the place of one that is missing or
    cannot be read stands `lost_picture` in brackets, with what describes it.
    `held` are citations in blocks by uid, which the file holds unseen by the ids of the notes, and
    `stamp` says unseen which text it is of. Reading the file back gives the same content, uids
    included.
    """
    document = stylesheet.new_document()
    body = document.element.body
    end = body[-1]
    writer = BlockWriter(document, images or {}, held, lost_picture)
    for element in writer.blocks(content["content"]):
        end.addprevious(element)
    if header is not None:
        _put_header(document.sections[0].header, header)
    if stamp is not None:
        put_stamp(document, stamp)
    if held:
        part = document.part
        part._element = ignorable(part._element)  # noqa: SLF001  # python-docx gives no other way
    return _saved(document)


def write_register(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    agency: str = "",
    subtitle: str = "",
    widths: Sequence[int] | None = None,
    page_label: str = "Trang",
    signature: str = "",
) -> bytes:
    """Write a register as a table on landscape A4 whose head is repeated on every page.

    `widths` are relative; a row of one cell becomes a group heading across all columns.
    """
    document = stylesheet.new_document(landscape=True)
    end = document.element.body[-1]
    cell = stylesheet.style_id(document, names.CELL)
    head = stylesheet.style_id(document, names.HEAD_CELL)
    if agency:
        end.addprevious(_line(agency, head, "left"))
    end.addprevious(_line(title, stylesheet.style_id(document, "Heading 1"), "center"))
    if subtitle:
        end.addprevious(_line(subtitle, cell, "center"))
    shares = list(widths or [1] * len(columns))
    twips = [_REGISTER_TWIPS * share // max(1, sum(shares)) for share in shares]
    table = _table(document, twips)
    table.append(_register_row(columns, twips, head, is_head=True))
    for row in rows:
        table.append(_register_row(row, twips, head if len(row) == 1 else cell))
    end.addprevious(table)
    end.addprevious(_line(signature, head, "right") if signature else el("p"))
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    footer._element[:] = [_pages(page_label, cell)]  # noqa: SLF001  # python-docx gives no other way
    return _saved(document)


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _line(text: str, style: str, align: str) -> Element:
    properties = el("pPr", el("pStyle", val=style), el("jc", val=align))
    return el("p", properties, run(text))


def _pages(label: str, style: str) -> Element:
    properties = el("pPr", el("pStyle", val=style), el("jc", val="right"))
    return el("p", properties, run(f"{label}: "), field("PAGE"), run("/"), field("NUMPAGES"))


def _table(document: Any, twips: Sequence[int]) -> Element:
    properties = el(
        "tblPr",
        el("tblStyle", val=stylesheet.style_id(document, names.TABLE)),
        el("tblW", w=sum(twips), type="dxa"),
        el("tblLayout", type="fixed"),
    )
    return el("tbl", properties, el("tblGrid", *(el("gridCol", w=width) for width in twips)))


def _register_row(
    texts: Sequence[str], twips: Sequence[int], style: str, *, is_head: bool = False
) -> Element:
    properties = el("trPr", el("cantSplit"), el("tblHeader") if is_head else None)
    if len(texts) == 1 and len(twips) > 1:
        return el("tr", properties, _register_cell(texts[0], sum(twips), style, len(twips)))
    padded = [*texts, *[""] * (len(twips) - len(texts))]
    cells = (
        _register_cell(text, width, style, align="center" if is_head else None)
        for text, width in zip(padded, twips, strict=False)
    )
    return el("tr", properties, *cells)


def _register_cell(
    text: str, width: int, style: str, span: int = 1, align: str | None = None
) -> Element:
    properties = el(
        "tcPr", el("tcW", w=width, type="dxa"), el("gridSpan", val=span) if span > 1 else None
    )
    look = el("pPr", el("pStyle", val=style), el("jc", val=align) if align else None)
    lines = text.split("\n")
    return el("tc", properties, *(el("p", _copy(look), run(line)) for line in lines))


def _copy(element: Element) -> Element:
    return element.__copy__()


def _put_header(header: Any, facts: PageHeader) -> None:
    header.is_linked_to_previous = False
    root = header._element  # noqa: SLF001  # python-docx gives no other way to write XML there
    document = header.part.package.main_document_part.document
    cell = stylesheet.style_id(document, names.CELL)
    head = stylesheet.style_id(document, names.HEAD_CELL)
    lines = [_line(f"{label}: {value}", cell, "left") for label, value in facts.facts]
    page = _pages(facts.page_label, cell)
    page.find(".//{*}jc").getparent().remove(page.find(".//{*}jc"))
    table = _table(document, _HEADER_TWIPS)
    cells = (
        [_line(facts.agency, head, "center")],
        [_line(line, head, "center") for line in facts.title.split("\n")],
        [*lines, page],
    )
    row = el("tr")
    for width, content in zip(_HEADER_TWIPS, cells, strict=True):
        properties = el("tcPr", el("tcW", w=width, type="dxa"), el("vAlign", val="center"))
        row.append(el("tc", properties, *content))
    table.append(row)
    root[:] = [table, el("p", el("pPr", el("pStyle", val=cell)))]
