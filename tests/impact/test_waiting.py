"""Findings put off until guidance is issued or begins: they come back by themselves."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from docctl.actors import SYSTEM
from docctl.audit.models import AuditEntry
from docctl.errors import Refused
from docctl.impact import receivers, service, triage
from docctl.impact.states import Decision, FindingState
from docctl.impact.waiting_rules import Guidance, WaitsFor, come
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from docctl.signals import EffectsConfirmed
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

PAST, TODAY, SOON, FAR = date(2025, 1, 1), date(2026, 3, 2), date(2026, 4, 1), date(2026, 9, 1)
SINCE = datetime(2026, 3, 2, 5, tzinfo=UTC)
IMPLEMENTING = "77/2026/NĐ-CP"
ISSUED, BEGINS = WaitsFor.GUIDANCE_ISSUED, WaitsFor.GUIDANCE_BEGINS


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waits_for", "known", "begins", "has_come"),
    [
        (ISSUED, SOON, None, True),
        (ISSUED, PAST, SOON, False),  # it was known when somebody decided to wait
        (BEGINS, PAST, SOON, True),
        (BEGINS, PAST, FAR, False),
        (BEGINS, PAST, PAST, False),  # it was in force by then
        (BEGINS, SOON, PAST, True),  # told of late
        (BEGINS, SOON, None, False),
        (WaitsFor.NOTHING, SOON, SOON, False),
    ],
)
def test_an_event_has_come_when_it_is_new_since_somebody_waits(
    waits_for: WaitsFor, known: date, begins: date | None, *, has_come: bool
) -> None:
    guidance = [Guidance(7, noon(known), begins)]
    assert come(waits_for, guidance, since=SINCE, today=SOON) == ((7,) if has_come else ())


@given(st.sampled_from([ISSUED, BEGINS]), st.dates(PAST, FAR), st.dates(PAST, FAR))
def test_what_has_come_stays_so(waits_for: WaitsFor, known: date, begins: date) -> None:
    guidance = [Guidance(7, noon(known), begins)]
    days = [date(2026, month, 1) for month in range(4, 12)]
    found = [bool(come(waits_for, guidance, since=SINCE, today=day)) for day in days]
    assert found == sorted(found)


@pytest.fixture
def finding(runtime: Runtime, law: Law, clock: Clock, make_version: MakeVersion) -> int:
    """A decree replaces another from a day on; a document cites the old one."""
    clock.set(noon(TODAY))
    return planted(runtime, make_finding, law, make_version)


def make_finding(_: Runtime, law: Law, make_version: MakeVersion) -> int:
    old, new = law.text(OLD), law.text(NEW, effective_on=SOON)
    make_version(f"Thực hiện theo Nghị định số {OLD} của Chính phủ.", effective_on=PAST)
    (found,) = law.raise_for(law.effect(new, old))
    return found


def put_off(runtime: Runtime, people: People, finding: int, event: str) -> None:
    decision = Decision(
        to=FindingState.IGNORED, reason="chờ thông tư hướng dẫn", until=FAR, event=event
    )
    with runtime.transaction(people.secretary) as tx:
        triage.decide(tx, finding_ids=[finding], decision=decision)


def agree(runtime: Runtime, people: People, finding: int) -> None:
    with runtime.transaction(people.approver) as tx:
        triage.answer(tx, finding_ids=[finding], agreed=True)


def guide(
    law: Law, runtime: Runtime, finding: int, effective_on: date | None = None, *, old: bool = False
) -> int:
    """Register a text that details the new decree, or the old one, and let receivers hear of it."""
    effect = law.findings()[0]
    with runtime.reading() as session:
        row = session.merge(effect, load=False)
        of = row.effect.target_id if old else row.effect.source_id
    text = law.text(IMPLEMENTING, effective_on=effective_on)
    detail = law.effect(text, of, Action.DETAILS)
    receivers.on_effects_confirmed(runtime, event=EffectsConfirmed((detail,)))
    return text


def test_a_finding_put_off_until_guidance_is_back_when_such_a_text_is_registered(
    law: Law, runtime: Runtime, people: People, finding: int, clock: Clock
) -> None:
    put_off(runtime, people, finding, ISSUED)
    agree(runtime, people, finding)
    (row,) = law.findings()
    assert (row.state, row.ignored_event) == (FindingState.IGNORED, ISSUED)
    clock.set(noon(date(2026, 3, 20)))
    text = guide(law, runtime, finding, effective_on=FAR)
    (row,) = law.findings()
    assert (row.state, row.ignored_event, row.ignored_until) == (FindingState.OPEN, "", None)
    with runtime.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "findings.woken"))
    assert entry.detail["texts"] == [text]


def test_a_text_that_details_what_was_replaced_is_not_waited_for(
    law: Law, runtime: Runtime, people: People, finding: int, clock: Clock
) -> None:
    put_off(runtime, people, finding, ISSUED)
    agree(runtime, people, finding)
    clock.set(noon(date(2026, 3, 20)))
    guide(law, runtime, finding, old=True)
    assert law.states() == [FindingState.IGNORED]


def test_a_finding_put_off_until_guidance_begins_waits_for_its_first_day(
    law: Law, runtime: Runtime, people: People, finding: int, clock: Clock
) -> None:
    put_off(runtime, people, finding, BEGINS)
    agree(runtime, people, finding)
    clock.set(noon(date(2026, 3, 20)))
    guide(law, runtime, finding, effective_on=date(2026, 5, 1))
    assert law.states() == [FindingState.IGNORED]
    clock.set(noon(date(2026, 5, 1)))
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    assert law.states() == [FindingState.OPEN]


def test_without_the_event_a_finding_is_back_on_its_day(
    law: Law, runtime: Runtime, people: People, finding: int, clock: Clock
) -> None:
    put_off(runtime, people, finding, BEGINS)
    agree(runtime, people, finding)
    clock.set(noon(FAR))
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    assert law.states() == [FindingState.OPEN]


def test_nobody_agrees_to_wait_for_what_has_come_meanwhile(
    law: Law, runtime: Runtime, people: People, finding: int, clock: Clock
) -> None:
    put_off(runtime, people, finding, ISSUED)
    clock.set(noon(date(2026, 3, 20)))
    guide(law, runtime, finding)
    with pytest.raises(Refused, match="has come"):
        agree(runtime, people, finding)


def test_guidance_of_an_amended_law_issued_since_the_amendment_counts(
    law: Law, runtime: Runtime, people: People, clock: Clock, make_version: MakeVersion
) -> None:
    clock.set(noon(TODAY))
    old = law.text(OLD)
    new = law.make_text(NEW, issued_on=PAST, effective_on=SOON)
    make_version(f"Theo Điều 5 Nghị định số {OLD} của Chính phủ.", effective_on=PAST)
    (finding,) = law.raise_for(law.effect(new, old, Action.AMENDS, "d0005."))
    put_off(runtime, people, finding, ISSUED)
    agree(runtime, people, finding)
    clock.set(noon(date(2026, 3, 20)))
    for number, issued_on, state in (
        ("11/2024/TT-BTP", date(2024, 5, 1), FindingState.IGNORED),
        ("12/2026/TT-BTP", date(2026, 3, 15), FindingState.OPEN),
    ):
        text = law.make_text(number, type="Thông tư", issued_on=issued_on, effective_on=FAR)
        detail = law.effect(text, old, Action.DETAILS)
        receivers.on_effects_confirmed(runtime, event=EffectsConfirmed((detail,)))
        assert law.states() == [state]


def test_what_is_waited_for_has_to_be_one_of_the_events(
    law: Law, runtime: Runtime, people: People, finding: int
) -> None:
    with pytest.raises(Refused, match="what is waited for"):
        put_off(runtime, people, finding, "rain")
    assert law.states() == [FindingState.OPEN]
