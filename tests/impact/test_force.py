"""Findings follow the force of the law: what rests, never was, or was undone hurts nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from docctl.actors import SYSTEM
from docctl.impact import service
from docctl.impact.rules import FindingState, Overlap, Severity, severity_of
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import Clock
from tests.impact.conftest import Law
from tests.support.make import MakeVersion

FOOD, NEW_FOOD = "15/2018/NĐ-CP", "46/2026/NĐ-CP"
CITES_FOOD = f"Theo Nghị định số {FOOD} của Chính phủ."
OPEN, SCHEDULED, LAPSED = FindingState.OPEN, FindingState.SCHEDULED, FindingState.WITHDRAWN


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def sweep(runtime: Runtime) -> None:
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)


def test_suspending_the_replacing_decree_revives_the_old_one_and_its_resumption_ends_it_again(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    """46/2026/NĐ-CP replaced 15/2018/NĐ-CP and was suspended by 09/2026/NQ-CP."""
    clock.set(noon(date(2026, 1, 28)))
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 1, 26))
    law.raise_for(law.effect(new, old))
    assert law.states() == [OPEN]
    clock.set(noon(date(2026, 2, 4)))
    resolution = law.text("09/2026/NQ-CP", date(2026, 2, 4), type="Nghị quyết")
    law.raise_for(law.effect(resolution, new, Action.SUSPENDS))
    assert law.states() == [LAPSED]
    clock.set(noon(date(2026, 4, 6)))
    later = law.text("16/2026/NQ-CP", date(2026, 4, 6), type="Nghị quyết")
    resumed = law.effect(later, new, Action.RESUMES, on=date(2026, 5, 1))
    law.raise_for(resumed)
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (OPEN, date(2026, 5, 1))
    clock.set(noon(date(2026, 5, 1)))
    sweep(runtime)
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (OPEN, date(2026, 5, 1))
    law.withdraw(resumed)
    law.raise_for(resumed)
    assert law.states() == [LAPSED]


def test_a_suspension_with_a_last_day_brings_the_finding_back_without_anybody_recording(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 1, 26))
    resolution = law.text("09/2026/NQ-CP", date(2026, 2, 4), type="Nghị quyết")
    law.raise_for(law.effect(new, old))
    law.raise_for(law.effect(resolution, new, Action.SUSPENDS, until=date(2026, 9, 30)))
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (SCHEDULED, date(2026, 10, 1))
    clock.set(noon(date(2026, 10, 1)))
    sweep(runtime)
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (OPEN, date(2026, 10, 1))


def test_suspending_the_suspending_text_lets_the_replacement_work_again(
    law: Law, make_version: MakeVersion
) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 1, 26))
    first = law.text("09/2026/NQ-CP", date(2026, 2, 4), type="Nghị quyết")
    second = law.text("10/2026/NQ-CP", date(2026, 2, 20), type="Nghị quyết")
    law.raise_for(law.effect(new, old))
    law.raise_for(law.effect(first, new, Action.SUSPENDS))
    assert law.states() == [LAPSED]
    law.raise_for(law.effect(second, first, Action.SUSPENDS))
    assert law.states() == [OPEN]


def test_a_decree_that_was_repealed_before_its_first_day_replaces_nothing(
    law: Law, make_version: MakeVersion
) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 4, 1))
    law.raise_for(law.effect(new, old))
    assert law.states() == [OPEN]
    repealing = law.text("50/2026/NĐ-CP", date(2026, 3, 20))
    repeal = law.effect(repealing, new, Action.REPEALS)
    law.raise_for(repeal)
    assert law.states() == [LAPSED]
    law.withdraw(repeal)
    law.raise_for(repeal)
    assert law.states() == [OPEN]


def test_a_decree_that_ends_later_has_done_what_it_did(law: Law, make_version: MakeVersion) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 1, 26))
    law.raise_for(law.effect(new, old))
    law.raise_for(law.effect(law.text("50/2026/NĐ-CP", date(2026, 2, 20)), new, Action.REPEALS))
    assert law.states() == [OPEN]


def test_a_postponed_decree_moves_what_it_does_and_one_put_off_without_a_day_rests(
    law: Law, make_version: MakeVersion
) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 4, 1))
    law.raise_for(law.effect(new, old))
    resolution = law.text("09/2026/NQ-CP", date(2026, 3, 1), type="Nghị quyết")
    postponed = law.effect(resolution, new, Action.POSTPONES, until=date(2026, 4, 10))
    law.raise_for(postponed)
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (OPEN, date(2026, 4, 10))


def test_what_another_text_keeps_alive_hurts_nobody_until_that_is_over(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    old, new = law.text(FOOD, date(2018, 2, 2)), law.text(NEW_FOOD, date(2026, 2, 1))
    law.raise_for(law.effect(new, old))
    keeping = law.text("11/2026/NQ-CP", date(2026, 2, 10), type="Nghị quyết")
    law.raise_for(law.effect(keeping, old, Action.CONTINUES, until=date(2026, 4, 5)))
    assert [(one.state, one.due_on) for one in law.findings()] == [(OPEN, date(2026, 4, 6))]
    clock.set(noon(date(2026, 4, 6)))
    sweep(runtime)
    assert [(one.state, one.due_on) for one in law.findings()] == [(OPEN, date(2026, 4, 6))]


@pytest.mark.parametrize(
    ("repealed", "answer"),
    [
        ("d0015.k007.p01.", (Overlap.EXACT, Severity.CRITICAL)),
        ("d0015.k007.", (Overlap.INSIDE_CHANGED, Severity.CRITICAL)),
        ("d0015.k008.", None),
        ("d0015.k007.p01.t02.", (Overlap.PART_CHANGED, Severity.MEDIUM)),
    ],
)
def test_a_partial_repeal_of_the_point_its_clause_or_another_clause_gives_three_answers(
    law: Law,
    make_version: MakeVersion,
    repealed: str,
    answer: tuple[Overlap, Severity] | None,
) -> None:
    """“Bãi bỏ khoản 7 Điều 15 … Nghị định số 128/2025/NĐ-CP” (293/2025/NĐ-CP, Điều 5)."""
    day = date(2026, 1, 1)
    make_version(
        "Nộp theo điểm a khoản 7 Điều 15 Nghị định số 128/2025/NĐ-CP.",
        effective_on=date(2025, 8, 1),
    )
    target = law.text("128/2025/NĐ-CP", date(2025, 7, 1))
    source = law.text("293/2025/NĐ-CP", day)
    law.raise_for(law.effect(source, target, Action.REPEALS, repealed))
    found = [
        (one.overlap, severity_of(Action.REPEALS, one.overlap, one.due_on, date(2026, 3, 2)))
        for one in law.findings()
    ]
    assert found == ([] if answer is None else [answer])


def test_a_provision_written_anew_is_repealed_no_longer_but_amended(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {FOOD}.", effective_on=date(2025, 1, 1))
    old = law.text(FOOD, date(2018, 2, 2))
    repeal = law.effect(law.text(NEW_FOOD, date(2026, 2, 1)), old, Action.REPEALS, "d0005.k002.")
    law.raise_for(repeal)
    day = date(2026, 4, 1)
    amend = law.effect(law.text("60/2026/NĐ-CP", day), old, Action.AMENDS, "d0005.k002.")
    law.raise_for(amend)
    assert law.states() == [OPEN, OPEN]
    clock.set(noon(day))
    sweep(runtime)
    assert law.states() == [LAPSED, OPEN]
    law.withdraw(amend)
    law.raise_for(amend)
    assert law.states() == [OPEN, LAPSED]


def test_the_order_of_recording_does_not_matter(
    law: Law, make_version: MakeVersion, clock: Clock
) -> None:
    """The suspension is known before the replacement it lames."""
    clock.set(noon(date(2026, 2, 4) + timedelta(days=3)))
    make_version(CITES_FOOD, effective_on=date(2025, 1, 1))
    new = law.text(NEW_FOOD, date(2026, 1, 26))
    resolution = law.text("09/2026/NQ-CP", date(2026, 2, 4), type="Nghị quyết")
    law.raise_for(law.effect(resolution, new, Action.SUSPENDS))
    old = law.text(FOOD, date(2018, 2, 2))
    law.raise_for(law.effect(new, old))
    assert law.findings() == []
