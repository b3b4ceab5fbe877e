"""The streaming pass over the XML parts: count, refuse a DTD, look at what leads outside.

Uses expat, which keeps nothing in memory; stops at the first limit.
"""

import io
import re
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from docctl.errors import Refused, Sentence, say

_HYPERLINK = "/hyperlink"
_REMOTE = re.compile(r"\s*(?:https?:|ftp:|\\\\|//|file:/{2,5}[^/:|]+/|file:\\\\)", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")


def check_parts(data: bytes, limits: dict[str, int], *, converted: bool) -> list[Sentence]:
    """Stream every XML part of a gated .docx; raise Refused at a limit, give warnings otherwise."""
    watch = _Watch(limits, converted=converted)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.filename.lower().endswith(_XML):
                    with archive.open(entry) as part:
                        watch.part(part, entry.filename)
                else:
                    _drain(archive, entry)
    except (zipfile.BadZipFile, expat.ExpatError, zlib.error, EOFError, OSError, ValueError) as e:
        raise Refused(say("The file is damaged or not a Word document.")) from e
    return list(dict.fromkeys(watch.warnings))


def _drain(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read an entry to its end, so that its checksum is verified."""
    with archive.open(entry) as part:
        while part.read(2**20):
            pass


class _Watch:
    """Counts elements over all parts, depth and text within one."""

    def __init__(self, limits: dict[str, int], *, converted: bool) -> None:
        self.warnings: list[Sentence] = []
        self._limits = limits
        self._converted = converted
        self._elements = 0
        self._depth = 0
        self._text = 0
        self._rels = False

    def part(self, part: Any, name: str) -> None:
        self._depth = self._text = 0
        self._rels = name.lower().endswith(".rels")
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        while chunk := part.read(2**16):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003  # expat knows it by place only

    def _doctype(self, *_: Any) -> None:
        raise Refused(say("The file is damaged or not a Word document."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        self._text = 0
        if self._elements > self._limits["elements"] or self._depth > self._limits["depth"]:
            raise Refused(say("The file has more parts than a document can have."))
        if name.endswith(":altChunk"):
            raise Refused(say("The file contains another file inside; save it as plain .docx."))
        if self._rels and attributes.get("TargetMode", "").lower() == "external":
            self._external(attributes)

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._text = 0

    def _characters(self, text: str) -> None:
        self._text += len(text)
        if self._text > self._limits["text_bytes"]:
            raise Refused(say("The file has more parts than a document can have."))

    def _external(self, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith(_HYPERLINK):
            return
        target = attributes.get("Target", "")
        if _REMOTE.match(target) and not self._converted:
            raise Refused(
                say(
                    "The file fetches something from outside (%(target)s); put it into the file.",
                    target=target[:120],
                )
            )
        self.warnings.append(
            say("Links to other files were left out: %(target)s", target=target[:120])
        )
