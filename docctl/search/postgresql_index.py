"""The index in a table of PostgreSQL, for several web machines on one database.

It lives in a schema of its own, outside the migrations: it is derived, and may be dropped and
built again at any time. The role of the application must be allowed to create it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from docctl.search import ranking
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
from docctl.search.postgresql_terms import LABELS, any_of, condition, quoted, vector
from docctl.search.query import Code, Phrase, Query
from docctl.vietnamese import plain

VERSION = 1
"""Part of the table's name: an index of another version is simply not there."""

_SCHEMA = "docctl_search"
_TABLE = f"{_SCHEMA}.entries_{VERSION}"
_LOCK = 7_305_771_001
_BATCH = 200
_RAREST = 8

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
_FREQUENCIES = """
SELECT elem, freq FROM pg_stats AS known,
    unnest(known.most_common_elems::text::text[], known.most_common_elem_freqs) AS m(elem, freq)
WHERE schemaname = :schema AND tablename = :name AND attname = 'terms' AND elem = ANY(:terms)
"""
_SEARCH = """
SELECT key, score, total, {fields} FROM (
    SELECT key, terms, count(*) OVER () AS total, (
        SELECT sum(asked.worth * ts_rank(CAST(:weights AS real[]), terms, asked.term, 1))
        FROM unnest(CAST(CAST(:terms AS text[]) AS tsquery[]), CAST(:worths AS float8[]))
            AS asked(term, worth)) AS score
    FROM {table} WHERE {where} ORDER BY score DESC, key LIMIT :limit) AS best
ORDER BY score DESC, key
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
                connection.execute(text(_PUT.format(table=_TABLE) + _INSTEAD), rows)
        return len(batch)

    def delete(self, keys: Iterable[str]) -> int:
        """Take entries out, as one change; give how many went."""
        with self._writing() as connection:
            statement = text(f"DELETE FROM {_TABLE} WHERE key = ANY(:keys)")  # noqa: S608 - constant
            return connection.execute(statement, {"keys": sorted(set(keys))}).rowcount

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Build a new table and put it in the place of the old one; readers wait only for that."""
        new = f"{_TABLE}_new"
        seen: set[str] = set()
        with self._writing() as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}"))
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
            connection.execute(text(f"DROP TABLE IF EXISTS {_TABLE}"))
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
                connection.execute(text(f"SELECT 1 FROM {_TABLE} LIMIT 1"))  # noqa: S608 - constant
                return Hits()
            worths = _worths(connection, query)
            where, parameters = _where(query, match, kinds, worths)
            labels = tuple(LABELS.values())
            fields = ", ".join(f"terms @@ CAST(:in_{label} AS tsquery)" for label in labels)
            found = [word.term for word in query.words]
            found += [clause.key for clause in query.must if isinstance(clause, Code)]
            parameters.update({f"in_{label}": any_of(found, label) for label in labels})
            parameters.update(
                weights=[0.1, 0.16, 0.5, 1.0],
                terms=[quoted(term) for term in worths],
                worths=list(worths.values()),
                limit=min(limit, MOST_HITS),
            )
            statement = text(_SEARCH.format(fields=fields, table=_TABLE, where=where))
            rows = connection.execute(statement, parameters).all()
        hits = tuple(Hit(row[0], row[1] or 0.0, _fields(row[3:])) for row in rows)
        return Hits(hits, rows[0][2] if rows else 0)

    def held(self) -> Mapping[str, str]:
        """Give key → digest of every entry."""
        with self._reading() as connection:
            rows = connection.execute(text(f"SELECT key, digest FROM {_TABLE}"))  # noqa: S608 - constant
            return {key: digest for key, digest in rows}  # noqa: C416 - rows are not pairs to mypy

    def health(self) -> Health:
        """Say how the index is; never raises."""
        try:
            with self._reading() as connection:
                if connection.scalar(text("SELECT to_regclass(:name)"), {"name": _TABLE}) is None:
                    return Health(State.MISSING, detail="The index was never built.")
                count = text(f"SELECT count(*) FROM {_TABLE}")  # noqa: S608 - constant
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


def _worths(connection: Connection, query: Query) -> dict[str, float]:
    """Give what each term adds to a score, from how often the statistics say it is found."""
    parts = {clause.key: ranking.CODE for clause in query.must if isinstance(clause, Code)}
    parts |= dict.fromkeys(query.hints, ranking.CODE) | dict.fromkeys(query.pairs, ranking.PAIR)
    words = dict.fromkeys(query.words)
    parts |= {word.exact: ranking.EXACT for word in words if not word.accented}
    parts |= {word.term: 1.0 for word in words}
    table = {"schema": _SCHEMA, "name": f"entries_{VERSION}", "terms": list(parts)}
    rows = connection.execute(text(_FREQUENCIES), table)
    known: dict[str, float] = {row.elem: row.freq for row in rows}
    rare = 10_000
    return {
        term: worth * ranking.rarity(round(known.get(term, 0.0) * rare), rare)
        for term, worth in parts.items()
    }


def _where(
    query: Query, match: Match, kinds: frozenset[Kind] | None, worths: Mapping[str, float]
) -> tuple[str, dict[str, Any]]:
    must = query.must
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    if match is Match.MOST:
        must = tuple(clause for clause in must if isinstance(clause, Phrase))
        if not must:
            codes = [clause.key for clause in query.must if isinstance(clause, Code)]
            words = sorted({w.term for w in query.words}, key=lambda term: (-worths[term], term))
            parts.append("terms @@ CAST(:most AS tsquery)")
            parameters["most"] = any_of([*codes, *query.pairs, *words[:_RAREST]])
    for at, clause in enumerate(must):
        sql, more = condition(clause, f"must_{at}")
        parts.append(sql)
        parameters |= more
    for at, clause in enumerate(query.must_not):
        sql, more = condition(clause, f"no_{at}")
        parts.append(f"NOT {sql}")
        parameters |= more
    if kinds is not None:
        parts.append("kind = ANY(:kinds)")
        parameters["kinds"] = [kind.value for kind in kinds]
    return " AND ".join(parts), parameters


def _fields(flags: Iterable[bool]) -> frozenset[Field]:
    return frozenset(part for part, flag in zip(Field, flags, strict=True) if flag)
