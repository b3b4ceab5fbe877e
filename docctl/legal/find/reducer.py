"""From places where a citation may be to Citations: one pass from left to right."""

from collections.abc import Iterator
from dataclasses import replace

from docctl.legal.find import named, numbered
from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import Reading, read
from docctl.legal.find.scan import SCAN
from docctl.legal.find.so_far import SoFar
from docctl.legal.find.titles import in_title

_READERS = {
    "number": numbered.numbered,
    "partial": numbered.partial,
    "law": named.law,
    "initials": named.initials,
    "standard": named.standard,
}


def find(text: str) -> list[Citation]:
    """Find the citations of legal texts in `text`, in reading order.

    Offsets are code points of `text` as given, composed or not. Self references ("Thông tư này"),
    internal codes, dossier codes, form codes, judgments and contracts are not citations.
    """
    reading = read(text)
    found = _with_depth(reading.text, _citations(reading.text))
    return [_as_given(citation, reading, text) for citation in found]


def _as_given(citation: Citation, reading: Reading, given: str) -> Citation:
    start, end = reading.origin(citation.start), reading.origin(citation.end)
    return replace(citation, start=start, end=end, surface=given[start:end])


def _citations(text: str) -> Iterator[tuple[Citation, int]]:
    """Yield each citation, with offsets in the read text, and the end of all that belongs to it."""
    so_far, done = SoFar(), 0
    for hit in SCAN.finditer(text):
        if hit.start() < done:
            continue
        for citation, end in _READERS[str(hit.lastgroup)](text, hit, so_far):
            yield citation, end
            so_far.citation, so_far.end = citation, max(end, citation.end)
            done = max(done, citation.end)


def _with_depth(text: str, made: Iterator[tuple[Citation, int]]) -> Iterator[Citation]:
    """Mark the citations that stand in the title of one before them."""
    outer: tuple[Citation, int] | None = None
    for citation, end in made:
        if citation.embedded:
            yield citation
        elif outer is not None and in_title(text, outer[0], outer[1], citation.start):
            yield replace(citation, embedded=True)
        else:
            yield citation
            outer = citation, end
