"""Which version counted on a day, as known on a day; what a certificate says, as bytes. Pure."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from docctl.days import start_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no letter that reads as another
CODE_LENGTH, GROUP = 20, 5  # 100 bits; written in groups
_TICK = timedelta(microseconds=1)


class Nothing(StrEnum):
    """Why no version counted on a day."""

    NEVER = "never"  # none was ever approved, by what was known
    BEFORE_FIRST = "before_first"
    BETWEEN = "between"  # one had ended, the next had not begun
    WITHDRAWN = "withdrawn"  # the document had ended for good


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a version's effect as an act set it, and when that was done.

    `until` None takes the end before it back: the version goes on.
    """

    until: datetime | None
    known_from: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """An approved version's time of effect, with when it and its ends became known."""

    version_id: int
    since: datetime
    known_from: datetime
    endings: tuple[Ending, ...] = ()  # in the order they were set; the last one known holds

    def ending_at(self, known_at: datetime | None) -> Ending | None:
        """Give the end that was known at an instant; None is open."""
        known = [one for one in self.endings if known_at is None or one.known_from <= known_at]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class Found:
    """The version that counted at the end of a day, or why none did.

    `during` are versions that counted for a part of the day only and had ended by its end.
    """

    span: Span | None
    until: datetime | None = None
    nothing: Nothing | None = None
    during: tuple[tuple[int, datetime], ...] = ()  # version, until


def end_of(day: date) -> datetime:
    """Give the last instant of a day in Viet Nam."""
    return start_of(day + timedelta(days=1)) - _TICK


def find_version(spans: Iterable[Span], day: date, *, known_at: datetime | None = None) -> Found:
    """Say which version counted on `day`, by all that is known or by what was known then.

    A day is answered for its last instant: a version approved in the afternoon counts on that
    day, and what it replaced is told beside it.
    """
    known = sorted(
        (one for one in spans if known_at is None or one.known_from <= known_at),
        key=lambda one: (one.since, one.version_id),
    )
    first, last = start_of(day), end_of(day)
    ends = {one.version_id: one.ending_at(known_at) for one in known}
    during: list[tuple[int, datetime]] = []
    found: Span | None = None
    for one in known:
        ending = ends[one.version_id]
        until = ending.until if ending else None
        if one.since > last or (until is not None and until <= max(first, one.since)):
            continue
        if until is not None and until <= last:
            during.append((one.version_id, until))
        else:
            found = one
    if found is not None:
        ending = ends[found.version_id]
        return Found(found, ending.until if ending else None, during=tuple(during))
    return Found(None, nothing=_why(known, ends, last), during=tuple(during))


def _why(known: Sequence[Span], ends: Mapping[int, Ending | None], last: datetime) -> Nothing:
    known = [one for one in known if not _is_held(one, ends[one.version_id])]
    if not known:
        return Nothing.NEVER
    begun = [one for one in known if one.since <= last]
    if not begun:
        return Nothing.BEFORE_FIRST
    if len(begun) < len(known):
        return Nothing.BETWEEN
    ending = ends[begun[-1].version_id]
    return Nothing.WITHDRAWN if ending is not None and ending.withdrawn else Nothing.BETWEEN


def _is_held(one: Span, ending: Ending | None) -> bool:
    """Say whether a version was stopped before its day while its document went on."""
    if ending is None or ending.until is None or ending.withdrawn:
        return False
    return ending.until <= one.since


def new_code() -> str:
    """Make the code of a certificate; nobody can guess it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def written_code(code: str) -> str:
    """Write a code in groups, as it is printed: `7KQ2M-…`."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Read a code as people type it: small letters, gaps, O for 0, I and L for 1."""
    signs = typed.upper().translate(str.maketrans("OIL", "011"))
    return "".join(sign for sign in signs if sign in ALPHABET)[: CODE_LENGTH + 1]


def facts_hash(facts: Mapping[str, Any]) -> str:
    """Give the SHA-256 of what a certificate says, in one canonical form."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


PROVED = (
    "document", "on", "known_on", "nothing", "version", "during", "signatures", "bases", "unbound",
)  # fmt: skip
_NAMES = frozenset({"names"})  # words of texts; they may be corrected and prove nothing


def differences(said: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the parts of a certificate that are told otherwise now, names of texts aside."""
    return tuple(
        part for part in PROVED if _without_names(said.get(part)) != _without_names(found.get(part))
    )


def _without_names(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_names(one) for key, one in value.items() if key not in _NAMES}
    if isinstance(value, list | tuple):
        return [_without_names(one) for one in value]
    return value
