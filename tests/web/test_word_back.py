"""The page on which an edited Word file comes back into its draft."""

import base64
import hashlib
import html
import io
import re

import pytest
from sqlalchemy import func, select

from docctl.audit.models import AuditEntry
from docctl.content import parse
from docctl.documents.models import Picture
from docctl.legal.queries import list_rows
from docctl.legal.service import decide_citation
from docctl.runtime import Runtime
from docctl.word import write
from docctl.workflow.exporting import stamp_of
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import Browser, ClientAs, hidden
from tests.word.make import docx, p, r

LAW = "Căn cứ Nghị định số 61/2018/NĐ-CP của Chính phủ."


@pytest.fixture
def draft(make_text: MakeText, make_version: MakeVersion) -> int:
    make_text()
    return make_version(LAW, "Nội dung cũ của quy trình.")


def edited(runtime: Runtime, version_id: int, old: str, new: str) -> bytes:
    """The Word file of a draft with some words typed over."""
    with runtime.reading() as session:
        version = journey.get(session, version_id)
        content, stamp = version.content, stamp_of(version)
    changed = parse(
        {
            "type": "doc",
            "content": [
                {
                    **block,
                    "content": [
                        {**run, "text": run["text"].replace(old, new)}
                        for run in block.get("content", ())
                    ],
                }
                for block in content["content"]
            ],
        }
    )
    return write(changed, stamp=stamp)


def send(browser: Browser, version_id: int, data: bytes, name: str = "qt.docx") -> tuple[int, str]:
    answer = browser.upload(f"/versions/{version_id}/word-back", file=(io.BytesIO(data), name))
    return answer.status_code, html.unescape(answer.text)


def text_of(runtime: Runtime, version_id: int) -> str:
    with runtime.reading() as session:
        return journey.get(session, version_id).plain_text


