"""Argon2id hashing (the one door to argon2) and what a password must be."""

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docctl.errors import Sentence, say
from docctl.vietnamese import nfc

MIN_LENGTH = 12
MAX_BYTES = 1024
# OWASP's second profile: t=2, m=19 MiB, p=1.
_PROFILE = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}
_gate = threading.BoundedSemaphore(2)  # 19 MiB and 0.1 s of one core each

_COMMON = frozenset(
    {
        "123456789012",
        "password1234",
        "matkhau12345",
        "qwertyuiop12",
        "111111111111",
        "000000000000",
        "administrator1",
        "congdan12345",
        "vietnam12345",
        "uybannhandan",
        "123456789abc",
        "abcd12345678",
    }
)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(
        time_cost=_PROFILE["time_cost"],
        memory_cost=_PROFILE["memory_cost"],
        parallelism=_PROFILE["parallelism"],
    )


def cheapen_for_tests() -> None:
    """Make hashing fast; the test-suite calls it, nothing else may."""
    _PROFILE.update(time_cost=1, memory_cost=8)
    _hasher.cache_clear()


def objections_to_password(password: str, *, words: tuple[str, ...] = ()) -> tuple[Sentence, ...]:
    """Give every reason not to take `password`; `words` are the login and agency names."""
    lowered = nfc(password).lower()
    found: list[Sentence] = []
    if len(nfc(password)) < MIN_LENGTH:
        found.append(say("The password needs at least %(count)s characters.", count=MIN_LENGTH))
    if len(password.encode()) > MAX_BYTES:
        found.append(say("The password is too long."))
    if lowered in _COMMON or len(set(lowered)) < 4:
        found.append(say("This password is too easy to guess."))
    if any(len(word) >= 4 and word.lower() in lowered for word in words):
        found.append(say("The password must not contain your login or the agency's name."))
    return tuple(found)


class Typed(str):
    """A password as typed, which remembers what it was compared with and its new hash.

    Hashing takes a tenth of a second. It is done before a transaction begins and asked for again
    inside, where only a hash that changed meanwhile costs another one.
    """

    __slots__ = ("answers", "hashed")

    def __init__(self, _written: str = "") -> None:
        super().__init__()
        self.answers: dict[str, bool] = {}
        self.hashed = ""


def hash_password(password: str) -> str:
    """Hash `password` (NFC, so that every keyboard gives the same one)."""
    if isinstance(password, Typed) and password.hashed:
        return password.hashed
    with _gate:
        return _hasher().hash(nfc(password))


def hashed_ahead(password: str) -> Typed:
    """Give a new password with its hash; one that is too short or too long is not hashed."""
    typed = password if isinstance(password, Typed) else Typed(password)
    if len(nfc(typed)) >= MIN_LENGTH and len(typed.encode()) <= MAX_BYTES:
        typed.hashed = hash_password(typed)
    return typed


def matches(stored: str, password: str) -> bool:
    """Say whether `password` is the one behind `stored`; over-long ones are refused unhashed."""
    if len(password.encode()) > MAX_BYTES:
        return False
    if isinstance(password, Typed):
        if stored not in password.answers:
            password.answers[stored] = _verify(stored, password)
        return password.answers[stored]
    return _verify(stored, password)


def _verify(stored: str, password: str) -> bool:
    with _gate:
        try:
            return _hasher().verify(stored, nfc(password))
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def nobody() -> str:
    """Give a hash nobody's password matches, so that unknown logins take as long as known ones."""
    return hash_password("a password that nobody has")
