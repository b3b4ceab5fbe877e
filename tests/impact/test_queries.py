from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select
from sqlalchemy.dialects import sqlite

from docctl.actors import Actor
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.impact import groups, marks, queries, service
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState, Overlap, Severity, severity_of
from docctl.impact.shown import RANKS, Wanted
from docctl.legal import service as legal
from docctl.legal.models import Effect
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, FUTURE = date(2025, 1, 1), date(2026, 3, 20)
CITES_OLD = f"Căn cứ Nghị định số {OLD} của Chính phủ;"
CITES_CLAUSE = f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}."


def test_lists_show_the_urgent_first_and_weak_ones_only_on_request(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old, other = law.text(OLD), law.text("20/2020/NĐ-CP")
    make_version(CITES_OLD, "Theo Nghị định số 20/2020/NĐ-CP.", effective_on=PAST)
    law.raise_for(
        law.effect(law.text(NEW), old, on=FUTURE),
        law.effect(law.text("21/2026/NĐ-CP"), other, on=PAST),
        law.effect(law.text("22/2026/NĐ-CP"), other, Action.AMENDS, "d0001.", on=FUTURE),
    )
    with runtime.reading() as session:
        page = queries.list_findings(session, actor=secretary, now=runtime.now())
        weak = queries.list_findings(
            session, actor=secretary, now=runtime.now(), wanted=Wanted(weak=True)
        )
        second = queries.list_findings(
            session, actor=secretary, now=runtime.now(), page=2, per_page=1
        )
    assert [row.severity for row in page.rows] == [Severity.CRITICAL, Severity.HIGH]
    assert page.rows[1].change.target == OLD
    assert page.rows[1].change.source == NEW
    assert page.rows[1].quote == f"Nghị định số {OLD}"
    assert [row.severity for row in weak.rows] == [*(row.severity for row in page.rows), "info"]
    assert (second.total, [row.id for row in second.rows]) == (2, [page.rows[1].id])


def test_groups_count_documents_of_an_effect_and_effects_on_a_document(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, CITES_CLAUSE, effective_on=PAST)
    make_version(CITES_CLAUSE, code="QT-02", title="Khác", effective_on=PAST)
    law.raise_for(
        law.effect(law.text(NEW), old, on=PAST),
        law.effect(law.text("22/2026/NĐ-CP"), old, Action.AMENDS, "d0005.k002.", on=FUTURE),
    )
    with runtime.reading() as session:
        by_effect = groups.list_by_effect(session, actor=secretary, now=runtime.now())
        by_document = groups.list_by_document(session, actor=secretary, now=runtime.now())
    replaced, amended = by_effect
    assert replaced.counts == {Severity.CRITICAL: 3}
    assert (replaced.others, replaced.due_on, replaced.label) == (2, PAST, OLD)
    assert amended.counts == {Severity.HIGH: 2}
    assert amended.change is not None
    assert amended.change.action is Action.AMENDS
    assert [(one.label, one.others) for one in by_document] == [("QT-01", 2), ("QT-02", 2)]
    assert by_document[0].counts == {Severity.CRITICAL: 2, Severity.HIGH: 1}


def test_the_badge_counts_all_for_the_secretary_and_their_own_for_owners(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, on=PAST))
    with runtime.reading() as session:
        counts = [
            queries.count_live(session, actor=actor, now=runtime.now())
            for actor in (people.secretary, people.drafter, people.reader)
        ]
    assert counts == [1, 1, 0]


def test_findings_of_a_version_one_may_not_see_are_not_there(
    law: Law, runtime: Runtime, secretary: Actor, reader: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    scheduled = make_version(CITES_OLD, effective_on=FUTURE)
    (finding,) = law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    now = runtime.now()
    with runtime.reading() as session:
        assert queries.get_shown(session, finding, actor=secretary, now=now).id == finding
        with pytest.raises(NotFound):
            queries.get_shown(session, finding, actor=reader, now=now)
        assert queries.list_findings(session, actor=reader, now=now).total == 0
        assert queries.findings_of_version(session, scheduled, actor=reader, now=now) == ()
        assert len(queries.findings_of_version(session, scheduled, actor=secretary, now=now)) == 1


def test_a_draft_opened_for_findings_has_its_stale_citations_marked(
    law: Law, runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    version = make_version(CITES_OLD, CITES_CLAUSE, effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, Action.AMENDS, "d0005.k002.", on=date(2026, 1, 1)))
    with runtime.reading() as session:
        document = session.get_one(Version, version).document_id
    with runtime.transaction(drafter) as tx:
        draft = service.start_revision(tx, document_id=document).id
        legal.bind_version(tx, version_id=draft)
    with runtime.reading() as session:
        found = marks.marks_of_version(session, draft, actor=drafter, now=runtime.now())
    strong = [mark for mark in found if mark.overlap is not Overlap.ELSEWHERE]
    assert [mark.quote for mark in strong] == [f"Nghị định số {OLD}"]
    assert strong[0].severity is Severity.HIGH
    assert strong[0].change.source == NEW
    assert strong[0].block_uid


@given(
    action=st.sampled_from(Action),
    overlap=st.sampled_from(Overlap),
    due=st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    basis=st.booleans(),
    promoted=st.booleans(),
)
def test_sql_grades_as_the_rules_do(
    action: Action, overlap: Overlap, due: date | None, *, basis: bool, promoted: bool
) -> None:
    today = date(2026, 3, 2)
    with ENGINE.connect() as connection:
        facts = select(
            literal(action.value).label("action"),
            literal(overlap.value).label("overlap"),
            literal(due, Finding.due_on.type).label("due_on"),
            literal(basis, Finding.basis.type).label("basis"),
            literal("2026-01-01" if promoted else None).label("promoted_at"),
        ).subquery()
        expression = queries.rank_on(today).compile(
            dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
        )
        statement = str(expression).replace("finding.", "facts.").replace("effect.", "facts.")
        values = facts.element.compile(
            dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
        )
        rank = connection.exec_driver_sql(
            f"SELECT {statement} FROM ({values}) AS facts"
        ).scalar_one()
    assert RANKS[rank] is severity_of(action, overlap, due, today, basis=basis, promoted=promoted)


ENGINE = create_engine("sqlite://")


def test_what_is_closed_is_listed_when_asked_for(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion, clock: Clock
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    (finding,) = law.raise_for(law.effect(law.text(NEW), old, on=FUTURE))
    with runtime.transaction(secretary) as tx:
        service.mark_not_affected(
            tx, finding_id=finding, reason_code="historical_citation", reason=""
        )
    clock.set(datetime(2026, 3, 3, tzinfo=UTC) + timedelta(days=1))
    with runtime.reading() as session:
        wanted = Wanted(states=set(FindingState) - LIVE)
        page = queries.list_findings(session, actor=secretary, now=runtime.now(), wanted=wanted)
        effect = session.scalars(select(Effect)).one()
    assert [row.state for row in page.rows] == [FindingState.NOT_AFFECTED]
    assert page.rows[0].change.effect_id == effect.id
