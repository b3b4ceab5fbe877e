"""The list of documents, a document, a version: who sees what, and how it leaves the house."""

import re
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest

from docctl import content as contents
from docctl.documents import service as drafting
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from docctl.web.files import disposition
from docctl.workflow import decisions
from tests.conftest import Clock, People
from tests.support.make import MakeDocument, MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs

ROLES = ("admin", "secretary", "drafter", "reviewer", "approver", "auditor", "reader")
LONG_AGO = date(2020, 1, 1)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x02\x00\x00\x00"
    b"\xfd\xd4\x9as\x00\x00\x00\x00IEND\xaeB`\x82"
)


def _address(runtime: Runtime, version_id: int, part: str = "") -> str:
    document_id = journey.document_of(runtime, version_id)
    return f"/documents/{document_id}/versions/{version_id}{part}"


def test_everybody_reads_what_is_effective(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Điều kiện đăng ký.", effective_on=LONG_AGO)
    document_id = journey.document_of(runtime, version_id)
    for role in ROLES:
        browser = client_as(getattr(people, role))
        assert "QT-01" in browser.page("/documents")
        assert "QT-01" in browser.page(f"/documents/{document_id}")
        assert "Điều kiện đăng ký." in browser.page(_address(runtime, version_id))
        assert "before docctl" in browser.page(_address(runtime, version_id, "/evidence"))
        browser.page(_address(runtime, version_id, "/compare"))


def test_a_draft_does_not_leak_to_those_who_have_no_part_in_it(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("BÍ MẬT", code="QT-77")
    document_id = journey.document_of(runtime, version_id)
    with runtime.transaction(people.drafter) as tx:
        blob = runtime.blobs.put(PNG)
        drafting.add_picture(
            tx, version_id=version_id, blob=blob, media_type="image/png", size=len(PNG)
        )
    for role in ("admin", "reviewer", "approver", "reader"):
        browser = client_as(getattr(people, role))
        assert "QT-77" not in browser.page("/documents")
        for path in (
            f"/documents/{document_id}",
            _address(runtime, version_id),
            _address(runtime, version_id, "/evidence"),
            _address(runtime, version_id, "/compare"),
            _address(runtime, version_id, "/word"),
            _address(runtime, version_id, "/original"),
            f"/media/{blob}",
        ):
            assert browser.get(path).status_code == 404, (role, path)
    for role in ("drafter", "secretary", "auditor"):
        assert "BÍ MẬT" in client_as(getattr(people, role)).page(_address(runtime, version_id))


def test_a_version_is_not_found_under_another_document(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version(effective_on=LONG_AGO)
    other = make_version(code="QT-02", effective_on=LONG_AGO)
    browser = client_as(people.reader)
    wrong = f"/documents/{journey.document_of(runtime, other)}/versions/{version_id}"
    assert browser.get(wrong).status_code == 404


def test_a_reader_does_not_see_the_change_of_an_effective_document(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version("Nội dung cũ.", effective_on=LONG_AGO)
    document_id = journey.document_of(runtime, old)
    draft = journey.changed(runtime, people, document_id)
    reader = client_as(people.reader)
    assert f"/versions/{draft}" not in reader.page(f"/documents/{document_id}")
    assert reader.get(_address(runtime, old, f"/compare?with={draft}")).status_code == 404
    assert "DỰ THẢO" in client_as(people.drafter).page(
        _address(runtime, draft)
    ) or "DRAFT" in client_as(people.drafter).page(_address(runtime, draft))


def test_a_citation_of_a_replaced_text_is_marked_with_its_successor(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_text: MakeText,
) -> None:
    replaces = EffectSaid(target_id=make_text(), action=Action.REPLACES)
    make_text(
        "118/2025/NĐ-CP",
        issued_on=date(2025, 6, 9),
        effective_on=date(2025, 7, 1),
        effects=[replaces],
    )
    version_id = make_version(
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.", effective_on=LONG_AGO
    )
    browser = client_as(people.reader)
    page = browser.page(_address(runtime, version_id))
    assert _marks(page) == ["replaced"]
    assert "118/2025/NĐ-CP" in page
    assert _marks(browser.page(_address(runtime, version_id, "?on=2018-05-01"))) == ["not_yet"]


def _marks(page: str) -> list[str]:
    """Give the colours of the marked citations, without those of the legend."""
    return re.findall(r"cite-(\w+)", "".join(re.findall(r"<a [^>]*data-note=[^>]*>", page)))


def test_the_original_leaves_as_an_attachment_with_its_name(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version(effective_on=LONG_AGO)
    answer = client_as(people.reader).get(_address(runtime, version_id, "/original"))
    assert answer.data == b"QT-01"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("Quy trình đăng ký.docx", "Quy trinh dang ky.docx"),
        ('a"b\r\nX: y.docx', "a-b-X- y.docx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("字.docx", ".docx"),
    ],
)
def test_a_download_keeps_its_diacritics_and_cannot_break_the_header(
    name: str, ascii_name: str
) -> None:
    header = disposition(name)
    assert f'filename="{ascii_name}"' in header
    assert "\r" not in header
    assert "\n" not in header
    if "đ" in name:
        assert unquote(header.split("UTF-8''")[1]) == name


def test_a_version_leaves_as_a_word_file(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Nội dung.", effective_on=LONG_AGO)
    answer = client_as(people.reader).get(_address(runtime, version_id, "/word"))
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert "Quy%20tr%C3%ACnh%20th%E1%BB%AD" in answer.headers["Content-Disposition"]


def test_a_picture_is_given_to_those_who_see_its_version(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version()
    blob = runtime.blobs.put(PNG)
    with runtime.transaction(people.drafter) as tx:
        drafting.add_picture(
            tx, version_id=version_id, blob=blob, media_type="image/png", size=len(PNG)
        )
    answer = client_as(people.drafter).get(f"/media/{blob}")
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client_as(people.drafter).get("/media/" + "0" * 64).status_code == 404
    assert client_as(people.drafter).get("/media/..%2f..%2fetc").status_code == 404


def test_the_list_is_in_natural_order_and_filtered(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    for code in ("QT-10", "QT-2", "QT-1"):
        make_version(code=code, title=f"Quy trình {code}", effective_on=LONG_AGO)
    make_version(
        code="HD-1", title="Hướng dẫn chứng thực", field="Chứng thực", effective_on=LONG_AGO
    )
    browser = client_as(people.reader)
    page = browser.page("/documents")
    places = [page.index(f">{code}</a>") for code in ("HD-1", "QT-1", "QT-2", "QT-10")]
    assert places == sorted(places)
    found = browser.page("/documents?q=chung+thuc")
    assert ">HD-1</a>" in found
    assert ">QT-1</a>" not in found
    assert ">QT-2</a>" in browser.page("/documents?q=qt02")
    assert ">QT-2</a>" not in browser.page("/documents?state=withdrawn")
    assert browser.get("/documents?kind=nonsense&page=99&field=x").status_code == 200


def test_the_list_shows_and_finds_the_change_under_way_to_those_who_may_see_it(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version(effective_on=LONG_AGO)
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    for role, seen in (("secretary", True), ("drafter", True), ("reader", False)):
        page = client_as(getattr(people, role)).page("/documents?state=draft")
        assert (">QT-01</a>" in page) is seen, role
        assert (f"/versions/{draft}" in page) is seen, role


def test_the_secretary_registers_a_document_and_the_drafter_writes_it(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    secretary = client_as(people.secretary)
    assert 'id="field-code"' in secretary.page("/documents/new")
    answer = secretary.post(
        "/documents",
        kind="procedure",
        code="QT 05/HT",
        title="Đăng ký kết hôn",
        field="Hộ tịch",
        owner=people.drafter.id,
    )
    assert answer.status_code == 302
    assert "Đăng ký kết hôn" in client_as(people.drafter).page(answer.location)


def test_a_refused_document_keeps_what_was_typed_and_names_every_reason(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    make_version(code="QT-01", field="Hộ tịch", effective_on=LONG_AGO)
    secretary = client_as(people.secretary)
    answer = secretary.post("/documents", kind="procedure", code="qt 1", title="", field="Hộ tịch")
    assert answer.status_code == 409
    assert 'value="qt 1"' in answer.text
    summary = answer.text.split("data-error-summary")[1].split("</div>")[0]
    assert summary.count("<li>") == 2


@pytest.mark.parametrize("role", ["admin", "drafter", "reviewer", "approver", "auditor", "reader"])
def test_only_the_secretary_registers_documents(
    people: People, client_as: ClientAs, role: str
) -> None:
    browser = client_as(getattr(people, role))
    assert browser.get("/documents/new").status_code == 403
    assert browser.post("/documents", code="QT-9", title="x", kind="procedure").status_code == 403


def test_the_comparison_is_with_the_effective_version_and_links_its_sections(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    heading = {"type": "heading", "attrs": {"level": 1}, "content": [_text("1. MỤC ĐÍCH")]}
    body = {"type": "paragraph", "content": [_text("Quy định cách thức cũ.")]}
    content = contents.parse({"type": "doc", "content": [heading, body]})
    old = make_version(content=content, effective_on=LONG_AGO)
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    content["content"][1]["content"] = [_text("Quy định cách thức mới.")]
    journey.written(runtime, people, draft, content)
    page = client_as(people.drafter).page(_address(runtime, draft, "/compare"))
    assert "<ins>" in page
    assert "<del>" in page
    uid = content["content"][0]["attrs"]["uid"]
    assert f'href="#b-{uid}"' in page
    assert f'id="b-{uid}"' in page


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def test_the_evidence_names_who_signed_in_which_role_and_when(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version("Nội dung."))
    page = client_as(people.reader).page(_address(runtime, version_id, "/evidence"))
    for name in ("Công chức soạn thảo", "Trưởng phòng", "Chủ tịch"):
        assert name in page
    assert "02/03/2026 10:00" in page
    assert "Cập nhật căn cứ pháp lý" in page
    assert "version.saved" not in page
    whole = client_as(people.auditor).page(_address(runtime, version_id, "/evidence"))
    assert whole.count("<tr>") > page.count("<tr>")


def test_a_superseded_version_is_marked_and_leads_to_the_one_in_force(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version("Cũ.", effective_on=LONG_AGO)
    new = journey.changed(runtime, people, journey.document_of(runtime, old))
    journey.approved(runtime, people, new)
    page = client_as(people.auditor).page(_address(runtime, old))
    assert "notice-error" in page
    assert f'href="{_address(runtime, new)}"' in page
    assert client_as(people.reader).get(_address(runtime, old)).status_code == 404


def test_a_scheduled_version_shows_itself_to_readers_on_its_day(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, clock: Clock
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Từ tháng tư."))
    journey.approve(runtime, people, version_id, effective_on=date(2026, 4, 1))
    assert client_as(people.reader).get(_address(runtime, version_id)).status_code == 404
    assert "notice-info" in client_as(people.approver).page(_address(runtime, version_id))
    clock.set(datetime(2026, 3, 31, 17, 0, tzinfo=UTC))  # midnight in Viet Nam
    assert "Từ tháng tư." in client_as(people.reader).page(_address(runtime, version_id))


def test_the_forms_of_a_procedure_are_listed_with_it(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_document: MakeDocument,
) -> None:
    parent = journey.document_of(runtime, make_version(effective_on=LONG_AGO))
    form = make_document("BM-01", "Phiếu tiếp nhận", parent_id=parent)
    make_version(document_id=form, effective_on=LONG_AGO)
    page = client_as(people.reader).page(f"/documents/{parent}")
    assert "Phiếu tiếp nhận" in page


def test_a_withdrawn_document_says_so_with_its_reason(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version(effective_on=LONG_AGO)
    document_id = journey.document_of(runtime, version_id)
    with runtime.transaction(people.secretary) as tx:
        decisions.withdraw_document(tx, document_id=document_id, reason="Thủ tục đã bãi bỏ")
    page = client_as(people.secretary).page(f"/documents/{document_id}")
    assert "Thủ tục đã bãi bỏ" in page
    assert client_as(people.reader).get(f"/documents/{document_id}").status_code == 404
