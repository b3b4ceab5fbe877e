"""A text as the hashes of its blocks: enough to tell later which of them somebody changed.

A unit is a node of the first level with the text blocks in it; a picture or a rule is one without.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docctl.content.normalise import inline_text, walk
from docctl.content.schema import TEXT_BLOCKS, UID, Json

_HASH = re.compile(r"[0-9a-f]{12}")
_LONGEST = 20_000  # units, and blocks of one


@dataclass(frozen=True, slots=True)
class Outlined:
    """A unit: uid and hash of the text of each of its blocks; `kind` tells it from others."""

    kind: str
    blocks: tuple[tuple[str, str], ...]


Outline = tuple[Outlined, ...]


def outline(content: Json) -> Outline:
    """Give the units of a text (as `parse` gave it)."""
    return tuple(outlined(node) for node in content.get("content", ()))


def outlined(node: Json) -> Outlined:
    """Give the unit that a node of the first level is."""
    blocks = (block for block in walk(node) if block["type"] in TEXT_BLOCKS)
    kind = node["attrs"]["src"][:12] if node["type"] == "image" else _KINDS.get(node["type"], "")
    return Outlined(kind, tuple((b["attrs"]["uid"], text_hash(inline_text(b))) for b in blocks))


_KINDS = {"horizontalRule": "rule"}


def text_hash(text: str) -> str:
    """Give the hash of the text of a block, whatever the white space in it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def outline_lines(units: Iterable[Outlined]) -> list[str]:
    """Write an outline as lines of text."""
    return [
        " ".join([unit.kind or "-", *(f"{uid}:{digest}" for uid, digest in unit.blocks)])
        for unit in units
    ]


def outline_from(lines: Any) -> Outline | None:
    """Read lines that `outline_lines` wrote; None where they are something else."""
    if not isinstance(lines, list) or len(lines) > _LONGEST:
        return None
    units = []
    for line in lines:
        if not isinstance(line, str):
            return None
        kind, *pairs = line.split(" ")
        blocks = [tuple(pair.split(":", 1)) for pair in pairs]
        good = all(
            len(pair) == 2 and UID.fullmatch(pair[0]) and _HASH.fullmatch(pair[1])
            for pair in blocks
        )
        if not good or len(kind) > 12:
            return None
        units.append(Outlined("" if kind == "-" else kind, tuple((p[0], p[1]) for p in blocks)))
    return tuple(units)
