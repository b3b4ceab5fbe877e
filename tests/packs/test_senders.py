"""Whose packs are taken in: two people know the key, and it can be taken away at any moment."""

import pytest
from sqlalchemy import select, update

from docctl.actors import Actor, Role
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, Refused
from docctl.identity.models import User
from docctl.installation.verify import verify_all
from docctl.outbox import MessageRow
from docctl.packs import service
from docctl.packs.models import PackSender
from tests.packs.conftest import Office, OpenOffice


@pytest.fixture
def unknown(open_office: OpenOffice, higher: Office) -> Office:
    """Give an office that knows no sender yet; the higher one has something to send."""
    higher.text()
    return open_office("UBND xã Mẫu")


def ask(office: Office, other: Office, by: Actor | None = None) -> int:
    with office.runtime.transaction(by or office.secretary) as tx:
        key = other.key().public
        return service.ask_for_sender(tx, name="Sở Tư pháp", key=key, own=office.key().public.id).id


def decide(office: Office, sender_id: int, by: Actor, *, confirmed: bool = True) -> None:
    with office.runtime.transaction(by) as tx:
        service.decide_sender(tx, sender_id=sender_id, confirmed=confirmed)


def test_a_key_counts_when_a_second_person_has_compared_it(higher: Office, unknown: Office) -> None:
    data = higher.pack()
    sender_id = ask(unknown, higher)
    with pytest.raises(Refused, match="waits for a second person"):
        unknown.receive(data)
    with pytest.raises(Refused, match="another person must compare it"):
        decide(unknown, sender_id, unknown.secretary)
    decide(unknown, sender_id, unknown.admin)
    assert unknown.receive(data).sender_id == sender_id


def test_the_second_person_is_told_the_fingerprint(higher: Office, unknown: Office) -> None:
    ask(unknown, higher)
    with unknown.runtime.reading() as session:
        (told,) = session.scalars(
            select(MessageRow).where(MessageRow.kind == "pack_sender.asked")
        ).all()
    assert told.recipient_id == unknown.admin.id
    assert told.params["fingerprint"].replace(" ", "") == higher.key().public.id[:32]


def test_a_refused_key_does_not_count_and_can_be_added_again(
    higher: Office, unknown: Office
) -> None:
    sender_id = ask(unknown, higher)
    decide(unknown, sender_id, unknown.admin, confirmed=False)
    with pytest.raises(Refused, match="no longer a sender"):
        unknown.receive(higher.pack())
    assert ask(unknown, higher) == sender_id
    decide(unknown, sender_id, unknown.admin)
    unknown.receive(higher.pack())


def test_a_removed_sender_sends_nothing_more_and_what_came_stays(
    higher: Office, unknown: Office
) -> None:
    sender_id = unknown.trust(higher)
    unknown.take(higher.pack())
    waiting = unknown.receive(higher.pack())
    with (
        pytest.raises(Refused, match="Give the reason"),
        unknown.runtime.transaction(unknown.admin) as tx,
    ):
        service.remove_sender(tx, sender_id=sender_id, reason=" ")
    with unknown.runtime.transaction(unknown.admin) as tx:
        service.remove_sender(tx, sender_id=sender_id, reason="khóa bị lộ")
    with pytest.raises(Refused, match="no longer a sender"):
        unknown.receive(higher.pack())
    with (
        pytest.raises(Refused, match="no longer a sender"),
        unknown.runtime.transaction(unknown.secretary) as tx,
    ):
        service.start_taking(tx, pack_id=waiting.id)
    assert unknown.facts() == higher.facts()


def test_the_own_key_and_a_known_one_are_no_new_senders(higher: Office, unknown: Office) -> None:
    ask(unknown, higher)
    with pytest.raises(Refused, match="already here"):
        ask(unknown, higher)
    with pytest.raises(Refused, match="of this installation itself"):
        ask(unknown, unknown)


def test_the_only_person_of_an_agency_waits_for_nobody(higher: Office, unknown: Office) -> None:
    with unknown.runtime.engine.begin() as connection:
        connection.execute(
            update(User).where(User.login == "admin").values(disabled_at=unknown.runtime.now())
        )
    sender_id = ask(unknown, higher)
    with unknown.runtime.reading() as session:
        found = session.get(PackSender, sender_id)
        assert found is not None
        assert found.counts


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.APPROVER, Role.AUDITOR, Role.READER])
def test_nobody_else_decides_whose_packs_count(role: Role, higher: Office, unknown: Office) -> None:
    person = Actor(id=1, name="ai đó", agency_id=1, roles=frozenset({role}))
    with pytest.raises(Forbidden):
        ask(unknown, higher, by=person)
    sender_id = ask(unknown, higher)
    with pytest.raises(Forbidden):
        decide(unknown, sender_id, person)


def test_every_act_is_in_the_trail(higher: Office, unknown: Office) -> None:
    sender_id = ask(unknown, higher)
    decide(unknown, sender_id, unknown.admin)
    with unknown.runtime.transaction(unknown.secretary) as tx:
        service.remove_sender(tx, sender_id=sender_id, reason="đổi khóa")
    with unknown.runtime.reading() as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == f"pack_sender:{sender_id}")
            .order_by(AuditEntry.seq)
        ).all()
    assert [one.action for one in entries] == [
        "pack_sender.asked",
        "pack_sender.confirmed",
        "pack_sender.removed",
    ]
    assert {one.detail["key"] for one in entries} == {higher.key().public.id}


def test_a_sender_that_counts_without_a_second_person_is_found(
    higher: Office, unknown: Office
) -> None:
    ask(unknown, higher)
    with unknown.runtime.reading() as session:
        assert verify_all(session, unknown.runtime.blobs, now=unknown.runtime.now()).faults == ()
    with unknown.runtime.engine.begin() as connection:
        connection.execute(update(PackSender).values(confirmed_at=unknown.runtime.now()))
    with unknown.runtime.reading() as session:
        faults = verify_all(session, unknown.runtime.blobs, now=unknown.runtime.now()).faults
    assert [fault.invariant for fault in faults] == ["G2"]
