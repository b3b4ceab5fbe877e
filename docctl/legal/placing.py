"""Rows of citations by their places: in reading order, and written without loading what stays.

An edit touches few rows of many. Statements go to the table itself, since to make, flush and load
objects costs several times what the database does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from docctl.content import Block
from docctl.legal.mentions import Facts
from docctl.legal.models import Citation
from docctl.legal.ordering import ordinals


class Stored(NamedTuple):
    """Where a row stands in the database: block, offset, number in reading order."""

    id: int
    block_uid: str
    start: int
    ordinal: int


@dataclass(slots=True)
class Placed:
    """Where a row is to stand: block, offset, number in reading order; `id` 0 if it is new.

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


def list_places(session: Session, version_id: int) -> list[Stored]:
    """Give where the rows of a version stand, in the order of before, as the database says."""
    rows = session.connection().execute(_PLACES, {"its_version": version_id}).all()
    return list(map(Stored._make, rows))


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
    session: Session, stored: Iterable[Stored], given: Iterable[Placed], blocks: Sequence[Block]
) -> None:
    """Put the citations of a version in reading order, changing as few numbers as possible.

    `given` stand where they say now, new ones included, which learn their numbers; the others stand
    as `stored`.
    """
    at = {block.uid: number for number, block in enumerate(blocks)}
    end = len(blocks)
    standing = list(given)
    known = {one.id for one in standing}
    lines: list[tuple[int, int, int, int | None, Placed | Stored]] = [
        (at.get(one.block_uid, end), one.start, n, one.ordinal if one.id else None, one)
        for n, one in enumerate(standing)
    ]
    lines += [
        (at.get(uid, end), start, ordinal, ordinal, one)
        for one in stored
        for its_id, uid, start, ordinal in (one,)
        if its_id not in known
    ]
    lines.sort(key=_READING_ORDER)
    numbers = ordinals([line[3] for line in lines])
    changed = [
        (_placed_at(line[4]), number)
        for line, number in zip(lines, numbers, strict=True)
        if line[3] != number
    ]
    _renumber(session, changed)


_READING_ORDER = itemgetter(0, 1, 2)


def _placed_at(one: Placed | Stored) -> Placed:
    """Give a place that may learn another number."""
    return one if isinstance(one, Placed) else Placed(*one)


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
