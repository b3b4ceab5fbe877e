"""From places where a citation may be to Citations: one pass from left to right."""

import re
from operator import methodcaller

from docctl.legal.find import named, numbered
from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import Reading, lowered, read
from docctl.legal.find.restored import lost, noted, restored
from docctl.legal.find.scan import DIGITS, SMALL_STANDARDS, SMALL_WORDS, WORDS
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
    "small_standard": named.standard,
}
_start = methodcaller("start")


def find(text: str) -> list[Citation]:
    """Find the citations of legal texts in `text`, in reading order.

    Offsets are code points of `text` as given, composed or not. Self references ("Thông tư này"),
    internal codes, dossier codes, form codes, judgments and contracts are not citations.
    """
    reading = read(text)
    if not lost(reading.text):
        return _found(text, reading)
    marked = restored(reading)
    return noted(_found(text, marked), reading, marked)


def _found(text: str, reading: Reading) -> list[Citation]:
    said = reading.text
    words = list[re.Match[str]]()
    for letter, pattern in WORDS:
        if letter in said:
            words += pattern.finditer(said)
    if any(small in said for small in SMALL_WORDS):
        words += SMALL_STANDARDS.finditer(said)
    hits = list(DIGITS.finditer(said))
    if words:
        hits = sorted(hits + words, key=_start)
    if not hits:
        return []
    so_far, found = SoFar(reading, text, lowered(said)), list[Citation]()
    for hit in hits:
        if hit.start() >= so_far.done:
            found += _READERS[hit.lastgroup or ""](said, hit, so_far)
        elif hit.end() > so_far.done and hit.lastgroup == "number" and hit["list"]:
            found += numbered.listed(said, hit, so_far)  # that of a law with a number
    return found
