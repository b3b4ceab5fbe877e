"""Recommended decisions, our own and those of others, and which findings adopted them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id
from docctl.impact.models import Finding
from docctl.impact.states import ReasonCode
from docctl.legal.rules import Action


class Recommendation(Base, kw_only=True):
    """“Không ảnh hưởng vì …” of an agency about an effect; `sender` is empty for our own.

    The effect is named by its texts, action and scope, for its row has another number in every
    installation and may come later than the recommendation. The texts are named by their keys as
    the issuer knew them, and once they are known here by their ids, as keys change when facts are
    corrected. `sender` is the id of the key that signed the pack it came with, `pack` the SHA-256
    of that file.
    """

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("sender", "ref"),
        Index("ix_recommendation_effect", "target_key", "source_key"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    ref: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    pack: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str]
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
    source_key: Mapped[str]
    target_key: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("legal_text.id"), default=None)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("legal_text.id"), default=None)
    action: Mapped[Action]
    scope_key: Mapped[str]
    codes: Mapped[list[Any]]
    paths: Mapped[list[Any]]
    reason_code: Mapped[ReasonCode]
    reason: Mapped[str]
    received_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    @property
    def own(self) -> bool:
        """Say whether this agency issued it."""
        return not self.sender


class Adoption(Base, kw_only=True):
    """A finding that was decided by a recommendation: where its reason comes from."""

    __tablename__ = "recommendation_adoption"
    __table_args__ = (UniqueConstraint("recommendation_id", "finding_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    adopted_by: Mapped[str]
    adopted_at: Mapped[datetime]

    recommendation: Mapped[Recommendation] = relationship(init=False)
    finding: Mapped[Finding] = relationship(init=False)
