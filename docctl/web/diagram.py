"""The relation diagram of a text as boxes to draw: groups above and below it, capped. Pure.

Everything is laid out here in whole units, so that the page needs neither script nor style: one
drawing for wide screens, one of a single column for phones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 9  # boxes of one group; the others are counted
_BOX_HEIGHT, _GAP, _HEAD, _INDENT, _ARROW = 58, 10, 30, 26, 18
_LETTER = 7.2  # units one letter of a title takes
_CAPITAL = 8.6  # those of a number, which is bold and mostly capitals


@dataclass(frozen=True, slots=True)
class Node:
    """A text as the diagram needs it."""

    url: str
    label: str
    title: str
    tone: str
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that stand in the same way to the middle one; `total` counts those left out too."""

    heading: str
    nodes: tuple[Node, ...]
    total: int
    more_url: str
    older: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place."""

    node: Node
    x: int
    y: int
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A group with its place: `y` of its heading, boxes, and `more` left out with their line."""

    group: Group
    y: int
    boxes: tuple[Box, ...]
    more: int
    more_y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of `width` × `height` units; the middle text stands at `middle_y`."""

    name: str
    width: int
    height: int
    box_width: int
    above: tuple[Placed, ...]
    middle_y: int
    below: tuple[Placed, ...]
    middle: Box


def draw(middle: Node, groups: Sequence[Group], *, name: str, width: int, columns: int) -> Drawing:
    """Lay the groups out, the older above the middle text and the newer below it."""
    box = (width - _INDENT - (columns - 1) * _GAP) // columns
    letters = int((box - 20) / _LETTER)
    above, y = _placed([one for one in groups if one.older], 8, columns, box, letters)
    middle_y = y + (_ARROW if above else 0)
    after = middle_y + _BOX_HEIGHT + _ARROW
    below, y = _placed([one for one in groups if not one.older], after, columns, box, letters)
    return Drawing(
        name=name,
        width=width,
        height=(y if below else middle_y + _BOX_HEIGHT) + 8,
        box_width=box,
        above=above,
        middle_y=middle_y,
        below=below,
        middle=Box(
            middle,
            4,
            middle_y,
            cut(middle.title, int((width - 30) / _LETTER)),
            cut(middle.label, int((width - 30) / _CAPITAL)),
        ),
    )


def cut(title: str, letters: int) -> str:
    """Shorten a title to a number of letters at a word."""
    if len(title) <= letters:
        return title
    kept = title[: max(letters - 1, 1)]
    at_word = kept.rsplit(" ", 1)[0]
    return (at_word if len(at_word) * 2 > letters else kept).rstrip(" ,;.-") + "…"


def _placed(
    groups: Sequence[Group], y: int, columns: int, box: int, letters: int
) -> tuple[tuple[Placed, ...], int]:
    placed = []
    for group in groups:
        top, boxes = y + _HEAD, []
        for place, node in enumerate(group.nodes[:SHOWN]):
            row, column = divmod(place, columns)
            boxes.append(
                Box(
                    node,
                    _INDENT + column * (box + _GAP),
                    top + row * (_BOX_HEIGHT + _GAP),
                    cut(node.title, letters),
                    cut(node.label, int(letters * _LETTER / _CAPITAL)),
                )
            )
        rows = -(-len(boxes) // columns)
        end = top + rows * (_BOX_HEIGHT + _GAP)
        more = group.total - len(boxes)
        placed.append(Placed(group, y, tuple(boxes), more, end + 14))
        y = end + (26 if more else 4)
    return tuple(placed), y
