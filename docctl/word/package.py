"""The parts of a .docx and what relates them, as safe lxml trees (no DTD, no entities, no network).

Runs in the child process, after the gate and the streaming pass.
"""

import io
import posixpath
import zipfile
from functools import cached_property
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# The strict variant of the format has namespaces of its own.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)

Element = Any


class Part:
    """One XML part and its relationships."""

    def __init__(self, package: "Package", name: str, root: Element) -> None:
        self.name = name
        self.root = root
        self._package = package

    @cached_property
    def _relations(self) -> dict[str, tuple[str, str, bool]]:
        folder, file = posixpath.split(self.name)
        root = self._package.xml(f"{folder}/_rels/{file}.rels")
        if root is None:
            return {}
        return {
            item.get("Id", ""): (
                item.get("Type", "").rsplit("/", 1)[-1],
                item.get("Target", ""),
                item.get("TargetMode", "").lower() == "external",
            )
            for item in root.iter(_RELATION)
        }

    def link(self, relation: str | None) -> str | None:
        """Give the outside address of a hyperlink relation."""
        kind, target, external = self._relations.get(relation or "", ("", "", False))
        return target if external and kind == "hyperlink" else None

    def blob(self, relation: str | None) -> tuple[str, bytes] | None:
        """Give name and bytes of the part an inner relation leads to."""
        _, target, external = self._relations.get(relation or "", ("", "", True))
        if external:
            return None
        name = self._resolve(target)
        data = self._package.bytes(name)
        return None if data is None else (name, data)

    def related(self, kind: str) -> list["Part"]:
        """Give the parts that relations of this kind lead to (`header`, `styles`, …)."""
        found = []
        for type_, target, external in self._relations.values():
            if type_ == kind and not external:
                part = self._package.part(self._resolve(target))
                if part is not None:
                    found.append(part)
        return found

    def by_id(self, relation: str | None) -> "Part | None":
        """Give the part a relation id leads to."""
        _, target, external = self._relations.get(relation or "", ("", "", True))
        return None if external else self._package.part(self._resolve(target))

    def _resolve(self, target: str) -> str:
        path = posixpath.join("/" + posixpath.dirname(self.name), target)
        return posixpath.normpath(path).lstrip("/")


class Package:
    """A .docx held in memory."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())
        self._parts: dict[str, Part | None] = {}

    def bytes(self, name: str) -> bytes | None:
        """Give the bytes of an entry, or None."""
        return self._archive.read(name) if name in self._names else None

    def xml(self, name: str) -> Element | None:
        """Parse an entry, or give None when it is missing."""
        data = self.bytes(name)
        if data is None:
            return None
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.fromstring(data, parser)

    def part(self, name: str) -> Part | None:
        """Give a part by its name; parsed once."""
        if name not in self._parts:
            root = self.xml(name)
            self._parts[name] = None if root is None else Part(self, name, root)
        return self._parts[name]


def child(element: Element | None, name: str) -> Element | None:
    """Give the first child in the Word namespace, or None."""
    return None if element is None else element.find(W + name)


def val(element: Element | None, name: str = "val") -> str | None:
    """Give a Word attribute, or None."""
    return None if element is None else element.get(W + name)


def whole(text: str | None, default: int = 0) -> int:
    """Read a whole number as Word writes them; anything else is `default`."""
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default


def is_on(element: Element | None) -> bool | None:
    """Read a toggle such as `<w:b/>`; None when it is not there."""
    if element is None:
        return None
    return val(element) not in ("0", "false", "off", "none")
