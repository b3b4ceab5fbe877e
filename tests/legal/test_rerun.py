"""A newer engine proposes; approved versions keep what they have until a person accepts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, NotFound, Refused
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import Job, JobState
from docctl.jobs.rules import LEASE
from docctl.jobs.working import work_once
from docctl.legal import bind, differences, matching, mentions, queries, rerun
from docctl.legal import service as legal
from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.matching import GONE
from docctl.legal.models import Citation, Difference
from docctl.legal.rules import DifferenceState, Origin, Resolution
from docctl.runtime import Runtime
from docctl.signals import VersionChanged, VersionSaved
from docctl.work import handlers
from docctl.workflow import service as workflow
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion

Engine = Callable[[str], list[Found]]
DECREE = "Căn cứ Nghị định số 61/2018/NĐ-CP của Chính phủ;"
NEWER, KNOWN = "find/9", mentions.EXTRACTOR


def without_names(text: str) -> list[Found]:
    return [one for one in find(text) if one.number]


def with_letters(text: str) -> list[Found]:
    """Find also "Hương ước bản A", which this engine leaves alone."""
    at = text.find("Hương ước bản A")
    more = [Found(at, at + 15, "Hương ước bản A", "Hương ước", number="5/CV")] if at >= 0 else []
    return sorted([*find(text), *more], key=lambda one: one.start)


def wider(text: str) -> list[Found]:
    """Take the comma after a law into the mention."""
    return [
        one._replace(end=one.end + 1, surface=f"{one.surface},")
        if text[one.end : one.end + 1] == ","
        else one
        for one in find(text)
    ]


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine], None]:
    """Give what puts a newer engine in place."""

    def put(engine: Engine) -> None:
        monkeypatch.setattr(mentions, "find", engine)
        for module in (mentions, matching, bind, differences, rerun):
            monkeypatch.setattr(module, "EXTRACTOR", NEWER)

    return put


@pytest.fixture
def approved(make_version: MakeVersion) -> Callable[..., int]:
    def make(*texts: str, code: str = "QT-01") -> int:
        return make_version(*texts, code=code, effective_on=date(2026, 1, 1))

    return make


@pytest.fixture
def law(make_text: MakeText) -> int:
    return make_text(
        "60/2014/QH13",
        type="Luật",
        title="Hộ tịch",
        issuer="Quốc hội",
        issued_on=date(2014, 11, 20),
    )


def run_engine(runtime: Runtime, actor: Actor) -> int:
    with runtime.transaction(actor) as tx:
        job_id = legal.start_rerun(tx).id
    assert work_once(runtime, handlers())
    assert job_of(runtime, job_id).state is JobState.DONE
    return job_id


def job_of(runtime: Runtime, job_id: int) -> Job:
    with runtime.reading() as session:
        return session.get_one(Job, job_id)


def rows_of(runtime: Runtime, version_id: int) -> list[Citation]:
    with runtime.reading() as session:
        return list(queries.list_citations(session, version_id))


def proposed(runtime: Runtime) -> list[Difference]:
    with runtime.reading() as session:
        now = runtime.now()
        return list(queries.list_proposed(session, actor=SYSTEM, now=now, limit=50))


def changes(runtime: Runtime, difference_id: int) -> list[dict[str, Any]]:
    with runtime.reading() as session:
        return list(session.get_one(Difference, difference_id).changes)


def decide(runtime: Runtime, actor: Actor, *ids: int, accept: bool = True) -> tuple[int, int]:
    verb = legal.accept_differences if accept else legal.reject_differences
    with runtime.transaction(actor) as tx:
        done = verb(tx, difference_ids=ids)
        return done.decided, done.outdated


def test_the_same_engine_finds_no_difference(
    runtime: Runtime, secretary: Actor, law: int, approved: Callable[..., int], make_text: MakeText
) -> None:
    make_text()
    version = approved(DECREE, "Theo Luật Hộ tịch.", "Không có gì.")
    before = [(row.id, row.ordinal) for row in rows_of(runtime, version)]
    job_id = run_engine(runtime, secretary)
    assert proposed(runtime) == []
    assert [(row.id, row.ordinal) for row in rows_of(runtime, version)] == before
    job = job_of(runtime, job_id)
    assert (job.done, job.total) == (1, 1)


def test_an_approved_version_keeps_its_citations_until_the_difference_is_accepted(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Hương ước bản A và Luật Hộ tịch.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    assert [row.quote for row in rows_of(runtime, version)] == ["Luật Hộ tịch"]
    (difference,) = proposed(runtime)
    assert (difference.added, difference.gone, difference.changed) == (1, 0, 0)
    assert difference.extractor == NEWER
    assert changes(runtime, difference.id)[0]["after"]["quote"] == "Hương ước bản A"
    assert decide(runtime, secretary, difference.id) == (1, 0)
    assert [row.quote for row in rows_of(runtime, version)] == ["Hương ước bản A", "Luật Hộ tịch"]
    run_engine(runtime, secretary)
    assert proposed(runtime) == []


def test_what_is_found_no_longer_counts_no_more_and_stays_to_be_seen(
    runtime: Runtime,
    secretary: Actor,
    law: int,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Theo Luật Hộ tịch.")
    upgrade(without_names)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    assert (difference.added, difference.gone, difference.changed) == (0, 1, 0)
    decide(runtime, secretary, difference.id)
    (row,) = rows_of(runtime, version)
    assert (row.resolution, row.rule, row.text_id) == (Resolution.IGNORED, GONE, None)
    run_engine(runtime, secretary)
    assert proposed(runtime) == []
    upgrade(find)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    assert (difference.added, difference.gone) == (1, 0)
    decide(runtime, secretary, difference.id)
    (back,) = rows_of(runtime, version)
    assert (back.id, back.text_id) == (row.id, law)


def test_a_mention_cut_otherwise_is_the_same_row(
    runtime: Runtime,
    secretary: Actor,
    law: int,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Theo Luật Hộ tịch, làm ngay.")
    (before,) = rows_of(runtime, version)
    upgrade(wider)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    assert (difference.added, difference.gone, difference.changed) == (0, 0, 1)
    decide(runtime, secretary, difference.id)
    (row,) = rows_of(runtime, version)
    assert (row.id, row.end, row.extractor) == (before.id, before.end + 1, NEWER)


def test_what_a_person_decided_is_no_part_of_a_difference(  # noqa: PLR0917  # fixtures
    runtime: Runtime,
    secretary: Actor,
    law: int,
    make_text: MakeText,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    other = make_text()
    version = approved("Theo Luật Hộ tịch, làm ngay.", "Theo Luật Hộ tịch.")
    for row in rows_of(runtime, version):
        with runtime.transaction(secretary) as tx:
            legal.decide_citation(tx, citation_id=row.id, text_id=other)
    upgrade(without_names)
    run_engine(runtime, secretary)
    assert proposed(runtime) == []
    upgrade(wider)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    decide(runtime, secretary, difference.id)
    first, second = rows_of(runtime, version)
    assert first.quote == "Luật Hộ tịch,"
    assert {first.text_id, second.text_id} == {other}
    assert {first.origin, second.origin} == {Origin.HUMAN}


def test_an_open_version_is_bound_again_at_once(
    runtime: Runtime,
    secretary: Actor,
    law: int,
    make_version: MakeVersion,
    upgrade: Callable[[Engine], None],
) -> None:
    version = make_version("Hương ước bản A và Luật Hộ tịch.")
    (before,) = rows_of(runtime, version)
    upgrade(with_letters)
    job_id = run_engine(runtime, secretary)
    first, second = rows_of(runtime, version)
    assert (first.quote, second.id) == ("Hương ước bản A", before.id)
    assert (first.extractor, second.extractor) == (
        NEWER,
        KNOWN,
    )  # what is the same is not written
    with runtime.reading() as session:
        summary = queries.summary_of(session, job_id, actor=SYSTEM, now=runtime.now())
    assert summary.versions == {DifferenceState.APPLIED: 1}
    assert (summary.added, summary.gone, summary.changed) == (1, 0, 0)


def test_a_rejected_difference_is_not_proposed_again(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    assert decide(runtime, secretary, difference.id, accept=False) == (1, 0)
    assert rows_of(runtime, version) == []
    run_engine(runtime, secretary)
    assert proposed(runtime) == []
    with pytest.raises(Refused, match="already decided"):
        decide(runtime, secretary, difference.id)


def test_a_difference_that_changed_meanwhile_is_shown_again_before_it_counts(
    runtime: Runtime,
    secretary: Actor,
    make_text: MakeText,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    make_text("5/CV", type="Hương ước", issuer="Bộ Tư pháp")
    assert decide(runtime, secretary, difference.id) == (0, 1)
    assert rows_of(runtime, version) == []
    (renewed,) = proposed(runtime)
    assert renewed.id != difference.id
    assert decide(runtime, secretary, renewed.id) == (1, 0)
    assert len(rows_of(runtime, version)) == 1


def test_a_difference_that_is_none_any_more_lapses(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    upgrade(find)
    run_engine(runtime, secretary)
    assert proposed(runtime) == []
    with runtime.reading() as session:
        assert session.get_one(Difference, difference.id).state is DifferenceState.LAPSED


def test_accepting_is_in_the_trail_and_findings_hear_of_it(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    version = approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    with runtime.transaction(secretary) as tx:
        legal.accept_differences(tx, difference_ids=[difference.id])
        assert [type(one) for one in tx.events] == [VersionChanged]
    with runtime.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "difference.accepted")
        ).one()
    assert (entry.subject, entry.actor_id) == (f"version:{version}", secretary.id)
    assert entry.detail["added"] == 1
    assert VersionSaved not in [type(one) for one in tx.events]


def test_only_who_registers_law_runs_the_engine_and_decides(
    runtime: Runtime,
    secretary: Actor,
    people: People,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    for actor in (people.drafter, people.approver, people.auditor, people.admin):
        with pytest.raises(Forbidden), runtime.transaction(actor) as tx:
            legal.start_rerun(tx)
        with pytest.raises(Forbidden):
            decide(runtime, actor, difference.id)


def test_another_agencys_differences_are_not_there(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
) -> None:
    approved("Hương ước bản A.")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    (difference,) = proposed(runtime)
    stranger = replace(secretary, agency_id=(secretary.agency_id or 0) + 1)
    with pytest.raises(NotFound):
        decide(runtime, stranger, difference.id)
    with runtime.reading() as session:
        now = runtime.now()
        assert queries.count_proposed(session, actor=stranger, now=now) == 0
        assert queries.count_proposed(session, actor=secretary, now=now) == 1


def test_never_two_runs_at_once(runtime: Runtime, secretary: Actor) -> None:
    with runtime.transaction(secretary) as tx:
        legal.start_rerun(tx)
    with pytest.raises(Refused, match="already running"), runtime.transaction(secretary) as tx:
        legal.start_rerun(tx)
    assert work_once(runtime, handlers())
    with runtime.transaction(secretary) as tx:
        legal.start_rerun(tx)


def test_a_broken_run_goes_on_where_it_stopped_and_its_report_is_exact(  # noqa: PLR0917  # fixtures
    runtime: Runtime,
    clock: Clock,
    secretary: Actor,
    approved: Callable[..., int],
    make_version: MakeVersion,
    upgrade: Callable[[Engine], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rerun, "BATCH", 2)
    for number in range(5):
        approved("Hương ước bản A.", code=f"QT-{number}")
    draft = make_version("Hương ước bản A.", code="QT-9")
    searched: list[str] = []

    def counting(text: str) -> list[Found]:
        searched.append(text)
        return with_letters(text)

    upgrade(counting)
    with runtime.transaction(secretary) as tx:
        job_id = legal.start_rerun(tx).id
    with runtime.transaction(SYSTEM) as tx:
        held = queueing.claim(tx, kinds=[rerun.KIND])
    assert held is not None

    class Killed(BaseException):
        pass

    def report(done: int, total: int, lines: Any) -> None:
        if done > 2:
            raise Killed  # the second batch is written, its report is not
        with runtime.transaction(SYSTEM) as tx:
            queueing.report(tx, held=held, done=done, total=total)

    with pytest.raises(Killed):
        rerun.run(runtime, secretary, job_id=job_id, done=0, report=report)
    assert len(proposed(runtime)) == 4
    with pytest.raises(Refused, match="already running"), runtime.transaction(secretary) as tx:
        legal.start_rerun(tx)
    clock.set(clock.now + LEASE)
    searched.clear()
    assert work_once(runtime, handlers())
    assert len(searched) < 4 + 2 * 4  # the first batch is not searched again
    job = job_of(runtime, job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 6, 6)
    assert len(proposed(runtime)) == 5
    assert len(rows_of(runtime, draft)) == 1
    with runtime.reading() as session:
        summary = queries.summary_of(session, job_id, actor=secretary, now=runtime.now())
        assert summary.versions == {DifferenceState.PROPOSED: 5, DifferenceState.APPLIED: 1}
        assert summary.added == 6
        assert jobs.find_unfinished(session, kind=rerun.KIND) is None


def test_a_text_with_too_many_mentions_is_named_and_does_not_stop_the_run(
    runtime: Runtime,
    secretary: Actor,
    approved: Callable[..., int],
    upgrade: Callable[[Engine], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    approved("Theo Luật Hộ tịch và Luật Đất đai.", code="QT-1")
    approved("Hương ước bản A.", code="QT-2")
    upgrade(with_letters)
    monkeypatch.setattr(bind, "MOST_MENTIONS", 1)
    job_id = run_engine(runtime, secretary)
    assert [line["code"] for line in job_of(runtime, job_id).lines] == ["QT-1"]
    assert len(proposed(runtime)) == 1


def test_a_cancelled_change_is_left_alone(
    runtime: Runtime, secretary: Actor, upgrade: Callable[[Engine], None], make_version: MakeVersion
) -> None:
    version = make_version("Hương ước bản A.")
    with runtime.transaction(secretary) as tx:
        workflow.cancel_version(tx, version_id=version, reason="ví dụ")
    upgrade(with_letters)
    run_engine(runtime, secretary)
    assert rows_of(runtime, version) == []
