"""The document as HTML for reading, with citations wrapped where they stand.

Everything is escaped when written and passed once more through nh3's allow-list (OWASP: sanitise
on output). No `style` attribute is ever written, so a nonce-based CSP can stay strict: alignment,
indents and list styles are classes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import nh3

from docctl.content.normalise import is_deletion
from docctl.content.schema import CELLS, TEXT_BLOCKS, Json
from docctl.content.tables import grid

_MARK_TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "subscript": "sub",
    "superscript": "sup",
    "insertion": "ins",
    "deletion": "del",
}
_TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "div", "hr", "br", "img"),
    *("table", "colgroup", "col", "tbody", "tr", "td", "th"),
    *("a", "span", "mark", *_MARK_TAGS.values()),
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


@dataclass(frozen=True, slots=True)
class Note:
    """A span of a block to be marked: `[start, end)` in code points of `Block.text`.

    With `href` it becomes a link, else a `<mark>`. Where notes overlap the shortest shows.
    """

    start: int
    end: int
    css: str
    title: str = ""
    href: str = ""
    id: str = ""


Notes = Mapping[str, Sequence[Note]]


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
            return f"<ol{start}{_class(style, css)}>{inner}</ol>"
        if kind in CELLS:
            return cell_html(node, inner, attributes["rowspan"], css)
        tag = {"bulletList": "ul", "listItem": "li"}[kind]
        return f"<{tag}{_class(css)}>{inner}</{tag}>"

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
        return f"<{tag}{anchor}{_class(align, indent, css)}>{inner or '<br>'}</{tag}>"

    def image(self, node: Json, css: str = "") -> str:
        """Render a picture in a block of its own."""
        attributes = node["attrs"]
        size = "".join(
            f' {name}="{attributes[name]}"' for name in ("width", "height") if attributes[name]
        )
        source = escape(self._media_url(attributes["src"]))
        return (
            f"<div{_class('picture', css)}>"
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
        f"<div{_class('table-scroll')}><table{_class('doc-table', css)}>{columns}"
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
    return f"<{tag}{spans}{_class(css)}>{inner}</{tag}>"


def inline_html(runs: Iterable[Json], notes: Sequence[Note] = ()) -> str:
    """Render inline nodes, with `notes` wrapped around the marks they run across."""
    pieces: list[tuple[Note | None, Json]] = []
    position = 0
    cuts = sorted({edge for note in notes for edge in (note.start, note.end)})
    for run in runs:
        if is_deletion(run):
            pieces.append((pieces[-1][0] if pieces else None, run))
            continue
        length = 1 if run["type"] == "hardBreak" else len(run["text"])
        edges = [
            position,
            *(c for c in cuts if position < c < position + length),
            position + length,
        ]
        for start, end in pairwise(edges):
            part = run
            if run["type"] == "text":
                part = {**run, "text": run["text"][start - position : end - position]}
            pieces.append((_shortest(notes, start, end), part))
        position += length
    return _join(pieces)


def _shortest(notes: Sequence[Note], start: int, end: int) -> Note | None:
    over = [note for note in notes if note.start <= start and end <= note.end]
    return min(over, key=lambda note: note.end - note.start, default=None)


def _join(pieces: list[tuple[Note | None, Json]]) -> str:
    html: list[str] = []
    opened: Note | None = None
    for note, run in pieces:
        if note is not opened:
            html.append(_close(opened))
            html.append(_open(note))
            opened = note
        html.append(run_html(run, in_link=note is not None and bool(note.href)))
    html.append(_close(opened))
    return "".join(html)


def _open(note: Note | None) -> str:
    if note is None:
        return ""
    title = f' title="{escape(note.title)}"' if note.title else ""
    name = f' data-note="{escape(note.id)}"' if note.id else ""
    href = f' href="{escape(note.href)}"' if note.href else ""
    return f"<{'a' if href else 'mark'}{href}{_class(note.css)}{name}{title}>"


def _close(note: Note | None) -> str:
    if note is None:
        return ""
    return "</a>" if note.href else "</mark>"


def run_html(run: Json, *, in_link: bool = False) -> str:
    """Render one text node or hard break with its marks; no link inside a link."""
    html = "<br>" if run["type"] == "hardBreak" else escape(run["text"], quote=False)
    for mark in reversed(run.get("marks", ())):
        kind = mark["type"]
        if kind == "link":
            if not in_link:
                html = f'<a href="{escape(mark["attrs"]["href"])}">{html}</a>'
            continue
        html = f"<{_MARK_TAGS[kind]}{_change(mark)}>{html}</{_MARK_TAGS[kind]}>"
    return html


def _change(mark: Json) -> str:
    attributes = mark.get("attrs")
    if not attributes:
        return ""
    author = f' data-author="{escape(attributes["author"])}"' if attributes["author"] else ""
    return f' data-change="{escape(attributes["id"])}"{author}'


def _class(*names: str) -> str:
    joined = " ".join(name for name in names if name)
    return f' class="{escape(joined)}"' if joined else ""
