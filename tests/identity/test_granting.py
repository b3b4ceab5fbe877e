"""T39: a role somebody gives counts only when a second person has confirmed it."""

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Permission, Role
from docctl.audit import queries as audit
from docctl.errors import Forbidden, Refused
from docctl.identity import granting, queries, service
from docctl.installation import service as installation
from docctl.installation.verify import verify_all
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import PASSWORD, People


def give(runtime: Runtime, by: Actor, to: Actor, *roles: Role) -> None:
    with runtime.transaction(by) as tx:
        service.set_roles(tx, user_id=to.user_id, roles=[*to.roles, *roles])


def waiting(runtime: Runtime, agency_id: int) -> list[int]:
    with runtime.reading() as session:
        return [row.id for row in queries.list_waiting(session, agency_id=agency_id)]


def decide(runtime: Runtime, by: Actor, ids: Iterable[int], *, given: bool = True) -> None:
    with runtime.transaction(by) as tx:
        granting.decide(tx, asked_ids=list(ids), given=given)


def roles(runtime: Runtime, person: Actor) -> frozenset[Role]:
    with runtime.reading() as session:
        return queries.get_actor(session, person.user_id).roles


def told(runtime: Runtime, kind: str) -> set[int]:
    with runtime.reading() as session:
        return set(session.scalars(select(MessageRow.recipient_id).where(MessageRow.kind == kind)))


def assert_whole(runtime: Runtime) -> None:
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_an_unconfirmed_role_has_no_effect(runtime: Runtime, people: People) -> None:
    give(runtime, people.admin, people.admin, Role.APPROVER)
    assert Role.APPROVER not in roles(runtime, people.admin)
    with runtime.reading() as session:
        holders = queries.list_holders(session, Permission.APPROVE, agency_id=people.agency_id)
    assert people.admin.id not in {holder.id for holder in holders}
    with pytest.raises(Refused, match="another person"):
        decide(runtime, people.admin, waiting(runtime, people.agency_id))
    assert Role.APPROVER not in roles(runtime, people.admin)
    assert_whole(runtime)


def test_a_second_person_confirms_and_everybody_concerned_is_told(
    runtime: Runtime, people: People
) -> None:
    give(runtime, people.admin, people.reader, Role.APPROVER)
    assert told(runtime, "rights.asked") == {people.secretary.id}
    decide(runtime, people.secretary, waiting(runtime, people.agency_id))
    assert roles(runtime, people.reader) == {Role.READER, Role.APPROVER}
    assert told(runtime, "rights.given") == {people.admin.id, people.reader.id}
    assert waiting(runtime, people.agency_id) == []
    with runtime.reading() as session:
        (asked,) = audit.list_entries(session, action="user.roles_asked")
        (confirmed,) = audit.list_entries(session, action="user.roles_confirmed")
    assert (asked.actor_id, confirmed.actor_id) == (people.admin.id, people.secretary.id)
    assert confirmed.detail["asked_by"] == [people.admin.id]
    assert_whole(runtime)


def test_a_refused_role_is_not_given(runtime: Runtime, people: People) -> None:
    give(runtime, people.admin, people.reader, Role.APPROVER)
    (asked,) = waiting(runtime, people.agency_id)
    decide(runtime, people.secretary, [asked], given=False)
    assert roles(runtime, people.reader) == {Role.READER}
    assert told(runtime, "rights.refused") == {people.admin.id, people.reader.id}
    with pytest.raises(Refused, match="meanwhile"):
        decide(runtime, people.secretary, [asked])
    assert_whole(runtime)


def test_a_new_person_begins_with_what_was_confirmed(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.admin) as tx:
        made = service.add_user(
            tx,
            agency_id=people.agency_id,
            login="moi",
            name="Người mới",
            password=PASSWORD,
            roles=[Role.READER, Role.REVIEWER],
        ).actor
    assert roles(runtime, made) == {Role.READER}
    decide(runtime, people.secretary, waiting(runtime, people.agency_id))
    assert roles(runtime, made) == {Role.READER, Role.REVIEWER}
    assert_whole(runtime)


def test_what_is_no_longer_wanted_no_longer_waits(runtime: Runtime, people: People) -> None:
    give(runtime, people.admin, people.reader, Role.APPROVER)
    give(runtime, people.admin, people.reader)
    assert waiting(runtime, people.agency_id) == []
    give(runtime, people.admin, people.reader, Role.APPROVER)
    with runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.reader.user_id, reason="Nghỉ việc")
    assert waiting(runtime, people.agency_id) == []
    assert_whole(runtime)


def test_roles_are_taken_away_at_once(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.admin) as tx:
        service.set_roles(tx, user_id=people.approver.user_id, roles=[])
    assert roles(runtime, people.approver) == frozenset()


def test_the_only_other_confirmer_is_neither_closed_nor_stripped(
    runtime: Runtime, people: People
) -> None:
    with pytest.raises(Refused, match="only other"), runtime.transaction(people.admin) as tx:
        service.set_roles(tx, user_id=people.secretary.user_id, roles=[Role.READER])
    with pytest.raises(Refused, match="only other"), runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.secretary.user_id, reason="Thử")
    give(runtime, people.admin, people.reader, Role.SECRETARY)
    decide(runtime, people.secretary, waiting(runtime, people.agency_id))
    with runtime.transaction(people.admin) as tx:
        service.disable_user(tx, user_id=people.secretary.user_id, reason="Nghỉ hưu")


@pytest.mark.parametrize("who", ["drafter", "reviewer", "approver", "auditor", "reader"])
def test_only_administrators_and_the_secretary_confirm(
    runtime: Runtime, people: People, who: str
) -> None:
    give(runtime, people.admin, people.reader, Role.APPROVER)
    with pytest.raises(Forbidden):
        decide(runtime, getattr(people, who), waiting(runtime, people.agency_id))


def test_somebody_who_sets_an_agency_up_alone_waits_for_nobody(runtime: Runtime) -> None:
    with runtime.transaction(SYSTEM) as tx:
        agency = installation.set_up(
            tx,
            agency="UBND xã Thử",
            units=(),
            login="quantri",
            name="Quản trị",
            password=PASSWORD,
            repeated=PASSWORD,
        ).id
    with runtime.reading() as session:
        first = queries.find_user(session, "quantri")
        assert first is not None
        admin = first.actor
    made = []
    for login, role in (("mot", Role.SECRETARY), ("hai", Role.DRAFTER)):
        with runtime.transaction(admin) as tx:
            made.append(
                service.add_user(
                    tx,
                    agency_id=agency,
                    login=login,
                    name=login,
                    password=PASSWORD,
                    roles=[role],
                ).actor
            )
    assert roles(runtime, made[0]) == {Role.SECRETARY}
    assert roles(runtime, made[1]) == frozenset()  # there is a second person now
    decide(runtime, made[0], waiting(runtime, agency))
    assert roles(runtime, made[1]) == {Role.DRAFTER}
    assert_whole(runtime)
