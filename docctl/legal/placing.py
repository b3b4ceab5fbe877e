"""Rows of citations by their places: in reading order, and written without loading what stays.

An edit touches few rows of many. Statements go to the table itself, since to make, flush and load
objects costs several times what the database does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from docctl.content import Block
from docctl.legal.mentions import Facts
from docctl.legal.models import Citation
from docctl.legal.ordering import ordinals


@dataclass(slots=True)
class Placed:
    """Where a row stands: block, offset, and its number in reading order; `id` 0 if it is new.

    `row` is the object in memory, if there is one.
    """

    id: int
    block_uid: str
    start: int
    ordinal: int
    row: Citation | None = None


@dataclass(slots=True)
class Fresh:
    """A row to be written: its columns, the paths of its provisions."""

    facts: Facts
    provisions: set[str]


_TABLE = Citation.metadata.tables["citation"]
_PATHS = Citation.metadata.tables["citation_path"]
_PLACES = (
    select(_TABLE.c.id, _TABLE.c.block_uid, _TABLE.c.start, _TABLE.c.ordinal)
    .where(_TABLE.c.version_id == bindparam("its_version"))
    .order_by(_TABLE.c.ordinal)
)
_PLACE = (
    update(_TABLE).where(_TABLE.c.id == bindparam("its_id")).values(ordinal=bindparam("its_place"))
)
_MAKE = insert(_TABLE).returning(_TABLE.c.id, sort_by_parameter_order=True)
_NAME = insert(_PATHS)
_FORGET = (
    delete(_PATHS).where(_PATHS.c.citation_id.in_(bindparam("ids", expanding=True))),
    delete(_TABLE).where(_TABLE.c.id.in_(bindparam("ids", expanding=True))),
)


def list_places(session: Session, version_id: int) -> list[Placed]:
    """Give where the rows of a version stand, in the order of before."""
    with session.no_autoflush:
        rows = session.execute(_PLACES, {"its_version": version_id})
        return [Placed(*row) for row in rows]


def placed(row: Citation) -> Placed:
    """Give where a row in memory says that it stands."""
    return Placed(row.id, row.block_uid, row.start, row.ordinal, row)


def forget_rows(session: Session, rows: Sequence[Citation]) -> None:
    """Delete rows with what belongs to them; their places in the order are free at once."""
    ids = [row.id for row in rows]
    for row in rows:
        session.expunge(row)
    for statement in _FORGET:
        session.connection().execute(statement, {"ids": ids})


def write_rows(session: Session, fresh: Sequence[Fresh]) -> None:
    """Write new rows and the paths of their provisions."""
    if not fresh:
        return
    made = session.connection().execute(_MAKE, [one.facts for one in fresh]).scalars().all()
    session.connection().execute(
        _NAME,
        [
            {"citation_id": its_id, "path": path}
            for its_id, one in zip(made, fresh, strict=True)
            for path in sorted(one.provisions)
        ],
    )


def put_in_order(
    session: Session, stored: Iterable[Placed], given: Iterable[Placed], blocks: Sequence[Block]
) -> None:
    """Put the citations of a version in reading order, changing as few numbers as possible.

    `given` stand where they say now, new ones included, which learn their numbers; the others stand
    as `stored`.
    """
    at = {block.uid: number for number, block in enumerate(blocks)}
    end = len(blocks)
    standing = list(given)
    known = {one.id for one in standing}
    lines = [(at.get(one.block_uid, end), one.start, n, one) for n, one in enumerate(standing)]
    lines += [
        (at.get(one.block_uid, end), one.start, one.ordinal, one)
        for one in stored
        if one.id not in known
    ]
    lines.sort(key=_reading_order)
    numbers = ordinals([one.ordinal if one.id else None for *_, one in lines])
    changed = [
        (one, number)
        for (*_, one), number in zip(lines, numbers, strict=True)
        if one.ordinal != number
    ]
    _renumber(session, changed)


def _reading_order(line: tuple[int, int, int, Placed]) -> tuple[int, int, int]:
    return line[:3]


def _renumber(session: Session, changed: Sequence[tuple[Placed, int]]) -> None:
    """Write new numbers, out of the way of the unique order first."""
    moved = [(one, number) for one, number in changed if one.id]
    if moved:
        aside: list[dict[str, Any]] = [{"its_id": o.id, "its_place": -n} for o, n in moved]
        session.flush()
        session.connection().execute(_PLACE, aside)
    stored = []
    for one, number in changed:
        one.ordinal = number
        if one.row is not None:
            one.row.ordinal = number
        elif one.id:
            stored.append({"its_id": one.id, "its_place": number})
    if stored:
        session.connection().execute(_PLACE, stored)
