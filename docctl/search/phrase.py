"""Whether words stand together in this order in a sequence that `analyzer.sequence` wrote.

Pure.
"""

from docctl.search.analyzer import forms
from docctl.search.query import Word
from docctl.vietnamese import plain


def pairs_prove(words: tuple[Word, ...]) -> bool:
    """Say whether finding the pair term already proves the phrase, so that no text is needed."""
    return len(words) == 2 and not any(word.accented for word in words)


def stands_in(words: tuple[Word, ...], sequence: str) -> bool:
    """Say whether the phrase is in the sequence; a word typed without accents fits any."""
    if all(word.accented or word.exact.isdecimal() for word in words):
        return f" {' '.join(word.exact for word in words)} " in sequence
    folded = plain(sequence)
    if f" {' '.join(word.folded for word in words)} " not in folded:
        return False
    return not any(word.accented for word in words) or _mixed(words, sequence.split())


def _mixed(words: tuple[Word, ...], text: list[str]) -> bool:
    pairs = [forms(token) for token in text]
    return any(
        all(word.fits(*pair) for word, pair in zip(words, pairs[at:], strict=False))
        for at in range(len(pairs) - len(words) + 1)
    )
