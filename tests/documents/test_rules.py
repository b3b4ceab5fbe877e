"""What a version is at an instant follows from status and dates alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from docctl.documents.rules import Effect, State, Status, label, next_numbers, overlaps, state_at

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(-50, 50).map(lambda hours: START + timedelta(hours=hours))
PERIODS = st.builds(
    lambda since, length: Effect(
        since, None if length is None else since + timedelta(hours=length)
    ),
    HOURS,
    st.none() | st.integers(1, 30),
)


@given(status=st.sampled_from([s for s in Status if s is not Status.APPROVED]), now=HOURS)
def test_an_unapproved_version_is_what_its_status_says(status: Status, now: datetime) -> None:
    state = state_at(now, status=status, effective_from=None, effective_to=None, withdrawn_at=None)
    assert state.value == status.value


@given(now=HOURS, effect=PERIODS)
def test_an_approved_version_counts_exactly_in_its_period(now: datetime, effect: Effect) -> None:
    state = state_at(
        now,
        status=Status.APPROVED,
        effective_from=effect.since,
        effective_to=effect.until,
        withdrawn_at=None,
    )
    assert (state is State.EFFECTIVE) == effect.covers(now)
    if now < effect.since:
        assert state is State.SCHEDULED
    if effect.until is not None and now >= effect.until:
        assert state is State.SUPERSEDED


@given(now=HOURS, effect=PERIODS.filter(lambda e: e.until is not None))
def test_a_withdrawn_document_leaves_no_superseded_version(now: datetime, effect: Effect) -> None:
    state = state_at(
        now,
        status=Status.APPROVED,
        effective_from=effect.since,
        effective_to=effect.until,
        withdrawn_at=effect.until,
    )
    assert state is not State.SUPERSEDED


@given(now=HOURS, since=HOURS)
def test_a_version_taken_back_before_its_day_never_counted(now: datetime, since: datetime) -> None:
    state = state_at(
        now,
        status=Status.APPROVED,
        effective_from=since,
        effective_to=since,
        withdrawn_at=since - timedelta(days=1),
    )
    assert state is State.WITHDRAWN


@given(effects=st.lists(PERIODS, max_size=6), now=HOURS)
def test_periods_overlap_when_two_cover_an_instant(effects: list[Effect], now: datetime) -> None:
    if sum(effect.covers(now) for effect in effects) > 1:
        assert overlaps(effects)


@given(effects=st.lists(PERIODS, max_size=6))
def test_overlapping_periods_share_the_start_of_one(effects: list[Effect]) -> None:
    shared = any(sum(e.covers(start.since) for e in effects) > 1 for start in effects)
    assert overlaps(effects) == shared


def test_numbers_count_revisions_and_start_again_with_an_issue() -> None:
    assert next_numbers(1, 4, reissue=False) == (1, 5)
    assert next_numbers(1, 4, reissue=True) == (2, 0)
    assert label(2, 0) == "02/00"
    assert label(12, 123) == "12/123"
