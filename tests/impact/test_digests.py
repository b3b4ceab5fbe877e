"""The countdown and the digests: each thing once, to whom it concerns, with the reason why."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.audit.models import AuditEntry
from docctl.documents.models import Document
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import duties
from docctl.identity import service as identity
from docctl.identity.models import User, UserRole
from docctl.identity.rules import Digest
from docctl.impact import bundles, digests, service
from docctl.impact.digest_rules import (
    STEPS,
    Bundle,
    Late,
    Step,
    countdown,
    digest_is_due,
    stage_on,
    step_since,
    went_up,
)
from docctl.legal import service as legal
from docctl.legal.models import Effect
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

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


def pass_days(runtime: Runtime, clock: Clock, days: Iterable[int], *, start: date = TODAY) -> None:
    for n in days:
        clock.set(noon(start + timedelta(days=n)))
        with runtime.transaction(SYSTEM) as tx:
            service.sweep(tx)
        digests.send_digests(runtime)


def around(*news: int, last: int) -> list[int]:
    """Give the days on which something is told, their neighbours, and quiet ones to the last."""
    near = {day + one for day in news for one in (-1, 0, 1)}
    quiet = {(one + next_one) // 2 for one, next_one in pairwise((*sorted(news), last))}
    return sorted({0, 1, *near, *quiet, last})


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
    told_on = [before_all_steps - step for step in STEPS] + [before_all_steps + 1]
    pass_days(runtime, clock, around(*told_on, last=before_all_steps + 3))
    told = mails(runtime, people.drafter)
    assert [step for _, step in steps(told)] == ["new", "t45", "t30", "t10", "t0", "overdue"]
    assert {one["bundles"][0]["findings"] for one in told} == {2}
    assert [one["why"] for one in told] == [["owner"]] * 6
    assert [one["why"] for one in mails(runtime, people.secretary)] == [["secretary"]] * 6
    assert mails(runtime, people.reader) == []


def test_who_kept_no_register_for_a_while_hears_of_no_request_again(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    def keep_register(*, keeps: bool) -> None:
        with runtime.transaction(SYSTEM) as tx:
            user = tx.session.get_one(User, people.drafter.user_id)
            user.grants = [one for one in user.grants if one.role is not Role.SECRETARY]
            user.grants += [UserRole(role=Role.SECRETARY, granted_at=tx.now)] if keeps else []

    make_version(CITES_OLD, "Theo Nghị định số 107/2021/NĐ-CP.", effective_on=PAST)
    with runtime.transaction(SYSTEM) as tx:
        legal.follow_requests(tx)
    keep_register(keeps=True)
    pass_days(runtime, clock, [0])
    keep_register(keeps=False)
    clock.set(noon(TODAY + ONE))
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=TODAY + timedelta(days=60)))
    pass_days(runtime, clock, [0], start=TODAY + ONE)
    keep_register(keeps=True)
    pass_days(runtime, clock, around(13, last=19), start=TODAY + 2 * ONE)
    told = mails(runtime, people.drafter)
    assert len(told) > 2
    assert [len(one["requests"]) for one in told] == [2] + [0] * (len(told) - 1)


@pytest.fixture
def overdue(law: Law, runtime: Runtime, people: People, make_version: MakeVersion) -> int:
    """Give the unit of a document that is overdue from the third day on; the reviewer heads it."""
    return planted(runtime, make_overdue, law, people, make_version)


def make_overdue(runtime: Runtime, law: Law, people: People, make_version: MakeVersion) -> int:
    make_version(CITES_OLD, effective_on=PAST)
    with runtime.transaction(people.admin) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp").id
        duties.appoint_head(tx, unit_id=unit, user_id=people.reviewer.user_id)
        tx.session.query(Document).one().unit_id = unit
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=TODAY + timedelta(days=2)))
    return unit


def escalate(runtime: Runtime, people: People, head: int, law_days: int, unit: int | None) -> None:
    with runtime.transaction(people.admin) as tx:
        agencies.choose_escalation(
            tx,
            agency_id=people.agency_id,
            head_days=head,
            law_days=law_days,
            law_unit_id=unit,
        )


def days_told(runtime: Runtime, user: Actor) -> list[tuple[str, str, str]]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(MessageRow)
            .where(MessageRow.kind == digests.KIND, MessageRow.recipient_id == user.user_id)
            .order_by(MessageRow.id)
        )
        return [
            (row.key, line["step"], "+".join(row.params["why"]))
            for row in rows
            for line in row.params["bundles"]
            if line["step"] in {"overdue", "late_head", "late_law"}
        ]


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_what_stays_overdue_goes_to_the_head_and_then_to_the_secretary(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    assert overdue
    pass_days(runtime, clock, around(3, 8, 13, last=29))
    assert days_told(runtime, people.drafter) == [(on(3), "overdue", "owner")]
    assert days_told(runtime, people.reviewer) == [(on(8), "late_head", "head")]
    assert days_told(runtime, people.secretary) == [
        (on(3), "overdue", "secretary"),
        (on(13), "late_law", "law"),
    ]
    assert len(mails(runtime, people.reviewer)) == 1
    assert mails(runtime, people.approver) == mails(runtime, people.reader) == []


def test_a_digest_names_the_effects_behind_its_bundles_once(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    for code in ("QT-1", "QT-2"):
        make_version(CITES_OLD, code=code, effective_on=PAST)
    make_version(CITES_OLD.replace(OLD, "9/2019/NĐ-CP"), code="QT-3", effective_on=PAST)
    old, new = law.text(OLD), law.text(NEW)
    other = law.text("9/2019/NĐ-CP")
    on_old, on_other = (
        law.effect(new, target, on=TODAY + timedelta(days=60)) for target in (old, other)
    )
    law.raise_for(on_old)
    law.raise_for(on_other)
    clock.set(noon(TODAY + ONE))
    digests.send_digests(runtime)
    with runtime.reading() as session:
        first, second = (session.get_one(Effect, one).number for one in (on_old, on_other))
    (told,) = mails(runtime, people.secretary)
    named = {line["code"]: line["effects"] for line in told["bundles"]}
    assert named == {"QT-1": [first], "QT-2": [first], "QT-3": [second]}
    assert sorted(one["number"] for one in told["changes"]) == sorted([first, second])
    assert told["changes_more"] == 0
    assert mails(runtime, people.reader) == []


def below(runtime: Runtime, people: People, unit: int, *names: str) -> list[int]:
    """Take the unit's head away and put units above it, the nearest first."""
    placed = [unit]
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=unit, user_id=None)
        for name in names:
            parent = agencies.ensure_unit(tx, agency_id=people.agency_id, name=name).id
            agencies.place_unit(
                tx, agency_id=people.agency_id, unit_id=placed[-1], parent_id=parent
            )
            placed.append(parent)
    return placed[1:]


