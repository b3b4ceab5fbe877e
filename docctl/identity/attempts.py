"""Counting wrong passwords, and passwords compared before a transaction begins.

Counters, each with growing blocks of its own:
- an account from one network: what strangers try;
- an account from a browser in which the person signed in before, so that strangers block nobody who
  works there (OWASP's device cookie);
- a person who is signed in and gives the password again, to sign or to change it: no try of
  somebody who is not signed in touches it;
- a whole network. While it is slowed down an account nobody tried may still be tried once.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from docctl.errors import Refused, say
from docctl.identity import passwords, queries
from docctl.identity.models import User, WrongPasswords
from docctl.identity.passwords import Typed
from docctl.identity.rules import (
    FORGOTTEN_AFTER,
    NETWORK_BLOCK,
    NETWORK_FORGOTTEN_AFTER,
    block_after,
)
from docctl.runtime import Runtime, Transaction

_SALT = secrets.token_bytes(16)  # what is typed as a login and is none may be a password
_WAIT = 5  # seconds
_one_at_a_time = threading.Lock()  # hashes for networks that are slowed down


@dataclass(frozen=True, slots=True)
class Whence:
    """Where somebody tries to sign in from; `device` names a browser known for that account."""

    network: str
    device: str = ""

    def key(self, login: str, user: User | None) -> str:
        """Give the counter of tries at an account from here."""
        if self.device:
            return f"device:{self.device}"
        if user is None:
            login = "?" + hashlib.sha256(_SALT + login.encode()).hexdigest()[:32]
        return f"{login}@{self.network}"

    @property
    def everybody(self) -> str:
        """Give the counter of the whole network."""
        return f"*@{self.network}"


def key_of(user: User) -> str:
    """Give the counter of a signed-in person who gives the password again."""
    return f"own:{user.id}"


def for_sign_in(runtime: Runtime, *, login: str, password: str, whence: Whence) -> Typed:
    """Compare a password before the transaction of signing in, unless that will be refused."""
    typed, login = Typed(password), login_of(login)
    with runtime.reading() as session:
        user, now = queries.find_user(session, login), runtime.now()
        stored = passwords.nobody() if user is None else user.password_hash
        if is_blocked(session, whence.key(login, user), now=now):
            return typed
        slowed = not whence.device and is_blocked(session, whence.everybody, now=now)
    if not slowed:
        passwords.matches(stored, typed)
    elif _one_at_a_time.acquire(timeout=_WAIT):
        try:
            passwords.matches(stored, typed)
        finally:
            _one_at_a_time.release()
    else:
        raise _too_many(NETWORK_BLOCK)
    return typed


def for_person(runtime: Runtime, *, user_id: int, password: str) -> Typed:
    """Compare a signed-in person's password before a transaction, unless that will be refused."""
    typed = Typed(password)
    with runtime.reading() as session:
        user = queries.get_user(session, user_id)
        stored, blocked = user.password_hash, is_blocked(session, key_of(user), now=runtime.now())
    if not blocked:
        passwords.matches(stored, typed)
    return typed


def login_of(written: str) -> str:
    """Give a login as accounts are found by it."""
    return written.strip().lower()[:200]


def is_blocked(session: Session, key: str, *, now: datetime) -> bool:
    """Say whether a counter blocks at this moment."""
    counter = queries.find_wrong_passwords(session, key)
    return counter is not None and now < counter.blocked_until


def counter_of(
    tx: Transaction, key: str, *, forgotten_after: timedelta = FORGOTTEN_AFTER
) -> WrongPasswords | None:
    """Give a counter, locked; None when nothing was counted lately."""
    counter = queries.lock_wrong_passwords(tx.session, key)
    if counter is not None and counter.last_at + forgotten_after < tx.now:
        tx.session.delete(counter)
        tx.session.flush()  # the key is free for a new count
        return None
    return counter


def network_counter_of(tx: Transaction, whence: Whence) -> WrongPasswords | None:
    """Give the counter of a network; a known browser is not measured by it."""
    if whence.device:
        return None
    return counter_of(tx, whence.everybody, forgotten_after=NETWORK_FORGOTTEN_AFTER)


def blocks(tx: Transaction, counter: WrongPasswords | None) -> bool:
    """Say whether a counter blocks now."""
    return counter is not None and tx.now < counter.blocked_until


def refuse_while_blocked(tx: Transaction, counter: WrongPasswords | None) -> None:
    """Refuse with the seconds to wait."""
    if counter is not None and tx.now < counter.blocked_until:
        raise _too_many(counter.blocked_until - tx.now)


def _too_many(left: timedelta) -> Refused:
    seconds = int(left.total_seconds()) + 1
    return Refused(
        say("Too many wrong passwords. Try again in %(seconds)s seconds.", seconds=seconds)
    )


def count_wrong(
    tx: Transaction,
    counter: WrongPasswords | None,
    key: str,
    *,
    block: Callable[[int], timedelta] = block_after,
) -> None:
    """Count a wrong password, and forget counters that nobody needs any more."""
    if counter is None:
        for old in queries.list_forgotten(tx.session, before=tx.now - FORGOTTEN_AFTER):
            tx.session.delete(old)
        counter = WrongPasswords(key=key, count=0, last_at=tx.now, blocked_until=tx.now)
        tx.session.add(counter)
    counter.count += 1
    counter.last_at = tx.now
    counter.blocked_until = max(counter.blocked_until, tx.now + block(counter.count))
