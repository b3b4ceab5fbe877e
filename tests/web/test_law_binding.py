"""Binding by hand: ambiguous, not registered, wrong; one decision for all that say the same."""

from datetime import date
from typing import Any

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.errors import NotFound
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.models import Citation
from docctl.legal.rules import Origin, Resolution
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO, address

LOCAL = "Theo Quyết định số 15/QĐ-UBND về một cửa."
UNKNOWN = "Theo Nghị định số 107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ."


def citations(runtime: Runtime, version_id: int) -> list[Citation]:
    with runtime.reading() as session:
        return list(queries.list_citations(session, version_id))


def two_local(make_text: MakeText) -> tuple[int, int]:
    more: dict[str, Any] = {"type": "Quyết định", "effective_on": None}
    return (
        make_text("15/QĐ-UBND", issuer="UBND tỉnh Một", issued_on=date(2019, 1, 5), **more),
        make_text("15/QĐ-UBND", issuer="UBND tỉnh Hai", issued_on=date(2020, 2, 5), **more),
    )


def test_an_ambiguous_citation_is_chosen_from_its_candidates(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    ours, other = two_local(make_text)
    version = make_version(LOCAL, effective_on=LONG_AGO)
    (one,) = citations(runtime, version)
    browser = client_as(people.secretary)
    assert f"/legal/citations/{one.id}" in browser.page(address(runtime, version))
    page = browser.page(f"/legal/citations/{one.id}")
    for text_id in (ours, other):
        assert f'name="text_id" value="{text_id}"' in page
    assert "viện dẫn không nêu" in page  # the rule in words
    assert browser.post(f"/legal/citations/{one.id}", what="text").status_code == 409
    browser.post(f"/legal/citations/{one.id}", what="text", text_id=str(ours))
    (bound,) = citations(runtime, version)
    assert (bound.text_id, bound.origin, bound.decided_by) == (ours, Origin.HUMAN, "Thư ký ISO")


def test_an_unregistered_text_is_registered_from_its_citation_and_bound(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    first = make_version(UNKNOWN, effective_on=LONG_AGO)
    second = make_version(UNKNOWN, code="QT-02", effective_on=LONG_AGO)
    (one,) = citations(runtime, first)
    browser = client_as(people.secretary)
    form = browser.page(f"/legal/new?citation={one.id}")
    for value in ("107/2021/NĐ-CP", "Nghị định", "Chính phủ", "2021-12-06", str(one.id)):
        assert f'value="{value}"' in form
    browser.post(
        "/legal/new",
        citation=str(one.id),
        number="107/2021/NĐ-CP",
        type="Nghị định",
        title="Về một cửa",
        issuer="Chính phủ",
        issued_on="2021-12-06",
    )
    bound = [row.text_id for version in (first, second) for row in citations(runtime, version)]
    assert None not in bound
    assert len(set(bound)) == 1
    (row,) = citations(runtime, first)
    assert row.origin is Origin.AUTO  # the rules bind it; nobody had to overrule them


def test_a_form_filled_in_otherwise_still_binds_the_citation_it_was_opened_for(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version = make_version(UNKNOWN, effective_on=LONG_AGO)
    (one,) = citations(runtime, version)
    client_as(people.secretary).post(
        "/legal/new",
        citation=str(one.id),
        number="107/2021/NĐ-CP-ĐC",
        type="Nghị định",
        title="Số in sai trong quy trình",
        issuer="Chính phủ",
        issued_on="2021-12-06",
    )
    (row,) = citations(runtime, version)
    assert (row.resolution, row.origin) == (Resolution.BOUND, Origin.HUMAN)


def test_a_wrong_binding_is_put_right_and_given_back_to_the_machine(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    wrong = make_text()
    right = make_text("30/2020/NĐ-CP", title="Về công tác văn thư", issued_on=date(2020, 3, 5))
    version = make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=LONG_AGO)
    (one,) = citations(runtime, version)
    assert one.text_id == wrong
    browser = client_as(people.secretary)
    assert f"/legal/citations/{one.id}" in browser.page(address(runtime, version))
    found = browser.page(f"/legal/citations/{one.id}?q=30/2020")
    assert f'name="text_id" value="{right}"' in found
    browser.post(f"/legal/citations/{one.id}", what="text", text_id=str(right), reason="in sai")
    assert citations(runtime, version)[0].text_id == right
    with runtime.transaction(people.secretary) as tx:
        legal.rebind_for_texts(tx, text_ids=[wrong, right])
    assert citations(runtime, version)[0].text_id == right
    page = browser.page(f"/legal/citations/{one.id}")
    assert "do người dùng quyết định" in page
    browser.post(f"/legal/citations/{one.id}", what="machine")
    (back,) = citations(runtime, version)
    assert (back.text_id, back.origin, back.decided_by) == (wrong, Origin.AUTO, "")
    assert browser.post(f"/legal/citations/{one.id}", what="ignore").status_code == 409
    browser.post(f"/legal/citations/{one.id}", what="ignore", reason="là ví dụ")
    assert citations(runtime, version)[0].resolution is Resolution.IGNORED


def test_one_decision_holds_for_all_that_say_the_same(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    ours, _ = two_local(make_text)
    versions = [
        make_version(LOCAL, LOCAL, effective_on=LONG_AGO),
        make_version(LOCAL, code="QT-02", effective_on=LONG_AGO),
        make_version(
            "Theo Quyết định số 15/QĐ-UBND ngày 09/9/2009.", code="QT-03", effective_on=LONG_AGO
        ),
    ]
    first = citations(runtime, versions[0])[0]
    browser = client_as(people.secretary)
    assert "tất cả 3 chỗ" in browser.page(f"/legal/citations/{first.id}")
    browser.post(
        f"/legal/citations/{first.id}", what="text", text_id=str(ours), alike="yes", back="unbound"
    )
    bound = [[one.text_id for one in citations(runtime, version)] for version in versions]
    assert bound == [[ours, ours], [ours], [None]]  # another date is another text


def test_unbound_citations_are_grouped_filtered_and_worked_off(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    browser = client_as(people.secretary)
    assert "Mọi viện dẫn đều đã gắn văn bản" in browser.page("/legal/unbound")
    ours, _ = two_local(make_text)
    make_version(LOCAL, LOCAL, UNKNOWN, "Theo Luật Thử nghiệm năm 2019.", effective_on=LONG_AGO)
    make_version(LOCAL, code="QT-02", effective_on=LONG_AGO)
    with runtime.reading() as session:
        groups, total = queries.list_groups(session, actor=people.secretary, now=runtime.now())
    assert total == 3
    said = [(one.first.number or one.first.name, one.citations, one.documents) for one in groups]
    assert said[0] == ("15/QĐ-UBND", 3, 2)
    assert sorted(said[1:]) == [("107/2021/NĐ-CP", 1, 1), ("Luật Thử nghiệm", 1, 1)]
    assert groups[0].ambiguous == 3
    for asked, seen, unseen in (
        ("?kind=ambiguous", "15/QĐ-UBND", "107/2021/NĐ-CP"),
        ("?kind=unmatched", "107/2021/NĐ-CP", "15/QĐ-UBND"),
        ("?q=thu nghiem", "Luật Thử nghiệm", "107/2021/NĐ-CP"),
    ):
        page = browser.page(f"/legal/unbound{asked}")
        assert seen in page, asked
        assert unseen not in page, asked
    assert "Không có viện dẫn nào phù hợp" in browser.page("/legal/unbound?q=zzz")
    first = groups[0].first
    browser.post(f"/legal/citations/{first.id}", what="text", text_id=str(ours), alike="yes")
    with runtime.reading() as session:
        assert queries.count_unbound(session, actor=people.secretary, now=runtime.now()) == 2


def test_what_one_may_not_see_is_neither_listed_nor_counted_nor_decided(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    draft = make_version("Theo Nghị định số 99/2021/NĐ-CP.")  # the drafter's
    (hidden,) = citations(runtime, draft)

    def count(actor: Actor) -> int:
        with runtime.reading() as session:
            return queries.count_unbound(session, actor=actor, now=runtime.now())

    assert (count(people.secretary), count(people.drafter), count(people.reader)) == (1, 1, 0)
    assert client_as(people.reader).get("/legal/unbound").status_code == 403
    assert client_as(people.reader).get(f"/legal/citations/{hidden.id}").status_code == 404
    with pytest.raises(NotFound), runtime.transaction(people.reviewer) as tx:
        legal.decide_alike(tx, citation_id=hidden.id, ignored=True, reason="x")
    assert "99/2021" in client_as(people.drafter).page("/legal/unbound")


def test_a_drafter_decides_alike_only_in_their_own_draft(
    runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion
) -> None:
    ours, _ = two_local(make_text)
    shown = make_version(LOCAL, effective_on=LONG_AGO)
    draft = make_version(LOCAL, LOCAL, code="QT-02")
    with runtime.transaction(people.drafter) as tx:
        first = citations_in(tx.session, draft)[0]
        assert legal.decide_alike(tx, citation_id=first.id, text_id=ours) == 2
    assert [one.text_id for one in citations(runtime, draft)] == [ours, ours]
    assert [one.text_id for one in citations(runtime, shown)] == [None]


def citations_in(session: Any, version_id: int) -> list[Citation]:
    return list(queries.list_citations(session, version_id))


def test_the_page_says_since_when_a_text_is_asked_for_and_what_came_of_it(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(UNKNOWN, effective_on=LONG_AGO)
    with runtime.transaction(SYSTEM) as tx:
        legal.follow_requests(tx)
    day = runtime.now().strftime("%d/%m/%Y")
    browser = client_as(people.secretary)
    page = browser.page("/legal/unbound?kind=unmatched")
    assert f"đã yêu cầu từ {day}" in page
    assert "QT-01: " in page
    assert "Yêu cầu đã được đáp ứng" not in page
    make_text("107/2021/NĐ-CP", issued_on=None)
    assert "Yêu cầu đã được đáp ứng" in browser.page("/legal/unbound")
    assert "Yêu cầu đã được đáp ứng" not in client_as(people.drafter).page("/legal/unbound")
