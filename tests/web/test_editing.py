"""Writing a draft in the browser: nothing typed is lost, nobody else's text is overwritten."""

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from docctl import content as contents
from docctl.documents import queries, service
from docctl.documents.rules import Status
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion, paragraphs
from tests.web import journey
from tests.web.conftest import Browser, ClientAs
from tests.web.journey import LONG_AGO, PNG
from tests.word.make import png


def _save(browser: Browser, version_id: int, text: str, revision: int) -> Any:
    return browser.put(
        f"/versions/{version_id}/content",
        {"content": paragraphs(text), "revision": revision},
    )


def _island(page: str, name: str) -> Any:
    found = re.search(
        rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL
    )
    assert found is not None
    return json.loads(found[1])


def test_the_editor_is_given_the_text_its_revision_and_the_citations(
    people: People, client_as: ClientAs, make_version: MakeVersion, make_text: MakeText
) -> None:
    make_text()
    version_id = make_version("Căn cứ Nghị định số 61/2018/NĐ-CP của Chính phủ.")
    page = client_as(people.drafter).page(f"/versions/{version_id}/edit")
    assert f'data-save-url="/versions/{version_id}/content"' in page
    assert 'data-revision="1"' in page
    assert _island(page, "editor-content")["type"] == "doc"
    (citation,) = _island(page, "editor-citations")
    assert citation["status"] == "in_force"
    assert citation["start"] < citation["end"]


