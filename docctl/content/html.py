"""The document as HTML for reading, with citations wrapped where they stand.

Everything is escaped when written and passed once more through nh3's allow-list (OWASP: sanitise
on output). No `style` attribute is ever written, so a nonce-based CSP can stay strict: alignment,
indents and list styles are classes.
"""

import re
from collections.abc import Callable
from html import escape

import nh3

from docctl.content.runs import MARK_TAGS, Notes, class_attribute, inline_html
from docctl.content.schema import CELLS, TEXT_BLOCKS, Json
from docctl.content.tables import grid

_TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "div", "hr", "br", "img"),
    *("table", "colgroup", "col", "tbody", "tr", "td", "th"),
    *("a", "span", "mark", *MARK_TAGS.values()),
}
_ATTRIBUTES = {
    "*": {"class", "id", "title", "data-uid", "data-note"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "col": {"width"},
    "ins": {"data-change", "data-author"},
    "del": {"data-change", "data-author"},
}
_CLASSES = re.compile(r"[a-z][a-z0-9_-]*(?: [a-z][a-z0-9_-]*)*")
_ANCHOR = re.compile(r"b-[A-Za-z0-9_-]{1,32}")
_ADDRESS = re.compile(r"(?:https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
_PICTURE = re.compile(r"/(?!/)[\x21-\x7e]*")


def media_path(src: str) -> str:
    """Give the address of a stored picture by its SHA-256."""
    return f"/media/{src}"


def to_html(
    content: Json,
    *,
    notes: Notes | None = None,
    media_url: Callable[[str], str] = media_path,
    heading_shift: int = 1,
) -> str:
    """Render `content` (as `parse` gave it); `notes` maps block uids to the spans to mark.

    Text blocks carry `id="b-<uid>"` and `data-uid`. Heading levels move down by `heading_shift`,
    because the page has a title of its own.
    """
    renderer = Renderer(notes or {}, media_url, heading_shift)
    return sanitise("".join(map(renderer.node, content.get("content", ()))))


def sanitise(html: str) -> str:
    """Pass our own HTML through the allow-list."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _filter(tag: str, name: str, value: str) -> str | None:
    pattern = {
        "class": _CLASSES,
        "id": _ANCHOR,
        "src": _PICTURE,
    }.get(name)
    if pattern is not None:
        return value if pattern.fullmatch(value) else None
    if name == "href":
        return value if _ADDRESS.match(value) else None
    return value


class Renderer:
    """Writes nodes as HTML; the comparison uses its parts too."""

    def __init__(
        self, notes: Notes, media_url: Callable[[str], str], heading_shift: int = 1
    ) -> None:
        self._notes = notes
        self._media_url = media_url
        self._shift = heading_shift

    def node(self, node: Json, css: str = "") -> str:
        """Render any block node; `css` are classes added to its element."""
        kind = node["type"]
        if kind in TEXT_BLOCKS:
            notes = self._notes.get(node["attrs"]["uid"], ())
            return self.text_block(node, inline_html(node.get("content", ()), notes), css)
        if kind == "table":
            return self._table(node, css)
        if kind == "image":
            return self.image(node, css)
        if kind == "horizontalRule":
            return "<hr>"
        inner = "".join(map(self.node, node.get("content", ())))
        return self.wrap(node, inner, css)

    def wrap(self, node: Json, inner: str, css: str = "") -> str:
        """Put a list, list item or cell around finished HTML."""
        kind, attributes = node["type"], node.get("attrs", {})
        if kind == "orderedList":
            start = f' start="{attributes["start"]}"' if attributes["start"] != 1 else ""
            style = f"list-{attributes['style']}"
            return f"<ol{start}{class_attribute(style, css)}>{inner}</ol>"
        if kind in CELLS:
            return cell_html(node, inner, attributes["rowspan"], css)
        tag = {"bulletList": "ul", "listItem": "li"}[kind]
        return f"<{tag}{class_attribute(css)}>{inner}</{tag}>"

    def text_block(self, node: Json, inner: str, css: str = "") -> str:
        """Put the paragraph or heading element of `node` around inline HTML."""
        attributes = node["attrs"]
        tag = "p"
        if node["type"] == "heading":
            tag = f"h{min(6, attributes['level'] + self._shift)}"
        align = f"align-{attributes['align']}" if attributes["align"] else ""
        indent = f"indent-{attributes['indent']}" if attributes.get("indent") else ""
        uid = escape(attributes["uid"] or "")
        anchor = f' id="b-{uid}" data-uid="{uid}"' if uid else ""
        return f"<{tag}{anchor}{class_attribute(align, indent, css)}>{inner or '<br>'}</{tag}>"

    def image(self, node: Json, css: str = "") -> str:
        """Render a picture in a block of its own."""
        attributes = node["attrs"]
        size = "".join(
            f' {name}="{attributes[name]}"' for name in ("width", "height") if attributes[name]
        )
        source = escape(self._media_url(attributes["src"]))
        return (
            f"<div{class_attribute('picture', css)}>"
            f'<img src="{source}" alt="{escape(attributes["alt"])}"{size}></div>'
        )

    def _table(self, table: Json, css: str) -> str:
        rows = []
        for row in table.get("content", ()):
            cells = "".join(map(self.node, row.get("content", ())))
            rows.append(f"<tr>{cells}</tr>")
        return table_html(table, "".join(rows), css)


def table_html(table: Json, rows: str, css: str = "") -> str:
    """Put the table element, its column widths and a scrolling frame around finished rows."""
    widths = column_widths(table)
    columns = ""
    if any(widths):
        parts = (f'<col width="{width}">' if width else "<col>" for width in widths)
        columns = f"<colgroup>{''.join(parts)}</colgroup>"
    return (
        f"<div{class_attribute('table-scroll')}><table{class_attribute('doc-table', css)}>{columns}"
        f"<tbody>{rows}</tbody></table></div>"
    )


def column_widths(table: Json) -> list[int]:
    """Give the width of each grid column in pixels, 0 where no cell knows it."""
    slots = grid(table)
    widths = [0] * (len(slots[0]) if slots else 0)
    for row in slots:
        for column, slot in enumerate(row):
            known = slot.cell["attrs"]["colwidth"] if slot else None
            if slot and known and not widths[column]:
                widths[column] = known[column - slot.column]
    return widths


def cell_html(cell: Json, inner: str, rowspan: int, css: str = "") -> str:
    """Put a table cell around finished HTML, over `rowspan` rows."""
    tag = "th" if cell["type"] == "tableHeader" else "td"
    colspan = cell["attrs"]["colspan"]
    spans = f' colspan="{colspan}"' if colspan > 1 else ""
    spans += f' rowspan="{rowspan}"' if rowspan > 1 else ""
    return f"<{tag}{spans}{class_attribute(css)}>{inner}</{tag}>"
