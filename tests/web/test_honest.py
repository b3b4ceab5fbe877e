"""Screens say what they know: days that are odd, frames that contradict, what was done already."""

import re
from datetime import date

import pytest

from docctl.legal import queries as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from docctl.search import service as search
from docctl.web.registers import widths_of
from tests.conftest import People
from tests.content.test_frames import table
from tests.support.make import MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO

ODD = {
    "number": "998/2026/NĐ-CP",
    "type": "Nghị định",
    "title": "Về một việc",
    "issuer": "Chính phủ",
    "issued_on": "2026-01-20",
    "effective_on": "2020-01-01",
}
FRAME = "Mã hiệu: QT-01 Lần ban hành: 01 Ngày ban hành: 07/7/2025"


def test_a_day_of_effect_before_the_issue_is_asked_about_and_nothing_typed_is_lost(
    people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    asked = browser.post("/legal/new", **ODD)
    assert asked.status_code == 409
    assert "Ngày hiệu lực sớm hơn ngày ban hành" in asked.text
    assert 'value="2020-01-01"' in asked.text
    assert "effective_earlier" in asked.text
    assert browser.post("/legal/new", **ODD, effective_earlier="yes").status_code == 302
    assert "effective_earlier" not in browser.page("/legal/new")


def test_an_imported_document_with_such_days_is_asked_about_too(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    journey.file_waiting(runtime, people)
    browser = client_as(people.secretary)
    found = re.search(r"/imports/(\d+)", browser.page("/imports"))
    assert found is not None
    form = {
        "code": "QT-9",
        "title": "Quy trình",
        "field": "Hộ tịch",
        "issued_on": "2025-07-07",
        "effective_on": "2020-01-01",
    }
    asked = browser.post(found[0], **form)
    assert asked.status_code == 409
    assert "effective_earlier" in asked.text
    assert 'value="2020-01-01"' in asked.text


def test_the_frame_of_an_old_file_is_warned_of_while_writing_and_submitting(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version(content=table(("SỞ", FRAME)))
    browser = client_as(people.drafter)
    for page in ("edit", "submit"):
        assert "khung kiểm soát của tệp cũ" in browser.page(f"/versions/{version_id}/{page}")
    plain = make_version("Nội dung.", code="QT-02")
    for page in ("edit", "submit"):
        assert "khung kiểm soát" not in browser.page(f"/versions/{plain}/{page}")


def test_a_text_that_is_ended_twice_is_told(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    old = make_text("123/2015/NĐ-CP")
    said = EffectSaid(target_id=old, action=Action.REPLACES, effective_on=date(2026, 1, 1))
    make_text("1/2026/NĐ-CP", issued_on=date(2026, 1, 1), effects=[said])
    browser = client_as(people.secretary)
    again = {"target-0": "123/2015/NĐ-CP", "action-0": "replaces"}
    answer = browser.post("/legal/new", **ODD, effective_earlier="yes", **again)
    page = browser.page(answer.location)
    assert "123/2015/NĐ-CP đã bị 1/2026/NĐ-CP thay thế hoặc bãi bỏ từ trước" in page
    with runtime.reading() as session:
        assert len(legal.list_effects_on(session, old)) == 2


def test_of_texts_that_bear_one_number_the_right_one_is_named_by_its_register_number(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    law = make_text("24/2008/QH12", type="Luật", issuer="Quốc hội", issued_on=date(2008, 11, 13))
    make_text("24/2008/QH12", type="Nghị quyết", issuer="Quốc hội", issued_on=date(2008, 11, 14))
    source = make_text("88/2026/QH16", issued_on=date(2026, 1, 1))
    browser = client_as(people.secretary)
    form = {"action-0": "amends", "scope-0": "Điều 15"}
    refused = browser.post(f"/legal/{source}/effects", **form, **{"target-0": "24/2008/QH12"})
    assert refused.status_code == 409
    assert f"#{law} Luật Quốc hội 13/11/2008" in refused.text
    missing = browser.post(f"/legal/{source}/effects", **form, **{"target-0": "#9999"})
    assert missing.status_code == 409
    taken = browser.post(f"/legal/{source}/effects", **form, **{"target-0": f"#{law}"})
    assert taken.status_code == 302
    with runtime.reading() as session:
        assert [one.target_id for one in legal.list_effects_on(session, law)] == [law]


def test_search_shows_how_a_legal_text_stands(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    old = make_text("61/2018/NĐ-CP")
    said = EffectSaid(target_id=old, action=Action.REPLACES, effective_on=date(2025, 7, 1))
    make_text("118/2025/NĐ-CP", issued_on=date(2025, 6, 9), effects=[said])
    search.rebuild(runtime)
    assert "Đã bị thay thế" in client_as(people.reader).page("/search?q=61/2018/nd-cp")


def test_a_failed_sign_in_is_headed_as_one(people: People, client_as: ClientAs) -> None:
    client = client_as(people.reader).client
    client.delete_cookie("docctl-session")
    form = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert form is not None
    page = client.post("/sign-in", data={"csrf_token": form[1], "login": "x", "password": "y"})
    assert "Chưa đăng nhập được" in page.text
    assert "Chưa lưu được" not in page.text


def test_who_comes_back_to_a_submitted_draft_or_a_decided_task_is_led_to_the_version(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    for person, page, words in (
        (people.drafter, "edit", "không còn sửa được"),
        (people.drafter, "submit", "không còn sửa được"),
        (people.reviewer, "review", "đã quyết định"),
    ):
        browser = client_as(person)
        answer = browser.get(f"/versions/{version_id}/{page}")
        assert answer.location == journey.address(runtime, version_id)
        assert words in browser.page(answer.location)


def test_the_findings_say_what_each_number_counts(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    journey.hit_by_law(runtime, make_version)
    for by in ("effect", "document"):
        page = client_as(people.secretary).page(f"/findings?by={by}")
        figure = r'figure-number">(\d+)</span> <span class="figure-label">([^<]+)'
        said = {label: int(number) for number, label in re.findall(figure, page)}
        assert said["thay đổi pháp luật ảnh hưởng tài liệu"] == 1
        assert said["tài liệu bị ảnh hưởng"] == 1
        assert said["viện dẫn còn phải sửa hoặc quyết định"] == 1


def test_an_empty_agency_is_told_the_first_steps_until_it_has_a_document(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    secretary, admin = client_as(people.secretary), client_as(people.admin)
    assert "Nhập danh mục văn bản pháp lý" in secretary.page("/")
    assert "Thêm người dùng và giao vai trò" in admin.page("/")
    make_version("Nội dung.", effective_on=LONG_AGO)
    assert "Những bước đầu tiên" not in secretary.page("/")


@pytest.mark.parametrize("rows", [[], [["1", "x" * 300, "01/01/2026"]] * 20])
def test_columns_of_a_word_register_are_as_wide_as_what_stands_in_them(
    rows: list[list[str]],
) -> None:
    widths = widths_of(["TT", "Tên tài liệu", "Ngày"], rows)
    assert widths == ([4, 62, 12] if rows else [4, 6, 6])


def test_no_word_of_a_word_register_breaks_because_a_title_is_long() -> None:
    columns = ["TT", "Mã hiệu", "Tên tài liệu", "Đơn vị chủ trì", "Đoạn viện dẫn", "Lý do"]
    row = ["1", "QT 01/CX-HCTP", "Thủ tục " * 10, "Văn phòng HĐND và UBND", "1", ""]
    rows = [row] * 15 + [[*row[:5], "Viện dẫn Điều 18 đã được sửa đổi, phải soạn lại"]]
    widths = widths_of([*columns, "Ghi chú"], [[*one, "một lời " * 10] for one in rows])
    assert sum(widths) <= 112
    words = (2, 10, 6, 5, 4, 4)
    assert all(width >= word + 2 for width, word in zip(widths, words, strict=False))
    assert widths[2] > widths[3]