def test_a_save_is_acknowledged_with_the_new_revision_and_citations(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(people.drafter)
    answer = _save(browser, version_id, "Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.", 1)
    assert answer.status_code == 200
    assert answer.json["revision"] == 2
    assert answer.json["saved_at"].endswith("+07:00")
    assert [one["status"] for one in answer.json["citations"]] == ["unregistered"]
    assert "61/2018/NĐ-CP" in browser.page(f"/versions/{version_id}/edit")


def test_a_save_that_comes_too_late_overwrites_nothing_and_is_kept(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    first, second = client_as(people.drafter), client_as(people.drafter)
    assert _save(first, version_id, "Văn bản thứ nhất.", 1).status_code == 200
    answer = _save(second, version_id, "Văn bản thứ hai.", 1)
    assert answer.status_code == 412
    assert answer.json["revision"] == 2
    assert "Văn bản thứ nhất." in json.dumps(answer.json["content"], ensure_ascii=False)
    assert answer.json["message"]
    kept = second.page(answer.json["saved_copy"])
    assert "Văn bản thứ hai." in kept
    assert answer.json["saved_copy"] in second.page(f"/versions/{version_id}/copies")
    with runtime.reading() as session:
        assert journey.get(session, version_id).plain_text == "Văn bản thứ nhất."


def test_a_kept_text_is_its_writers_alone(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    drafter = client_as(people.drafter)
    _save(drafter, version_id, "Một.", 1)
    address = _save(drafter, version_id, "Hai.", 1).json["saved_copy"]
    assert client_as(people.secretary).get(address).status_code == 404
    assert client_as(people.reader).get(address).status_code == 403


def test_a_text_that_cannot_be_is_refused_with_reasons(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/content"
    bad = {"type": "doc", "content": [{"type": "script"}, {"type": "iframe"}]}
    answer = browser.put(path, {"content": bad, "revision": 1})
    assert answer.status_code == 422
    assert answer.json is not None
    assert len(answer.json["reasons"]) == 2
    assert browser.put(path, ["nonsense"]).status_code == 422
    assert browser.put(path, {"content": bad, "revision": "1"}).status_code == 422


def test_a_submitted_version_is_neither_opened_nor_saved(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Cũ."))
    browser = client_as(people.drafter)
    assert _save(browser, version_id, "Mới.", 1).status_code == 409
    assert browser.get(f"/versions/{version_id}/edit").status_code == 302
    with runtime.reading() as session:
        assert journey.get(session, version_id).plain_text == "Cũ."


def test_a_text_that_comes_after_the_submission_is_kept_and_its_writer_told(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    """I7."""
    version_id = journey.submitted(runtime, people, make_version("Cũ."))
    browser = client_as(people.drafter)
    answer = _save(browser, version_id, "Câu viết sau cùng.", 1)
    assert answer.json["message"].startswith("Trong lúc đó bản này đã được trình.")
    assert "Câu viết sau cùng." in browser.page(answer.json["saved_copy"])
    assert "Nội dung bạn lưu muộn của QT-01 đã được giữ lại" in browser.page("/notices")
    assert client_as(people.reviewer).get(answer.json["saved_copy"]).status_code == 403


def test_who_writes_nothing_here_keeps_nothing_beside_a_submitted_version(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version("Cũ."))
    other = journey.second_drafter(runtime, people)
    assert _save(client_as(other), version_id, "Mới.", 1).status_code == 403


def test_a_late_text_that_cannot_be_is_refused_with_reasons(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Cũ."))
    bad = {"type": "doc", "content": [{"type": "script"}]}
    path = f"/versions/{version_id}/content"
    answer = client_as(people.drafter).put(path, {"content": bad, "revision": 1})
    assert answer.status_code == 422


def test_a_save_without_the_forgery_token_is_refused(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(people.drafter)
    answer = browser.client.put(f"/versions/{version_id}/content", json={})
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["admin", "reviewer", "approver", "auditor", "reader"])
def test_only_drafters_reach_the_pages_of_writing(
    people: People, client_as: ClientAs, make_version: MakeVersion, role: str
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(getattr(people, role))
    for part in ("edit", "describe", "copies", "copies/1", "submit", "cancel"):
        assert browser.get(f"/versions/{version_id}/{part}").status_code == 403, part
    assert _save(browser, version_id, "Mới.", 1).status_code == 403
    assert browser.post(f"/versions/{version_id}/submit").status_code == 403


def test_a_drafter_does_not_find_the_draft_of_another(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.", code="QT-09")
    other = journey.second_drafter(runtime, people)
    browser = client_as(other)
    for part in ("edit", "describe", "copies", "copies/1", "submit", "cancel"):
        assert browser.get(f"/versions/{version_id}/{part}").status_code == 404, part
    assert _save(browser, version_id, "Mới.", 1).status_code == 404


def test_a_picture_is_stored_and_only_pictures_are(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/pictures"
    answer = browser.upload(path, file=(BytesIO(PNG), "so-do.png"))
    assert answer.status_code == 200
    assert answer.json is not None
    assert browser.get(f"/media/{answer.json['src']}").data == PNG
    refused = browser.upload(path, file=(BytesIO(b"<svg onload=alert(1)>"), "x.png"))
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["reasons"]
    cut = browser.upload(path, file=(BytesIO(PNG[:-20]), "so-do.png"))
    assert cut.status_code == 422
    assert cut.json is not None
    assert cut.json["reasons"] == [
        "Tệp hình bị hỏng hoặc bị cắt cụt, không đọc được. Hãy mở bằng chương trình xem hình, lưu"
        " lại thành tệp mới rồi chèn tệp đó."
    ]
    assert browser.upload(path).status_code == 422


def test_title_and_numbers_are_described_and_refused_together(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Cũ.")
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/describe"
    refused = browser.post(path, title="", issue_no="9999", revision_no="0", change_summary="Sửa")
    assert refused.status_code == 409
    assert refused.text.split("data-error-summary")[1].count("<li>") >= 2
    assert ">Sửa</textarea>" in refused.text
    assert (
        browser.post(
            path, title="Tên mới", issue_no="2", revision_no="0", change_summary="Sửa"
        ).status_code
        == 302
    )
    assert "Tên mới" in browser.page(f"/versions/{version_id}/edit")


def test_submitting_proposes_the_last_people_and_never_an_author(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    first = journey.approved(runtime, people, make_version("Một."))
    draft = journey.changed(runtime, people, journey.document_of(runtime, first))
    page = client_as(people.drafter).page(f"/versions/{draft}/submit")
    assert f'<option value="{people.reviewer.id}" selected>' in page
    assert f'<option value="{people.approver.id}" selected>' in page
    assert f'<option value="{people.drafter.id}"' not in page


def test_submitting_warns_of_dead_citations_and_of_an_unchanged_text(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_text: MakeText,
) -> None:
    make_text(expires_on=date(2025, 1, 1))
    old = make_version("Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.", effective_on=LONG_AGO)
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    browser = client_as(people.drafter)
    warned = _last_look(browser, draft)
    assert "state-red" in warned
    assert warned.count("<li") == 2
    _save(browser, draft, "Nội dung không còn viện dẫn.", 1)
    assert "<li" not in _last_look(browser, draft)


def _last_look(browser: Browser, version_id: int) -> str:
    return browser.page(f"/versions/{version_id}/submit").split('class="sheet-body"')[1]


def test_submitting_needs_a_summary_and_two_people_and_says_all_at_once(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Nội dung.")
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/submit"
    refused = browser.post(path, change_summary=" ", reviewer="", approver="")
    assert refused.status_code == 409
    summary = refused.text.split("data-error-summary")[1].split("</div>")[0]
    assert summary.count("<li>") == 3
    answer = browser.post(
        path,
        change_summary="Soạn mới",
        reviewer=people.reviewer.id,
        approver=people.approver.id,
    )
    assert answer.status_code == 302
    assert journey.status_of(runtime, version_id) is Status.IN_REVIEW
    assert "Soạn mới" in client_as(people.reviewer).page("/")


def test_a_draft_is_cancelled_with_a_reason(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version("Cũ.", effective_on=LONG_AGO)
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    browser = client_as(people.drafter)
    assert browser.post(f"/versions/{draft}/cancel", reason="").status_code == 409
    assert browser.post(f"/versions/{draft}/cancel", reason="Không cần nữa").status_code == 302
    assert journey.status_of(runtime, draft) is Status.CANCELLED


def _picture(blob: str) -> dict[str, Any]:
    return {"type": "doc", "content": [{"type": "image", "attrs": {"src": blob}}]}


def test_a_pasted_picture_comes_along_and_one_nobody_may_see_does_not(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    """What is approved shows to everybody what it showed to the approver."""
    source, target = make_version("Một.", code="QT-01"), make_version("Hai.", code="QT-02")
    blob = runtime.blobs.put(png(3, 4))
    with runtime.transaction(people.drafter) as tx:
        service.add_picture(tx, version_id=source, blob=blob, media_type="image/png", size=40)
    browser = client_as(people.drafter)
    path = f"/versions/{target}/content"
    unknown = browser.put(path, {"content": _picture("0" * 64), "revision": 1})
    assert unknown.status_code == 422
    assert unknown.json is not None
    assert "hình" in unknown.json["reasons"][0]
    assert browser.put(path, {"content": _picture(blob), "revision": 1}).status_code == 200
    with runtime.reading() as session:
        assert [one.blob for one in queries.list_pictures(session, target)] == [blob]

    other = journey.second_drafter(runtime, people)
    theirs = MakeVersion(runtime, people.agency_id, other)("Ba.", code="QT-03")
    path = f"/versions/{theirs}/content"
    answer = client_as(other).put(path, {"content": _picture(blob), "revision": 1})
    assert answer.status_code == 422


def test_a_text_is_checked_before_the_transaction_begins(
    runtime: Runtime, people: People, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = make_version("Cũ.")
    written = service.check_text(paragraphs("Mới."))
    monkeypatch.setattr(contents, "parse", lambda _: pytest.fail("parsed in a transaction"))
    with runtime.transaction(people.drafter) as tx:
        service.save_content(tx, version_id=version_id, content=written, revision=1)
        service.keep_copy(tx, version_id=version_id, content=written, revision=1)
    with runtime.reading() as session:
        assert journey.get(session, version_id).plain_text == "Mới."


def test_the_editor_says_what_to_check_and_how_the_law_stood_when_the_text_was_issued(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_text: MakeText,
) -> None:
    make_text(expires_on=date(2025, 1, 1))
    make_text("01/2018/TT-VPCP", type="Thông tư", issuer="Văn phòng Chính phủ")
    old = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.",
        "Theo Thông tư số 01/2018/TT-VPCP ngày 24/4/2018 và Thông tư 9/2020/TT-BTP.",
        effective_on=LONG_AGO,
    )
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    page = client_as(people.drafter).page(f"/versions/{draft}/edit")
    dead, wrong, unknown = _island(page, "editor-citations")
    assert "Khi ban hành lần gần nhất, 01/01/2020: Còn hiệu lực" in dead["title"]
    assert (dead["letter"], dead["check"]) == ("", False)
    assert "ban hành ngày khác: 23/04/2018" in wrong["title"]
    assert (wrong["letter"], wrong["check"]) == ("m", True)
    assert (unknown["letter"], unknown["check"]) == ("u", True)  # and its day is missing
    look = _last_look(client_as(people.drafter), draft)
    assert "ban hành ngày khác: 23/04/2018" in look
    approved = client_as(people.drafter).page(journey.address(runtime, old))
    assert "cite-letter" not in approved


def test_dead_law_is_handed_in_with_a_reason_that_the_reviewer_reads(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_text: MakeText,
) -> None:
    make_text(expires_on=date(2025, 1, 1))
    version_id = make_version("Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.")
    sent = {
        "change_summary": "Rà soát",
        "reviewer": people.reviewer.id,
        "approver": people.approver.id,
    }
    browser = client_as(people.drafter)
    refused = browser.post(f"/versions/{version_id}/submit", **sent)
    assert refused.status_code == 409
    assert "Hãy sửa, hoặc nêu lý do giữ lại" in refused.text
    reason = "Nêu quy định trước đây"
    assert (
        browser.post(f"/versions/{version_id}/submit", **sent, dead_reason=reason).status_code
        == 302
    )
    task = client_as(people.reviewer).page(f"/versions/{version_id}/review")
    assert f"Lý do giữ lại, theo {people.drafter.name}:" in task
    assert reason in task
