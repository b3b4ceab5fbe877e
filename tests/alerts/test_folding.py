"""A person's immediate mails are so many a day; what is more comes in the next digest, all."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from docctl import faults
from docctl.actors import SYSTEM
from docctl.alerts.delivery import deliver_due
from docctl.alerts.notices import list_notices
from docctl.alerts.rules import counts_as_immediate
from docctl.identity import duties
from docctl.identity.rules import Digest
from docctl.impact import digests
from docctl.installation.verify import verify_all
from docctl.outbox import Delivery, MessageRow
from tests.alerts.conftest import Post
from tests.alerts.test_rendering import EXAMPLES
from tests.conftest import Clock, People
from tests.support.make import MakeVersion

CAP = 5


def capped(post: Post, cap: int = CAP) -> Post:
    return replace(
        post, runtime=replace(post.runtime, settings=replace(post.runtime.settings, mail_cap=cap))
    )


def send_many(post: Post, people: People, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        post.send(people.reviewer, str(n))


def states(post: Post) -> list[Delivery]:
    return [row.delivery for row in post.rows()]


def clean(post: Post) -> bool:
    with post.runtime.reading() as session:
        return not verify_all(session, post.runtime.blobs, now=post.runtime.now()).faults


def test_the_mails_beyond_the_cap_come_in_the_next_digest_and_none_is_lost(
    post: Post, people: People, clock: Clock
) -> None:
    post = capped(post)
    send_many(post, people, 8)
    post.send(people.approver)  # another person's mails are counted apart
    assert post.deliver().sent == 6
    assert states(post)[:8] == [Delivery.SENT] * 5 + [Delivery.FOLDED] * 3
    digests.send_digests(post.runtime)
    folded = [row.id for row in post.rows() if row.delivery is Delivery.FOLDED]
    digest = post.rows()[-1]
    assert (digest.kind, digest.params["folded"]) == (digests.KIND, folded)
    assert post.deliver().sent == 1
    mail = post.server.mails[-1].get_content()
    assert "Mỗi ngày bạn nhận ngay nhiều nhất 5 thư." in mail
    assert mail.count("- Chờ xem xét: QT-01 Quy trình thử") == 3
    assert digests.send_digests(post.runtime) == 0
    clock.set(clock.now + timedelta(days=1))
    assert digests.send_digests(post.runtime) == 0
    assert clean(post)


def test_another_day_has_its_own_places_and_a_weekly_digest_comes_earlier_for_what_was_folded(
    post: Post, people: People, clock: Clock
) -> None:
    post = capped(post, 1)
    with post.runtime.transaction(people.reviewer) as tx:
        duties.choose_digest(tx, digest=Digest.WEEKLY)
    digests.send_digests(post.runtime)
    clock.set(clock.now + timedelta(days=1))
    digests.send_digests(post.runtime)
    send_many(post, people, 2)
    assert post.deliver().sent == 1
    clock.set(clock.now + timedelta(days=1))
    send_many(post, people, 1, start=2)
    assert digests.send_digests(post.runtime) == 1
    assert post.deliver().sent == 2
    assert states(post) == [Delivery.SENT, Delivery.FOLDED, Delivery.SENT, Delivery.SENT]


def test_a_mail_that_is_tried_again_keeps_its_place(
    post: Post, people: People, clock: Clock
) -> None:
    post = capped(post, 2)
    send_many(post, people, 3)
    post.server.mode = "busy"
    while post.deliver(limit=1).put_off:
        pass
    days = {row.slot_on for row in post.rows() if row.delivery is Delivery.QUEUED}
    assert len(days) == 1
    assert states(post).count(Delivery.FOLDED) == 1
    post.server.mode = "take"
    clock.set(clock.now + timedelta(hours=1))
    assert post.deliver().sent == 2
    assert states(post) == [Delivery.SENT, Delivery.SENT, Delivery.FOLDED]


def test_a_worker_that_dies_after_sending_changes_no_count(
    post: Post, people: People, clock: Clock
) -> None:
    post = capped(post, 2)
    send_many(post, people, 3)
    faults.arm("mail.after_send", "raise")
    with pytest.raises(faults.Injected):
        post.deliver()
    faults.disarm()
    clock.set(clock.now + timedelta(minutes=10))
    post.deliver()
    assert states(post) == [Delivery.SENT, Delivery.SENT, Delivery.FOLDED]
    assert len({mail["Message-ID"] for mail in post.server.mails}) == 2


def test_workers_at_once_never_send_more_than_the_cap(post: Post, people: People) -> None:
    post = capped(post, 3)
    send_many(post, people, 12)
    start = Barrier(4)

    def work() -> None:
        start.wait()
        while deliver_due(post.runtime, renderer=post.renderer, limit=1).sent:
            pass

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states(post).count(Delivery.SENT) == len(post.server.mails) == 3
    assert states(post).count(Delivery.FOLDED) == 9


def test_what_a_second_person_must_hear_of_and_digests_are_never_folded() -> None:
    counted = {kind for kind, _ in EXAMPLES if not counts_as_immediate(kind)}
    assert counted == {
        "findings.digest",
        "pack_sender.asked",
        "rights.asked",
        "rights.given",
        "rights.refused",
    }


def test_without_a_cap_everything_goes_at_once(post: Post, people: People) -> None:
    post = capped(post, 0)
    send_many(post, people, 9)
    assert post.deliver().sent == 9


def test_a_digest_does_not_name_what_its_reader_may_no_longer_see(
    post: Post, people: People, make_version: MakeVersion
) -> None:
    post = capped(post, 1)
    version = make_version(effective_on=date(2026, 6, 1))  # hidden from readers until June
    post.send(people.reader, "1")
    post.send(people.reader, "2", version_id=version)
    post.send(people.reader, "3")
    post.deliver()
    digests.send_digests(post.runtime)
    digest = post.rows()[-1]
    assert len(digest.params["folded"]) == 2
    post.deliver()
    assert post.server.mails[-1].get_content().count("- Chờ xem xét") == 1
    with post.runtime.reading() as session:
        shown = list_notices(
            session, actor=people.reader, now=post.runtime.now(), renderer=post.renderer
        )
    assert shown[0].kind == digests.KIND
    assert shown[0].body.count("- Chờ xem xét") == 1


def test_the_check_finds_a_message_left_to_a_digest_that_is_not_there(
    post: Post, people: People
) -> None:
    row = post.send(people.reviewer)
    with post.runtime.transaction(SYSTEM) as tx:
        lost = tx.session.scalars(select(MessageRow).where(MessageRow.id == row)).one()
        lost.delivery, lost.folded_into = Delivery.FOLDED, "2026-01-01"
    assert not clean(post)
