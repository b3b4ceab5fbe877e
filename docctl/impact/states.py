"""Where a finding stands, which ways lead on from there, and who may send it along one. Pure.

The machine of the legal engine (2.4). Time and evidence move findings by `state_after`; people
decide. `scheduled` is told from `open` by one number: the longest notice the law itself gives
(45 days). Until then the day is known, the finding is shown, and nobody is late with it; whoever
wants to work earlier may.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from docctl.days import days_until
from docctl.errors import Sentence, say
from docctl.impact.waiting_rules import WaitsFor
from docctl.legal.lead_times import CENTRAL

LEAD = CENTRAL.days  # days before its day of effect on which a finding becomes work
LONGEST_IGNORE = timedelta(days=366)


class FindingState(StrEnum):
    """Where a finding stands; evidence (`state_after`) and people (`triage`) move it."""

    SCHEDULED = "scheduled"  # its day is further away than the law's longest notice
    OPEN = "open"
    UNDER_REVIEW = "under_review"  # somebody looks into it, or a decision waits for a second person
    NEEDS_UPDATE = "needs_update"  # decided: the document has to be changed
    IN_REVISION = "in_revision"
    AWAITING_EFFECT = "awaiting_effect"  # the repaired version is approved for a later day
    RESOLVED = "resolved"
    NOT_AFFECTED = "not_affected"
    IGNORED = "ignored"  # until a day, agreed by a second person
    WITHDRAWN = "withdrawn"  # the effect does not work (any more), or the version counts no longer


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


_S = FindingState
LIVE = frozenset(
    {
        _S.SCHEDULED,
        _S.OPEN,
        _S.UNDER_REVIEW,
        _S.NEEDS_UPDATE,
        _S.IN_REVISION,
        _S.AWAITING_EFFECT,
    }
)
WAITING = frozenset({_S.SCHEDULED, _S.OPEN, _S.UNDER_REVIEW, _S.NEEDS_UPDATE})
_CLOSING = frozenset({_S.RESOLVED, _S.NOT_AFFECTED, _S.IGNORED, _S.WITHDRAWN})
_WORKING = frozenset({_S.IN_REVISION, _S.AWAITING_EFFECT})

# Every arrow there is; `raising.turn` refuses any other.
ARROWS: dict[FindingState, frozenset[FindingState]] = {
    _S.SCHEDULED: _CLOSING | _WORKING | {_S.OPEN, _S.UNDER_REVIEW, _S.NEEDS_UPDATE},
    _S.OPEN: _CLOSING | _WORKING | {_S.SCHEDULED, _S.UNDER_REVIEW, _S.NEEDS_UPDATE},
    _S.UNDER_REVIEW: _CLOSING | _WORKING | {_S.OPEN, _S.NEEDS_UPDATE},
    _S.NEEDS_UPDATE: _CLOSING | _WORKING | {_S.OPEN, _S.UNDER_REVIEW},
    _S.IN_REVISION: _CLOSING | {_S.AWAITING_EFFECT, _S.OPEN, _S.SCHEDULED, _S.UNDER_REVIEW},
    _S.AWAITING_EFFECT: _CLOSING | {_S.IN_REVISION, _S.OPEN, _S.SCHEDULED, _S.UNDER_REVIEW},
    _S.RESOLVED: frozenset({_S.OPEN}),
    _S.NOT_AFFECTED: frozenset({_S.OPEN}),
    _S.IGNORED: frozenset({_S.OPEN}),
    _S.WITHDRAWN: frozenset({_S.OPEN}),
}


def may_turn(state: FindingState, into: FindingState) -> bool:
    """Say whether an arrow leads from one state to the other."""
    return into in ARROWS[state]


def is_early(due_on: date | None, today: date) -> bool:
    """Say whether a day of effect is further away than the law's longest notice."""
    return due_on is not None and days_until(due_on, today) > LEAD


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a finding at an instant."""

    still_hurts: bool  # the effect works, today or on a day to come, and meets the citation
    version_counts: bool  # the citing version is effective or scheduled
    successor_clean: bool  # the version that took over from it is not hurt
    repair_scheduled: bool  # a later approved version is not hurt
    draft_open: bool  # the change opened for the finding is being worked on
    early: bool = False  # its day is further away than the law's longest notice


def state_after(state: FindingState, evidence: Evidence) -> FindingState:
    """Say where a finding stands by the evidence; decisions of people and closed ones stay."""
    if state not in LIVE:
        return state
    if not evidence.still_hurts or not evidence.version_counts:
        resolved = evidence.still_hurts and evidence.successor_clean
        return FindingState.RESOLVED if resolved else FindingState.WITHDRAWN
    if evidence.repair_scheduled:
        return FindingState.AWAITING_EFFECT
    if evidence.draft_open:
        return FindingState.IN_REVISION
    if state in {FindingState.UNDER_REVIEW, FindingState.NEEDS_UPDATE}:
        return state
    return FindingState.SCHEDULED if evidence.early else FindingState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person says of findings: where they go, why, and for ignoring until which day."""

    to: FindingState
    code: str = ""
    reason: str = ""
    until: date | None = None
    event: str = ""  # `WaitsFor`: what brings it back before that day


