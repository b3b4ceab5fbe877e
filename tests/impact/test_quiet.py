"""Rules that leave findings aside: tried on history, agreed to by another, over on their day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.errors import Forbidden, NotFound, Refused
from docctl.impact import bundles, queries, quiet, quiet_queries, service
from docctl.impact.models import QuietRule
from docctl.impact.quiet import HISTORY, QuietScope
from docctl.impact.shown import Wanted
from docctl.legal.models import LegalText
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

PAST, TODAY, UNTIL = date(2025, 1, 1), date(2026, 3, 2), date(2026, 4, 1)
CITES_OLD = f"Theo Nghị định số {OLD} của Chính phủ."


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.fixture
def scope(law: Law, make_version: MakeVersion, runtime: Runtime) -> QuietScope:
    """Give the scope of the text that two documents cite and that is replaced today."""
    return QuietScope(text_id=planted(runtime, make_replaced, law, make_version))


def make_replaced(_: Runtime, law: Law, make_version: MakeVersion) -> int:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    make_version(CITES_OLD, code="QT-02", effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW), old, on=TODAY))
    return old


def ask(runtime: Runtime, actor: Actor, scope: QuietScope, *, until: date | None = UNTIL) -> int:
    with runtime.transaction(actor) as tx:
        return quiet.ask_rule(
            tx,
            scope=scope,
            reason="đã soát xét riêng",
            until=until,
            seen=2,
        ).id


def listed(runtime: Runtime, actor: Actor, wanted: Wanted | None = None) -> int:
    with runtime.reading() as session:
        return queries.list_findings(
            session, actor=actor, now=runtime.now(), wanted=wanted or Wanted()
        ).total


def test_the_dry_run_says_what_a_rule_would_have_hidden_and_what_people_acted_on(
    law: Law, runtime: Runtime, people: People, scope: QuietScope, make_version: MakeVersion
) -> None:
    document = law.findings()[0].document_id
    law.raise_for_version(make_version("Không viện dẫn.", document_id=document, effective_on=TODAY))
    with runtime.reading() as session:
        now = runtime.now()
        run = quiet_queries.dry_run(
            session, scope, actor=people.secretary, now=now, since=now - HISTORY
        )
        none = quiet_queries.dry_run(
            session,
            QuietScope(document_id=document, unit_id=7),
            actor=people.secretary,
            now=now,
            since=now - HISTORY,
        )
    assert (run.findings, run.documents, run.acted_on) == (2, 2, 1)
    assert run.states == {"resolved": 1, "open": 1}
    assert run.severities == {"critical": 2}
    assert none.findings == 0


def test_a_rule_counts_only_when_another_person_agrees_and_until_its_day(
    law: Law, runtime: Runtime, people: People, scope: QuietScope, clock: Clock
) -> None:
    rule = ask(runtime, people.secretary, scope)
    assert listed(runtime, people.secretary) == 2
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        quiet.agree_to_rule(tx, rule_id=rule)
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        quiet.agree_to_rule(tx, rule_id=rule)
    with runtime.transaction(people.approver) as tx:
        quiet.agree_to_rule(tx, rule_id=rule)
    assert listed(runtime, people.secretary) == 0
    assert listed(runtime, people.secretary, Wanted(rule_id=rule)) == 2
    assert listed(runtime, people.secretary, Wanted(quiet=True)) == 2
    with runtime.reading() as session:
        now = runtime.now()
        assert queries.count_live(session, actor=people.secretary, now=now) == 0
        assert bundles.list_waiting(session, actor=people.secretary, now=now) == []
    clock.set(noon(UNTIL))
    assert listed(runtime, people.secretary) == 2
    assert listed(runtime, people.secretary, Wanted(rule_id=rule)) == 2


def test_what_a_rule_leaves_aside_is_told_to_nobody_but_found_all_the_same(
    law: Law, runtime: Runtime, people: People, scope: QuietScope, make_version: MakeVersion
) -> None:
    rule = ask(runtime, people.secretary, scope)
    with runtime.transaction(people.approver) as tx:
        quiet.agree_to_rule(tx, rule_id=rule)
    before = len(law.messages())
    make_version(CITES_OLD, code="QT-03", effective_on=PAST)
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    assert len(law.findings()) == 3
    assert len(law.messages()) == before
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        quiet.end_rule(tx, rule_id=rule, reason="")
    with runtime.transaction(people.secretary) as tx:
        quiet.end_rule(tx, rule_id=rule, reason="quá rộng")
    assert listed(runtime, people.secretary) == 3


def test_a_rule_needs_a_scope_a_reason_a_day_and_the_dry_run_that_was_shown(
    runtime: Runtime, people: People, scope: QuietScope
) -> None:
    with pytest.raises(Refused) as refused, runtime.transaction(people.secretary) as tx:
        quiet.ask_rule(tx, scope=QuietScope(), reason=" ", until=TODAY, seen=0)
    assert len(refused.value.reasons) == 3
    for until in (None, TODAY + timedelta(days=367)):
        with pytest.raises(Refused):
            ask(runtime, people.secretary, scope, until=until)
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        quiet.ask_rule(tx, scope=scope, reason="vì", until=UNTIL, seen=1)
    with pytest.raises(NotFound):
        ask(runtime, people.secretary, QuietScope(text_id=999))
    with pytest.raises(Forbidden):
        ask(runtime, people.drafter, scope)


def test_a_rule_that_is_over_or_decided_is_not_agreed_to(
    runtime: Runtime, people: People, scope: QuietScope, clock: Clock
) -> None:
    rule = ask(runtime, people.secretary, scope)
    clock.set(noon(UNTIL))
    with pytest.raises(Refused), runtime.transaction(people.approver) as tx:
        quiet.agree_to_rule(tx, rule_id=rule)
    with runtime.transaction(people.approver) as tx:
        quiet.end_rule(tx, rule_id=rule, reason="không cần")
    with pytest.raises(Refused), runtime.transaction(people.approver) as tx:
        quiet.end_rule(tx, rule_id=rule, reason="nữa")
    with runtime.reading() as session:
        rows = quiet_queries.list_rules(session, actor=people.secretary)
        assert [row.ended_reason for row in rows] == ["không cần"]
        assert session.query(LegalText).count() == 2
        assert session.query(QuietRule).count() == 1
    with pytest.raises(NotFound), runtime.transaction(people.approver) as tx:
        quiet.end_rule(tx, rule_id=rule + 1, reason="x")
