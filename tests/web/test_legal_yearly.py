"""A yearly list of expired texts in the browser: paste or file, preview, taking in."""

import io
from datetime import date

import pytest

from docctl.jobs.working import work_once
from docctl.runtime import Runtime
from docctl.work.registry import handlers
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs
from tests.yearly.test_rows import DECREE, FULL, workbook
from tests.yearly.test_service import BY_NEW, HEAD, NEW, OLD, PART, WHOLE


@pytest.fixture(autouse=True)
def both(make_text: MakeText) -> int:
    old = make_text(OLD)
    make_text(NEW, issued_on=date(2025, 6, 9), effective_on=date(2025, 7, 1))
    return old


def test_a_pasted_list_is_looked_at_then_taken_in(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, both: int
) -> None:
    make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=date(2025, 1, 1))
    browser = client_as(people.secretary)
    words = (
        HEAD + WHOLE.format(BY_NEW, "01/7/2025") + "9\tNghị định\tkhông\tToàn bộ\tx\t01/7/2025\n"
    )
    sent = browser.post("/legal/yearly", words=words, issuer="", day="2026-01-01")
    assert sent.status_code == 302
    page = browser.page(sent.location)
    assert "1 tài liệu đang có hiệu lực sẽ có phát hiện" in page
    assert "Không thấy số hiệu văn bản trong dòng này." in page
    assert browser.post(sent.location).status_code == 409  # nothing ticked
    taken = browser.post(sent.location, row="3")
    assert taken.status_code == 302
    while work_once(runtime, handlers()):
        pass
    done = browser.get(taken.location)
    assert done.location == sent.location
    assert "Không còn gì để nhận" in browser.page(sent.location)
    assert "(bảng dán, 3)" in browser.page(f"/legal/{both}")


def test_a_workbook_shows_what_contradicts_and_what_is_missing(
    people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    data = workbook(FULL, DECREE, (*DECREE[:2], "62/2018/NĐ-CP ngày 24/4/2018", "x", "01/7/2017"))
    file = (io.BytesIO(data), "danh muc.xlsx")
    page = browser.page(browser.post("/legal/yearly", file=file).location)
    assert "62/2018/NĐ-CP" in page
    assert "Văn bản chưa đăng ký" in page
    early = HEAD + WHOLE.format(BY_NEW, "01/7/2017") + PART.format("Một số điều", "01/7/2025")
    page = browser.page(browser.post("/legal/yearly", words=early).location)
    assert "Đến ngày đó văn bản chưa có hiệu lực." in page
    assert "thành đề xuất" in page


def test_what_is_no_list_is_refused_with_what_to_do(people: People, client_as: ClientAs) -> None:
    browser = client_as(people.secretary)
    assert "Hãy chọn tệp hoặc dán bảng" in browser.post("/legal/yearly").text
    wrong = browser.post("/legal/yearly", words="x\ty\n1\t2")
    assert wrong.status_code == 409
    assert "cần cột số, ký hiệu" in wrong.text
    assert browser.get("/legal/yearly/abc").status_code == 404
