"""Ends that texts state for themselves, and postponed texts: findings follow their days."""

from datetime import date

from docctl.actors import SYSTEM
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState, Overlap
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.models import LegalText
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, END, LATER = date(2025, 1, 1), date(2026, 4, 1), date(2026, 4, 15)
CITES_OLD = f"Căn cứ Nghị định số {OLD} của Chính phủ;"


def own_end(law: Law, text_id: int) -> int:
    with law.runtime.reading() as session:
        return queries.list_own_ends(session, [text_id])[0].id


def correct(runtime: Runtime, text_id: int, ends: date | None) -> None:
    with runtime.transaction(SYSTEM) as tx:
        row = tx.session.get_one(LegalText, text_id)
        legal.correct_text(
            tx,
            text_id=text_id,
            reason="đọc lại",
            number=row.number,
            type=row.type,
            title=row.title,
            issuer=row.issuer,
            effective_on=row.effective_on,
            expires_on=ends,
        )


def shown(findings: list[Finding]) -> list[tuple[Overlap, date | None, FindingState]]:
    return [(one.overlap, one.due_on, one.state) for one in findings]


def test_a_stated_end_raises_one_finding_that_follows_the_date(
    law: Law, make_version: MakeVersion
) -> None:
    old = law.text(OLD, date(2018, 6, 21), expires_on=END)
    make_version(CITES_OLD, effective_on=PAST)
    effect = own_end(law, old)
    assert len(law.raise_for(effect)) == 1
    assert law.raise_for(effect) == []
    assert shown(law.findings()) == [(Overlap.WHOLE_TEXT, END, FindingState.OPEN)]
    correct(law.runtime, old, LATER)
    law.raise_for(effect)
    assert shown(law.findings()) == [(Overlap.WHOLE_TEXT, LATER, FindingState.OPEN)]
    correct(law.runtime, old, None)
    law.raise_for(effect)
    assert law.states() == [FindingState.WITHDRAWN]


def test_an_ending_by_then_raises_the_only_finding(law: Law, make_version: MakeVersion) -> None:
    old = law.text(OLD, date(2018, 6, 21), expires_on=END)
    make_version(CITES_OLD, effective_on=PAST)
    stated = own_end(law, old)
    law.raise_for(stated)
    replaced = law.effect(law.text(NEW, END), old, Action.REPLACES)
    law.raise_for(stated, replaced)
    assert law.states() == [FindingState.WITHDRAWN, FindingState.OPEN]


def test_a_postponed_successor_moves_the_day_of_its_findings(
    law: Law, make_version: MakeVersion
) -> None:
    old, new = law.text(OLD, date(2018, 6, 21)), law.text(NEW, END)
    make_version(CITES_OLD, effective_on=PAST)
    law.raise_for(law.effect(new, old))
    resolution = law.text("1/2026/NQ-CP", date(2026, 3, 1), type="Nghị quyết")
    law.raise_for(law.effect(resolution, new, Action.POSTPONES, until=LATER))
    assert shown(law.findings()) == [(Overlap.WHOLE_TEXT, LATER, FindingState.OPEN)]
