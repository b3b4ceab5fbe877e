"""Text files and web pages that go by the name of a Word file; runs in the child."""

from collections.abc import Iterator
from typing import Any

from lxml import html as lxml_html

from docctl.content import Json, parse, project
from docctl.content.normalise import paragraph
from docctl.errors import Refused, say
from docctl.word.child import sentence_to
from docctl.word.meta import read_meta

_BOLD = {"b", "strong"}
_MARKS = {
    **dict.fromkeys(_BOLD, "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    "u": "underline",
    **dict.fromkeys(("s", "strike"), "strike"),
    "sub": "subscript",
    "sup": "superscript",
}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "pre", "blockquote"}
_SKIPPED = {"script", "style", "head", "title", "meta", "link", "xml", "object", "iframe"}
_MOST_ELEMENTS = 100_000
_MOST_DEPTH = 200


def read_text(data: bytes, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Read a text file line by line; blank lines part paragraphs only to the eye."""
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > _MOST_ELEMENTS:
        raise Refused(say("The file has more parts than a document can have."))
    blocks = [paragraph([_run(line.rstrip(), [])]) for line in lines if line.strip()]
    return _answer(blocks, job, say("The file is plain text under a Word name; it has no layout."))


def read_html(data: bytes, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Read a web page saved under a Word name: text, headings, lists, tables; no pictures."""
    try:
        root = lxml_html.document_fromstring(
            _decoded(data), parser=lxml_html.HTMLParser(no_network=True, huge_tree=False)
        )
    except (ValueError, AssertionError, lxml_html.etree.ParserError) as error:
        raise Refused(say("The file is damaged or not a Word document.")) from error
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise Refused(say("The file has more parts than a document can have."))
    blocks = _Page().blocks(root, 0)
    return _answer(blocks, job, say("The file is a web page under a Word name; check its layout."))


def _answer(blocks: list[Json], job: dict[str, Any], warning: Any) -> tuple[Any, list[bytes]]:
    content = parse({"type": "doc", "content": blocks})
    meta, more = read_meta(project(content).blocks, [], job.get("filename", ""))
    warnings = [sentence_to(item) for item in (warning, *more)]
    return {"content": content, "images": [], "meta": meta, "warnings": warnings}, []


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1258"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _run(text: str, marks: list[Json]) -> Json:
    return {"type": "text", "text": text, "marks": marks}


class _Page:
    """Turns HTML elements into blocks."""

    def blocks(self, root: Any, depth: int) -> list[Json]:
        if depth > _MOST_DEPTH:
            raise Refused(say("The file has more parts than a document can have."))
        found: list[Json] = []
        loose: list[Json] = [_run(root.text, [])] if (root.text or "").strip() else []
        for item in root:
            tag = item.tag if isinstance(item.tag, str) else ""
            if tag in _SKIPPED or not tag:
                pass
            elif tag in _BLOCKS or tag in ("ul", "ol", "table", "body", "html", "center", "hr"):
                self._flush(loose, found)
                found.extend(self._block(item, tag, depth))
            else:
                loose.extend(self._inline(item, [], depth))
            if (item.tail or "").strip():
                loose.append(_run(_squeezed(item.tail), []))
        self._flush(loose, found)
        return found

    def _flush(self, loose: list[Json], found: list[Json]) -> None:
        if any(run.get("text", "").strip() for run in loose):
            found.append(paragraph(list(loose)))
        loose.clear()

    def _block(self, item: Any, tag: str, depth: int) -> list[Json]:
        if depth > _MOST_DEPTH:
            raise Refused(say("The file has more parts than a document can have."))
        if tag in ("ul", "ol"):
            items = [self.blocks(li, depth + 1) for li in item if li.tag == "li"]
            kind = "bulletList" if tag == "ul" else "orderedList"
            content = [{"type": "listItem", "content": blocks} for blocks in items if blocks]
            return [{"type": kind, "content": content}] if content else []
        if tag == "table":
            return self._table(item, depth)
        blocks = self.blocks(item, depth + 1)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and len(blocks) == 1:
            level = {"level": int(tag[1])}
            return [{"type": "heading", "attrs": level, "content": blocks[0].get("content", [])}]
        return blocks

    def _table(self, table: Any, depth: int) -> list[Json]:
        rows = []
        for row in _rows_of(table):
            cells = [
                {
                    "type": "tableHeader" if cell.tag == "th" else "tableCell",
                    "attrs": {"colspan": _span(cell, "colspan"), "rowspan": _span(cell, "rowspan")},
                    "content": self.blocks(cell, depth + 1),
                }
                for cell in row
                if cell.tag in ("td", "th")
            ]
            rows.append({"type": "tableRow", "content": cells})
        return [{"type": "table", "content": rows}] if any(r["content"] for r in rows) else []

    def _inline(self, item: Any, marks: list[Json], depth: int) -> list[Json]:
        if depth > _MOST_DEPTH:
            raise Refused(say("The file has more parts than a document can have."))
        if item.tag == "br":
            return [{"type": "hardBreak"}]
        if item.tag in _SKIPPED or not isinstance(item.tag, str):
            return []
        kind = _MARKS.get(item.tag)
        marks = [*marks, {"type": kind}] if kind else marks
        found = [_run(_squeezed(item.text), marks)] if item.text else []
        for inner in item:
            found.extend(self._inline(inner, marks, depth + 1))
            if inner.tail:
                found.append(_run(_squeezed(inner.tail), marks))
        return found


def _rows_of(table: Any) -> Iterator[Any]:
    """Give the rows of a table itself, not those of tables in its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _squeezed(text: str) -> str:
    return " ".join(text.split()) if text.strip() == text else f" {' '.join(text.split())} "


def _span(cell: Any, name: str) -> int:
    text = cell.get(name) or "1"
    return max(1, min(100, int(text))) if text.isdigit() else 1
