"""The list of internal documents by pages."""

from datetime import date

import pytest

from docctl.registers import queries
from docctl.registers.queries import Filters
from docctl.runtime import Runtime
from docctl.web import registers
from tests.conftest import People
from tests.support.make import MakeVersion
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
