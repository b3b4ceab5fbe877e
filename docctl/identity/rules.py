"""When sessions end and how long wrong passwords block. Pure.

TCVN 14423 4.5.2.2: lock after at most 15 idle minutes, at most 5 wrong logins.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
FREE_TRIES = 5
LONGEST_BLOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)
NETWORK_TRIES = 60
NETWORK_BLOCK = timedelta(seconds=30)
NETWORK_FORGOTTEN_AFTER = timedelta(hours=1)


class Digest(StrEnum):
    """How often a person hears, in one mail, of what waits; what is critical comes at once."""

    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence that `user_id` gave their password at `at`. Only `identity.service` makes one."""

    user_id: int
    at: datetime


def session_is_live(
    *, created_at: datetime, seen_at: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Say whether a session still counts at `now`."""
    return ended_at is None and now < seen_at + IDLE and now < created_at + ABSOLUTE


def block_after(count: int) -> timedelta:
    """Give how long the `count`-th wrong password in a row blocks: nothing, then 30 s doubling."""
    if count < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=30 << min(count - FREE_TRIES, 10)), LONGEST_BLOCK)


def network_block_after(count: int) -> timedelta:
    """Give how long the `count`-th wrong password of an hour slows its whole network down.

    Every further half of the free tries does so again, never a single one: two requests a minute
    must not keep an office slow for ever.
    """
    due = count >= NETWORK_TRIES and count % (NETWORK_TRIES // 2) == 0
    return NETWORK_BLOCK if due else timedelta(0)
