"""Which citations a change of law hurts, and how badly. Pure.

A path is a dot-terminated provision path (`d0012.k003.`): a prefix is an ancestor, and the empty
path stands for the whole text. The classes follow the impact query and the severities of the
legal engine: whole-text mentions and effects of unknown scope are weak, and weak never pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from docctl.days import days_until
from docctl.impact.states import LIVE, Evidence, FindingState, ReasonCode, state_after
from docctl.legal.rules import CHANGING, ENDING, Action, Extent

SOON = 30  # days in which a coming change is urgent


class Severity(StrEnum):
    """How urgent a finding is; computed when shown, never stored."""

    CRITICAL = "critical"  # the cited provision is gone and already out of force
    HIGH = "high"  # gone or amended within 30 days
    MEDIUM = "medium"  # gone or amended later, a part of what is cited, or what contains it
    LOW = "low"  # formal correction, or an amendment of what is only a legal basis
    INFO = "info"  # somewhere else in the cited text


class Overlap(StrEnum):
    """How the effect's scope and the cited provision meet."""

    WHOLE_TEXT = "whole_text"  # the effect hits the whole text
    EXACT = "exact"
    PART_CHANGED = "part_changed"  # something inside the cited provision
    INSIDE_CHANGED = "inside_changed"  # something that contains the cited provision
    ELSEWHERE = "elsewhere"  # weak: the text, not the provision


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


def severity_of(
    action: Action, overlap: Overlap, due_on: date | None, today: date, *, basis: bool = False
) -> Severity:
    """Grade a finding for the day `today`; an unknown day of effect counts as a later one.

    A change of what is cited only as a legal basis ("Căn cứ …") asks for no more than a look; its
    end does.
    """
    if overlap is Overlap.ELSEWHERE:
        return Severity.INFO
    if action is Action.CORRECTS or (basis and action not in GONE):
        return Severity.LOW
    if overlap is Overlap.PART_CHANGED or due_on is None:
        return Severity.MEDIUM
    if overlap is Overlap.INSIDE_CHANGED and action not in GONE:
        return Severity.MEDIUM
    if action in GONE and due_on <= today:
        return Severity.CRITICAL
    return Severity.HIGH if days_until(due_on, today) <= SOON else Severity.MEDIUM


_BASES = ("can cu", "co so phap ly", "tai lieu vien dan", "van ban vien dan")


def is_basis(context: str, section: str) -> bool:
    """Say whether a mention only names a legal basis; both words folded.

    It stands in a line "Căn cứ …", or in the section that lists the bases of the document.
    """
    line = context.lstrip("-+*•–. ")
    return line.startswith("can cu ") or any(name in section for name in _BASES)


__all__ = [
    "CHANGING",
    "GONE",
    "HURTING",
    "LIVE",
    "SOON",
    "Cause",
    "Evidence",
    "FindingState",
    "Mention",
    "Overlap",
    "ReasonCode",
    "Severity",
    "hurts",
    "is_basis",
    "is_gone",
    "overlap_of",
    "severity_of",
    "state_after",
]
