"""Findings summed up: by the effect that causes them, by the document they hurt.

Counted and cut into pages by the database: a law that everybody cites hurts thousands of documents.
The findings are looked for and graded once, in one statement; groups, the sum of all, and what the
groups of one page count in particular are made of that.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import CTE, ColumnElement, Row, Select, Subquery, case, func, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ColumnCollection, ReadOnlyColumnCollection

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
_Statement = Select[*tuple[Any, ...]]
_Columns = ReadOnlyColumnCollection[str, Any] | ColumnCollection[str, Any]
_Row = Row[*tuple[Any, ...]]


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


class Summed(NamedTuple):
    """One page of groups, the worst first, and the sum of all findings."""

    groups: list[Group]
    counted: Sum


def sum_up(
    session: Session, *, actor: Actor, now: datetime, wanted: Wanted = EVERYTHING_LIVE
) -> Sum:
    """Count the findings `actor` may see, their documents and their causes."""
    return _sum_of(session.execute(select(_Asked.by(actor, now, wanted).sums())).one())


def page_by_effect(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    wanted: Wanted = EVERYTHING_LIVE,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Summed:
    """Group the findings `actor` may see by the effect that causes them, and sum them up."""
    asked = _Asked.by(actor, now, wanted)
    rows, counted = asked.summed(session, asked.listed_effects(page, per_page), "document_id")
    return Summed(_of_effects(session, rows), counted)


def page_by_document(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    wanted: Wanted = EVERYTHING_LIVE,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Summed:
    """Group the findings `actor` may see by document, and sum them up."""
    asked = _Asked.by(actor, now, wanted)
    rows, counted = asked.summed(session, asked.listed_documents(page, per_page), "effect_id")
    return Summed(_of_documents(session, rows), counted)


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
    asked = _Asked.by(actor, now, wanted)
    return _of_effects(
        session, asked.rows(session, asked.listed_effects(page, per_page), "document_id")
    )


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
    asked = _Asked.by(actor, now, wanted)
    return _of_documents(
        session, asked.rows(session, asked.listed_documents(page, per_page), "effect_id")
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of whom: every finding once, and the groups made of them."""

    today: date
    graded: CTE
    effects: CTE
    documents: CTE

    @classmethod
    def by(cls, actor: Actor, now: datetime, wanted: Wanted) -> Self:
        today = day_of(now)
        rank = rank_on(today).label("rank")
        facts = (Finding.effect_id, Finding.document_id, Finding.due_on, rank)
        found = narrowed(linked(select(*facts)), actor, now, wanted).cte("graded")
        graded = found.prefix_with("MATERIALIZED")  # or it would be looked for again and again
        return cls(
            today,
            graded,
            _grouped(graded, "effect_id").cte("by_effect"),
            _grouped(graded, "document_id").cte("by_document"),
        )

    def listed_effects(self, page: int, per_page: int) -> CTE:
        """Give one page of effects in order."""
        named = select(self.effects, Target.number.label("label"))
        joined = named.join(Effect, Effect.id == self.effects.c.effect_id)
        return _page(joined.join(Target, Target.id == Effect.target_id), page, per_page)

    def listed_documents(self, page: int, per_page: int) -> CTE:
        """Give one page of documents in order."""
        named = select(self.documents, Document.code_folded.label("label"))
        return _page(
            named.join(Document, Document.id == self.documents.c.document_id), page, per_page
        )

    def sums(self) -> Subquery:
        """Sum up everything, as the fields of `Sum`."""
        one = self.documents.c
        return (
            select(
                func.coalesce(func.sum(one.n), 0).label("citations"),
                func.count().label("documents"),
                select(func.count()).select_from(self.effects).scalar_subquery().label("changes"),
                func.count(case((one.due <= self.today, one.document_id))).label("late"),
                func.count(Document.owner_id.distinct()).label("owners"),
            )
            .select_from(self.documents)
            .join(Document, Document.id == one.document_id)
            .subquery("summed")
        )

    def told(self, listed: CTE, of: str) -> Subquery:
        """Count what the groups of a page hold: the values of another fact, and by severity."""
        one, by = self.graded.c, listed.c[0].name
        by_rank = (
            func.count(case((one.rank == rank, rank))).label(f"n{rank}")
            for rank in range(len(RANKS))
        )
        return (
            select(one[by].label("by"), func.count(one[of].distinct()).label("others"), *by_rank)
            .join(listed, listed.c[by] == one[by])
            .group_by(one[by])
            .subquery("told")
        )

    def rows(self, session: Session, listed: CTE, of: str) -> list[_Row]:
        """Give a page of groups."""
        told = self.told(listed, of)
        query = select(listed, told).join(told, told.c.by == listed.c[0])
        return list(session.execute(query.order_by(*_order(listed.c))))

    def summed(self, session: Session, listed: CTE, of: str) -> tuple[list[_Row], Sum]:
        """Give a page of groups and the sum of all in one statement."""
        summed, told = self.sums(), self.told(listed, of)
        found = session.execute(
            select(summed, listed, told)
            .select_from(summed)
            .outerjoin(listed, true())
            .outerjoin(told, told.c.by == listed.c[0])
            .order_by(*_order(listed.c))
        ).all()
        return [row for row in found if row.by is not None], _sum_of(found[0])


def _grouped(graded: CTE, by: str) -> _Statement:
    one = graded.c
    return select(
        one[by],
        func.min(one.due_on).label("due"),
        func.min(one.rank).label("worst"),
        func.count().label("n"),
    ).group_by(one[by])


def _page(query: _Statement, page: int, per_page: int) -> CTE:
    return (
        query.order_by(*_order(query.selected_columns))
        .limit(per_page)
        .offset((max(page, 1) - 1) * per_page)
        .cte("listed")
    )


def _order(columns: _Columns) -> tuple[ColumnElement[Any], ...]:
    """Order groups: the worst first, then by their days and names."""
    by = next(iter(columns))
    return columns["worst"], columns["due"].nulls_last(), columns["label"], by


def _sum_of(row: _Row) -> Sum:
    return Sum(int(row.citations), row.documents, row.changes, row.late, row.owners)


def _of_effects(session: Session, rows: list[_Row]) -> list[Group]:
    ids = [row.by for row in rows]
    told = {row.effect_id: row for row in session.execute(changes().where(Effect.id.in_(ids)))}
    return [
        Group(
            id=row.by,
            label=told[row.by].target or told[row.by].target_title,
            title=told[row.by].target_title,
            due_on=row.due,
            counts=_counts(row),
            others=row.others,
            change=change_of(told[row.by]),
        )
        for row in rows
    ]


def _of_documents(session: Session, rows: list[_Row]) -> list[Group]:
    ids = [row.by for row in rows]
    named = select(Document.id, Document.code, Document.title).where(Document.id.in_(ids))
    told = {row.id: row for row in session.execute(named)}
    return [
        Group(
            id=row.by,
            label=told[row.by].code,
            title=told[row.by].title,
            due_on=row.due,
            counts=_counts(row),
            others=row.others,
        )
        for row in rows
    ]


def _counts(row: _Row) -> dict[Severity, int]:
    by_rank = {rank: int(getattr(row, f"n{rank}")) for rank in range(len(RANKS))}
    return {RANKS[rank]: count for rank, count in by_rank.items() if count}
