from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import OperationalError

from docctl.actors import SYSTEM, Actor, Permission
from docctl.errors import NotFound, Refused, say
from docctl.identity import service as identity
from docctl.jobs import queries, service
from docctl.jobs.models import Job, JobState
from docctl.jobs.rules import LEASE, MOST_LINES, TRIES, keep
from docctl.jobs.service import LeaseLost
from docctl.jobs.working import Work, work_once
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import Clock, People


def enqueue(runtime: Runtime, actor: Actor = SYSTEM, *, total: int = 3) -> int:
    with runtime.transaction(actor) as tx:
        return service.enqueue(tx, kind="count", params={"to": total}, total=total).id


def job_of(runtime: Runtime, job_id: int) -> Job:
    with runtime.reading() as session:
        return session.get_one(Job, job_id)


def count(runtime: Runtime, work: Work) -> None:
    for number in range(work.done, work.params["to"]):
        work.report(done=number + 1, lines=[{"number": number}])


def test_a_job_runs_to_its_end_with_a_line_per_item(runtime: Runtime, secretary: Actor) -> None:
    job_id = enqueue(runtime, secretary)
    seen: list[Actor] = []

    def handler(runtime: Runtime, work: Work) -> None:
        seen.append(work.actor)
        count(runtime, work)

    assert work_once(runtime, {"count": handler})
    assert not work_once(runtime, {"count": handler})
    job = job_of(runtime, job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.lines == [{"number": 0}, {"number": 1}, {"number": 2}]
    assert [actor.id for actor in seen] == [secretary.id]
    assert job.finished_at is not None
    assert job.leased_until is None


def test_who_asked_is_told_of_the_end(runtime: Runtime, secretary: Actor) -> None:
    job_id = enqueue(runtime, secretary)
    work_once(runtime, {"count": count})
    with runtime.reading() as session:
        message = session.query(MessageRow).one()
    assert (message.recipient_id, message.kind) == (secretary.id, "import.finished")
    assert message.params["job"] == job_id
    assert message.params["failed"] is False


def test_a_kind_nobody_handles_waits(runtime: Runtime) -> None:
    job_id = enqueue(runtime)
    assert not work_once(runtime, {})
    assert not work_once(runtime, {"other": count})
    assert job_of(runtime, job_id).state is JobState.QUEUED


def test_a_refusal_is_the_reason_the_person_reads(runtime: Runtime, secretary: Actor) -> None:
    job_id = enqueue(runtime, secretary)

    def refuse(runtime: Runtime, work: Work) -> None:
        work.report(done=1, lines=["first"])
        raise Refused(say("The file %(name)s is damaged.", name="a.docx"))

    work_once(runtime, {"count": refuse})
    job = job_of(runtime, job_id)
    assert job.state is JobState.FAILED
    assert [str(reason) for reason in service.errors_of(job)] == ["The file a.docx is damaged."]
    assert (job.done, job.lines) == (1, ["first"])


def test_a_bug_fails_the_job_without_showing_its_words(
    runtime: Runtime, secretary: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = enqueue(runtime, secretary)

    def broken(runtime: Runtime, work: Work) -> None:
        raise RuntimeError("secret path")

    work_once(runtime, {"count": broken})
    (reason,) = service.errors_of(job_of(runtime, job_id))
    assert "secret path" not in str(reason)
    assert f"job {job_id}" in str(reason)
    assert "secret path" in caplog.text


def test_a_busy_database_puts_the_job_off_and_keeps_what_was_done(
    runtime: Runtime, clock: Clock
) -> None:
    job_id = enqueue(runtime)

    def busy(runtime: Runtime, work: Work) -> None:
        work.report(done=2)
        work.write()
        raise OperationalError("insert", {}, RuntimeError("locked"))

    work_once(runtime, {"count": busy})
    assert job_of(runtime, job_id).state is JobState.QUEUED
    assert not work_once(runtime, {"count": count})
    clock.set(clock.now + timedelta(minutes=1))
    assert work_once(runtime, {"count": count})
    job = job_of(runtime, job_id)
    assert (job.state, job.lines) == (JobState.DONE, [{"number": 2}])


def test_a_silent_workers_job_is_taken_up_where_it_stopped(runtime: Runtime, clock: Clock) -> None:
    job_id = enqueue(runtime)
    with runtime.transaction(SYSTEM) as tx:
        lost = service.claim(tx, kinds=["count"])
    assert lost is not None
    with runtime.transaction(SYSTEM) as tx:
        service.report(tx, held=lost, done=1, total=3, lines=[{"number": 0}])
    assert not work_once(runtime, {"count": count})
    clock.set(clock.now + LEASE)
    assert work_once(runtime, {"count": count})
    job = job_of(runtime, job_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert job.lines == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_worker_that_lost_its_job_may_write_nothing_more(runtime: Runtime, clock: Clock) -> None:
    enqueue(runtime)
    with runtime.transaction(SYSTEM) as tx:
        lost = service.claim(tx, kinds=["count"])
    assert lost is not None
    clock.set(clock.now + LEASE)
    with runtime.transaction(SYSTEM) as tx:
        assert service.claim(tx, kinds=["count"]) is not None
    with pytest.raises(LeaseLost), runtime.transaction(SYSTEM) as tx:
        service.report(tx, held=lost, done=3, total=3)
    with pytest.raises(LeaseLost), runtime.transaction(SYSTEM) as tx:
        service.finish(tx, held=lost)
    with pytest.raises(LeaseLost), runtime.transaction(SYSTEM) as tx:
        service.fail(tx, held=lost, reasons=[say("Give the reason.")])


def test_work_that_kills_its_workers_is_given_up(runtime: Runtime, clock: Clock) -> None:
    job_id = enqueue(runtime)
    for _ in range(TRIES):
        with runtime.transaction(SYSTEM) as tx:
            assert service.claim(tx, kinds=["count"]) is not None
        clock.set(clock.now + LEASE)
    with runtime.transaction(SYSTEM) as tx:
        assert service.claim(tx, kinds=["count"]) is None
    job = job_of(runtime, job_id)
    assert job.state is JobState.FAILED
    assert str(TRIES) in str(service.errors_of(job)[0])


def test_failed_work_goes_on_when_it_is_tried_again(runtime: Runtime, secretary: Actor) -> None:
    job_id = enqueue(runtime, secretary)

    def refuse(runtime: Runtime, work: Work) -> None:
        work.report(done=2)
        raise Refused(say("Give the reason."))

    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        service.retry(tx, job_id=job_id)
    work_once(runtime, {"count": refuse})
    with runtime.transaction(secretary) as tx:
        service.retry(tx, job_id=job_id)
    work_once(runtime, {"count": count})
    job = job_of(runtime, job_id)
    assert (job.state, job.error, job.lines) == (JobState.DONE, "", [{"number": 2}])


def test_work_of_a_closed_account_is_not_done(runtime: Runtime, secretary: Actor) -> None:
    job_id = enqueue(runtime, secretary)
    with runtime.transaction(SYSTEM) as tx:
        identity.disable_user(tx, user_id=secretary.user_id, reason="nghỉ")
    work_once(runtime, {"count": count})
    job = job_of(runtime, job_id)
    assert (job.state, job.done) == (JobState.FAILED, 0)


def test_creator_and_secretary_see_a_job_and_nobody_else(runtime: Runtime, people: People) -> None:
    job_id = enqueue(runtime, people.drafter)
    with runtime.reading() as session:
        for actor in (people.drafter, people.secretary):
            assert queries.get_job(session, job_id, actor=actor).id == job_id
            assert [job.id for job in queries.list_jobs(session, actor=actor)] == [job_id]
        for actor in (people.reader, people.admin, people.reviewer):
            with pytest.raises(NotFound):
                queries.get_job(session, job_id, actor=actor)
            assert queries.list_jobs(session, actor=actor) == []


def test_progress_is_written_once_a_second_at_most(runtime: Runtime) -> None:
    job_id = enqueue(runtime, total=10)
    ticks = iter([0.0, 0.5, 1.2, 1.2, 1.3, 9.9])
    seen: list[int] = []

    def slowly(runtime: Runtime, work: Work) -> None:
        for number in (1, 2, 3):
            work.report(done=number)
            seen.append(job_of(runtime, job_id).done)

    work_once(runtime, {"count": slowly}, timer=lambda: next(ticks))
    assert seen == [0, 2, 2]
    assert job_of(runtime, job_id).done == 3


def test_only_so_many_lines_are_kept() -> None:
    assert len(keep(["x"] * MOST_LINES, ["y"])) == MOST_LINES
    assert keep(["x"], ["y"]) == ["x", "y"]


def test_several_workers_do_each_job_once(runtime: Runtime) -> None:
    job_ids = [enqueue(runtime) for _ in range(8)]
    done: list[int] = []
    together = Barrier(4)

    def handler(runtime: Runtime, work: Work) -> None:
        done.append(work.job_id)

    def worker() -> None:
        together.wait()
        while work_once(runtime, {"count": handler}):
            pass

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == job_ids
    assert {job_of(runtime, job_id).state for job_id in job_ids} == {JobState.DONE}


def test_work_that_always_finds_the_database_busy_is_given_up(
    runtime: Runtime, clock: Clock
) -> None:
    job_id = enqueue(runtime)

    def busy(runtime: Runtime, work: Work) -> None:
        raise OperationalError("insert", {}, RuntimeError("locked"))

    for _ in range(TRIES):
        assert work_once(runtime, {"count": busy})
        clock.set(clock.now + timedelta(minutes=1))
    assert not work_once(runtime, {"count": busy})
    assert job_of(runtime, job_id).state is JobState.FAILED


def test_a_handler_whose_job_was_taken_over_stops_without_a_trace(
    runtime: Runtime, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = enqueue(runtime)

    def slow(runtime: Runtime, work: Work) -> None:
        clock.set(clock.now + LEASE)
        assert work_once(runtime, {"count": count})
        work.write()

    assert work_once(runtime, {"count": slow})
    job = job_of(runtime, job_id)
    assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, 3)
    assert "taken over" in caplog.text


def test_work_the_asker_has_no_right_to_fails_with_a_sentence(
    runtime: Runtime, people: People
) -> None:
    job_id = enqueue(runtime, people.reader)

    def guarded(runtime: Runtime, work: Work) -> None:
        work.actor.must(Permission.MANAGE_DOCUMENTS)

    work_once(runtime, {"count": guarded})
    (reason,) = service.errors_of(job_of(runtime, job_id))
    assert "may not do it" in str(reason)
