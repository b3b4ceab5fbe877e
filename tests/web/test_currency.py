"""The badge of legal bases on the page of a document, in the list and in the register."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from docctl.documents.models import Version
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs


def test_the_day_somebody_stated_is_on_every_list(
    runtime: Runtime,
    client_as: ClientAs,
    people: People,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_text()
    version = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP và Thông tư số 9/2020/TT-XX.",
        effective_on=date(2025, 1, 1),
    )
    with runtime.reading() as session:
        document = session.get_one(Version, version).document_id
    secretary, reader = client_as(people.secretary), client_as(people.reader)
    places = (f"/documents/{document}", "/documents", "/registers")
    for path in places:
        assert "Chưa rõ căn cứ pháp lý cập nhật đến ngày nào · 1 điểm cần xem" in reader.page(path)
    stated = secretary.post("/legal/checks", until="2026-02-27", source="Công báo")
    assert stated.status_code == 302
    for path in places:
        assert "Căn cứ pháp lý cập nhật đến ngày 27/02/2026 · 1 điểm cần xem" in reader.page(path)
    assert "Đã đối chiếu với Công báo đến ngày 27/02/2026" in reader.page("/legal")
    assert "Công báo" in reader.page("/legal/checks")
    book = load_workbook(BytesIO(reader.get("/registers/internal.xlsx").data))
    assert book.active is not None
    row = next(book.active.iter_rows(min_row=5, values_only=True))
    assert row[-2:] == (datetime(2026, 2, 27), 1)  # noqa: DTZ001  # Excel knows no zone


def test_a_day_to_come_is_refused_with_its_reason(client_as: ClientAs, people: People) -> None:
    answer = client_as(people.secretary).post("/legal/checks", until="2026-03-03", source="")
    assert answer.status_code == 409
    assert "Chưa thể đối chiếu đến một ngày trong tương lai" in answer.text
    assert "Hãy ghi đã đối chiếu với nguồn nào" in answer.text
