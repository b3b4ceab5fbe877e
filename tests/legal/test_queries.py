"""Reading the register and who cites it: few queries, and only what one may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from docctl.actors import Actor
from docctl.errors import Forbidden, NotFound
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.impact_query import impact
from docctl.legal.rules import Action, Extent
from docctl.legal.service import EffectSaid
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from tests.conftest import NOW, People
from tests.support.make import MakeText, MakeVersion

TODAY = date(2026, 3, 2)
LAW: dict[str, Any] = {
    "number": "60/2014/QH13",
    "type": "Luật",
    "title": "Hộ tịch",
    "issuer": "Quốc hội",
    "issued_on": date(2014, 11, 20),
    "effective_on": date(2016, 1, 1),
}


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(runtime.engine, "before_cursor_execute", note)
    yield statements
    event.remove(runtime.engine, "before_cursor_execute", note)


def record(runtime: Runtime, source: int, said: EffectSaid, actor: Actor) -> None:
    with runtime.transaction(actor) as tx:
        legal.record_effects(tx, source_id=source, effects=[said])


@pytest.mark.parametrize(
    "query",
    ["61/2018/NĐ-CP", "61/2018/nd-cp", " 61/2018 / ND-CP", "61/2018", "cơ chế một cửa", "mot cua"],
)
def test_a_text_is_found_by_number_or_words(
    runtime: Runtime, make_text: MakeText, query: str
) -> None:
    text = make_text()
    make_text(**LAW)
    with runtime.reading() as session:
        page = queries.find_texts(session, query=query)
    assert ([found.id for found in page.texts], page.total) == ([text], 1)


def test_texts_are_filtered_and_paged_newest_first(runtime: Runtime, make_text: MakeText) -> None:
    decree, law = make_text(), make_text(**LAW)
    undated = make_text("5/CP", issued_on=None)
    with runtime.reading() as session:
        everything = queries.find_texts(session)
        assert [text.id for text in everything.texts] == [decree, law, undated]
        second = queries.find_texts(session, page=2, size=2)
        assert ([text.id for text in second.texts], second.total) == ([undated], 3)
        laws = queries.find_texts(session, type="Luật", issuer="quoc hoi")
        assert [text.id for text in laws.texts] == [law]
        recent = queries.find_texts(
            session, issued_from=date(2018, 1, 1), issued_to=date(2018, 12, 31)
        )
        assert [text.id for text in recent.texts] == [decree]
        assert queries.find_texts(session, certainty="A").total == 0
        assert dict(queries.list_types(session)) == {"Nghị định": 2, "Luật": 1}


def test_a_percent_sign_is_no_wildcard(runtime: Runtime, make_text: MakeText) -> None:
    make_text()
    with runtime.reading() as session:
        assert queries.find_texts(session, query="%").total == 0


def test_cited_texts_are_told_from_the_others(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    decree, law = make_text(), make_text(**LAW)
    make_version("Theo Nghị định số 61/2018/NĐ-CP.")
    with runtime.reading() as session:
        assert [one.id for one in queries.find_texts(session, cited=True).texts] == [decree]
        assert [one.id for one in queries.find_texts(session, cited=False).texts] == [law]


def test_what_is_not_there_is_not_found(runtime: Runtime) -> None:
    with runtime.reading() as session:
        for get in (queries.get_text, queries.get_effect, queries.get_citation):
            with pytest.raises(NotFound):
                get(session, 1)


def test_each_citation_has_its_standing_on_the_day(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    law = make_text(**LAW)
    amending = make_text("7/2025/NĐ-CP", effective_on=date(2025, 1, 9))
    said = EffectSaid(
        target_id=law, action=Action.AMENDS, extent=Extent.PARTS, paths=("d0015.k002.",)
    )
    record(runtime, amending, said, secretary)
    version = make_version(
        "Theo khoản 2 Điều 15 Luật Hộ tịch.",
        "Theo Điều 16 Luật Hộ tịch.",
        "Theo Nghị định số 1/2001/NĐ-CP.",
    )
    with runtime.reading() as session:
        forces = queries.standing_of_citations(session, version, TODAY)
        before = queries.standing_of_citations(session, version, date(2025, 1, 8))
    assert [force.standing for force in forces.values()] == [
        Standing.AMENDED_HERE,
        Standing.AMENDED_ELSEWHERE,
        Standing.UNREGISTERED,
    ]
    assert next(iter(before.values())).standing is Standing.IN_FORCE


def test_standings_cost_the_same_few_queries_for_many_citations(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    newest = make_text("99/2025/NĐ-CP", effective_on=date(2025, 1, 1))
    for number in range(1, 13):
        old = make_text(f"{number}/2018/NĐ-CP")
        record(runtime, newest, EffectSaid(target_id=old, action=Action.REPLACES), secretary)
    few = make_version("Theo Nghị định số 1/2018/NĐ-CP.", code="QT-01")
    many = make_version(
        *(f"Theo Nghị định số {number}/2018/NĐ-CP." for number in range(1, 13)), code="QT-02"
    )
    spent = []
    for version in (few, many):
        with runtime.reading() as session, counted(runtime) as statements:
            forces = queries.standing_of_citations(session, version, TODAY)
        assert {force.standing for force in forces.values()} == {Standing.REPLACED}
        assert {force.successors for force in forces.values()} == {(newest,)}
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 8


def test_the_law_behind_the_law_is_loaded(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    first = make_text("15/2018/NĐ-CP", effective_on=date(2018, 2, 2))
    second = make_text("46/2026/NĐ-CP", effective_on=date(2026, 1, 26))
    third = make_text("9/2026/NQ-CP", type="Nghị quyết", effective_on=date(2026, 2, 4))
    record(runtime, second, EffectSaid(target_id=first, action=Action.REPLACES), secretary)
    record(runtime, third, EffectSaid(target_id=second, action=Action.SUSPENDS), secretary)
    with runtime.reading() as session:
        assert queries.standing_of_text(session, first, date(2026, 2, 3)) is Standing.REPLACED
        assert queries.standing_of_text(session, first, date(2026, 2, 4)) is Standing.IN_FORCE


def test_who_cites_a_provision_is_answered_by_overlap(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion, secretary: Actor
) -> None:
    law = make_text(**LAW)
    make_version(
        "Theo khoản 2 Điều 15 Luật Hộ tịch.",
        "Theo Điều 15 Luật Hộ tịch.",
        "Theo Điều 15a Luật Hộ tịch.",
        "Theo Luật Hộ tịch.",
    )

    def cited(path: str | None) -> list[str]:
        with runtime.reading() as session:
            found = queries.list_citing(session, text_id=law, actor=secretary, now=NOW, path=path)
            return [one.context for one in found]

    assert len(cited(None)) == 4
    assert cited("d0015.") == ["Theo khoản 2 Điều 15 Luật Hộ tịch.", "Theo Điều 15 Luật Hộ tịch."]
    assert cited("d0015.k002.p01.") == cited("d0015.")
    assert cited("d0015.k003.") == ["Theo Điều 15 Luật Hộ tịch."]


def test_drafts_of_others_are_not_among_those_who_cite(
    runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion
) -> None:
    law = make_text(**LAW)
    make_version("Theo Luật Hộ tịch.", code="QT-01")
    effective = make_version("Theo Luật Hộ tịch.", code="QT-02", effective_on=date(2026, 1, 5))
    seen = {}
    with runtime.reading() as session:
        for actor in (people.reader, people.drafter, people.secretary, people.auditor):
            found = queries.list_citing(session, text_id=law, actor=actor, now=NOW)
            seen[actor.name] = len(found)
            assert effective in {one.version_id for one in found}
    assert list(seen.values()) == [1, 2, 2, 2]


# --- impact -------------------------------------------------------------------------------------


def test_impact_gives_the_versions_and_passages_that_cite_by_number_or_name(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text(**LAW)
    first = make_version(
        "Căn cứ Luật Hộ tịch số 60/2014/QH13.",
        "Theo Điều 5 Luật Hộ tịch.",
        code="QT-01",
        effective_on=date(2026, 1, 5),
    )
    second = make_version("Theo Luật Hộ tịch năm 2014.", code="QT-02")
    make_version("Theo Luật Đất đai.", code="QT-03")
    for asked in ("60/2014/QH13", "60/2014/qh13", "luật hộ tịch"):
        with runtime.reading() as session:
            answer = impact(session, number=asked, on=TODAY, actor=secretary).as_json()
        assert [one["standing"] for one in answer["texts"]] == ["in_force"]
        assert [(one["version"], one["code"], one["state"]) for one in answer["versions"]] == [
            (first, "QT-01", "effective"),
            (second, "QT-02", "draft"),
        ]
        passages = [one for version in answer["versions"] for one in version["passages"]]
        assert [one["context"] for one in passages] == [
            "Căn cứ Luật Hộ tịch số 60/2014/QH13.",
            "Theo Điều 5 Luật Hộ tịch.",
            "Theo Luật Hộ tịch năm 2014.",
        ]
        assert passages[1]["provisions"] == ["Điều 5"]
        assert all(one["sure"] for one in passages)


def test_impact_names_only_as_many_versions_as_asked_for_and_counts_all(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text(**LAW)
    for number in (3, 1, 2):
        make_version("Theo Điều 5 Luật Hộ tịch.", "Theo Luật Hộ tịch.", code=f"QT-{number}")
    with runtime.reading() as session:
        some = impact(session, number="60/2014/QH13", on=TODAY, actor=secretary, most=2).as_json()
        whole = impact(session, number="60/2014/QH13", on=TODAY, actor=secretary).as_json()
    assert [one["code"] for one in some["versions"]] == ["QT-1", "QT-2"]
    assert some["versions"] == whole["versions"][:2]
    assert some["cited_by_versions"] == len(whole["versions"]) == 3
    assert "cited_by_versions" not in whole


def test_impact_tells_how_the_text_stands_and_who_came_after(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(), make_text("118/2025/NĐ-CP", effective_on=date(2025, 7, 1))
    record(runtime, new, EffectSaid(target_id=old, action=Action.REPLACES), secretary)
    with runtime.reading() as session:
        (text,) = impact(session, number="61/2018/NĐ-CP", on=TODAY, actor=secretary).as_json()[
            "texts"
        ]
        (before,) = impact(
            session, number="61/2018/NĐ-CP", on=date(2025, 6, 30), actor=secretary
        ).as_json()["texts"]
    assert (text["standing"], text["since"]) == ("replaced", "2025-07-01")
    assert text["successors"] == ["118/2025/NĐ-CP"]
    (effect,) = text["effects"]
    assert effect["number"].startswith("TD-")
    assert (effect["action"], effect["by"]) == ("replaces", "118/2025/NĐ-CP")
    assert (effect["extent"], effect["paths"]) == ("whole", [])
    assert effect["effective_on"] == "2025-07-01"
    assert before["standing"] == "will_expire"


def test_impact_gives_mentions_of_an_unregistered_number_as_not_sure(
    runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version("Theo Nghị định số 61/2018/NĐ-CP.")
    with runtime.reading() as session:
        answer = impact(session, number="61/2018/NĐ-CP", on=TODAY, actor=secretary).as_json()
    assert answer["texts"] == []
    (passage,) = answer["versions"][0]["passages"]
    assert (passage["sure"], passage["standing"]) == (False, "unregistered")


def test_impact_speaks_of_a_day_and_leaves_out_what_does_not_count_on_it(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=TODAY)
    with runtime.reading() as session:
        today = impact(session, number="61/2018/NĐ-CP", on=TODAY, actor=secretary)
        earlier = impact(session, number="61/2018/NĐ-CP", on=date(2026, 3, 1), actor=secretary)
    assert [one.state.value for one in today.citing] == ["effective"]
    assert [one.state.value for one in earlier.citing] == ["scheduled"]


def test_impact_shows_readers_what_they_may_see_now(
    runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    make_version("Theo Nghị định số 61/2018/NĐ-CP.")
    with runtime.reading() as session:
        with pytest.raises(Forbidden):
            impact(session, number="61/2018/NĐ-CP", on=TODAY, actor=people.reader)
        answer = impact(
            session, number="61/2018/NĐ-CP", on=date(2030, 1, 1), actor=people.reader, now=NOW
        )
    assert answer.citing == ()


def test_a_law_asked_for_by_its_name_comes_before_newer_texts_about_it(
    runtime: Runtime, make_text: MakeText
) -> None:
    law = make_text("60/2014/QH13", type="Luật", title="Luật Hộ tịch", issued_on=date(2014, 11, 20))
    about = make_text(
        "04/2024/TT-BTP",
        type="Thông tư",
        title="Hướng dẫn Luật Hộ tịch",
        issued_on=date(2024, 6, 6),
    )
    apart = make_text(
        "07/2025/NĐ-CP", title="Về hộ khẩu, quốc tịch và luật sư", issued_on=date(2025, 1, 9)
    )
    with runtime.reading() as session:
        for words in ("luật hộ tịch", "hộ tịch"):
            found = [one.id for one in queries.find_texts(session, query=words).texts]
            assert found == [law, about, apart]


def test_pages_of_the_register_have_every_text_once_newest_first_those_without_a_day_last(
    runtime: Runtime, make_text: MakeText
) -> None:
    days = [
        date(2020, 1, 1),
        None,
        date(2024, 5, 5),
        date(2020, 1, 1),
        None,
        None,
        date(2019, 1, 1),
    ]
    made = [
        make_text(f"{n}/2018/NĐ-CP", issued_on=day, effective_on=None)
        for n, day in enumerate(days, start=1)
    ]
    wanted = [made[n] for n in (2, 3, 0, 6, 5, 4, 1)]
    with runtime.reading() as session:
        for size in (1, 2, 3, 4, 7, 10):
            pages = [queries.find_texts(session, page=n, size=size) for n in range(1, 9)]
            assert [text.id for page in pages for text in page.texts] == wanted, size
            assert {page.total for page in pages} == {7}
        cut = queries.find_texts(session, type="Nghị định", issued_from=date(2020, 1, 1), size=2)
        assert ([text.id for text in cut.texts], cut.total) == (wanted[:2], 3)
        found = queries.find_texts(session, query="cơ chế một cửa", page=2, size=4)
        assert ([text.id for text in found.texts], found.total) == (wanted[4:], 7)
