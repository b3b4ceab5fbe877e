"""Reading batches: what is in them, and what of it waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to, without_texts
from docctl.errors import NotFound
from docctl.vietnamese import natural_key
from docctl.workflow.models import Batch, BatchItem, Task
from docctl.workflow.queries import IN_BATCH
from docctl.workflow.rules import Step

OF_BATCH = and_(*IN_BATCH)


@dataclass(frozen=True, slots=True)
class BatchTask:
    """A batch of which `count` versions wait for a person at one step, since `opened_at`."""

    batch: Batch
    step: Step
    count: int
    opened_at: datetime


def lock_batch(session: Session, batch_id: int, *, actor: Actor) -> Batch:
    """Give a batch of the actor's agency, locked until the transaction ends, or NotFound."""
    batch = session.scalars(
        select(Batch)
        .where(Batch.id == batch_id, Batch.agency_id == actor.agency_id)
        .with_for_update(of=Batch)
        .execution_options(populate_existing=True)
    ).first()
    if batch is None:
        raise NotFound(f"batch {batch_id}")
    return batch


def list_items(
    session: Session, batch_id: int, *, actor: Actor, now: datetime
) -> Sequence[tuple[BatchItem, Version]]:
    """Give a batch's versions that `actor` may see, by document; NotFound when there is none.

    Their texts are loaded when they are asked for.
    """
    rows = session.execute(
        select(BatchItem, Version)
        .options(*without_texts())
        .join(Version, Version.id == BatchItem.version_id)
        .join(Document, Document.id == Version.document_id)
        .join(Batch, Batch.id == BatchItem.batch_id)
        .where(
            BatchItem.batch_id == batch_id,
            Batch.agency_id == actor.agency_id,
            visible_to(actor, now=now),
        )
    ).all()
    if not rows:
        raise NotFound(f"batch {batch_id}")
    return sorted(
        ((row.BatchItem, row.Version) for row in rows),
        key=lambda row: (natural_key(row[1].document.code), row[1].id),
    )


def list_waiting_versions(
    session: Session, batch_id: int, *, actor: Actor, step: Step
) -> Sequence[Version]:
    """Give the versions of a batch that wait for `actor` at a step, by id, without their texts."""
    return session.scalars(
        select(Version)
        .options(*without_texts())
        .join(BatchItem, BatchItem.version_id == Version.id)
        .join(Task, OF_BATCH)
        .where(BatchItem.batch_id == batch_id, Task.step == step, *_waits_for(actor))
        .order_by(Version.id)
    ).all()


def list_assignees(session: Session, batch_id: int, step: Step) -> Sequence[int]:
    """Give who has an open task of a step, once for each version of a batch."""
    return session.scalars(
        select(Task.assignee_id)
        .join(BatchItem, OF_BATCH)
        .where(
            BatchItem.batch_id == batch_id,
            Task.step == step,
            Task.opened_at.is_not(None),
            Task.done_at.is_(None),
        )
    ).all()


def list_waiting_batches(session: Session, *, actor: Actor) -> list[BatchTask]:
    """List the batches that wait for `actor`, oldest first."""
    rows = session.execute(_counted(actor).order_by(func.min(Task.opened_at), Batch.id)).all()
    batches = {
        batch.id: batch
        for batch in session.scalars(select(Batch).where(Batch.id.in_({row.id for row in rows})))
    }
    return [
        BatchTask(batches[row.id], row.step, row.tasks, row.since)
        for row in rows
        if row.since is not None
    ]


def _counted(actor: Actor) -> Select[*tuple[int, Step, int, datetime | None]]:
    return (
        select(
            Batch.id,
            Task.step,
            func.count().label("tasks"),
            func.min(Task.opened_at).label("since"),
        )
        .join(BatchItem, BatchItem.batch_id == Batch.id)
        .join(Task, OF_BATCH)
        .where(*_waits_for(actor))
        .group_by(Batch.id, Task.step)
    )


def list_batches_of(session: Session, version_ids: Sequence[int]) -> dict[int, int]:
    """Give the last batch each version was handed in with."""
    rows = session.execute(
        select(BatchItem.version_id, func.max(BatchItem.batch_id).label("batch_id"))
        .where(BatchItem.version_id.in_(version_ids))
        .group_by(BatchItem.version_id)
    )
    return {row.version_id: row.batch_id for row in rows}


def _waits_for(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Task.assignee_id == actor.id,
        Task.opened_at.is_not(None),
        Task.done_at.is_(None),
    )
