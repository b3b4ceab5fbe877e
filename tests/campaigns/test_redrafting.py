"""Many documents redrafted at once: proposed, decided, handed in, approved; findings close."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event, func, select, text, update

from docctl import content as contents
from docctl import faults, signals
from docctl.actors import SYSTEM, Actor
from docctl.campaigns import queries, redraft_queries, redrafting, service
from docctl.campaigns.redraft_queries import Fate, Sheet
from docctl.campaigns.rules import Amending, Stage
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
from docctl.legal.rules import Action
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow import batch_queries, batches
from docctl.workflow import service as workflow
from docctl.workflow.models import BatchItem
from docctl.workflow.rules import Step
from tests.campaigns.conftest import LAW_DAY, Scene
from tests.conftest import Clock
from tests.support.planting import planted

CITES = "- Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;"
NOW_CITES = "- Nghị định số 118/2025/NĐ-CP ngày 9/6/2025 của Chính phủ;"
ABOUT = "Thời hạn theo Điều 8 Nghị định số 61/2018/NĐ-CP là 3 ngày."


def procedure(*bodies: str, bases: tuple[str, ...] = (CITES,)) -> dict[str, Any]:
    """Give a text with a table of revisions, legal bases and a body."""

    def heading(words: str) -> dict[str, Any]:
        return {"type": "heading", "attrs": {"level": 1}, "content": [_words(words)]}

    def row(*cells: str) -> dict[str, Any]:
        return {
            "type": "tableRow",
            "content": [{"type": "tableCell", "content": [_paragraph(words)]} for words in cells],
        }

    head = row(
        "Yêu cầu sửa đổi/bổ sung",
        "Trang/Phần liên quan",
        "Mô tả nội dung sửa đổi",
        "Lần ban hành/Lần sửa đổi",
        "Ngày",
    )
    return contents.parse(
        {
            "type": "doc",
            "content": [
                heading("SỬA ĐỔI TÀI LIỆU"),
                {"type": "table", "content": [head, row("", "", "", "", "")]},
                heading("3. TÀI LIỆU VIỆN DẪN"),
                *map(_paragraph, bases),
                heading("5. NỘI DUNG"),
                *map(_paragraph, bodies),
            ],
        }
    )


def _words(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _paragraph(words: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [_words(words)] if words else []}


def started(
    scene: Scene,
    campaign: int,
    *document_ids: int,
    amending: Amending = Amending.CHAIN,
    mapping: str = "",
) -> int:
    with scene.runtime.transaction(scene.people.secretary) as tx:
        return redrafting.start_redraft(
            tx,
            campaign_id=campaign,
            document_ids=document_ids,
            amending=amending,
            mapping=mapping,
        ).id


def run(scene: Scene, redraft: int) -> list[int]:
    done: list[int] = []
    redrafting.run(
        scene.runtime,
        scene.people.secretary,
        redraft_id=redraft,
        report=lambda count, _total, _lines: done.append(count),
    )
    return done


def sheets(scene: Scene, redraft: int, actor: Actor | None = None) -> list[Sheet]:
    with scene.runtime.reading() as session:
        return redraft_queries.list_sheets(
            session, redraft, actor=actor or scene.people.secretary, now=scene.runtime.now()
        )


def drafted(scene: Scene, *document_ids: int, source: int, **more: Any) -> tuple[int, int]:
    """Open the campaign and draft the documents; give campaign and redraft."""
    campaign = scene.open(source)
    redraft = started(scene, campaign, *document_ids, **more)
    run(scene, redraft)
    return campaign, redraft


def accept_all(scene: Scene, redraft: int) -> None:
    waiting = {change.id for sheet in sheets(scene, redraft) for change in sheet.changes}
    with scene.runtime.transaction(scene.people.secretary) as tx:
        redrafting.decide_proposals(tx, redraft_id=redraft, accepted=waiting, rejected=())


def handed_in(scene: Scene, redraft: int, *document_ids: int) -> int:
    people = scene.people
    with scene.runtime.transaction(people.secretary) as tx:
        return redrafting.hand_in(
            tx,
            redraft_id=redraft,
            document_ids=document_ids,
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        ).id


class Handed(NamedTuple):
    """A law, the documents redrafted for it, and the batch their drafts are in."""

    source: int
    documents: list[int]
    campaign: int
    redraft: int
    batch: int


def in_a_batch(scene: Scene, count: int) -> Handed:
    """Take redrafts of documents to their batch."""
    return planted(scene.runtime, batch_of(count), scene)


@cache
def batch_of(count: int) -> Callable[[Runtime, Scene], Handed]:
    def make(_: Runtime, scene: Scene) -> Handed:
        source = scene.replacing()
        wanted = [scene.document(f"QT-{n}", content=procedure("Nội dung.")) for n in range(count)]
        campaign, redraft = drafted(scene, *wanted, source=source)
        accept_all(scene, redraft)
        return Handed(source, wanted, campaign, redraft, handed_in(scene, redraft, *wanted))

    return make


def shown(scene: Scene, batch: int, step: Step) -> str:
    actor = scene.people.reviewer if step is Step.REVIEW else scene.people.approver
    with scene.runtime.reading() as session:
        waiting = batch_queries.list_waiting_versions(session, batch, actor=actor, step=step)
        return batches.shown_as(waiting)


def pass_on(scene: Scene, batch: int) -> None:
    with scene.runtime.transaction(scene.people.reviewer) as tx:
        batches.pass_batch_on(tx, batch_id=batch, shown=shown(scene, batch, Step.REVIEW))


def approve(scene: Scene, batch: int, key: str = "k1", on: date | None = LAW_DAY) -> None:
    said = shown(scene, batch, Step.APPROVE)
    with scene.runtime.transaction(scene.people.approver) as tx:
        batches.approve_batch(
            tx,
            batch_id=batch,
            shown=said,
            proof=Proof(scene.people.approver.user_id, tx.now),
            key=key,
            effective_on=on,
        )


def messages(scene: Scene, kind: str) -> list[tuple[int, int]]:
    with scene.runtime.reading() as session:
        rows = session.scalars(
            select(MessageRow).where(MessageRow.kind == kind).order_by(MessageRow.id)
        )
        return [(row.recipient_id, row.params.get("documents", 0)) for row in rows]


def version_of(scene: Scene, document: int) -> Version:
    sheet = next(one for one in _all_sheets(scene) if one.document.id == document)
    assert sheet.version is not None
    with scene.runtime.reading() as session:
        return session.get_one(Version, sheet.version.id)


def _all_sheets(scene: Scene) -> list[Sheet]:
    return sheets(scene, 1)


def test_every_citation_is_proposed_and_the_row_of_revisions_filled(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", content=procedure("Theo Nghị định số 61/2018/NĐ-CP.", ABOUT))
    campaign, redraft = drafted(scene, one, source=source)
    (sheet,) = sheets(scene, redraft)
    assert [(told.fate, told.passage.mark) for told in sheet.passages] == [
        (Fate.PENDING, ""),
        (Fate.PENDING, ""),
        (Fate.TO_LOOK_AT, "provision"),
    ]
    version = version_of(scene, one)
    blocks = [block.text for block in contents.project(version.content).blocks]
    assert "Nghị định số 118/2025/NĐ-CP" in blocks  # what asks for the change
    assert NOW_CITES in blocks
    assert "Theo Nghị định số 118/2025/NĐ-CP." in blocks
    assert ABOUT in blocks
    said = "Cập nhật căn cứ pháp lý: thay Nghị định 61/2018/NĐ-CP bằng Nghị định 118/2025/NĐ-CP"
    assert said in blocks
    assert ("mục 3, mục 5" in blocks, "01/01" in blocks) == (True, True)
    assert version.status is Status.DRAFT
    assert sheet.pending == 3  # two passages and the row
    assert scene.member(campaign, one).stage is Stage.DRAFTING


def test_a_mapped_provision_is_rewritten_by_the_word_of_a_person(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", content=procedure("Theo Điều 8 Nghị định số 61/2018/NĐ-CP."))
    drafted(scene, one, source=source, mapping="Điều 8 → Điều 10")
    text = version_of(scene, one).plain_text
    assert "Theo Điều 10 Nghị định số 118/2025/NĐ-CP." in text


def test_a_mapping_says_of_which_law_it_speaks_where_several_are_replaced(scene: Scene) -> None:
    source = scene.replacing()
    scene.effect(source, scene.make_text("5/2020/NĐ-CP", title="Văn bản khác"), Action.REPLACES)
    one = scene.document(
        "QT-1",
        content=procedure(
            "Theo Điều 8 Nghị định số 61/2018/NĐ-CP.", "Theo Điều 8 Nghị định số 5/2020/NĐ-CP."
        ),
    )
    campaign = scene.open(source)
    for line, reason in (
        ("Điều 8 → Điều 10", "replaces 2 laws"),
        ("Điều 8 Nghị định số 9/1999/NĐ-CP → Điều 10", "does not replace the law"),
        ("Điều 8 Nghị định số 5/2020/NĐ-CP → Điều 1 Nghị định số 7/2000/NĐ-CP", "another law"),
    ):
        with pytest.raises(Refused, match=reason):
            started(scene, campaign, one, mapping=line)
    line = "Điều 8 Nghị định số 61/2018/NĐ-CP → Điều 10 Nghị định số 118/2025/NĐ-CP"
    redraft = started(scene, campaign, one, mapping=line)
    run(scene, redraft)
    text = version_of(scene, one).plain_text
    assert "Theo Điều 10 Nghị định số 118/2025/NĐ-CP." in text
    assert "Theo Điều 8 Nghị định số 5/2020/NĐ-CP." in text
    [left] = [
        one.passage
        for sheet in sheets(scene, redraft)
        for one in sheet.passages
        if one.passage.mark
    ]
    assert (left.mark, left.before) == ("provision", "Nghị định số 5/2020/NĐ-CP")


def test_an_amended_law_gets_its_chain_where_the_text_relies_on_it(scene: Scene) -> None:
    source = scene.amending("d0018.")
    one = scene.document(
        "QT-1",
        content=procedure(
            "Theo Điều 18 Luật Hộ tịch thì nộp tờ khai.",
            "Theo Điều 5 Luật Hộ tịch.",
            "Như Luật Hộ tịch đã nêu.",
            bases=("- Luật Hộ tịch năm 2014;",),
        ),
    )
    _, redraft = drafted(scene, one, source=source)
    (sheet,) = sheets(scene, redraft)
    assert [(told.passage.before, told.passage.mark) for told in sheet.passages] == [
        ("", ""),
        ("Luật Hộ tịch", "changed"),
        ("", ""),
    ]
    text = version_of(scene, one).plain_text
    chain = "(được sửa đổi, bổ sung bởi Luật số 12/2026/QH16)"
    assert f"- Luật Hộ tịch năm 2014 {chain};" in text
    assert f"Theo Điều 18 Luật Hộ tịch {chain} thì nộp tờ khai." in text
    assert "Theo Điều 5 Luật Hộ tịch." in text
    assert "Như Luật Hộ tịch đã nêu." in text


def test_by_choice_an_amended_provision_is_only_marked(scene: Scene) -> None:
    source = scene.amending("d0018.")
    one = scene.document("QT-1", "Theo Điều 18 Luật Hộ tịch.", "- Luật Hộ tịch năm 2014;")
    _, redraft = drafted(scene, one, source=source, amending=Amending.MARK)
    (sheet,) = sheets(scene, redraft)
    assert [told.passage.mark for told in sheet.passages] == ["changed"]
    assert "được sửa đổi" not in version_of(scene, one).plain_text


def test_one_document_that_cannot_be_drafted_leaves_the_others_alone(scene: Scene) -> None:
    source = scene.replacing()
    good, kept = scene.document("QT-1", CITES), scene.document("QT-2", CITES)
    busy, weak = scene.document("QT-3", CITES), scene.document("QT-4", CITES)
    campaign = scene.open(source)
    scene.verdict(campaign, kept, verdict="keep", reason_code="historical_citation")
    people = scene.people
    with scene.runtime.transaction(people.drafter) as tx:
        other = workflow.open_change(tx, document_id=busy, reason="việc khác").id
        workflow.submit_version(
            tx,
            version_id=other,
            change_summary="khác",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        )
    redraft = started(scene, campaign, good, kept, busy, weak)
    assert run(scene, redraft) == [1, 2, 3, 4]
    found = {sheet.document.code: sheet for sheet in sheets(scene, redraft)}
    assert [bool(found[f"QT-{n}"].version) for n in range(1, 5)] == [True, False, False, True]
    assert "verdict" in found["QT-2"].item.reasons[0][0]
    assert "being reviewed" in found["QT-3"].item.reasons[0][0]
    with scene.runtime.transaction(people.drafter) as tx:
        workflow.take_back(tx, version_id=other, reason="nhường")
    with scene.runtime.transaction(people.secretary) as tx:
        redrafting.retry_refused(tx, redraft_id=redraft)
    run(scene, redraft)
    found = {sheet.document.code: sheet for sheet in sheets(scene, redraft)}
    assert found["QT-3"].version is not None  # it joined the draft that was open
    assert found["QT-3"].version.id == other


def test_a_run_that_breaks_off_goes_on_where_it_stopped(scene: Scene) -> None:
    source = scene.replacing()
    wanted = [scene.document(f"QT-{n}", CITES) for n in range(3)]
    campaign = scene.open(source)
    redraft = started(scene, campaign, *wanted)
    faults.arm("redraft.after_document", "raise")
    try:
        with pytest.raises(faults.Injected):
            run(scene, redraft)
    finally:
        faults.disarm()
    assert sum(sheet.version is not None for sheet in sheets(scene, redraft)) == 1
    assert run(scene, redraft) == [2, 3]
    with scene.runtime.reading() as session:
        drafts = session.scalar(select(func.count()).where(Version.status == Status.DRAFT))
    assert drafts == 3
    assert run(scene, redraft) == []


def test_what_is_asked_wrongly_is_refused_with_every_reason(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    with pytest.raises(Refused) as refused:
        started(scene, campaign, mapping="bừa")
    assert len(refused.value.reasons) == 2
    with pytest.raises(NotFound):
        started(scene, campaign, 999)
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.drafter) as tx:
        redrafting.start_redraft(
            tx, campaign_id=campaign, document_ids=[one], amending=Amending.CHAIN
        )


def test_undecided_or_unseen_passages_keep_a_draft_from_being_handed_in(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", content=procedure(ABOUT))
    _, redraft = drafted(scene, one, source=source)
    with pytest.raises(Refused, match="left to a human"):
        handed_in(scene, redraft, one)
    (sheet,) = sheets(scene, redraft)
    marked = [told.passage.id for told in sheet.passages if told.fate is Fate.TO_LOOK_AT]
    with scene.runtime.transaction(scene.people.secretary) as tx:
        assert redrafting.look_at(tx, redraft_id=redraft, passage_ids=marked) == 1
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        redrafting.look_at(tx, redraft_id=redraft, passage_ids=marked)
    with pytest.raises(Refused, match="wait for a decision"):
        handed_in(scene, redraft, one)
    accept_all(scene, redraft)
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        redrafting.decide_proposals(tx, redraft_id=redraft, accepted=["x"], rejected=[])
    assert handed_in(scene, redraft, one)


def test_a_rejected_proposal_leaves_the_words_as_they_were(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", content=procedure("Theo Nghị định số 61/2018/NĐ-CP."))
    _, redraft = drafted(scene, one, source=source)
    (sheet,) = sheets(scene, redraft)
    second = sheet.passages[1].passage.change_id
    with scene.runtime.transaction(scene.people.secretary) as tx:
        redrafting.decide_proposals(tx, redraft_id=redraft, accepted=[], rejected=[second])
    accept_all(scene, redraft)
    (sheet,) = sheets(scene, redraft)
    assert [told.fate for told in sheet.passages] == [Fate.ACCEPTED, Fate.REJECTED]
    assert "Theo Nghị định số 61/2018/NĐ-CP." in version_of(scene, one).plain_text
    assert sheet.ready


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
