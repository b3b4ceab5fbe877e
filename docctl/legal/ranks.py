"""Where a text stands among the texts of the law: a lower one cannot end or amend a higher. Pure.

After Điều 4 of Luật Ban hành văn bản quy phạm pháp luật (64/2025/QH15), coarsely: what stands close
together or changed places over time shares a rank.
"""

import re

from docctl.legal.numbers import number_parts
from docctl.vietnamese import fold

_BY_TYPE = {
    "hien phap": 0,
    "bo luat": 1,
    "luat": 1,
    "phap lenh": 2,
    "sac lenh": 2,
    "sac luat": 2,
    "nghi dinh": 4,
    "thong tu": 6,
    "thong tu lien tich": 6,
    "nghi quyet lien tich": 3,
}
_BY_SYMBOL = (
    (re.compile(r"(?:^|-)ubtvqh\d*$"), 2),
    (re.compile(r"(?:^|-)qh\d*$"), 1),
    (re.compile(r"(?:^|-)(?:ctn|hdnn\d*)$"), 3),
    (re.compile(r"(?:^|-)(?:cp|hdbt|hdcp)$"), 4),
    (re.compile(r"(?:^|-)ttg$"), 5),
    (re.compile(r"(?:^|-)hdnd\d*$"), 7),
    (re.compile(r"(?:^|-)(?:ct)?ub(?:nd)?\d*$"), 8),
    (re.compile(r"^(?:qd|ct|nq|tt|ttlt)-(?:b[a-z]{2,}|nhnn|ttcp|ktnn|hdtp|tandtc|vpcp|ubdt)"), 6),
)


def rank_of(type: str, number: str) -> int | None:  # noqa: A002  # the register's word
    """Give the rank of a text, 0 the highest; None for texts that stand in no order."""
    rank = _BY_TYPE.get(fold(type))
    if rank is not None:
        return rank
    parts = number_parts(number)
    if parts is None:
        return None
    return next((rank for symbol, rank in _BY_SYMBOL if symbol.search(parts.symbol)), None)


def may_change(source: tuple[str, str], target: tuple[str, str]) -> bool:
    """Say whether a text, as (type, number), stands high enough to end or amend another."""
    above, below = rank_of(*source), rank_of(*target)
    return above is None or below is None or above <= below
