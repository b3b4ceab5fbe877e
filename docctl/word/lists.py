"""Paragraphs with automatic numbers or bullets become nested lists."""

from typing import Any, NamedTuple

from docctl.content import Json
from docctl.word.numbering import Label

_STYLES = {
    ("decimal", "%{n}."): "decimal",
    ("lowerLetter", "%{n})"): "lower-alpha",
    ("lowerLetter", "%{n}."): "lower-alpha",
    ("upperLetter", "%{n}."): "upper-alpha",
    ("lowerRoman", "%{n}."): "lower-roman",
    ("upperRoman", "%{n}."): "upper-roman",
}


class Item(NamedTuple):
    """A paragraph of a list, before it is put into one."""

    depth: int
    style: str
    number: str
    value: int
    paragraph: Json


class More(NamedTuple):
    """A block that goes on in the list item before it."""

    block: Any


def list_style(label: Label) -> str | None:
    """Tell which list shows this label by itself: `bullet`, a number style, or None for no list."""
    if label.level.format == "bullet":
        return "bullet"
    text = label.level.text.strip().replace(f"%{label.depth + 1}", "%{n}")
    return _STYLES.get((label.level.format, text))


def grouped(blocks: list[Json | Item | More]) -> list[Json]:
    """Put runs of list items into nested lists and leave the other blocks as they are."""
    found: list[Json] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if isinstance(block, Item):
            node, place = _build(blocks, place)
            found.append(node)
        elif isinstance(block, More):
            found.append(block.block)
            place += 1
        else:
            found.append(block)
            place += 1
    return found


def _build(blocks: list[Json | Item | More], place: int) -> tuple[Json, int]:
    first = blocks[place]
    assert isinstance(first, Item)
    if first.style == "bullet":
        node: Json = {"type": "bulletList", "attrs": {}, "content": []}
    else:
        attributes = {"start": max(0, min(first.value, 99_999)), "style": first.style}
        node = {"type": "orderedList", "attrs": attributes, "content": []}
    expected = first.value
    while place < len(blocks):
        item = blocks[place]
        if isinstance(item, More):
            node["content"][-1]["content"].append(item.block)
            place += 1
            continue
        if not isinstance(item, Item) or item.depth < first.depth:
            break
        if item.depth > first.depth:
            inner, place = _build(blocks, place)
            node["content"][-1]["content"].append(inner)
            continue
        follows = item.style == "bullet" or item.value == expected
        if item.style != first.style or not follows:
            break
        node["content"].append({"type": "listItem", "attrs": {}, "content": [item.paragraph]})
        expected = item.value + 1
        place += 1
    return node, place
