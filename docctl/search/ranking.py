"""What a found term is worth: BM25 per field, with the length of the field counted when indexed.

Pure. The saturated frequency ("impact") of Robertson and Zaragoza 2009, with a fixed typical length
instead of the mean of the collection: an entry is worth the same whatever else is indexed.
"""

import math
from dataclasses import dataclass

from docctl.search.index import Field

_SATURATION = 1.0
_STEPS = 32


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a field, its typical length in words, and how much length counts (0…1)."""

    weight: float
    typical: float
    slope: float


WEIGHTS = {
    Field.CODE: Weight(6.0, 4.0, 0.3),
    Field.TITLE: Weight(4.0, 20.0, 0.6),
    Field.HEADINGS: Weight(1.6, 60.0, 0.5),
    Field.BODY: Weight(1.0, 300.0, 0.7),
}

EXACT = 0.6
"""Part of a word's worth added where a word typed without diacritics stands so in the text."""

PAIR = 1.0
"""Worth of two neighbouring words, against one word as rare."""

CODE = 3.0
"""Worth of a code found whole, against one word as rare."""


COMMON = 0.3
"""When most of the words are enough, a word in more than this part of the entries is common."""

COMMON_WORTH = 0.1
"""Worth of a common word then: `của` and `theo` must not outweigh what a question is about."""


def impact(frequency: int, length: int, field: Field) -> float:
    """Give the saturated frequency of a term in a field of `length` words, 0…2 in 32nds."""
    kind = WEIGHTS[field]
    norm = 1 - kind.slope + kind.slope * length / kind.typical
    value = frequency * (_SATURATION + 1) / (frequency + _SATURATION * norm)
    return max(1, round(value * _STEPS)) / _STEPS


def rarity(found_in: int, entries: int) -> float:
    """Give the inverse document frequency, always positive."""
    return math.log(1 + (entries - found_in + 0.5) / (found_in + 0.5))
