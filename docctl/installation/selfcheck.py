"""Whether this machine and this database may be trusted to serve: every reason against it."""

import sqlite3
import xml.parsers.expat
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from docctl.db import WAL_FLOOR
from docctl.installation import checkpoints, guards, migrate
from docctl.runtime import Runtime
from docctl.search.postgresql_search import SCHEMA, may_build

SQLITE_FLOOR = (3, 37, 0)
LIBXML_FLOOR = (2, 11, 0)
EXPAT_FLOOR = (2, 4, 9)
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})


def objections(runtime: Runtime) -> tuple[str, ...]:
    """Give every reason not to serve, one sentence each; reads only."""
    return (
        *runtime.settings.objections(),
        *_libraries(),
        *_folder(runtime.settings.home, sqlite=runtime.engine.dialect.name == "sqlite"),
        *_database(runtime),
    )


def _libraries() -> Iterator[str]:
    if sqlite3.sqlite_version_info < SQLITE_FLOOR:
        yield f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed."
    if etree.LIBXML_VERSION < LIBXML_FLOOR:
        yield f"libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))} is too old; 2.11 is needed."
    if xml.parsers.expat.version_info < EXPAT_FLOOR:
        yield f"{xml.parsers.expat.EXPAT_VERSION} is too old; 2.4.9 or newer is needed."


def _folder(home: Path, *, sqlite: bool) -> Iterator[str]:
    if not home.is_dir():
        yield f"{home} does not exist: run `docctl init` or `make run` first."
        return
    if home.stat().st_mode & 0o077:
        yield f"{home} can be read by others on this machine: chmod 700 it."
    if sqlite and file_system_of(home) in NETWORK_FILE_SYSTEMS:
        yield f"{home} lies on a network file system, which SQLite cannot trust."


def _database(runtime: Runtime) -> Iterator[str]:
    try:
        found = migrate.found(runtime.engine)
        if found != migrate.wanted():
            yield (
                f"The database has schema {found or 'none'}, this program needs"
                f" {migrate.wanted()}: run `docctl migrate`."
            )
            return
        with runtime.engine.connect() as connection:
            yield from _guards(connection)
            if connection.dialect.name == "sqlite":
                yield from _pragmas(connection)
            elif runtime.settings.search == "postgresql" and not may_build(connection):
                yield (
                    "The database role may not build the search index (DOCCTL_SEARCH=postgresql):"
                    f" grant it CREATE on the database, or on the schema {SCHEMA}."
                )
        yield from checkpoints.faults(runtime)
    except SQLAlchemyError as error:
        yield f"The database does not answer ({error.__class__.__name__})."


def _guards(connection: Connection) -> Iterator[str]:
    """Name what should protect approved versions and the audit trail and is gone or changed."""
    for _table, name, what in guards.faults(connection):
        yield f"The database's guard {name} is {what}; restore it before serving."


def _pragmas(connection: Connection) -> Iterator[str]:
    def value(name: str) -> object:
        return connection.scalar(text(f"PRAGMA {name}"))

    if value("foreign_keys") != 1:
        yield "SQLite does not enforce foreign keys."
    if value("synchronous") not in {2, 3}:
        yield "SQLite does not wait for the disk (synchronous)."
    if value("journal_mode") == "wal" and sqlite3.sqlite_version_info < WAL_FLOOR:
        yield "This SQLite may lose data with its write-ahead log; 3.51.3 or newer is needed."


def file_system_of(folder: Path) -> str:
    """Give the kind of file system `folder` lies on, or an empty string where nobody tells."""
    best, kind = "", ""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    for line in mounts:
        _device, point, name = line.split()[:3]
        inside = folder == Path(point) or Path(point) in folder.parents
        if inside and len(point) >= len(best):
            best, kind = point, name
    return kind
