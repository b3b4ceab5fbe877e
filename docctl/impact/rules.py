"""Which citations a change of law hurts, how badly, and where a finding stands. Pure.

A path is a dot-terminated provision path (`d0012.k003.`): a prefix is an ancestor, and the empty
path stands for the whole text. The classes follow the impact query and the severities of the
legal engine: whole-text mentions and effects of unknown scope are weak, and weak never pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from docctl.days import days_until
from docctl.errors import Sentence, say
from docctl.legal.rules import CHANGING, ENDING, Action, Extent

SOON = 30  # days in which a coming change is urgent


class Severity(StrEnum):
    """How urgent a finding is; computed when shown, never stored."""

    CRITICAL = "critical"  # the cited provision is gone and already out of force
    HIGH = "high"  # gone or amended within 30 days
    MEDIUM = "medium"  # gone or amended later, or a part of what is cited
    LOW = "low"  # formal correction
    INFO = "info"  # somewhere else in the cited text


class Overlap(StrEnum):
    """How the effect's scope and the cited provision meet."""

    WHOLE_TEXT = "whole_text"  # the effect hits the whole text
    EXACT = "exact"
    PART_CHANGED = "part_changed"  # something inside the cited provision
    INSIDE_CHANGED = "inside_changed"  # something that contains the cited provision
    ELSEWHERE = "elsewhere"  # weak: the text, not the provision


class FindingState(StrEnum):
    """Where a finding stands; `impact.service` moves it."""

    OPEN = "open"
    IN_REVISION = "in_revision"
    AWAITING_EFFECT = "awaiting_effect"  # the repaired version is approved for a later day
    RESOLVED = "resolved"
    NOT_AFFECTED = "not_affected"
    WITHDRAWN = "withdrawn"  # the effect was withdrawn, or the cited version is no longer effective


class ReasonCode(StrEnum):
    """Why a finding does not concern a document."""

    CONTENT_UNCHANGED = "cited_content_unchanged"
    FORMAL_CORRECTION = "only_formal_correction"
    HISTORICAL = "historical_citation"
    TRANSITIONAL = "transitional_provision_applies"
    OUTSIDE_TERRITORY = "outside_territory"
    CITATION_WRONG = "citation_wrong"
    IMPLEMENTING_SURVIVES = "implementing_text_survives"
    OTHER = "other"  # the reason must be written out


LIVE = frozenset({FindingState.OPEN, FindingState.IN_REVISION, FindingState.AWAITING_EFFECT})
GONE = ENDING | {Action.SUSPENDS, Action.EXPIRES}
HURTING = GONE | CHANGING | {Action.CORRECTS}
_FULL = frozenset({Overlap.WHOLE_TEXT, Overlap.EXACT, Overlap.INSIDE_CHANGED})
_STRENGTH = (
    Overlap.WHOLE_TEXT,
    Overlap.EXACT,
    Overlap.INSIDE_CHANGED,
    Overlap.PART_CHANGED,
    Overlap.ELSEWHERE,
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What an effect does; `day` None is unknown, `until` is the last day of a suspension.

    `kept` are provisions an ending leaves out.
    """

    action: Action
    extent: Extent
    paths: frozenset[str] = frozenset()
    day: date | None = None
    until: date | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mention:
    """What a citation names; `embedded` inside the title of another text."""

    paths: frozenset[str] = frozenset()
    embedded: bool = False


def overlap_of(cause: Cause, mention: Mention) -> Overlap | None:
    """Say how an effect and a citation of its target meet, or None when they do not.

    A text mentioned only inside the title of another text is not relied upon itself: the end of
    the whole text is a weak signal there, anything less is nothing.
    """
    if cause.action not in HURTING:
        return None
    if mention.paths and cause.kept:
        paths = frozenset(one for one in mention.paths if not _holds(cause.kept, one))
        if not paths:
            return None
        mention = replace(mention, paths=paths)
    ends_whole = cause.extent is Extent.WHOLE and cause.action in GONE
    if mention.embedded:
        return Overlap.ELSEWHERE if ends_whole else None
    if ends_whole:
        return Overlap.WHOLE_TEXT
    if cause.extent is not Extent.PARTS or not cause.paths:
        return Overlap.ELSEWHERE
    cited = mention.paths or {""}
    found = {_meeting(touched, path) for touched in cause.paths for path in cited}
    return next((overlap for overlap in _STRENGTH if overlap in found), None)


def _holds(paths: Iterable[str], path: str) -> bool:
    return any(map(path.startswith, paths))


def _meeting(touched: str, cited: str) -> Overlap | None:
    if not cited:
        return Overlap.ELSEWHERE
    if touched == cited:
        return Overlap.EXACT
    if cited.startswith(touched):
        return Overlap.INSIDE_CHANGED
    return Overlap.PART_CHANGED if touched.startswith(cited) else None


def is_gone(cause: Cause, overlap: Overlap) -> bool:
    """Say whether all that is cited loses its force, rather than being changed."""
    return cause.action in GONE and overlap in _FULL


def hurts(
    cause: Cause, mention: Mention, *, issued_on: date, today: date, answered: bool = False
) -> Overlap | None:
    """Say how a confirmed effect hurts a citation of a version issued on `issued_on`, or None.

    Who issues a version answers for the law of that day: changes from before raise nothing, and
    neither do changes the version was opened for (`answered`). What is gone always hurts. A
    suspension hurts until it is over.
    """
    if cause.until is not None and cause.action is Action.SUSPENDS and cause.until < today:
        return None
    overlap = overlap_of(cause, mention)
    if overlap is None or is_gone(cause, overlap):
        return overlap
    known = cause.day is not None and cause.day < issued_on
    return None if known or answered else overlap


def severity_of(action: Action, overlap: Overlap, due_on: date | None, today: date) -> Severity:
    """Grade a finding for the day `today`; an unknown day of effect counts as a later one."""
    if overlap is Overlap.ELSEWHERE:
        return Severity.INFO
    if action is Action.CORRECTS:
        return Severity.LOW
    if overlap is Overlap.PART_CHANGED or due_on is None:
        return Severity.MEDIUM
    if action in GONE and due_on <= today:
        return Severity.CRITICAL
    return Severity.HIGH if days_until(due_on, today) <= SOON else Severity.MEDIUM


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a finding at an instant."""

    still_hurts: bool  # the effect is confirmed and meets the citation
    version_counts: bool  # the citing version is effective or scheduled
    successor_clean: bool  # the version that took over from it is not hurt
    repair_scheduled: bool  # a later approved version is not hurt
    draft_open: bool  # the change opened for the finding is being worked on


def state_after(state: FindingState, evidence: Evidence) -> FindingState:
    """Say where a finding stands by the evidence; decisions of people and closed ones stay."""
    if state not in LIVE:
        return state
    if not evidence.still_hurts:
        return FindingState.WITHDRAWN
    if not evidence.version_counts:
        return FindingState.RESOLVED if evidence.successor_clean else FindingState.WITHDRAWN
    if evidence.repair_scheduled:
        return FindingState.AWAITING_EFFECT
    return FindingState.IN_REVISION if evidence.draft_open else FindingState.OPEN


def objections_to_not_affected(
    *, state: FindingState, code: str, reason: str
) -> tuple[Sentence, ...]:
    """Give every reason not to close a finding as not affected."""
    found: list[Sentence] = []
    if state not in LIVE:
        found.append(say("This finding is already closed."))
    if code not in set(ReasonCode):
        found.append(say("Choose why the document is not affected."))
    elif code == ReasonCode.OTHER and not reason.strip():
        found.append(say("Write the reason out."))
    return tuple(found)
