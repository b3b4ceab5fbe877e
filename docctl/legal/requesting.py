"""Requests for texts that are cited and not registered: opened, answered and told by themselves.

A request is for one number, or for a name and its year, however many citations say it. It opens
with the worker's day and is answered in the transaction that registers the text and binds the
citations anew, so what was cited before is settled as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.audit import service as audit
from docctl.db import among
from docctl.documents.models import Document, Version
from docctl.documents.queries import list_codes, visible_to
from docctl.legal.models import Citation
from docctl.legal.request_models import TextRequest
from docctl.legal.rules import Resolution
from docctl.legal.unbound import live
from docctl.runtime import Transaction

NAMED = 5  # what one entry of the audit trail names
# Written out, not bound: PostgreSQL must see that what is grouped by is what is selected.
_EMPTY: ColumnElement[str] = literal_column("''")
_ZERO: ColumnElement[int] = literal_column("0")
_NUMBERLESS = Citation.number_norm == _EMPTY
_NAME = case((_NUMBERLESS, Citation.name_folded), else_=_EMPTY)
_YEAR = case((_NUMBERLESS, func.coalesce(Citation.year, _ZERO)), else_=_ZERO)
_KEY = (Document.agency_id, Citation.number_norm, _NAME, _YEAR)
_ASKED = (
    TextRequest.agency_id,
    TextRequest.number_norm,
    TextRequest.name_folded,
    TextRequest.year,
)

Key = tuple[int, str, str, int]  # agency, number, name, year


@dataclass(frozen=True, slots=True)
class Request:
    """An open request with the first citation `actor` may see, and how often it is cited."""

    id: int
    words: str
    asked_at: datetime
    citation: Citation
    document_code: str
    citations: int
    documents: int


def follow_requests(tx: Transaction) -> int:
    """Open a request for every text that is cited and missing, end the others; give the new."""
    found = {
        (row.agency_id, row.number_norm, row.name, row.year): row.first
        for row in tx.session.execute(_missing(tx.now))
    }
    standing = {_key(row): row for row in _open(tx.session)}
    new = [key for key in found if key not in standing]
    first = _citations(tx.session, [found[key] for key in new])
    for key in sorted(new):
        agency_id, number, name, year = key
        words = _words(first[found[key]])
        tx.session.add(
            TextRequest(
                agency_id=agency_id,
                number_norm=number,
                name_folded=name,
                year=year,
                words=words,
                asked_at=tx.now,
            )
        )
    tx.session.flush()
    if new:
        audit.record(
            tx,
            action="texts.asked_for",
            subject="text_request:several",
            count=len(new),
            texts=[_words(first[found[key]]) for key in sorted(new)][:NAMED],
        )
    _end(tx, [row for key, row in standing.items() if key not in found])
    return len(new)


def answer_requests(
    tx: Transaction, *, numbers: Collection[str], names: Collection[str] = ()
) -> int:
    """End the open requests for some numbers or names that nothing waits for any more."""
    asked = list(_open(tx.session, numbers=numbers, names=names))
    if not asked:
        return 0
    tx.session.flush()
    waiting = {
        (row.agency_id, row.number_norm, row.name, row.year)
        for row in tx.session.execute(
            _missing(tx.now).where(
                or_(
                    Citation.number_norm.in_({one.number_norm for one in asked} - {""}),
                    (Citation.number_norm == "")
                    & Citation.name_folded.in_({one.name_folded for one in asked} - {""}),
                )
            )
        )
    }
    return _end(tx, [row for row in asked if _key(row) not in waiting])


def list_requests(
    session: Session, *, actor: Actor, now: datetime, after: int = 0
) -> list[Request]:
    """List what is asked for and cited in live versions `actor` may see, the most cited first.

    `after` leaves out requests up to an id: those somebody has already heard of.
    """
    rows = session.execute(
        _missing(now)
        .add_columns(
            TextRequest.id, func.max(TextRequest.words).label("words"), TextRequest.asked_at
        )
        .join(TextRequest, tuple_(*_ASKED) == tuple_(*_KEY))
        .where(
            TextRequest.answered_at.is_(None), TextRequest.id > after, visible_to(actor, now=now)
        )
        .group_by(TextRequest.id, TextRequest.asked_at)
    ).all()
    first = _citations(session, [row.first for row in rows])
    codes = list_codes(session, {one.version_id for one in first.values()})
    found = [
        Request(
            id=row.id,
            words=row.words,
            asked_at=row.asked_at,
            citation=first[row.first],
            document_code=codes[first[row.first].version_id],
            citations=row.citations,
            documents=row.documents,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.documents, -one.citations, one.id))


def list_answered(session: Session, *, actor: Actor, limit: int) -> Sequence[TextRequest]:
    """List the requests of the agency that were answered by a registered text, newest first."""
    return session.scalars(
        select(TextRequest)
        .where(TextRequest.agency_id == actor.agency_id, TextRequest.text_id.is_not(None))
        .order_by(TextRequest.answered_at.desc(), TextRequest.id.desc())
        .limit(limit)
    ).all()


def asked_since(
    session: Session, *, actor: Actor, citations: Collection[Citation]
) -> dict[int, datetime]:
    """Give by citation since when its text is asked for."""
    rows = session.scalars(
        select(TextRequest).where(
            TextRequest.agency_id == actor.agency_id,
            TextRequest.answered_at.is_(None),
            or_(
                TextRequest.number_norm.in_({one.number_norm for one in citations} - {""}),
                TextRequest.name_folded.in_({one.name_folded for one in citations} - {""}),
            ),
        )
    )
    since = {(row.number_norm, row.name_folded, row.year): row.asked_at for row in rows}
    keys = {
        one.id: (one.number_norm, "", 0)
        if one.number_norm
        else ("", one.name_folded, one.year or 0)
        for one in citations
    }
    return {own: since[key] for own, key in keys.items() if key in since}


def _missing(now: datetime) -> Select[*tuple[Any, ...]]:
    """Group the citations of live versions that say a text nobody registered."""
    return (
        select(
            func.min(Citation.id).label("first"),
            func.count().label("citations"),
            func.count(Version.document_id.distinct()).label("documents"),
            Document.agency_id,
            Citation.number_norm,
            _NAME.label("name"),
            _YEAR.label("year"),
        )
        .select_from(Citation)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(
            Citation.resolution == Resolution.UNMATCHED,
            or_(Citation.number_norm != "", Citation.name_folded != ""),
            live(now),
        )
        .group_by(*_KEY)
    )


def _open(
    session: Session,
    *,
    numbers: Collection[str] | None = None,
    names: Collection[str] = (),
) -> Sequence[TextRequest]:
    query = select(TextRequest).where(TextRequest.answered_at.is_(None)).order_by(TextRequest.id)
    if numbers is not None:
        query = query.where(
            or_(
                among(session, TextRequest.number_norm, set(numbers) - {""}),
                among(session, TextRequest.name_folded, set(names) - {""}),
            )
        )
    return session.scalars(query.with_for_update()).all()


def _end(tx: Transaction, rows: Sequence[TextRequest]) -> int:
    """End requests, each with the text its citations are bound to now, if they are."""
    for row in rows:
        row.answered_at, row.text_id = tx.now, _bound_to(tx.session, row)
    if rows:
        audit.record(
            tx,
            action="text_requests.ended",
            subject="text_request:" + (str(rows[0].id) if len(rows) == 1 else "several"),
            count=len(rows),
            answered=sum(row.text_id is not None for row in rows),
            texts=[row.words for row in rows[:NAMED]],
        )
    tx.session.flush()
    return len(rows)


def _bound_to(session: Session, row: TextRequest) -> int | None:
    says = Citation.number_norm == row.number_norm
    if not row.number_norm:
        says &= (Citation.name_folded == row.name_folded) & (
            func.coalesce(Citation.year, 0) == row.year
        )
    return session.scalar(
        select(Citation.text_id)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(says, Citation.text_id.is_not(None), Document.agency_id == row.agency_id)
        .order_by(Citation.id)
        .limit(1)
    )


def _key(row: TextRequest) -> Key:
    return row.agency_id, row.number_norm, row.name_folded, row.year


def _citations(session: Session, ids: Collection[int]) -> dict[int, Citation]:
    return {
        one.id: one
        for one in session.scalars(select(Citation).where(among(session, Citation.id, list(ids))))
    }


def _words(citation: Citation) -> str:
    said = f"{citation.type} {citation.number}".strip() if citation.number else citation.name
    return said or citation.quote
