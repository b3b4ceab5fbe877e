"""The document model: one ProseMirror schema, the attributes it allows, and its limits.

Node and mark names are TipTap's. `uid` names a text block through all its edits.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from prosemirror.model import Schema

Json = dict[str, Any]

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 60
MAX_NODES: Final = 60_000
MAX_COLUMNS: Final = 100
MAX_TABLE_SLOTS: Final = 60_000

ALIGNMENTS: Final = ("left", "center", "right", "justify")
LIST_STYLES: Final = ("decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman")
UID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
SHA256_HEX: Final = re.compile(r"[0-9a-f]{64}")
LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)

TEXT_BLOCKS: Final = ("paragraph", "heading")
CELLS: Final = ("tableCell", "tableHeader")
LEAVES: Final = ("image", "hardBreak", "horizontalRule")
LISTS: Final = ("bulletList", "orderedList")
MARK_ORDER: Final = (
    "link",
    "bold",
    "italic",
    "underline",
    "strike",
    "subscript",
    "superscript",
    "insertion",
    "deletion",
)


class Attribute(NamedTuple):
    """What an attribute is when absent, and whether a given value is good."""

    default: Any
    accepts: Callable[[Any], bool]


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _short(length: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= length


def _one_of(*names: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in names


def _or_none(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or accepts(value)


def _widths(value: Any) -> bool:
    good = _whole(0, 5000)
    return isinstance(value, list) and len(value) <= MAX_COLUMNS and all(map(good, value))


_UID = Attribute(None, _or_none(_text(UID)))
_ALIGN = Attribute(None, _or_none(_one_of(*ALIGNMENTS)))
_SPAN = Attribute(1, _whole(1, 1000))
_PIXELS = Attribute(None, _or_none(_whole(1, 20_000)))
_CELL = {
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "colwidth": Attribute(None, _or_none(_widths)),
}
_CHANGE = {
    "id": Attribute("", _short(64)),
    "author": Attribute(None, _or_none(_short(200))),
    "date": Attribute(None, _or_none(_short(40))),
}

NODE_ATTRIBUTES: Final[Mapping[str, Mapping[str, Attribute]]] = {
    "doc": {},
    "paragraph": {"uid": _UID, "align": _ALIGN, "indent": Attribute(0, _whole(0, 12))},
    "heading": {"uid": _UID, "align": _ALIGN, "level": Attribute(1, _whole(1, 6))},
    "bulletList": {},
    "orderedList": {
        "start": Attribute(1, _whole(0, 99_999)),
        "style": Attribute("decimal", _one_of(*LIST_STYLES)),
    },
    "listItem": {},
    "table": {},
    "tableRow": {},
    "tableCell": _CELL,
    "tableHeader": _CELL,
    "image": {
        "src": Attribute("", _text(SHA256_HEX)),
        "alt": Attribute("", _short(1000)),
        "width": _PIXELS,
        "height": _PIXELS,
    },
    "hardBreak": {},
    "horizontalRule": {},
    "text": {},
}

MARK_ATTRIBUTES: Final[Mapping[str, Mapping[str, Attribute]]] = {
    "link": {"href": Attribute("", lambda value: _short(2000)(value) and _text(LINK)(value))},
    "bold": {},
    "italic": {},
    "underline": {},
    "strike": {},
    "subscript": {},
    "superscript": {},
    "insertion": _CHANGE,
    "deletion": _CHANGE,
}

# A table never stands in a cell: `parse` flattens it.
_IN_CELL = "(paragraph | heading | bulletList | orderedList | image | horizontalRule)+"
_CONTENT: Final[Mapping[str, str]] = {
    "doc": "block+",
    "paragraph": "inline*",
    "heading": "inline*",
    "bulletList": "listItem+",
    "orderedList": "listItem+",
    "listItem": "paragraph block*",
    "table": "tableRow+",
    "tableRow": "(tableCell | tableHeader)*",
    "tableCell": _IN_CELL,
    "tableHeader": _IN_CELL,
}
_GROUP: Final[Mapping[str, str]] = {
    **dict.fromkeys((*TEXT_BLOCKS, *LISTS, "table", "image", "horizontalRule"), "block"),
    **dict.fromkeys(("text", "hardBreak"), "inline"),
}


def _defaults(attributes: Mapping[str, Attribute]) -> Any:
    return {name: {"default": attribute.default} for name, attribute in attributes.items()}


def _node(name: str) -> Any:
    spec: dict[str, Any] = {"attrs": _defaults(NODE_ATTRIBUTES[name])} if name != "text" else {}
    if name in _CONTENT:
        spec["content"] = _CONTENT[name]
    if name in _GROUP:
        spec["group"] = _GROUP[name]
    if name == "hardBreak":
        spec["inline"] = True
    return spec


SCHEMA: Final[Schema[Any, Any]] = Schema(
    {
        "nodes": {name: _node(name) for name in NODE_ATTRIBUTES},
        "marks": {name: {"attrs": _defaults(MARK_ATTRIBUTES[name])} for name in MARK_ORDER},
    }
)
