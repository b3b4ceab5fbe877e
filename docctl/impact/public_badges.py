"""Badges everybody may see: of procedures in force, as far as their agency's policy allows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from docctl.actors import SYSTEM
from docctl.agencies.models import Agency
from docctl.agencies.rules import PublicBadges
from docctl.documents.models import Document, Version
from docctl.documents.queries import effective_at
from docctl.documents.rules import Kind
from docctl.impact.currency import Currency, list_currency
from docctl.vietnamese import fold_code

_ALLOWED = and_(
    Document.kind == Kind.PROCEDURE,
    or_(
        Agency.public_badges == PublicBadges.PROCEDURES,
        and_(Agency.public_badges == PublicBadges.SERVICES, Document.public_service_code != ""),
    ),
)


@dataclass(frozen=True, slots=True)
class PublicBadge:
    """All that is public of a procedure."""

    code: str
    title: str
    currency: Currency

    @property
    def until(self) -> date | None:
        """Give the day up to which the legal bases are up to date, if somebody has said."""
        return self.currency.until


def find_public_badge(
    session: Session, code: str, *, now: datetime, field_id: int | None = None
) -> PublicBadge | None:
    """Find the badge of the one procedure in force of a code, if it is public; else nothing.

    One question, whatever the reason why there is none. Where several fields use the code, the
    address must name the field.
    """
    query = (
        select(Document.id, Document.code, Version.id.label("version_id"), Version.title)
        .select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .join(Agency, Agency.id == Document.agency_id)
        .where(Document.code_folded == fold_code(code), _ALLOWED, effective_at(now))
        .limit(2)
    )
    if field_id is not None:
        query = query.where(Document.field_id == field_id)
    rows = session.execute(query).all()
    if len(rows) != 1:
        return None
    (row,) = rows
    found = list_currency(session, {row.id: row.version_id}, actor=SYSTEM, now=now)
    return PublicBadge(row.code, row.title, found[row.id])


def is_public(session: Session, document_id: int) -> bool:
    """Say whether the policy of its agency makes the badge of a document public."""
    return (
        session.scalar(
            select(Document.id)
            .join(Agency, Agency.id == Document.agency_id)
            .where(Document.id == document_id, _ALLOWED)
        )
        is not None
    )


def is_single(session: Session, code_folded: str) -> bool:
    """Say whether a code alone tells a public badge."""
    found = session.scalars(
        select(Document.id)
        .join(Agency, Agency.id == Document.agency_id)
        .where(Document.code_folded == code_folded, _ALLOWED)
        .limit(2)
    )
    return len(found.all()) < 2
