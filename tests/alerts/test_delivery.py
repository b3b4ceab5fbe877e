from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from docctl import faults
from docctl.actors import SYSTEM
from docctl.alerts import queries, service, smtp
from docctl.alerts.delivery import deliver_due
from docctl.alerts.rules import LEASE, OLDEST, TRIES, pause_after
from docctl.errors import Forbidden, Refused
from docctl.identity import service as identity
from docctl.identity.models import User
from docctl.outbox import Delivery
from tests.alerts.conftest import Post
from tests.conftest import Clock, People
from tests.support.make import MakeVersion


def test_a_mail_says_who_writes_to_whom_about_what(post: Post, people: People) -> None:
    row = post.send(people.reviewer)
    assert post.deliver().sent == 1
    (mail,) = post.server.mails
    assert mail["To"] == "Trưởng phòng <reviewer@example.vn>"
    assert mail["From"] == "Hệ thống tài liệu <docctl@example.vn>"
    assert mail["Subject"] == "Chờ xem xét: QT-01 Quy trình thử"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].startswith(f"<{row}.")
    assert "để bạn xem xét" in mail.get_content()
    assert post.rows()[0].delivery is Delivery.SENT
    assert post.rows()[0].sent_at == post.runtime.now()
    assert post.deliver().sent == 0


def test_without_a_mail_server_nothing_is_tried_and_notices_stay(
    post: Post, people: People
) -> None:
    post.send(people.reviewer)
    silent = replace(post.runtime, settings=replace(post.runtime.settings, smtp_host=""))
    assert deliver_due(silent, renderer=post.renderer).sent == 0
    (row,) = post.rows()
    assert (row.delivery, row.attempts) == (Delivery.QUEUED, 0)


def test_people_who_left_and_people_without_address_get_no_mail(post: Post, people: People) -> None:
    post.send(people.reviewer)
    post.send(people.approver)
    with post.runtime.transaction(SYSTEM) as tx:
        identity.disable_user(tx, user_id=people.reviewer.user_id, reason="nghỉ")
        tx.session.get_one(User, people.approver.user_id).email = ""
    assert post.deliver().dropped == 2
    assert post.server.mails == []
    assert [row.delivery for row in post.rows()] == [Delivery.DROPPED] * 2


def test_a_title_one_may_no_longer_see_is_not_sent(
    post: Post, people: People, make_version: MakeVersion
) -> None:
    version = make_version(effective_on=date(2026, 6, 1))
    post.send(people.reader, version_id=version)
    post.send(people.secretary, version_id=version)
    outcome = post.deliver()
    assert (outcome.sent, outcome.dropped) == (1, 1)
    assert [mail["To"] for mail in post.server.mails] == ["Thư ký ISO <secretary@example.vn>"]


@pytest.mark.parametrize("mode", ["busy", "refuse", "sender", "drop"])
def test_a_failure_waits_longer_each_time_and_loses_nothing(
    post: Post, people: People, clock: Clock, mode: str
) -> None:
    post.send(people.reviewer)
    post.server.mode = mode
    for attempt in (1, 2, 3):
        assert post.deliver().put_off == 1
        (row,) = post.rows()
        assert (row.delivery, row.attempts) == (Delivery.QUEUED, attempt)
        assert row.not_before == clock.now + pause_after(attempt)
        assert row.last_error
        assert post.deliver().put_off == 0
        clock.set(row.not_before)
    post.server.mode = "ok"
    assert post.deliver().sent == 1


def test_a_server_that_is_not_there_ends_the_pass_and_holds_up_nobody(
    post: Post, people: People
) -> None:
    for key in "123":
        post.send(people.reviewer, key)
    gone = replace(post.runtime, settings=replace(post.runtime.settings, smtp_port=9))
    outcome = deliver_due(gone, renderer=post.renderer)
    assert (outcome.sent, outcome.put_off) == (0, 1)
    assert [row.attempts for row in post.rows()] == [1, 0, 0]


def test_a_refused_recipient_does_not_stop_the_others(post: Post, people: People) -> None:
    post.send(people.reviewer, "1")
    post.send(people.approver, "2")
    post.server.mode = "refuse"
    assert post.deliver().put_off == 2


def test_a_slow_server_still_gets_its_mail_once(post: Post, people: People) -> None:
    post.send(people.reviewer)
    post.server.mode = "slow"
    assert post.deliver().sent == 1
    assert len(post.server.mails) == 1


def test_a_deaf_server_costs_one_timeout(post: Post, people: People) -> None:
    post.send(people.reviewer)
    post.server.mode = "deaf"
    outcome = deliver_due(
        post.runtime,
        renderer=post.renderer,
        connect=lambda settings: smtp.connection(settings, timeout=0.1),
    )
    assert outcome.put_off == 1


