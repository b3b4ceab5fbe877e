from datetime import date, timedelta

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM
from docctl.audit.models import AuditEntry
from docctl.campaigns import queries, service
from docctl.campaigns.preview import preview_of
from docctl.campaigns.rules import LEAD, Stage, Verdict
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import service as identity
from docctl.impact import service as impact
from docctl.impact import triage
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState, Overlap
from docctl.legal import service as legal
from docctl.legal.models import Effect
from docctl.legal.readings import Proposal, TargetSaid
from docctl.legal.rules import Action, Extent
from docctl.outbox import MessageRow
from docctl.workflow import decisions
from docctl.workflow import service as workflow
from tests.campaigns.conftest import LAW_DAY, Scene, codes

CITES = "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ."
TODAY = date(2026, 3, 2)


def states(scene: Scene, document_id: int) -> set[FindingState]:
    with scene.runtime.reading() as session:
        return set(session.scalars(select(Finding.state).where(Finding.document_id == document_id)))


def notices(scene: Scene) -> list[tuple[int, int]]:
    with scene.runtime.reading() as session:
        rows = session.scalars(
            select(MessageRow).where(MessageRow.kind == "campaign.opened").order_by(MessageRow.id)
        )
        return [(row.recipient_id, row.params["documents"]) for row in rows]


def test_opening_gathers_the_documents_and_tells_each_owner_once(scene: Scene) -> None:
    source = scene.replacing()
    for number in range(4):
        scene.document(f"QT-{number}", CITES)
    scene.document("QT-9", "Không viện dẫn gì.")
    campaign = scene.open(source)
    progress = scene.progress(campaign)
    assert codes(progress.inside) == ["QT-0", "QT-1", "QT-2", "QT-3"]
    assert {one.stage for one in progress.inside} == {Stage.UNDECIDED}
    assert {one.due_on for one in progress.inside} == {LAW_DAY - timedelta(days=LEAD)}
    assert progress.effective_on == LAW_DAY
    assert notices(scene) == [(scene.people.drafter.id, 4)]
    with scene.runtime.transaction(scene.people.secretary) as tx:
        assert service.open_campaign(tx, source_id=source).id == campaign
    assert len(notices(scene)) == 1


def test_a_text_that_hurts_nothing_opens_no_campaign(scene: Scene) -> None:
    source = scene.replacing()
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        service.open_campaign(tx, source_id=source)


def test_only_who_decides_on_findings_opens_and_closes(scene: Scene) -> None:
    source = scene.replacing()
    scene.document("QT-1", CITES)
    campaign = scene.open(source)
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.drafter) as tx:
        service.open_campaign(tx, source_id=source)
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.drafter) as tx:
        service.close_campaign(tx, campaign_id=campaign, reason="xong")
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.drafter) as tx:
        service.assign(tx, campaign_id=campaign, document_ids=[1], due_on=LAW_DAY)


def test_strong_and_weak_are_apart_and_a_weak_one_is_taken_in_by_a_verdict(scene: Scene) -> None:
    source = scene.amending("d0018.")
    strong = scene.document("QT-1", "Theo Điều 18 Luật Hộ tịch.")
    weak = scene.document("QT-2", "Luật Hộ tịch năm 2014;")
    scene.document("QT-3", "Theo Điều 5 Luật Hộ tịch.")
    campaign = scene.open(source)
    progress = scene.progress(campaign)
    assert codes(progress.inside) == ["QT-1"]
    assert codes(progress.weak) == ["QT-2"]
    assert notices(scene) == [(scene.people.drafter.id, 1)]
    scene.verdict(campaign, weak, verdict="amend")
    assert codes(scene.progress(campaign).inside) == ["QT-1", "QT-2"]
    assert scene.member(campaign, strong).strong
    assert scene.member(campaign, weak).chosen


