"""The numbering part of what we write: one list definition a style, one list a list node."""

from typing import Any

from docctl.content import Json
from docctl.word.package import W
from docctl.word.xml import Element, el

_FORMATS = {
    "bullet": ("bullet", "-"),
    "decimal": ("decimal", "%{n}."),
    "lower-alpha": ("lowerLetter", "%{n})"),
    "upper-alpha": ("upperLetter", "%{n}."),
    "lower-roman": ("lowerRoman", "%{n}."),
    "upper-roman": ("upperRoman", "%{n}."),
}
_STEP = 425


class Lists:
    """Hands out list numbers; each list node begins to count anew at its own start."""

    def __init__(self, document: Any) -> None:
        self._root = document.part.numbering_part.element
        for child in list(self._root):
            self._root.remove(child)
        for number, style in enumerate(_FORMATS):
            self._root.append(_abstract(number, style))
        self._next = 1

    def number_of(self, node: Json, depth: int) -> int:
        """Make a list for a list node at this depth (0-8) and give its number."""
        style = "bullet" if node["type"] == "bulletList" else node["attrs"]["style"]
        start = 1 if style == "bullet" else node["attrs"]["start"]
        number = self._next
        self._next += 1
        override = el("lvlOverride", el("startOverride", val=start), ilvl=depth)
        abstract = el("abstractNumId", val=list(_FORMATS).index(style))
        self._root.append(el("num", abstract, override, numId=number))
        return number


def _abstract(number: int, style: str) -> Element:
    format_, text = _FORMATS[style]
    levels = [
        el(
            "lvl",
            el("start", val=1),
            el("numFmt", val=format_),
            el("lvlText", val=text.replace("{n}", str(depth + 1))),
            el("lvlJc", val="left"),
            el("pPr", el("ind", left=_STEP * (depth + 1), hanging=_STEP)),
            ilvl=depth,
        )
        for depth in range(9)
    ]
    node = el("abstractNum", el("multiLevelType", val="hybridMultilevel"), *levels)
    node.set(W + "abstractNumId", str(number))
    return node


def indent_of(depth: int) -> int:
    """Give the left edge of a list's text in twips."""
    return _STEP * (depth + 1)
