"""A person's notices as the app shows them, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.alerts import queries
from docctl.alerts.folding import unfold
from docctl.alerts.rendering import Renderer


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: a headline, its text, where it leads, and whether it was read."""

    id: int
    kind: str
    subject: str
    body: str
    path: str
    created_at: datetime
    read: bool


def list_notices(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    renderer: Renderer,
    unread: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Notice]:
    """List the person's notices whose subject they may still see, newest first."""
    rows = queries.list_messages(
        session, actor=actor, now=now, unread=unread, before=before, limit=limit
    )
    notices = []
    for row in rows:
        rendered = renderer.render(
            row.kind,
            unfold(session, row.params, actor=actor, now=now, renderer=renderer),
            language=actor.language,
            version_id=row.version_id,
            document_id=row.document_id,
        )
        notices.append(
            Notice(
                id=row.id,
                kind=row.kind,
                subject=rendered.subject,
                body=rendered.text,
                path=rendered.path,
                created_at=row.created_at,
                read=row.read_at is not None,
            )
        )
    return notices