def test_keeping_a_document_closes_its_findings_and_another_verdict_opens_them(
    scene: Scene,
) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES, "Nghị định số 61/2018/NĐ-CP nêu rõ.")
    campaign = scene.open(source)
    scene.verdict(
        campaign, one, verdict="keep", reason_code="historical_citation", reason="lịch sử"
    )
    assert states(scene, one) == {FindingState.NOT_AFFECTED}
    member = scene.member(campaign, one)
    assert (member.stage, member.verdict) == (Stage.KEPT, Verdict.KEEP)
    assert scene.progress(campaign).done
    scene.verdict(campaign, one, verdict="amend")
    assert states(scene, one) == {FindingState.NEEDS_UPDATE}
    assert scene.member(campaign, one).stage is Stage.TO_DO
    with scene.runtime.reading() as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.action == "campaign.verdict_given")
            .order_by(AuditEntry.seq)
        ).all()
    assert [(e.detail["before"], e.detail["after"]) for e in entries] == [
        (None, "keep"),
        ("keep", "amend"),
    ]


def test_keeping_what_stands_on_dead_law_waits_for_a_second_person(scene: Scene) -> None:
    source = scene.replacing(on=date(2026, 1, 1))
    one = scene.document("QT-1", CITES, "Nghị định số 61/2018/NĐ-CP nêu rõ.")
    campaign = scene.open(source)
    scene.verdict(campaign, one, verdict="keep", reason_code="historical_citation")
    assert states(scene, one) == {FindingState.UNDER_REVIEW}
    assert scene.member(campaign, one).stage is Stage.CONFIRMING
    with scene.runtime.transaction(scene.people.approver) as tx:
        ids = tx.session.scalars(select(Finding.id)).all()
        triage.answer(tx, finding_ids=ids, agreed=True)
    assert scene.member(campaign, one).stage is Stage.KEPT


def test_a_refused_verdict_on_many_changes_none(scene: Scene) -> None:
    source = scene.replacing()
    one, two = scene.document("QT-1", CITES), scene.document("QT-2", CITES)
    campaign = scene.open(source)
    with pytest.raises(Refused):
        scene.verdict(campaign, one, two, verdict="keep", reason_code="other")
    assert states(scene, one) | states(scene, two) == {FindingState.SCHEDULED}
    with pytest.raises(NotFound):
        scene.verdict(campaign, one, 999, verdict="amend")
    assert scene.member(campaign, one).verdict is None


