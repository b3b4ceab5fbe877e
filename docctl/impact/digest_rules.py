"""When a person is reminded of what: the countdown, and each thing only once. Pure.

A countdown follows the law's longest notice (45 days) in steps a person can act on. What a digest
tells is what was crossed since the digest before it, so that nothing is told twice and nothing is
lost when the machine rested for some days.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from docctl.days import days_until
from docctl.identity.rules import Digest
from docctl.impact.states import LEAD

STEPS = (LEAD, 30, 10, 0)  # days before the day of effect


class Step(StrEnum):
    """What a digest says of a bundle: the nearest thing that happened to it."""

    LATE_LAW = "late_law"  # overdue for so long that the legal department answers for it
    LATE_HEAD = "late_head"  # or the head of the unit
    OVERDUE = "overdue"
    T0 = "t0"
    T10 = "t10"
    T30 = "t30"
    T45 = "t45"
    NEW = "new"


_NAMED = {LEAD: Step.T45, 30: Step.T30, 10: Step.T10, 0: Step.T0}
_ORDER = tuple(Step)


class Why(StrEnum):
    """Why a person gets a mail."""

    OWNER = "owner"
    SECRETARY = "secretary"
    HEAD = "head"
    ABOVE = "above"  # heads the nearest unit above one without a head
    NO_HEAD = "no_head"  # decides on findings, where no unit above has a head either
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Late:
    """After how many days overdue the head of the unit hears of it, and the legal department."""

    head_days: int
    law_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What waits in one document for one day of effect.

    `opened` are the days on which its findings were opened; `told` says that all of them were told
    at once when they were found; `repaired` that a new version already waits for its day.
    """

    document_id: int
    code: str
    due_on: date | None
    opened: Collection[date]
    findings: int
    told: bool = False
    repaired: bool = False


def countdown(due_on: date | None, today: date) -> Step | None:
    """Say in which part of the countdown a day of effect is; None when it is further away."""
    if due_on is None:
        return None
    left = days_until(due_on, today)
    if left < 0:
        return Step.OVERDUE
    return next((_NAMED[step] for step in sorted(STEPS) if left <= step), None)


def step_since(bundle: Bundle, *, last: date, today: date) -> Step | None:
    """Say what happened to a bundle after `last` up to `today`, the most urgent; None if nothing.

    It is overdue from the day after its own, or from the day it was found if that is later.
    """
    found = set[Step]()
    first = min(bundle.opened)
    if bundle.due_on is not None:
        late = late_since(bundle)
        if late is not None and last < late <= today:
            found.add(Step.OVERDUE)
        for days, step in _NAMED.items():
            day = bundle.due_on - timedelta(days=days)
            if last < day <= today and first < day and not bundle.repaired:
                found.add(step)
    if not bundle.told and any(last < day <= today for day in bundle.opened):
        found.add(Step.NEW)
    return next((step for step in _ORDER if step in found), None)


def late_since(bundle: Bundle) -> date | None:
    """Give the first day on which a bundle is overdue, if it can be."""
    if bundle.due_on is None or bundle.repaired:
        return None
    return max(bundle.due_on + timedelta(days=1), min(bundle.opened))


def stage_on(bundle: Bundle, today: date, late: Late) -> Step | None:
    """Say who answers for a bundle that is overdue: the owner, the head, the legal department."""
    since = late_since(bundle)
    if since is None or since > today:
        return None
    days = (today - since).days
    if days >= late.law_days:
        return Step.LATE_LAW
    return Step.LATE_HEAD if days >= late.head_days else Step.OVERDUE


def went_up(bundle: Bundle, *, last: date, today: date, late: Late) -> frozenset[Step]:
    """Give the steps up that an overdue bundle took after `last` up to `today`."""
    since = late_since(bundle)
    if since is None:
        return frozenset()
    steps = ((Step.LATE_HEAD, late.head_days), (Step.LATE_LAW, late.law_days))
    return frozenset(step for step, days in steps if last < since + timedelta(days=days) <= today)


def digest_is_due(digest: Digest, *, last: date | None, today: date, folded: bool = False) -> bool:
    """Say whether a person's digest is to be written: every day, or on Mondays.

    Once a day at the most; `folded` messages, which were to come at once, wait for no Monday.
    """
    if last is not None and last >= today:
        return False
    if digest is Digest.DAILY or folded:
        return True
    return today.weekday() == 0 or (last is not None and today - last >= timedelta(days=7))
