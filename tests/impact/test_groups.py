"""Groups and lists in pages: the same as read whole, each seen by those who may."""

from datetime import date

from docctl.actors import Actor
from docctl.impact import groups, queries
from docctl.impact.shown import Group, Wanted
from docctl.legal.rules import Action
from docctl.runtime import Runtime
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
