"""Letters: what a reader of pasted Vietnamese text must take as the same, with offsets kept."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, chain
from operator import add
from unicodedata import is_normalized

from docctl.old_letters import decode, encoding_of
from docctl.vietnamese import nfc

LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LETTER = LOWER + UPPER

_LOOKALIKES = (
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u202f", " ")
    | {"\u00d0": "Đ", "\u0189": "Đ", "\u2044": "/", "\uff0f": "/"}
)
# Composing leaves none of these; where it is not done to the whole text they are plain spaces too.
_COMPOSED_SPACES = dict.fromkeys("\u2000\u2001", " ")
_MARKS = "\u0300-\u036f"
# Of the language, without those whose search is slow (U+0300 looks like half of any other letter).
_OWN_MARKS = "\u0302\u0306\u0309\u031b\u0323"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# What composes otherwise than letter by letter; Vietnamese has none of it.
_RARE = re.compile("[^\x00-\u033f\u0345-\u036f\u1e00-\u1eff\u2010-\u2044]")
_MARK = re.compile(f"[{_MARKS}]+")
_CHUNK = 2000  # code points that are composed at a time
# It begins with one class, so that the search can skip to it.
_SHIFTS = re.compile(f"([{_MARKS}{_INVISIBLE}](?:(?<=[{_MARKS}])[{_MARKS}]*)?)")

_TONES = tuple(
    (new, old)
    for news, olds in (("òóỏõọ", "àáảãạ"), ("òóỏõọ", "èéẻẽẹ"), ("ùúủũụ", "ỳýỷỹỵ"))
    for new, old in zip(
        (n + {"à": "a", "è": "e", "ỳ": "y"}[olds[0]] for n in news),
        ({"à": "o", "è": "o", "ỳ": "u"}[olds[0]] + o for o in olds),
        strict=True,
    )
)
_VOWELS_IY = str.maketrans("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị")
_ONE_VOWEL = re.compile("(?:[hklmstq]|qu|th)[iíìỉĩịyýỳỷỹỵ]")


def spellings(word: str) -> tuple[str, ...]:
    """Give the other accepted spellings of a lower-case syllable: `hóa` → `hoá`, `lý` → `lí`."""
    found = [word[:-2] + old for new, old in _TONES if word.endswith(new)]
    found += [word[:-2] + new for new, old in _TONES if word.endswith(old) and word[0] != "q"]
    if _ONE_VOWEL.fullmatch(word):
        found.append(word[:-1] + word[-1].translate(_VOWELS_IY))
    return tuple(found)


@dataclass(slots=True)
class Reading:
    """A text as it is read, and the way back to the text as it was given.

    `text` is Unicode also where `given` is in letters of old fonts, composed, with plain spaces and
    dashes and without invisible characters. `shifts` are the positions in it after which the
    distance to the given text changes, and where the given text goes on there; None where letters
    were composed and nothing else was done: then the way back is gone from the nearest place asked
    for before, one of `reached`, since the shifts of a whole text cost more than the finding.
    """

    text: str
    given: str
    same: bool  # every place is the same in both
    shifts: tuple[list[int], list[int]] | None = None
    reached: tuple[list[int], list[int]] = field(default_factory=lambda: ([0], [0]))

    def origin(self, place: int) -> int:
        """Give the offset in the given text of the position `place` of the read text."""
        if self.same:
            return place
        if self.shifts is None:
            walked = self._walked(place)
            if walked is not None:
                return walked
            self.shifts = _composed(self.given)[1:]
        places, origins = self.shifts
        index = bisect_right(places, place) - 1
        return place if index < 0 else origins[index] + place - places[index]

    def _walked(self, place: int) -> int | None:
        """Give the origin of `place` by composing from `reached` on; None: a mark stands alone."""
        places, origins = self.reached
        index = bisect_right(places, place) - 1
        at, origin = places[index], origins[index]
        while at < place and origin < len(self.given):
            end = min(origin + place - at, len(self.given))
            marks = _MARK.match(self.given, end)
            end = marks.end() if marks else end
            at, origin = at + len(nfc(self.given[origin:end])), end
        if at != place or _MARK.match(self.text, place):
            return None
        if at > places[-1]:
            places.append(at)
            origins.append(origin)
        return origin


def low(text: str, start: int, end: int) -> str:
    """Give a slice of `text` in lower case with the same length, so that offsets stay true."""
    piece = text[start:end]
    lowered = piece.lower()
    return lowered if len(lowered) == len(piece) else piece


def lowered(text: str) -> str:
    """Give `text` in lower case with the same length, so that offsets stay true."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.replace("\u0130", "I").lower()


class _Composed(dict[str, str]):
    """A letter with what follows it (marks, or one invisible sign) → what is read."""

    def __missing__(self, given: str) -> str:
        composed = given[:-1] if given[-1] in _INVISIBLE else nfc(given)
        self[given] = composed
        return composed


def read(given: str) -> Reading:
    """Make the Reading of `given`; nothing is copied where nothing is noisy."""
    text, shifts = given, None
    encoding = encoding_of(given)
    if encoding:
        text, *places = decode(given, encoding)
        shifts = places[0], places[1]
    elif any(sign in given for sign in _INVISIBLE):
        text, *places = _composed(given)
        shifts = places[0], places[1]
    else:
        text = _in_chunks(given)
        if text != given and _RARE.search(given):
            text, *places = _composed(given)
            shifts = places[0], places[1]
    unchanged = shifts is None and text == given
    lookalikes = _LOOKALIKES if unchanged else _LOOKALIKES | _COMPOSED_SPACES
    same = unchanged or shifts == ([], [])
    for letter, plain in lookalikes.items():
        if letter in text:
            text = text.replace(letter, plain)
    return Reading(text, given, same, shifts)


def _in_chunks(given: str) -> str:
    """Compose `given`, where a chunk of lines that is composed already costs nearly nothing.

    One mark in a text makes the composing go through all of it letter by letter. A text without
    the usual marks of the language is only asked about.
    """
    if not any(mark in given for mark in _OWN_MARKS) and is_normalized("NFC", given):
        return given
    chunks, start = list[str](), 0
    while start < len(given):
        end = given.find("\n", start + _CHUNK) + 1 or len(given)
        chunks.append(nfc(given[start:end]))
        start = end
    return "".join(chunks)


def _composed(given: str) -> tuple[str, list[int], list[int]]:
    """Compose `given` in one pass; also give the places and origins of its Reading."""
    parts = _SHIFTS.split(given)
    composed = _Composed()
    clean, shifts, rest = parts[:-1:2], parts[1::2], parts[-1]
    kept = [piece[:-1] for piece in clean]
    made = [composed[piece[-1:] + shift] for piece, shift in zip(clean, shifts, strict=True)]
    places = list(accumulate(map(add, map(len, kept), map(len, made))))
    origins = list(accumulate(map(len, parts[:-1])))[1::2]
    text = "".join(chain(chain.from_iterable(zip(kept, made, strict=True)), (rest,)))
    return text, places, origins
