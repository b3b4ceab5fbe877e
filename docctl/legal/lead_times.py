"""The time between issue and effect below which a text is worth a look, dated. Pure.

It follows the general rule of the law on legal texts (45 days for central texts, 10 for those of
provinces, until 2025 7 for those of districts and communes); shortened procedures, which may be
quicker, are not told apart, so that a hit is a question to the secretary and no verdict.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from docctl.legal.bodies import is_local
from docctl.legal.numbers import number_parts
from docctl.vietnamese import fold

# From which issue on: Luật 80/2015/QH13, Điều 151 khoản 1, with 7 days for districts and communes;
# Luật 64/2025/QH15, Điều 53, has 45 days for central texts and 10 for all local ones.
SINCE, ANEW = date(2016, 7, 1), date(2025, 4, 1)
CENTRAL, LOCAL, LOWEST = timedelta(days=45), timedelta(days=10), timedelta(days=7)
_LOWER = re.compile(r"\b(?:huyen|quan|thi xa|xa|phuong|thi tran)\b")
_NORMATIVE = frozenset({"luat", "bo luat", "phap lenh", "nghi dinh", "thong tu", "quyet dinh",
                        "thong tu lien tich"})  # fmt: skip


_folded = lru_cache(maxsize=256)(fold)  # of a register's types there are few


def soonest_day(
    type: str,  # noqa: A002  # the register's word
    number: str,
    issued_on: date | None,
    issuer: str = "",
) -> date | None:
    """Give the first day on which a text may take effect, shortened procedures apart.

    `issuer` is a key (`body_key`). Only normative texts, which have the year in their number;
    resolutions may begin on their day.
    """
    parts = number_parts(number)
    if issued_on is None or issued_on < SINCE or parts is None or parts.year is None:
        return None
    if _folded(type) not in _NORMATIVE:
        return None
    if not is_local(number):
        return issued_on + CENTRAL
    return issued_on + (LOWEST if issued_on < ANEW and _LOWER.search(issuer) else LOCAL)
