"""The cap on a person's immediate mails a day: what is more is told of in the next digest.

A mail takes one of the day's places when a worker first takes it up, and keeps it however often it
is tried; so a repeated delivery changes no count. The notice in the app is there at once anyway.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.alerts.queries import subject_visible
from docctl.alerts.rendering import Renderer
from docctl.alerts.rules import counts_as_immediate
from docctl.identity import queries as identity
from docctl.outbox import Delivery, MessageRow
from docctl.runtime import Transaction

NAMED = 20  # folded messages a mail names; the app has them all


def takes_place(tx: Transaction, row: MessageRow, *, cap: int) -> bool:
    """Give a due mail a place among its recipient's mails of today, or fold it; cap 0 is none."""
    if cap == 0 or row.slot_on is not None or not counts_as_immediate(row.kind):
        return True
    person = identity.lock_user(tx.session, row.recipient_id)  # one at a time for each person
    taken = tx.session.scalar(
        select(func.count()).where(
            MessageRow.recipient_id == row.recipient_id,
            MessageRow.slot_on == tx.today,
            MessageRow.delivery != Delivery.DROPPED,
        )
    )
    gets_mail = bool(person.email) and person.disabled_at is None
    if gets_mail and (taken or 0) >= cap:
        row.delivery = Delivery.FOLDED
        return False
    row.slot_on = tx.today
    return True


def unfold(
    session: Session,
    params: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    renderer: Renderer,
) -> Mapping[str, Any]:
    """Add to a digest the headlines of what was folded into it, as far as `actor` may see it."""
    if not params.get("folded"):
        return params
    rows = session.scalars(
        select(MessageRow)
        .where(
            MessageRow.id.in_(params["folded"]),
            MessageRow.recipient_id == actor.user_id,
            subject_visible(actor, now=now),
        )
        .order_by(MessageRow.id)
    ).all()
    headlines = [
        renderer.render(
            row.kind,
            row.params,
            language=actor.language,
            version_id=row.version_id,
            document_id=row.document_id,
        ).subject
        for row in rows
    ]
    more = max(0, len(headlines) - NAMED)
    return {**params, "headlines": headlines[:NAMED], "folded_more": more}
