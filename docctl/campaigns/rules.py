"""What a campaign asks of a document, by when, and how far it has come. Pure.

How far a document is follows from its findings, its draft and its versions whenever it is asked;
only what people decide (verdict, owner, another day) is kept.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from docctl.days import day_of, days_until
from docctl.documents.rules import Status
from docctl.errors import Sentence, say
from docctl.impact.rules import LIVE, FindingState, Overlap, ReasonCode

LEAD = 15  # days before the law's day by which a repaired document should be approved
SOON = 3  # days before its day on which people are reminded of a version that comes before the law
WITHOUT_DAY = 30  # days for a change whose day nobody recorded


class Verdict(StrEnum):
    """What becomes of a document because of a change of law, in the agencies' own words."""

    AMEND = "amend"  # sửa đổi
    REPLACE = "replace"  # thay thế
    WITHDRAW = "withdraw"  # bãi bỏ
    KEEP = "keep"  # giữ nguyên
    UNKNOWN = "unknown"  # chưa xác định


class Amending(StrEnum):
    """What becomes of a passage whose text stays in force and is amended."""

    CHAIN = "chain"  # “… được sửa đổi, bổ sung bởi Luật số …” is proposed
    MARK = "mark"  # it is marked for a human


class Stage(StrEnum):
    """How far a document of a campaign has come; derived, never stored."""

    UNDECIDED = "undecided"  # nobody has said yet what becomes of it
    TO_DO = "to_do"  # decided, nothing begun
    DRAFTING = "drafting"
    WITH_REVIEWER = "with_reviewer"  # under review or with the approver
    CONFIRMING = "confirming"  # kept, but a second person has to agree
    SCHEDULED = "scheduled"  # approved for the day of the law
    DONE = "done"  # its findings are closed
    KEPT = "kept"  # closed because it is not affected
    LEFT = "left"  # the law no longer hurts it


ORDER = tuple(Stage)
AT_WORK = (
    Stage.UNDECIDED,
    Stage.TO_DO,
    Stage.DRAFTING,
    Stage.WITH_REVIEWER,
    Stage.CONFIRMING,
    Stage.SCHEDULED,
)
WAITING = frozenset(AT_WORK) - {Stage.SCHEDULED}


@dataclass(frozen=True, slots=True)
class Hurt:
    """A finding as a campaign sees it; `repaired_at` is when the version that heals it was signed.

    It is None for what is open, or was closed otherwise.
    """

    state: FindingState
    overlap: Overlap
    due_on: date | None
    opened_at: datetime
    closed_at: datetime | None = None
    repaired_at: datetime | None = None


def is_strong(hurts: Iterable[Hurt]) -> bool:
    """Say whether a document is hurt in what it cites, not only elsewhere in the text."""
    return any(one.overlap is not Overlap.ELSEWHERE for one in hurts)


def stage_of(
    hurts: Collection[Hurt],
    *,
    verdict: Verdict | None,
    draft: Status | None,
    withdrawn: bool = False,
) -> Stage:
    """Say how far a document is; `draft` is where the change opened for its findings stands.

    Who was to withdraw a document has done it when it is `withdrawn`.
    """
    live = [one for one in hurts if one.state in LIVE]
    if not live:
        done = withdrawn and verdict is Verdict.WITHDRAW
        return Stage.DONE if done else _ended(hurts)
    if all(one.repaired_at is not None for one in live):
        return Stage.SCHEDULED
    if verdict is Verdict.KEEP:
        return Stage.CONFIRMING
    if draft in {Status.IN_REVIEW, Status.IN_APPROVAL}:
        return Stage.WITH_REVIEWER
    if draft is Status.DRAFT:
        return Stage.DRAFTING
    decided = verdict is not None and verdict is not Verdict.UNKNOWN
    return Stage.TO_DO if decided else Stage.UNDECIDED


def _ended(hurts: Collection[Hurt]) -> Stage:
    states = {one.state for one in hurts} - {FindingState.WITHDRAWN}
    if not states:
        return Stage.LEFT
    return Stage.DONE if FindingState.RESOLVED in states else Stage.KEPT


def due_on(effective_on: date | None, since: date) -> date:
    """Give the day by which a document should be approved, for a change taken up on `since`.

    A fortnight before the law's day, or half of the time that is left when that is less; for a
    law that works already, or whose day nobody recorded, so many days from when it was taken up.
    """
    if effective_on is None:
        return since + timedelta(days=WITHOUT_DAY)
    left = days_until(effective_on, since)
    if left <= 0:
        return since + timedelta(days=LEAD)
    return effective_on - timedelta(days=min(LEAD, left // 2))


def is_ahead(on: date, law_on: date | None) -> bool:
    """Say whether a version would take effect before its law; `law_on` None: it never works."""
    return law_on is None or on < law_on


def is_soon(on: date, today: date) -> bool:
    """Say whether the day of a version is so near that people are reminded."""
    return days_until(on, today) <= SOON


def is_late(due: date, stage: Stage, today: date) -> bool:
    """Say whether a document should have been approved by now."""
    return stage in WAITING and due < today


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a document needed work; `until` None: it still does."""

    since: date
    until: date | None


def span_of(hurts: Collection[Hurt]) -> Span:
    """Give the days between which a document needed work: until it was signed, or closed."""
    since = day_of(min(one.opened_at for one in hurts))
    ends = [one.repaired_at or (one.closed_at if one.state not in LIVE else None) for one in hurts]
    if any(one is None for one in ends):
        return Span(since, None)
    return Span(since, max(day_of(one) for one in ends if one is not None))


@dataclass(frozen=True, slots=True)
class Point:
    """How many documents needed work at the end of a day."""

    on: date
    left: int


def burndown(spans: Collection[Span], *, since: date, until: date) -> tuple[Point, ...]:
    """Count at the end of each day from `since` to `until` the documents that still need work."""
    return tuple(
        Point(on, sum(_needs(span, on, since) for span in spans))
        for on in (since + timedelta(days=n) for n in range(max(0, (until - since).days) + 1))
    )


def _needs(span: Span, on: date, since: date) -> bool:
    """Say whether a span covers a day; what was found before counts from `since`."""
    return max(span.since, since) <= on and (span.until is None or on < span.until)


def objections_to_verdict(
    verdict: str, *, code: str, reason: str, owns: bool, decides: bool
) -> tuple[Sentence, ...]:
    """Give every reason not to take a verdict from this person.

    Only who decides on findings may keep a document as it is: it closes them.
    """
    found: list[Sentence] = []
    if verdict not in set(Verdict):
        found.append(say("Choose what becomes of the document."))
    if verdict == Verdict.KEEP:
        if not decides:
            found.append(say("Only the secretary closes findings as not affected."))
        if code not in set(ReasonCode):
            found.append(say("Choose why the document is kept as it is."))
        elif code == ReasonCode.OTHER and not reason.strip():
            found.append(say("Write the reason out."))
    if not (decides or owns):
        found.append(say("Only the secretary and the owner say what becomes of the document."))
    return tuple(found)
