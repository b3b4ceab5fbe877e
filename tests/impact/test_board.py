"""Times of findings and false alarms: the figures by hand, and those of what people did."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from docctl.actors import Actor
from docctl.impact import board, service, triage
from docctl.impact.board_rules import Alarm, Course, Pace, by_rule, by_unit, pace_of, percent
from docctl.impact.states import Decision, FindingState, ReasonCode
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.web import journey

TODAY = date(2026, 3, 2)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
OPENED = datetime(2026, 1, 10, tzinfo=UTC)
LATER = datetime(2026, 3, 10, tzinfo=UTC)
COURSE = Course(
    unit_id=1,
    rule="number",
    opened_at=OPENED,
    triaged_at=None,
    state=FindingState.OPEN,
    due_on=date(2026, 2, 1),
)
MENDED = replace(
    COURSE,
    state=FindingState.RESOLVED,
    triaged_at=OPENED + timedelta(days=2),
    repaired_on=date(2026, 2, 1),
)


def pace(*courses: Course) -> Pace:
    return pace_of(courses, today=TODAY, since=SINCE)


def test_of_nothing_there_are_no_shares_and_no_median() -> None:
    assert pace() == Pace(0, 0, None, 0, 0, 0)
    assert pace().share_in_time is None
    assert percent(0, 0) is None


def test_the_middle_of_the_times_to_the_first_look_is_taken() -> None:
    waits = [
        replace(MENDED, triaged_at=OPENED + timedelta(hours=hours)) for hours in (12, 36, 24 * 30)
    ]
    assert pace(*waits, COURSE).median_days == 1.5


def test_what_is_open_past_its_day_is_overdue_however_old_and_awaiting_effect_is_not() -> None:
    old = replace(COURSE, opened_at=SINCE - timedelta(days=300))
    awaiting = replace(COURSE, state=FindingState.AWAITING_EFFECT)
    undated = replace(COURSE, due_on=None)
    found = pace(old, awaiting, undated, replace(COURSE, due_on=TODAY))
    assert (found.overdue, found.findings) == (1, 3)


def test_work_nobody_has_begun_is_what_is_open_without_a_look() -> None:
    looked = replace(COURSE, triaged_at=OPENED)
    later = replace(COURSE, state=FindingState.SCHEDULED)
    assert pace(COURSE, looked, later).untouched == 1


def test_mended_in_time_is_asked_only_of_what_was_known_before_its_day() -> None:
    late = replace(MENDED, repaired_on=date(2026, 2, 2))
    after = replace(MENDED, due_on=date(2026, 1, 1))  # the law had changed when it was found
    coming = replace(COURSE, due_on=date(2026, 9, 1))
    left = replace(MENDED, state=FindingState.NOT_AFFECTED, repaired_on=None)
    gone = replace(MENDED, repaired_on=None)  # withdrawn with its document: nothing was mended
    found = pace(MENDED, late, after, coming, left, COURSE, gone)
    assert (found.ahead, found.in_time, found.share_in_time) == (4, 1, 25)


def test_each_unit_has_figures_of_its_own() -> None:
    other = replace(COURSE, unit_id=None)
    units = by_unit([COURSE, MENDED, other], today=TODAY, since=SINCE)
    assert {unit: one.findings for unit, one in units.items()} == {1: 2, None: 1}


def test_false_alarms_are_counted_by_the_rule_that_tied_the_citation() -> None:
    wrong = replace(
        MENDED,
        rule="name-as-of",
        state=FindingState.NOT_AFFECTED,
        code=ReasonCode.CITATION_WRONG,
    )
    other = replace(wrong, code=ReasonCode.HISTORICAL)
    before = replace(wrong, opened_at=SINCE - timedelta(days=1))
    alarms = by_rule([MENDED, wrong, other, COURSE, before], since=SINCE)
    assert alarms == (Alarm("name-as-of", 2, 2, 1), Alarm("number", 1, 0, 0))
    assert [one.false_share for one in alarms] == [100, 0]


def courses(runtime: Runtime, actor: Actor) -> list[Course]:
    with runtime.reading() as session:
        return board.list_courses(session, actor=actor, now=runtime.now(), since=SINCE)


def test_the_first_look_after_the_last_opening_is_read_from_the_trail(
    law: Law, runtime: Runtime, people: People, clock: Clock, make_version: MakeVersion
) -> None:
    clock.set(LATER)
    effect = law.effect(law.text(NEW, effective_on=date(2026, 4, 1)), law.text(OLD))
    for code in ("QT-01", "QT-02"):
        make_version(f"Theo Nghị định số {OLD}.", code=code, effective_on=journey.LONG_AGO)
    first, second = law.raise_for(effect)
    decision = Decision(to=FindingState.NOT_AFFECTED, code=ReasonCode.HISTORICAL)
    clock.set(LATER + timedelta(days=3))
    with runtime.transaction(people.secretary) as tx:
        triage.decide(tx, finding_ids=[first, second], decision=decision)
    assert [one.triaged_at for one in courses(runtime, people.secretary)] == [runtime.now()] * 2
    clock.set(LATER + timedelta(days=5))
    with runtime.transaction(people.secretary) as tx:
        triage.reopen(tx, finding_id=first, reason="xem lại")
    found = {one.opened_at: one for one in courses(runtime, people.secretary)}
    assert found[runtime.now()].triaged_at is None
    assert found[LATER].code == ReasonCode.HISTORICAL
    clock.set(LATER + timedelta(days=6))
    with runtime.transaction(people.secretary) as tx:
        document = law.findings()[0].document_id
        service.start_revision(tx, document_id=document, finding_ids=[first])
    assert {one.triaged_at for one in courses(runtime, people.secretary)} == {
        LATER + timedelta(days=3),
        LATER + timedelta(days=6),
    }


def test_weak_and_withdrawn_findings_are_no_courses(
    law: Law, runtime: Runtime, people: People, clock: Clock, make_version: MakeVersion
) -> None:
    clock.set(LATER)
    old = law.text(OLD)
    weak = law.effect(law.text(NEW), old, Action.AMENDS, "d0005.", on=date(2026, 3, 12))
    gone = law.effect(law.text("1/2026/NĐ-CP"), old, Action.REPEALS, on=date(2026, 3, 12))
    make_version(f"Theo Nghị định số {OLD}.", effective_on=journey.LONG_AGO)
    law.raise_for(weak, gone)
    assert len(courses(runtime, people.secretary)) == 1
    law.withdraw(gone)
    law.raise_for(gone)
    assert courses(runtime, people.secretary) == []
