"""The days a sentence names: from when an effect counts, and until when."""

import re
from datetime import date

from docctl.legal.reading.words import DAY, FROM_DAY, OWN_FORCE, SELF_DAY, UNTIL_DAY

_SINCE = re.compile(rf"[\s*_]*(?:[0-9a-zđ]{{1,3}}[.)]\s+)?(?:kể\s+)?từ\s+{DAY}\s*,")


def day_from(plain: str, start: int, own: date | None) -> date | None:
    """Give the day from which an effect counts; `own` where the text takes its own day."""
    said, itself = FROM_DAY.search(plain, start), SELF_DAY.search(plain, start)
    if itself and (not said or itself.start() <= said.start()):
        return own
    return day_of(said) if said else None


def day_ahead(plain: str) -> date | None:
    """Give the day a sentence begins with ("Kể từ ngày 01/7/2024, các Thông tư … hết hiệu lực")."""
    return day_of(_SINCE.match(plain))


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
