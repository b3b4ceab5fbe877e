"""The table of moves, and every reason against a submission or an approval."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.days import start_of
from docctl.documents.rules import OPEN, Status
from docctl.errors import Refused
from docctl.workflow.rules import (
    MOVES,
    Move,
    objections_to_approval,
    objections_to_submission,
    status_after,
)

PEOPLE = st.integers(1, 5)
TODAY = date(2026, 3, 2)
DAYS = st.none() | st.dates(date(2026, 2, 20), date(2026, 3, 20))


@given(status=st.sampled_from(Status), move=st.sampled_from(Move))
def test_a_move_is_in_the_table_or_refused(status: Status, move: Move) -> None:
    if (status, move) in MOVES:
        assert status_after(status, move) is MOVES[status, move]
    else:
        with pytest.raises(Refused):
            status_after(status, move)


def test_nothing_leads_out_of_approved_or_cancelled() -> None:
    assert {status for status, _ in MOVES} == OPEN


def test_approved_is_reached_from_approval_only() -> None:
    leading = {arrow for arrow, after in MOVES.items() if after is Status.APPROVED}
    assert leading == {(Status.IN_APPROVAL, Move.APPROVE)}


def test_every_open_state_can_be_cancelled_and_every_submitted_one_taken_back() -> None:
    for status in OPEN:
        assert status_after(status, Move.CANCEL) is Status.CANCELLED
    for status in OPEN - {Status.DRAFT}:
        assert status_after(status, Move.TAKE_BACK) is Status.DRAFT
        assert status_after(status, Move.RETURN) is Status.DRAFT


@given(
    authors=st.frozensets(PEOPLE, min_size=1, max_size=3),
    reviewer=st.none() | PEOPLE,
    approver=st.none() | PEOPLE,
    summary=st.sampled_from(["", "  ", "Sửa căn cứ"]),
)
def test_a_submission_goes_through_exactly_when_all_is_there_and_duties_are_parted(
    authors: frozenset[int], reviewer: int | None, approver: int | None, summary: str
) -> None:
    found = objections_to_submission(
        author_ids=authors, reviewer_id=reviewer, approver_id=approver, change_summary=summary
    )
    good = (
        bool(summary.strip())
        and reviewer is not None
        and approver is not None
        and reviewer != approver
        and not {reviewer, approver} & authors
    )
    assert (not found) == good


def test_a_bad_submission_is_told_every_reason_at_once() -> None:
    found = objections_to_submission(
        author_ids={1}, reviewer_id=1, approver_id=1, change_summary=""
    )
    assert len(found) == 4


def approval(**changed: Any) -> dict[str, Any]:
    return {
        "approver_id": 3,
        "assigned_id": 3,
        "author_ids": {1},
        "shown_hash": "a",
        "stored_hash": "a",
        "recomputed_hash": "a",
        "effective_on": None,
        "today": TODAY,
        "open_since": None,
        "effective_from": datetime(2026, 3, 2, 3, tzinfo=UTC),
        **changed,
    }


@given(
    approver=PEOPLE,
    assigned=st.none() | PEOPLE,
    authors=st.frozensets(PEOPLE, min_size=1),
    hashes=st.tuples(*[st.sampled_from("ab")] * 3),
    day=DAYS,
    open_day=DAYS,
)
def test_an_approval_goes_through_exactly_when_nothing_speaks_against_it(  # noqa: PLR0917  # drawn
    approver: int,
    assigned: int | None,
    authors: frozenset[int],
    hashes: tuple[str, str, str],
    day: date | None,
    open_day: date | None,
) -> None:
    start = start_of(day or TODAY)
    since = None if open_day is None else start_of(open_day)
    found = objections_to_approval(
        **approval(
            approver_id=approver,
            assigned_id=assigned,
            author_ids=authors,
            shown_hash=hashes[0],
            stored_hash=hashes[1],
            recomputed_hash=hashes[2],
            effective_on=day,
            open_since=since,
            effective_from=start,
        )
    )
    wrong = (
        approver in authors,
        assigned != approver,
        len(set(hashes)) > 1,
        day is not None and day < TODAY,
        since is not None and start <= since,
    )
    assert len(found) == sum(wrong)


def test_a_clean_approval_has_nothing_against_it() -> None:
    assert objections_to_approval(**approval()) == ()
    assert objections_to_approval(**approval(effective_on=TODAY)) == ()


def test_the_day_a_scheduled_version_waits_for_is_told() -> None:
    (reason,) = objections_to_approval(**approval(open_since=start_of(date(2026, 12, 31))))
    assert "31/12/2026" in str(reason)
