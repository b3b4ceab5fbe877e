"""Reading accounts and sessions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from docctl.actors import GRANTS, Actor, Permission
from docctl.agencies import queries as agencies
from docctl.agencies.rules import nearest_of
from docctl.errors import Forbidden, NotFound
from docctl.identity.models import (
    AskedRole,
    SignedSession,
    UnitHead,
    User,
    UserRole,
    WrongPasswords,
)
from docctl.identity.rules import session_is_live

CHUNK = 500  # values of one IN list


def has_users(session: Session) -> bool:
    """Say whether anybody can sign in yet."""
    return session.scalar(select(func.count()).select_from(User)) != 0


def find_user(session: Session, login: str) -> User | None:
    """Find an account by login, case aside."""
    return session.scalars(select(User).where(User.login == login.strip().lower())).first()


def get_user(session: Session, user_id: int) -> User:
    """Give an account by id."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(f"user {user_id}")
    return user


def name_and_title(session: Session, user_id: int) -> tuple[str, str]:
    """Give the name and the title of a person as they stand now."""
    row = session.execute(select(User.name, User.title).where(User.id == user_id)).one()
    return row.name, row.title


def get_active(session: Session, user_id: int) -> User:
    """Give an account that can sign in; Forbidden when it is closed."""
    user = get_user(session, user_id)
    if user.disabled_at is not None:
        raise Forbidden("the account is disabled")
    return user


def get_actor(session: Session, user_id: int) -> Actor:
    """Give a person with the roles they hold now; Forbidden when the account is closed."""
    return get_active(session, user_id).actor


def list_users(session: Session, *, agency_id: int) -> Sequence[User]:
    """List all accounts by name, disabled ones too."""
    return session.scalars(
        select(User).where(User.agency_id == agency_id).order_by(User.name)
    ).all()


def list_active(session: Session) -> Sequence[User]:
    """List the accounts that are not closed, by id."""
    return session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)).all()


def list_headed(session: Session, user_id: int, *, agency_id: int) -> Sequence[int]:
    """Give the units a person heads, and those below them that have no head of their own."""
    answering = list_answering(session, agency_id=agency_id)
    return sorted(unit_id for unit_id, (_, head_id) in answering.items() if head_id == user_id)


def list_heads(session: Session, *, agency_id: int) -> dict[int, int]:
    """Give the person who heads each unit of an agency that has one, by unit."""
    rows = session.execute(
        select(UnitHead.unit_id, UnitHead.user_id)
        .join(User, User.id == UnitHead.user_id)
        .where(User.agency_id == agency_id, User.disabled_at.is_(None))
    )
    return {row.unit_id: row.user_id for row in rows}


def list_answering(session: Session, *, agency_id: int) -> dict[int, tuple[int, int]]:
    """Give who answers for each unit of an agency: its head, else that of the nearest unit above.

    By unit the unit that has the head, and the person; units without any such head are left out.
    """
    heads = list_heads(session, agency_id=agency_id)
    above = agencies.list_above(session, agency_id=agency_id)
    nearest = {unit_id: nearest_of(unit_id, above, heads) for unit_id in above}
    return {unit: (headed, heads[headed]) for unit, headed in nearest.items() if headed is not None}


def list_of_unit(session: Session, unit_id: int) -> frozenset[int]:
    """Give the people of a unit who can sign in, and its head."""
    rows = session.scalars(
        select(User.id)
        .join(UnitHead, (UnitHead.user_id == User.id) & (UnitHead.unit_id == unit_id), isouter=True)
        .where(
            User.disabled_at.is_(None),
            or_(User.unit_id == unit_id, UnitHead.unit_id.is_not(None)),
        )
    )
    return frozenset(rows)


def lock_user(session: Session, user_id: int) -> User:
    """Give an account locked and read afresh."""
    user = session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound(f"user {user_id}")
    return user


def list_holders(session: Session, permission: Permission, *, agency_id: int) -> Sequence[User]:
    """List the people of the agency who can sign in and hold `permission`."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return session.scalars(
        select(User)
        .where(
            User.agency_id == agency_id,
            User.disabled_at.is_(None),
            User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles))),
        )
        .order_by(User.name)
    ).all()


def list_holder_ids(
    session: Session, permission: Permission, *, agency_ids: Collection[int]
) -> dict[int, set[int]]:
    """Give by agency the ids of the people who can sign in and hold `permission`."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    holding = select(UserRole.user_id).where(UserRole.role.in_(roles))
    found: dict[int, set[int]] = {agency_id: set() for agency_id in agency_ids}
    ordered = sorted(found)
    for start in range(0, len(ordered), CHUNK):
        for user_id, agency_id in session.execute(
            select(User.id, User.agency_id).where(
                User.agency_id.in_(ordered[start : start + CHUNK]),
                User.disabled_at.is_(None),
                User.id.in_(holding),
            )
        ):
            found[agency_id].add(user_id)
    return found


def list_asked(session: Session, *, user_id: int) -> Sequence[AskedRole]:
    """List the roles of a person that wait for a second person."""
    return session.scalars(
        select(AskedRole).where(AskedRole.user_id == user_id, AskedRole.decided_at.is_(None))
    ).all()


def list_waiting(session: Session, *, agency_id: int) -> Sequence[AskedRole]:
    """List all roles of the agency that wait for a second person, oldest first."""
    return session.scalars(
        select(AskedRole)
        .join(User, User.id == AskedRole.user_id)
        .where(User.agency_id == agency_id, AskedRole.decided_at.is_(None))
        .order_by(AskedRole.id)
    ).all()


def count_to_confirm(session: Session, *, actor: Actor) -> int:
    """Count the roles that wait for `actor` to confirm them."""
    if not actor.may(Permission.CONFIRM_RIGHTS) or actor.agency_id is None:
        return 0
    rows = list_waiting(session, agency_id=actor.agency_id)
    return sum(row.asked_by_id != actor.id for row in rows)


def names_of(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    """Give names by id, for display."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def find_live_session(
    session: Session, token_hash: str, *, now: datetime
) -> tuple[SignedSession, User] | None:
    """Find a session that still counts, with its person; None for anything else."""
    row = session.get(SignedSession, token_hash)
    if row is None or not session_is_live(
        created_at=row.created_at, seen_at=row.seen_at, ended_at=row.ended_at, now=now
    ):
        return None
    user = session.get(User, row.user_id)
    return None if user is None or user.disabled_at is not None else (row, user)


def list_live_sessions(session: Session, user_id: int) -> Sequence[SignedSession]:
    """List a person's sessions nobody has ended."""
    return session.scalars(
        select(SignedSession).where(
            SignedSession.user_id == user_id, SignedSession.ended_at.is_(None)
        )
    ).all()


def find_wrong_passwords(session: Session, key: str) -> WrongPasswords | None:
    """Give the counter of `key`, only to look at."""
    return session.get(WrongPasswords, key)


def lock_wrong_passwords(session: Session, key: str) -> WrongPasswords | None:
    """Give the counter of `key`, locked for this transaction."""
    return session.get(WrongPasswords, key, with_for_update=True)


def list_forgotten(session: Session, *, before: datetime) -> Sequence[WrongPasswords]:
    """List counters that were last used before a moment and that nobody else is counting."""
    return session.scalars(
        select(WrongPasswords)
        .where(WrongPasswords.last_at < before)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