def test_mail_is_given_up_after_the_last_attempt_and_the_administrator_sees_it(
    post: Post, people: People, clock: Clock
) -> None:
    row_id = post.send(people.reviewer)
    post.server.mode = "busy"
    for _ in range(TRIES):
        assert post.deliver().put_off == 1
        clock.set(clock.now + timedelta(hours=24))
    assert post.deliver().put_off == 0
    with post.runtime.reading() as session:
        ((row, user),) = queries.list_failed(session, agency_id=people.agency_id)
    assert (row.delivery, user.id) == (Delivery.FAILED, people.reviewer.id)
    assert "450" in row.last_error
    post.server.mode = "ok"
    with pytest.raises(Forbidden), post.runtime.transaction(people.secretary) as tx:
        service.retry_mail(tx, message_id=row_id)
    with post.runtime.transaction(people.admin) as tx:
        service.retry_mail(tx, message_id=row_id)
    assert post.deliver().sent == 1
    with pytest.raises(Refused), post.runtime.transaction(people.admin) as tx:
        service.retry_mail(tx, message_id=row_id)


def test_a_mail_that_kills_its_workers_is_given_up(
    post: Post, people: People, clock: Clock
) -> None:
    post.send(people.reviewer)
    faults.arm("mail.before_send", "raise")
    for _ in range(TRIES):
        with pytest.raises(faults.Injected):
            post.deliver()
        clock.set(clock.now + LEASE)
    faults.disarm()
    assert post.deliver().sent == 0
    assert post.rows()[0].delivery is Delivery.FAILED


def test_a_worker_killed_before_sending_delays_the_mail_only(
    post: Post, people: People, clock: Clock
) -> None:
    post.send(people.reviewer)
    faults.arm("mail.before_send", "raise")
    with pytest.raises(faults.Injected):
        post.deliver()
    faults.disarm()
    assert post.deliver().sent == 0
    clock.set(clock.now + LEASE)
    assert post.deliver().sent == 1
    assert len(post.server.mails) == 1


def test_a_worker_killed_after_sending_sends_again_with_the_same_id(
    post: Post, people: People, clock: Clock
) -> None:
    post.send(people.reviewer)
    faults.arm("mail.after_send", "raise")
    with pytest.raises(faults.Injected):
        post.deliver()
    faults.disarm()
    clock.set(clock.now + LEASE)
    assert post.deliver().sent == 1
    first, second = post.server.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_mail_from_before_mail_was_set_up_is_not_sent_in_a_flood(
    post: Post, people: People, clock: Clock
) -> None:
    post.send(people.reviewer, "old")
    clock.set(clock.now + OLDEST + timedelta(minutes=1))
    post.send(people.reviewer, "new")
    assert post.deliver().sent == 1
    assert [row.delivery for row in post.rows()] == [Delivery.DROPPED, Delivery.SENT]


def test_several_workers_send_each_mail_once(post: Post, people: People) -> None:
    rows = [post.send(people.reviewer, str(number)) for number in range(12)]
    together = Barrier(4)

    def worker() -> None:
        together.wait()
        while post.deliver(limit=3).sent:
            pass

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = Counter(mail["Message-ID"].split(".")[0] for mail in post.server.mails)
    assert sent == {f"<{row}": 1 for row in rows}
    assert {row.delivery for row in post.rows()} == {Delivery.SENT}


def test_no_mail_and_no_password_goes_to_a_server_without_the_demanded_tls(
    post: Post, people: People
) -> None:
    post.send(people.reviewer)
    settings = replace(
        post.runtime.settings, smtp_tls=True, smtp_user="docctl", smtp_password="bi-mat"
    )
    outcome = deliver_due(replace(post.runtime, settings=settings), renderer=post.renderer)
    assert outcome.put_off == 1
    assert post.server.mails == []
    assert not any("bi-mat" in line or line.startswith("AUTH") for line in post.server.heard)


@pytest.mark.parametrize("email", ["a b@c", "a@b\r\nBcc: x@y.vn", "@", "a@b, c@d"])
def test_an_address_that_is_none_gets_no_mail(post: Post, people: People, email: str) -> None:
    post.send(people.reviewer)
    with post.runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(User, people.reviewer.user_id).email = email
    assert post.deliver().dropped == 1
    assert post.server.heard == []


def test_a_name_cannot_smuggle_a_header_in(post: Post, people: People) -> None:
    post.send(people.reviewer)
    with post.runtime.transaction(SYSTEM) as tx:
        user = tx.session.get_one(User, people.reviewer.user_id)
        user.name = "Trưởng phòng\r\nBcc: x@y.vn"
    assert post.deliver().sent == 1
    (mail,) = post.server.mails
    assert mail["Bcc"] is None
    assert len([line for line in post.server.heard if line.startswith("rcpt")]) <= 1


def test_a_late_outcome_of_a_worker_that_lost_its_mail_changes_nothing(
    post: Post, people: People
) -> None:
    row_id = post.send(people.reviewer)
    assert post.deliver().sent == 1
    with post.runtime.transaction(SYSTEM) as tx:
        service.put_off_mail(tx, message_id=row_id, error="late")
        service.drop_mail(tx, message_id=row_id, reason="late")
    (row,) = post.rows()
    assert (row.delivery, row.last_error) == (Delivery.SENT, "")
