"""The index in Whoosh: one directory, one writer at a time, any number of reading threads.

Writers of several processes wait for each other for a bounded time. A damaged or missing index is
never half used: search says so, and `rebuild` starts anew in any case.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import CLEAR, SegmentWriter

from docctl.search import ranking
from docctl.search.analyzer import count_terms, sequence
from docctl.search.index import (
    MOST_HITS,
    Entry,
    Field,
    Health,
    Hits,
    IndexBusy,
    IndexUnavailable,
    Kind,
    Match,
    State,
)
from docctl.search.query import Query
from docctl.search.whoosh_reader import Snapshot
from docctl.search.whoosh_schema import VERSION, assert_distribution, make_schema
from docctl.search.whoosh_search import Search

_NAME = "docctl"
_UNFINISHED = "unfinished"
_MEMORY_MB = 128
_MOST_SEGMENTS = 8
_LEFT_AFTER_MERGE = 3
_MERGED_AT_LEAST = 1000  # entries; a page that saves one waits for no bigger merge
_MERGED_PER_CHANGE = 20  # and this many times what is being written
_ATTEMPTS = 10

Answer = TypeVar("Answer")


class _Codec(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's own format, without asking the disk at every posting for lengths we do not keep."""

    length_stats = False


class WhooshIndex:
    """An `Index` in `directory`; `patience` and `budget` are seconds to wait and to refine."""

    def __init__(self, directory: Path, *, patience: float = 10.0, budget: float = 1.0) -> None:
        assert_distribution()
        self._directory = directory / f"whoosh-{VERSION}"
        self._patience = patience
        self._budget = budget
        self._schema = make_schema()
        self._local = threading.local()

    def replace(self, entries: Iterable[Entry]) -> int:
        """Add entries or put them in the place of those with their keys, as one change."""
        batch = {entry.key: entry for entry in entries}
        if batch:
            self._change(batch, batch.values())
        return len(batch)

    def delete(self, keys: Iterable[str]) -> int:
        """Take entries out, as one change; give how many went."""
        return self._change(set(keys), ())

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Build anew whatever state the index is in; readers keep the old one until the end."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._writing() as storage:
            fresh = not self._readable()
            if fresh:
                (self._directory / _UNFINISHED).touch()
                FileIndex.create(storage, self._schema, _NAME)
            count = self._write(storage, set(), entries, CLEAR)[1]
            (self._directory / _UNFINISHED).unlink(missing_ok=True)
        return count

    def search(
        self,
        query: Query,
        *,
        match: Match = Match.ALL,
        kinds: frozenset[Kind] | None = None,
        limit: int = MOST_HITS,
    ) -> Hits:
        """Give the keys that fit, best first."""
        until = monotonic() + self._budget
        most = min(limit, MOST_HITS)
        return self._read(lambda snapshot: Search(snapshot, query, until).run(match, kinds, most))

    def held(self, keys: Collection[str] | None = None) -> Mapping[str, str]:
        """Give key → digest of every entry, or of those of `keys`."""
        return self._read(
            lambda snapshot: {
                leaf.key(doc): leaf.digest(doc)
                for leaf in snapshot.leaves
                for doc in (leaf.live() if keys is None else leaf.of_keys(keys))
            }
        )

    def health(self) -> Health:
        """Say how the index is, by reading its keys; never raises."""
        try:
            return Health(State.READY, len(self.held()))
        except IndexUnavailable as problem:
            missing = isinstance(problem.__cause__, (FileNotFoundError, EmptyIndexError))
            state = State.MISSING if missing else State.DAMAGED
            return Health(state, detail=str(problem))

    def _readable(self) -> bool:
        return self.health().state is State.READY

    def _read(self, answer: Callable[[Snapshot], Answer]) -> Answer:
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                return answer(self._snapshot())
            except Exception as problem:
                # Whoosh meets a damaged file with any exception at all; none may crash a page.
                self._forget()
                # A commit takes away the files of the generation before while they are opened.
                if not (attempts_left and isinstance(problem, FileNotFoundError)):
                    message = f"The index must be built again: {problem!r}"
                    raise IndexUnavailable(message) from problem
                sleep(0.02)
        raise AssertionError("the last attempt answers or raises")

    def _snapshot(self) -> Snapshot:
        stamp = self._stamp()
        known: Snapshot | None = getattr(self._local, "snapshot", None)
        if known is None or known.stamp != stamp:
            self._forget()
            reader = FileIndex(self._storage(), self._schema, _NAME).reader()
            known = self._local.snapshot = Snapshot(reader, stamp)
        return known

    def _forget(self) -> None:
        known: Snapshot | None = getattr(self._local, "snapshot", None)
        self._local.snapshot = None
        if known is not None:
            known.close()

    def _stamp(self) -> tuple[object, ...]:
        """Tell generations apart, also those of an index that was deleted and built again."""
        storage = self._storage()
        if (self._directory / _UNFINISHED).exists():
            raise EmptyIndexError(_UNFINISHED)
        generation = TOC._latest_generation(storage, _NAME)  # noqa: SLF001 - no public way
        if generation < 0:
            raise EmptyIndexError(_NAME)
        name = TOC._filename(_NAME, generation)  # noqa: SLF001 - no public way
        status = (self._directory / name).stat()
        return generation, status.st_ino, status.st_mtime_ns

    def _storage(self) -> Any:
        return FileStorage(str(self._directory))

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """Hold the lock of writers; raises IndexBusy when another keeps it."""
        storage = self._storage()
        lock = storage.lock("writing")
        until = monotonic() + self._patience
        while not lock.acquire(blocking=False):
            if monotonic() > until:
                raise IndexBusy("Another process is writing the search index.")
            sleep(0.05)
        try:
            yield storage
        finally:
            lock.release()

    def _change(self, gone: Iterable[str], entries: Iterable[Entry]) -> int:
        self._read(lambda snapshot: snapshot.entries)
        with self._writing() as storage:
            try:
                return self._write(storage, set(gone), entries, _merge_small)[0]
            except Exception as problem:
                message = f"The index could not be written: {problem!r}"
                raise IndexUnavailable(message) from problem

    def _write(
        self, storage: Any, gone: set[str], entries: Iterable[Entry], merge: Callable[..., Any]
    ) -> tuple[int, int]:
        """Write as one commit, or nothing; give how many went and how many came."""
        writer = SegmentWriter(
            FileIndex(storage, self._schema, _NAME),
            _lk=False,
            limitmb=_MEMORY_MB,
            codec=_Codec(),
        )
        try:
            deleted = _delete(writer, gone)
            count = _add(writer, entries)
            writer.commit(mergetype=merge)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        return deleted, count


