from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.impact.states import (
    ARROWS,
    DECIDABLE,
    LEAD,
    LIVE,
    LONGEST_IGNORE,
    Decision,
    Evidence,
    FindingState,
    ReasonCode,
    is_early,
    may_turn,
    needs_second_person,
    objections_to_answer,
    objections_to_decision,
    state_after,
)

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
states = st.sampled_from(FindingState)
evidences = st.builds(Evidence, *[st.booleans()] * 6)


@given(states, evidences)
def test_evidence_moves_only_live_findings_along_arrows_and_then_lets_them_stand(
    state: FindingState, evidence: Evidence
) -> None:
    after = state_after(state, evidence)
    assert state_after(after, evidence) is after
    if state not in LIVE:
        assert after is state
    assert after is state or may_turn(state, after)


def after(state: FindingState = FindingState.OPEN, **facts: bool) -> FindingState:
    whole = dict.fromkeys(Evidence.__slots__, False) | {"still_hurts": True} | facts
    return state_after(state, Evidence(**whole))


def test_a_finding_is_resolved_only_by_a_clean_successor_that_counts() -> None:
    assert after(version_counts=True) is FindingState.OPEN
    assert after(version_counts=True, draft_open=True) is FindingState.IN_REVISION
    assert after(version_counts=True, repair_scheduled=True) is FindingState.AWAITING_EFFECT
    assert after(successor_clean=True) is FindingState.RESOLVED
    assert after() is FindingState.WITHDRAWN
    assert after(still_hurts=False, version_counts=True) is FindingState.WITHDRAWN


def test_a_far_day_is_scheduled_until_the_longest_notice_of_the_law_begins() -> None:
    first = TODAY + timedelta(days=LEAD)
    assert not is_early(first, TODAY)
    assert is_early(first + timedelta(days=1), TODAY)
    assert not is_early(None, TODAY)
    assert after(version_counts=True, early=True) is FindingState.SCHEDULED
    assert after(FindingState.SCHEDULED, version_counts=True) is FindingState.OPEN


@pytest.mark.parametrize("state", [FindingState.UNDER_REVIEW, FindingState.NEEDS_UPDATE])
def test_what_a_person_has_said_stays_until_there_is_evidence(state: FindingState) -> None:
    assert after(state, version_counts=True) is state
    assert after(state, version_counts=True, early=True) is state
    assert after(state, version_counts=True, draft_open=True) is FindingState.IN_REVISION
    assert after(state, successor_clean=True) is FindingState.RESOLVED


def test_every_closed_finding_can_be_opened_again_and_goes_nowhere_else() -> None:
    for state in FindingState:
        if state not in LIVE:
            assert ARROWS[state] == {FindingState.OPEN}


def decided(
    to: FindingState = FindingState.NOT_AFFECTED,
    state: FindingState = FindingState.OPEN,
    *,
    code: str = ReasonCode.HISTORICAL,
    reason: str = "",
    until: date | None = None,
) -> int:
    decision = Decision(to=to, code=code, reason=reason, until=until)
    return len(objections_to_decision(decision, [state], today=TODAY))


def test_not_affected_needs_a_known_code_and_other_needs_words() -> None:
    assert decided() == 0
    assert decided(code="") == 1
    assert decided(code=ReasonCode.OTHER, reason="  ") == 1
    assert decided(code=ReasonCode.OTHER, reason="dẫn lại lịch sử") == 0
    assert decided(code="nonsense", state=FindingState.RESOLVED) == 2


def test_ignoring_needs_words_and_a_day_within_a_year() -> None:
    ignored = FindingState.IGNORED
    assert decided(ignored, reason="chờ hướng dẫn", until=TOMORROW) == 0
    assert decided(ignored, until=TOMORROW) == 1
    assert decided(ignored) == 2
    assert decided(ignored, reason="chờ", until=TODAY) == 1
    last = TODAY + LONGEST_IGNORE
    assert decided(ignored, reason="chờ", until=last) == 0
    assert decided(ignored, reason="chờ", until=last + timedelta(days=1)) == 1


@given(states, states)
def test_a_decision_follows_an_arrow_from_a_live_state(
    state: FindingState, to: FindingState
) -> None:
    allowed = decided(to, state, reason="vì", until=TOMORROW) == 0
    assert allowed is (state in LIVE and to in DECIDABLE and may_turn(state, to))


def test_ignoring_always_takes_two_people_and_not_affected_where_it_is_critical() -> None:
    def two(to: FindingState, *, critical: bool) -> bool:
        return needs_second_person(Decision(to=to), critical=critical)

    assert two(FindingState.IGNORED, critical=False)
    assert two(FindingState.NOT_AFFECTED, critical=True)
    assert not two(FindingState.NOT_AFFECTED, critical=False)
    assert not two(FindingState.NEEDS_UPDATE, critical=True)


def test_the_second_person_is_another_and_refuses_with_a_reason() -> None:
    def objections(
        *, asked: bool = True, by_oneself: bool = False, agreed: bool = True, reason: str = ""
    ) -> int:
        return len(
            objections_to_answer(asked=asked, by_oneself=by_oneself, agreed=agreed, reason=reason)
        )

    assert objections() == 0
    assert objections(by_oneself=True) == 1
    assert objections(asked=False) == 1
    assert objections(agreed=False) == 1
    assert objections(agreed=False, reason="còn viện dẫn") == 0
