"""Answer a query from one snapshot: which entries have all clauses, and how good each is.

Clause by clause, the rarest first, so that the work shrinks with what is left. What only refines
the order (neighbours, exact spelling, codes written apart) is looked at only in what fits.
"""

from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import pairwise, product
from time import monotonic

from docctl.search import ranking
from docctl.search.analyzer import pair_term
from docctl.search.index import Field, Hit, Hits, Kind, Match
from docctl.search.phrase import pairs_prove, stands_in
from docctl.search.query import Clause, Code, Phrase, Prefix, Query, Word
from docctl.search.whoosh_reader import Leaf, Snapshot

_MOST_ENDINGS = 64
_TYPED_FIELDS = (Field.CODE, Field.TITLE)

Scores = dict[int, float]


@dataclass
class _Work:
    """The work on one segment: where words were found, and what is still in question."""

    leaf: Leaf
    found: dict[Field, set[int]] = field(default_factory=lambda: {part: set() for part in Field})
    wanted: list[int] | None = None

    def keep(self, scores: Scores) -> None:
        self.wanted = sorted(scores)

    def fields_of(self, doc: int) -> frozenset[Field]:
        return frozenset(part for part, docs in self.found.items() if doc in docs)


class Search:
    """One search in one snapshot; `until` is the monotonic instant at which refining stops."""

    def __init__(self, snapshot: Snapshot, query: Query, until: float) -> None:
        self._snapshot = snapshot
        self._query = query
        self._until = until
        self._frequencies: dict[str, int] = {}
        self._complete = True

    def run(self, match: Match, kinds: frozenset[Kind] | None, limit: int) -> Hits:
        """Search every segment and put the results in one order: best first, then by key."""
        if not self._query or limit < 1:
            return Hits()
        rows: list[tuple[float, str, frozenset[Field]]] = []
        total = 0
        for leaf in self._snapshot.leaves:
            work = _Work(leaf)
            scores = self._all(work) if match is Match.ALL else self._most(work)
            scores = self._allowed(work, scores, kinds)
            self._refine(work, scores)
            total += len(scores)
            for doc, score in _best(scores, limit):
                rows.append((-score, leaf.key(doc), work.fields_of(doc)))
        best = nsmallest(limit, rows, key=lambda row: row[:2])
        return Hits(tuple(Hit(key, -low, parts) for low, key, parts in best), total, self._complete)

    def _all(self, work: _Work) -> Scores:
        first, *others = sorted(self._query.must, key=self._cost)
        scores = self._clause(work, first)
        for clause in others:
            if not scores:
                break
            work.keep(scores)
            scores = _common(scores, self._clause(work, clause))
        return scores

    def _most(self, work: _Work) -> Scores:
        """Ask for every phrase; each code and each word, the rarest first, adds to the score."""
        strict: Scores | None = None
        for clause in self._query.must:
            if isinstance(clause, Phrase):
                found = self._clause(work, clause)
                strict = found if strict is None else _common(strict, found)
                work.keep(strict)
        scores: Scores = dict(strict or {})
        terms = [(c.key, ranking.CODE) for c in self._query.must if isinstance(c, Code)]
        words = {word.term for word in self._query.words}
        limit = ranking.COMMON * self._snapshot.entries
        for word in sorted(words, key=lambda term: (self._frequency(term), term)):
            common = self._frequency(word) > limit
            terms.append((word, ranking.COMMON_WORTH if common else 1.0))
        for term, worth in terms:
            if not self._in_time():
                break
            _add(scores, self._term(work, term, worth))
        return scores if strict is None else {doc: scores[doc] for doc in strict}

    def _allowed(self, work: _Work, scores: Scores, kinds: frozenset[Kind] | None) -> Scores:
        gone = set(work.leaf.deleted)
        for clause in self._query.must_not:
            gone.update(self._clause(_Work(work.leaf, wanted=sorted(scores)), clause))
        kept = scores.keys() - gone
        if kinds is not None:
            kept &= work.leaf.of_kinds(kinds)
        return {doc: scores[doc] for doc in kept}

    def _refine(self, work: _Work, scores: Scores) -> None:
        """Raise what has codes written together, neighbours together, and words as typed."""
        typed = {w.exact for w in self._query.words if not w.accented and not w.exact.isdecimal()}
        bonuses = [(hint, ranking.CODE) for hint in self._query.hints]
        bonuses += [(pair, ranking.PAIR) for pair in self._query.pairs]
        bonuses += [(exact, ranking.EXACT) for exact in sorted(typed)]
        work.keep(scores)
        for term, worth in bonuses:
            if not self._in_time():
                break
            for doc, value in self._term(work, term, worth).items():
                if doc in scores:
                    scores[doc] += value

    def _in_time(self) -> bool:
        self._complete = self._complete and monotonic() < self._until
        return self._complete

    def _clause(self, work: _Work, clause: Clause) -> Scores:
        match clause:
            case Word():
                return self._term(work, clause.term, 1.0)
            case Phrase():
                return self._phrase(work, clause.words)
            case Prefix():
                scores = self._term(work, clause.word.term, 1.0)
                _add(scores, self._endings(work, clause.beginnings))
                return scores
            case Code():
                return self._code(work, clause)

    def _cost(self, clause: Clause) -> int:
        if isinstance(clause, Word):
            return self._frequency(clause.term)
        if isinstance(clause, Prefix):
            return self._snapshot.entries
        return min(self._frequency(pair) for pair in _pairs(clause.words))

    def _term(self, work: _Work, term: str, worth: float) -> Scores:
        frequency = self._frequency(term)
        scores: Scores = {}
        if not frequency:
            return scores
        worth *= ranking.rarity(frequency, max(frequency, self._snapshot.entries))
        for part in Field:
            ids, weights = work.leaf.postings(part.value, term, work.wanted)
            work.found[part].update(ids)
            factor = worth * ranking.WEIGHTS[part].weight
            more = {doc: factor * weight for doc, weight in zip(ids, weights, strict=True)}
            if scores:
                _add(scores, more)
            else:
                scores = more
        return scores

    def _frequency(self, term: str) -> int:
        known = self._frequencies.get(term)
        if known is None:
            known = max(self._snapshot.frequency(part.value, term) for part in Field)
            self._frequencies[term] = known
        return known

    def _phrase(self, work: _Work, words: tuple[Word, ...]) -> Scores:
        pairs = sorted(_pairs(words), key=self._frequency)
        entries = max(self._snapshot.entries, *map(self._frequency, pairs), 1)
        worth = sum(ranking.rarity(self._frequency(pair), entries) for pair in pairs)
        proved = pairs_prove(words)
        scores: Scores = {}
        for part in Field:
            factor = worth * ranking.WEIGHTS[part].weight
            for doc, weight in _with_all(work, part, pairs).items():
                if proved or stands_in(words, work.leaf.words(doc, part)):
                    scores[doc] = scores.get(doc, 0.0) + factor * weight
                    work.found[part].add(doc)
        return scores

    def _code(self, work: _Work, code: Code) -> Scores:
        scores = self._term(work, code.key, ranking.CODE)
        _add(scores, self._phrase(work, code.words))
        if code.unfinished:
            _add(scores, self._endings(work, (code.key,)))
        return scores

    def _endings(self, work: _Work, beginnings: tuple[str, ...]) -> Scores:
        scores: Scores = {}
        for part, beginning in product(_TYPED_FIELDS, beginnings):
            for term in work.leaf.beginning(part.value, beginning, _MOST_ENDINGS):
                ids, weights = work.leaf.postings(part.value, term, work.wanted)
                work.found[part].update(ids)
                factor = ranking.WEIGHTS[part].weight
                for doc, weight in zip(ids, weights, strict=True):
                    scores[doc] = max(scores.get(doc, 0.0), factor * weight)
        return scores


