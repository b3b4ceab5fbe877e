"""Fresh databases for tests: SQLite by copying a file, PostgreSQL by emptying one that is kept.

A PostgreSQL database is made from a template and emptied after each test; one whose schema a test
has changed is thrown away. PostgreSQL comes from TEST_DATABASE_URL, or is started here from the
machine's own programs; when neither is there the run fails loudly instead of skipping. Addresses of
both kinds are used again, so that an engine (`open_kept`) knows the statements it compiled before;
its connection to PostgreSQL stays open, for a new one reads what it must know of the schema anew.
It is one, which empties the database too, and nothing is vacuumed: several would fill up different
pages, and rows nobody asks an order of would come in another one than they were written in.
"""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import scalar_row, tuple_row
from sqlalchemy import Engine, QueuePool, make_url
from sqlalchemy.exc import OperationalError

from docctl.db import open_engine
from tests.support.ports import free_port
from tests.support.schema import create_schema


class Rows(NamedTuple):
    """The data of a PostgreSQL database: rows as JSON by table, and how far sequences counted."""

    tables: dict[str, str]
    counted: dict[str, int]


Kept = bytes | Rows
Door = psycopg.Cursor[Any]  # gives the one value of each row

_URL = "TEST_DATABASE_URL"
_started: dict[str, Path] = {}
_templates: dict[str, str] = {}
_spare: list[tuple[str, str]] = []  # databases as good as new: name, what their schema looks like
_born: list[Rows] = []
_numbers = count()
_engines: dict[str, Engine] = {}
_places: list[Path] = []  # empty folders for a SQLite database each

