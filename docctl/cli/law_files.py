"""The words of a law file: plain text, Word, or a page saved from the web."""

from pathlib import Path

from lxml import etree

from docctl import word
from docctl.content import project
from docctl.errors import Refused, say

LARGEST = 40_000_000  # octets
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "td", "th",
     "section", "article", "header", "footer", "blockquote", "pre", "ul", "ol", "title"}
)  # fmt: skip
_SILENT = frozenset({"script", "style", "noscript", "head", "template", "svg"})


def text_of_file(path: Path) -> str:
    """Give the text of a .txt, .docx, .doc, .rtf or .html file; refuses others and large ones."""
    suffix = path.suffix.lower()
    if path.stat().st_size > LARGEST:
        raise Refused(say("The file is too large."))
    data = path.read_bytes()
    if suffix in {".txt", ".md"}:
        return _decoded(data)
    if suffix in {".html", ".htm", ".xhtml"}:
        return text_of_html(data)
    if suffix in {".docx", ".doc", ".rtf"}:
        return project(word.read_file(data, path.name).content).text
    raise Refused(say("A law is read from .txt, .docx, .doc, .rtf or .html files."))


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def text_of_html(data: bytes) -> str:
    """Give the text of a web page, a line for each block; scripts and styles are left out."""
    marked = data[:2048].lower()
    encoding = None if b"charset" in marked else "utf-8"
    parser = etree.HTMLParser(encoding=encoding, no_network=True, remove_comments=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return ""
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += name in _SILENT
            parts += ["\n"] if name in _BLOCKS else []
            parts += [" ".join(element.text.split("\n"))] if element.text and not silent else []
        else:
            silent -= name in _SILENT
            parts += ["\n"] if name in _BLOCKS else []
            parts += [" ".join(element.tail.split("\n"))] if element.tail and not silent else []
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
