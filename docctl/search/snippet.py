"""Show why something was found: the best passage of its text, with the found words marked.

Pure. Spans are offsets in the text as given; the HTML is made from escaped text and `<mark>` only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from docctl.search.analyzer import Word as TextWord
from docctl.search.analyzer import codes, words
from docctl.search.query import Clause, Code, Phrase, Prefix, Query, Word

LENGTH = 240
"""Characters a passage has, about."""

LONGEST_TEXT = 400_000
"""Characters of a text that are looked at."""

_EDGE = 40
_ELLIPSIS = "…"
_BREAK = re.compile(r"[.;:!?\n]\s")


@dataclass(frozen=True, slots=True)
class Span:
    """`start:end` of a text, found by the query's clause number `clause`."""

    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage `start:end` of a text and the spans to mark in it, in offsets of that text."""

    text: str
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]

    @property
    def html(self) -> Markup:
        """Give the passage as safe HTML with `<mark>`, and `…` where text is left out."""
        parts = [escape(_ELLIPSIS if self.start > 0 else "")]
        at = self.start
        for start, end in self.spans:
            parts += [
                _line(self.text[at:start]),
                Markup("<mark>{}</mark>").format(_line(self.text[start:end])),
            ]
            at = end
        parts.append(_line(self.text[at : self.end]))
        parts.append(escape(_ELLIPSIS if self.end < len(self.text) else ""))
        return Markup().join(parts)


def _line(text: str) -> Markup:
    return escape(re.sub(r"\s+", " ", text))


def highlight(text: str, query: Query) -> Snippet:
    """Mark what was found in all of a short text, such as a title."""
    return Snippet(text, 0, len(text), _joined(text, find_spans(text, query)))


def best_passage(text: str, query: Query, *, length: int = LENGTH) -> Snippet:
    """Take the passage with the most of the query in it, the earliest of equals.

    Without anything found it is the beginning of the text.
    """
    spans = find_spans(text[:LONGEST_TEXT], query)
    first, last = _densest(spans, length)
    if not spans:
        return Snippet(text, 0, _word_end(text, length), ())
    start = _word_start(text, spans[first].start, spans[last].end, length)
    end = _word_end(text, max(start + length, spans[last].end))
    shown = [span for span in spans if start <= span.start and span.end <= end]
    return Snippet(text, start, end, _joined(text, shown))


def find_spans(text: str, query: Query) -> list[Span]:
    """Find every place of every clause, in the order of the text; places may overlap."""
    found = list(words(text))
    spans: list[Span] = []
    for number, clause in enumerate(query.must):
        spans.extend(Span(start, end, number) for start, end in _places(text, found, clause))
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _places(text: str, found: Sequence[TextWord], clause: Clause) -> Iterator[tuple[int, int]]:
    match clause:
        case Word():
            yield from ((w.start, w.end) for w in found if clause.fits(w.exact, w.folded))
        case Prefix():
            for word in found:
                terms = (word.exact, f"~{word.folded}")
                if any(term.startswith(clause.beginnings) for term in terms):
                    yield word.start, word.end
        case Phrase():
            yield from _runs(found, clause.words)
        case Code():
            keys = [code for code in codes(text) if _is_code(clause, code.keys)]
            yield from _runs(found, clause.words)
            yield from ((code.start, code.end) for code in keys)


def _is_code(clause: Code, keys: Sequence[str]) -> bool:
    if clause.unfinished:
        return any(key.startswith(clause.key) for key in keys)
    return clause.key in keys


def _runs(found: Sequence[TextWord], asked: Sequence[Word]) -> Iterator[tuple[int, int]]:
    size = len(asked)
    for at in range(len(found) - size + 1):
        if asked[0].fits(found[at].exact, found[at].folded) and all(
            word.fits(text.exact, text.folded)
            for word, text in zip(asked, found[at : at + size], strict=True)
        ):
            yield found[at].start, found[at + size - 1].end


def _densest(spans: Sequence[Span], length: int) -> tuple[int, int]:
    """Give the first and last span of the window with the most clauses, then the most order."""
    best, best_worth = (0, 0), (-1, -1)
    last = 0
    for first, span in enumerate(spans):
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1].end - span.start <= length:
            last += 1
        window = spans[first : last + 1]
        in_order = sum(b.clause == a.clause + 1 for a, b in pairwise(window))
        worth = (len({found.clause for found in window}), in_order)
        if worth > best_worth:
            best, best_worth = (first, last), worth
    return best


def _word_start(text: str, first: int, last: int, length: int) -> int:
    """Begin before the first mark, at the begin of a sentence or else of a word."""
    room = max(0, min(_EDGE * 2, length - (last - first)))
    low = max(0, first - room)
    if low == 0:
        return 0
    breaks = [found.end() for found in _BREAK.finditer(text, low, first)]
    if breaks:
        return breaks[-1]
    space = re.compile(r"\s").search(text, low, first)
    return space.end() if space else first


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, end - _EDGE), end + 1)
    return space if space > 0 else end


def _joined(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Join spans that overlap or have only spaces between them."""
    joined: list[tuple[int, int]] = []
    for span in spans:
        if joined and not text[joined[-1][1] : span.start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return tuple(joined)
