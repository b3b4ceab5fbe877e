"""The chain: what one entry says, in one canonical form, and the hash that binds it. Pure.

`hash = SHA-256(0x00 ‖ previous hash ‖ canonical JSON)`; algorithm id stored per entry for agility.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ALGORITHM = "sha256-v1"
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Fact:
    """The content of one entry."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    subject: str
    reason: str
    detail: dict[str, Any]
    request_id: str


def canonical(fact: Fact) -> bytes:
    """Write `fact` so that equal facts give equal bytes (sorted keys, no spaces, UTC µs)."""
    body = {
        "action": fact.action,
        "actor_id": fact.actor_id,
        "actor_name": fact.actor_name,
        "at": fact.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "detail": fact.detail,
        "reason": fact.reason,
        "request_id": fact.request_id,
        "seq": fact.seq,
        "subject": fact.subject,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chained(previous: str, fact: Fact) -> str:
    """Give the hash of an entry that follows the one whose hash is `previous`."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(previous) + canonical(fact)).hexdigest()


def faults_in(
    entries: Iterable[tuple[Fact, str, str]], *, head: tuple[int, str]
) -> tuple[str, ...]:
    """Walk (fact, previous hash, hash) in order of seq and say everything that does not hold.

    The chain must start at 1, have no hole, bind each entry to the one before, never run backwards
    in time, and end at `head` (seq, hash).
    """
    found: list[str] = []
    seq, previous, at = 0, GENESIS, None
    for fact, stored_previous, stored in entries:
        seq += 1
        if fact.seq != seq:
            found.append(f"entry {seq} is missing before {fact.seq}")
            seq = fact.seq
        if stored_previous != previous:
            found.append(f"entry {fact.seq} does not follow the entry before it")
        if stored != chained(stored_previous, fact):
            found.append(f"entry {fact.seq} was changed")
        if at is not None and fact.at < at:
            found.append(f"entry {fact.seq} lies before the entry it follows")
        previous, at = stored, fact.at
    if (seq, previous) != head:
        found.append(f"the chain ends at {seq}, the head says {head[0]}")
    return tuple(found)
