"""What a check of the installation is: a reading that yields faults and how much it looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.audit.models import AuditEntry
from docctl.blobs import Blobs
from docctl.signatures.rules import Meaning


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: which invariant, about what, in words."""

    invariant: str
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a check looks at: the database, the files, the instant."""

    session: Session
    blobs: Blobs
    now: datetime


# The right a signature of each meaning needs.
NEEDED = {
    Meaning.DRAFTED: Permission.DRAFT,
    Meaning.REVIEWED: Permission.REVIEW,
    Meaning.APPROVED: Permission.APPROVE,
}
Check = Callable[[Place], Iterator[Fault | int]]


def acts_by_subject(session: Session, action: str) -> dict[str, int]:
    """Count the audit entries of an action per subject."""
    rows = session.execute(
        select(AuditEntry.subject, func.count())
        .where(AuditEntry.action == action)
        .group_by(AuditEntry.subject)
    )
    return dict(rows.all())
