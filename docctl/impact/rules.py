"""Which citations a change of law hurts, and how badly. Pure.

A path is a dot-terminated provision path (`d0012.k003.`): a prefix is an ancestor, and the empty
path stands for the whole text. The classes follow the impact query and the severities of the
legal engine: whole-text mentions and effects of unknown scope are weak, and weak never pages.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from docctl.days import days_until
from docctl.impact.states import LIVE, Evidence, FindingState, ReasonCode, state_after
from docctl.legal.rules import CHANGING, ENDING, Action, Extent
from docctl.legal.spans import Span, span_on

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
    TRANSITIVE = "transitive"  # weak: through another text, raised by a person


GONE = ENDING | {Action.SUSPENDS, Action.EXPIRES}
HURTING = GONE | CHANGING | {Action.CORRECTS}
_FULL = frozenset({Overlap.WHOLE_TEXT, Overlap.EXACT, Overlap.INSIDE_CHANGED})
_STRENGTH = (
    Overlap.WHOLE_TEXT,
    Overlap.EXACT,
    Overlap.INSIDE_CHANGED,
    Overlap.PART_CHANGED,
    Overlap.ELSEWHERE,
    Overlap.TRANSITIVE,
)
WEAK = frozenset({Overlap.ELSEWHERE, Overlap.TRANSITIVE})


Spans = Callable[[str], tuple[Span, ...]]  # when an effect works on a provision of its target


@dataclass(frozen=True, slots=True)
class Cause:
    """What an effect does; `day` None is unknown, `until` is the last day of a suspension.

    `kept` are provisions an ending leaves out. `spans` say when the effect works where that does
    not follow from its day alone: its source was suspended or postponed, or something undoes it.
    """

    action: Action
    extent: Extent
    paths: frozenset[str] = frozenset()
    day: date | None = None
    until: date | None = None
    kept: frozenset[str] = frozenset()
    spans: Spans | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """What a citation names; `embedded` inside the title of another text."""

    paths: frozenset[str] = frozenset()
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """How an effect hurts a citation, and from which day (None: nobody recorded it)."""

    overlap: Overlap
    since: date | None


def overlap_of(cause: Cause, mention: Mention) -> Overlap | None:
    """Say how an effect and a citation of its target meet, or None when they do not.

    A text mentioned only inside the title of another text is not relied upon itself: the end of
    the whole text is a weak signal there, anything less is nothing.
    """
    found = {overlap for overlap, _spot in _meetings(cause, mention)}
    return next((overlap for overlap in _STRENGTH if overlap in found), None)


def _meetings(cause: Cause, mention: Mention) -> Iterator[tuple[Overlap, str]]:
    """Give how effect and citation meet, and at which provision of the text (the narrower one)."""
    if cause.action not in HURTING:
        return
    cited = frozenset(one for one in mention.paths if not _holds(cause.kept, one))
    if mention.paths and not cited:
        return
    ends_whole = cause.extent is Extent.WHOLE and cause.action in GONE
    if mention.embedded:
        if ends_whole:
            yield Overlap.ELSEWHERE, ""
        return
    for path in cited or {""}:
        if ends_whole:
            yield Overlap.WHOLE_TEXT, path
        elif cause.extent is not Extent.PARTS or not cause.paths:
            yield Overlap.ELSEWHERE, path
        else:
            for touched in cause.paths:
                if (overlap := _meeting(touched, path)) is not None:
                    yield overlap, max(touched, path, key=len)


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


def harm(
    cause: Cause, mention: Mention, *, issued_on: date, today: date, answered: bool = False
) -> Harm | None:
    """Say how a confirmed effect hurts a citation of a version issued on `issued_on`, or None.

    It follows the force of the law: what does not work today and on no later day hurts nobody. Who
    issues a version answers for the law of that day: changes from before raise nothing, and neither
    do changes the version was opened for (`answered`). What is gone always hurts.
    """
    touches = touches_of(cause, mention, today=today)
    return harm_by(touches, issued_on=issued_on, answered=answered)


class Touch(NamedTuple):
    """Where and from which day an effect works on a citation; `gone`: nothing cited is left."""

    overlap: Overlap
    since: date | None
    gone: bool


def touches_of(cause: Cause, mention: Mention, *, today: date) -> tuple[Touch, ...]:
    """Give what an effect does to a citation today or later, whichever version it stands in."""
    return tuple(
        Touch(overlap, span.since, is_gone(cause, overlap))
        for overlap, spot in _meetings(cause, mention)
        if (span := _span(cause, spot, today)) is not None
    )


def harm_by(touches: Iterable[Touch], *, issued_on: date, answered: bool = False) -> Harm | None:
    """Say how what an effect does to a citation hurts a version, as `harm` does, or None."""
    found: dict[Overlap, Harm] = {}
    for overlap, since, gone in touches:
        known = since is not None and since < issued_on
        if (known or answered) and not gone:
            continue
        other = found.get(overlap)
        if other is None or _earlier(since, other.since):
            found[overlap] = Harm(overlap, since)
    return next((found[overlap] for overlap in _STRENGTH if overlap in found), None)


def _span(cause: Cause, spot: str, today: date) -> Span | None:
    """Give the time in which the effect works today or next."""
    if cause.spans is not None:
        return span_on(cause.spans(spot), today)
    over = cause.action is Action.SUSPENDS and cause.until is not None and cause.until < today
    return None if over else Span(cause.day)


def _earlier(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one < other)


def hurts(
    cause: Cause, mention: Mention, *, issued_on: date, today: date, answered: bool = False
) -> Overlap | None:
    """Say how an effect and a citation meet where the one hurts the other."""
    found = harm(cause, mention, issued_on=issued_on, today=today, answered=answered)
    return None if found is None else found.overlap


def severity_of(
    action: Action,
    overlap: Overlap,
    due_on: date | None,
    today: date,
    *,
    basis: bool = False,
    promoted: bool = False,
) -> Severity:
    """Grade a finding for the day `today`; an unknown day of effect counts as a later one.

    A change of what is cited only as a legal basis ("Căn cứ …") asks for no more than a look; its
    end does. A weak signal counts once a person has raised it (`promoted`).
    """
    if overlap in WEAK:
        return Severity.MEDIUM if promoted else Severity.INFO
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
    "WEAK",
    "Cause",
    "Evidence",
    "FindingState",
    "Harm",
    "Mention",
    "Overlap",
    "ReasonCode",
    "Severity",
    "Touch",
    "harm",
    "harm_by",
    "hurts",
    "is_basis",
    "is_gone",
    "overlap_of",
    "severity_of",
    "state_after",
    "touches_of",
]