def _with_all(work: _Work, part: Field, terms: list[str]) -> Scores:
    """Give the documents that have all terms in one field, with the lowest of the weights."""
    scores: Scores | None = None
    for term in terms:
        wanted = work.wanted if scores is None else sorted(scores)
        found = dict(zip(*work.leaf.postings(part.value, term, wanted), strict=True))
        if scores is None:
            scores = found
        else:
            scores = {doc: min(scores[doc], w) for doc, w in found.items() if doc in scores}
        if not scores:
            break
    return scores or {}


def _best(scores: Scores, limit: int) -> list[tuple[int, float]]:
    # Equal scores at the cap all stay: the key decides, so that a rebuilt index answers the same.
    best = sorted(scores.items(), key=lambda pair: -pair[1])
    if len(best) <= limit:
        return best
    floor = best[limit - 1][1]
    return [pair for pair in best if pair[1] >= floor]


def _pairs(words: tuple[Word, ...]) -> list[str]:
    return [pair_term(first.folded, second.folded) for first, second in pairwise(words)]


def _common(scores: Scores, found: Scores) -> Scores:
    return {doc: scores[doc] + value for doc, value in found.items() if doc in scores}


def _add(scores: Scores, more: Scores) -> None:
    for doc, value in more.items():
        scores[doc] = scores.get(doc, 0.0) + value
