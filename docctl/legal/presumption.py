"""What can honestly be said of a text whose day of effect nobody recorded. Pure.

Two kinds of evidence: a source said on a day that it is in force; or it was issued so long ago that
it has taken effect, whatever its day. Neither gives the day itself.
"""

import calendar
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from docctl.legal.numbers import number_parts
from docctl.vietnamese import fold


class Evidence(StrEnum):
    """What an answer rests on where a day is not recorded."""

    STATED = "stated"  # the source said so
    AGE = "age"  # issued longer ago than any text of its kind waited
    ISSUED = "issued"  # what changes it was issued; whether it has begun is not recorded


class Stated(StrEnum):
    """What a source says of a text as a whole, in the words of the portals."""

    NOTHING = "nothing"
    IN_FORCE = "in_force"  # also partly
    ENDED = "ended"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"


# The longest time from issue to effect, in days. Of 5,209 texts of a national register with both
# days and a year in the number that agrees with the issue, no law (of 251) waited longer than 816;
# of 4,958 others one is recorded with 1,102 (27/2011/NĐ-CP) and none of the rest waited longer than
# 620. The limits leave room above that; who relies on age alone is told so.
LONGEST_OF_LAWS, LONGEST = 1095, 730
_LAWS = frozenset({"hien phap", "bo luat", "luat", "phap lenh"})
# The first that the folded words contain wins.
_WORDS = (
    ("chua co hieu luc", Stated.NOT_YET),
    ("chua ap dung", Stated.NOT_YET),
    ("het hieu luc mot phan", Stated.IN_FORCE),
    ("con hieu luc", Stated.IN_FORCE),
    ("dang co hieu luc", Stated.IN_FORCE),
    ("dang hieu luc", Stated.IN_FORCE),
    ("ngung hieu luc mot phan", Stated.IN_FORCE),
    ("ngung hieu luc", Stated.SUSPENDED),
    ("het hieu luc", Stated.ENDED),
)


@lru_cache(maxsize=256)
def stated_of(words: str) -> Stated:
    """Give what a source's words about the status of a text say."""
    folded = fold(words)
    return next((stated for said, stated in _WORDS if said in folded), Stated.NOTHING)


def begun_by(type: str, number: str, issued_on: date | None) -> date | None:  # noqa: A002
    """Give the day by which a text has taken effect at the latest; None when nothing tells.

    The year of the number counts where no day of issue is known, or where it is the later one: a
    day of issue before the number's year is a slip.
    """
    issued = [issued_on] if issued_on else []
    parts = number_parts(number)
    if parts is not None and parts.year and 1945 <= parts.year < date.max.year - 10:
        year = parts.year
        if issued_on is None or issued_on.year < year:
            issued.append(date(year, 12, calendar.monthrange(year, 12)[1]))
    if not issued:
        return None
    return max(issued) + timedelta(days=LONGEST_OF_LAWS if fold(type) in _LAWS else LONGEST)
