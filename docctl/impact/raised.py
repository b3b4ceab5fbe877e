"""Documents whose owners were asked to look through them, because one that they name is hurt.

The task is the decision on the weak signal itself. It ends by evidence, with a version approved
or taken in after it was handed over, or by an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from docctl.actors import Actor, Permission
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.documents.rules import Status
from docctl.errors import NotFound
from docctl.identity.models import User
from docctl.impact.models import WeakDecision
from docctl.impact.weak_rules import WeakKind, WeakOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document to look through, what it names, who asked why and when."""

    id: int
    document_id: int
    code: str
    title: str
    owner: str
    names: str
    reason: str
    by: str
    at: datetime


def list_tasks(
    session: Session, *, actor: Actor, now: datetime, own: bool = False
) -> tuple[Task, ...]:
    """List the tasks nobody has answered that `actor` may see, the oldest first; `own`: of one."""
    query = _waiting(actor, now).add_columns(Document, User.name)
    if own:
        query = query.where(Document.owner_id == actor.id)
    return tuple(
        Task(
            id=decision.id,
            document_id=document.id,
            code=document.code,
            title=document.title,
            owner=owner or "",
            names=decision.via,
            reason=decision.reason,
            by=decision.decided_by,
            at=decision.decided_at,
        )
        for decision, document, owner in _rows(session, query)
    )


def get_task(session: Session, decision_id: int, *, actor: Actor, now: datetime) -> WeakDecision:
    """Give a task `actor` may answer: its document's owner, or who decides on findings."""
    query = _waiting(actor, now).where(WeakDecision.id == decision_id)
    if not actor.may(Permission.DECIDE_FINDINGS):
        query = query.where(Document.owner_id == actor.id)
    found: WeakDecision | None = session.scalars(query).first()
    if found is None:
        raise NotFound(f"task {decision_id}")
    return found


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return session.execute(query.order_by(WeakDecision.decided_at, WeakDecision.id)).all()


def _waiting(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    newer = aliased(Version, name="newer")
    return (
        select(WeakDecision)
        .join(Document, Document.id == WeakDecision.document_id)
        .outerjoin(User, User.id == Document.owner_id)
        .where(
            WeakDecision.kind == WeakKind.DOCUMENT_HURT,
            WeakDecision.outcome == WeakOutcome.PROMOTED,
            exists().where(Version.document_id == Document.id, visible_to(actor, now=now)),
            ~exists().where(
                newer.document_id == WeakDecision.document_id,
                newer.status == Status.APPROVED,
                or_(
                    newer.approved_at > WeakDecision.decided_at,
                    newer.created_at > WeakDecision.decided_at,
                ),
            ),
        )
    )
