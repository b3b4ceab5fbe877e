"""What our Word files carry unseen, so that they find back: citations, and the text they are of.

A citation is a hidden content control whose tag holds its id. What the file was written from stands
in a custom XML part and again in document properties, because office programs drop one or the
other. Of the text only hashes are kept: words taken out of a file must not go on hiding in it.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from docctl.content import Outline, outline_from, outline_lines
from docctl.content.schema import SHA256_HEX

TAG = re.compile(r"docctl-citation-(\d{1,15})")
NAMESPACE = "urn:docctl:draft:1"
PROPERTY = "docctl"
_SHORT = re.compile(r"document=(\d{1,15}) version=(\d{1,15}) revision=(\d{1,9}) sha256=(\w{64})")
_NUMBERS = ("document", "version", "revision")
_WORDS = ("code", "title", "label")
_LONGEST = 500
_PIECE = 240  # letters of a document property; programs cut longer ones
_MOST_PIECES = 400
_MOST_UNPACKED = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Which text a file was written from: ids, count of saves, SHA-256, and its blocks by hash.

    `outline` is None where a program dropped it. What it says is what the file says, no more.
    """

    document: int
    version: int
    revision: int
    digest: str
    code: str = ""
    title: str = ""
    label: str = ""
    outline: Outline | None = None

    @property
    def short(self) -> str:
        """Write it as the value of a document property."""
        return (
            f"document={self.document} version={self.version} revision={self.revision}"
            f" sha256={self.digest}"
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """A citation that a file brings back: its id, and where in which block it stands now."""

    citation: int
    uid: str
    start: int
    end: int


def tag_of(citation: int | str) -> str:
    """Give the tag of a citation's content control."""
    return f"docctl-citation-{citation}"


def citation_of(tag: str | None) -> int | None:
    """Give the citation that a content control of ours holds, or None."""
    found = TAG.fullmatch(tag or "")
    return int(found[1]) if found else None


def stamp_facts(stamp: Stamp) -> dict[str, str]:
    """Give a stamp as attributes of its XML part, without the outline."""
    return {
        **{name: str(getattr(stamp, name)) for name in _NUMBERS},
        "digest": stamp.digest,
        **{name: getattr(stamp, name)[:_LONGEST] for name in _WORDS},
    }


def stamp_json(stamp: Stamp | None) -> dict[str, Any] | None:
    """Write a stamp for the parent process."""
    if stamp is None:
        return None
    lines = None if stamp.outline is None else outline_lines(stamp.outline)
    return {**stamp_facts(stamp), "outline": lines}


def stamp_from(facts: Any, lines: Any = None) -> Stamp | None:
    """Read what a file says it was written from; None where it is not what we wrote."""
    try:
        numbers = {name: int(str(facts[name])[:15]) for name in _NUMBERS}
        digest = str(facts["digest"])
        words = {name: str(facts.get(name) or "")[:_LONGEST] for name in _WORDS}
    except (KeyError, TypeError, ValueError):
        return None
    if not SHA256_HEX.fullmatch(digest) or min(numbers.values()) < 0:
        return None
    return Stamp(
        document=numbers["document"],
        version=numbers["version"],
        revision=numbers["revision"],
        digest=digest,
        code=words["code"],
        title=words["title"],
        label=words["label"],
        outline=None if lines is None else outline_from(lines),
    )


def stamp_properties(stamp: Stamp) -> dict[str, str]:
    """Write a stamp as document properties: the short form, and the outline packed in pieces."""
    lines = "\n".join(outline_lines(stamp.outline or ()))
    packed = base64.b64encode(zlib.compress(lines.encode(), 9)).decode()
    pieces = [packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE)][:_MOST_PIECES]
    numbered = {f"{PROPERTY}-{number}": piece for number, piece in enumerate(pieces, 1)}
    return {PROPERTY: stamp.short, **numbered}


def stamp_of_properties(values: Mapping[str, str]) -> Stamp | None:
    """Read a stamp from document properties, which hold no words; None where there is none."""
    found = _SHORT.fullmatch(values.get(PROPERTY, ""))
    if found is None:
        return None
    pieces = takewhile(
        bool, (values.get(f"{PROPERTY}-{n}", "") for n in range(1, _MOST_PIECES + 1))
    )
    facts = dict(zip((*_NUMBERS, "digest"), found.groups(), strict=True))
    return stamp_from(facts, _unpacked("".join(pieces)))


def _unpacked(packed: str) -> list[str] | None:
    """Give the lines that were packed; None where something is missing, or too much comes out."""
    unpacking = zlib.decompressobj()
    try:
        lines = unpacking.decompress(base64.b64decode(packed, validate=True), _MOST_UNPACKED)
        return lines.decode().split("\n") if unpacking.eof else None
    except (binascii.Error, zlib.error, ValueError):
        return None
