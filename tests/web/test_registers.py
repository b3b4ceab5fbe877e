"""The lists of internal documents and of external texts by pages."""

import json
from datetime import date

import pytest

from docctl.registers import queries
from docctl.registers.queries import Filters
from docctl.runtime import Runtime
from docctl.web import registers
from docctl.word import read_file
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs


@pytest.fixture
def codes(make_version: MakeVersion) -> list[str]:
    named = [f"QT-{n}" for n in (10, 2, 7, 1, 30)]
    for code in named:
        make_version("Nội dung.", code=code, effective_on=date(2025, 1, 1))
    make_version("Dự thảo.", code="QT-99")
    return ["QT-1", "QT-2", "QT-7", "QT-10", "QT-30"]


def test_pages_together_are_the_list(runtime: Runtime, people: People, codes: list[str]) -> None:
    with runtime.reading() as session:
        actor, now = people.secretary, runtime.now()
        whole = queries.list_internal(session, actor=actor, now=now, filters=Filters())
        assert [row.code for row in whole] == codes
        assert all(row.currency is not None for row in whole)
        pages = [
            queries.page_internal(
                session, actor=actor, now=now, filters=Filters(), page=page, size=2
            )
            for page in (1, 2, 3)
        ]
        assert [row for rows, _, _ in pages for row in rows] == whole
        assert [(page, total) for _, page, total in pages] == [(1, 5), (2, 5), (3, 5)]
        beyond = queries.page_internal(
            session, actor=actor, now=now, filters=Filters(words="qt 30"), page=9, size=2
        )
    assert ([row.code for row in beyond[0]], beyond[1:]) == (["QT-30"], (1, 1))


def test_the_screen_shows_one_page_and_the_file_all(
    client_as: ClientAs, people: People, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "PER_PAGE", 2)
    browser = client_as(people.reader)
    last = browser.page("/registers?page=3&kind=procedure")
    assert [code for code in codes if f">{code}<" in last] == ["QT-30"]
    assert "page=2" in last
    assert "kind=procedure" in last
    assert browser.client.get("/registers/internal.xlsx").status_code == 200


@pytest.fixture
def numbers(make_text: MakeText, make_version: MakeVersion) -> list[str]:
    """Give the numbers of cited texts in the order of the list; another text nobody cites."""
    named = {"61/2018/NĐ-CP": 2018, "107/2021/NĐ-CP": 2021, "45/2020/NĐ-CP": 2020}
    for number, year in named.items():
        make_text(number, issued_on=date(year, 4, 8), effective_on=date(year, 6, 1))
    make_text("01/2023/TT-VPCP", type="Thông tư", issuer="VPCP", issued_on=date(2023, 4, 5))
    make_text("60/2014/QH13", type="Luật", title="Hộ tịch", issuer="QH", issued_on=None)
    make_text("99/2020/NĐ-CP", issued_on=date(2020, 1, 1))
    cites = [f"Căn cứ Nghị định số {number};" for number in named]
    cites += ["Căn cứ Thông tư số 01/2023/TT-VPCP;", "Căn cứ Luật số 60/2014/QH13;"]
    make_version(*cites, code="QT-2", effective_on=date(2025, 1, 1))
    make_version(cites[0], code="QT-10", effective_on=date(2025, 1, 1))
    make_version("Căn cứ Nghị định số 99/2020/NĐ-CP;", code="QT-3")  # a draft
    return ["60/2014/QH13", "107/2021/NĐ-CP", "45/2020/NĐ-CP", "61/2018/NĐ-CP", "01/2023/TT-VPCP"]


def test_pages_of_external_texts_together_are_the_list(
    runtime: Runtime, people: People, numbers: list[str]
) -> None:
    with runtime.reading() as session:
        actor, now = people.reader, runtime.now()
        whole = queries.list_external(session, actor=actor, now=now)
        pages = [
            queries.page_external(session, actor=actor, now=now, words="", page=page, size=2)
            for page in (1, 2, 3, 9)
        ]
        few = queries.page_external(
            session, actor=actor, now=now, words="nghi dinh 2018 chinh phu", page=1, size=2
        )
        one = queries.page_external(session, actor=actor, now=now, words="61/2018", page=5, size=2)
    assert [row.text.number for row in whole] == numbers
    assert [row for rows, _, _ in pages[:3] for row in rows] == whole
    assert pages[3] == pages[2]
    assert [(page, total) for _, page, total in pages] == [(1, 5), (2, 5), (3, 5), (3, 5)]
    assert few == ([], 1, 0)
    assert [[code for _, code in row.cited_by] for row in one[0]] == [["QT-2", "QT-10"]]


def test_the_screen_shows_a_page_of_external_texts_and_the_file_all(
    client_as: ClientAs, people: People, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "PER_PAGE", 2)
    browser = client_as(people.reader)
    page = browser.page("/registers/external?page=2&q=20")
    assert [number for number in numbers if f">{number}<" in page] == numbers[2:4]
    assert 'href="/registers/external?page=1&amp;q=20" rel="prev"' in page
    assert 'href="/registers/external?page=3&amp;q=20" rel="next"' in page
    assert "3–4 trong tổng số 5" in page
    assert "Không tìm thấy" in browser.page("/registers/external?q=khongcogi")
    file = browser.client.get("/registers/external.docx?page=2&q=20")
    said = json.dumps(read_file(file.data, "a.docx").content, ensure_ascii=False)
    assert all(number in said for number in numbers)
