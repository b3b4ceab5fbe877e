"""Implementing texts of a dead parent: a flag with its rule, never an end."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.cascade import RULES, Outcome, rule_on
from docctl.legal.force import Law
from docctl.legal.rules import Action
from docctl.legal.standing import Act, Facts, Review, Standing

PARENT, CHILD, NEW, KEEPER = 1, 2, 3, 4


def law(ends: date, *more: Act) -> Law:
    return Law(
        [
            Facts(PARENT, date(2010, 1, 1)),
            Facts(CHILD, date(2011, 1, 1)),
            Facts(NEW, ends),
            Facts(KEEPER, ends),
        ],
        [Act(1, CHILD, PARENT, Action.DETAILS), Act(2, NEW, PARENT, Action.REPLACES), *more],
    )


def test_under_the_law_of_2015_an_implementing_text_likely_ended_with_its_parent() -> None:
    force = law(date(2025, 3, 31)).force_on(CHILD, date(2026, 1, 1))
    assert force.standing is Standing.IN_FORCE
    (review,) = force.reviews
    assert review == Review(PARENT, date(2025, 3, 31), rule_on(date(2025, 3, 31)), (NEW,))
    assert review.rule.outcome is Outcome.LIKELY_EXPIRED
    assert "154" in review.rule.basis


def test_under_the_law_of_2025_it_goes_on_and_is_still_flagged() -> None:
    force = law(date(2025, 4, 1)).force_on(CHILD, date(2026, 1, 1))
    assert force.standing is Standing.IN_FORCE
    assert force.reviews[0].rule.outcome is Outcome.CONTINUES
    assert "Điều 57" in force.reviews[0].rule.basis


def test_before_the_parent_ends_there_is_nothing_to_review() -> None:
    assert law(date(2025, 4, 1)).force_on(CHILD, date(2025, 3, 31)).reviews == ()


def test_a_text_that_is_gone_itself_needs_no_review() -> None:
    dead = law(date(2025, 4, 1), Act(3, NEW, CHILD, Action.REPEALS))
    assert dead.force_on(CHILD, date(2026, 1, 1)).reviews == ()


def test_a_clause_that_keeps_the_text_answers_the_review() -> None:
    kept = law(date(2025, 4, 1), Act(3, KEEPER, CHILD, Action.CONTINUES))
    assert kept.force_on(CHILD, date(2026, 1, 1)).reviews == ()


def test_a_parent_that_was_dead_when_the_text_was_issued_is_no_review() -> None:
    assert law(date(2010, 6, 1)).force_on(CHILD, date(2026, 1, 1)).reviews == ()


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_exactly_one_rule_holds_on_every_day(day: date) -> None:
    assert [rule for rule in RULES if rule.holds_on(day)] == [rule_on(day)]


@given(st.dates(date(2011, 1, 2), date(2060, 1, 1)), st.integers(0, 9000))
def test_the_end_of_a_parent_never_changes_the_standing_of_its_child(end: date, after: int) -> None:
    force = law(end).force_on(CHILD, end + timedelta(days=after))
    assert force.standing is Standing.IN_FORCE
    assert len(force.reviews) == 1
