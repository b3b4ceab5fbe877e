"""The statements that search PostgreSQL: what fits, what each term is worth, in which order.

Pure but for `worths_of`, which reads the statistics of the table, and `may_build`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from docctl.search import ranking
from docctl.search.index import Kind, Match
from docctl.search.postgresql_terms import LABELS, any_of, condition, quoted
from docctl.search.query import Code, Phrase, Query

VERSION = 1
"""Part of the table's name: an index of another version is simply not there."""

SCHEMA = "docctl_search"
TABLE = f"{SCHEMA}.entries_{VERSION}"

_MAY_BUILD = """
SELECT coalesce(
    (SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE')
     FROM pg_namespace WHERE nspname = :schema),
    has_database_privilege(current_database(), 'CREATE'))
"""

_RAREST = 12
_NEAREST_MOST = 1_000
_WEIGHTS = [0.1, 0.16, 0.5, 1.0]  # of body, headings, title and code, as PostgreSQL wants them

_FREQUENCIES = """
SELECT elem, freq FROM pg_stats AS known,
    unnest(known.most_common_elems::text::text[], known.most_common_elem_freqs) AS m(elem, freq)
WHERE schemaname = :schema AND tablename = :name AND attname = 'terms' AND elem = ANY(:terms)
"""

# `terms || ''` takes a long vector out of its compressed store once, not once for every term.
_FITTING = "SELECT key, terms || '' AS terms FROM {table} WHERE {where} OFFSET 0"
_NEAREST = """
SELECT key, terms || '' AS terms FROM {table} WHERE {where}
ORDER BY ts_rank(CAST(:weights AS real[]), terms, CAST(:rarest AS tsquery), 1) DESC, key
LIMIT :nearest
"""
_SEARCH = """
SELECT key, score, total, {fields} FROM (
    SELECT key, terms, count(*) OVER () AS total, (
        SELECT sum(asked.worth * ts_rank(CAST(:weights AS real[]), terms, asked.term, 1))
        FROM unnest(CAST(CAST(:terms AS text[]) AS tsquery[]), CAST(:worths AS float8[]))
            AS asked(term, worth)) AS score
    FROM ({fitting}) AS fitting ORDER BY score DESC, key LIMIT :limit) AS best
ORDER BY score DESC, key
"""


def worths_of(connection: Connection, query: Query) -> dict[str, float]:
    """Give what each term adds to a score, from how often the statistics say it is found."""
    parts = {clause.key: ranking.CODE for clause in query.must if isinstance(clause, Code)}
    parts |= dict.fromkeys(query.hints, ranking.CODE) | dict.fromkeys(query.pairs, ranking.PAIR)
    words = dict.fromkeys(query.words)
    parts |= {word.exact: ranking.EXACT for word in words if not word.accented}
    parts |= {word.term: 1.0 for word in words}
    table = {"schema": SCHEMA, "name": f"entries_{VERSION}", "terms": list(parts)}
    rows = connection.execute(text(_FREQUENCIES), table)
    known: dict[str, float] = {row.elem: row.freq for row in rows}
    rare = 10_000
    return {
        term: worth * ranking.rarity(round(known.get(term, 0.0) * rare), rare)
        for term, worth in parts.items()
    }


def statement_of(
    query: Query, match: Match, kinds: frozenset[Kind] | None, worths: Mapping[str, float]
) -> tuple[str, dict[str, Any]]:
    """Give the statement of a search and its parameters, all but `limit`."""
    must = query.must
    fitting = _FITTING
    parameters: dict[str, Any] = {}
    conditions: list[str] = []
    if match is Match.MOST:
        # All is scored only in what is nearest by the rarest terms: a question has many words.
        fitting = _NEAREST
        must = tuple(clause for clause in must if isinstance(clause, Phrase))
        codes = [clause.key for clause in query.must if isinstance(clause, Code)]
        words = sorted({word.term for word in query.words}, key=lambda term: (-worths[term], term))
        pairs = sorted(query.pairs, key=lambda term: (-worths[term], term))
        rarest = [*codes, *pairs[:_RAREST], *words[:_RAREST]]
        parameters |= {"rarest": any_of(rarest), "nearest": _NEAREST_MOST}
        if not must:
            conditions.append("terms @@ CAST(:most AS tsquery)")
            parameters["most"] = any_of(rarest)
    for at, clause in enumerate((*must, *query.must_not)):
        sql, more = condition(clause, f"clause_{at}")
        conditions.append(sql if at < len(must) else f"NOT {sql}")
        parameters |= more
    if kinds is not None:
        conditions.append("kind = ANY(:kinds)")
        parameters["kinds"] = [kind.value for kind in kinds]
    found = [word.term for word in query.words]
    found += [clause.key for clause in query.must if isinstance(clause, Code)]
    parameters |= {f"in_{label}": any_of(found, label) for label in LABELS.values()}
    parameters["weights"] = _WEIGHTS
    parameters["terms"] = [quoted(term) for term in worths]
    parameters["worths"] = list(worths.values())
    inner = fitting.format(table=TABLE, where=" AND ".join(conditions))
    fields = ", ".join(f"terms @@ CAST(:in_{label} AS tsquery)" for label in LABELS.values())
    return _SEARCH.format(fields=fields, fitting=inner), parameters


def may_build(connection: Connection) -> bool:
    """Say whether the role of `connection` may create the tables of the index."""
    return bool(connection.scalar(text(_MAY_BUILD), {"schema": SCHEMA}))
