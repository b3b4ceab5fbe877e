from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.campaigns.rules import (
    LEAD,
    WITHOUT_DAY,
    Hurt,
    Span,
    Stage,
    Verdict,
    burndown,
    due_on,
    is_late,
    objections_to_verdict,
    span_of,
    stage_of,
)
from docctl.documents.rules import Status
from docctl.impact.rules import LIVE, FindingState, Overlap, ReasonCode

THEN = datetime(2026, 3, 2, 3, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LAW = date(2026, 7, 1)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def hurt(
    state: FindingState = FindingState.OPEN,
    overlap: Overlap = Overlap.EXACT,
    *,
    closed: datetime | None = None,
    repaired: datetime | None = None,
) -> Hurt:
    return Hurt(state, overlap, LAW, THEN, closed, repaired)


@pytest.mark.parametrize(
    ("verdict", "draft", "stage"),
    [
        (None, None, Stage.UNDECIDED),
        (Verdict.UNKNOWN, None, Stage.UNDECIDED),
        (Verdict.AMEND, None, Stage.TO_DO),
        (Verdict.WITHDRAW, None, Stage.TO_DO),
        (None, Status.DRAFT, Stage.DRAFTING),
        (Verdict.AMEND, Status.IN_REVIEW, Stage.WITH_REVIEWER),
        (Verdict.AMEND, Status.IN_APPROVAL, Stage.WITH_REVIEWER),
    ],
)
def test_a_document_with_live_findings_is_where_its_verdict_and_draft_are(
    verdict: Verdict | None, draft: Status | None, stage: Stage
) -> None:
    assert stage_of([hurt()], verdict=verdict, draft=draft) is stage


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        ([FindingState.WITHDRAWN], Stage.LEFT),
        ([FindingState.WITHDRAWN, FindingState.NOT_AFFECTED], Stage.KEPT),
        ([FindingState.NOT_AFFECTED], Stage.KEPT),
        ([FindingState.RESOLVED, FindingState.NOT_AFFECTED], Stage.DONE),
        ([FindingState.RESOLVED], Stage.DONE),
    ],
)
def test_a_document_without_live_findings_is_done_kept_or_has_left(
    states: list[FindingState], stage: Stage
) -> None:
    hurts = [hurt(state, closed=THEN) for state in states]
    assert stage_of(hurts, verdict=Verdict.AMEND, draft=None) is stage


def test_it_is_scheduled_only_when_every_live_finding_is_repaired() -> None:
    signed = hurt(repaired=THEN)
    assert stage_of([signed, signed], verdict=None, draft=None) is Stage.SCHEDULED
    assert stage_of([signed, hurt()], verdict=None, draft=None) is Stage.UNDECIDED
    assert stage_of([signed, hurt(FindingState.RESOLVED)], verdict=None, draft=None) is (
        Stage.SCHEDULED
    )


def test_the_day_lies_a_fortnight_before_the_law_or_halfway_when_time_is_short() -> None:
    assert due_on(LAW, TODAY) == LAW - timedelta(days=LEAD)
    assert due_on(TODAY + timedelta(days=10), TODAY) == TODAY + timedelta(days=5)
    assert due_on(TODAY, TODAY) == TODAY + timedelta(days=LEAD)
    assert due_on(None, TODAY) == TODAY + timedelta(days=WITHOUT_DAY)


@given(days, days)
def test_the_day_never_lies_before_it_was_taken_up_nor_after_a_law_to_come(
    law: date, since: date
) -> None:
    due = due_on(law, since)
    assert due >= since
    if law > since:
        assert due <= law


def test_only_what_waits_for_people_is_late() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert is_late(yesterday, Stage.DRAFTING, TODAY)
    assert not is_late(TODAY, Stage.DRAFTING, TODAY)
    assert not is_late(yesterday, Stage.SCHEDULED, TODAY)
    assert not is_late(yesterday, Stage.DONE, TODAY)


def test_work_ends_with_the_signature_or_with_the_last_closing() -> None:
    later = THEN + timedelta(days=5)
    assert span_of([hurt()]) == Span(TODAY, None)
    assert span_of([hurt(repaired=later)]).until == TODAY + timedelta(days=5)
    closed = hurt(FindingState.NOT_AFFECTED, closed=THEN)
    assert span_of([closed, hurt(repaired=later)]).until == TODAY + timedelta(days=5)
    assert span_of([closed, hurt()]).until is None


def test_the_burndown_counts_what_is_left_at_the_end_of_each_day() -> None:
    spans = [
        Span(TODAY - timedelta(days=9), None),
        Span(TODAY, TODAY + timedelta(days=1)),
        Span(TODAY + timedelta(days=2), None),
    ]
    points = burndown(spans, since=TODAY, until=TODAY + timedelta(days=2))
    assert [point.left for point in points] == [2, 1, 2]
    assert points[0].on == TODAY


def test_every_objection_to_a_verdict_is_given_at_once() -> None:
    def reasons(verdict: str, **more: object) -> list[str]:
        given = {"code": "", "reason": "", "owns": False, "decides": True} | more
        return [str(one) for one in objections_to_verdict(verdict, **given)]  # type: ignore[arg-type]

    assert reasons("amend") == []
    assert reasons("amend", decides=False, owns=True) == []
    assert len(reasons("nonsense")) == 1
    assert len(reasons("keep")) == 1
    assert reasons("keep", code=ReasonCode.HISTORICAL) == []
    assert len(reasons("keep", code=ReasonCode.OTHER)) == 1
    assert len(reasons("keep", code=ReasonCode.HISTORICAL, decides=False, owns=True)) == 1
    assert len(reasons("keep", decides=False)) == 3


def test_the_states_of_findings_that_count_as_work_are_known() -> None:
    for state in LIVE:
        assert stage_of([hurt(state)], verdict=None, draft=None) is Stage.UNDECIDED
