"""Findings raised in batches are those raised at once, wherever the work was broken off."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select

from docctl import db, faults, signals
from docctl.actors import SYSTEM, Actor
from docctl.audit.models import AuditEntry
from docctl.impact import batches, service
from docctl.impact.batches import KIND
from docctl.impact.models import Finding
from docctl.impact.ranges import ranges, spelt_out
from docctl.impact.rules import FindingState, Overlap
from docctl.installation.checks import Fault, Place
from docctl.installation.verify_findings import findings_are_recorded
from docctl.jobs.models import Job, JobState
from docctl.jobs.rules import LEASE
from docctl.jobs.working import work_once
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import Action, EffectState
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.work import handlers
from docctl.workflow import service as workflow
from tests.conftest import Clock
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

PAST, SOON, LATER = date(2025, 1, 1), date(2026, 4, 1), date(2026, 4, 15)
STRONG = f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}."
WEAK = f"Căn cứ Nghị định số {OLD} của Chính phủ;"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at two versions in a batch, and let nothing be little enough to be done at once."""
    monkeypatch.setattr(batches, "BATCH", 2)
    monkeypatch.setattr(batches, "INLINE", 0)
    yield
    faults.disarm()


def follow(runtime: Runtime, *effect_ids: int) -> bool:
    """Follow effects; say whether a job was queued for it."""
    with runtime.transaction(SYSTEM) as tx:
        return batches.follow_effects(tx, effect_ids=effect_ids) is not None


def work(runtime: Runtime) -> None:
    while work_once(runtime, {KIND: handlers()[KIND]}):
        pass


def said(law: Law) -> list[tuple[Any, ...]]:
    """Give all that is known of the findings, their ids and instants aside."""
    return sorted(
        (
            one.effect_id,
            one.citation_id,
            one.version_id,
            one.document_id,
            one.overlap,
            one.state,
            one.due_on,
            one.basis,
            one.draft_id,
            one.closed_by_version_id,
        )
        for one in law.findings()
    )


def several_documents(law: Law, runtime: Runtime, make_version: MakeVersion) -> int:
    """Make documents of every kind that cite a text; give the text."""
    return planted(runtime, make_several, law, make_version)


def make_several(runtime: Runtime, law: Law, make_version: MakeVersion) -> int:
    old = law.text(OLD)
    for number in range(3):
        make_version(STRONG, WEAK, code=f"QT-0{number}", effective_on=PAST)
    make_version(WEAK, WEAK, code="QT-05", effective_on=PAST)
    make_version("Không viện dẫn gì.", code="QT-06", effective_on=PAST)
    repaired = make_version(STRONG, code="QT-07", effective_on=PAST)
    with runtime.reading() as session:
        document = session.get_one(Finding.version.property.mapper.class_, repaired).document_id
    make_version("Đã bỏ.", code="QT-07", document_id=document, effective_on=SOON)
    again = make_version(STRONG, code="QT-08", effective_on=PAST)
    with runtime.reading() as session:
        document = session.get_one(Finding.version.property.mapper.class_, again).document_id
    make_version(STRONG, WEAK, code="QT-08", document_id=document, effective_on=SOON)
    return old


@pytest.mark.parametrize("action", [Action.AMENDS, Action.REPLACES])
def test_batches_raise_what_one_transaction_raises(
    law: Law, runtime: Runtime, make_version: MakeVersion, action: Action
) -> None:
    old = several_documents(law, runtime, make_version)
    paths = ("d0005.",) if action is Action.AMENDS else ()
    effect = law.effect(law.text(NEW), old, action, *paths, on=LATER)
    assert follow(runtime, effect)
    assert law.findings() == []
    work(runtime)
    batched = said(law)
    states = {one[5] for one in batched}
    assert {FindingState.OPEN, FindingState.AWAITING_EFFECT} <= states
    with runtime.transaction(SYSTEM) as tx:
        tx.session.query(Finding).delete()
    law.raise_for(effect)
    assert said(law) == batched