def test_a_unit_without_a_head_is_answered_for_by_the_nearest_head_above(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    _, office, top = below(runtime, people, overdue, "Tổ", "Văn phòng", "Lãnh đạo")
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=office, user_id=people.approver.user_id)
        duties.appoint_head(tx, unit_id=top, user_id=people.reviewer.user_id)
    pass_days(runtime, clock, around(3, 8, 13, last=29))
    assert days_told(runtime, people.approver) == [(on(8), "late_head", "above")]
    assert days_told(runtime, people.reviewer) == []
    assert days_told(runtime, people.secretary) == [
        (on(3), "overdue", "secretary"),
        (on(13), "late_law", "law"),
    ]


def test_without_any_head_above_the_secretary_answers_and_a_closed_account_is_none(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    (office,) = below(runtime, people, overdue, "Văn phòng")
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=office, user_id=people.reader.user_id)
    with runtime.transaction(people.admin) as tx:
        identity.disable_user(tx, user_id=people.reader.user_id or 0, reason="nghỉ")
    pass_days(runtime, clock, around(3, 8, 13, last=29))
    assert days_told(runtime, people.reader) == []
    assert days_told(runtime, people.secretary) == [
        (on(3), "overdue", "secretary"),
        (on(8), "late_head", "no_head"),
        (on(13), "late_law", "law"),
    ]