# Whatever a test can change in a schema, as one text.
_LOOK = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
  SELECT concat('n ', nspname) AS line FROM pg_namespace WHERE nspname !~ '^pg_'
  UNION ALL SELECT concat('c ', oid, relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat('a ', attrelid, attname, atttypid, attnotnull) FROM pg_attribute
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL SELECT concat('t ', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat('p ', oid, proname, prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat('k ', oid, conname, convalidated) FROM pg_constraint
) seen
"""
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_OTHERS_OUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
_COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_COUNT_ON = """
SELECT setval(format('%I', name)::regclass, CAST(last AS bigint))
FROM json_each_text(CAST(:counted AS json)) AS counted (name, last)
"""


def start_postgresql() -> None:
    """Start a server of our own on a free loopback port unless TEST_DATABASE_URL names one."""
    if os.environ.get(_URL):
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(programs[-1]) if programs else shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: run `make system`, or set " + _URL)
    bin_folder, folder = Path(found).parent, Path(tempfile.mkdtemp(prefix="docctl-pg-"))
    port = free_port()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    init = [str(bin_folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    _quietly([*as_user, *init, "--no-sync"])
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c autovacuum=off"
        " -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    )
    start = [str(bin_folder / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", f"{folder}/log"]
    _quietly([*as_user, *start, "start"])
    _started.update(bin=bin_folder, folder=folder)
    os.environ[_URL] = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def stop_postgresql() -> None:
    """Stop the server this run started, and remove its files."""
    if not _started:
        return
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    stop = [str(_started["bin"] / "pg_ctl"), "-D", str(_started["folder"] / "data"), "stop"]
    subprocess.run([*as_user, *stop, "-m", "immediate"], check=False, capture_output=True, cwd="/")
    shutil.rmtree(_started["folder"], ignore_errors=True)
    os.environ.pop(_URL, None)
    _started.clear()


def open_kept(address: str) -> Engine:
    """Give the engine of a fresh database; whoever is at this address later gets the same one."""
    if address not in _engines:
        _engines[address] = open_engine(address)
    return _engines[address]


def rest(engine: Engine) -> None:
    """Let an engine have nothing open but, to PostgreSQL, the one connection that stays."""
    pool = engine.pool
    alone = isinstance(pool, QueuePool) and (pool.checkedout(), pool.checkedin()) == (0, 1)
    if not (engine.dialect.name == "postgresql" and alone):
        engine.dispose()


def close_all() -> None:
    """Close what this process has open."""
    for engine in _engines.values():
        engine.dispose()


def fresh(kind: str) -> Iterator[str]:
    """Yield the address of an empty database with the whole schema; remove it afterwards."""
    yield from _fresh_sqlite() if kind == "sqlite" else _fresh_postgresql()


fresh_one = contextmanager(fresh)


def _fresh_sqlite() -> Iterator[str]:
    place = _places.pop() if _places else Path(tempfile.mkdtemp(dir=_folder()))
    address = f"sqlite:///{place / 'docctl.db'}"
    shutil.copyfile(_sqlite_template(), place / "docctl.db")
    try:
        yield address
    finally:
        _hang_up(address)
        for left in place.iterdir():
            left.unlink()
        _places.append(place)


def _fresh_postgresql() -> Iterator[str]:
    name, look = _spare.pop() if _spare else _from_template()
    try:
        yield _address(name)
    finally:
        _hang_up(_address(name))
        if _emptied(name, look):
            _spare.append((name, look))
        else:
            _thrown_away(name)


def _hang_up(address: str) -> None:
    if address in _engines:
        rest(_engines[address])


def _from_template() -> tuple[str, str]:
    name = f"docctl_{os.getpid()}_{next(_numbers)}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{_postgresql_template()}"')
    with _door(_address(name)) as door:
        return name, _look(door)


def _look(door: Door) -> str:
    return str(door.execute(_LOOK).fetchone())


def _emptied(name: str, look: str) -> bool:
    """Put a database back to how the template is; False when its schema is no longer the same."""
    try:
        with _door(_address(name)) as door:
            door.execute(_OTHERS_OUT)
            if _look(door) != look:
                return False
            _refill(door, _born_with())
    except (psycopg.OperationalError, OperationalError):  # a test took the database itself away
        return False
    return True


def _thrown_away(name: str) -> None:
    open_kept(_address(name)).dispose()
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _refill(door: Door, kept: Rows) -> None:
    """Put rows in the place of all there are, by one script: each of many statements must wait."""
    script = ["SET LOCAL session_replication_role = replica"]  # no triggers
    script += [f'DELETE FROM "{table}"' for table in _filled(door)]
    script += [
        f'INSERT INTO "{table}" SELECT * FROM'
        f' json_populate_recordset(NULL::"{table}", {_quoted(rows)})'
        for table, rows in kept.tables.items()
    ]
    script += [_COUNT_ANEW, _COUNT_ON.replace(":counted", _quoted(json.dumps(kept.counted)))]
    door.execute(";\n".join(script).encode())


def _quoted(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _read(door: Door) -> Rows:
    tables = {
        table: str(
            door.execute(f'SELECT CAST(json_agg(one) AS text) FROM "{table}" one').fetchone()
        )
        for table in _filled(door)
    }
    with door.connection.cursor(row_factory=tuple_row) as cursor:
        return Rows(tables, dict(cursor.execute(_COUNTED).fetchall()))


def _filled(door: Door) -> list[str]:
    """Name the tables that have a row."""
    tables = door.execute(_TABLES).fetchall()
    asked = " UNION ALL ".join(f"(SELECT '{one}' FROM \"{one}\" LIMIT 1)" for one in tables)
    return door.execute(asked).fetchall()


def _born_with() -> Rows:
    """Give the rows a new database already has."""
    if not _born:
        with _connected(_address(_postgresql_template())) as template:
            _born.append(_read(template.cursor(row_factory=scalar_row)))
    return _born[0]


def read(address: str) -> Kept:
    """Give all data of a database nobody is connected to."""
    if address.startswith("sqlite"):
        return _file(address).read_bytes()
    with _door(address) as door:
        return _read(door)


def write(address: str, kept: Kept) -> None:
    """Let a database nobody is connected to hold what was read from it or from another."""
    if isinstance(kept, bytes):
        _file(address).write_bytes(kept)
        return
    with _door(address) as door:
        _refill(door, kept)


def _file(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@cache
def _folder() -> Path:
    """Give the folder for SQLite databases, which goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="docctl-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _sqlite_template() -> Path:
    if "sqlite" not in _templates:
        path = _folder() / "template.db"
        _build(f"sqlite:///{path}")
        _templates["sqlite"] = str(path)
    return Path(_templates["sqlite"])


def _postgresql_template() -> str:
    if "postgresql" not in _templates:
        name = f"docctl_template_{os.getpid()}"
        _administer(f'DROP DATABASE IF EXISTS "{name}"')
        _administer(f'CREATE DATABASE "{name}"')
        _build(_address(name))
        _templates["postgresql"] = name
    return _templates["postgresql"]


def _build(address: str) -> None:
    engine = open_engine(address)
    create_schema(engine)
    engine.dispose()


def _address(name: str) -> str:
    return make_url(os.environ[_URL]).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _door(address: str) -> Iterator[Door]:
    """Give the connection that stays, for what is done here in one transaction."""
    pooled = open_kept(address).raw_connection()
    try:
        opened: Any = pooled.driver_connection
        with opened.cursor(row_factory=scalar_row) as door:
            yield door
        pooled.commit()
    finally:
        pooled.close()


def _connected(address: str) -> "psycopg.Connection[Any]":
    plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _administer(*statements: str) -> None:
    with _connected(os.environ[_URL]) as connection:
        for statement in statements:
            connection.execute(statement.encode())
