"""Numbers cited in the ordinary way: what stands before and after them is read in one look each.

`theo điểm a khoản 2 Điều 7 của Nghị định số 15/2020/NĐ-CP ngày 05 tháng 6 năm 2020 của Chính phủ`:
nearly every number has its type right before it with single spaces, before that places in a plain
chain or a word that is none, and after it a plain date or nothing. Where anything else stands
there, nothing is said here, and the readers of heads, places and tails look closely; where
something is said, they would say the same.
"""

import re
from functools import lru_cache
from typing import TypeAlias

from docctl.legal.find.acts import VERB_ENDS
from docctl.legal.find.chains import CHAIN, NO_PLACE, PLAIN, places_back
from docctl.legal.find.citation import Citation, Place, made
from docctl.legal.find.heads import BY_SHORT, Head, plainly_headed
from docctl.legal.find.kinds import WRITTEN
from docctl.legal.find.letters import LOWER
from docctl.legal.find.patterns import any_of
from docctl.legal.find.provisions import in_phrase, places_beside, places_said
from docctl.legal.find.so_far import LONGEST_GAP, SoFar
from docctl.legal.find.tails import noisy_tail_at, ordinary_tail

# Reversed, as the text is. "Lệnh" needs a look at what stands before it, and so does a type that
# ends as another does where it begins a line.
_KINDS = {way[::-1]: kind for way, kind in WRITTEN.items() if way != "lệnh"}
_SHORT = frozenset(way.lower()[::-1] for way in BY_SHORT) - {*_KINDS}
_LOOK = re.compile(
    rf" (ốs )?(?>(?P<type>{any_of((*_KINDS, *_SHORT))}))"
    rf"(?= |(?<!ộb)(?<!cắs)(?<!oáb gnôht)\n(?![{LOWER}]))(?![^)]{{0,5}}+\))"
    rf"(?:{NO_PLACE}|{PLAIN}|{CHAIN})"
)
_CALLING = "à:"  # before a space: "gọi tắt là …"
_WINDOW = 160
_LONGEST = 100  # code points of a chain that the reader of places sees as a whole too


def ordinary(text: str, hit: re.Match[str], so_far: SoFar) -> Citation | None:
    """Read the citation whose number is `hit`; None if it is not cited in the ordinary way."""
    symbol, day = hit.group("symbol", "day")
    start, lower = hit.start(), so_far.lower
    if symbol is None or start - so_far.end <= LONGEST_GAP:
        return None
    before = _before(text, lower, so_far.end, start, symbol)
    if before is None:
        return None
    begin, (kind, nature), places = before
    end = hit.end("symbol")
    tail = ordinary_tail(text, lower, hit) if day else None
    tail = tail or noisy_tail_at(text, lower, end)
    close, issued, year, issuer, wrong = tail or (end, None, None, None, False)
    embedded, amends = so_far.stands(begin, kind)
    first, stop = (begin, end) if so_far.reading.same else so_far.as_given(begin, end)
    surface, number = so_far.given[first:stop], text[start:end]
    places, repairs = places or places_beside(lower, close), ("date",) if wrong else ()
    citation = made((first, stop, surface, kind, number, None, year, issued, issuer, places,
                     "number", embedded, nature, False, False, False, amends, repairs))  # fmt: skip
    so_far.note(citation, end, close)
    return citation


_Before: TypeAlias = tuple[int, tuple[str, str], tuple[Place, ...]]


def _before(text: str, lower: str, floor: int, start: int, symbol: str) -> _Before | None:
    """Read where the citation of the number at `start` begins, its type and nature, its places."""
    near = max(floor, start - _WINDOW)
    found = _LOOK.match(lower[near:start][::-1])
    if found is None:
        return None
    no, word, none, plain, *values, chain, broken = found.groups()
    begin = start - found.end("type")
    kind = _kind(word, symbol, no)
    if kind is None or (word in _SHORT and not _is_short(text, begin, start)):
        return None
    if text[begin - 3 : begin] in VERB_ENDS or text[begin - 2] in _CALLING:
        return None
    if none is not None:
        return begin, kind, ()
    said = plain or chain
    cut = broken is None and plain is None and near > floor
    if cut or len(said) > _LONGEST or in_phrase(lower, floor, begin):
        return None
    places = places_back(values) if plain else places_said(lower[begin - len(said) : begin])
    return begin, kind, places


@lru_cache(maxsize=4096)
def _kind(word: str, symbol: str, no: str | None) -> tuple[str, str] | None:
    """Give type and nature of a number after a reversed type word; None: look closely."""
    written = _KINDS.get(word) or BY_SHORT[word[::-1]]
    return plainly_headed(Head(0, written, None, bool(no), short=word in _SHORT), symbol)


def _is_short(text: str, begin: int, start: int) -> bool:
    """Say whether an abbreviated type is written as one: `QĐ số`, but not `Qđ SỐ`."""
    word, _, no = text[begin : start - 1].partition(" ")
    return word in BY_SHORT and no in {"", "số"}
