"""Reading what re-runs found: differences `actor` may see, and how many of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, defer

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.errors import NotFound
from docctl.jobs.models import Job
from docctl.jobs.service import errors_of
from docctl.legal.models import Difference
from docctl.legal.rules import DifferenceState

MOST = 1000  # differences named in one report


@dataclass(frozen=True, slots=True)
class Summary:
    """What one re-run found in versions that may be seen: versions by state, citations by kind."""

    versions: dict[DifferenceState, int]
    added: int
    gone: int
    changed: int


def get_difference(
    session: Session, difference_id: int, *, actor: Actor, now: datetime
) -> Difference:
    """Give a difference of a version `actor` may see, or NotFound."""
    found = session.scalars(
        select(Difference)
        .join(Version, Version.id == Difference.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Difference.id == difference_id, visible_to(actor, now=now))
        .options(_LIGHT)
    ).first()
    if found is None:
        raise NotFound(f"difference {difference_id}")
    return found


def find_latest_difference(session: Session, version_id: int) -> Difference | None:
    """Find the newest difference of a version, in whatever state."""
    return session.scalars(
        select(Difference)
        .where(Difference.version_id == version_id, Difference.state != DifferenceState.LAPSED)
        .order_by(Difference.id.desc())
        .limit(1)
    ).first()


def list_proposed(
    session: Session, *, actor: Actor, now: datetime, limit: int, skip: int = 0
) -> Sequence[Difference]:
    """List the differences that wait for a decision, by document."""
    query = _visible(Difference.state == DifferenceState.PROPOSED, actor, now)
    return session.scalars(query.limit(limit).offset(skip)).all()


def list_found(
    session: Session, job_id: int, *, actor: Actor, now: datetime, limit: int, skip: int = 0
) -> Sequence[Difference]:
    """List what one re-run found, by document."""
    query = _visible(Difference.job_id == job_id, actor, now)
    return session.scalars(query.limit(limit).offset(skip)).all()


def count_proposed(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count the differences that wait for a decision."""
    query = (
        select(func.count())
        .select_from(Difference)
        .join(Version, Version.id == Difference.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Difference.state == DifferenceState.PROPOSED, visible_to(actor, now=now))
    )
    return session.scalar(query) or 0


def summary_of(session: Session, job_id: int, *, actor: Actor, now: datetime) -> Summary:
    """Sum up what one re-run found."""
    rows = session.execute(
        select(
            Difference.state,
            func.count(),
            func.sum(Difference.added),
            func.sum(Difference.gone),
            func.sum(Difference.changed),
        )
        .join(Version, Version.id == Difference.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Difference.job_id == job_id, visible_to(actor, now=now))
        .group_by(Difference.state)
    ).all()
    return Summary(
        versions={row[0]: row[1] for row in rows},
        added=sum(int(row[2]) for row in rows),
        gone=sum(int(row[3]) for row in rows),
        changed=sum(int(row[4]) for row in rows),
    )


def report_of(session: Session, job_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Give the report of a run as JSON: how far it came, sums, and each version that differs."""
    job = session.get_one(Job, job_id)
    found = summary_of(session, job_id, actor=actor, now=now)
    return {
        "job": job.id,
        "state": job.state.value,
        "extractor": job.params.get("extractor", ""),
        "versions": job.done,
        "of": job.total,
        "applied": found.versions.get(DifferenceState.APPLIED, 0),
        "proposed": found.versions.get(DifferenceState.PROPOSED, 0),
        "added": found.added,
        "gone": found.gone,
        "changed": found.changed,
        "differences": [
            {
                "id": one.id,
                "code": one.version.document.code,
                "label": one.version.label,
                "state": one.state.value,
                "added": one.added,
                "gone": one.gone,
                "changed": one.changed,
            }
            for one in list_found(session, job_id, actor=actor, now=now, limit=MOST)
        ],
        "unreadable": job.lines,
        "reasons": [str(reason) for reason in errors_of(job)],
    }


def count_versions(session: Session) -> int:
    """Count the versions of the installation."""
    return session.scalar(select(func.count()).select_from(Version)) or 0


def list_versions_from(session: Session, *, skip: int, limit: int) -> Sequence[int]:
    """List the ids of versions in their order, after the first `skip`; none is ever deleted."""
    return session.scalars(select(Version.id).order_by(Version.id).offset(skip).limit(limit)).all()


# The changes are for the page of one difference; texts stay in the database.
_LIGHT = contains_eager(Difference.version).options(
    defer(Version.content), defer(Version.plain_text), contains_eager(Version.document)
)


def _visible(which: ColumnElement[bool], actor: Actor, now: datetime) -> Select[Difference]:
    return (
        select(Difference)
        .join(Version, Version.id == Difference.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(which, visible_to(actor, now=now))
        .options(_LIGHT, defer(Difference.changes))
        .order_by(Document.code, Document.id, Version.number, Difference.id)
    )
