"""Where the citations that a file brings back stand in the text that was read from it.

While a file is read, runs bear a passing mark for each; `lifted` takes the marks off and counts the
letters before them, which stay the same whatever `parse` then does to spaces, lists and tables.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from docctl.content import Json, Projection
from docctl.content.normalise import walk
from docctl.word.carried import Carried

CITED = "cited"


@dataclass(slots=True)
class Anchor:
    """A citation over letters and digits `[start, end)` of the whole text, and what they are."""

    citation: int
    start: int
    end: int
    letters: str


def cited(numbers: Iterable[int]) -> list[Json]:
    """Give the passing marks of a run within citations."""
    return [{"type": CITED, "attrs": {"id": number}} for number in numbers]


def lifted(blocks: list[Json]) -> list[Anchor]:
    """Take the passing marks off blocks that were read; give where they stood."""
    anchors: list[Anchor] = []
    last: dict[int, Anchor] = {}
    at = 0
    for run in walk({"type": "doc", "content": blocks}):
        if run["type"] != "text":
            continue
        letters = letters_of(run["text"])
        numbers = [mark["attrs"]["id"] for mark in run["marks"] if mark["type"] == CITED]
        if numbers:
            run["marks"] = [mark for mark in run["marks"] if mark["type"] != CITED]
        for number in numbers:
            open_one = last.get(number)
            if open_one is not None and open_one.end == at:
                open_one.end += len(letters)
                open_one.letters += letters
            else:
                last[number] = Anchor(number, at, at + len(letters), letters)
                anchors.append(last[number])
        at += len(letters)
    return [one for one in anchors if one.letters]


def located(anchors: Iterable[Anchor], projection: Projection) -> list[Carried]:
    """Give where anchors stand in the text; what does not read as it should is left out."""
    texts = [letters_of(block.text) for block in projection.blocks]
    starts = list(accumulate(map(len, texts), initial=0))
    found = []
    whole = "".join(texts)
    for one in anchors:
        if whole[one.start : one.end] != one.letters:
            continue
        at = one.start
        while at < one.end:  # what was cut in two stands in two blocks
            number = bisect_right(starts, at) - 1
            high = min(one.end, starts[number + 1])
            block, before = projection.blocks[number], starts[number]
            places = [place for place, sign in enumerate(block.text) if sign.isalnum()]
            first, last = places[at - before], places[high - 1 - before]
            found.append(Carried(one.citation, block.uid, first, last + 1))
            at = high
    return found


def letters_of(text: str) -> str:
    """Give the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))
