"""From mentions found to rows: what stays, what is new, what goes, and only that is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from docctl.content import Block
from docctl.legal.binding import list_bindings, put_binding
from docctl.legal.matching import GONE, Matched, Same, match
from docctl.legal.mentions import (
    Facts,
    Hit,
    facts_of,
    facts_of_row,
    mention_of,
    provisions_of,
    say_anew,
)
from docctl.legal.models import Citation
from docctl.legal.placing import (
    Fresh,
    Placed,
    Stored,
    forget_rows,
    list_places,
    placed,
    put_in_order,
    write_rows,
)
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

    @property
    def rows(self) -> int:
        """Count the rows that are there when all is written and what is gone is dropped."""
        return len(self.meant) + len(self.staying)


def make_plan(
    session: Session,
    known: Sequence[Citation],
    hits: Sequence[Hit],
    blocks: Mapping[str, Block],
    asker: Asker,
    *,
    same: Same | None = None,
) -> Plan:
    """Plan the rows of blocks from the rows of before and the mentions found; reads only."""
    matched: Matched = match(known, hits, blocks, same=same)
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
    session: Session,
    version_id: int,
    plan: Plan,
    blocks: Sequence[Block],
    *,
    drop: bool,
    stored: Sequence[Stored] | None = None,
) -> None:
    """Write a plan; `blocks` are all of the version, `stored` the places of its rows of before.

    With `drop`, rows that are gone are deleted; without it, in an approved version, they stay and
    count no more.
    """
    if drop and plan.gone:
        forget_rows(session, plan.gone)
    for row in () if drop else plan.gone:
        if row.origin is not Origin.HUMAN:
            put_binding(row, Binding(Resolution.IGNORED, GONE))
    lines: list[Placed] = []
    fresh: list[tuple[Fresh, Placed]] = []
    moved = False
    for one in plan.meant:
        uid, start = one.facts["block_uid"], one.facts["start"]
        if one.row is None:
            assert one.binding is not None  # what a person decided has a row
            line = Placed(0, uid, start, 0)
            facts = facts_of_row(version_id, one.facts, one.binding)
            fresh.append((Fresh(facts, one.provisions), line))
        else:
            moved = moved or one.row.block_uid != uid
            say_anew(one.row, one.facts, one.provisions)
            if one.binding is not None:
                put_binding(one.row, one.binding)
            line = placed(one.row)
        lines.append(line)
    orders = [line.ordinal for line in lines if line.id]
    if fresh or moved or any(a >= b for a, b in pairwise(orders)):
        lines += map(placed, plan.staying)
        gone = {row.id for row in plan.gone} if drop else set[int]()
        before = list_places(session, version_id) if stored is None else stored
        put_in_order(session, [one for one in before if one.id not in gone], lines, blocks)
    session.flush()
    for new, line in fresh:
        new.facts["ordinal"] = line.ordinal
    write_rows(session, [new for new, _ in fresh])
