"""From places where a citation may be to Citations: one pass from left to right."""

import re
from collections.abc import Iterator
from itertools import chain
from operator import methodcaller

from docctl.legal.find import named, numbered
from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import lowered, read
from docctl.legal.find.scan import DIGITS, SMALL_STANDARDS, WORDS
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
    hits = _hits(reading.text)
    first = next(hits, None)
    if first is None:
        return []
    so_far, found = SoFar(reading, text, lowered(reading.text)), list[Citation]()
    for hit in chain((first,), hits):
        if hit.start() >= so_far.done:
            found += _READERS[hit.lastgroup or ""](reading.text, hit, so_far)
    return found


def _hits(text: str) -> Iterator[re.Match[str]]:
    """Give the places where a citation may be, in reading order and one at a time.

    All of them at once would be more objects than the garbage collector passes over quickly.
    """
    words: Iterator[re.Match[str]] = WORDS.finditer(text)
    if "tcvn" in text or "iso " in text:
        words = iter(sorted((*words, *SMALL_STANDARDS.finditer(text)), key=_start))
    word = next(words, None)
    for digits in DIGITS.finditer(text):
        while word and word.start() < digits.start():
            yield word
            word = next(words, None)
        yield digits
    if word:
        yield word
    yield from words
