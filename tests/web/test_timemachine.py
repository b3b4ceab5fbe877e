"""Pages of the time machine: the permalink, the certificate on paper and as a PDF, its check."""

from datetime import date

import pytest

from docctl.actors import Actor
from docctl.documents.models import Version
from docctl.runtime import Runtime
from docctl.timemachine.rules import written_code
from docctl.word import office
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD = "61/2018/NĐ-CP"
CLAUSE = f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}."


@pytest.fixture
def document(runtime: Runtime, make_version: MakeVersion, make_text: MakeText) -> int:
    make_text()
    version = make_version(CLAUSE, code="QT-05", effective_on=date(2025, 3, 1))
    with runtime.reading() as session:
        return session.get_one(Version, version).document_id


def test_code_and_day_lead_to_an_address_that_stays(
    client_as: ClientAs, secretary: Actor, document: int
) -> None:
    browser = client_as(secretary)
    answer = browser.get("/time-machine?code=qt+05&on=12/3/2025")
    assert answer.location == f"/documents/{document}/on/2025-03-12"
    known = browser.get("/time-machine?code=QT-05&on=2025-03-12&known=2025-12-31")
    assert known.location == f"/documents/{document}/on/2025-03-12?known=2025-12-31"
    page = browser.page(answer.location)
    assert "Bản 01/00" in page
    assert "Nghị định 61/2018/NĐ-CP" in page
    assert "khoản 2 Điều 5" in page
    assert 'style="' not in page
    then = browser.page(known.location)
    assert "Theo điều đã biết đến hết ngày 31/12/2025" in then
    assert "chưa có phiên bản nào được phê duyệt" in then


def test_what_is_not_there_says_so(client_as: ClientAs, reader: Actor, document: int) -> None:
    browser = client_as(reader)
    assert browser.get("/time-machine?code=QT-77&on=2025-03-12").status_code == 404
    for day in ("2025-3-12", "12-03-2025", "0001-01-01", "x"):
        assert browser.get(f"/documents/{document}/on/{day}").status_code == 404, day
    assert "phiên bản đầu tiên chưa có hiệu lực" in browser.page(
        f"/documents/{document}/on/2025-02-01"
    )
    assert "Hãy chọn cả ngày" in browser.page(f"/time-machine?document={document}")
    assert "Một ngày chưa tới" in browser.page(f"/documents/{document}/on/2027-01-01")


def test_several_documents_of_a_code_are_offered(
    client_as: ClientAs, reader: Actor, document: int, make_version: MakeVersion
) -> None:
    make_version("Khác.", code="QT-05", field="Đất đai", effective_on=date(2025, 3, 1))
    page = client_as(reader).page("/time-machine?code=QT-05&on=2025-03-12")
    assert "Nhiều tài liệu mang mã này" in page
    assert f"document={document}" in page


def test_a_certificate_is_printed_and_checked(
    client_as: ClientAs, people: People, document: int
) -> None:
    browser = client_as(people.reader)
    made = browser.post(f"/documents/{document}/on/2025-03-12/certificate")
    page = browser.page(made.location)
    code = made.location.rpartition("/")[2]
    for words in (written_code(code), "UBND xã Thử", "Nghị định 61/2018/NĐ-CP", "Còn hiệu lực",
                  "khoản 2 Điều 5", "Công chức một cửa", "SHA-256"):  # fmt: skip
        assert words in page, words
    english = browser.page(f"{made.location}?lang=en")
    assert "Legal bases on 12/03/2025" in english
    assert "In force" in english
    found = browser.get(f"/certificates?code={written_code(code).lower()}")
    assert found.location == f"/certificates/{code}/check"
    assert "Phiếu còn khớp" in browser.page(found.location)
    assert browser.get("/certificates?code=00000").status_code == 404


def test_the_pdf_is_one_with_the_words_of_the_paper(
    client_as: ClientAs, people: People, document: int
) -> None:
    if office.office_program() is None:
        pytest.fail("the PDF of a certificate needs LibreOffice")
    from docctl.word import text_of_file  # noqa: PLC0415  # loads the reader only here

    browser = client_as(people.reader)
    made = browser.post(f"/documents/{document}/on/2025-03-12/certificate")
    answer = browser.get(f"{made.location}/pdf")
    assert answer.mimetype == "application/pdf"
    words = " ".join(text_of_file("a.pdf", answer.data).split())
    for said in ("PHIẾU XÁC NHẬN", "61/2018/NĐ-CP", "Mã kiểm tra", "12/03/2025"):
        assert said in words, said


def test_without_libreoffice_the_page_is_printed_instead(
    client_as: ClientAs, people: People, document: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "office_program", lambda: None)
    browser = client_as(people.reader)
    made = browser.post(f"/documents/{document}/on/2025-03-12/certificate")
    answer = browser.get(f"{made.location}/pdf")
    assert answer.status_code == 409
    assert "in trang này ra PDF" in answer.text
