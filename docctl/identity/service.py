"""People: adding them, letting them in, proving who they are."""

import hashlib
import secrets
from collections.abc import Iterable

from docctl.actors import GRANTS, Actor, Permission, Role
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.errors import Forbidden, Refused, Sentence, say
from docctl.identity import attempts, granting, passwords, queries
from docctl.identity.attempts import Whence
from docctl.identity.models import SignedSession, User, UserRole
from docctl.identity.passwords import Typed
from docctl.identity.rules import Proof, network_block_after
from docctl.runtime import Transaction
from docctl.vietnamese import one_line

TOKEN_BYTES = 32
FIRST_PASSWORD_BYTES = 12


def add_user(
    tx: Transaction,
    *,
    agency_id: int,
    login: str,
    name: str,
    password: str,
    roles: Iterable[Role],
    title: str = "",
    email: str = "",
    unit_id: int | None = None,
) -> User:
    """Let a person sign in; refuses a taken login, an empty name, a weak password.

    Roles that need a second person (`granting`) wait for one.
    """
    tx.actor.must(Permission.MANAGE_PEOPLE)
    roles = frozenset(roles)
    login, name = login.strip().lower(), one_line(name)
    agency = agencies.get_agency(tx.session, agency_id)
    objections: list[Sentence] = []
    if not login or " " in login:
        objections.append(say("Give a login without spaces."))
    elif queries.find_user(tx.session, login) is not None:
        objections.append(say("The login %(login)s is taken.", login=login))
    if not name:
        objections.append(say("Give the person's name."))
    if unit_id is not None and unit_id not in {
        unit.id for unit in agencies.list_units(tx.session, agency_id=agency_id)
    }:
        objections.append(say("Choose one of the agency's units."))
    objections += passwords.objections_to_password(password, words=(login, agency.name))
    if objections:
        raise Refused(*objections)
    later = granting.must_wait(tx, agency_id=agency_id, roles=roles)
    user = User(
        agency_id=agency_id,
        login=login,
        name=name,
        title=one_line(title),
        email=email.strip(),
        unit_id=unit_id,
        password_hash=passwords.hash_password(password),
        created_at=tx.now,
        grants=[UserRole(role=role, granted_at=tx.now) for role in sorted(set(roles) - later)],
    )
    tx.session.add(user)
    tx.session.flush()  # user.id
    audit.record(
        tx,
        action="user.added",
        subject=f"user:{user.id}",
        login=login,
        name=name,
        roles=sorted(grant.role.value for grant in user.grants),
    )
    granting.ask(tx, user, later)
    return user


def set_roles(tx: Transaction, *, user_id: int, roles: Iterable[Role]) -> None:
    """Change what a person may do; their sessions end, so that it holds at once.

    Roles taken away are gone at once; roles that need a second person (`granting`) wait for one.
    """
    tx.actor.must(Permission.MANAGE_PEOPLE)
    user = queries.get_user(tx.session, user_id)
    before, wanted = {grant.role for grant in user.grants}, set(roles)
    later = granting.must_wait(tx, agency_id=user.agency_id, roles=wanted - before)
    after = wanted - later
    if _confirms(before) and not _confirms(after):
        granting.refuse_last_confirmer(tx, user)
    granting.ask(tx, user, later)
    if before == after:
        return
    managers = queries.list_holders(tx.session, Permission.MANAGE_PEOPLE, agency_id=user.agency_id)
    if Role.ADMIN not in after and {manager.id for manager in managers} == {user_id}:
        raise Refused(say("This is the last administrator; make another one first."))
    user.grants = [grant for grant in user.grants if grant.role in after] + [
        UserRole(role=role, granted_at=tx.now) for role in sorted(after - before)
    ]
    _end_sessions(tx, user_id=user_id)
    audit.record(
        tx,
        action="user.roles_changed",
        subject=f"user:{user_id}",
        before=sorted(before),
        after=sorted(after),
    )


def disable_user(tx: Transaction, *, user_id: int, reason: str) -> None:
    """Let a person no longer sign in; what they did stays."""
    tx.actor.must(Permission.MANAGE_PEOPLE)
    user = queries.get_user(tx.session, user_id)
    if not one_line(reason):
        raise Refused(say("Give the reason."))
    if user_id == tx.actor.id:
        raise Refused(say("You cannot disable your own account."))
    if user.disabled_at is None:
        granting.refuse_last_confirmer(tx, user)
        granting.ask(tx, user, ())
        user.disabled_at = tx.now
        _end_sessions(tx, user_id=user_id)
        audit.record(tx, action="user.disabled", subject=f"user:{user_id}", reason=reason)


def _confirms(roles: Iterable[Role]) -> bool:
    return any(Permission.CONFIRM_RIGHTS in GRANTS[role] for role in roles)


def set_language(tx: Transaction, *, language: str) -> None:
    """Remember the language a person reads."""
    if language not in {"vi", "en"}:
        raise Refused(say("This language is not offered."))
    user = queries.get_user(tx.session, tx.actor.user_id)
    if user.language != language:
        audit.record(
            tx,
            action="user.language_changed",
            subject=f"user:{user.id}",
            before=user.language,
            after=language,
        )
        user.language = language


