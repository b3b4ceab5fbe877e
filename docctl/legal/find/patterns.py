"""Patterns of many words that are decided letter by letter, so that others are passed quickly."""

import re
from collections.abc import Iterable
from typing import TypeAlias

_Letters: TypeAlias = "dict[str, _Letters]"
_END = ""


def any_of(words: Iterable[str], space: str = " ") -> str:
    """Give the pattern of any of `words`, the longest that stands there first.

    A space of a word becomes the pattern `space`.
    """
    root: _Letters = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _branches(root, space)


def _branches(node: _Letters, space: str) -> str:
    ways = [
        (space if letter == " " else re.escape(letter)) + _branches(following, space)
        for letter, following in node.items()
        if letter != _END
    ]
    if not ways:
        return ""
    if _END in node:
        return rf"(?:{'|'.join(ways)})?"
    return ways[0] if len(ways) == 1 else rf"(?:{'|'.join(ways)})"
