from datetime import date, timedelta

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.alerts import queries, service
from docctl.alerts.notices import list_notices
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.outbox import Message
from docctl.runtime import Runtime
from docctl.workflow import decisions
from tests.alerts.test_rendering import REASONED, make_renderer
from tests.conftest import Clock, People
from tests.support.make import MakeVersion


def send(runtime: Runtime, to: Actor, key: str, **subject: int) -> None:
    with runtime.transaction(SYSTEM) as tx:
        tx.send(
            Message(to=to.user_id, kind="version.returned", key=key, params=REASONED, **subject)
        )


def unread(runtime: Runtime, actor: Actor) -> int:
    with runtime.reading() as session:
        return queries.count_unread(session, actor=actor, now=runtime.now())


def test_notices_are_ones_own_newest_first_in_ones_language(
    runtime: Runtime, people: People
) -> None:
    send(runtime, people.drafter, "1")
    send(runtime, people.drafter, "2")
    send(runtime, people.reviewer, "1")
    with runtime.reading() as session:
        mine = list_notices(
            session, actor=people.drafter, now=runtime.now(), renderer=make_renderer()
        )
    assert len(mine) == 2
    assert mine[0].id > mine[1].id
    assert mine[0].subject == "Bị trả lại: QT-01 Kiểm soát tài liệu"
    assert "Lý do: Thiếu căn cứ" in mine[0].body
    assert not mine[0].read


def test_reading_one_and_reading_all(runtime: Runtime, people: People) -> None:
    for key in "123":
        send(runtime, people.drafter, key)
    with runtime.reading() as session:
        newest = queries.list_messages(session, actor=people.drafter, now=runtime.now())[0].id
    with runtime.transaction(people.drafter) as tx:
        service.mark_read(tx, message_id=newest)
    assert unread(runtime, people.drafter) == 2
    with runtime.transaction(people.drafter) as tx:
        assert service.mark_all_read(tx) == 2
    assert unread(runtime, people.drafter) == 0


def test_the_notices_of_others_cannot_be_marked(runtime: Runtime, people: People) -> None:
    send(runtime, people.drafter, "1")
    with runtime.reading() as session:
        (row,) = queries.list_messages(session, actor=people.drafter, now=runtime.now())
    with pytest.raises(NotFound), runtime.transaction(people.secretary) as tx:
        service.mark_read(tx, message_id=row.id)


def test_a_notice_on_what_one_may_no_longer_see_is_gone(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    scheduled = make_version(effective_on=date(2026, 6, 1))
    for actor in (people.reader, people.secretary):
        send(runtime, actor, "1", version_id=scheduled)
    assert [unread(runtime, actor) for actor in (people.reader, people.secretary)] == [0, 1]


def test_notices_without_subject_are_for_readers_only(runtime: Runtime, people: People) -> None:
    send(runtime, people.reader, "1")
    assert unread(runtime, people.reader) == 1
    nobody = Actor(id=people.reader.id, name="x", agency_id=people.agency_id)
    assert unread(runtime, nobody) == 0


def test_who_could_see_a_document_hears_of_its_withdrawal(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    version = make_version(effective_on=date(2026, 1, 1))
    with runtime.transaction(people.approver) as tx:
        document = tx.session.get_one(Version, version).document_id
        decisions.withdraw_document(tx, document_id=document, reason="gộp", aware_of_uses=True)
    clock.set(clock.now + timedelta(days=1))
    with runtime.transaction(SYSTEM) as tx:
        for kind in ("document.withdrawn", "version.returned"):
            tx.send(
                Message(
                    to=people.reader.user_id, kind=kind, key="1", params={}, document_id=document
                )
            )
    with runtime.reading() as session:
        rows = queries.list_messages(session, actor=people.reader, now=runtime.now())
    assert [row.kind for row in rows] == ["document.withdrawn"]
