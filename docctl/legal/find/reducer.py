"""From places where a citation may be to Citations: one pass from left to right."""

from dataclasses import replace
from operator import methodcaller

from docctl.legal.find import named, numbered
from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import Reading, read
from docctl.legal.find.scan import DIGITS, WORDS
from docctl.legal.find.so_far import SoFar

_READERS = {
    "number": numbered.numbered,
    "partial": numbered.partial,
    "luat": named.law,
    "LUAT": named.law,
    "lenh": named.law,
    "LENH": named.law,
    "hien": named.law,
    "initials": named.initials,
    "tcvn": named.standard,
    "qcvn": named.standard,
    "iso": named.standard,
    "dlvn": named.standard,
}
_start = methodcaller("start")


def find(text: str) -> list[Citation]:
    """Find the citations of legal texts in `text`, in reading order.

    Offsets are code points of `text` as given, composed or not. Self references ("Thông tư này"),
    internal codes, dossier codes, form codes, judgments and contracts are not citations.
    """
    reading = read(text)
    found = _citations(reading.text)
    return [_as_given(citation, reading, text) for citation in found] if reading.shifted else found


def _as_given(citation: Citation, reading: Reading, given: str) -> Citation:
    start, end = reading.origin(citation.start), reading.origin(citation.end)
    return replace(citation, start=start, end=end, surface=given[start:end])


def _citations(text: str) -> list[Citation]:
    so_far, done, found = SoFar(), 0, []
    for hit in sorted([*DIGITS.finditer(text), *WORDS.finditer(text)], key=_start):
        if hit.start() >= done:
            made = _READERS[str(hit.lastgroup)](text, hit, so_far)
            if made:
                found += made
                done = made[0].end
    return found
