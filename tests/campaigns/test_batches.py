"""Drafts handed in as one batch: decided and approved as a whole; findings close."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from docctl import signals
from docctl.actors import SYSTEM
from docctl.campaigns import queries, redrafting, service
from docctl.campaigns.rules import Stage
from docctl.days import start_of
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import State, Status
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity.rules import Proof
from docctl.impact import service as impact
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState
from docctl.installation.verify import verify_all
from docctl.legal import service as legal
from docctl.legal.models import LegalText
from docctl.runtime import Runtime
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow import batch_queries, batches
from docctl.workflow import service as workflow
from docctl.workflow.models import BatchItem
from docctl.workflow.rules import Step
from tests.campaigns.conftest import LAW_DAY, Scene
from tests.campaigns.drafting import (
    CITES,
    accept_all,
    approve,
    drafted,
    handed_in,
    in_a_batch,
    messages,
    pass_on,
    procedure,
    sheets,
    shown,
    version_of,
)
from tests.conftest import Clock


def test_a_batch_goes_from_the_secretary_to_the_law_s_day(scene: Scene, clock: Clock) -> None:
    _, wanted, campaign, _, batch = in_a_batch(scene, 3)
    people = scene.people
    assert messages(scene, "batch.review") == [(people.reviewer.id, 3)]
    assert not messages(scene, "task.review")
    with scene.runtime.reading() as session:
        (task,) = batch_queries.list_waiting_batches(session, actor=people.reviewer)
    assert (task.batch.id, task.step, task.count) == (batch, Step.REVIEW, 3)
    pass_on(scene, batch)
    assert messages(scene, "batch.approve") == [(people.approver.id, 3)]
    assert not messages(scene, "task.approve")
    approve(scene, batch)
    approve_again(scene, batch)
    assert messages(scene, "batch.approved") == [
        (people.secretary.id, 3),
        (people.drafter.id, 3),
    ]
    assert not messages(scene, "version.approved")
    scene.find()
    assert {one.stage for one in scene.progress(campaign).inside} == {Stage.SCHEDULED}
    with scene.runtime.reading() as session:
        versions = session.scalars(select(Version).where(Version.imported.is_(False))).all()
        assert {one.effective_from for one in versions} == {start_of(LAW_DAY)}
        signed = session.execute(
            select(Signature.version_id, Signature.meaning).order_by(Signature.id)
        ).all()
        assert len(signed) == 9
        assert {row.meaning for row in signed} == set(Meaning)
    clock.set(start_of(LAW_DAY))
    scene.find()
    progress = scene.progress(campaign)
    assert progress.done
    assert {one.stage for one in progress.inside} == {Stage.DONE}
    left = [point.left for point in queries.points_of(progress, today=LAW_DAY)]
    assert left == [3] + [0] * (len(left) - 1)  # the work ended with the signing, not with the law
    with scene.runtime.reading() as session:
        states = set(session.scalars(select(Finding.state)))
        effective = documents.find_effective(session, wanted[0], at=clock.now)
        assert effective is not None
        assert effective.state_at(clock.now) is State.EFFECTIVE
        report = verify_all(session, scene.runtime.blobs, now=clock.now)
    assert states == {FindingState.RESOLVED}
    assert report.faults == ()


def test_a_law_put_off_after_the_approval_is_told_on_its_campaign(
    scene: Scene, clock: Clock
) -> None:
    source, _, campaign, _, batch = in_a_batch(scene, 1)
    pass_on(scene, batch)
    approve(scene, batch)
    scene.find()
    assert scene.progress(campaign).early == 0
    facts = ("number", "type", "title", "issuer", "issued_on", "expires_on", "signer")
    later = date(2027, 1, 1)
    with scene.runtime.transaction(scene.people.secretary) as tx:
        text = tx.session.get_one(LegalText, source)
        known = {name: getattr(text, name) for name in facts}
        legal.correct_text(tx, text_id=source, reason="lùi", effective_on=later, **known)
        impact.follow_texts(tx, text_ids=[source])
    for day, early in ((date(2026, 3, 2), 1), (LAW_DAY, 1), (later, 0)):
        clock.set(start_of(day))
        scene.find()
        assert scene.progress(campaign).early == early


def approve_again(scene: Scene, batch: int) -> None:
    """Send the same approval twice, as a double click does."""
    with scene.runtime.transaction(scene.people.approver) as tx:
        batches.approve_batch(
            tx,
            batch_id=batch,
            shown="",
            proof=Proof(scene.people.approver.user_id, tx.now),
            key="k1",
            effective_on=LAW_DAY,
        )


def test_one_document_is_taken_out_and_the_rest_goes_on(scene: Scene) -> None:
    _, wanted, _, redraft, batch = in_a_batch(scene, 3)
    out = version_of(scene, wanted[1]).id
    before = shown(scene, batch, Step.REVIEW)
    with scene.runtime.transaction(scene.people.reviewer) as tx:
        workflow.return_version(tx, version_id=out, reason="Thiếu mục 5.1")
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.reviewer) as tx:
        batches.pass_batch_on(tx, batch_id=batch, shown=before)
    pass_on(scene, batch)
    approve(scene, batch)
    with scene.runtime.reading() as session:
        states = [
            version.status
            for _, version in batch_queries.list_items(
                session, batch, actor=scene.people.secretary, now=scene.runtime.now()
            )
        ]
    assert states == [Status.APPROVED, Status.DRAFT, Status.APPROVED]
    again = handed_in(scene, redraft, wanted[1])
    assert again != batch


def test_a_batch_is_decided_as_a_whole_or_not_at_all(scene: Scene) -> None:
    batch = in_a_batch(scene, 2).batch
    pass_on(scene, batch)
    with pytest.raises(Refused) as refused:
        approve(scene, batch, on=date(2020, 1, 1))
    said = [str(reason) for reason in refused.value.reasons]
    assert said.count("The day of effect must not lie in the past.") == 2
    assert {"Of QT-0:", "Of QT-1:"} <= set(said)
    with scene.runtime.reading() as session:
        assert not session.scalar(
            select(func.count()).where(Version.status == Status.APPROVED, ~Version.imported)
        )
        meanings = set(session.scalars(select(Signature.meaning)))
    assert Meaning.APPROVED not in meanings


def test_the_guards_of_single_decisions_hold_in_a_batch(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", content=procedure("Nội dung."))
    _, redraft = drafted(scene, one, source=source)
    accept_all(scene, redraft)
    people = scene.people
    with pytest.raises(Refused), scene.runtime.transaction(people.secretary) as tx:
        redrafting.hand_in(
            tx,
            redraft_id=redraft,
            document_ids=[one],
            reviewer_id=people.reviewer.id,
            approver_id=people.reviewer.id,
        )
    with pytest.raises(Refused), scene.runtime.transaction(people.secretary) as tx:
        redrafting.hand_in(tx, redraft_id=redraft, document_ids=[], reviewer_id=1, approver_id=2)
    batch = handed_in(scene, redraft, one)
    for actor, verb in ((people.drafter, "pass"), (people.reviewer, "approve")):
        with pytest.raises(Forbidden), scene.runtime.transaction(actor) as tx:
            if verb == "pass":
                batches.pass_batch_on(tx, batch_id=batch, shown="")
            else:
                batches.approve_batch(
                    tx, batch_id=batch, shown="", proof=Proof(actor.user_id, tx.now), key=""
                )
    with pytest.raises(Refused), scene.runtime.transaction(people.approver) as tx:
        batches.approve_batch(
            tx, batch_id=batch, shown="", proof=Proof(people.approver.user_id, tx.now), key="z"
        )
    with pytest.raises(NotFound), scene.runtime.transaction(people.approver) as tx:
        batches.approve_batch(
            tx, batch_id=999, shown="", proof=Proof(people.approver.user_id, tx.now), key="z"
        )
    pass_on(scene, batch)
    said = shown(scene, batch, Step.APPROVE)
    with pytest.raises(Refused), scene.runtime.transaction(people.approver) as tx:
        old = Proof(people.approver.user_id, tx.now - timedelta(hours=1))
        batches.approve_batch(tx, batch_id=batch, shown=said, proof=old, key="z")
    with pytest.raises(Forbidden), scene.runtime.transaction(people.approver) as tx:
        batches.approve_batch(
            tx, batch_id=batch, shown=said, proof=Proof(people.reviewer.user_id, tx.now), key="z"
        )


def test_a_batch_is_announced_as_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _, wanted, _, _, batch = in_a_batch(scene, 2)
    pass_on(scene, batch)
    heard: list[signals.Event] = []
    monkeypatch.setattr(signals, "publish", lambda _runtime, event: heard.append(event))
    approve(scene, batch)
    (event,) = heard
    assert isinstance(event, signals.VersionsChanged)
    assert event.document_ids == tuple(wanted)
    assert len(event.version_ids) == 4  # each new version and the one it follows
    with scene.runtime.transaction(SYSTEM) as tx:
        impact.raise_findings_for_versions(tx, version_ids=event.version_ids)
    assert {one.stage for one in scene.progress(1).inside} == {Stage.SCHEDULED}


def test_a_batch_that_was_torn_apart_is_found(scene: Scene) -> None:
    batch = in_a_batch(scene, 2).batch
    pass_on(scene, batch)
    approve(scene, batch)
    with scene.runtime.engine.execution_options(write=True).begin() as connection:
        signer = scene.people.reviewer.id
        last = select(func.max(Signature.id)).scalar_subquery()
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER signature_no_update"))
        else:
            connection.execute(text("ALTER TABLE signature DISABLE TRIGGER ALL"))
        connection.execute(update(Signature).where(Signature.id == last).values(signer_id=signer))
        connection.execute(update(BatchItem).where(BatchItem.version_id < 99).values(round=9))
    with scene.runtime.reading() as session:
        report = verify_all(session, scene.runtime.blobs, now=scene.runtime.now())
    found = {(fault.invariant, fault.what) for fault in report.faults}
    assert ("B1", "it was not decided as one") in found
    assert ("B1", "it holds a submission that never was") in found


def test_two_clicks_at_once_approve_once(scene: Scene) -> None:
    batch = in_a_batch(scene, 2).batch
    pass_on(scene, batch)
    said = shown(scene, batch, Step.APPROVE)
    runtime: Runtime = scene.runtime
    errors: list[Exception] = []

    def click() -> None:
        try:
            with runtime.transaction(scene.people.approver) as tx:
                batches.approve_batch(
                    tx,
                    batch_id=batch,
                    shown=said,
                    proof=Proof(scene.people.approver.user_id, tx.now),
                    key="same",
                    effective_on=LAW_DAY,
                )
        except Exception as error:  # noqa: BLE001  # whatever it is fails the test
            errors.append(error)

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert errors == []
    with runtime.reading() as session:
        approvals = session.scalar(
            select(func.count()).where(Signature.meaning == Meaning.APPROVED)
        )
    assert approvals == 2


def test_only_who_may_see_a_draft_sees_its_sheet(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    _, redraft = drafted(scene, one, source=source)
    assert sheets(scene, redraft, scene.people.reader) == []
    assert len(sheets(scene, redraft, scene.people.auditor)) == 1
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.drafter) as tx:
        service.open_campaign(tx, source_id=source)


def test_what_all_drafts_of_a_batch_share_is_asked_once(scene: Scene) -> None:
    """Who may decide, and the dead law of every draft, cost the same for two drafts and for six."""
    source = scene.replacing()
    wanted = [
        scene.document(f"QT-{n}", content=procedure("Theo Nghị định số 5/1999/NĐ-CP."))
        for n in range(8)
    ]
    _, redraft = drafted(scene, *wanted, source=source)
    accept_all(scene, redraft)
    asked: list[list[str]] = []
    for some in (wanted[:2], wanted[2:]):
        statements: list[str] = []

        def count(*said: Any, statements: list[str] = statements) -> None:
            statements.append(said[2])

        event.listen(scene.runtime.engine, "before_cursor_execute", count)
        handed_in(scene, redraft, *some)
        event.remove(scene.runtime.engine, "before_cursor_execute", count)
        asked.append(statements)
    few, many = asked
    for table in ("FROM citation", "FROM effect", "FROM legal_text", "FROM user_role"):
        assert sum(table in one for one in few) == sum(table in one for one in many)
    assert len(many) - len(few) <= 4 * 16
