"""Reading jobs: the next one to do, and the ones a person may see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.errors import NotFound
from docctl.identity.models import User
from docctl.jobs.models import Job, JobState


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL which jobs `actor` may see: their own; for secretaries all of the agency."""
    own = Job.created_by_id == actor.id
    if actor.id is None:
        return Job.id.is_not(None)  # the system itself
    if not actor.may(Permission.MANAGE_DOCUMENTS):
        return own
    colleagues = select(User.id).where(User.agency_id == actor.agency_id)
    return or_(own, Job.created_by_id.in_(colleagues), Job.created_by_id.is_(None))


def get_job(session: Session, job_id: int, *, actor: Actor) -> Job:
    """Give a job `actor` may see, or NotFound."""
    job = session.scalars(select(Job).where(Job.id == job_id, visible_to(actor))).first()
    if job is None:
        raise NotFound(f"job {job_id}")
    return job


def list_jobs(session: Session, *, actor: Actor, kind: str = "", limit: int = 20) -> Sequence[Job]:
    """List the newest jobs `actor` may see."""
    query = select(Job).where(visible_to(actor)).order_by(Job.id.desc()).limit(limit)
    if kind:
        query = query.where(Job.kind == kind)
    return session.scalars(query).all()


def find_unfinished(session: Session, *, kind: str) -> Job | None:
    """Find the work of a kind that waits or goes on, whoever asked for it."""
    unfinished = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    return session.scalars(select(Job).where(Job.kind == kind, unfinished)).first()


def lock_next(session: Session, *, kinds: Sequence[str], now: datetime) -> Job | None:
    """Give the oldest job that may begin, locked; jobs other workers hold are skipped."""
    due = or_(
        and_(Job.state == JobState.QUEUED, Job.not_before <= now),
        and_(Job.state == JobState.RUNNING, Job.leased_until <= now),
    )
    return session.scalars(
        select(Job)
        .where(due, Job.kind.in_(kinds))
        .order_by(Job.not_before, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def lock_held(session: Session, job_id: int, *, attempt: int) -> Job | None:
    """Give a job locked, if the worker that began it for the `attempt`-th time still holds it."""
    return session.scalars(
        select(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING, Job.attempts == attempt)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
