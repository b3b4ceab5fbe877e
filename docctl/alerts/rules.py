"""When mail is tried again and given up, and what may stand in its headers. Pure."""

import unicodedata
from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)  # longer than a slow server can hold one mail
TIMEOUT = 20  # seconds without a sign of the mail server
TRIES = 14  # about two and a half days
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=24)
OLDEST = timedelta(days=7)  # mail never tried is not sent later than this; the notice stays
SUBJECT_LENGTH = 200
# Beside the day's immediate mails: the digest itself, and what a second person must hear of.
UNCOUNTED = ("findings.digest", "rights.", "pack_sender.")


def pause_after(attempts: int) -> timedelta:
    """Give how long to wait after the `attempts`-th failure: 30 s doubling up to a day."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def is_given_up(attempts: int) -> bool:
    """Say whether a mail that failed `attempts` times is given up."""
    return attempts >= TRIES


def is_stale(*, created_at: datetime, attempts: int, now: datetime) -> bool:
    """Say whether a mail nobody has tried yet is too old, as when mail is first set up."""
    return attempts == 0 and now - created_at > OLDEST


def counts_as_immediate(kind: str) -> bool:
    """Say whether a mail is one of those of which a person gets only so many a day."""
    return not kind.startswith(UNCOUNTED)


def header(text: str) -> str:
    """Make text safe for one header line: no control or direction signs, one line, cut."""
    spaced = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text
    )
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in {"Cf", "Cs", "Co"})
    return " ".join(kept.split())[:SUBJECT_LENGTH]


def body(text: str) -> str:
    """Make text safe for a plain body: plain line ends, no other control or direction signs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        "".join(sign for sign in line if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
        for line in lines
    )