def _add(writer: Any, entries: Iterable[Entry]) -> int:
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise ValueError(f"The key {entry.key!r} came twice.")
        seen.add(entry.key)
        writer.add_document(**_fields(entry))
    return len(seen)


def _fields(entry: Entry) -> dict[str, object]:
    values: dict[str, object] = {"key": {entry.key: 1.0}, "kind": {entry.kind.value: 1.0}}
    for part in Field:
        counts, length = count_terms(entry.text(part))
        values[part.value] = {
            term: ranking.impact(count, length, part) for term, count in counts.items()
        }
    written = "\n".join(sequence(entry.text(part)) for part in Field)
    values["key_column"] = entry.key.encode()
    values["digest_column"] = entry.digest.encode()
    values["words_column"] = written.encode("utf-8", "surrogatepass")
    return values


def _delete(writer: Any, keys: set[str]) -> int:
    if not keys or not writer.segments:
        return 0
    reader = writer.reader()
    gone = 0
    for leaf, offset in reader.leaf_readers():
        for key in keys:
            try:
                found = list(leaf.postings("key", key).all_ids())
            except TermNotFound:
                continue
            for doc in found:
                writer.delete_document(offset + doc)
                gone += 1
    reader.close()
    return gone


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge when there are many segments, and those of which a third is deleted.

    Only as much as fits what is being written: one that is too big waits for a bigger change.
    """
    room = max(_MERGED_AT_LEAST, writer.doc_count() * _MERGED_PER_CHANGE)
    kept = [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]
    by_size = sorted(kept, key=lambda segment: segment.doc_count_all(), reverse=True)
    small = by_size[_LEFT_AFTER_MERGE:] if len(by_size) >= _MOST_SEGMENTS else []
    worn = [s for s in by_size if s.deleted_count() * 3 > s.doc_count_all() and s not in small]
    merged = []
    for segment in sorted((*worn, *small), key=lambda segment: segment.doc_count()):
        if segment.doc_count() > room:
            break
        room -= segment.doc_count()
        merged.append(segment)
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in kept if segment not in merged]
