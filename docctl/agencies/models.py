"""An agency, its units over time, its fields of work."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from docctl.agencies.rules import HEAD_DAYS, LAW_DAYS, PublicBadges
from docctl.db import Base, Id


class Agency(Base, kw_only=True):
    """A state agency; the installation serves one."""

    __tablename__ = "agency"

    id: Mapped[Id] = mapped_column(init=False)
    name: Mapped[str] = mapped_column(unique=True)
    province: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    public_badges: Mapped[PublicBadges] = mapped_column(default=PublicBadges.NONE)
    late_head_days: Mapped[int] = mapped_column(default=HEAD_DAYS)
    late_law_days: Mapped[int] = mapped_column(default=LAW_DAYS)
    law_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id", use_alter=True), default=None
    )


class Unit(Base, kw_only=True):
    """A unit (phòng, ban) with its time of existence; `successor_id` after a reorganisation.

    `parent_id` is the unit above; its head answers where this one has none.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "name_folded"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    name_folded: Mapped[str]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)


class Field(Base, kw_only=True):
    """A field of work (lĩnh vực); a document code is unique inside one field of one agency."""

    __tablename__ = "field"
    __table_args__ = (UniqueConstraint("agency_id", "name_folded"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    name_folded: Mapped[str]
