"""Read what a person types into the search box.

Pure; `parse` never raises. All words are asked for; `"words in quotes"` stand together; `-word`
and `-"some words"` exclude; legal numbers and internal codes are recognised however they are
typed. There are no wildcards, no fields and no operators: nothing typed is ever syntax.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from docctl.search.analyzer import (
    beginnings,
    code_runs,
    codes,
    folded_term,
    forms,
    pair_term,
    words,
)
from docctl.vietnamese import clean

LONGEST = 500
"""Characters of a query that count."""

MOST_CLAUSES = 64
"""Words, phrases and codes that count."""

_MOST_HINTS = 24
_LONGEST_HINT = 6
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
_CHUNK = re.compile(r'(?P<no>(?<!\S)-)?"(?P<phrase>[^"]*)"?|(?P<loose>(?:(?!(?<!\S)-")[^"])+)')
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word; typed without diacritics it means the word in any accents."""

    exact: str
    folded: str

    @property
    def accented(self) -> bool:
        """Say whether diacritics were typed, and so only they match."""
        return self.exact != self.folded

    @property
    def term(self) -> str:
        """Give the term that must be there."""
        return self.exact if self.accented else folded_term(self.folded)

    def fits(self, exact: str, folded: str) -> bool:
        """Say whether a word of a text, in both its forms, is this word."""
        return exact == self.exact if self.accented else folded == self.folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two words or more that stand together in this order."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A number or code: the exact key, or else its runs standing together as words.

    `unfinished`: it is being typed, and the beginning of the code of a title or an entry is enough.
    """

    key: str
    words: tuple[Word, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """The word being typed: itself anywhere, or a word of a title or code with such a beginning."""

    word: Word
    beginnings: tuple[str, ...]


Clause = Word | Phrase | Code | Prefix


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: every clause of `must` and none of `must_not`.

    `hints` are keys of codes that the words would make if they were written together: they raise
    what has them and exclude nothing. `cut` says that the end of the query was left out.
    """

    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    hints: tuple[str, ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.must)

    @property
    def words(self) -> tuple[Word, ...]:
        """Give every word asked for, in the order typed."""
        return tuple(word for clause in self.must for word in words_of(clause))

    @property
    def pairs(self) -> tuple[str, ...]:
        """Give the pair terms of neighbouring words, each once."""
        asked = self.words
        pairs = (pair_term(a.folded, b.folded) for a, b in pairwise(asked))
        return tuple(dict.fromkeys(pairs))


def words_of(clause: Clause) -> tuple[Word, ...]:
    """Give the words a clause consists of."""
    return (clause,) if isinstance(clause, Word) else _inner(clause)


def _inner(clause: Phrase | Code | Prefix) -> tuple[Word, ...]:
    return (clause.word,) if isinstance(clause, Prefix) else clause.words


def parse(typed: str, *, typing: bool = False) -> Query:
    """Read a query; with `typing` its last word may be unfinished (two characters or more)."""
    text = clean(typed[: 2 * LONGEST]).translate(_QUOTES)
    must: list[Clause] = []
    must_not: list[Clause] = []
    for chunk in _CHUNK.finditer(text[:LONGEST]):
        if chunk["loose"] is None:
            (must_not if chunk["no"] else must).extend(_phrase(chunk["phrase"]))
        else:
            must_not.extend(c for no in _EXCLUDED.finditer(chunk["loose"]) for c in _loose(no[1]))
            must.extend(_loose(_EXCLUDED.sub(" \n ", chunk["loose"])))
    cut = len(text) > LONGEST or len(typed) > 2 * LONGEST
    cut = cut or max(len(must), len(must_not)) > MOST_CLAUSES
    unique = tuple(dict.fromkeys(must))[:MOST_CLAUSES]
    if typing and unique and not cut and text[-1:].isalnum():
        unique = (*unique[:-1], _unfinished(unique[-1], text))
    excluded = tuple(dict.fromkeys(must_not))[:MOST_CLAUSES]
    return Query(unique, excluded, tuple(_hints(unique)), cut)


def _unfinished(clause: Clause, text: str) -> Clause:
    if isinstance(clause, Word) and len(clause.exact) > 1:
        *_, last = words(text)
        return Prefix(clause, beginnings(text[last.start : last.end]))
    return replace(clause, unfinished=True) if isinstance(clause, Code) else clause


def _word(token: str) -> Word:
    return Word(*forms(token))


def _phrase(text: str) -> Iterator[Clause]:
    found = tuple(Word(word.exact, word.folded) for word in words(text))
    if len(found) > 1:
        yield Phrase(found)
    else:
        yield from found


def _loose(text: str) -> Iterator[Clause]:
    at = 0
    for code in codes(text, series=False):
        yield from (Word(word.exact, word.folded) for word in words(text[at : code.start]))
        asked = tuple(_word(run) for run in code_runs(text[code.start : code.end]))
        yield Code(code.key, asked)
        at = code.end
    yield from (Word(word.exact, word.folded) for word in words(text[at:]))


def _hints(clauses: tuple[Clause, ...]) -> Iterator[str]:
    parts = [tuple(word.folded for word in words_of(clause)) for clause in clauses]
    found = 0
    for first in range(len(parts)):
        for last in range(first + 2, min(first + _LONGEST_HINT, len(parts)) + 1):
            runs = [run for part in parts[first:last] for run in part]
            if any(run.isdecimal() for run in runs):
                yield ".".join(runs)
                found += 1
            if found == _MOST_HINTS:
                return
