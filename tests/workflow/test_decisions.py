"""Approvals are single, fresh and gap-free; days of effect mean the same in every zone."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from docctl.actors import Actor
from docctl.audit import queries as audit
from docctl.days import start_of
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import State
from docctl.errors import Forbidden, Refused
from docctl.identity.rules import Proof
from docctl.installation.verify import verify_all
from docctl.runtime import Runtime
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow import decisions, service
from tests.conftest import NOW, Clock, People
from tests.support.make import MakeVersion, paragraphs
from tests.web import journey


def approve(
    runtime: Runtime,
    actor: Actor,
    version_id: int,
    *,
    key: str = "key",
    shown: str | None = None,
    on: date | None = None,
    proof: Proof | None = None,
) -> Version:
    with runtime.transaction(actor) as tx:
        stored = tx.session.scalars(
            select(Version.content_hash).where(Version.id == version_id)
        ).one()
        return decisions.approve_version(
            tx,
            version_id=version_id,
            shown_hash=shown or stored,
            proof=proof or Proof(user_id=actor.user_id, at=tx.now),
            key=key,
            effective_on=on,
        )


def approvals(runtime: Runtime, version_id: int) -> tuple[int, int]:
    with runtime.reading() as session:
        signed = session.scalar(
            select(func.count())
            .select_from(Signature)
            .where(Signature.version_id == version_id, Signature.meaning == Meaning.APPROVED)
        )
        entries = audit.list_entries(
            session, subjects=[f"version:{version_id}"], action="version.approved"
        )
        return signed or 0, len(entries)


def state(runtime: Runtime, version_id: int, at: datetime) -> State:
    with runtime.reading() as session:
        return journey.get(session, version_id).state_at(at)


def assert_whole(runtime: Runtime) -> None:
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_an_approval_without_a_day_counts_at_once(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version())
    assert state(runtime, version_id, NOW) is State.EFFECTIVE
    assert state(runtime, version_id, NOW - timedelta(microseconds=1)) is State.SCHEDULED


def test_a_successor_takes_over_without_gap_or_overlap(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    first = journey.approved(runtime, people, make_version())
    document_id = journey.document_of(runtime, first)
    second = journey.reviewed(runtime, people, journey.changed(runtime, people, document_id))
    day = date(2026, 3, 10)
    approve(runtime, people.approver, second, on=day)
    change = start_of(day)
    for moment in (NOW, change - timedelta(microseconds=1)):
        assert state(runtime, first, moment) is State.EFFECTIVE
        assert state(runtime, second, moment) is State.SCHEDULED
    for moment in (change, change + timedelta(days=400)):
        assert state(runtime, first, moment) is State.SUPERSEDED
        assert state(runtime, second, moment) is State.EFFECTIVE
    with runtime.reading() as session:
        for moment, expected in ((NOW, first), (change, second)):
            found = documents.find_effective(session, document_id, at=moment)
            assert found is not None
            assert found.id == expected
    clock.set(change + timedelta(days=3))  # nobody ran anything meanwhile (F22)
    with runtime.reading() as session:
        shown = documents.list_shown(session, actor=people.reader, now=runtime.now())
        assert [version.id for version in shown] == [second]
    assert_whole(runtime)


def test_a_third_version_cannot_jump_before_a_scheduled_one(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    first = journey.approved(runtime, people, make_version())
    document_id = journey.document_of(runtime, first)
    second = journey.reviewed(runtime, people, journey.changed(runtime, people, document_id))
    approve(runtime, people.approver, second, on=date(2026, 4, 1))
    third = journey.reviewed(runtime, people, journey.changed(runtime, people, document_id))
    for day in (None, date(2026, 3, 15), date(2026, 4, 1)):
        with pytest.raises(Refused, match="01/04/2026"):
            approve(runtime, people.approver, third, key="third", on=day)
    approve(runtime, people.approver, third, key="third", on=date(2026, 4, 2))
    assert_whole(runtime)


def test_a_day_in_the_past_is_refused_and_today_means_now(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version())
    with pytest.raises(Refused, match="past"):
        approve(runtime, people.approver, version_id, on=date(2026, 3, 1))
    approved = approve(runtime, people.approver, version_id, on=date(2026, 3, 2))
    assert approved.effective_from == NOW


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"])
def _process_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("_process_zone")
def test_the_first_instant_of_a_version_does_not_depend_on_the_machines_zone(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    clock.set(datetime(2027, 12, 31, 16, 59, 59, tzinfo=UTC))  # 23:59:59 in Viet Nam
    version_id = journey.reviewed(runtime, people, make_version())
    with runtime.transaction(people.approver) as tx:
        assert tx.today == date(2027, 12, 31)
    approve(runtime, people.approver, version_id, on=date(2028, 2, 29))
    with runtime.reading() as session:
        stored = journey.get(session, version_id)
        assert stored.effective_from == datetime(2028, 2, 28, 17, tzinfo=UTC)
        assert stored.issued_on == date(2027, 12, 31)


def test_the_same_key_again_is_the_same_approval(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version())
    first = approve(runtime, people.approver, version_id)
    again = approve(runtime, people.approver, version_id)
    assert (again.id, again.approved_at) == (first.id, first.approved_at)
    assert approvals(runtime, version_id) == (1, 1)
    with pytest.raises(Refused):
        approve(runtime, people.approver, version_id, key="another")


def test_twenty_clicks_at_once_are_one_approval(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """T32, F19."""
    version_id = journey.reviewed(runtime, people, make_version())
    gate = Barrier(20)

    def click(_number: int) -> int:
        gate.wait()
        return approve(runtime, people.approver, version_id).id

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(click, range(20))) == {version_id}
    assert approvals(runtime, version_id) == (1, 1)
    assert_whole(runtime)


def test_two_racing_approvals_with_different_keys_are_exactly_one(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """F15."""
    version_id = journey.reviewed(runtime, people, make_version())
    gate = Barrier(2)

    def race(key: str) -> bool:
        gate.wait()
        try:
            approve(runtime, people.approver, version_id, key=key)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, "ab")) == [False, True]
    assert approvals(runtime, version_id) == (1, 1)
    assert_whole(runtime)


def test_approval_and_take_back_racing_have_one_winner(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """F17."""
    for number in range(4):
        version_id = journey.reviewed(runtime, people, make_version(code=f"QT-{number}"))
        gate = Barrier(2)

        def approves(version_id: int = version_id, gate: Barrier = gate) -> bool:
            gate.wait()
            try:
                approve(runtime, people.approver, version_id, key=f"k{version_id}")
            except Refused:
                return False
            return True

        def takes_back(version_id: int = version_id, gate: Barrier = gate) -> bool:
            gate.wait()
            try:
                with runtime.transaction(people.drafter) as tx:
                    service.take_back(tx, version_id=version_id, reason="Nhầm")
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            won = [pool.submit(approves), pool.submit(takes_back)]
            assert sorted(future.result() for future in won) == [False, True]
    assert_whole(runtime)


def test_a_key_belongs_to_one_version(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    first = journey.reviewed(runtime, people, make_version(code="QT-1"))
    second = journey.reviewed(runtime, people, make_version(code="QT-2"))
    approve(runtime, people.approver, first, key="same")
    with pytest.raises(DatabaseError):
        approve(runtime, people.approver, second, key="same")
    assert approvals(runtime, second) == (0, 0)


def test_what_is_signed_is_what_was_shown(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """T31."""
    version_id = journey.reviewed(runtime, people, make_version())
    with pytest.raises(Refused, match="not the one you were shown"):
        approve(runtime, people.approver, version_id, shown="0" * 64)
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(
            text("UPDATE version SET content = :changed WHERE id = :id"),
            {"changed": '{"type": "doc", "content": []}', "id": version_id},
        )
    with pytest.raises(Refused, match="not the one you were shown"):
        approve(runtime, people.approver, version_id)
    assert approvals(runtime, version_id) == (0, 0)


def test_an_approval_needs_the_own_fresh_proof(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version())
    with pytest.raises(Forbidden):
        approve(
            runtime,
            people.approver,
            version_id,
            proof=Proof(user_id=people.drafter.user_id, at=NOW),
        )
    with pytest.raises(Refused):
        old = Proof(user_id=people.approver.user_id, at=NOW - timedelta(minutes=6))
        approve(runtime, people.approver, version_id, proof=old)
    for actor in (people.drafter, people.reviewer, people.secretary):
        with pytest.raises(Forbidden):
            approve(runtime, actor, version_id)
    assert approvals(runtime, version_id) == (0, 0)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-03-01 00:00:00", None),
        ("2026-03-05 00:00:00", None),
        ("2026-03-05 00:00:00", "2026-03-06 00:00:00"),
        ("2026-02-01 00:00:00", "2026-03-02 03:00:01"),
    ],
)
def test_the_database_refuses_two_versions_at_once(
    runtime: Runtime, people: People, make_version: MakeVersion, since: str, until: str | None
) -> None:
    first = journey.approved(runtime, people, make_version())
    second = journey.changed(runtime, people, journey.document_of(runtime, first))
    with (
        pytest.raises(DatabaseError),
        runtime.engine.execution_options(write=True).begin() as connection,
    ):
        connection.execute(
            text(
                "UPDATE version SET status = 'approved', effective_from = :since,"
                " effective_to = :until WHERE id = :id"
            ),
            {"since": since, "until": until, "id": second},
        )


def test_the_database_refuses_an_end_before_the_start_and_approval_without_start(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    for change in (
        "status = 'approved'",
        "effective_from = '2026-03-05 00:00:00'",
        "status = 'approved', effective_from = '2026-03-05 00:00:00',"
        " effective_to = '2026-03-04 00:00:00'",
    ):
        with (
            pytest.raises(DatabaseError),
            runtime.engine.execution_options(write=True).begin() as connection,
        ):
            connection.execute(text(f"UPDATE version SET {change} WHERE id = {version_id}"))


def test_a_scheduled_version_withdrawn_before_its_day_never_counts(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version())
    approve(runtime, people.approver, version_id, on=date(2026, 6, 1))
    with runtime.transaction(people.approver) as tx:
        decisions.withdraw_document(
            tx, document_id=journey.document_of(runtime, version_id), reason="Bỏ"
        )
    for moment in (NOW, start_of(date(2026, 6, 1)), start_of(date(2027, 1, 1))):
        assert state(runtime, version_id, moment) is State.WITHDRAWN
    assert_whole(runtime)


def test_only_an_imported_draft_is_taken_over_and_only_by_the_secretary(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    for actor, error in ((people.secretary, Refused), (people.approver, Forbidden)):
        with pytest.raises(error), runtime.transaction(actor) as tx:
            decisions.adopt_version(
                tx,
                version=tx.session.get_one(Version, version_id),
                issued_on=None,
                effective_on=date(2020, 1, 1),
                statement="x",
            )


def test_no_version_taken_over_counts_from_before_it_was_issued(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    with pytest.raises(Refused, match="before the day of issue"):
        make_version(effective_on=date(2020, 1, 1), issued_on=date(2025, 7, 7))


def test_a_version_taken_over_has_no_invented_signature(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version(effective_on=date(2020, 1, 1))
    assert approvals(runtime, version_id) == (0, 0)
    with runtime.reading() as session:
        (entry,) = audit.list_entries(session, action="version.adopted")
        assert entry.reason == "before docctl"
        assert journey.get(session, version_id).state_at(NOW) is State.EFFECTIVE
    assert_whole(runtime)


def test_an_approved_title_becomes_the_documents(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    first = journey.approved(runtime, people, make_version())
    second = journey.changed(runtime, people, journey.document_of(runtime, first))
    journey.written(runtime, people, second, paragraphs("hai"))
    with runtime.transaction(people.drafter) as tx:
        drafting.describe_draft(
            tx,
            version_id=second,
            title="Tên mới",
            issue_no=2,
            revision_no=0,
            change_summary="",
        )
    clock.set(NOW + timedelta(minutes=1))
    journey.approved(runtime, people, second)
    with runtime.reading() as session:
        assert journey.get(session, second).document.title == "Tên mới"
        assert journey.get(session, first).title == "Quy trình thử"
