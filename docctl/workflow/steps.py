"""The writes every move is made of. Only this package uses them; the caller has checked all."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from docctl.audit import service as audit
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import Part
from docctl.errors import Refused, say
from docctl.outbox import Message
from docctl.runtime import Transaction
from docctl.signals import VersionChanged
from docctl.workflow import queries
from docctl.workflow.models import DeadLawKept, Task
from docctl.workflow.rules import Move, Outcome, Step, status_after


def move(tx: Transaction, version: Version, move: Move, *, reason: str, **detail: Any) -> None:
    """Move a version along an arrow of `rules.MOVES` and record it."""
    before = version.status
    version.status = status_after(before, move)
    version.updated_at = tx.now
    tx.session.flush()  # the database checks status and periods before the entry is written
    audit.record(
        tx,
        action=f"version.{move.value}",
        subject=f"version:{version.id}",
        reason=reason,
        before=before.value,
        after=version.status.value,
        content_hash=version.content_hash,
        round=version.round,
        **detail,
    )
    tx.announce(VersionChanged(version.id, version.document_id))


def keep_dead_law(tx: Transaction, version: Version, quotes: Sequence[str], reason: str) -> None:
    """Write down why this submission cites law that is no longer in force."""
    tx.session.add(
        DeadLawKept(
            version_id=version.id,
            round=version.round,
            quotes=list(quotes),
            reason=reason.strip(),
            kept_by=tx.actor.name,
            kept_at=tx.now,
        )
    )
    tx.session.flush()
    audit.record(
        tx,
        action="version.dead_law_kept",
        subject=f"version:{version.id}",
        reason=reason.strip(),
        round=version.round,
        citations=list(quotes),
    )


def take_effect(
    tx: Transaction, version: Version, *, start: datetime, issued_on: date | None
) -> None:
    """Give an approved version its open-ended period of effect."""
    version.issued_on = issued_on
    if not version.imported:
        version.approved_at = tx.now
    version.effective_from = start
    version.effective_to = None


def end(
    tx: Transaction, version: Version, *, at: datetime | None, cause: str, reason: str = ""
) -> None:
    """End the period of an approved version, or let it go on (`at` None, or a later end).

    `cause` is superseded, withdrawn, held or continued.
    """
    before = version.effective_to
    version.effective_to = at
    tx.session.flush()  # frees the one open-ended place before another version takes it
    audit.record(
        tx,
        action=f"version.{cause}",
        subject=f"version:{version.id}",
        reason=reason,
        before=None if before is None else before.isoformat(),
        after=None if at is None else at.isoformat(),
    )
    tx.announce(VersionChanged(version.id, version.document_id))


def assign(
    tx: Transaction, version: Version, step: Step, user_id: int, *, opened_at: datetime | None
) -> None:
    """Give a person a step of this submission; `opened_at` None until it is their turn."""
    part = Part.REVIEWER if step is Step.REVIEW else Part.APPROVER
    drafting.join(tx, version_id=version.id, user_id=user_id, part=part)
    tx.session.add(
        Task(
            version_id=version.id,
            round=version.round,
            step=step,
            assignee_id=user_id,
            opened_at=opened_at,
        )
    )


def own_task(tx: Transaction, version: Version, step: Step) -> Task:
    """Give the actor's open task with a version, or refuse."""
    task = queries.find_open_task(tx.session, version.id, step=step)
    if task is None or task.assignee_id != tx.actor.id:
        raise Refused(say("This step is not your task."))
    return task


def refuse_other_round(version: Version, shown: int | None) -> None:
    """Refuse a decision on an earlier submission: its title or numbers may have been others.

    The hash covers the text alone. `shown` None is a caller that shows no page.
    """
    if shown is not None and shown != version.round:
        raise Refused(say("The text is not the one you were shown. Load the page again."))


def finish(tx: Transaction, task: Task, outcome: Outcome, comment: str) -> None:
    """Close a task."""
    task.done_at, task.outcome, task.comment = tx.now, outcome, comment.strip()


def lapse_tasks(tx: Transaction, version: Version) -> None:
    """Close every task of a version nobody has done."""
    for task in queries.list_undone(tx.session, version.id):
        finish(tx, task, Outcome.LAPSED, "")


def tell(tx: Transaction, version: Version, kind: str, *, to: int, **params: str) -> None:
    """Queue a message about a version."""
    tx.send(
        Message(
            to=to,
            kind=kind,
            key=f"version:{version.id}:{version.round}",
            params={
                "code": version.document.code,
                "title": version.title,
                "label": version.label,
                "by": tx.actor.name,
                **params,
            },
            document_id=version.document_id,
            version_id=version.id,
        )
    )
