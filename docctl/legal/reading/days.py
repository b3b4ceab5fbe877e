"""The days a sentence names: from when an effect counts, and until when."""

import re
from datetime import date

from docctl.legal.reading.words import FROM_DAY, OWN_FORCE, SELF_DAY, UNTIL_DAY


def day_from(plain: str, start: int, own: date | None) -> date | None:
    """Give the day from which an effect counts; `own` where the text takes its own day."""
    said, itself = FROM_DAY.search(plain, start), SELF_DAY.search(plain, start)
    if itself and (not said or itself.start() <= said.start()):
        return own
    return day_of(said) if said else None


def own_day(plain: str) -> date | None:
    """Give the day of "Thông tư này có hiệu lực từ ngày …" in a sentence."""
    return day_of(OWN_FORCE.search(plain))


def day_until(plain: str, start: int) -> date | None:
    """Give the last day of a suspension or an extension ("đến hết ngày …")."""
    return day_of(UNTIL_DAY.search(plain, start))


def day_of(found: re.Match[str] | None) -> date | None:
    """Give the day of a match whose groups are day, month, year (once, or twice)."""
    if found is None:
        return None
    numbers = [int(group) for group in found.groups() if group]
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except (ValueError, IndexError):
        return None
