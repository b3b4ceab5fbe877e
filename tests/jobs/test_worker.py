from datetime import UTC, date, datetime
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from docctl import worker
from docctl.actors import SYSTEM
from docctl.documents.models import Version
from docctl.impact import service as impact
from docctl.impact.rules import FindingState
from docctl.jobs import service as jobs
from docctl.jobs.models import Job, JobState
from docctl.jobs.working import Work
from docctl.runtime import Runtime
from tests.alerts.conftest import Post, post
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law, law
from tests.support.make import MakeVersion

__all__ = ["law", "post"]  # fixtures of the features the worker serves

CITES_OLD = f"Căn cứ Nghị định số {OLD} của Chính phủ;"


def nothing(runtime: Runtime, work: Work) -> None:
    pass


def enqueue(runtime: Runtime) -> int:
    with runtime.transaction(SYSTEM) as tx:
        return jobs.enqueue(tx, kind="nothing", params={}).id


def states(runtime: Runtime) -> list[JobState]:
    with runtime.reading() as session:
        return [job.state for job in session.query(Job).order_by(Job.id)]


def test_once_does_all_that_is_due_and_returns(post: Post, people: People) -> None:
    for _ in range(3):
        enqueue(post.runtime)
    for key in "1234":
        post.send(people.reviewer, key)
    worker.run(post.runtime, {"nothing": nothing}, once=True, renderer=post.renderer)
    assert states(post.runtime) == [JobState.DONE] * 3
    assert len(post.server.mails) == 4


def test_it_sweeps_at_the_start_and_when_a_day_begins(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    old = law.text(OLD)
    document = make_version(CITES_OLD, effective_on=date(2025, 1, 1))
    law.effect(law.text(NEW), old, on=date(2026, 4, 1))
    worker.run(runtime, {}, once=True)
    assert law.states() == [FindingState.OPEN]
    with runtime.reading() as session:
        document = session.get_one(Version, document).document_id
    make_version("Đã sửa.", document_id=document, effective_on=date(2026, 4, 1))
    stop = Event()
    days = iter(
        [datetime(2026, 3, 31, 16, 59, tzinfo=UTC), datetime(2026, 3, 31, 17, 0, tzinfo=UTC)]
    )

    def tomorrow(runtime: Runtime, work: Work) -> None:
        seen.append(law.states()[0])
        following = next(days, None)
        if following is None:
            stop.set()
        else:
            clock.set(following)
            enqueue(runtime)

    seen: list[FindingState] = []
    enqueue(runtime)
    worker.run(runtime, {"nothing": tomorrow}, stop=stop)
    assert seen[0] is FindingState.AWAITING_EFFECT
    assert seen[-1] is FindingState.RESOLVED


def test_a_failing_part_is_logged_and_does_not_stop_the_others(
    post: Post, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    post.send(people.reviewer)

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("no sweep today")

    monkeypatch.setattr(impact, "sweep", broken)
    worker.run(post.runtime, {}, once=True, renderer=post.renderer)
    assert len(post.server.mails) == 1
    assert "no sweep today" in caplog.text


def test_a_busy_database_is_one_line_of_the_log_and_the_work_is_done_later(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: object, **__: object) -> bool:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    enqueue(runtime)
    with monkeypatch.context() as patched:
        patched.setattr(worker, "work_once", busy)
        worker.run(runtime, {"nothing": nothing}, once=True)
    (told,) = [one for one in caplog.records if "job" in one.getMessage()]
    assert "database is locked" in told.getMessage()
    assert told.exc_info is None
    worker.run(runtime, {"nothing": nothing}, once=True)
    assert states(runtime) == [JobState.DONE]


def test_a_thread_ends_when_it_is_told_to(runtime: Runtime) -> None:
    thread, stop = worker.start(runtime, {})
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_the_sweep_goes_through_all_documents(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    for number in range(3):
        make_version(CITES_OLD, code=f"QT-{number}", effective_on=date(2025, 1, 1))
    law.effect(law.text(NEW), old, on=date(2026, 7, 1))
    assert worker.sweep(runtime)
    assert len(law.findings()) == 3
    assert not worker.sweep(runtime)
