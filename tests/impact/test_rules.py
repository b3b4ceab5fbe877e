from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.impact.rules import (
    GONE,
    HURTING,
    Cause,
    Mention,
    Overlap,
    Severity,
    hurts,
    is_basis,
    overlap_of,
    severity_of,
)
from docctl.legal.rules import Action, Extent
from docctl.vietnamese import fold

TODAY = date(2026, 3, 2)
ARTICLE, CLAUSE, POINT, OTHER = "d0005.", "d0005.k002.", "d0005.k002.p01.", "d0006."

paths = st.sampled_from(["", ARTICLE, CLAUSE, POINT, OTHER, "d0006.k001.", "d0005a.", "@pl001."])
causes = st.builds(
    Cause,
    action=st.sampled_from(Action),
    extent=st.sampled_from(Extent),
    paths=st.frozensets(paths.filter(bool), max_size=3),
    day=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    until=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
mentions = st.builds(Mention, paths=st.frozensets(paths, max_size=3), embedded=st.booleans())
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))


def parts(*touched: str, action: Action = Action.AMENDS) -> Cause:
    return Cause(action, Extent.PARTS, frozenset(touched), date(2026, 7, 1))


def cited(*named: str) -> Mention:
    return Mention(frozenset(named))


@pytest.mark.parametrize(
    ("touched", "named", "overlap"),
    [
        (CLAUSE, CLAUSE, Overlap.EXACT),
        (ARTICLE, CLAUSE, Overlap.INSIDE_CHANGED),
        (POINT, CLAUSE, Overlap.PART_CHANGED),
        (OTHER, CLAUSE, None),
        ("d0005a.", ARTICLE, None),
        (CLAUSE, "", Overlap.ELSEWHERE),
    ],
)
def test_a_changed_provision_meets_what_it_is_in_and_what_is_in_it(
    touched: str, named: str, overlap: Overlap | None
) -> None:
    assert overlap_of(parts(touched), cited(named)) is overlap


def test_the_strongest_of_several_meetings_counts() -> None:
    assert overlap_of(parts(POINT, OTHER), cited("", ARTICLE, OTHER)) is Overlap.EXACT


@pytest.mark.parametrize("action", sorted(GONE))
def test_the_end_of_a_whole_text_hits_every_mention_of_it(action: Action) -> None:
    for mention in (Mention(), cited(""), cited(POINT)):
        assert overlap_of(Cause(action, Extent.WHOLE), mention) is Overlap.WHOLE_TEXT


def test_a_mention_inside_the_title_of_another_text_is_a_weak_signal_of_the_end_only() -> None:
    embedded = Mention(frozenset({CLAUSE}), embedded=True)
    assert overlap_of(Cause(Action.REPLACES, Extent.WHOLE), embedded) is Overlap.ELSEWHERE
    assert overlap_of(parts(CLAUSE), embedded) is None
    assert overlap_of(Cause(Action.AMENDS, Extent.UNSPECIFIED), embedded) is None


def test_an_effect_of_unknown_scope_is_weak() -> None:
    for action in (Action.AMENDS, Action.REPLACES):
        assert overlap_of(Cause(action, Extent.UNSPECIFIED), cited(CLAUSE)) is Overlap.ELSEWHERE


@given(causes, mentions)
def test_only_effects_that_take_something_away_hurt(cause: Cause, mention: Mention) -> None:
    if cause.action not in HURTING:
        assert overlap_of(cause, mention) is None


@given(causes, mentions)
def test_overlap_is_what_comparing_every_pair_of_segments_says(
    cause: Cause, mention: Mention
) -> None:
    if cause.extent is not Extent.PARTS or not cause.paths or mention.embedded:
        return
    if cause.action not in HURTING:
        return

    def segments(path: str) -> list[str]:
        return [one for one in path.split(".") if one]

    found: set[Overlap | None] = set()
    for touched in map(segments, cause.paths):
        for named in map(segments, mention.paths or {""}):
            shorter = min(len(touched), len(named))
            if not named:
                found.add(Overlap.ELSEWHERE)
            elif touched[:shorter] == named[:shorter]:
                found.add(
                    Overlap.EXACT
                    if len(touched) == len(named)
                    else Overlap.INSIDE_CHANGED
                    if len(touched) < len(named)
                    else Overlap.PART_CHANGED
                )
    assert overlap_of(cause, mention) in (found or {None})


def test_changes_from_before_the_version_was_issued_raise_nothing() -> None:
    cause = parts(CLAUSE)
    issued = date(2026, 7, 1)
    assert hurts(cause, cited(CLAUSE), issued_on=issued, today=TODAY) is Overlap.EXACT
    later = issued + timedelta(days=1)
    assert hurts(cause, cited(CLAUSE), issued_on=later, today=TODAY) is None


def test_what_was_gone_before_the_version_was_issued_still_hurts() -> None:
    late = date(2026, 12, 1)
    whole = Cause(Action.REPLACES, Extent.WHOLE, day=date(2020, 1, 1))
    assert hurts(whole, Mention(), issued_on=late, today=TODAY) is Overlap.WHOLE_TEXT
    clause = Cause(Action.REPEALS, Extent.PARTS, frozenset({CLAUSE}), date(2020, 1, 1))
    assert hurts(clause, cited(POINT), issued_on=late, today=TODAY) is Overlap.INSIDE_CHANGED
    assert hurts(clause, cited(ARTICLE), issued_on=late, today=TODAY) is None