def test_the_job_shows_how_far_it_is_and_ends(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = several_documents(law, runtime, make_version)
    follow(runtime, law.effect(law.text(NEW), old, Action.AMENDS, "d0005.", on=LATER))
    work(runtime)
    with runtime.reading() as session:
        job = session.scalars(select(Job)).one()
    assert job.state is JobState.DONE
    assert job.done == job.total == 7  # each version that cites the text, once


def test_what_is_little_is_raised_while_the_person_waits(
    law: Law, runtime: Runtime, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "INLINE", 100)
    old = several_documents(law, runtime, make_version)
    assert not follow(runtime, law.effect(law.text(NEW), old, on=LATER))
    assert law.findings()


@pytest.mark.parametrize("broken", range(1, 9))
def test_work_broken_off_after_any_batch_goes_on_without_loss_or_doubles(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock, broken: int
) -> None:
    old = several_documents(law, runtime, make_version)
    effect = law.effect(law.text(NEW), old, Action.REPEALS, "d0005.", on=PAST)
    follow(runtime, effect)
    left = [broken]

    def die() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt  # as a kill does: nothing of the program runs after it

    faults.arm("raise.after_batch", die)
    with pytest.raises(KeyboardInterrupt):
        work(runtime)
    faults.disarm()
    clock.set(clock.now + LEASE)
    work(runtime)
    batched = said(law)
    assert len({one[:2] for one in batched}) == len(batched)
    told = [one.recipient_id for one in law.messages()]
    assert len(told) == len(set(told)) == 2  # the owner and the secretary
    raised = [
        one for action, ids in recorded(runtime) if action == "findings.raised" for one in ids
    ]
    assert sorted(raised) == sorted(one.id for one in law.findings())
    with runtime.transaction(SYSTEM) as tx:
        tx.session.query(Finding).delete()
    law.raise_for(effect)
    assert said(law) == batched


def test_many_values_at_once_raise_what_single_ones_do(
    law: Law, runtime: Runtime, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 100)
    old = several_documents(law, runtime, make_version)
    effect = law.effect(law.text(NEW), old, Action.REPEALS, "d0005.", on=PAST)
    found = []
    for few in (1000, 0):  # on PostgreSQL: each value a parameter; all of them one array
        monkeypatch.setattr(db, "FEW", few)
        with runtime.transaction(SYSTEM) as tx:
            tx.session.query(Finding).delete()
            tx.session.query(MessageRow).delete()
        follow(runtime, effect)
        work(runtime)
        told = [(one.recipient_id, one.params["findings"]) for one in law.messages()]
        found.append((said(law), sorted(told)))
    assert found[0] == found[1]
    assert found[0][0]
    assert found[0][1]


def recorded(runtime: Runtime) -> list[tuple[str, list[int]]]:
    with runtime.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("findings.%")).order_by(AuditEntry.seq)
        )
        return [(one.action, list(spelt_out(one.detail["findings"]))) for one in entries]


