"""The index in a table of PostgreSQL, for several web machines on one database.

It lives in a schema of its own, outside the migrations: it is derived, and may be dropped and
built again at any time. The role of the application must be allowed to create it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from docctl.search.analyzer import sequence
from docctl.search.index import (
    MOST_HITS,
    Entry,
    Field,
    Health,
    Hit,
    Hits,
    IndexBusy,
    IndexUnavailable,
    Kind,
    Match,
    State,
)
from docctl.search.postgresql_search import (
    SCHEMA,
    TABLE,
    VERSION,
    statement_of,
    worths_of,
)
from docctl.search.postgresql_terms import vector
from docctl.search.query import Query
from docctl.vietnamese import plain

_LOCK = 7_305_771_001
_BATCH = 200

_CREATE = """
CREATE TABLE {table} (
    key text COLLATE "C" PRIMARY KEY, kind text NOT NULL, digest text NOT NULL,
    terms tsvector NOT NULL, words text NOT NULL, folded text NOT NULL);
ALTER TABLE {table} ALTER COLUMN terms SET STATISTICS 1000
"""
_PUT = """
INSERT INTO {table} (key, kind, digest, terms, words, folded)
VALUES (:key, :kind, :digest, CAST(:terms AS tsvector), :words, :folded)
"""
_INSTEAD = """
ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, digest = excluded.digest,
    terms = excluded.terms, words = excluded.words, folded = excluded.folded
"""


class PostgresqlIndex:
    """An `Index` in the database of `engine`; `patience` is how many seconds a writer waits."""

    def __init__(self, engine: Engine, *, patience: float = 10.0) -> None:
        self._engine = engine
        self._patience = patience

    def replace(self, entries: Iterable[Entry]) -> int:
        """Add entries or put them in the place of those with their keys, as one change."""
        batch = {entry.key: entry for entry in entries}
        with self._writing() as connection:
            if batch:
                rows = [_row(entry) for entry in batch.values()]
                connection.execute(text(_PUT.format(table=TABLE) + _INSTEAD), rows)
        return len(batch)

    def delete(self, keys: Iterable[str]) -> int:
        """Take entries out, as one change; give how many went."""
        with self._writing() as connection:
            statement = text(f"DELETE FROM {TABLE} WHERE key = ANY(:keys)")  # noqa: S608 - constant
            return connection.execute(statement, {"keys": sorted(set(keys))}).rowcount

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Build a new table and put it in the place of the old one; readers wait only for that."""
        new = f"{TABLE}_new"
        seen: set[str] = set()
        with self._writing() as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.execute(text(f"DROP TABLE IF EXISTS {new}"))
            for statement in _CREATE.format(table=new).split(";\nALTER"):
                whole = statement if "CREATE" in statement else f"ALTER{statement}"
                connection.execute(text(whole))
            source = iter(entries)
            while batch := [_row(entry) for entry in islice(source, _BATCH)]:
                _refuse_twice(seen, batch)
                connection.execute(text(_PUT.format(table=new)), batch)
            connection.execute(text(f"CREATE INDEX ON {new} USING gin (terms)"))
            connection.execute(text(f"ANALYZE {new}"))
            connection.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))
            connection.execute(text(f"ALTER TABLE {new} RENAME TO entries_{VERSION}"))
        return len(seen)

    def search(
        self,
        query: Query,
        *,
        match: Match = Match.ALL,
        kinds: frozenset[Kind] | None = None,
        limit: int = MOST_HITS,
    ) -> Hits:
        """Give the keys that fit, best first."""
        with self._reading() as connection:
            if not query or limit < 1:
                connection.execute(text(f"SELECT 1 FROM {TABLE} LIMIT 1"))  # noqa: S608 - constant
                return Hits()
            worths = worths_of(connection, query)
            statement, parameters = statement_of(query, match, kinds, worths)
            parameters["limit"] = min(limit, MOST_HITS)
            rows = connection.execute(text(statement), parameters).all()
        hits = tuple(Hit(row[0], row[1] or 0.0, _fields(row[3:])) for row in rows)
        return Hits(hits, rows[0][2] if rows else 0)

    def held(self, keys: Collection[str] | None = None) -> Mapping[str, str]:
        """Give key → digest of every entry, or of those of `keys`."""
        chosen = "" if keys is None else " WHERE key = ANY(:keys)"
        with self._reading() as connection:
            rows = connection.execute(
                text(f"SELECT key, digest FROM {TABLE}{chosen}"),  # noqa: S608 - constants
                {} if keys is None else {"keys": sorted(set(keys))},
            )
            return {key: digest for key, digest in rows}  # noqa: C416 - rows are not pairs to mypy

    def health(self) -> Health:
        """Say how the index is; never raises."""
        try:
            with self._reading() as connection:
                if connection.scalar(text("SELECT to_regclass(:name)"), {"name": TABLE}) is None:
                    return Health(State.MISSING, detail="The index was never built.")
                count = text(f"SELECT count(*) FROM {TABLE}")  # noqa: S608 - constant
                return Health(State.READY, connection.scalar(count) or 0)
        except IndexUnavailable as problem:
            return Health(State.DAMAGED, detail=str(problem))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as problem:
            raise IndexUnavailable(f"The index must be built again: {problem.orig!r}") from problem

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Hold the lock of writers in one transaction."""
        locked = False
        try:
            with self._engine.begin() as connection:
                wait = f"SET LOCAL lock_timeout = {max(1, round(self._patience * 1000))}"
                connection.execute(text(wait))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                locked = True
                yield connection
        except OperationalError as problem:
            if locked:
                raise IndexUnavailable(
                    f"The index could not be written: {problem.orig!r}"
                ) from problem
            raise IndexBusy("Another process is writing the search index.") from problem
        except DBAPIError as problem:
            raise IndexUnavailable(f"The index must be built again: {problem.orig!r}") from problem


def _row(entry: Entry) -> dict[str, str]:
    words = "\n".join(sequence(entry.text(part)) for part in Field)
    return {
        "key": entry.key,
        "kind": entry.kind.value,
        "digest": entry.digest,
        "terms": vector(entry),
        "words": words,
        "folded": plain(words),
    }


def _refuse_twice(seen: set[str], batch: list[dict[str, str]]) -> None:
    for row in batch:
        if row["key"] in seen:
            raise ValueError(f"The key {row['key']!r} came twice.")
        seen.add(row["key"])


def _fields(flags: Iterable[bool]) -> frozenset[Field]:
    return frozenset(part for part, flag in zip(Field, flags, strict=True) if flag)
