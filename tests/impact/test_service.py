from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.documents.models import Version
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import service as identity
from docctl.impact import service
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState, Overlap, ReasonCode
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from docctl.workflow import service as workflow
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, TODAY, FUTURE = date(2025, 1, 1), date(2026, 3, 2), date(2026, 4, 15)
CITES_OLD = f"Căn cứ Nghị định số {OLD} của Chính phủ;"
CITES_CLAUSE = f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}."
CITES_NEW = f"Căn cứ Nghị định số {NEW} của Chính phủ;"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def document_of(runtime: Runtime, version_id: int) -> int:
    with runtime.reading() as session:
        return session.get_one(Version, version_id).document_id


def test_the_end_of_a_text_raises_one_finding_per_citation_and_only_once(
    law: Law, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    citing = make_version(CITES_OLD, CITES_CLAUSE, effective_on=PAST)
    make_version("Không viện dẫn gì.", code="QT-02", effective_on=PAST)
    effect = law.effect(law.text(NEW, FUTURE), old)
    assert len(law.raise_for(effect)) == 2
    assert law.raise_for(effect) == []
    assert law.raise_for_version(citing) == []
    findings = law.findings()
    assert {one.version_id for one in findings} == {citing}
    assert {one.overlap for one in findings} == {Overlap.WHOLE_TEXT}
    assert {one.due_on for one in findings} == {FUTURE}


def test_only_confirmed_effects_raise_and_withdrawn_ones_take_their_findings_along(
    law: Law, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    effect = law.effect(law.text(NEW), old, on=TODAY)
    law.raise_for(effect)
    law.withdraw(effect)
    law.raise_for(effect)
    assert law.states() == [FindingState.WITHDRAWN]


def test_an_effect_confirmed_again_opens_its_finding_again(
    law: Law, make_version: MakeVersion
) -> None:
    old, new = law.text(OLD), law.text(NEW)
    make_version(CITES_OLD, effective_on=PAST)
    effect = law.effect(new, old, on=TODAY)
    law.raise_for(effect)
    law.withdraw(effect)
    law.raise_for(effect)
    assert law.effect(new, old, on=TODAY) == effect
    assert len(law.raise_for(effect)) == 1
    assert law.states() == [FindingState.OPEN]


def test_drafts_and_superseded_versions_have_no_findings_but_scheduled_ones_do(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    first = make_version(CITES_OLD, effective_on=PAST)
    document = document_of(runtime, first)
    second = make_version(CITES_OLD, document_id=document, effective_on=date(2025, 6, 1))
    third = make_version(CITES_OLD, document_id=document, effective_on=date(2026, 4, 1))
    make_version(CITES_OLD, code="QT-02")
    law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    assert [one.version_id for one in law.findings()] == [second, third]


def test_a_changed_provision_hurts_only_citations_of_it(
    law: Law, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_CLAUSE, CITES_OLD, "Theo Điều 9 Nghị định số " + OLD, effective_on=PAST)
    effect = law.effect(law.text(NEW), old, Action.AMENDS, "d0005.k002.", on=FUTURE)
    law.raise_for(effect)
    assert sorted(one.overlap for one in law.findings()) == [Overlap.ELSEWHERE, Overlap.EXACT]


def test_amendments_known_when_the_version_was_issued_raise_nothing(
    law: Law, make_version: MakeVersion
) -> None:
    old, new = law.text(OLD), law.text(NEW)
    make_version(CITES_CLAUSE, effective_on=PAST)
    before = law.effect(new, old, Action.AMENDS, "d0005.", on=date(2020, 1, 1))
    gone = law.effect(new, old, Action.REPEALS, "d0005.k002.", on=date(2020, 1, 1))
    law.raise_for(before, gone)
    assert [one.effect_id for one in law.findings()] == [gone]


def test_owner_and_secretary_get_one_message_each_and_none_for_weak_findings(
    law: Law, secretary: Actor, drafter: Actor, make_version: MakeVersion
) -> None:
    old, new = law.text(OLD), law.text(NEW, TODAY)
    make_version(CITES_OLD, CITES_CLAUSE, effective_on=PAST)
    make_version(CITES_OLD, code="QT-02", effective_on=PAST)
    law.raise_for(law.effect(new, old, Action.AMENDS, extent=Extent.UNSPECIFIED))
    assert law.findings()
    assert law.messages() == []
    effect = law.effect(new, old)
    law.raise_for(effect)
    told = law.messages()
    assert sorted(row.recipient_id for row in told) == sorted([secretary.user_id, drafter.user_id])
    assert {(row.params["findings"], row.params["documents"]) for row in told} == {(3, 2)}
    assert told[0].params["texts"] == [
        {
            "text": OLD,
            "by": NEW,
            "action": "replaces",
            "number": f"TD-{TODAY.year}-{effect:05}",
            "on": TODAY.isoformat(),
        }
    ]


def test_nobody_is_told_twice_of_an_effect_on_one_day(
    law: Law, secretary: Actor, make_version: MakeVersion, clock: Clock
) -> None:
    effect = law.effect(law.text(NEW), law.text(OLD), on=TODAY)
    for number in range(3):
        law.raise_for_version(make_version(CITES_OLD, code=f"QT-{number}", effective_on=PAST))
    assert len(law.messages([secretary.id])) == 1
    law.raise_for(effect)
    assert len(law.messages([secretary.id])) == 1
    clock.set(at(date(2026, 3, 3)))
    law.raise_for_version(make_version(CITES_OLD, code="QT-9", effective_on=PAST))
    assert len(law.messages([secretary.id])) == 2


def test_an_owner_who_left_is_not_told(
    law: Law, runtime: Runtime, secretary: Actor, drafter: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    with runtime.transaction(SYSTEM) as tx:
        identity.disable_user(tx, user_id=drafter.user_id, reason="nghỉ việc")
    law.raise_for(law.effect(law.text(NEW), old, on=TODAY))
    assert [row.recipient_id for row in law.messages()] == [secretary.id]


def test_a_clean_version_approved_for_later_awaits_its_day_and_then_resolves(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    old, new = law.text(OLD), law.text(NEW, FUTURE)
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    law.raise_for(law.effect(new, old))
    repaired = make_version(CITES_NEW, document_id=document, effective_on=FUTURE)
    law.raise_for_version(repaired)
    assert law.states() == [FindingState.AWAITING_EFFECT]
    clock.set(at(date(2026, 4, 14)))
    law.settle(document)
    assert law.states() == [FindingState.AWAITING_EFFECT]
    clock.set(at(FUTURE))
    law.settle(document)
    (finding,) = law.findings()
    assert finding.state is FindingState.RESOLVED
    assert finding.closed_by_version_id == repaired
    assert finding.closed_at == at(FUTURE)


def test_a_new_version_that_still_cites_gets_its_own_finding(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    second = make_version(CITES_OLD, CITES_NEW, document_id=document, effective_on=TODAY)
    law.raise_for_version(second)
    former, own = law.findings()
    assert (former.state, former.closed_by_version_id) == (FindingState.WITHDRAWN, second)
    assert (own.state, own.version_id) == (FindingState.OPEN, second)


def test_starting_a_revision_links_the_draft_and_giving_it_up_opens_the_finding_again(
    law: Law, runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    with runtime.transaction(drafter) as tx:
        draft = service.start_revision(tx, document_id=document)
        assert draft.reason == f"{OLD} → {NEW}"
    (finding,) = law.findings()
    assert (finding.state, finding.draft_id) == (FindingState.IN_REVISION, draft.id)
    with runtime.transaction(drafter) as tx:
        assert service.start_revision(tx, document_id=document).id == draft.id
    with runtime.transaction(drafter) as tx:
        workflow.cancel_version(tx, version_id=draft.id, reason="chưa cần")
    law.settle(document)
    assert law.states() == [FindingState.OPEN]


def test_a_revision_needs_an_open_finding(
    law: Law, runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    with pytest.raises(Refused), runtime.transaction(drafter) as tx:
        service.start_revision(tx, document_id=document)


def test_a_revision_joins_an_open_draft_but_not_one_under_review(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    with runtime.transaction(people.drafter) as tx:
        draft = workflow.open_change(tx, document_id=document, reason="khác").id
    law.settle(document)
    assert law.states() == [FindingState.OPEN]
    with runtime.transaction(people.drafter) as tx:
        workflow.submit_version(
            tx,
            version_id=draft,
            change_summary="sửa",
            reviewer_id=people.reviewer.user_id,
            approver_id=people.approver.user_id,
        )
    with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
        service.start_revision(tx, document_id=document)
    with runtime.transaction(people.drafter) as tx:
        workflow.take_back(tx, version_id=draft, reason="căn cứ đã thay đổi")
        assert service.start_revision(tx, document_id=document).id == draft
    assert law.states() == [FindingState.IN_REVISION]


def test_not_affected_needs_the_right_a_code_and_an_audited_reason(
    law: Law, runtime: Runtime, secretary: Actor, drafter: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    (finding,) = law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    code = ReasonCode.HISTORICAL
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        service.mark_not_affected(tx, finding_id=finding, reason_code=code)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        service.mark_not_affected(tx, finding_id=finding, reason_code="")
    with pytest.raises(NotFound), runtime.transaction(secretary) as tx:
        service.mark_not_affected(tx, finding_id=99, reason_code=code)
    with runtime.transaction(secretary) as tx:
        service.mark_not_affected(tx, finding_id=finding, reason_code=code, reason="dẫn lại")
    (closed,) = law.findings()
    assert (closed.state, closed.decided_by) == (FindingState.NOT_AFFECTED, secretary.name)


def decide(runtime: Runtime, actor: Actor, finding_id: int) -> None:
    with runtime.transaction(actor) as tx:
        service.mark_not_affected(
            tx, finding_id=finding_id, reason_code=ReasonCode.HISTORICAL, reason="dẫn lại"
        )


def test_a_decision_stays_until_the_effect_changes(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old, new = law.text(OLD), law.text(NEW)
    make_version(CITES_OLD, effective_on=PAST)
    effect = law.effect(new, old, on=FUTURE)
    decide(runtime, secretary, law.raise_for(effect)[0])
    assert law.raise_for(effect) == []
    assert law.states() == [FindingState.NOT_AFFECTED]
    assert law.effect(new, old, on=date(2026, 4, 10)) == effect
    assert len(law.raise_for(effect)) == 1
    (finding,) = law.findings()
    assert (finding.state, finding.due_on) == (FindingState.OPEN, date(2026, 4, 10))
    assert (finding.reason_code, finding.decided_by) == ("", "")


def test_a_decision_is_kept_for_the_same_words_in_the_next_version(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    document = document_of(runtime, make_version(CITES_OLD, effective_on=PAST))
    decide(runtime, secretary, law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))[0])
    second = make_version(CITES_OLD, CITES_CLAUSE, document_id=document, effective_on=TODAY)
    raised = law.raise_for_version(second)
    same, other = law.findings()[1:]
    assert (same.state, same.reason) == (FindingState.NOT_AFFECTED, "dẫn lại")
    assert (other.state, [other.id]) == (FindingState.OPEN, raised)


def test_a_decision_can_be_taken_back_with_a_reason(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    (finding,) = law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        service.reopen(tx, finding_id=finding, reason=" ")
    assert len(refused.value.reasons) == 2
    decide(runtime, secretary, finding)
    with runtime.transaction(secretary) as tx:
        service.reopen(tx, finding_id=finding, reason="xem lại")
    assert law.states() == [FindingState.OPEN]


def test_a_change_opened_for_an_amendment_answers_it(
    law: Law, runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    document = document_of(runtime, make_version(CITES_CLAUSE, effective_on=PAST))
    law.raise_for(law.effect(law.text(NEW), old, Action.AMENDS, "d0005.", on=FUTURE))
    repaired = make_version(CITES_CLAUSE, document_id=document, effective_on=date(2026, 4, 1))
    law.raise_for_version(repaired)
    assert law.states() == [FindingState.OPEN] * 2
    with runtime.transaction(SYSTEM) as tx:
        finding = tx.session.get_one(Finding, law.findings()[0].id)
        finding.draft_id = repaired
    law.settle(document)
    assert law.states() == [FindingState.AWAITING_EFFECT, FindingState.WITHDRAWN]


def test_the_sweep_finds_what_a_crash_left_out_and_changes_nothing_the_second_time(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    for number in range(5):
        make_version(CITES_OLD, code=f"QT-{number}", effective_on=PAST)
    law.effect(law.text(NEW), old, on=FUTURE)
    raised, after = 0, 0
    batches = 0
    while True:
        with runtime.transaction(SYSTEM) as tx:
            swept = service.sweep(tx, after=after, limit=2)
        raised, batches = raised + swept.raised, batches + 1
        if swept.next is None:
            break
        after = swept.next
    assert (raised, batches) == (5, 3)
    before = [(one.id, one.state) for one in law.findings()]
    with runtime.transaction(SYSTEM) as tx:
        assert service.sweep(tx).raised == 0
    assert [(one.id, one.state) for one in law.findings()] == before


def test_a_suspension_that_is_over_withdraws_its_findings(
    law: Law, make_version: MakeVersion, runtime: Runtime, clock: Clock
) -> None:
    old = law.text(OLD)
    version = make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, Action.SUSPENDS, on=PAST, until=date(2026, 3, 31)))
    assert law.states() == [FindingState.OPEN]
    clock.set(at(date(2026, 4, 1)))
    law.settle(document_of(runtime, version))
    assert law.states() == [FindingState.WITHDRAWN]


def test_a_text_that_works_again_withdraws_the_findings_of_its_suspension(
    law: Law, make_version: MakeVersion, runtime: Runtime
) -> None:
    old = law.text(OLD)
    version = make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, Action.SUSPENDS, on=PAST))
    law.effect(law.text("20/2026/NĐ-CP"), old, Action.RESUMES, on=date(2026, 2, 1))
    law.settle(document_of(runtime, version))
    assert law.states() == [FindingState.WITHDRAWN]


def test_two_workers_raising_at_once_make_each_finding_once(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    for number in range(4):
        make_version(CITES_OLD, CITES_CLAUSE, code=f"QT-{number}", effective_on=PAST)
    effect = law.effect(law.text(NEW), old, on=FUTURE)
    together = Barrier(3)
    raised: list[int] = []

    def work() -> None:
        together.wait()
        raised.extend(law.raise_for(effect))

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(raised) == [one.id for one in law.findings()]
    assert len(raised) == 8


def test_a_version_that_does_not_exist_is_not_found(law: Law) -> None:
    with pytest.raises(NotFound):
        law.raise_for_version(99)
