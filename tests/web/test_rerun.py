"""The page on which the engine is run again and its differences are decided."""

from datetime import date

import pytest

from docctl.jobs.working import work_once
from docctl.legal import mentions, queries
from docctl.legal.find import Citation as Found
from docctl.runtime import Runtime
from docctl.work import handlers
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import Browser, ClientAs


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an engine in place that finds nothing."""

    def find(text: str) -> list[Found]:
        return []

    monkeypatch.setattr(mentions, "find", find)


@pytest.fixture
def secretary(people: People, client_as: ClientAs) -> Browser:
    return client_as(people.secretary)


@pytest.fixture
def cited(make_text: MakeText, make_version: MakeVersion) -> list[int]:
    make_text()
    return [
        make_version("Theo Nghị định số 61/2018/NĐ-CP.", code=code, effective_on=date(2026, 1, 1))
        for code in ("QT-01", "QT-02")
    ]


def run(runtime: Runtime, browser: Browser) -> str:
    assert browser.post("/legal/rerun").status_code == 302
    assert work_once(runtime, handlers())
    return browser.page("/legal/rerun")


def ids(runtime: Runtime, people: People) -> list[int]:
    with runtime.reading() as session:
        found = queries.list_proposed(session, actor=people.secretary, now=runtime.now(), limit=9)
        return [one.id for one in found]


def test_before_the_first_run_the_page_says_so(secretary: Browser) -> None:
    assert "chưa đọc lại tài liệu lần nào" in secretary.page("/legal/rerun")


def test_a_run_that_waits_shows_a_bar_that_asks_again(secretary: Browser, cited: list[int]) -> None:
    secretary.post("/legal/rerun")
    page = secretary.page("/legal/rerun")
    assert 'hx-get="/legal/rerun"' in page
    part = secretary.get("/legal/rerun", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="rerun"')
    assert "HX-Refresh" not in part.headers
    assert secretary.post("/legal/rerun").status_code == 302  # a second one is not begun
    assert "đang đọc lại các tài liệu rồi" in secretary.page("/legal/rerun")


def test_differences_are_listed_shown_and_accepted(
    runtime: Runtime, people: People, secretary: Browser, cited: list[int], blind: None
) -> None:
    page = run(runtime, secretary)
    assert "QT-01" in page
    assert 'hx-get="/legal/rerun"' not in page
    part = secretary.get("/legal/rerun", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    first, second = ids(runtime, people)
    detail = secretary.page(f"/legal/rerun/differences/{first}")
    assert "Nghị định số 61/2018/NĐ-CP" in detail
    assert (
        secretary.post("/legal/rerun/differences", difference=first, act="accept").status_code
        == 302
    )
    assert ids(runtime, people) == [second]
    assert "Đã chấp nhận" in secretary.page(f"/legal/rerun/differences/{first}")
    assert secretary.post("/legal/rerun/differences", which="all", act="reject").status_code == 302
    assert ids(runtime, people) == []
    assert "Đã bác bỏ" in secretary.page(f"/legal/rerun/differences/{second}")


def test_deciding_twice_or_on_nothing_is_refused(
    runtime: Runtime, people: People, secretary: Browser, cited: list[int], blind: None
) -> None:
    run(runtime, secretary)
    first, _ = ids(runtime, people)
    assert secretary.post("/legal/rerun/differences", act="accept").status_code == 409
    secretary.post("/legal/rerun/differences", difference=first, act="reject")
    again = secretary.post("/legal/rerun/differences", difference=first, act="accept")
    assert again.status_code == 409
    assert secretary.get("/legal/rerun/differences/999").status_code == 404
