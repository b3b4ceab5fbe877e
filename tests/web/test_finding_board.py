"""The board of times as a page."""

from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs


def test_the_board_shows_what_is_overdue_what_was_decided_and_by_which_rule(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    browser = client_as(people.secretary)
    assert "Chưa có số liệu" in browser.page("/findings/board")
    journey.hit_by_law(runtime, make_version)
    page = browser.page("/findings/board?days=30")
    assert 'aria-current="page"' in page
    assert "chưa thuộc đơn vị" in page
    assert "is-late" in page
    assert "Phát hiện không đúng" not in page
    finding = browser.page("/findings/list").split("/findings/")[1:]
    number = next(part.split('"')[0] for part in finding if part.split('"')[0].isdigit())
    decided = browser.post(
        f"/findings/{number}/decide", decision="needs_update", reason="thay căn cứ"
    )
    assert decided.status_code == 302
    page = browser.page("/findings/board?days=7")  # no such period: the whole year
    assert "dưới một ngày" in page
    assert "theo số ký hiệu" in page
    assert "/findings/board" in browser.page("/findings")
    assert "/findings/board" not in client_as(people.drafter).page("/findings")
