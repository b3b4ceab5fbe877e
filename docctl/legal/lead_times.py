"""The time between issue and effect below which a text is worth a look, dated. Pure.

It follows the general rule of the law on legal texts (45 days for central texts, 10 for those of
provinces); shortened procedures and districts and communes, which may be quicker, are not told
apart, so that a hit is a question to the secretary and no verdict.
"""

from datetime import date, timedelta

from docctl.legal.bodies import is_local
from docctl.legal.numbers import number_parts
from docctl.vietnamese import fold

# From which issue on: Luật 80/2015/QH13, Điều 151 khoản 1. That the law of 2025 (64/2025/QH15) kept
# these times is assumed; its words were not at hand.
SINCE = date(2016, 7, 1)
CENTRAL, LOCAL = timedelta(days=45), timedelta(days=10)
_NORMATIVE = frozenset({"luat", "bo luat", "phap lenh", "nghi dinh", "thong tu", "quyet dinh",
                        "thong tu lien tich"})  # fmt: skip


def soonest_day(type: str, number: str, issued_on: date | None) -> date | None:  # noqa: A002
    """Give the first day on which a text may take effect, shortened procedures apart.

    Only normative texts, which have the year in their number; resolutions may begin on their day.
    """
    parts = number_parts(number)
    if issued_on is None or issued_on < SINCE or parts is None or parts.year is None:
        return None
    if fold(type) not in _NORMATIVE:
        return None
    return issued_on + (LOCAL if is_local(number) else CENTRAL)
