"""Accounts, roles, server-side sessions, counters of wrong passwords."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.actors import Actor, Role
from docctl.db import Base, Id, Sha256
from docctl.identity.rules import Digest


class User(Base, kw_only=True):
    """A person's account; never deleted, names stay in the evidence as text."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("login"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    login: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    digest: Mapped[Digest] = mapped_column(default=Digest.DAILY)
    digested_on: Mapped[date | None] = mapped_column(default=None)  # the day of the last digest

    grants: Mapped[list["UserRole"]] = relationship(
        default_factory=list, cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def actor(self) -> Actor:
        """Give the person as the one on whose behalf services act."""
        return Actor(
            id=self.id,
            name=self.name,
            agency_id=self.agency_id,
            roles=frozenset(grant.role for grant in self.grants),
            unit_id=self.unit_id,
            language=self.language,
        )


class UnitHead(Base, kw_only=True):
    """The person who heads a unit: hears of what is overdue there."""

    __tablename__ = "unit_head"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    since: Mapped[datetime]


class UserRole(Base, kw_only=True):
    """A role a person holds."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, init=False
    )
    role: Mapped[Role] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime]


class AskedRole(Base, kw_only=True):
    """A role somebody was given and that counts only when a second person has confirmed it."""

    __tablename__ = "asked_role"
    __table_args__ = (
        Index(
            "uq_asked_role_waiting",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    given: Mapped[bool | None] = mapped_column(default=None)


class SignedSession(Base, kw_only=True):
    """One sign-in of one person; only the token's hash is stored."""

    __tablename__ = "signed_session"

    token_hash: Mapped[Sha256] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # when the password was last given
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    agent: Mapped[str] = mapped_column(default="")


class WrongPasswords(Base, kw_only=True):
    """How often a wrong password came for one account from one network lately."""

    __tablename__ = "wrong_passwords"

    key: Mapped[str] = mapped_column(primary_key=True)  # login and network
    count: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime]
