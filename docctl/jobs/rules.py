"""How long a worker may be silent and how often work is tried. Pure."""

from datetime import timedelta

LEASE = timedelta(minutes=5)  # renewed by every report; a killed worker's job is taken up after it
TRIES = 5  # beginnings of a job that was broken off, not counting refusals
PAUSE = timedelta(seconds=30)  # before work is tried again after the database was busy
MOST_LINES = 2000  # result lines kept; the counts go on
ALONE = frozenset({"legal.rerun"})  # kinds of which an installation does one at a time
EVERY_SECONDS = 1.0  # how often progress is written
EVERY_LINES = 100


def exhausted(attempts: int) -> bool:
    """Say whether a job has been begun too often without coming to its end."""
    return attempts >= TRIES


def keep(lines: list[object], more: list[object]) -> list[object]:
    """Append result lines up to the number that is kept."""
    return [*lines, *more][:MOST_LINES]
