"""How fast findings are looked at and mended, and how often they were false alarms. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from docctl.days import day_of
from docctl.impact.states import LIVE, FindingState, ReasonCode

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of a finding since it was last opened.

    `rule` bound its citation to the text; `triaged_at` is when a person first decided on it or took
    it up; `repaired_on` the first day of the version that no longer cites what changed.
    """

    unit_id: int | None
    rule: str
    opened_at: datetime
    triaged_at: datetime | None
    state: FindingState
    due_on: date | None
    repaired_on: date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """Figures of some findings; `median_days` None where nobody has decided on one yet.

    `ahead` are those known before their day which is over, or mended by now; `in_time` those of
    them that were mended by their day.
    """

    findings: int
    untouched: int
    median_days: float | None
    overdue: int
    ahead: int
    in_time: int

    @property
    def share_in_time(self) -> int | None:
        """Give the share that was mended in time, in percent."""
        return percent(self.in_time, self.ahead)


@dataclass(frozen=True, slots=True)
class Alarm:
    """How findings ended whose citations a rule bound: decided, not affected, wrongly bound."""

    rule: str
    decided: int
    not_affected: int
    wrong: int

    @property
    def false_share(self) -> int | None:
        """Give the share that hurt no document, in percent."""
        return percent(self.not_affected, self.decided)


def percent(part: int, whole: int) -> int | None:
    """Give a share in whole percent; None of nothing."""
    return None if whole == 0 else round(100 * part / whole)


def pace_of(courses: Collection[Course], *, today: date, since: datetime) -> Pace:
    """Give the figures of findings opened since an instant; open and overdue ones count always."""
    recent = [one for one in courses if one.opened_at >= since]
    waits = [
        (one.triaged_at - one.opened_at).total_seconds() / _DAY
        for one in recent
        if one.triaged_at is not None
    ]
    ahead = [one for one in recent if _was_ahead(one, today)]
    return Pace(
        findings=len(recent),
        untouched=sum(map(_is_untouched, courses)),
        median_days=round(median(waits), 1) if waits else None,
        overdue=sum(_is_overdue(one, today) for one in courses),
        ahead=len(ahead),
        in_time=sum(_in_time(one) for one in ahead),
    )


def _is_untouched(one: Course) -> bool:
    """Say whether it is work nobody has begun; what comes later is none yet."""
    return one.state is FindingState.OPEN and one.triaged_at is None


def _is_overdue(one: Course, today: date) -> bool:
    working = one.state in LIVE and one.state is not FindingState.AWAITING_EFFECT
    return working and one.due_on is not None and one.due_on < today


def _was_ahead(one: Course, today: date) -> bool:
    """Say whether there was time before the day, and it is known how it was used."""
    if one.due_on is None or one.due_on <= day_of(one.opened_at):
        return False
    late = one.state in LIVE and one.due_on < today
    return late or one.state is FindingState.RESOLVED


def _in_time(one: Course) -> bool:
    if one.state is not FindingState.RESOLVED or one.repaired_on is None:
        return False
    return one.due_on is not None and one.repaired_on <= one.due_on


def by_unit(courses: Iterable[Course], *, today: date, since: datetime) -> dict[int | None, Pace]:
    """Give the figures of each unit; None holds the documents of no unit."""
    units: dict[int | None, list[Course]] = defaultdict(list)
    for one in courses:
        units[one.unit_id].append(one)
    return {unit: pace_of(some, today=today, since=since) for unit, some in units.items()}


def by_rule(courses: Iterable[Course], *, since: datetime) -> tuple[Alarm, ...]:
    """Give how the findings of each rule ended, the most frequent rule first.

    Decided are those a document was mended or is being mended for, and those that hurt none.
    """
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in courses:
        if one.opened_at < since or one.state not in _DECIDED:
            continue
        not_affected = one.state is FindingState.NOT_AFFECTED
        counted[one.rule][0] += 1
        counted[one.rule][1] += not_affected
        counted[one.rule][2] += not_affected and one.code == ReasonCode.CITATION_WRONG
    alarms = [Alarm(rule, *counts) for rule, counts in counted.items()]
    return tuple(sorted(alarms, key=lambda one: (-one.decided, one.rule)))


_DECIDED = frozenset(
    {
        FindingState.NEEDS_UPDATE,
        FindingState.IN_REVISION,
        FindingState.AWAITING_EFFECT,
        FindingState.RESOLVED,
        FindingState.NOT_AFFECTED,
    }
)
