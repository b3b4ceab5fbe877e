"""Citations that are bound to no text: what they say, how often, and the ones that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.documents.rules import OPEN, Status
from docctl.legal.models import Citation
from docctl.legal.numbers import number_norm
from docctl.legal.planning import can_be_stub
from docctl.legal.rules import Origin, Resolution
from docctl.vietnamese import fold

UNBOUND = (Resolution.UNMATCHED, Resolution.AMBIGUOUS)
# Without a number the name and its year say which text is meant.
_NAME = case((Citation.number_norm == "", Citation.name_folded), else_="")
_YEAR = case((Citation.number_norm == "", func.coalesce(Citation.year, 0)), else_=0)


@dataclass(frozen=True, slots=True)
class Group:
    """What several unbound citations say alike; `first` is one of them."""

    first: Citation
    citations: int
    documents: int
    ambiguous: int


def live(now: datetime) -> ColumnElement[bool]:
    """Say in SQL: the version is being written, effective at `now`, or scheduled."""
    lasting = or_(Version.effective_to.is_(None), Version.effective_to > now)
    return or_(Version.status.in_(OPEN), and_(Version.status == Status.APPROVED, lasting))


def list_groups(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    resolution: Resolution | None = None,
    words: str = "",
    page: int = 1,
    size: int = 50,
) -> tuple[list[Group], int]:
    """Group the unbound citations of live versions `actor` may see; the most frequent first."""
    query = (
        _seen(
            select(
                func.min(Citation.id).label("first"),
                func.count().label("citations"),
                func.count(Version.document_id.distinct()).label("documents"),
                func.count(case((Citation.resolution == Resolution.AMBIGUOUS, 1))).label("several"),
            ),
            actor,
            now,
        )
        .where(Citation.resolution.in_(UNBOUND if resolution is None else (resolution,)))
        .group_by(Citation.number_norm, _NAME, _YEAR)
    )
    if words:
        query = query.where(
            or_(
                Citation.number_norm.startswith(number_norm(words), autoescape=True),
                Citation.name_folded.contains(fold(words), autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(
        query.order_by(func.count().desc(), func.min(Citation.id))
        .limit(size)
        .offset((max(page, 1) - 1) * size)
    ).all()
    first = {
        one.id: one
        for one in session.scalars(
            select(Citation).where(Citation.id.in_([row.first for row in rows]))
        )
    }
    return [Group(first[row.first], row.citations, row.documents, row.several) for row in rows], (
        total
    )


def count_unbound(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count the unbound citations of live versions that `actor` may see."""
    query = _seen(select(func.count()), actor, now).where(Citation.resolution.in_(UNBOUND))
    return session.scalar(query) or 0


def list_alike(
    session: Session, citation: Citation, *, actor: Actor, now: datetime, limit: int = 2000
) -> Sequence[Citation]:
    """List the other unbound citations, in live versions `actor` may see, that say the same.

    The same number is enough where it tells the text alone; else issuer and date must agree too.
    """
    same = [Citation.id != citation.id]
    if citation.number_norm:
        same.append(Citation.number_norm == citation.number_norm)
        if not can_be_stub(citation.number):
            same += [Citation.issuer == citation.issuer, _is(citation)]
    else:
        same += [
            Citation.number_norm == "",
            Citation.name_folded == citation.name_folded,
            Citation.name_folded != "",
            func.coalesce(Citation.year, 0) == (citation.year or 0),
            _is(citation),
        ]
    query = _seen(select(Citation), actor, now).where(
        *same, Citation.resolution.in_(UNBOUND), Citation.origin == Origin.AUTO
    )
    return session.scalars(query.order_by(Citation.id).limit(limit)).unique().all()


def _is(citation: Citation) -> ColumnElement[bool]:
    if citation.issued_on is None:
        return Citation.issued_on.is_(None)
    return Citation.issued_on == citation.issued_on


def _seen(query: Select[*tuple[Any, ...]], actor: Actor, now: datetime) -> Select[Any]:
    return (
        query.select_from(Citation)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(live(now), visible_to(actor, now=now))
    )
