"""Queueing long work, and the short transactions in which a worker moves it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from docctl.audit import queries as trail
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.jobs import queries
from docctl.jobs.models import Job, JobState
from docctl.jobs.rules import ALONE, LEASE, PAUSE, exhausted, keep
from docctl.outbox import Message
from docctl.runtime import Transaction


@dataclass(frozen=True, slots=True)
class Claim:
    """A job a worker holds; `attempt` fences it off from workers that lost it."""

    job_id: int
    attempt: int
    kind: str
    params: dict[str, Any]
    done: int
    total: int
    created_by_id: int | None
    place: dict[str, Any]


class LeaseLost(RuntimeError):
    """Another worker has taken the job over; the one that hears this must stop."""


def enqueue(tx: Transaction, *, kind: str, params: dict[str, Any], total: int = 0) -> Job:
    """Queue work for a worker; `params` must be JSON values, `total` counts its items."""
    job = Job(
        kind=kind,
        params=params,
        total=total,
        created_by_id=tx.actor.id,
        created_at=tx.now,
        not_before=tx.now,
    )
    tx.session.add(job)
    tx.session.flush()  # job.id
    audit.record(tx, action="job.enqueued", subject=f"job:{job.id}", kind=kind, total=total)
    return job


def enqueue_alone(
    tx: Transaction, *, kind: str, params: dict[str, Any], total: int = 0
) -> Job | None:
    """Queue work of a kind that is done one at a time; None while other such work goes on.

    Two that ask at once are told apart by the lock every entry of the trail takes.
    """
    trail.lock_head(tx.session)
    if queries.find_unfinished(tx.session, kind=kind) is not None:
        return None
    return enqueue(tx, kind=kind, params=params, total=total)


def claim(tx: Transaction, *, kinds: Sequence[str]) -> Claim | None:
    """Take the next job of these kinds, or one whose worker fell silent; None when there is none.

    A job that broke off too often fails here, so that it cannot kill workers for ever.
    """
    while (job := queries.lock_next(tx.session, kinds=kinds, now=tx.now)) is not None:
        if job.state is JobState.RUNNING and exhausted(job.attempts):
            _end(tx, job, say("The work broke off %(count)s times.", count=job.attempts))
            continue
        job.state = JobState.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or tx.now
        job.leased_until = tx.now + LEASE
        tx.session.flush()
        return Claim(
            job_id=job.id,
            attempt=job.attempts,
            kind=job.kind,
            params=job.params,
            done=job.done,
            total=job.total,
            created_by_id=job.created_by_id,
            place=job.place or {},
        )
    return None


def report(
    tx: Transaction, *, held: Claim, done: int, total: int, lines: Iterable[Any] = ()
) -> None:
    """Write how far the work has come and renew the lease; LeaseLost if another holds it."""
    job = _held(tx, held)
    job.done, job.total = done, total
    if more := list(lines):
        job.lines = keep(job.lines, more)
    job.leased_until = tx.now + LEASE


def keep_place(
    tx: Transaction, *, held: Claim, place: dict[str, Any], done: int, total: int
) -> None:
    """Write where the work goes on, in the transaction that did the part before it.

    Whoever takes the work up begins there; LeaseLost, which undoes the part, if another holds it.
    """
    job = _held(tx, held)
    job.place, job.done, job.total = place, done, total
    job.leased_until = tx.now + LEASE


def finish(tx: Transaction, *, held: Claim) -> None:
    """Mark the work as done and tell who asked for it."""
    _end(tx, _held(tx, held))


def fail(tx: Transaction, *, held: Claim, reasons: Sequence[Sentence]) -> None:
    """Mark the work as failed, with sentences for the person who asked for it."""
    _end(tx, _held(tx, held), *reasons)


def postpone(tx: Transaction, *, held: Claim, by: timedelta = PAUSE) -> None:
    """Put the work back for a while; what was done stays done."""
    job = _held(tx, held)
    if exhausted(job.attempts):
        _end(tx, job, say("The work broke off %(count)s times.", count=job.attempts))
        return
    job.state, job.leased_until, job.not_before = JobState.QUEUED, None, tx.now + by


def retry(tx: Transaction, *, job_id: int) -> Job:
    """Let a failed job go on from where it stopped."""
    job = queries.get_job(tx.session, job_id, actor=tx.actor)
    if job.state is not JobState.FAILED:
        raise Refused(say("Only failed work can be tried again."))
    if job.kind in ALONE and queries.find_unfinished(tx.session, kind=job.kind) is not None:
        raise Refused(say("Such work is already going on."))
    job.state, job.not_before, job.attempts = JobState.QUEUED, tx.now, 0
    job.error, job.finished_at = "", None
    audit.record(tx, action="job.retried", subject=f"job:{job.id}", kind=job.kind)
    return job


def errors_of(job: Job) -> tuple[Sentence, ...]:
    """Give why a job failed, for the edge to translate."""
    return tuple(
        Sentence(msgid, tuple((name, value) for name, value in params))
        for msgid, params in json.loads(job.error or "[]")
    )


def _held(tx: Transaction, held: Claim) -> Job:
    job = queries.lock_held(tx.session, held.job_id, attempt=held.attempt)
    if job is None:
        raise LeaseLost(f"job {held.job_id}")
    return job


def _end(tx: Transaction, job: Job, *reasons: Sentence) -> None:
    job.state = JobState.FAILED if reasons else JobState.DONE
    job.error = json.dumps([(reason.msgid, reason.params) for reason in reasons]) if reasons else ""
    job.finished_at, job.leased_until = tx.now, None
    tx.session.flush()
    audit.record(
        tx,
        action=f"job.{job.state.value}",
        subject=f"job:{job.id}",
        reason="; ".join(map(str, reasons)),
        kind=job.kind,
        done=job.done,
        total=job.total,
    )
    if job.created_by_id is not None:
        tx.send(
            Message(
                to=job.created_by_id,
                kind="import.finished",
                key=f"job:{job.id}:{job.attempts}:{job.state.value}",
                params={
                    "job": job.id,
                    "kind": job.kind,
                    "done": job.done,
                    "total": job.total,
                    "failed": bool(reasons),
                    "reasons": [(reason.msgid, dict(reason.params)) for reason in reasons],
                },
            )
        )
