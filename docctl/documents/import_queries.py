"""Reading the files on their way in: parts of no register yet, and of one agency only."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.documents.models import ImportItem
from docctl.documents.rules import ImportState
from docctl.errors import NotFound


def get(session: Session, item_id: int, *, agency_id: int | None, lock: bool = True) -> ImportItem:
    """Give a file on its way in, locked for this transaction unless it is only looked at."""
    query = select(ImportItem).where(ImportItem.id == item_id, ImportItem.agency_id == agency_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    item = session.scalars(query).first()
    if item is None:
        raise NotFound(f"import {item_id}")
    return item


def list_items(
    session: Session, *, agency_id: int | None, states: Sequence[ImportState]
) -> Sequence[ImportItem]:
    """List the files on their way in that are in one of `states`, in order of arrival."""
    return session.scalars(
        select(ImportItem)
        .where(ImportItem.agency_id == agency_id, ImportItem.state.in_(states))
        .order_by(ImportItem.id)
    ).all()


def count(session: Session, *, agency_id: int | None, states: Sequence[ImportState]) -> int:
    """Count the files on their way in that are in one of `states`."""
    query = (
        select(func.count())
        .select_from(ImportItem)
        .where(ImportItem.agency_id == agency_id, ImportItem.state.in_(states))
    )
    return session.scalar(query) or 0


def find_by_blob(session: Session, *, agency_id: int, blob: str) -> ImportItem | None:
    """Find a file on its way in by its bytes, dismissed ones aside."""
    return session.scalars(
        select(ImportItem)
        .where(
            ImportItem.agency_id == agency_id,
            ImportItem.blob == blob,
            ImportItem.state != ImportState.DISMISSED,
        )
        .order_by(ImportItem.id)
    ).first()


def find_picture(session: Session, blob: str, *, actor: Actor) -> str | None:
    """Give the media type of a picture in a file that waits for `actor` to confirm it."""
    if not actor.may(Permission.MANAGE_DOCUMENTS):
        return None
    waiting = session.scalars(
        select(ImportItem.pictures).where(
            ImportItem.agency_id == actor.agency_id, ImportItem.state == ImportState.READY
        )
    )
    found = (one["media_type"] for pictures in waiting for one in pictures if one["blob"] == blob)
    return next(found, None)
