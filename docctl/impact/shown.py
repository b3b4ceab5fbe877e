"""What screens are given of findings: values, no rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docctl.days import day_of
from docctl.impact.rules import LIVE, FindingState, Overlap, Severity
from docctl.impact.states import standing_of
from docctl.legal.rules import Action

RANKS = tuple(Severity)  # from the most to the least urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings to list; every given fact narrows. Weak ones only on request."""

    states: Collection[FindingState] = LIVE
    weak: bool = False
    only_weak: bool = False
    quiet: bool = False  # also what a rule leaves aside
    rule_id: int | None = None  # what is within the scope of a rule
    severity: Severity | None = None
    effect_id: int | None = None
    source_id: int | None = None  # the text that causes them
    target_id: int | None = None  # the text that is cited
    document_id: int | None = None
    document_ids: Collection[int] | None = None  # a page of them
    unit_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An effect in words for a screen; `number` is what people cite it by."""

    effect_id: int
    number: str
    action: Action
    source_id: int
    source: str
    source_title: str
    target_id: int
    target: str
    target_title: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A finding with all a list or a card shows."""

    id: int
    state: FindingState
    overlap: Overlap
    severity: Severity
    due_on: date | None
    opened_at: datetime
    draft_id: int | None
    closed_at: datetime | None
    closed_by_version_id: int | None
    reason_code: str
    reason: str
    decided_by: str
    confirmed_by: str
    ignored_until: date | None
    ignored_event: str
    promoted_at: datetime | None
    promoted_by: str
    chain: list[Any]
    basis: bool
    asked_for: FindingState | None
    asked_code: str
    asked_reason: str
    asked_until: date | None
    asked_event: str
    asked_by_id: int | None
    asked_by: str
    asked_at: datetime | None
    document_id: int
    code: str
    title: str
    owner_id: int | None
    unit_id: int | None
    repaired_from: datetime | None  # when the version that repairs it takes effect
    version_id: int
    citation_id: int
    block_uid: str
    start: int
    end: int
    quote: str
    context: str
    section: str
    change: Change

    @property
    def standing(self) -> str:
        """Give how it stands now, for a form that comes back later."""
        return standing_of(self.state, self.asked_for)

    @property
    def late(self) -> bool:
        """Say whether the repair takes effect only after the change of law has."""
        if self.repaired_from is None or self.due_on is None:
            return False
        return day_of(self.repaired_from) > self.due_on

    @property
    def early(self) -> bool:
        """Say whether the repair takes effect before the change of law does."""
        if self.repaired_from is None or self.due_on is None:
            return False
        return day_of(self.repaired_from) < self.due_on


@dataclass(frozen=True, slots=True)
class Page:
    """One page of findings, the most urgent first."""

    rows: tuple[Shown, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class Group:
    """Live findings counted by severity, of one effect (`change`) or one document.

    `due_on` is the earliest day; `others` counts the documents of the effect, or the effects on
    the document.
    """

    id: int
    label: str
    title: str
    due_on: date | None
    counts: dict[Severity, int]
    others: int
    change: Change | None = None

    @property
    def worst(self) -> Severity:
        """Give the most urgent severity in the group."""
        return next(severity for severity in RANKS if self.counts.get(severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A citation of an open or approved version that the law has left behind, for the editor."""

    citation_id: int
    block_uid: str
    start: int
    end: int
    quote: str
    overlap: Overlap
    severity: Severity
    due_on: date | None
    change: Change
