"""The countdown and the digests: each thing once, to whom it concerns, with the reason why."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.agencies import service as agencies
from docctl.documents.models import Document
from docctl.errors import Forbidden, Refused
from docctl.identity import duties
from docctl.identity import service as identity
from docctl.identity.rules import Digest
from docctl.impact import digests, service
from docctl.impact.digest_rules import (
    STEPS,
    Bundle,
    Step,
    countdown,
    digest_is_due,
    step_since,
)
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, TODAY, DAY = date(2025, 1, 1), date(2026, 3, 2), date(2026, 6, 1)
CITES_OLD = f"Theo Nghị định số {OLD} của Chính phủ."
ONE = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def bundle(due: date | None = DAY, opened: date = TODAY, **more: Any) -> Bundle:
    return Bundle(document_id=1, code="QT-01", due_on=due, opened={opened}, findings=1, **more)


def test_the_countdown_has_the_steps_of_the_law_s_notice() -> None:
    def on(left: int) -> Step | None:
        return countdown(DAY, DAY - timedelta(days=left))

    assert [on(n) for n in (46, 45, 31, 30, 11, 10, 1, 0, -1)] == [
        None,
        Step.T45,
        Step.T45,
        Step.T30,
        Step.T30,
        Step.T10,
        Step.T10,
        Step.T0,
        Step.OVERDUE,
    ]
    assert countdown(None, TODAY) is None


@given(
    rests=st.sets(st.integers(0, 120), min_size=1),
    wait=st.integers(0, 60),
    repaired=st.booleans(),
)
def test_however_rarely_the_digest_comes_no_step_is_told_twice_and_the_last_is_never_lost(
    rests: set[int], wait: int, *, repaired: bool
) -> None:
    one = bundle(TODAY + timedelta(days=wait), repaired=repaired)
    told: list[Step] = []
    last = TODAY - ONE
    for rest in sorted(rests | {121}):
        today = TODAY + timedelta(days=rest)
        step = step_since(one, last=last, today=today)
        told += [step] if step else []
        last = today
    assert len(told) == len(set(told))
    assert (Step.OVERDUE in told) is not repaired
    assert len(told) <= len(STEPS) + 2


def test_what_was_told_at_once_is_not_told_again_as_new_but_as_overdue() -> None:
    critical = bundle(PAST, told=True)
    assert step_since(critical, last=TODAY - ONE, today=TODAY) is Step.OVERDUE
    assert step_since(critical, last=TODAY, today=TODAY + ONE) is None
    fresh = bundle(None, told=True)
    assert step_since(fresh, last=TODAY - ONE, today=TODAY) is None
    assert step_since(bundle(None), last=TODAY - ONE, today=TODAY) is Step.NEW


def test_digests_come_daily_or_on_mondays_and_once_a_day() -> None:
    monday = date(2026, 3, 2)
    assert digest_is_due(Digest.DAILY, last=None, today=monday)
    assert not digest_is_due(Digest.DAILY, last=monday, today=monday)
    assert digest_is_due(Digest.WEEKLY, last=monday - timedelta(days=7), today=monday)
    assert not digest_is_due(Digest.WEEKLY, last=monday, today=monday + ONE)
    assert digest_is_due(Digest.WEEKLY, last=monday, today=monday + timedelta(days=8))


def mails(runtime: Runtime, user: Actor) -> list[dict[str, Any]]:
    with runtime.reading() as session:
        return list(
            session.scalars(
                select(MessageRow.params)
                .where(MessageRow.kind == digests.KIND, MessageRow.recipient_id == user.user_id)
                .order_by(MessageRow.id)
            )
        )


def pass_days(runtime: Runtime, clock: Clock, days: int, *, start: date = TODAY) -> None:
    for n in range(days):
        clock.set(noon(start + timedelta(days=n)))
        with runtime.transaction(SYSTEM) as tx:
            service.sweep(tx)
        digests.send_digests(runtime)


def steps(params: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["code"], line["step"]) for one in params for line in one["bundles"]]


def test_a_coming_change_is_told_as_new_then_at_each_step_and_when_it_is_overdue(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_OLD, CITES_OLD.replace("Theo", "Căn cứ"), effective_on=PAST)
    before_all_steps = max(STEPS) + 3
    law.raise_for(
        law.effect(law.text(NEW), law.text(OLD), on=TODAY + timedelta(days=before_all_steps))
    )
    assert law.messages() == []  # nothing is critical
    pass_days(runtime, clock, before_all_steps + 4)
    told = mails(runtime, people.drafter)
    assert [step for _, step in steps(told)] == ["new", "t45", "t30", "t10", "t0", "overdue"]
    assert {one["bundles"][0]["findings"] for one in told} == {2}
    assert [one["why"] for one in told] == [["owner"]] * 6
    assert [one["why"] for one in mails(runtime, people.secretary)] == [["secretary"]] * 6
    assert mails(runtime, people.reader) == []


def test_the_head_of_the_unit_hears_only_of_what_is_overdue(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_OLD, effective_on=PAST)
    with runtime.transaction(people.admin) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp").id
        duties.appoint_head(tx, unit_id=unit, user_id=people.reviewer.user_id)
        tx.session.query(Document).one().unit_id = unit
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=TODAY + timedelta(days=2)))
    pass_days(runtime, clock, 3)
    assert mails(runtime, people.reviewer) == []
    pass_days(runtime, clock, 5, start=TODAY + timedelta(days=3))
    (told,) = mails(runtime, people.reviewer)
    assert (steps([told]), told["why"]) == ([("QT-01", "overdue")], ["head"])
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=unit, user_id=None)
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        duties.appoint_head(tx, unit_id=unit, user_id=None)


def test_only_people_of_the_agency_head_a_unit(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.admin) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp").id
        identity.disable_user(tx, user_id=people.reader.user_id, reason="nghỉ")
    with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=unit, user_id=people.reader.user_id)


def test_a_weekly_digest_gathers_the_week(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    digests.send_digests(runtime)
    with runtime.transaction(people.drafter) as tx:
        duties.choose_digest(tx, digest=Digest.WEEKLY)
        duties.choose_digest(tx, digest=Digest.WEEKLY)
    old = law.text(OLD)
    for n in range(3):
        clock.set(noon(TODAY + timedelta(days=n)) + timedelta(hours=1))
        make_version(CITES_OLD, code=f"QT-{n}", effective_on=PAST)
        with runtime.transaction(SYSTEM) as tx:
            service.sweep(tx)
        if n == 0:
            law.raise_for(law.effect(law.text(NEW), old, on=DAY))
        digests.send_digests(runtime)
    assert mails(runtime, people.drafter) == []
    pass_days(runtime, clock, 10, start=TODAY + timedelta(days=3))
    (told,) = mails(runtime, people.drafter)
    assert [code for code, _ in steps([told])] == ["QT-1", "QT-2"]
    assert told["documents"] == 2


def test_what_is_critical_comes_at_once_and_the_digest_only_calls_it_overdue(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=TODAY))
    assert len(law.messages([people.drafter.id])) == 1
    pass_days(runtime, clock, 4)
    assert steps(mails(runtime, people.drafter)) == [("QT-01", "overdue")]


def test_a_digest_written_twice_on_a_day_is_one(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=DAY))
    assert digests.send_digests(runtime) == 2
    assert digests.send_digests(runtime) == 0
    with runtime.transaction(SYSTEM) as tx:
        assert not digests.send_digest(tx, user_id=people.drafter.user_id)
