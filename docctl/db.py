"""The declarative base, the column types every feature shares, and how engines are opened."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    ARRAY,
    DDL,
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    any_,
    create_engine,
    event,
    exists,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    MappedAsDataclass,
    Session,
    mapped_column,
)

_json = JSON().with_variant(JSONB(), "postgresql")

# Seconds a write of SQLite waits for another process's, such as an import beside the server.
PATIENCE = 30

FEW = 20  # values a statement of PostgreSQL names one by one; it knows best how common they are

# Seconds after which a connection of SQLite is opened anew: it plans by what it found when opened.
REOPEN = 3600

# The write-ahead log of older SQLite can lose a checkpoint race (fixed in 3.51.3).
WAL_FLOOR = (3, 51, 3)


class Utc(TypeDecorator[datetime]):
    """An aware UTC moment; naive values are refused rather than guessed."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(MappedAsDataclass, DeclarativeBase):
    """What every table inherits; each says `kw_only=True`, so constructors are type-checked."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # read once by SQLAlchemy
        datetime: Utc,
        str: Text,
        int: BigInteger().with_variant(Integer(), "sqlite"),
        dict[str, Any]: _json,
        list[Any]: _json,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)]
Sha256 = Annotated[str, mapped_column(String(64))]


# What `guard` was told, by table and dialect; the schema test compares it with the migrations.
GUARDS: dict[str, dict[str, Sequence[str]]] = {}


def guard(table: Table, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
    """Attach triggers or constraints that SQLAlchemy cannot express to the creation of `table`."""
    GUARDS[table.name] = {"sqlite": sqlite, "postgresql": postgresql}
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def among(
    session: Session, column: InstrumentedAttribute[Any], values: Collection[Any]
) -> ColumnElement[bool]:
    """Say in SQL that a column is one of many values.

    PostgreSQL gets one array: a parameter for each value costs it and its driver as much as the
    rows that are found.
    """
    if len(values) > FEW and session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(values)


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many new rows that give the same columns; no object is made of them.

    PostgreSQL gets one statement, with an array for each column that varies (no list): of a
    statement for each row, it and its driver spend more on the statement than on the row.
    """
    if len(rows) <= FEW or session.get_bind().dialect.name != "postgresql":
        if rows:
            session.execute(insert(model), rows)
        return
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    types = {name: model.__table__.c[name].type for name in columns}
    first, *others = columns
    varied = [first, *(one for one in others if columns[one].count(columns[one][0]) < len(rows))]
    arrays = [literal(columns[name], ARRAY(types[name])) for name in varied]
    table = func.unnest(*arrays).table_valued(*varied).render_derived()
    values = [
        table.c[name] if name in table.c else literal(some[0], types[name])
        for name, some in columns.items()
    ]
    session.execute(insert(model).from_select(list(columns), select(*values).select_from(table)))


def insert_once(session: Session, model: type[Base], row: Mapping[str, Any]) -> None:
    """Write a row unless one with its primary key is there, in one statement; no object is made."""
    columns = model.__table__.c
    same = [column == row[column.key] for column in model.__table__.primary_key]
    values = [literal(value, columns[name].type) for name, value in row.items()]
    new = select(*values).where(~exists().where(*same))
    session.execute(insert(model).from_select(list(row), new))


def open_engine(url: str) -> Engine:
    """Open the database at `url` (SQLAlchemy form) with the settings safety demands.

    SQLite: foreign keys on, full synchronisation, write transactions begin IMMEDIATE (a session
    asks for one with the execution option ``write=True``). PostgreSQL: lock and statement limits,
    and a plan for every question: a statement that was asked ten times would else be planned for
    the average text, and the law everybody cites is not average.
    """
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            connect_args={"timeout": PATIENCE, "check_same_thread": False},
            pool_recycle=REOPEN,
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "options": "-c lock_timeout=10s -c statement_timeout=60s -c timezone=UTC"
            " -c plan_cache_mode=force_custom_plan -c jit=off"
        },
    )


def uses_wal() -> bool:
    """Say whether the linked SQLite is new enough for the write-ahead log."""
    return sqlite3.sqlite_version_info >= WAL_FLOOR


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event decides how to begin
    journal = (
        ("journal_mode=WAL", "synchronous=FULL")
        if uses_wal()
        else ("journal_mode=DELETE", "synchronous=EXTRA")
    )
    for pragma in (
        *journal,
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE * 1000}",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
