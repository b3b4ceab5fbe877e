"""Decisions of people on findings, with a second person where the rules ask for one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.agencies import service as agencies
from docctl.audit.models import AuditEntry
from docctl.documents.models import Document, Version
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import service as identity
from docctl.impact import queries, service, triage
from docctl.impact.models import Finding
from docctl.impact.states import Decision, FindingState, ReasonCode
from docctl.legal.models import EffectPath
from docctl.legal.rules import Action
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

PAST, TODAY, SOON, FAR = date(2025, 1, 1), date(2026, 3, 2), date(2026, 4, 1), date(2026, 9, 1)
CITES_OLD = f"Thực hiện theo Nghị định số {OLD} của Chính phủ."
CITES_NEW = f"Thực hiện theo Nghị định số {NEW} của Chính phủ."
HISTORICAL = Decision(to=FindingState.NOT_AFFECTED, code=ReasonCode.HISTORICAL, reason="dẫn lại")
IGNORED = Decision(to=FindingState.IGNORED, reason="chờ thông tư hướng dẫn", until=SOON)
REVIEW = Decision(to=FindingState.UNDER_REVIEW)
UPDATE = Decision(to=FindingState.NEEDS_UPDATE, reason="đổi mục 5")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def decide(runtime: Runtime, actor: Actor, decision: Decision, *ids: int) -> None:
    with runtime.transaction(actor) as tx:
        triage.decide(tx, finding_ids=ids, decision=decision)


def answer(
    runtime: Runtime, actor: Actor, *ids: int, agreed: bool = True, reason: str = ""
) -> None:
    with runtime.transaction(actor) as tx:
        triage.answer(tx, finding_ids=ids, agreed=agreed, reason=reason)


def acts(runtime: Runtime, prefix: str = "finding.") -> list[str]:
    with runtime.reading() as session:
        rows = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))
        return [action for action in rows if action.startswith(prefix)]


def told(runtime: Runtime, kind: str) -> list[int]:
    with runtime.reading() as session:
        return sorted(
            session.scalars(select(MessageRow.recipient_id).where(MessageRow.kind == kind))
        )


@pytest.fixture
def dead(runtime: Runtime, law: Law, make_version: MakeVersion) -> int:
    """Give a critical finding: the cited decree is replaced since today."""
    return planted(runtime, make_dead, law, make_version)


def make_dead(_: Runtime, law: Law, make_version: MakeVersion) -> int:
    return replaced_on(TODAY, law, make_version)


@pytest.fixture
def coming(runtime: Runtime, law: Law, make_version: MakeVersion) -> int:
    """Give a finding that is not critical yet."""
    return planted(runtime, make_coming, law, make_version)


def make_coming(_: Runtime, law: Law, make_version: MakeVersion) -> int:
    return replaced_on(SOON, law, make_version)


def replaced_on(day: date, law: Law, make_version: MakeVersion) -> int:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    return law.raise_for(law.effect(law.text(NEW), old, on=day))[0]


def test_a_finding_is_looked_into_and_found_to_need_an_update(
    law: Law, runtime: Runtime, secretary: Actor, dead: int
) -> None:
    decide(runtime, secretary, REVIEW, dead)
    assert law.states() == [FindingState.UNDER_REVIEW]
    decide(runtime, secretary, UPDATE, dead)
    (finding,) = law.findings()
    assert (finding.state, finding.reason) == (FindingState.NEEDS_UPDATE, "đổi mục 5")
    assert finding.decided_by == secretary.name
    assert acts(runtime) == ["finding.under_review", "finding.needs_update"]
    law.settle(finding.document_id)
    assert law.states() == [FindingState.NEEDS_UPDATE]


def test_what_is_critical_is_not_affected_only_when_a_second_person_agrees(
    law: Law, runtime: Runtime, people: People, dead: int
) -> None:
    decide(runtime, people.secretary, HISTORICAL, dead)
    (waiting,) = law.findings()
    assert (waiting.state, waiting.asked_for) == (
        FindingState.UNDER_REVIEW,
        FindingState.NOT_AFFECTED,
    )
    assert told(runtime, "finding.asked") == [people.approver.user_id]
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        triage.answer(tx, finding_ids=[dead], agreed=True)
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        triage.answer(tx, finding_ids=[dead], agreed=True)
    with runtime.reading() as session:
        now = runtime.now()
        counts = [
            queries.count_to_confirm(session, actor=actor, now=now)
            for actor in (people.secretary, people.approver, people.drafter)
        ]
    assert counts == [0, 1, 0]
    answer(runtime, people.approver, dead)
    (closed,) = law.findings()
    assert (closed.state, closed.reason) == (FindingState.NOT_AFFECTED, "dẫn lại")
    assert (closed.decided_by, closed.confirmed_by, closed.asked_for) == (
        people.secretary.name,
        people.approver.name,
        None,
    )
    assert told(runtime, "finding.answered") == [people.secretary.user_id]
    assert acts(runtime) == ["finding.decision_asked", "finding.decision_confirmed"]


def test_a_second_person_refuses_with_a_reason_and_the_finding_stays_under_review(
    law: Law, runtime: Runtime, people: People, dead: int
) -> None:
    decide(runtime, people.secretary, HISTORICAL, dead)
    with pytest.raises(Refused):
        answer(runtime, people.approver, dead, agreed=False)
    answer(runtime, people.approver, dead, agreed=False, reason="mục 3 còn áp dụng")
    (finding,) = law.findings()
    assert (finding.state, finding.asked_for, finding.asked_by) == (
        FindingState.UNDER_REVIEW,
        None,
        "",
    )
    with pytest.raises(Refused):
        answer(runtime, people.approver, dead)


def test_what_is_not_critical_is_closed_by_one_person(
    law: Law, runtime: Runtime, secretary: Actor, coming: int
) -> None:
    decide(runtime, secretary, HISTORICAL, coming)
    assert law.states() == [FindingState.NOT_AFFECTED]


def test_nothing_is_ignored_where_nobody_else_could_agree(
    runtime: Runtime, law: Law, people: People, coming: int
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        identity.disable_user(tx, user_id=people.approver.user_id, reason="nghỉ")
    with pytest.raises(Refused):
        decide(runtime, people.secretary, IGNORED, coming)
    assert law.states() == [FindingState.OPEN]


def test_what_is_ignored_is_back_on_its_day(
    law: Law, runtime: Runtime, people: People, coming: int, clock: Clock
) -> None:
    decide(runtime, people.secretary, IGNORED, coming)
    answer(runtime, people.approver, coming)
    (finding,) = law.findings()
    assert (finding.state, finding.ignored_until) == (FindingState.IGNORED, SOON)
    clock.set(noon(SOON - timedelta(days=1)))
    law.settle(finding.document_id)
    assert law.states() == [FindingState.IGNORED]
    clock.set(noon(SOON))
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    (finding,) = law.findings()
    assert (finding.state, finding.ignored_until, finding.reason) == (FindingState.OPEN, None, "")


def test_nobody_agrees_to_ignoring_until_a_day_that_has_come(
    law: Law, runtime: Runtime, people: People, coming: int, clock: Clock
) -> None:
    decide(runtime, people.secretary, IGNORED, coming)
    clock.set(noon(SOON))
    with pytest.raises(Refused, match="has come"):
        answer(runtime, people.approver, coming)
    with runtime.transaction(people.approver) as tx:
        triage.answer(tx, finding_ids=[coming], agreed=False, reason="Quá ngày.")
    assert law.states() == [FindingState.UNDER_REVIEW]


def test_what_is_ignored_is_back_when_the_day_of_the_change_moves(
    law: Law, runtime: Runtime, people: People, coming: int
) -> None:
    decide(runtime, people.secretary, IGNORED, coming)
    answer(runtime, people.approver, coming)
    with runtime.reading() as session:
        effect = session.get_one(Finding, coming).effect
        source, target = effect.source_id, effect.target_id
    law.raise_for(law.effect(source, target, on=SOON + timedelta(days=3)))
    assert law.states() == [FindingState.OPEN]


def test_what_is_ignored_is_back_when_a_further_change_hurts_the_same_citation(
    law: Law, runtime: Runtime, people: People, coming: int
) -> None:
    decide(runtime, people.secretary, IGNORED, coming)
    answer(runtime, people.approver, coming)
    with runtime.reading() as session:
        target = session.get_one(Finding, coming).effect.target_id
    law.raise_for(law.effect(law.text("20/2026/NĐ-CP"), target, Action.REPEALS, on=TODAY))
    assert law.states() == [FindingState.OPEN, FindingState.OPEN]
    assert acts(runtime, "findings.reopened") == ["findings.reopened"]


def test_what_is_ignored_stays_so_for_the_same_words_and_not_for_edited_ones(
    law: Law, runtime: Runtime, people: People, coming: int, make_version: MakeVersion
) -> None:
    decide(runtime, people.secretary, IGNORED, coming)
    answer(runtime, people.approver, coming)
    with runtime.reading() as session:
        document = session.get_one(Finding, coming).document_id
    edited = CITES_OLD.replace("Thực hiện", "Niêm yết")
    second = make_version(CITES_OLD, edited, document_id=document, effective_on=TODAY)
    law.raise_for_version(second)
    _former, same, other = law.findings()
    assert (same.state, same.ignored_until) == (FindingState.IGNORED, SOON)
    assert (same.decided_by, same.confirmed_by) == (people.secretary.name, people.approver.name)
    assert other.state is FindingState.OPEN


def test_a_decision_that_waits_is_dropped_when_the_change_moves(
    law: Law, runtime: Runtime, people: People, dead: int
) -> None:
    decide(runtime, people.secretary, HISTORICAL, dead)
    with runtime.reading() as session:
        effect = session.get_one(Finding, dead).effect
        source, target = effect.source_id, effect.target_id
    law.raise_for(law.effect(source, target, on=SOON))
    (finding,) = law.findings()
    assert (finding.state, finding.asked_for) == (FindingState.UNDER_REVIEW, None)


def test_a_repair_that_is_none_opens_again_what_it_had_resolved(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    """The effect hits only Điều 6 at first; then it turns out to hit Điều 5 as well."""
    old, new = law.text(OLD), law.text(NEW)
    sixth, fifth = (f"Theo Điều {n} Nghị định số {OLD}." for n in (6, 5))
    first = make_version(sixth, effective_on=PAST)
    with runtime.reading() as session:
        document = session.get_one(Version, first).document_id
    effect = law.effect(new, old, Action.REPEALS, "d0006.", on=TODAY)
    law.raise_for(effect)
    second = make_version(fifth, document_id=document, effective_on=TODAY)
    law.raise_for_version(second)
    assert law.states() == [FindingState.RESOLVED]
    with runtime.transaction(SYSTEM) as tx:
        row = EffectPath(path="d0005.")
        row.effect_id = effect
        tx.session.add(row)
    law.raise_for(effect)
    former, own = law.findings()
    assert (former.state, former.closed_by_version_id) == (FindingState.WITHDRAWN, second)
    assert (own.state, own.version_id) == (FindingState.OPEN, second)
    assert "findings.reopened" in acts(runtime, "findings.")


def test_far_changes_are_scheduled_until_the_notice_begins(
    law: Law, runtime: Runtime, make_version: MakeVersion, clock: Clock
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, on=FAR))
    assert law.states() == [FindingState.SCHEDULED]
    clock.set(noon(FAR - timedelta(days=45)))
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    assert law.states() == [FindingState.OPEN]
    assert acts(runtime, "findings.") == ["findings.raised", "findings.open"]


def test_the_same_decision_is_taken_for_identical_findings_of_one_unit_at_once(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    for number in range(3):
        make_version(CITES_OLD, code=f"QT-{number}", effective_on=PAST)
    raised = law.raise_for(law.effect(law.text(NEW), old, on=SOON))
    with runtime.reading() as session:
        one = queries.get_shown(session, raised[0], actor=people.secretary, now=runtime.now())
        alike = queries.list_alike(session, one, actor=people.secretary, now=runtime.now())
    assert [other.id for other in alike] == raised[1:]
    decide(runtime, people.secretary, HISTORICAL, *raised)
    assert law.states() == [FindingState.NOT_AFFECTED] * 3
    assert acts(runtime) == ["finding.not_affected"]


def test_different_findings_and_those_of_other_units_are_not_decided_together(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    make_version(CITES_OLD, code="QT-02", effective_on=PAST)
    (first, second) = law.raise_for(law.effect(law.text(NEW), old, on=SOON))
    (third, _) = law.raise_for(law.effect(law.text("20/2026/NĐ-CP"), old, Action.REPEALS, on=SOON))
    with pytest.raises(Refused):
        decide(runtime, people.secretary, HISTORICAL, first, third)
    with runtime.transaction(SYSTEM) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp")
        document = tx.session.get_one(Document, tx.session.get_one(Finding, first).document_id)
        document.unit_id = unit.id
    with pytest.raises(Refused):
        decide(runtime, people.secretary, HISTORICAL, first, second)
    with pytest.raises(Refused):
        decide(runtime, people.secretary, HISTORICAL)


def test_deciding_needs_the_right_and_a_finding_one_may_see(
    runtime: Runtime, people: People, coming: int
) -> None:
    with pytest.raises(Forbidden):
        decide(runtime, people.drafter, REVIEW, coming)
    with pytest.raises(NotFound):
        decide(runtime, people.secretary, REVIEW, coming, 999)


def test_a_late_repair_is_named_late(
    law: Law, runtime: Runtime, people: People, dead: int, make_version: MakeVersion
) -> None:
    with runtime.reading() as session:
        document = session.get_one(Finding, dead).document_id
    law.raise_for_version(
        make_version(CITES_NEW, document_id=document, effective_on=TODAY + timedelta(days=9))
    )
    with runtime.reading() as session:
        shown = queries.get_shown(session, dead, actor=people.secretary, now=runtime.now())
    assert (shown.state, shown.late) == (FindingState.AWAITING_EFFECT, True)
