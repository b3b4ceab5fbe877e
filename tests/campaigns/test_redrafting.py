"""Many documents redrafted at once: what is proposed, how it is decided, what is refused."""

import pytest
from sqlalchemy import func, select

from docctl import content as contents
from docctl import faults
from docctl.campaigns import redrafting
from docctl.campaigns.redraft_queries import Fate
from docctl.campaigns.rules import Amending, Stage
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.errors import Forbidden, NotFound, Refused
from docctl.legal.rules import Action
from docctl.workflow import service as workflow
from tests.campaigns.conftest import Scene
from tests.campaigns.drafting import (
    ABOUT,
    CITES,
    NOW_CITES,
    accept_all,
    drafted,
    handed_in,
    procedure,
    run,
    sheets,
    started,
    version_of,
)


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
