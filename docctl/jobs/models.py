"""The table of background jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from docctl.db import Base, Id


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


# Work of which an installation does one at a time.
_RERUN = text("kind = 'legal.rerun' AND state IN ('queued', 'running')")


class Job(Base, kw_only=True):
    """One piece of long work; claimed with a lease, so that a killed worker's job is taken up."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state", "state", "not_before"),
        Index(
            "uq_job_one_rerun", "kind", unique=True, sqlite_where=_RERUN, postgresql_where=_RERUN
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list[Any]] = mapped_column(default_factory=list)  # one result line per item
    place: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # where to go on
    error: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
