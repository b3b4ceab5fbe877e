"""The list of documents and one document: who sees what, and who may begin one."""

import pytest

from docctl.documents import service as drafting
from docctl.runtime import Runtime
from docctl.workflow import decisions
from tests.conftest import People
from tests.support.make import MakeDocument, MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO, PNG, address

ROLES = ("admin", "secretary", "drafter", "reviewer", "approver", "auditor", "reader")


def test_everybody_reads_what_is_effective(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Điều kiện đăng ký.", effective_on=LONG_AGO)
    document_id = journey.document_of(runtime, version_id)
    for role in ROLES:
        browser = client_as(getattr(people, role))
        assert "QT-01" in browser.page("/documents")
        assert "QT-01" in browser.page(f"/documents/{document_id}")
        assert "Điều kiện đăng ký." in browser.page(address(runtime, version_id))
        assert "before docctl" in browser.page(address(runtime, version_id, "/evidence"))
        browser.page(address(runtime, version_id, "/compare"))


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
            address(runtime, version_id),
            address(runtime, version_id, "/evidence"),
            address(runtime, version_id, "/compare"),
            address(runtime, version_id, "/word"),
            address(runtime, version_id, "/original"),
            f"/media/{blob}",
        ):
            assert browser.get(path).status_code == 404, (role, path)
    for role in ("drafter", "secretary", "auditor"):
        assert "BÍ MẬT" in client_as(getattr(people, role)).page(address(runtime, version_id))


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
    assert reader.get(address(runtime, old, f"/compare?with={draft}")).status_code == 404
    assert "DỰ THẢO" in client_as(people.drafter).page(
        address(runtime, draft)
    ) or "DRAFT" in client_as(people.drafter).page(address(runtime, draft))


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


def test_a_document_is_given_only_what_the_form_offers(people: People, client_as: ClientAs) -> None:
    answer = client_as(people.secretary).post(
        "/documents",
        kind="procedure",
        code="QT-01",
        title="Quy trình",
        unit="999",
        owner=people.reader.id,
        parent="999",
    )
    assert answer.status_code == 409
    summary = answer.text.split("data-error-summary")[1].split("</div>")[0]
    assert summary.count("<li>") == 3


def test_the_list_says_what_is_not_known_of_the_law_instead_of_up_to_date(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_text: MakeText,
) -> None:
    make_text("61/2018/NĐ-CP")
    make_version("Không có căn cứ.", code="QT-01", effective_on=LONG_AGO)
    make_version("Theo Nghị định số 61/2018/NĐ-CP.", code="QT-02", effective_on=LONG_AGO)
    unknown = "Theo Nghị định số 61/2018/NĐ-CP và Nghị định số 45/2020/NĐ-CP."
    version_id = make_version(unknown, code="QT-03", effective_on=LONG_AGO)
    page = client_as(people.reader).page("/documents")
    rows = {row.split("</a>")[0][-5:]: row for row in page.split('<td class="code">')[1:]}
    assert "Không viện dẫn" in rows["QT-01"]
    assert "không có điểm cần xem" in rows["QT-02"]
    assert "1 điểm cần xem" in rows["QT-03"]
    assert "không có điểm" not in rows["QT-03"]
    document = client_as(people.reader).page(
        f"/documents/{journey.document_of(runtime, version_id)}"
    )
    assert "1 viện dẫn trong phiên bản đang có hiệu lực chưa xác định rõ" in document
