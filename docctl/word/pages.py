"""The words of a page saved from the web; runs in the child."""

from lxml import etree

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "td", "th",
     "section", "article", "header", "footer", "blockquote", "pre", "ul", "ol", "title"}
)  # fmt: skip
_SILENT = frozenset({"script", "style", "noscript", "head", "template", "svg"})


def text_of_page(data: bytes) -> str:
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
