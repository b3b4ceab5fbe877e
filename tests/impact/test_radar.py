"""What comes in the next days, whom it hurts, how far the work is; by unit; for whom may see it."""

from datetime import UTC, date, datetime

from docctl.actors import SYSTEM, Actor
from docctl.agencies import service as agencies
from docctl.documents.models import Document, Version
from docctl.impact import service, triage
from docctl.impact.radar import Progress, Radar, look_ahead
from docctl.impact.states import Decision, FindingState
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, SOON, LATER, FAR = date(2025, 1, 1), date(2026, 3, 20), date(2026, 5, 20), date(2027, 1, 1)
CITES = f"Căn cứ Nghị định số {OLD};"


def ask(runtime: Runtime, actor: Actor, days: int = 90, unit: int | None = None) -> Radar:
    with runtime.reading() as session:
        return look_ahead(session, actor=actor, now=runtime.now(), days=days, unit_id=unit)


def test_what_comes_stands_in_the_order_of_its_day_within_the_horizon(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old, other, third = law.text(OLD), law.text("20/2020/NĐ-CP"), law.text("30/2020/NĐ-CP")
    make_version(CITES, "Theo Nghị định số 20/2020/NĐ-CP và Nghị định số 30/2020/NĐ-CP.",
                 effective_on=PAST)  # fmt: skip
    law.raise_for(
        law.effect(law.text(NEW), other, on=LATER),
        law.effect(law.text("21/2026/NĐ-CP", SOON), old),
        law.effect(law.text("22/2026/NĐ-CP"), third, on=FAR),
    )
    seen = ask(runtime, secretary)
    assert [(one.day, one.change.target, one.all, one.left) for one in seen.coming] == [
        (SOON, OLD, 1, 1),
        (LATER, "20/2020/NĐ-CP", 1, 1),
    ]
    assert [one.day for one in ask(runtime, secretary, 30).coming] == [SOON]
    assert [(one.day, one.text.number, one.documents) for one in seen.entering] == [
        (SOON, "21/2026/NĐ-CP", 1)
    ]
    assert all(one.ends for one in seen.coming)
    assert seen.overdue == ()


def test_work_is_told_by_the_least_done_and_late_only_while_some_is_left(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    old = law.text(OLD)
    first = make_version(CITES, code="QT-01", effective_on=PAST)
    make_version(CITES, code="QT-02", effective_on=PAST)
    third = make_version(CITES, code="QT-03", effective_on=PAST)
    findings = law.raise_for(law.effect(law.text(NEW), old, on=SOON))
    with runtime.reading() as session:
        documents = [session.get_one(Version, one).document_id for one in (first, third)]
    with runtime.transaction(people.drafter) as tx:
        service.start_revision(tx, document_id=documents[0])
    reason = Decision(to=FindingState.NOT_AFFECTED, code="historical_citation")
    with runtime.transaction(people.secretary) as tx:
        triage.decide(tx, finding_ids=findings[2:], decision=reason)
    (one,) = ask(runtime, people.secretary).coming
    assert one.counts == {Progress.WAITING: 1, Progress.WORKING: 1, Progress.DONE: 1}
    assert [(two.code, two.progress.value) for two in one.documents] == [
        ("QT-02", "waiting"),
        ("QT-01", "working"),
        ("QT-03", "done"),
    ]
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    late = ask(runtime, people.secretary)
    assert [(one.day, one.left) for one in late.overdue] == [(SOON, 2)]
    assert late.coming == ()


def test_a_unit_sees_its_documents_and_nobody_what_is_hidden(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES, code="QT-01", effective_on=PAST)
    make_version(CITES, code="QT-02", effective_on=PAST)
    make_version(CITES, code="QT-03", effective_on=date(2026, 3, 10))  # scheduled
    with runtime.transaction(SYSTEM) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Văn phòng").id
        document = tx.session.query(Document).filter(Document.code == "QT-02").one()
        document.unit_id = unit
    law.raise_for(law.effect(law.text(NEW), old, on=SOON))
    codes = {
        who: [two.code for one in ask(runtime, actor).coming for two in one.documents]
        for who, actor in (("secretary", people.secretary), ("reader", people.reader))
    }
    assert codes == {"secretary": ["QT-01", "QT-02", "QT-03"], "reader": ["QT-01", "QT-02"]}
    (one,) = ask(runtime, people.secretary, unit=unit).coming
    assert [two.code for two in one.documents] == ["QT-02"]


def test_a_postponed_text_begins_on_its_new_day(
    law: Law, runtime: Runtime, secretary: Actor
) -> None:
    text = law.text("40/2026/NĐ-CP", SOON)
    moving = law.text("41/2026/NĐ-CP", date(2026, 3, 1))
    assert [one.day for one in ask(runtime, secretary).entering] == [SOON]
    law.effect(moving, text, Action.POSTPONES, until=LATER)
    assert [one.day for one in ask(runtime, secretary).entering] == [LATER]
    assert ask(runtime, secretary, 30).entering == ()


def test_without_anything_it_is_empty(runtime: Runtime, secretary: Actor) -> None:
    assert ask(runtime, secretary).is_empty
