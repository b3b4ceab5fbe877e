"""Groups and lists in pages: the same as read whole, each seen by those who may."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.impact import groups, queries
from docctl.impact.models import Finding, QuietRule
from docctl.impact.rules import LIVE, FindingState, Overlap, Severity
from docctl.impact.shown import RANKS, Group, Shown, Wanted
from docctl.legal.models import LegalText
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, SOON, LATER = date(2025, 1, 1), date(2026, 3, 20), date(2026, 8, 1)
OTHER = "9/2019/NĐ-CP"


def hurt(law: Law, make_version: MakeVersion) -> None:
    """Seven documents on one text that ends soon, three of them on another that changes later."""
    old, other, new = law.text(OLD), law.text(OTHER), law.text(NEW)
    for number in range(7):
        second = (f"Theo khoản 1 Điều 3 Nghị định số {OTHER}.",) if number < 3 else ()
        make_version(f"Căn cứ Nghị định số {OLD};", *second, code=f"QT-{number}", effective_on=PAST)
    law.raise_for(law.effect(new, old, on=SOON))
    law.raise_for(law.effect(new, other, Action.AMENDS, "d0003.", on=LATER))


def test_pages_of_documents_follow_each_other_in_one_order(
    law: Law, runtime: Runtime, make_version: MakeVersion, secretary: Actor
) -> None:
    hurt(law, make_version)
    with runtime.reading() as session:

        def page(number: int, size: int) -> list[Group]:
            return groups.list_by_document(
                session, actor=secretary, now=runtime.now(), page=number, per_page=size
            )

        whole = page(1, 100)
        cut = [one for number in range(1, 5) for one in page(number, 2)]
    assert [one.label for one in whole] == [f"QT-{number}" for number in range(7)]
    assert cut == whole
    assert [one.others for one in whole] == [2, 2, 2, 1, 1, 1, 1]
    assert [sum(one.counts.values()) for one in whole] == [2, 2, 2, 1, 1, 1, 1]


def test_changes_of_law_count_the_documents_they_hurt_the_worst_first(
    law: Law, runtime: Runtime, make_version: MakeVersion, secretary: Actor
) -> None:
    hurt(law, make_version)
    with runtime.reading() as session:
        found = groups.list_by_effect(session, actor=secretary, now=runtime.now())
        second = groups.list_by_effect(
            session, actor=secretary, now=runtime.now(), page=2, per_page=1
        )
        counted = groups.sum_up(session, actor=secretary, now=runtime.now())
    assert [(one.label, one.others, one.due_on) for one in found] == [
        (OLD, 7, SOON),
        (OTHER, 3, LATER),
    ]
    assert second == found[1:]
    assert counted == groups.Sum(citations=10, documents=7, changes=2, late=0, owners=1)


def test_pages_of_findings_have_each_finding_once(
    law: Law, runtime: Runtime, make_version: MakeVersion, secretary: Actor
) -> None:
    hurt(law, make_version)
    with runtime.reading() as session:
        pages = [
            queries.list_findings(
                session, actor=secretary, now=runtime.now(), page=number, per_page=4
            )
            for number in (1, 2, 3, 4)
        ]
    assert [len(one.rows) for one in pages] == [4, 4, 2, 0]
    assert {one.total for one in pages} == {10}
    shown = [row.id for one in pages for row in one.rows]
    assert sorted(shown) == [one.id for one in law.findings()]


def test_nobody_counts_what_one_may_not_see(
    law: Law, runtime: Runtime, make_version: MakeVersion
) -> None:
    hurt(law, make_version)
    stranger = Actor(id=999, name="Người ngoài", agency_id=999, roles=frozenset())
    with runtime.reading() as session:
        now = runtime.now()
        assert groups.list_by_document(session, actor=stranger, now=now) == []
        assert groups.list_by_effect(session, actor=stranger, now=now) == []
        counted = groups.sum_up(session, actor=stranger, now=now, wanted=Wanted(weak=True))
    assert counted == groups.Sum(0, 0, 0, 0, 0)


WANTS = [
    Wanted(),
    Wanted(weak=True),
    Wanted(only_weak=True),
    Wanted(quiet=True),
    Wanted(severity=Severity.CRITICAL),
    Wanted(states=[FindingState.OPEN, FindingState.SCHEDULED], weak=True),
    Wanted(owner_id=-1),  # of the drafter
]


def scattered(runtime: Runtime, people: People, law: Law, make_version: MakeVersion) -> None:
    """Hurt documents of two owners and of none by four changes; a rule leaves one aside."""
    pick = random.Random(7)  # a sample, not a secret
    hurt(law, make_version)
    third, newest = law.text("77/2020/NĐ-CP"), law.text("200/2026/NĐ-CP")
    make_version("Căn cứ Nghị định số 77/2020/NĐ-CP;", code="QT-8", effective_on=PAST)
    with runtime.reading() as session:
        old = session.scalars(select(LegalText.id).where(LegalText.number == OLD)).one()
    law.raise_for(law.effect(newest, third, Action.CORRECTS, on=PAST))
    law.raise_for(law.effect(newest, old, Action.AMENDS, on=LATER, extent=Extent.WHOLE))
    owners = [None, people.drafter.id, people.reader.id]
    with runtime.transaction(SYSTEM) as tx:
        for number, document in enumerate(tx.session.scalars(select(Document))):
            document.owner_id = owners[number % 3]
        for finding in tx.session.scalars(select(Finding).order_by(Finding.id)):
            finding.overlap = pick.choice(list(Overlap))
            finding.due_on = pick.choice([None, PAST, SOON, LATER])
            finding.basis = pick.random() < 0.3
            finding.promoted_at = pick.choice([None, tx.now])
            finding.state = pick.choice([*sorted(LIVE), FindingState.NOT_AFFECTED])
        aside = tx.session.scalars(select(Document.id).where(Document.code == "QT-2")).one()
        tx.session.add(
            QuietRule(
                agency_id=people.agency_id,
                document_id=aside,
                unit_id=None,
                text_id=None,
                reason="vì",
                expires_on=LATER,
                history={},
                made_by_id=people.secretary.user_id or 0,
                made_by="Thư ký",
                made_at=tx.now,
                agreed_by="Chủ tịch",
                agreed_at=tx.now,
            )
        )


def summed_one_by_one(rows: Sequence[Shown], today: date) -> groups.Sum:
    """Sum up findings from the list of them."""
    return groups.Sum(
        citations=len(rows),
        documents=len({row.document_id for row in rows}),
        changes=len({row.change.effect_id for row in rows}),
        late=len({row.document_id for row in rows if row.due_on and row.due_on <= today}),
        owners=len({row.owner_id for row in rows} - {None}),
    )


def grouped_one_by_one(rows: Sequence[Shown], by: str) -> list[tuple[object, ...]]:
    """Group findings from the list of them: the worst first, then by day and name."""
    found: dict[int, list[Shown]] = defaultdict(list)
    for row in rows:
        found[row.change.effect_id if by == "effect" else row.document_id].append(row)
    whole = []
    for one, some in found.items():
        due = min((row.due_on for row in some if row.due_on), default=None)
        label = some[0].change.target if by == "effect" else some[0].code
        worst = min(RANKS.index(row.severity) for row in some)
        others = {row.document_id if by == "effect" else row.change.effect_id for row in some}
        counts = dict(Counter(row.severity for row in some))
        key = (worst, due is None, due or date.min, label, one)
        whole.append((key, (one, label, due, counts, len(others))))
    return [told for _, told in sorted(whole, key=lambda pair: pair[0])]


@pytest.mark.parametrize("by", ["effect", "document"])
def test_the_groups_of_a_page_and_the_sum_are_those_of_the_list_one_by_one(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion, *, by: str
) -> None:
    scattered(runtime, people, law, make_version)
    page_of = groups.page_by_effect if by == "effect" else groups.page_by_document
    list_of = groups.list_by_effect if by == "effect" else groups.list_by_document
    seen = set[int]()
    with runtime.reading() as session:
        for actor, asked in product((people.secretary, people.reader), WANTS):
            wanted = replace(asked, owner_id=people.drafter.id) if asked.owner_id else asked
            kw: dict[str, Any] = {"actor": actor, "now": runtime.now(), "wanted": wanted}
            rows = queries.list_findings(session, per_page=1000, **kw).rows
            expected = grouped_one_by_one(rows, by)
            told = summed_one_by_one(rows, day_of(runtime.now()))
            seen.add(len(rows))
            assert groups.sum_up(session, **kw) == told
            for number in range(1, len(expected) + 2):
                found = page_of(session, page=number, per_page=2, **kw)
                values = [(o.id, o.label, o.due_on, o.counts, o.others) for o in found.groups]
                assert values == expected[2 * number - 2 : 2 * number]
                assert found.counted == told
                assert found.groups == list_of(session, page=number, per_page=2, **kw)
    assert len(seen) > 4  # the ways to ask differ