def test_a_batch_that_fails_inside_leaves_nothing(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = several_documents(law, runtime, make_version)
    follow(runtime, law.effect(law.text(NEW), old, on=LATER))
    faults.arm("transaction.before_commit", lambda: None)
    before = faults.hits.get("transaction.before_commit", 0)

    def fail() -> None:
        if faults.hits["transaction.before_commit"] == before + 3:  # claim, one batch, this one
            raise KeyboardInterrupt

    faults.arm("transaction.before_commit", fail)
    with pytest.raises(KeyboardInterrupt):
        work(runtime)
    assert len({one.version_id for one in law.findings()}) == 2
    with runtime.reading() as session:
        assert session.scalars(select(Job)).one().done == 2


def test_a_withdrawn_change_takes_its_findings_along_in_batches(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = several_documents(law, runtime, make_version)
    effect = law.effect(law.text(NEW), old, on=LATER)
    law.raise_for(effect)
    with runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(Effect, effect).state = EffectState.WITHDRAWN
    assert follow(runtime, effect)
    work(runtime)
    assert set(law.states()) == {FindingState.WITHDRAWN}
    withdrawn = [ids for action, ids in recorded(runtime) if action == "findings.withdrawn"]
    assert sorted(one for ids in withdrawn for one in ids) == [one.id for one in law.findings()]


def test_strong_findings_come_first_and_are_told_before_the_weak_ones_are_looked_for(
    law: Law, runtime: Runtime, make_version: MakeVersion, drafter: Actor
) -> None:
    old = law.text(OLD)
    for number in range(6):
        make_version(STRONG if number % 2 else WEAK, code=f"QT-0{number}", effective_on=PAST)
    follow(runtime, law.effect(law.text(NEW), old, Action.REPEALS, "d0005.", on=PAST))
    seen: list[set[Overlap]] = []

    def look() -> None:
        if not seen and law.messages():
            seen.append({one.overlap for one in law.findings()})

    faults.arm("raise.after_batch", look)
    work(runtime)
    assert seen == [{Overlap.INSIDE_CHANGED}]
    assert len(law.findings()) == 6
    told = law.messages([drafter.id])
    assert [(one.params["findings"], one.params["documents"]) for one in told] == [(3, 3)]


def test_each_person_gets_one_message_of_one_change_however_many_documents(
    law: Law, runtime: Runtime, make_version: MakeVersion, drafter: Actor, secretary: Actor
) -> None:
    old = law.text(OLD)
    for number in range(12):
        make_version(STRONG, code=f"QT-{number}", effective_on=PAST)
    follow(runtime, law.effect(law.text(NEW), old, on=PAST))
    work(runtime)
    told = law.messages()
    assert sorted(one.recipient_id for one in told) == sorted([drafter.user_id, secretary.user_id])
    assert {(one.params["findings"], one.params["documents"]) for one in told} == {(12, 12)}
    assert all(one.told_at is not None for one in law.findings())


def test_listeners_hear_when_the_findings_are_there(
    law: Law, runtime: Runtime, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[signals.Event, int]] = []
    monkeypatch.setattr(
        signals, "publish", lambda _, happened: heard.append((happened, len(law.findings())))
    )
    old = law.text(OLD)
    for number in range(3):
        make_version(STRONG, code=f"QT-{number}", effective_on=PAST)
    effect = law.effect(law.text(NEW), old, on=LATER)
    heard.clear()
    follow(runtime, effect)
    work(runtime)
    assert heard[0] == (signals.FindingsRaised((effect,)), 3)


def test_the_statements_of_a_batch_do_not_grow_with_its_documents(
    law: Law, runtime: Runtime, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 100)
    old, other = law.text(OLD), law.text("9/2019/NĐ-CP")
    for number in range(12):
        make_version(STRONG, code=f"QT-{number}", effective_on=PAST)
    for number in range(3):
        make_version("Theo Nghị định số 9/2019/NĐ-CP.", code=f"QT-A{number}", effective_on=PAST)
    counted = []
    for target in (other, old):
        follow(runtime, law.effect(law.text(f"{target}/2025/NĐ-CP"), target, on=LATER))
        statements: list[str] = []

        def count(*said: Any, statements: list[str] = statements) -> None:
            statements.append(said[2])

        event.listen(runtime.engine, "before_cursor_execute", count)
        work(runtime)
        event.remove(runtime.engine, "before_cursor_execute", count)
        counted.append(len(statements))
    assert len(law.findings()) == 15
    assert counted[0] == counted[1]


def test_a_bound_citation_that_goes_elsewhere_loses_its_finding_in_batches(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(STRONG, effective_on=PAST)
    effect = law.effect(law.text(NEW), old, on=LATER)
    law.raise_for(effect)
    other = law.text("9/2019/NĐ-CP")
    with runtime.transaction(SYSTEM) as tx:
        finding = tx.session.scalars(select(Finding)).one()
        finding.citation.text_id = other
    assert follow(runtime, effect)
    work(runtime)
    assert law.states() == [FindingState.WITHDRAWN]


def test_a_draft_that_takes_a_change_up_is_known_to_the_batches(
    law: Law, runtime: Runtime, make_version: MakeVersion, drafter: Actor
) -> None:
    old = law.text(OLD)
    make_version(STRONG, effective_on=PAST)
    effect = law.effect(law.text(NEW), old, on=LATER)
    law.raise_for(effect)
    with runtime.transaction(drafter) as tx:
        document = law.findings()[0].document_id
        draft = service.start_revision(tx, document_id=document)
    follow(runtime, effect)
    work(runtime)
    assert law.states() == [FindingState.IN_REVISION]
    with runtime.transaction(drafter) as tx:
        workflow.cancel_version(tx, version_id=draft.id, reason="thử")
    follow(runtime, effect)
    work(runtime)
    assert law.states() == [FindingState.OPEN]


def test_corrected_days_of_a_text_move_its_findings_in_batches(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old, new = several_documents(law, runtime, make_version), law.text(NEW, LATER)
    law.raise_for(law.effect(new, old))
    assert {one.due_on for one in law.findings()} == {LATER}
    with runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(LegalText, new).effective_on = SOON
    with runtime.transaction(SYSTEM) as tx:
        assert batches.follow_texts(tx, text_ids=[new, old]) is not None
    work(runtime)
    assert {one.due_on for one in law.findings()} == {SOON}
    batched = said(law)
    with runtime.transaction(SYSTEM) as tx:
        service.follow_texts(tx, text_ids=[new, old])
    assert said(law) == batched


def test_verify_compares_findings_with_the_trail(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = several_documents(law, runtime, make_version)
    follow(runtime, law.effect(law.text(NEW), old, on=LATER))
    work(runtime)
    assert faults_of(runtime) == []
    first, *_ = law.findings()
    with runtime.transaction(SYSTEM) as tx:
        tx.session.delete(tx.session.get_one(Finding, first.id))
    assert faults_of(runtime) == [(f"finding:{first.id}", "the finding is gone")]
    with runtime.transaction(SYSTEM) as tx:
        tx.session.add(another_row(first))
    assert [what for _, what in faults_of(runtime)] == [
        "no entry tells that its effect raised it",
        "the finding is gone",
    ]


def another_row(first: Finding) -> Finding:
    return Finding(
        effect_id=first.effect_id,
        citation_id=first.citation_id,
        version_id=first.version_id,
        document_id=first.document_id,
        overlap=first.overlap,
        due_on=first.due_on,
        opened_at=first.opened_at,
    )


def faults_of(runtime: Runtime) -> list[tuple[str, str]]:
    with runtime.reading() as session:
        place = Place(session=session, blobs=runtime.blobs, now=runtime.now())
        found = list(findings_are_recorded(place))
    return [(one.subject, one.what) for one in found if isinstance(one, Fault)]


def test_what_is_followed_in_batches_is_shown_until_it_is_done(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = several_documents(law, runtime, make_version)
    follow(runtime, law.effect(law.text(NEW), old, on=LATER))
    with runtime.reading() as session:
        assert [one.kind for one in batches.list_running(session)] == [KIND]
    work(runtime)
    with runtime.reading() as session:
        assert list(batches.list_running(session)) == []


def test_ranges_say_the_same_ids_in_fewer_words() -> None:
    assert ranges([5, 3, 4, 9, 4]) == [[3, 5], [9, 9]]
    assert list(spelt_out(ranges(range(1000)))) == list(range(1000))
    assert list(spelt_out([7, 9])) == [7, 9]
