"""From mentions found to rows: what stays, what is new, what goes, and only that is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from docctl.content import Block
from docctl.legal.binding import list_bindings, put_binding
from docctl.legal.matching import GONE, Matched, match
from docctl.legal.mentions import (
    Facts,
    Hit,
    facts_of,
    mention_of,
    new_row,
    provisions_of,
    say_anew,
)
from docctl.legal.models import Citation
from docctl.legal.ordering import ordinals
from docctl.legal.resolve import Asker, Binding
from docctl.legal.rules import Origin, Resolution


@dataclass(frozen=True, slots=True)
class Meant:
    """A mention with its row of before and what the row is to say; no binding: a person decided."""

    row: Citation | None
    facts: Facts
    provisions: set[str]
    binding: Binding | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of the rows of some blocks; nothing is written yet."""

    meant: list[Meant]
    staying: list[Citation]
    gone: list[Citation]


def make_plan(
    session: Session,
    known: Sequence[Citation],
    hits: Sequence[Hit],
    blocks: Mapping[str, Block],
    asker: Asker,
) -> Plan:
    """Plan the rows of blocks from the rows of before and the mentions found; reads only."""
    matched: Matched = match(known, hits, blocks)
    facts = [facts_of(hit) for hit in hits]
    bindings = list_bindings(session, [mention_of(one) for one in facts], asker)
    meant = [
        Meant(row, said, provisions_of(hit), None if _decided(row) else binding)
        for row, hit, said, binding in zip(matched.rows, hits, facts, bindings, strict=True)
    ]
    return Plan(meant, matched.staying, matched.gone)


def _decided(row: Citation | None) -> bool:
    return row is not None and row.origin is Origin.HUMAN


def write_plan(
    session: Session, version_id: int, plan: Plan, blocks: Sequence[Block], *, drop: bool
) -> list[Citation]:
    """Write a plan and give the rows of its mentions; `blocks` are all of the version.

    With `drop`, rows that are gone are deleted; without it, in an approved version, they stay and
    count no more.
    """
    for row in plan.gone:
        if drop:
            session.delete(row)
        elif row.origin is not Origin.HUMAN:
            put_binding(row, Binding(Resolution.IGNORED, GONE))
    if drop and plan.gone:
        session.flush()  # their places in the order are free
    before = {id(one.row): one.row.block_uid for one in plan.meant if one.row is not None}
    rows: list[Citation] = []
    fresh: list[Citation] = []
    for one in plan.meant:
        row = one.row or new_row(version_id, one.facts, one.provisions)
        if one.row is None:
            fresh.append(row)
        else:
            say_anew(row, one.facts, one.provisions)
        if one.binding is not None:
            put_binding(row, one.binding)
        rows.append(row)
    moved = any(before.get(id(row), row.block_uid) != row.block_uid for row in rows)
    orders = [row.ordinal for row in rows if id(row) in before]
    if fresh or moved or any(a >= b for a, b in pairwise(orders)):
        put_in_order(session, version_id, [*rows, *plan.staying], blocks)
    session.add_all(fresh)
    session.flush()
    return rows


@dataclass(slots=True)
class _Line:
    """A row on its way to its place: block, offset, order among equal ones; its number of before.

    `row` is the object in memory, if there is one; `key` the id in the database, if it is there.
    """

    block: int
    start: int
    order: int
    key: int | None
    number: int | None
    row: Citation | None


def put_in_order(
    session: Session, version_id: int, given: Iterable[Citation], blocks: Sequence[Block]
) -> None:
    """Put the citations of a version in reading order, changing as few numbers as possible.

    `given` are rows with their anchors of now, new ones included; the others stand as stored.
    """
    at = {block.uid: number for number, block in enumerate(blocks)}
    end = len(blocks)
    with session.no_autoflush:
        stored = session.execute(
            select(Citation.id, Citation.block_uid, Citation.start, Citation.ordinal).where(
                Citation.version_id == version_id
            )
        ).all()
    lines = [
        _Line(
            at.get(row.block_uid, end),
            row.start,
            order,
            row.id,
            row.ordinal if row.id else None,
            row,
        )
        for order, row in enumerate(given)
    ]
    loaded = {line.key for line in lines}
    lines += [
        _Line(at.get(row.block_uid, end), row.start, row.ordinal, row.id, row.ordinal, None)
        for row in stored
        if row.id not in loaded
    ]
    lines.sort(key=lambda line: (line.block, line.start, line.order))
    numbers = ordinals([line.number for line in lines])
    _renumber(session, [pair for pair in zip(lines, numbers, strict=True) if _differs(*pair)])


def _differs(line: _Line, number: int) -> bool:
    return line.number != number


def _renumber(session: Session, changed: Sequence[tuple[_Line, int]]) -> None:
    """Write new numbers, out of the way of the unique order first."""
    aside = [{"its_id": line.key, "its_place": -to} for line, to in changed if line.key is not None]
    if aside:
        session.flush()
        session.connection().execute(_PLACE, aside)
    stored = []
    for line, to in changed:
        if line.row is not None:
            line.row.ordinal = to
        else:
            stored.append({"its_id": line.key, "its_place": to})
    if stored:
        session.connection().execute(_PLACE, stored)


_TABLE = Citation.metadata.tables["citation"]
_PLACE = (
    update(_TABLE).where(_TABLE.c.id == bindparam("its_id")).values(ordinal=bindparam("its_place"))
)
