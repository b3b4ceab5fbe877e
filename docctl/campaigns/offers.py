"""Changes of law a campaign could be opened for: confirmed, hurting documents, with none open."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.campaigns.models import Campaign
from docctl.days import day_of
from docctl.impact.models import Finding
from docctl.impact.queries import EVERYTHING_LIVE, linked, narrowed
from docctl.legal import queries as legal
from docctl.legal.models import Effect

MOST = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """A text whose effects hurt documents, from which day, and how many documents."""

    text_id: int
    number: str
    title: str
    due_on: date | None
    documents: int


@dataclass(frozen=True, slots=True)
class Offers:
    """The changes to be offered first, and how many there are in all."""

    shown: tuple[Offer, ...]
    total: int


def list_offers(session: Session, *, actor: Actor, now: datetime, most: int = MOST) -> Offers:
    """Give the changes of law without an open campaign: the coming ones first, then the newest."""
    today = day_of(now)
    opened = exists().where(
        Campaign.source_id == Effect.source_id,
        Campaign.agency_id == actor.agency_id,
        Campaign.closed_at.is_(None),
    )
    query = linked(
        select(
            Effect.source_id,
            func.count(Finding.document_id.distinct()).label("documents"),
            func.max(Finding.due_on).label("due"),
        )
    ).where(~opened)
    found = narrowed(query, actor, now, EVERYTHING_LIVE).group_by(Effect.source_id).subquery()
    coming = found.c.due >= today
    rows = session.execute(
        select(found)
        .order_by(
            case((coming, 0), else_=1),
            case((coming, found.c.due)),
            found.c.due.desc().nulls_last(),
            found.c.source_id,
        )
        .limit(most)
    ).all()
    texts = legal.list_texts_of(session, {row.source_id for row in rows})
    return Offers(
        tuple(
            Offer(
                text_id=row.source_id,
                number=texts[row.source_id].number,
                title=texts[row.source_id].title,
                due_on=row.due,
                documents=row.documents,
            )
            for row in rows
        ),
        session.scalar(select(func.count()).select_from(found)) or 0,
    )
