"""Read a Whoosh index: postings block by block, keys and words, for one thread.

Whoosh's own query tree walks one posting at a time; taking whole blocks is several times faster
and lets the ranking be ours.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from docctl.search.index import Field, Kind

Postings = tuple[list[int], list[float]]


class Leaf:
    """One segment; numbers of its documents mean nothing outside it."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.size: int = reader.doc_count_all()
        self.deleted: frozenset[int] = frozenset(reader.deleted_docs_set)

    def frequency(self, field: str, term: str) -> int:
        """Give in how many documents of the segment the term is, deleted ones included."""
        try:
            return int(self._reader.term_info(field, term).doc_frequency())
        except TermNotFound:
            return 0

    def postings(self, field: str, term: str, wanted: Sequence[int] | None = None) -> Postings:
        """Give the documents of a term, rising, and its weight in each.

        With `wanted` (rising) blocks that hold none of them are skipped unread; others may come.
        """
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return [], []
        while isinstance(matcher, FilterMatcher):
            matcher = matcher.child
        return _drain(matcher, wanted)

    def beginning(self, field: str, prefix: str, most: int) -> list[str]:
        """List the first terms of a field that begin with `prefix`, at most `most`."""
        found = islice(self._reader.expand_prefix(field, prefix), most)
        return [term.decode("utf-8", "surrogatepass") for term in found]

    def of_kinds(self, kinds: frozenset[Kind]) -> set[int]:
        """Give the documents of some kinds."""
        return {doc for kind in kinds for doc in self.postings("kind", kind.value)[0]}

    def key(self, doc: int) -> str:
        """Give the key of a document."""
        return bytes(self._keys[doc]).decode()

    def digest(self, doc: int) -> str:
        """Give the digest of a document's entry."""
        return bytes(self._digests[doc]).decode()

    def of_keys(self, keys: Iterable[str]) -> Iterator[int]:
        """Give the documents with these keys that are not deleted."""
        found = (doc for key in keys for doc in self.postings("key", key)[0])
        return (doc for doc in found if doc not in self.deleted)

    def words(self, doc: int, field: Field) -> str:
        """Give the words of one field as `analyzer.sequence` wrote them."""
        lines = bytes(self._words[doc]).decode("utf-8", "surrogatepass").split("\n")
        return lines[list(Field).index(field)]

    def live(self) -> Iterator[int]:
        """Give the documents that are not deleted."""
        return (doc for doc in range(self.size) if doc not in self.deleted)

    @cached_property
    def _keys(self) -> Any:
        return self._column("key_column")

    @cached_property
    def _digests(self) -> Any:
        return self._column("digest_column")

    @cached_property
    def _words(self) -> Any:
        return self._column("words_column")

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name)


class Snapshot:
    """One generation of the index as one thread sees it."""

    def __init__(self, reader: Any, stamp: tuple[object, ...]) -> None:
        self.stamp = stamp
        self.leaves = tuple(Leaf(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
        self.entries = sum(leaf.size - len(leaf.deleted) for leaf in self.leaves)
        self._reader = reader

    def frequency(self, field: str, term: str) -> int:
        """Give in how many entries the term is, counting those not yet cleared away."""
        return sum(leaf.frequency(field, term) for leaf in self.leaves)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()


def _drain(matcher: Any, wanted: Sequence[int] | None) -> Postings:
    # The block's arrays are private in Whoosh; the package is pinned and no longer changes.
    ids: list[int] = []
    weights: list[float] = []
    last = -1
    while matcher.is_active():
        highest = matcher.block_max_id()
        if wanted is None or _any_between(wanted, last, highest):
            matcher.id()
            matcher.weight()
            ids.extend(matcher._ids)  # noqa: SLF001 - see above
            weights.extend(matcher._weights)  # noqa: SLF001 - see above
        last = highest
        matcher._next_block()  # noqa: SLF001 - see above
    return ids, weights


def _any_between(wanted: Sequence[int], low: int, high: int) -> bool:
    at = bisect_right(wanted, low)
    return at < len(wanted) and wanted[at] <= high