def test_the_owner_gives_a_verdict_on_own_documents_but_keeps_none(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    owner = scene.people.drafter
    scene.verdict(campaign, one, by=owner, verdict="amend")
    assert scene.member(campaign, one).verdict is Verdict.AMEND
    with pytest.raises(Refused):
        scene.verdict(campaign, one, by=owner, verdict="keep", reason_code="historical_citation")
    with pytest.raises(Refused):
        scene.verdict(campaign, one, by=scene.people.reviewer, verdict="amend")


def test_a_verdict_leads_to_a_draft_and_the_stage_follows_the_draft(scene: Scene) -> None:
    source = scene.replacing()
    amended, replaced = scene.document("QT-1", CITES), scene.document("QT-2", CITES)
    campaign = scene.open(source)
    scene.verdict(campaign, amended, verdict="amend")
    scene.verdict(campaign, replaced, verdict="replace")
    people = scene.people
    with scene.runtime.transaction(people.drafter) as tx:
        draft = service.start_draft(tx, campaign_id=campaign, document_id=amended).id
        new_issue = service.start_draft(tx, campaign_id=campaign, document_id=replaced)
        assert new_issue.label == "02/00"
    member = scene.member(campaign, amended)
    assert (member.stage, member.draft and member.draft.label) == (Stage.DRAFTING, "01/01")
    with scene.runtime.transaction(people.drafter) as tx:
        workflow.submit_version(
            tx,
            version_id=draft,
            change_summary="Cập nhật căn cứ",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        )
    assert scene.member(campaign, amended).stage is Stage.WITH_REVIEWER


def test_a_document_to_be_withdrawn_gets_no_draft(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    scene.verdict(campaign, one, verdict="withdraw")
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        service.start_draft(tx, campaign_id=campaign, document_id=one)


def test_a_document_that_was_withdrawn_as_its_verdict_says_is_done(scene: Scene) -> None:
    source = scene.replacing()
    one, other = (scene.document(f"QT-{n}", CITES) for n in (1, 2))
    campaign = scene.open(source)
    scene.verdict(campaign, one, verdict="withdraw")
    with scene.runtime.transaction(scene.people.approver) as tx:
        for document_id in (one, other):
            decisions.withdraw_document(tx, document_id=document_id, reason="Không còn dùng.")
    scene.find()
    progress = scene.progress(campaign)
    assert (codes(progress.inside), codes(progress.left)) == (["QT-1"], ["QT-2"])
    assert (progress.done, progress.stages[Stage.DONE]) == (True, 1)


def test_who_has_left_owns_nothing_in_a_campaign(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign, people = scene.open(source), scene.people
    with scene.runtime.transaction(people.secretary) as tx:
        service.assign(
            tx, campaign_id=campaign, document_ids=[one], owner_id=people.secretary.user_id
        )
    assert scene.member(campaign, one).owner == people.secretary.name
    for who, owner in ((people.secretary, people.drafter.name), (people.drafter, "")):
        with scene.runtime.transaction(SYSTEM) as tx:
            identity.disable_user(tx, user_id=who.user_id, reason="nghỉ việc")
        member = scene.member(campaign, one)
        assert (member.owner, member.owner_id is None) == (owner, owner == "")


def test_work_is_handed_to_another_person_with_another_day(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    people = scene.people
    with scene.runtime.transaction(people.secretary) as tx:
        service.assign(
            tx,
            campaign_id=campaign,
            document_ids=[one],
            owner_id=people.secretary.id,
            due_on=date(2026, 4, 1),
        )
    member = scene.member(campaign, one)
    assert (member.owner, member.due_on) == ("Thư ký ISO", date(2026, 4, 1))
    with scene.runtime.reading() as session:
        now = scene.runtime.now()
        assert not queries.list_own(session, actor=people.drafter, now=now)
        own = queries.list_own(session, actor=people.secretary, now=now)
    assert [codes(members) for _, members in own] == [["QT-1"]]
    with pytest.raises(Refused) as refused, scene.runtime.transaction(people.secretary) as tx:
        service.assign(
            tx,
            campaign_id=campaign,
            document_ids=[one],
            owner_id=people.reader.id,
            due_on=date(2020, 1, 1),
        )
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused), scene.runtime.transaction(people.secretary) as tx:
        service.assign(tx, campaign_id=campaign, document_ids=[one])


def test_notes_are_written_by_the_owner_and_the_secretary(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    for actor in (scene.people.drafter, scene.people.secretary):
        with scene.runtime.transaction(actor) as tx:
            service.add_note(tx, campaign_id=campaign, document_id=one, text=" đã hỏi huyện ")
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.reader) as tx:
        service.add_note(tx, campaign_id=campaign, document_id=one, text="x")
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        service.add_note(tx, campaign_id=campaign, document_id=one, text=" ")
    with scene.runtime.reading() as session:
        notes = queries.list_notes(session, campaign, one)
    assert [(note.author_name, note.text) for note in notes] == [
        ("Công chức soạn thảo", "đã hỏi huyện"),
        ("Thư ký ISO", "đã hỏi huyện"),
    ]


def test_a_document_hurt_later_joins_and_its_owner_is_told_once(scene: Scene) -> None:
    source = scene.replacing()
    scene.document("QT-1", CITES)
    campaign = scene.open(source)
    later = scene.document("QT-2", CITES)
    scene.find()
    assert codes(scene.progress(campaign).inside) == ["QT-1", "QT-2"]
    with scene.runtime.transaction(scene.people.secretary) as tx:
        service.assign(
            tx, campaign_id=campaign, document_ids=[later], owner_id=scene.people.secretary.id
        )
    with scene.runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, document_ids=[later])
        service.tell_newcomers(tx, document_ids=[later])
        effects = tx.session.scalars(select(Effect.id)).all()
        service.tell_newcomers(tx, effect_ids=effects)
    told = [user for user, _ in notices(scene)]
    assert set(told) == {scene.people.drafter.id, scene.people.secretary.id}
    assert len(told) == 2


def test_a_document_whose_findings_are_withdrawn_leaves_visibly(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    with scene.runtime.transaction(SYSTEM) as tx:
        effect = tx.session.scalars(select(Effect)).one()
        legal.withdraw_effect(tx, effect_id=effect.id, reason="đọc nhầm")
    scene.find()
    with scene.runtime.transaction(SYSTEM) as tx:
        impact.raise_findings(tx, effect_ids=[effect.id])
    progress = scene.progress(campaign)
    assert (codes(progress.inside), codes(progress.left)) == ([], ["QT-1"])
    assert progress.done
    assert scene.member(campaign, one).stage is Stage.LEFT


def test_a_campaign_is_closed_by_hand_only_with_a_reason_and_taken_up_again(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    campaign = scene.open(source)
    secretary = scene.people.secretary
    with pytest.raises(Refused), scene.runtime.transaction(secretary) as tx:
        service.close_campaign(tx, campaign_id=campaign, reason=" ")
    with scene.runtime.transaction(secretary) as tx:
        service.close_campaign(tx, campaign_id=campaign, reason="gộp vào kế hoạch khác")
    with pytest.raises(Refused):
        scene.verdict(campaign, one, verdict="amend")
    with scene.runtime.transaction(secretary) as tx:
        again = service.open_campaign(tx, source_id=source).id
    assert again != campaign
    with pytest.raises(Refused) as refused, scene.runtime.transaction(secretary) as tx:
        service.reopen_campaign(tx, campaign_id=campaign, reason="")
    assert len(refused.value.reasons) == 2
    with scene.runtime.transaction(secretary) as tx:
        service.close_campaign(tx, campaign_id=again, reason="mở nhầm")
    with scene.runtime.transaction(secretary) as tx:
        service.reopen_campaign(tx, campaign_id=campaign, reason="tiếp tục")
    with pytest.raises(Refused), scene.runtime.transaction(secretary) as tx:
        service.reopen_campaign(tx, campaign_id=campaign, reason="nữa")


def test_another_agency_has_no_campaign_here(scene: Scene) -> None:
    source = scene.replacing()
    scene.document("QT-1", CITES)
    campaign = scene.open(source)
    with pytest.raises(NotFound), scene.runtime.reading() as session:
        queries.get_campaign(session, campaign, actor=SYSTEM)


def test_the_preview_shows_confirmed_and_proposed_effects_apart(scene: Scene) -> None:
    source = scene.replacing()
    scene.document("QT-1", CITES)
    scene.find()
    law = scene.make_text(
        "60/2014/QH13",
        type="Luật",
        title="Luật Hộ tịch",
        issuer="Quốc hội",
        issued_on=date(2014, 11, 20),
        effective_on=date(2016, 1, 1),
    )
    assert law
    scene.document("QT-2", "Theo Điều 18 Luật Hộ tịch.")
    scene.document("QT-3", "Luật Hộ tịch năm 2014.")
    with scene.runtime.transaction(SYSTEM) as tx:
        legal.propose_effects(
            tx,
            source_id=source,
            proposals=[
                Proposal(
                    target=TargetSaid(number="60/2014/QH13"),
                    action=Action.AMENDS,
                    extent=Extent.PARTS,
                    paths=("d0018.",),
                )
            ],
        )
    with scene.runtime.reading() as session:
        preview = preview_of(session, source, actor=scene.people.secretary, now=scene.runtime.now())
        assert codes(preview.strong) == ["QT-1"]
        assert [p.context for p in preview.passages[preview.strong[0].document_id]] == [CITES]
        assert preview.owners == [("Công chức soạn thảo", 1)]
        assert [(one.code, one.strong) for one in preview.proposed] == [
            ("QT-2", True),
            ("QT-3", False),
        ]
        passage = preview.proposed[0].passages[0]
        assert (passage.context, passage.overlap) == (
            "Theo Điều 18 Luật Hộ tịch.",
            Overlap.EXACT,
        )
    with scene.runtime.reading() as session:
        assert session.scalars(select(Effect)).all()  # nothing was written by looking


def test_shares_and_the_burndown_add_up(scene: Scene) -> None:
    source = scene.replacing()
    one = scene.document("QT-1", CITES)
    scene.document("QT-2", CITES, field="Hộ tịch")
    campaign = scene.open(source)
    scene.verdict(campaign, one, verdict="keep", reason_code="historical_citation")
    progress = scene.progress(campaign)
    shares = queries.shares_of(progress.inside, "field")
    assert [(s.name, s.total, s.undecided, s.ended) for s in shares] == [
        ("Hệ thống ISO", 1, 0, 1),
        ("Hộ tịch", 1, 1, 0),
    ]
    points = queries.points_of(progress, today=TODAY)
    today = day_of(scene.runtime.now())
    assert [(p.on, p.left) for p in points] == [(today, 2), (today, 1)]
    with scene.runtime.reading() as session:
        assert documents.has_documents(session, agency_id=scene.people.agency_id)
