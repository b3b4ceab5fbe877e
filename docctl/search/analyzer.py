"""Cut Vietnamese text into search terms: words as written and folded, pairs, codes.

Pure. A *word* is a run of letters or a run of digits; `QT10` is two. Four sorts of terms live in
one name space and cannot be confused:

* `quản` — the word as written (NFC, lower case, newer tone placement, y for a lone i);
* `~quan` — the same folded: no diacritics, đ as d (runs of digits have no folded term);
* `quan_ly` — two neighbours, folded: ranks phrases, and finds the candidates for exact ones;
* `61.2018.nd.cp` — the key of a legal number or an internal code, and of its beginnings.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from docctl.vietnamese import fold_code, nfc, plain, tone

LONGEST_WORD = 64
"""Characters of a word that count; what is longer is data, not language."""

LONGEST_CODE = 10
"""Runs of letters or digits that count in a code."""

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+|\d+")
_RUNS = rf"(?:{_LETTER}|\d)+"
_DASH = r"[-\u2010-\u2015\u2212]"
# Only the first dash may have spaces around it (`NĐ - CP`): a second one begins a sentence. ` -x`
# is never joined: in a query it excludes a word.
_CLOSE = rf"(?:\s?/\s?|[._:]|{_DASH})"
_FIRST_DASH = rf"(?:\s{_DASH}\s|{_DASH}\s)"
_JOINED = re.compile(
    rf"{_RUNS}(?:(?:\s?/\s?|[._:]){_RUNS})*(?:{_FIRST_DASH}{_RUNS})?(?:{_CLOSE}{_RUNS})*"
)
_PROSE = re.compile(rf"(?:{_LETTER})+\s?{_DASH}\s")
_SERIES = re.compile(r"(?<!\w)[A-ZĐÐ]{1,6}\s\Z")

# Eth and African D are typed for Đ by old keyboards and scanners.
_ETH = str.maketrans("ðɖ", "đđ")
# Official spelling has wavered between i and y at the end of an open syllable: kĩ = kỹ, qui = quy.
_I_AS_Y = {
    first + i: first + y
    for first in ("h", "k", "l", "m", "s", "t", "qu")
    for i, y in zip("iìíỉĩị", "yỳýỷỹỵ", strict=True)
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start:end` of the text as given, in both forms (digits: the same twice)."""

    start: int
    end: int
    exact: str
    folded: str


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A legal number or internal code at `start:end`; `key` is its `fold_code`.

    `keys` are all under which the place is found: beginnings, and the part from the first digit.
    """

    start: int
    end: int
    key: str
    keys: tuple[str, ...]


@lru_cache(maxsize=100_000)
def forms(token: str) -> tuple[str, str]:
    """Give the exact and the folded form of one run of letters or digits."""
    if token.isdecimal():
        digits = (token.lstrip("0") or "0")[:LONGEST_WORD]
        return digits, digits
    exact = tone(nfc(token.lower().translate(_ETH)))
    exact = _I_AS_Y.get(exact, exact)[:LONGEST_WORD]
    return exact, plain(exact)


def beginnings(token: str) -> tuple[str, ...]:
    """Give the terms an unfinished word may begin: `si` is of `sinh`, not only of `sỹ`."""
    typed = nfc(token.lower().translate(_ETH))
    exact, folded = forms(token)
    if exact != folded:
        return tuple(dict.fromkeys((exact, typed)))
    return tuple(dict.fromkeys((folded_term(folded), folded_term(plain(typed)))))


def words(text: str) -> Iterator[Word]:
    """Give the words of `text` in order; offsets are in `text` as given, composed or not."""
    for found in _WORD.finditer(text):
        exact, folded = forms(found[0])
        yield Word(found.start(), found.end(), exact, folded)


def codes(text: str, *, series: bool = True) -> Iterator[CodeSpan]:
    """Find what looks like a number or code: two runs or more, a digit among them.

    With `series`, capitals and a space before the number belong to it (`QT 10/CX`, `ISO 9001`).
    """
    for found in _JOINED.finditer(text):
        if not any(character.isdecimal() for character in found[0]):
            continue
        start = _code_start(text, found.start(), series=series)
        runs = code_runs(text[start : found.end()])
        if len(runs) > 1 and any(run.isdecimal() for run in runs):
            yield CodeSpan(start, found.end(), ".".join(runs), _code_keys(runs))


def _code_start(text: str, start: int, *, series: bool) -> int:
    # `thủ tục - 61/2018`: a word with accents is prose; `QT 10/CX`: capitals are a series.
    prose = _PROSE.match(text, start)
    if prose and _accented(prose[0]):
        return prose.end()
    if not series:
        return start
    capitals = _SERIES.search(text, max(0, start - 8), start)
    return capitals.start() if capitals else start


def _accented(text: str) -> bool:
    written = nfc(text).replace("Đ", "D").replace("đ", "d")
    return plain(written) != written


def code_runs(text: str) -> tuple[str, ...]:
    """Split a code into its folded runs: `QT 01/CX-HCTP` → `qt 1 cx hctp`."""
    key = fold_code(text.lower().translate(_ETH))
    return tuple(key.split(".")[:LONGEST_CODE]) if key else ()


def _code_keys(runs: Sequence[str]) -> tuple[str, ...]:
    digit = next(at for at, run in enumerate(runs) if run.isdecimal())
    starts = {0, digit, max(0, digit - 1)}
    return tuple(
        ".".join(runs[start:end])
        for start in sorted(starts)
        for end in range(start + 2, len(runs) + 1)
        if end > digit
    )


def folded_term(folded: str) -> str:
    """Give the term of a word in any accents; digits have one form only."""
    return folded if folded.isdecimal() else f"~{folded}"


def pair_term(first: str, second: str) -> str:
    """Give the term of two neighbouring words, both folded."""
    return f"{first}_{second}"


def count_terms(text: str) -> tuple[Counter[str], int]:
    """Count the terms of a text; the second value is its length in words."""
    found = list(words(text))
    counts = Counter(word.exact for word in found)
    counts.update(folded_term(w.folded) for w in found if not w.folded.isdecimal())
    counts.update(pair_term(first.folded, second.folded) for first, second in pairwise(found))
    for code in codes(text):
        counts.update(code.keys)
    return counts, len(found)


def sequence(text: str) -> str:
    """Write the words in exact form with one space around each, for the check of a phrase."""
    return f" {' '.join(word.exact for word in words(text))} "