DECIDABLE = (
    FindingState.UNDER_REVIEW,
    FindingState.NEEDS_UPDATE,
    FindingState.NOT_AFFECTED,
    FindingState.IGNORED,
)


def objections_to_decision(
    decision: Decision, states: Collection[FindingState], *, today: date
) -> tuple[Sentence, ...]:
    """Give every reason not to decide so about findings that stand in `states`."""
    found: list[Sentence] = []
    if decision.to not in DECIDABLE:
        found.append(say("Choose what is to happen to the finding."))
    if any(state not in LIVE for state in states):
        found.append(say("This finding is already closed."))
    elif decision.to in DECIDABLE and not all(may_turn(one, decision.to) for one in states):
        found.append(say("The finding already stands there, or is being worked on."))
    if decision.to is FindingState.NOT_AFFECTED:
        found += _about_reason(decision.code, decision.reason)
    if decision.to is FindingState.IGNORED:
        if not decision.reason.strip():
            found.append(say("Write the reason out."))
        found += _about_until(decision.until, today)
    if decision.event not in set(WaitsFor):
        found.append(say("Choose what is waited for."))
    return tuple(found)


def _about_reason(code: str, reason: str) -> list[Sentence]:
    if code not in set(ReasonCode):
        return [say("Choose why the document is not affected.")]
    if code == ReasonCode.OTHER and not reason.strip():
        return [say("Write the reason out.")]
    return []


def _about_until(until: date | None, today: date) -> list[Sentence]:
    if until is None or until <= today:
        return [say("Give the day until which it is ignored; it must lie ahead.")]
    if until - today > LONGEST_IGNORE:
        return [say("Nothing is ignored for more than a year; choose an earlier day.")]
    return []


def objections_to_answer(
    *,
    asked: bool,
    by_oneself: bool,
    agreed: bool,
    reason: str,
    over: bool = False,
    come: bool = False,
) -> tuple[Sentence, ...]:
    """Give every reason why a second person cannot agree to or refuse a decision.

    `over` says that the day has come until which it was to hold, `come` that the event has.
    """
    found: list[Sentence] = []
    if not asked:
        found.append(say("No decision on this finding waits for a second person."))
    elif by_oneself:
        found.append(say("Another person than the one who decided must confirm it."))
    if asked and agreed and over:
        found.append(say("The day until which it was to be ignored has come; refuse it."))
    if asked and agreed and come:
        found.append(say("What was to be waited for has come; refuse it."))
    if not agreed and not reason.strip():
        found.append(say("Give the reason."))
    return tuple(found)


def needs_second_person(decision: Decision, *, critical: bool) -> bool:
    """Say whether a decision counts only when another person agrees to it."""
    if decision.to is FindingState.IGNORED:
        return True
    return decision.to is FindingState.NOT_AFFECTED and critical


def standing_of(state: FindingState, asked_for: FindingState | None) -> str:
    """Give how a finding stands, and what waits for a second person, as one word for a form."""
    return f"{state.value}-{asked_for.value}" if asked_for else state.value
