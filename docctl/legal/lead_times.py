"""The shortest time between issue and effect that the law on legal texts allows, dated. Pure."""

from datetime import date, timedelta

from docctl.legal.bodies import is_local
from docctl.legal.numbers import number_parts
from docctl.vietnamese import fold

# From which issue on: Luật 80/2015/QH13 Điều 151 khoản 1; Luật 64/2025/QH15 Điều 53 is the same.
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
