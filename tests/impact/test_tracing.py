"""Why a citation is flagged, or at which step it is not; reports of overlooked ones."""

from datetime import date

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.documents.models import Version
from docctl.errors import NotFound, Refused
from docctl.impact import missed, reports, service, tracing
from docctl.impact.tracing import Line
from docctl.impact.verdicts import Verdict
from docctl.legal import service as legal
from docctl.legal.models import Citation
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, TODAY = date(2025, 1, 1), date(2026, 3, 2)
CLAUSE = f"Theo khoản 2 Điều 5 Nghị định số {OLD}."


def document_of(runtime: Runtime, version_id: int) -> int:
    with runtime.reading() as session:
        return session.get_one(Version, version_id).document_id


def lines(runtime: Runtime, actor: Actor, version_id: int, text_id: int) -> tuple[Line, ...]:
    document = document_of(runtime, version_id)
    with runtime.reading() as session:
        found = tracing.trace(session, document, text_id, actor=actor, now=runtime.now())
        return found.lines


def verdicts(runtime: Runtime, actor: Actor, version_id: int, text_id: int) -> list[Verdict]:
    return [line.verdict for line in lines(runtime, actor, version_id, text_id)]


@pytest.mark.parametrize(
    ("action", "path", "verdict"),
    [
        (Action.REPLACES, "", Verdict.HURT),
        (Action.REPEALS, "d0005.", Verdict.HURT),
        (Action.AMENDS, "d0006.", Verdict.OTHER_PROVISION),
        (Action.DETAILS, "", Verdict.HARMLESS),
    ],
)
def test_the_trace_says_what_became_of_a_change(
    law: Law,
    runtime: Runtime,
    secretary: Actor,
    make_version: MakeVersion,
    *,
    action: Action,
    path: str,
    verdict: Verdict,
) -> None:
    version = make_version(CLAUSE, effective_on=PAST)
    old, new = law.text(OLD), law.text(NEW)
    effect = law.effect(new, old, action, *([path] if path else []), on=TODAY)
    law.raise_for(effect)
    (line,) = lines(runtime, secretary, version, new)
    assert line.verdict is verdict
    assert (line.finding is not None) is (verdict is Verdict.HURT)
    assert verdicts(runtime, secretary, version, old) == [verdict]


def test_the_trace_ends_at_the_binding_of_a_mention(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    version = make_version(CLAUSE, effective_on=PAST)
    old, new = law.text(OLD), law.text(NEW)
    assert verdicts(runtime, secretary, version, old) == [Verdict.NO_EFFECT]
    law.effect(new, old, on=TODAY)
    with runtime.transaction(secretary) as tx:
        citation = tx.session.query(Citation).one().id
        legal.decide_citation(tx, citation_id=citation, ignored=True, reason="ví dụ")
    assert verdicts(runtime, secretary, version, new) == [Verdict.NO_CITATION]


def test_the_trace_ends_at_a_change_that_does_not_count_or_does_not_work(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    version = make_version(CLAUSE, effective_on=PAST)
    old, new = law.text(OLD), law.text(NEW, TODAY)
    effect = law.effect(new, old)
    stop = law.text("9/2026/NQ-CP", TODAY, type="Nghị quyết")
    law.effect(stop, new, Action.SUSPENDS)
    assert verdicts(runtime, secretary, version, new) == [Verdict.RESTS]
    law.withdraw(effect)
    assert verdicts(runtime, secretary, version, new) == [Verdict.EFFECT_WITHDRAWN]


def test_the_trace_says_that_a_version_answers_for_what_came_before_it(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version = make_version(CLAUSE, effective_on=PAST)
    old, new = law.text(OLD), law.text(NEW)
    law.effect(new, old, Action.AMENDS, "d0005.k002.", on=date(2020, 1, 1))
    assert verdicts(runtime, people.secretary, version, new) == [Verdict.KNOWN]
    weak = law.text("20/2026/NĐ-CP")
    law.effect(weak, old, Action.AMENDS, "d0005.k002.", on=TODAY)
    repaired = make_version(CLAUSE, code="QT-02", effective_on=PAST)
    assert verdicts(runtime, people.secretary, repaired, weak) == [Verdict.HURT]


def test_no_mention_gives_no_line_and_a_hidden_document_no_trace(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version = make_version("Không viện dẫn.", effective_on=date(2026, 5, 1))
    text = law.text(OLD)
    assert lines(runtime, people.secretary, version, text) == ()
    with pytest.raises(NotFound):
        lines(runtime, people.reader, version, text)


def test_everybody_who_sees_a_document_reports_and_the_secretary_answers(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    document = document_of(runtime, make_version("Theo Luật mới.", effective_on=PAST))
    with pytest.raises(Refused) as refused, runtime.transaction(people.reader) as tx:
        reports.report_missed(tx, document_id=document, words=" ", text="")
    assert len(refused.value.reasons) == 2
    with runtime.transaction(people.reader) as tx:
        report = reports.report_missed(
            tx, document_id=document, words="Theo Luật mới.", text="Luật mới"
        ).id
    with runtime.reading() as session:
        assert missed.count_missed(session, actor=people.secretary, now=runtime.now()) == 1
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        reports.settle_missed(tx, report_id=report, answer="")
    with runtime.transaction(people.secretary) as tx:
        reports.settle_missed(tx, report_id=report, answer="đã gắn với Luật 1/2026/QH16")
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        reports.settle_missed(tx, report_id=report, answer="lần nữa")
    with runtime.reading() as session:
        rows = missed.list_missed(session, actor=people.secretary, now=runtime.now())
        assert [row.answer for row, _ in rows] == ["đã gắn với Luật 1/2026/QH16"]
        assert missed.count_missed(session, actor=people.secretary, now=runtime.now()) == 0


def test_a_report_on_what_one_may_not_see_is_not_there(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    document = document_of(runtime, make_version("Theo Luật mới.", effective_on=date(2026, 5, 1)))
    with pytest.raises(NotFound), runtime.transaction(people.reader) as tx:
        reports.report_missed(tx, document_id=document, words="a", text="b")
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
