"""Read a gated .docx into content, pictures, page headers and warnings; runs in the child."""

import zipfile
from typing import Any

from lxml import etree

from docctl.content import Json, parse, project
from docctl.content.project import Block
from docctl.errors import Refused, Sentence, say
from docctl.word.anchors import lifted, located
from docctl.word.carried import (
    NAMESPACE,
    PROPERTY,
    Stamp,
    stamp_from,
    stamp_json,
    stamp_of_properties,
)
from docctl.word.child import sentence_to
from docctl.word.inline import Inline
from docctl.word.meta import read_meta
from docctl.word.numbering import Numbering
from docctl.word.package import Package, Part, W
from docctl.word.styles import Styles
from docctl.word.walker import Walker

Answer = tuple[dict[str, Any], list[bytes]]


def read_docx(data: bytes, job: dict[str, Any], warnings: list[Sentence]) -> Answer:
    """Read the whole file; give the answer for the parent and the pictures it names."""
    try:
        package = Package(data)
        main = package.part("word/document.xml")
        body = None if main is None else main.root.find(W + "body")
        if main is None or body is None:
            raise Refused(say("The file is damaged or not a Word document."))
        stamp = _stamp(package, main)
        return _read(main, body, {**job, "stamp": stamp_json(stamp)}, warnings)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, EOFError) as error:
        raise Refused(say("The file is damaged or not a Word document.")) from error


def _read(main: Part, body: Any, job: dict[str, Any], warnings: list[Sentence]) -> Answer:
    styles = Styles(_root(main, "styles"))
    numbering_root = _root(main, "numbering")
    inline = Inline(styles, job["limits"])
    walker = Walker(styles, Numbering(numbering_root), inline)
    blocks = walker.part(main, body)
    notes = {kind: next(iter(main.related(f"{kind}s")), None) for kind in ("footnote", "endnote")}
    blocks.extend(walker.notes(notes))
    anchors = lifted(blocks)
    content = parse({"type": "doc", "content": blocks})
    projection = project(content)
    told = [*warnings, *inline.warnings]
    margins = _margins(
        main, Walker(styles, Numbering(numbering_root), Inline(styles, job["limits"]))
    )
    meta, more = read_meta(projection.blocks, margins, job.get("filename", ""))
    used = {node["attrs"]["src"] for node in _images(content)}
    names = [name for name in inline.blobs if name in used]
    answer = {
        "content": content,
        "images": [[name, *inline.shapes[name]] for name in names],
        "meta": meta,
        "warnings": [sentence_to(item) for item in (*told, *more)],
        "stamp": job["stamp"],
        "carried": [
            [one.citation, one.uid, one.start, one.end] for one in located(anchors, projection)
        ],
        "tracked": sorted(walker.tracked),
        "changes": list(inline.changes.items())[:100],
    }
    return answer, [inline.blobs[name] for name in names]


def _stamp(package: Package, main: Part) -> Stamp | None:
    """Read which text a file says it is of; the short form where a program dropped the long one."""
    for part in main.related("customXml"):
        if part.root.tag == f"{{{NAMESPACE}}}draft":
            lines = [unit.text or "" for unit in part.root.iterfind(f"{{{NAMESPACE}}}unit")]
            return stamp_from(dict(part.root.attrib), lines)
    properties = package.xml("docProps/custom.xml")
    ours = (one for one in (() if properties is None else properties) if _is_ours(one))
    return stamp_of_properties({one.get("name"): "".join(one.itertext()).strip() for one in ours})


def _is_ours(one: Any) -> bool:
    return str(one.get("name", "")).startswith(PROPERTY)


def _root(main: Part, kind: str) -> Any:
    part = next(iter(main.related(kind)), None)
    return None if part is None else part.root


def _margins(main: Part, walker: Walker) -> list[tuple[Block, ...]]:
    """Read the page headers and footers, each as the blocks of a document of its own."""
    found = []
    for part in (*main.related("header"), *main.related("footer")):
        blocks = walker.part(part, part.root)
        lifted(blocks)
        content = parse({"type": "doc", "content": blocks})
        found.append(project(content).blocks)
    return found


def _images(content: Json) -> list[Json]:
    stack, found = [content], []
    while stack:
        node = stack.pop()
        if node["type"] == "image":
            found.append(node)
        stack.extend(node.get("content", ()))
    return found
