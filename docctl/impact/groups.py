"""Findings summed up: by the effect that causes them, by the document they hurt.

Counted and cut into pages by the database: a law that everybody cites hurts thousands of documents.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.impact.models import Finding
from docctl.impact.queries import (
    EVERYTHING_LIVE,
    Target,
    change_of,
    changes,
    linked,
    narrowed,
    rank_on,
)
from docctl.impact.rules import Severity
from docctl.impact.shown import RANKS, Group, Wanted
from docctl.legal.models import Effect

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sum:
    """How many citations in how many documents are hurt by how many changes of law.

    `late` counts the documents whose day has come, `owners` the people in charge of any.
    """

    citations: int
    documents: int
    changes: int
    late: int
    owners: int


def sum_up(
    session: Session, *, actor: Actor, now: datetime, wanted: Wanted = EVERYTHING_LIVE
) -> Sum:
    """Count the findings `actor` may see, their documents and their causes."""
    columns = (
        func.count(),
        func.count(Finding.document_id.distinct()),
        func.count(Finding.effect_id.distinct()),
        func.count(case((Finding.due_on <= day_of(now), Finding.document_id)).distinct()),
        func.count(Document.owner_id.distinct()),
    )
    row = session.execute(narrowed(linked(select(*columns)), actor, now, wanted)).one()
    return Sum(*row)


def list_by_effect(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    wanted: Wanted = EVERYTHING_LIVE,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> list[Group]:
    """Group the findings `actor` may see by the effect that causes them, the worst first."""
    asked = _Asked(actor, now, wanted, Finding.effect_id, Finding.document_id)
    named = linked(select(*asked.columns, Target.number.label("label"))).join(
        Target, Target.id == Effect.target_id
    )
    tallies = asked.tallies(session, named, page, per_page)
    rows = session.execute(changes().where(Effect.id.in_(tallies)))
    told = {row.effect_id: row for row in rows}
    return [
        Group(
            id=effect_id,
            label=told[effect_id].target or told[effect_id].target_title,
            title=told[effect_id].target_title,
            due_on=tally.due,
            counts=counts,
            others=tally.others,
            change=change_of(told[effect_id]),
        )
        for effect_id, (tally, counts) in tallies.items()
    ]


def list_by_document(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    wanted: Wanted = EVERYTHING_LIVE,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> list[Group]:
    """Group the findings `actor` may see by document, the worst first."""
    asked = _Asked(actor, now, wanted, Finding.document_id, Finding.effect_id)
    named = linked(select(*asked.columns, Document.code_folded.label("label")))
    tallies = asked.tallies(session, named, page, per_page)
    rows = session.execute(
        select(Document.id, Document.code, Document.title).where(Document.id.in_(tallies))
    )
    told = {row.id: row for row in rows}
    return [
        Group(
            id=document_id,
            label=told[document_id].code,
            title=told[document_id].title,
            due_on=tally.due,
            counts=counts,
            others=tally.others,
        )
        for document_id, (tally, counts) in tallies.items()
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is grouped for whom: by one fact of the findings, counting the values of another."""

    actor: Actor
    now: datetime
    wanted: Wanted
    by: InstrumentedAttribute[int]
    of: InstrumentedAttribute[int]

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        rank = rank_on(day_of(self.now)).label("rank")
        return self.by.label("by"), self.of.label("of"), rank, Finding.due_on.label("due_on")

    def tallies(
        self, session: Session, query: Select[*tuple[Any, ...]], page: int, per_page: int
    ) -> dict[int, tuple[Row[*tuple[Any, ...]], dict[Severity, int]]]:
        """Give one page of groups in order, each with its counts by severity."""
        inner = narrowed(query, self.actor, self.now, self.wanted).subquery()
        due = func.min(inner.c.due_on)
        rows = session.execute(
            select(inner.c.by, due.label("due"), func.count(inner.c.of.distinct()).label("others"))
            .group_by(inner.c.by)
            .order_by(func.min(inner.c.rank), due.nulls_last(), func.min(inner.c.label), inner.c.by)
            .limit(per_page)
            .offset((max(page, 1) - 1) * per_page)
        ).all()
        counts = self._counts(session, [row.by for row in rows])
        return {row.by: (row, counts[row.by]) for row in rows}

    def _counts(self, session: Session, ids: Collection[int]) -> dict[int, dict[Severity, int]]:
        by, _, rank, _ = self.columns
        query = linked(select(by, rank)).where(self.by.in_(ids))
        inner = narrowed(query, self.actor, self.now, self.wanted).subquery()
        found: dict[int, dict[Severity, int]] = defaultdict(dict)
        for row in session.execute(
            select(inner.c.by, inner.c.rank, func.count().label("n")).group_by(
                inner.c.by, inner.c.rank
            )
        ):
            found[row.by][RANKS[row.rank]] = row.n
        return found
