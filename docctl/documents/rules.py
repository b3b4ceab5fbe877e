"""What a version's state is at an instant, how versions are numbered and named. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What kind of controlled document it is."""

    PROCEDURE = "procedure"  # quy trình
    FORM = "form"  # biểu mẫu
    INSTRUCTION = "work_instruction"  # hướng dẫn công việc
    MANUAL = "manual"  # sổ tay
    POLICY = "policy"  # chính sách, mục tiêu
    OTHER = "other"


class Status(StrEnum):
    """Where a version stands in the workflow. Only `workflow.service` writes it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    CANCELLED = "cancelled"


OPEN = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.IN_APPROVAL})


class State(StrEnum):
    """What a version is at an instant: derived from status and dates, never stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    IN_APPROVAL = "in_approval"
    SCHEDULED = "scheduled"  # approved, waiting for its day
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What a person has to do with a version."""

    AUTHOR = "author"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    APPROVER = "approver"


class ImportState(StrEnum):
    """How far a file on its way in has come."""

    RECEIVED = "received"
    READY = "ready"  # read; waits for a person to confirm what was read
    UNREADABLE = "unreadable"
    ADOPTED = "adopted"
    DISMISSED = "dismissed"


AUTHORS = frozenset({Part.AUTHOR, Part.EDITOR})


@dataclass(frozen=True, slots=True)
class Effect:
    """The half-open period in which an approved version counts; `until` None is open."""

    since: datetime
    until: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Say whether `instant` lies inside."""
        return self.since <= instant and (self.until is None or instant < self.until)


def state_at(
    instant: datetime,
    *,
    status: Status,
    effective_from: datetime | None,
    effective_to: datetime | None,
    withdrawn_at: datetime | None,
) -> State:
    """Say what a version is at `instant`; `withdrawn_at` is its document's."""
    if status is not Status.APPROVED or effective_from is None:
        return State(status.value)
    if effective_to is not None and effective_to <= effective_from:
        return State.WITHDRAWN  # taken back before its day came
    if instant < effective_from:
        return State.SCHEDULED
    if effective_to is None or instant < effective_to:
        return State.EFFECTIVE
    return State.WITHDRAWN if withdrawn_at == effective_to else State.SUPERSEDED


def next_numbers(issue_no: int, revision_no: int, *, reissue: bool) -> tuple[int, int]:
    """Give (lần ban hành, lần sửa đổi) of the next version: +1 revision, or a new issue at 00."""
    return (issue_no + 1, 0) if reissue else (issue_no, revision_no + 1)


def label(issue_no: int, revision_no: int) -> str:
    """Write the numbers as agencies do: issue/revision with two digits."""
    return f"{issue_no:02d}/{revision_no:02d}"


def overlaps(effects: Iterable[Effect]) -> bool:
    """Say whether two of the periods share an instant (the database forbids it; `verify` looks)."""
    ordered = sorted(effects, key=lambda effect: effect.since)
    return any(a.until is None or b.since < a.until for a, b in pairwise(ordered))
