"""Whether the triggers, indexes and constraints that guard the data are there and unchanged."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

from docctl.db import GUARDS

_MADE = re.compile(
    r"(?:CREATE (?P<kind>TRIGGER|FUNCTION|UNIQUE INDEX)|ADD CONSTRAINT) (?P<name>\w+)"
)
_BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
_CALLED = re.compile(r"EXECUTE FUNCTION (\w+)")
_EVENTS = re.compile(r"\b(?:INSERT|UPDATE|DELETE|TRUNCATE)\b")


def faults(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (table, guard, what is wrong: "missing" or "changed") for each that does not stand."""
    dialect = connection.dialect.name
    there = _sqlite(connection) if dialect == "sqlite" else _postgresql(connection)
    for table, name, statement in wanted(dialect):
        found = there.get(name)
        if found is None:
            yield table, name, "missing"
        elif not _same(statement, found, dialect):
            yield table, name, "changed"


def wanted(dialect: str) -> Iterator[tuple[str, str, str]]:
    """Yield table, name and statement of every guard the program knows."""
    for table, by_dialect in GUARDS.items():
        for statement in by_dialect[dialect]:
            if made := _MADE.search(statement):
                yield table, made["name"], statement


def _same(statement: str, found: str, dialect: str) -> bool:
    if dialect == "sqlite":
        return statement.split() == found.split()
    if body := _BODY.search(statement):
        return body[1].split() == found.split()
    if called := _CALLED.search(statement):
        before = statement.partition(" ON ")[0]
        return called[1] in found and sorted(_EVENTS.findall(before)) == sorted(
            _EVENTS.findall(found.partition(" ON ")[0])
        )
    return True  # PostgreSQL writes indexes and constraints in words of its own


def _sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql > ''")
    )
    return {name: sql for name, sql in rows}  # noqa: C416  # rows are no pairs to dict()


def _postgresql(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
            " UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes"
            " UNION ALL SELECT proname, prosrc FROM pg_proc"
            " JOIN pg_language ON pg_language.oid = prolang WHERE lanname = 'plpgsql'"
        )
    )
    return {name: definition for name, definition in rows}  # noqa: C416  # as above
