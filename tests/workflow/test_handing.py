"""A step goes to another person when the one who has it is away."""

import pytest

from docctl.actors import SYSTEM, Actor, Role
from docctl.documents import queries as documents
from docctl.errors import Forbidden, Refused
from docctl.identity import service as identity
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.workflow import handing, queries, service
from docctl.workflow.rules import Outcome, Step
from tests.conftest import PASSWORD, People
from tests.support.make import MakeVersion


@pytest.fixture
def submitted(runtime: Runtime, people: People, make_version: MakeVersion) -> int:
    version_id = make_version("Nội dung.")
    with runtime.transaction(people.drafter) as tx:
        service.submit_version(
            tx,
            version_id=version_id,
            change_summary="Soạn mới",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        )
    return version_id


@pytest.fixture
def deputy(runtime: Runtime, people: People) -> Actor:
    with runtime.transaction(SYSTEM) as tx:
        return identity.add_user(
            tx,
            agency_id=people.agency_id,
            login="deputy",
            name="Phó Trưởng phòng",
            password=PASSWORD,
            roles=[Role.REVIEWER],
        ).actor


def test_the_review_goes_to_a_deputy_who_is_told(
    runtime: Runtime, people: People, submitted: int, deputy: Actor
) -> None:
    with runtime.transaction(people.secretary) as tx:
        handing.hand_over(
            tx, version_id=submitted, step=Step.REVIEW, to_id=deputy.id, reason="nghỉ phép"
        )
    with runtime.reading() as session:
        task = queries.find_open_task(session, submitted, step=Step.REVIEW)
        assert task is not None
        assert task.assignee_id == deputy.id
        ended = [t for t in queries.list_tasks(session, submitted) if t.outcome is Outcome.LAPSED]
        assert [t.assignee_id for t in ended] == [people.reviewer.id]
        told = session.query(MessageRow).filter_by(recipient_id=deputy.id, kind="task.review")
        assert told.count() == 1
    with runtime.transaction(deputy) as tx:
        version = documents.get_version(tx.session, submitted, actor=deputy, now=tx.now)
        service.pass_on(tx, version_id=submitted, shown_hash=version.content_hash)


def test_a_step_not_yet_begun_goes_over_without_a_message(
    runtime: Runtime, people: People, submitted: int
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        second = identity.add_user(
            tx,
            agency_id=people.agency_id,
            login="vice",
            name="Phó Chủ tịch",
            password=PASSWORD,
            roles=[Role.APPROVER],
        ).actor
    with runtime.transaction(people.secretary) as tx:
        handing.hand_over(
            tx, version_id=submitted, step=Step.APPROVE, to_id=second.id, reason="ủy quyền"
        )
    with runtime.reading() as session:
        assert session.query(MessageRow).filter_by(recipient_id=second.id).count() == 0


def test_every_reason_against_a_person_is_given_at_once(
    runtime: Runtime, people: People, submitted: int
) -> None:
    with pytest.raises(Refused) as refused, runtime.transaction(people.secretary) as tx:
        handing.hand_over(
            tx, version_id=submitted, step=Step.REVIEW, to_id=people.drafter.id, reason=" "
        )
    assert len(refused.value.reasons) == 3


def test_nobody_gets_the_other_step_as_well(
    runtime: Runtime, people: People, submitted: int
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        identity.set_roles(
            tx, user_id=people.approver.user_id, roles=[Role.APPROVER, Role.REVIEWER]
        )
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        handing.hand_over(
            tx, version_id=submitted, step=Step.REVIEW, to_id=people.approver.id, reason="x"
        )


def test_only_the_secretary_hands_steps_over(
    runtime: Runtime, people: People, submitted: int, deputy: Actor
) -> None:
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        handing.hand_over(tx, version_id=submitted, step=Step.REVIEW, to_id=deputy.id, reason="x")


def test_a_draft_has_no_step_to_hand_over(
    runtime: Runtime, people: People, make_version: MakeVersion, deputy: Actor
) -> None:
    version_id = make_version("Nội dung.")
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        handing.hand_over(tx, version_id=version_id, step=Step.REVIEW, to_id=deputy.id, reason="x")