def trail(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def form_of(page: str) -> dict[str, str]:
    names = ("name", "carried", "revision")
    return {name: hidden(page, name) for name in names}


def test_the_draft_leads_to_its_word_file_and_back(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    browser = client_as(people.drafter)
    assert f"/versions/{draft}/word-back" in browser.page(f"/versions/{draft}/edit")
    assert f"/versions/{draft}/word-back" in browser.page(journey.address(runtime, draft))
    page = browser.page(f"/versions/{draft}/word-back")
    assert journey.address(runtime, draft, "/word") in page


def test_looking_stores_nothing_and_taking_over_stores_what_was_shown(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    browser = client_as(people.drafter)
    before, entries = text_of(runtime, draft), trail(runtime)
    status, page = send(browser, draft, edited(runtime, draft, "cũ", "mới"))
    assert status == 200
    assert "<ins>mới</ins>" in page
    assert "viện dẫn giữ nguyên: 1" in page
    assert (text_of(runtime, draft), trail(runtime)) == (before, entries)
    answer = browser.post(f"/versions/{draft}/word-back/take", **form_of(page))
    assert answer.status_code == 302
    assert text_of(runtime, draft) == before.replace("cũ", "mới")


def test_a_draft_saved_meanwhile_is_shown_again_and_both_are_kept(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    browser = client_as(people.drafter)
    _, page = send(browser, draft, edited(runtime, draft, "cũ", "mới"))
    with runtime.reading() as session:
        content = journey.get(session, draft).content
    content["content"][0]["content"][0]["text"] = f"{LAW} Thêm."
    journey.written(runtime, people, draft, content)
    answer = browser.post(f"/versions/{draft}/word-back/take", **form_of(page))
    assert answer.status_code == 409
    assert "Thêm." in text_of(runtime, draft)
    again = browser.post(f"/versions/{draft}/word-back/take", **form_of(html.unescape(answer.text)))
    assert again.status_code == 302
    assert text_of(runtime, draft) == f"{LAW} Thêm.\nNội dung mới của quy trình."


def test_what_both_changed_is_chosen_on_the_page(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    browser = client_as(people.drafter)
    data = edited(runtime, draft, "cũ", "trong Word")
    with runtime.reading() as session:
        content = journey.get(session, draft).content
    content["content"][1]["content"][0]["text"] = "Nội dung ở đây của quy trình."
    journey.written(runtime, people, draft, content)
    status, page = send(browser, draft, data)
    assert status == 200
    assert 'name="choice-1"' in page
    address = f"/versions/{draft}/word-back/take"
    assert browser.post(address, **form_of(page)).status_code == 409
    assert "ở đây" in text_of(runtime, draft)
    answer = browser.post(address, **form_of(page), **{"choice-1": "word"})
    assert answer.status_code == 302
    assert "trong Word" in text_of(runtime, draft)


def test_the_file_of_another_document_is_refused_until_somebody_insists(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, draft: int
) -> None:
    other = make_version("Văn bản khác hẳn.", code="QT-02", title="Quy trình khác")
    browser = client_as(people.drafter)
    status, page = send(browser, draft, edited(runtime, other, "khác", "lạ"))
    assert status == 409
    assert "QT-02" in page
    assert "Quy trình khác" in page
    carried = {"name": hidden(page, "name"), "carried": hidden(page, "carried")}
    looked = browser.post(f"/versions/{draft}/word-back", agreed="1", **carried)
    assert looked.status_code == 200
    unsure = form_of(html.unescape(looked.text))
    assert browser.post(f"/versions/{draft}/word-back/take", **unsure).status_code == 409
    assert "Nội dung cũ" in text_of(runtime, draft)
    sure = browser.post(f"/versions/{draft}/word-back/take", agreed="1", **unsure)
    assert sure.status_code == 302
    assert text_of(runtime, draft) == "Văn bản lạ hẳn."


def test_a_new_picture_comes_along_once_it_is_taken_over(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    picture = journey.PNG
    with runtime.reading() as session:
        content = journey.get(session, draft).content
    name = hashlib.sha256(picture).hexdigest()
    image = {"type": "image", "attrs": {"src": name, "alt": "x", "width": 3, "height": 4}}
    more = parse({"type": "doc", "content": [*content["content"], image]})
    data = write(more, images={name: picture})
    browser = client_as(people.drafter)
    status, page = send(browser, draft, data)
    assert status == 409  # the stamp is gone: told, and asked about
    carried = {"name": hidden(page, "name"), "carried": hidden(page, "carried"), "agreed": "1"}
    page = html.unescape(browser.post(f"/versions/{draft}/word-back", **carried).text)
    assert not runtime.blobs.has(name)
    answer = browser.post(f"/versions/{draft}/word-back/take", agreed="1", **form_of(page))
    assert answer.status_code == 302
    assert runtime.blobs.get(name) == picture
    with runtime.reading() as session:
        assert session.get(Picture, (draft, name)) is not None


def test_to_others_there_is_no_such_page(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    second = journey.second_drafter(runtime, people)
    data = edited(runtime, draft, "cũ", "mới")
    for who in (second, people.reader, people.reviewer, people.approver, people.auditor):
        browser = client_as(who)
        assert browser.get(f"/versions/{draft}/word-back").status_code == 404
        assert send(browser, draft, data)[0] == 404
        assert browser.post(f"/versions/{draft}/word-back/take").status_code == 404
    assert "Nội dung cũ" in text_of(runtime, draft)


def test_a_draft_that_was_handed_in_takes_no_file(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    data = edited(runtime, draft, "cũ", "mới")
    journey.submitted(runtime, people, draft)
    browser = client_as(people.drafter)
    assert browser.get(f"/versions/{draft}/word-back").status_code == 302
    assert send(browser, draft, data)[0] == 409
    assert client_as(people.reviewer).get(f"/versions/{draft}/word-back").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        ("a.docx", b""),
        ("a.docx", b"PK\x03\x04junk"),
        ("a.exe", b"MZ\x90"),
        ("a.docx", docx(p(r("x")), {"word/vbaProject.bin": b"x"})),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int, sent: tuple[str, bytes]
) -> None:
    name, data = sent
    browser, before = client_as(people.drafter), trail(runtime)
    status, page = send(browser, draft, data, name)
    assert status == 409
    assert re.search(r'class="error-summary".*<li>', page, re.DOTALL)
    carried = base64.b64encode(data).decode()
    answer = browser.post(
        f"/versions/{draft}/word-back/take", name=name, carried=carried, revision="1"
    )
    assert answer.status_code == 409
    assert trail(runtime) == before


def test_the_page_says_what_becomes_of_what_a_person_decided(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText, draft: int
) -> None:
    other = make_text("99/2020/NĐ-CP")
    with runtime.reading() as session:
        (row,) = list_rows(session, draft)
    with runtime.transaction(people.drafter) as tx:
        decide_citation(tx, citation_id=row.id, text_id=other, reason="Đúng là văn bản này")
    browser = client_as(people.drafter)
    _, page = send(browser, draft, edited(runtime, draft, "cũ", "mới"))
    assert f"{people.drafter.name} đã gắn bằng tay; giữ nguyên." in page
    _, page = send(browser, draft, edited(runtime, draft, "61/2018", "62/2018"))
    assert "viện dẫn khác đi" in page
    assert f"{people.drafter.name} đã quyết định; nay câu chữ khác" in page


def test_what_is_sent_along_is_looked_at_anew(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    browser, before = client_as(people.drafter), trail(runtime)
    for carried in ("", "%%%", "AAAA", "a" * 4_000_000):
        answer = browser.post(
            f"/versions/{draft}/word-back/take", name="a.docx", carried=carried, revision="1"
        )
        assert answer.status_code == 409
    assert trail(runtime) == before


def test_a_file_without_any_change_is_told_and_cannot_be_taken_over(
    runtime: Runtime, people: People, client_as: ClientAs, draft: int
) -> None:
    status, page = send(client_as(people.drafter), draft, edited(runtime, draft, "zz", "zz"))
    assert status == 200
    assert "giống hệt dự thảo" in page
