"""Write the inside of a paragraph: runs with marks, links, tracked changes, hidden citations."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE

from docctl.content import Json, Note
from docctl.content.runs import pieces_of
from docctl.word.bookmarks import citation_bookmark
from docctl.word.carried import tag_of
from docctl.word.xml import Element, el, hidden, relation, text_el

# Word calls a file damaged whose dates it cannot read.
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?")
_TOGGLES = {"bold": "b", "italic": "i", "strike": "strike"}
_CHANGES = {"insertion": "ins", "deletion": "del"}


def inline_elements(
    runs: list[Json], part: Any, numbers: Iterator[int], held: Sequence[Note] = ()
) -> list[Element]:
    """Write inline nodes; `part` is where links are related, `numbers` tell tracked changes apart.

    A changed word is marked outside of its run, as Word does; one document never gives two changes
    the same number. What is `held`, by the ids of citations, stands in tagged content controls and
    between bookmarks that nobody sees.
    """
    if not held:
        return _elements(runs, part, numbers)
    written: list[Element] = []
    for note, group in groupby(pieces_of(runs, held), key=lambda piece: piece[0]):
        elements = _elements([run for _, run in group], part, numbers)
        if note is None:
            written.extend(elements)
        else:
            number, mark = next(numbers), next(numbers)
            written += [
                el("bookmarkStart", id=mark, name=citation_bookmark(note.id)),
                hidden(tag_of(note.id), number, elements),
                el("bookmarkEnd", id=mark),
            ]
    return written


def _elements(runs: list[Json], part: Any, numbers: Iterator[int]) -> list[Element]:
    written: list[Element] = []
    for node in runs:
        marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", ())}
        element = _run(node, marks)
        if "link" in marks:
            link = part.relate_to(
                marks["link"]["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
            element = relation(el("hyperlink", element), "id", link)
        for kind, tag in _CHANGES.items():
            if kind in marks:
                facts = marks[kind]
                element = el(
                    tag,
                    element,
                    id=next(numbers),
                    author=facts["author"] or "?",
                    date=facts["date"] if _INSTANT.fullmatch(facts["date"] or "") else None,
                )
        written.append(element)
    return written


def _run(node: Json, marks: dict[str, Any]) -> Element:
    properties = el("rPr")
    for mark, tag in _TOGGLES.items():
        if mark in marks:
            properties.append(el(tag))
    if "link" in marks:
        properties.append(el("color", val="0563C1"))
    if "underline" in marks or "link" in marks:
        properties.append(el("u", val="single"))
    for mark in ("subscript", "superscript"):
        if mark in marks:
            properties.append(el("vertAlign", val=mark))
    inside = (
        [el("br")]
        if node["type"] == "hardBreak"
        else text_el(node["text"], deleted="deletion" in marks)
    )
    return el("r", properties if len(properties) else None, *inside)
