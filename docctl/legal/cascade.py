"""What the end of a text means for the texts that detail it: the law's own rules, dated. Pure.

No rule ends a text by itself. Each only says how to look at an implementing text whose parent is
gone, and by which provision; a person looks. A new law on legal texts is a new line here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What the law says of implementing texts when the text they detail ends."""

    LIKELY_EXPIRED = "likely_expired"  # they end with it
    CONTINUES = "continues"  # they go on where they do not contradict what came after
    UNSETTLED = "unsettled"  # no rule on record for that time


@dataclass(frozen=True, slots=True)
class CascadeRule:
    """The rule for parents that end from `since` on and before `until`; None is open.

    `basis` is the provision as one cites it; empty where none was checked.
    """

    since: date | None
    until: date | None
    outcome: Outcome
    basis: str

    def holds_on(self, day: date) -> bool:
        """Say whether the rule governs an end on `day`."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


_LAW_2015, _LAW_2025 = date(2016, 7, 1), date(2025, 4, 1)
RULES = (
    CascadeRule(None, _LAW_2015, Outcome.UNSETTLED, ""),
    CascadeRule(
        _LAW_2015,
        _LAW_2025,
        Outcome.LIKELY_EXPIRED,
        "khoản 4 Điều 154 Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13",
    ),
    CascadeRule(
        _LAW_2025,
        None,
        Outcome.CONTINUES,
        "khoản 2 Điều 57 Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15",
    ),
)


def rule_on(day: date) -> CascadeRule:
    """Give the rule for a parent that ends on `day`; the rules leave no day out."""
    return next(rule for rule in RULES if rule.holds_on(day))
