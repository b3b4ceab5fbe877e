"""Tasks: whose turn it is with which version; batches: versions that are decided together."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id
from docctl.documents.models import Version
from docctl.identity.models import User
from docctl.workflow.rules import Outcome, Step


class Task(Base, kw_only=True):
    """One step of one submission for one person; `opened_at` is None until it is their turn."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("version_id", "round", "step", "assignee_id"),
        Index(
            "ix_task_waiting",
            "assignee_id",
            sqlite_where=text("done_at IS NULL AND opened_at IS NOT NULL"),
            postgresql_where=text("done_at IS NULL AND opened_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    round: Mapped[int]
    step: Mapped[Step]
    assignee_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")

    version: Mapped[Version] = relationship(init=False)


class Batch(Base, kw_only=True):
    """Versions handed in together, to be reviewed and approved as one.

    What is left in it follows from its versions; `approval_key` makes a repeated approval one.
    """

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("approval_key"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    effective_on: Mapped[date | None] = mapped_column(default=None)  # proposed to the approver
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    approval_key: Mapped[str | None] = mapped_column(default=None)

    author: Mapped[User] = relationship(init=False)


class BatchItem(Base, kw_only=True):
    """One submission of a version in a batch; returned or taken back, it is in it no more."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("version_id", "round"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    round: Mapped[int]


class DeadLawKept(Base, kw_only=True):
    """Why a submission cites law that is no longer in force; its reviewer and approver read it."""

    __tablename__ = "dead_law_kept"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    quotes: Mapped[list[Any]]  # the citations, as the text writes them
    reason: Mapped[str]
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]
