"""Tasks: whose turn it is with which version."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id
from docctl.documents.models import Version
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
