"""Put right what is untidy in a document without changing what it says.

Works in place on nodes that `parse` has copied.
"""

import hashlib
import re
from collections.abc import Iterator

from docctl.content.schema import CELLS, LISTS, TEXT_BLOCKS, Json
from docctl.vietnamese import nfc

# Characters XML 1.0 and PostgreSQL cannot hold, lone surrogates, and invisible direction marks that
# hide what a reader would see (Trojan Source); tab stays.
_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_INLINE = ("text", "hardBreak")


def safe_text(text: str) -> str:
    """Compose `text` and drop what XML and the database cannot hold, or what hides from the eye."""
    return nfc(_UNSAFE.sub("", _LINE_ENDS.sub(" ", text)))


def inline_run(text: str, marks: list[Json]) -> Json | None:
    """Make a text node of NFC text without control characters, or None when nothing is left."""
    text = safe_text(text)
    if not text:
        return None
    return (
        {"type": "text", "text": text, "marks": marks} if marks else {"type": "text", "text": text}
    )


def walk(node: Json) -> Iterator[Json]:
    """Give `node` and all nodes under it, in document order."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.get("content", ())))


def paragraph(content: list[Json] | None = None) -> Json:
    """Make a plain paragraph around inline nodes."""
    node: Json = {"type": "paragraph", "attrs": {"uid": None, "align": None, "indent": 0}}
    if content:
        node["content"] = content
    return node


def tidy(node: Json, *, in_cell: bool = False) -> None:
    """Give every node the children its type demands; merge runs; flatten tables inside cells."""
    kind = node["type"]
    children = node.get("content", [])
    if kind in TEXT_BLOCKS:
        children = merge_runs([child for child in children if child["type"] in _INLINE])
    elif kind in ("doc", "listItem", *CELLS):
        in_cell = in_cell or kind in CELLS
        children = _blocks(children, flatten=in_cell)
        if kind == "listItem" and (not children or children[0]["type"] != "paragraph"):
            children.insert(0, paragraph())
        children = children or [paragraph()]
    if children:
        node["content"] = children
    else:
        node.pop("content", None)
    for child in children:
        if child["type"] not in _INLINE:
            tidy(child, in_cell=in_cell)
    _drop_hollow(node)


def _drop_hollow(node: Json) -> None:
    """Leave out lists and tables in which nothing is."""
    if "content" in node and node["type"] not in TEXT_BLOCKS:
        hollow = (*LISTS, "table")
        kept = [c for c in node["content"] if c["type"] not in hollow or "content" in c]
        if kept:
            node["content"] = kept
        elif node["type"] in ("doc", *CELLS):
            node["content"] = [paragraph()]
        else:
            del node["content"]


def merge_runs(runs: list[Json]) -> list[Json]:
    """Join neighbouring text nodes with equal marks; the joined text is NFC again."""
    merged: list[Json] = []
    for run in runs:
        last = merged[-1] if merged else None
        if (
            last is not None
            and run["type"] == last["type"] == "text"
            and run.get("marks") == last.get("marks")
        ):
            last["text"] = nfc(last["text"] + run["text"])
        else:
            merged.append(dict(run))
    return merged


def _blocks(children: list[Json], *, flatten: bool) -> list[Json]:
    """Wrap stray inline nodes, lift pictures out of paragraphs, flatten tables if asked."""
    blocks: list[Json] = []
    loose: list[Json] = []
    for child in children:
        if child["type"] in _INLINE:
            loose.append(child)
            continue
        if loose:
            blocks.append(paragraph(loose))
            loose = []
        if child["type"] == "table" and flatten:
            blocks.extend(flattened(child))
        elif child["type"] in TEXT_BLOCKS:
            blocks.extend(_without_pictures(child))
        else:
            blocks.append(child)
    if loose:
        blocks.append(paragraph(loose))
    return blocks


def _without_pictures(block: Json) -> list[Json]:
    children = block.get("content", [])
    pictures = [child for child in children if child["type"] == "image"]
    if not pictures:
        return [block]
    rest = [child for child in children if child["type"] != "image"]
    return [{**block, "content": rest}, *pictures] if rest else pictures


def flattened(table: Json) -> list[Json]:
    """Turn a table into the blocks of its cells; a row of single paragraphs becomes one of them."""
    blocks: list[Json] = []
    for row in table.get("content", ()):
        cells = [_blocks(cell.get("content", []), flatten=True) for cell in row.get("content", ())]
        cells = [
            cell for cell in cells if any("content" in b or b["type"] == "image" for b in cell)
        ]
        if len(cells) > 1 and all(len(c) == 1 and c[0]["type"] == "paragraph" for c in cells):
            joined: list[Json] = []
            for (cell,) in cells:
                if joined:
                    joined.append({"type": "text", "text": " | "})
                joined.extend(cell["content"])
            blocks.append({**cells[0][0], "content": joined})
        else:
            blocks.extend(block for cell in cells for block in cell)
    return blocks


def fill_uids(doc: Json) -> None:
    """Give every text block a uid of its own; the first of doubled ones keeps it.

    A new uid is drawn from the place and text of the block, so equal input gives equal output.
    """
    blocks = [node for node in walk(doc) if node["type"] in TEXT_BLOCKS]
    seen: set[str] = set()
    wanting = []
    for place, block in enumerate(blocks):
        uid = block["attrs"]["uid"]
        if uid is None or uid in seen:
            wanting.append((place, block))
        else:
            seen.add(uid)
    for place, block in wanting:
        uid, salt = "", 0
        while not uid or uid in seen:
            seed = f"{place}:{salt}:{inline_text(block)}"
            uid = hashlib.sha256(seed.encode()).hexdigest()[:10]
            salt += 1
        seen.add(uid)
        block["attrs"]["uid"] = uid


def inline_text(block: Json) -> str:
    """Give the text of a text block as it reads.

    A hard break is a line feed; what is proposed to be deleted is not read.
    """
    return "".join(
        "\n" if child["type"] == "hardBreak" else child["text"]
        for child in block.get("content", ())
        if not is_deletion(child)
    )


def is_deletion(run: Json) -> bool:
    """Tell whether a run is proposed to be deleted, and so is not part of the text as it reads."""
    return any(mark["type"] == "deletion" for mark in run.get("marks", ()))
