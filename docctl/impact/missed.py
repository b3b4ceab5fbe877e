"""Reading the reports of citations that the program overlooked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.errors import NotFound
from docctl.impact.models import MissedCitation


def list_missed(
    session: Session, *, actor: Actor, now: datetime, limit: int = 200
) -> Sequence[tuple[MissedCitation, Document]]:
    """List the reports on what `actor` may see, those without an answer first, then the newest."""
    rows = session.execute(
        _seen(actor, now)
        .order_by(
            MissedCitation.settled_at.is_not(None),
            MissedCitation.id.desc(),
        )
        .limit(limit)
    )
    return [(row.MissedCitation, row.Document) for row in rows]


def count_missed(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count the reports without an answer."""
    waiting = _seen(actor, now).where(MissedCitation.settled_at.is_(None))
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def get_missed(session: Session, report_id: int, *, actor: Actor, now: datetime) -> MissedCitation:
    """Give a report on a version that `actor` may see, or NotFound."""
    row = session.execute(_seen(actor, now).where(MissedCitation.id == report_id)).first()
    if row is None:
        raise NotFound(f"report {report_id}")
    found: MissedCitation = row.MissedCitation
    return found


def lock_missed(session: Session, report_id: int) -> MissedCitation:
    """Give a report that was seen, locked until the transaction ends."""
    return session.get_one(MissedCitation, report_id, with_for_update=True, populate_existing=True)


def _seen(actor: Actor, now: datetime) -> Select[MissedCitation, Document]:
    return (
        select(MissedCitation, Document)
        .join(Version, Version.id == MissedCitation.version_id)
        .join(Document, Document.id == MissedCitation.document_id)
        .where(visible_to(actor, now=now))
    )