def test_a_version_opened_for_a_change_has_answered_it_but_not_the_end_of_a_text() -> None:
    issued = date(2026, 1, 1)
    change, end = parts(CLAUSE), Cause(Action.REPLACES, Extent.WHOLE, day=date(2026, 7, 1))
    assert hurts(change, cited(CLAUSE), issued_on=issued, today=TODAY, answered=True) is None
    assert hurts(end, cited(CLAUSE), issued_on=issued, today=TODAY, answered=True) is not None


def test_a_suspension_hurts_until_its_last_day() -> None:
    cause = Cause(Action.SUSPENDS, Extent.WHOLE, day=date(2026, 1, 1), until=TODAY)
    issued = date(2025, 1, 1)
    assert hurts(cause, Mention(), issued_on=issued, today=TODAY) is Overlap.WHOLE_TEXT
    assert hurts(cause, Mention(), issued_on=issued, today=TODAY + timedelta(days=1)) is None


@given(causes, mentions, days, days)
def test_a_version_issued_later_is_never_hurt_by_more(
    cause: Cause, mention: Mention, issued_on: date, today: date
) -> None:
    later = hurts(cause, mention, issued_on=issued_on + timedelta(days=40), today=today)
    if later is not None:
        assert hurts(cause, mention, issued_on=issued_on, today=today) is later


@pytest.mark.parametrize(
    ("action", "overlap", "day", "severity"),
    [
        (Action.REPLACES, Overlap.WHOLE_TEXT, TODAY, Severity.CRITICAL),
        (Action.REPEALS, Overlap.EXACT, TODAY - timedelta(days=900), Severity.CRITICAL),
        (Action.REPLACES, Overlap.WHOLE_TEXT, TODAY + timedelta(days=1), Severity.HIGH),
        (Action.REPLACES, Overlap.WHOLE_TEXT, TODAY + timedelta(days=30), Severity.HIGH),
        (Action.REPLACES, Overlap.WHOLE_TEXT, TODAY + timedelta(days=31), Severity.MEDIUM),
        (Action.AMENDS, Overlap.EXACT, TODAY - timedelta(days=1), Severity.HIGH),
        (Action.AMENDS, Overlap.PART_CHANGED, TODAY, Severity.MEDIUM),
        (Action.REPLACES, Overlap.WHOLE_TEXT, None, Severity.MEDIUM),
        (Action.CORRECTS, Overlap.EXACT, TODAY, Severity.LOW),
        (Action.REPLACES, Overlap.ELSEWHERE, TODAY, Severity.INFO),
    ],
)
def test_severity_follows_class_and_day(
    action: Action, overlap: Overlap, day: date | None, severity: Severity
) -> None:
    assert severity_of(action, overlap, day, TODAY) is severity


@given(
    st.sampled_from(Action), st.sampled_from(Overlap), st.none() | days, days, st.integers(0, 90)
)
def test_a_finding_never_becomes_less_urgent_by_waiting(
    action: Action, overlap: Overlap, due_on: date | None, today: date, wait: int
) -> None:
    order = list(Severity)
    before = severity_of(action, overlap, due_on, today)
    after = severity_of(action, overlap, due_on, today + timedelta(days=wait))
    assert order.index(after) <= order.index(before)


@pytest.mark.parametrize(
    ("action", "overlap", "basis", "severity"),
    [
        (Action.AMENDS, Overlap.EXACT, True, Severity.LOW),
        (Action.SUPPLEMENTS, Overlap.INSIDE_CHANGED, True, Severity.LOW),
        (Action.REPLACES, Overlap.WHOLE_TEXT, True, Severity.CRITICAL),
        (Action.SUSPENDS, Overlap.WHOLE_TEXT, True, Severity.CRITICAL),
        (Action.AMENDS, Overlap.ELSEWHERE, True, Severity.INFO),
        (Action.AMENDS, Overlap.INSIDE_CHANGED, False, Severity.MEDIUM),
        (Action.REPEALS, Overlap.INSIDE_CHANGED, False, Severity.CRITICAL),
    ],
)
def test_a_mere_basis_and_a_changed_container_are_less_urgent_unless_they_end(
    action: Action, overlap: Overlap, *, basis: bool, severity: Severity
) -> None:
    assert severity_of(action, overlap, TODAY, TODAY, basis=basis) is severity


@pytest.mark.parametrize(
    ("context", "section", "basis"),
    [
        ("Căn cứ Luật Hộ tịch số 60/2014/QH13;", "", True),
        ("- Căn cứ Nghị định số 61/2018/NĐ-CP", "", True),
        ("Luật Hộ tịch số 60/2014/QH13", "5.1. Cơ sở pháp lý", True),
        ("Nộp lệ phí theo khoản 2 Điều 5", "5.2. Thành phần hồ sơ", False),
        ("Ban hành văn bản theo Luật số 60/2014/QH13, căn cứ hồ sơ", "", False),
    ],
)
def test_a_mere_basis_is_told_by_its_line_or_its_section(
    context: str, section: str, *, basis: bool
) -> None:
    assert is_basis(fold(context), fold(section)) is basis