def test_a_unit_can_be_the_legal_department_and_the_days_are_its_agency_s(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    with runtime.transaction(people.admin) as tx:
        legal_unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Pháp chế").id
        tx.session.get_one(User, people.reader.user_id).unit_id = legal_unit
        duties.appoint_head(tx, unit_id=legal_unit, user_id=people.approver.user_id)
    escalate(runtime, people, 0, 2, legal_unit)
    pass_days(runtime, clock, around(3, 5, last=29))
    assert days_told(runtime, people.reviewer) == [(on(3), "late_head", "head")]
    assert days_told(runtime, people.reader) == [(on(5), "late_law", "law")]
    assert days_told(runtime, people.approver) == [(on(5), "late_law", "law")]
    assert days_told(runtime, people.secretary) == [(on(3), "overdue", "secretary")]


def test_one_person_in_every_duty_gets_one_line_and_each_step_once(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=overdue, user_id=people.secretary.user_id)
        tx.session.query(Document).one().owner_id = people.secretary.id
    escalate(runtime, people, 0, 0, None)
    pass_days(runtime, clock, around(3, 8, 13, last=29))
    assert days_told(runtime, people.secretary) == [(on(3), "late_law", "head+law+owner+secretary")]


def test_a_legal_department_without_people_leaves_it_to_the_secretaries(
    runtime: Runtime, people: People, clock: Clock, overdue: int
) -> None:
    with runtime.transaction(people.admin) as tx:
        empty = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Pháp chế").id
    escalate(runtime, people, 1, 1, empty)
    pass_days(runtime, clock, around(4, last=9))
    assert (on(4), "late_law", "law") in days_told(runtime, people.secretary)


def test_steps_come_in_order_and_only_who_runs_the_agency_chooses_them(
    runtime: Runtime, people: People, overdue: int
) -> None:
    for head, law_days in ((5, 4), (-1, 3), (3, 400)):
        with pytest.raises(Refused):
            escalate(runtime, people, head, law_days, None)
    with pytest.raises(NotFound):
        escalate(runtime, people, 1, 2, overdue + 99)
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        agencies.choose_escalation(
            tx, agency_id=people.agency_id, head_days=1, law_days=2, law_unit_id=None
        )
    escalate(runtime, people, 1, 2, overdue)
    with runtime.reading() as session:
        (act,) = session.query(AuditEntry).filter_by(action="agency.escalation_changed").all()
    assert act.detail["after"] == {"head_days": 1, "law_days": 2, "law_unit": overdue}
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        duties.appoint_head(tx, unit_id=overdue, user_id=None)


@given(wait=st.integers(0, 40), found=st.integers(0, 40), head=st.integers(0, 9))
def test_each_step_up_is_told_once_on_the_day_the_bundle_takes_it(
    wait: int, found: int, head: int
) -> None:
    late = Late(head, head + 5)
    one = bundle(TODAY + timedelta(days=wait), opened=TODAY + timedelta(days=found))
    told: list[tuple[date, Step]] = []
    for n in range(100):
        today = TODAY + timedelta(days=n)
        told += [(today, step) for step in went_up(one, last=today - ONE, today=today, late=late)]
    since = TODAY + timedelta(days=max(wait + 1, found))
    assert sorted(told) == sorted(
        [
            (since + timedelta(days=head), Step.LATE_HEAD),
            (since + timedelta(days=head + 5), Step.LATE_LAW),
        ]
    )
    for day, step in told:
        assert stage_on(one, day, late) is step
        assert stage_on(one, day - ONE, late) is not step


@pytest.mark.parametrize("days", [0, 3, 30])
def test_the_count_for_the_legal_department_is_that_of_the_bundles(
    runtime: Runtime, people: People, clock: Clock, overdue: int, days: int
) -> None:
    assert overdue
    for n in range(8):
        clock.set(noon(TODAY + timedelta(days=n)))
        with runtime.reading() as session:
            found = bundles.list_waiting(session, actor=people.secretary, now=clock.now)
            counted = bundles.count_staying(
                session, actor=people.secretary, now=clock.now, days=days
            )
        today, late = TODAY + timedelta(days=n), Late(0, days)
        assert counted == sum(stage_on(one.bundle, today, late) is Step.LATE_LAW for one in found)


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
    pass_days(runtime, clock, range(10), start=TODAY + timedelta(days=3))
    (told,) = mails(runtime, people.drafter)
    assert [code for code, _ in steps([told])] == ["QT-1", "QT-2"]
    assert told["documents"] == 2


def test_what_is_critical_comes_at_once_and_the_digest_only_calls_it_overdue(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=TODAY))
    assert len(law.messages([people.drafter.id])) == 1
    pass_days(runtime, clock, range(4))
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