def change_password(
    tx: Transaction, *, current: str, new: str, network: str
) -> tuple[Sentence, ...]:
    """Change one's own password and end all sessions, or give every reason against it.

    Wrong ones count with those of signing, apart from strangers' tries; the caller must commit
    either way.
    """
    user = queries.get_user(tx.session, tx.actor.user_id)
    right = _is_right(tx, user, current, network=network, wrong="user.password_wrong")
    objections = passwords.objections_to_password(new, words=(user.login,))
    if not right:
        return say("The current password is wrong."), *objections
    if not objections:
        user.password_hash = passwords.hash_password(new)
        _end_sessions(tx, user_id=user.id)
        audit.record(tx, action="user.password_changed", subject=f"user:{user.id}")
    return objections


def first_password() -> Typed:
    """Make a random first password, hashed, before the transaction that gives it to somebody."""
    return passwords.hashed_ahead(secrets.token_urlsafe(FIRST_PASSWORD_BYTES))


def reset_password(tx: Transaction, *, user_id: int, reason: str, first: Typed) -> str:
    """Give a person who forgot theirs a random first password; all their sessions end.

    The administrator passes it on and cannot choose it; the person changes it after signing in.
    """
    tx.actor.must(Permission.MANAGE_PEOPLE)
    user = queries.get_user(tx.session, user_id)
    objections: list[Sentence] = []
    if not one_line(reason):
        objections.append(say("Give the reason."))
    if user.disabled_at is not None:
        objections.append(say("This account is closed."))
    if user_id == tx.actor.id:
        objections.append(say("Change your own password under “My account”."))
    if objections:
        raise Refused(*objections)
    user.password_hash = passwords.hash_password(first)
    _end_sessions(tx, user_id=user_id)
    audit.record(tx, action="user.password_reset", subject=f"user:{user_id}", reason=reason)
    return str(first)


def sign_in(
    tx: Transaction, *, login: str, password: str, whence: Whence, agent: str = ""
) -> tuple[str, User] | None:
    """Start a session and give its token, or None for a wrong login or password.

    The caller must commit either way, so that wrong tries are counted. Raises Refused while the
    account is blocked from there. `attempts.for_sign_in` compares the password before.
    """
    login = attempts.login_of(login)
    user = queries.find_user(tx.session, login)
    key = whence.key(login, user)
    counter = attempts.counter_of(tx, key)
    attempts.refuse_while_blocked(tx, counter)
    everybody = attempts.network_counter_of(tx, whence)
    slowed = attempts.blocks(tx, everybody)
    if slowed and counter is not None:
        attempts.refuse_while_blocked(tx, everybody)
    stored = passwords.nobody() if user is None else user.password_hash
    right = passwords.matches(stored, password)
    if user is None or not right or user.disabled_at is not None:
        attempts.count_wrong(tx, counter, key)
        if not slowed and not whence.device:
            attempts.count_wrong(tx, everybody, whence.everybody, block=network_block_after)
        # What names no account may be a password typed into the wrong field; it is not kept. A
        # flood of such names does not fill the trail.
        if user is not None or not slowed:
            subject = "login:" if user is None else f"login:{login}"
            audit.record(tx, action="session.refused", subject=subject, network=whence.network)
        return None
    if counter is not None:
        tx.session.delete(counter)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    tx.session.add(
        SignedSession(
            token_hash=hash_token(token),
            user_id=user.id,
            created_at=tx.now,
            seen_at=tx.now,
            proved_at=tx.now,
            agent=agent[:200],
        )
    )
    audit.record(tx, action="session.started", subject=f"user:{user.id}", network=whence.network)
    return token, user


def sign_out(tx: Transaction, *, token: str) -> None:
    """End one session; ending an ended one changes nothing."""
    row = tx.session.get(SignedSession, hash_token(token))
    if row is not None and row.ended_at is None:
        row.ended_at = tx.now
        audit.record(tx, action="session.ended", subject=f"user:{row.user_id}")


def touch(tx: Transaction, *, token_hash: str) -> None:
    """Note that a session was used (not an act of anybody: no audit entry)."""
    row = tx.session.get(SignedSession, token_hash)
    if row is not None:
        row.seen_at = max(row.seen_at, tx.now)


def prove(tx: Transaction, *, password: str, network: str) -> Proof | None:
    """Check the actor's password at this moment, for one signature; None when it is wrong.

    Wrong ones are counted apart from what strangers try; the caller must commit either way.
    """
    user = queries.get_user(tx.session, tx.actor.user_id)
    right = _is_right(tx, user, password, network=network, wrong="signature.password_wrong")
    return Proof(user_id=user.id, at=tx.now) if right else None


def actor_of(user: User) -> Actor:
    """Give the person as the one on whose behalf services act."""
    return user.actor


def hash_token(token: str) -> str:
    """Give what is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _is_right(tx: Transaction, user: User, password: str, *, network: str, wrong: str) -> bool:
    """Check a person's password outside signing in; a wrong one is counted and recorded."""
    key = attempts.key_of(user)
    counter = attempts.counter_of(tx, key)
    attempts.refuse_while_blocked(tx, counter)
    if user.disabled_at is not None:
        raise Forbidden("the account is disabled")
    if not passwords.matches(user.password_hash, password):
        attempts.count_wrong(tx, counter, key)
        audit.record(tx, action=wrong, subject=f"user:{user.id}", network=network)
        return False
    if counter is not None:
        tx.session.delete(counter)
    return True


def _end_sessions(tx: Transaction, *, user_id: int) -> None:
    for row in queries.list_live_sessions(tx.session, user_id):
        row.ended_at = tx.now
