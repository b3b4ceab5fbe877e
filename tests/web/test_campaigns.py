"""The pages of campaigns: preview, the campaign, one document of it, the files, one's own part."""

import io
import re
from datetime import date

import docx
import openpyxl
import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM
from docctl.campaigns import preview
from docctl.campaigns.models import Campaign
from docctl.impact import service as impact
from docctl.impact import triage
from docctl.impact.models import Finding
from docctl.legal.models import Citation, Effect
from docctl.runtime import Runtime
from docctl.web import campaigns
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.support.planting import planted
from tests.web import journey
from tests.web.conftest import Browser, ClientAs


@pytest.fixture
def document(runtime: Runtime, make_version: MakeVersion) -> int:
    return planted(runtime, journey.hit_by_law, make_version)


@pytest.fixture
def source(runtime: Runtime, document: int) -> int:
    assert document
    with runtime.reading() as session:
        return session.scalars(select(Effect.source_id)).one()


@pytest.fixture
def secretary(client_as: ClientAs, people: People, document: int) -> Browser:
    """Sign in when the document is there: before it, nothing has been done but what is planted."""
    return client_as(people.secretary)


def opened(secretary: Browser, source: int) -> str:
    answer = secretary.post("/campaigns", text_id=str(source), name="Chiến dịch thử")
    assert answer.status_code == 302
    return str(answer.location)


def test_the_preview_says_whom_it_hurts_and_writes_nothing(
    secretary: Browser, source: int, runtime: Runtime
) -> None:
    page = secretary.page(f"/campaigns/new?text={source}")
    assert "Công chức soạn thảo" in page
    assert "61/2018/NĐ-CP" in page
    with runtime.reading() as session:
        assert not session.scalars(select(Campaign)).all()
    assert secretary.get("/campaigns/new").status_code == 404
    assert secretary.get("/campaigns/new?text=999").status_code == 404


def test_the_list_offers_the_changes_without_a_campaign(
    secretary: Browser, source: int, people: People, client_as: ClientAs
) -> None:
    offer = f'href="/campaigns/new?text={source}"'
    assert offer in secretary.page("/campaigns")
    assert offer not in client_as(people.reader).page("/campaigns")
    opened(secretary, source)
    assert offer not in secretary.page("/campaigns")


def test_long_lists_of_documents_are_cut_into_pages(
    secretary: Browser,
    source: int,
    runtime: Runtime,
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (campaigns, preview):
        monkeypatch.setattr(module, "PER_PAGE", 1)
    with runtime.reading() as session:
        cited = session.scalars(select(Citation)).first()
        assert cited is not None
        words = cited.context
    other = make_version(words, code="QT-99", effective_on=date(2025, 1, 1))
    with runtime.transaction(SYSTEM) as tx:
        impact.raise_findings_for_version(tx, version_id=other)
    address = opened(secretary, source)
    for path in (f"/campaigns/new?text={source}&page={{}}", address + "?page={}"):
        first, second, beyond = (secretary.page(path.format(page)) for page in (1, 2, 9))
        assert "QT-99" not in first
        assert "1–1" in first
        assert "QT-99" in second
        assert "QT-99" in beyond
        assert words in second or "/campaigns/new" not in path


def test_a_campaign_is_opened_shown_and_listed(secretary: Browser, source: int) -> None:
    address = opened(secretary, source)
    page = secretary.page(address)
    assert page.count('<svg class="burndown') == 2
    assert "Chưa kết luận" in page
    assert "Chiến dịch thử" in secretary.page("/campaigns")
    assert secretary.get(f"/campaigns/new?text={source}").text.count(address) == 1


def test_verdicts_are_given_in_bulk_and_refusals_keep_what_was_ticked(
    secretary: Browser, source: int, document: int, runtime: Runtime, people: People
) -> None:
    address = opened(secretary, source)
    refused = secretary.post(f"{address}/verdict", document=str(document), verdict="keep")
    assert refused.status_code == 409
    assert f'value="{document}" aria-label="QT-01" checked' in refused.text
    assert "Chọn lý do giữ nguyên tài liệu." in refused.text
    nothing = secretary.post(f"{address}/verdict", verdict="amend")
    assert (nothing.status_code, "Chọn ít nhất một tài liệu." in nothing.text) == (409, True)
    given = secretary.post(
        f"{address}/verdict",
        document=str(document),
        verdict="keep",
        reason_code="historical_citation",
        reason="Chỉ nhắc lịch sử",
    )
    assert given.status_code == 302
    assert "Chờ người thứ hai xác nhận" in secretary.page(address)  # its law is dead already
    with runtime.transaction(people.approver) as tx:
        ids = tx.session.scalars(select(Finding.id)).all()
        triage.answer(tx, finding_ids=ids, agreed=True)
    page = secretary.page(address)
    assert "Hoàn thành theo bằng chứng" in page
    assert "Chỉ nhắc lịch sử" in page


def test_one_document_has_its_passages_notes_and_a_way_to_the_draft(
    secretary: Browser, source: int, document: int
) -> None:
    address = f"{opened(secretary, source)}/documents/{document}"
    page = secretary.page(address)
    assert "61/2018/NĐ-CP" in page
    assert secretary.post(f"{address}/notes", text="").status_code == 409
    assert secretary.post(f"{address}/notes", text="Đã hỏi Sở").status_code == 302
    assert "Đã hỏi Sở" in secretary.page(address)
    base = address.rsplit("/documents", 1)[0]
    one = {"document": str(document), "document_page": str(document)}
    back = secretary.post(f"{base}/verdict", verdict="withdraw", **one)
    assert back.location == address
    refused = secretary.post(f"{address}/draft")
    assert (refused.status_code, "sẽ bãi bỏ" in refused.text) == (409, True)
    refused = secretary.post(f"{base}/verdict", verdict="?", **one)
    assert (refused.status_code, "Các đoạn bị thay đổi này ảnh hưởng" in refused.text) == (
        409,
        True,
    )
    secretary.post(f"{base}/verdict", verdict="amend", **one)
    started = secretary.post(f"{address}/draft")
    assert "/edit" in started.location
    assert "Đến dự thảo" in secretary.page(address)
    assert secretary.get(f"{base}/documents/999").status_code == 404


def test_work_is_handed_out_and_owners_find_their_part_at_home(
    secretary: Browser, source: int, document: int, client_as: ClientAs, people: People
) -> None:
    address = opened(secretary, source)
    drafter = client_as(people.drafter)
    assert "Việc của tôi trong chiến dịch Chiến dịch thử" in drafter.page("/")
    assert "Việc của tôi trong chiến dịch" not in client_as(people.reader).page("/")
    refused = secretary.post(f"{address}/assign", document=str(document), due_on="32/13/2026")
    assert refused.status_code == 409
    moved = secretary.post(
        f"{address}/assign", document=str(document), owner=str(people.secretary.id)
    )
    assert moved.status_code == 302
    assert "Việc của tôi trong chiến dịch" not in drafter.page("/")
    assert "Việc của tôi trong chiến dịch" in secretary.page("/")


def test_the_list_leaves_as_word_and_excel_as_it_is_filtered(
    secretary: Browser, source: int
) -> None:
    address = opened(secretary, source)
    sheet = openpyxl.load_workbook(io.BytesIO(secretary.get(f"{address}/list.xlsx").data)).active
    assert sheet is not None
    cells = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert {"QT-01", "Chưa kết luận", "Công chức soạn thảo"} <= set(cells)
    kept = {"verdict": "keep", "reason_code": "cited_content_unchanged", "reason": "như cũ"}
    number = re.search(r'name="document" value="(\d+)"', secretary.page(address))
    assert number is not None
    secretary.post(f"{address}/verdict", document=number[1], **kept)
    closed = openpyxl.load_workbook(io.BytesIO(secretary.get(f"{address}/list.xlsx").data)).active
    assert closed is not None
    (row,) = [one for one in closed.iter_rows(values_only=True) if "QT-01" in one]
    assert 0 not in row  # a closed passage is still one the change has hit
    word = docx.Document(io.BytesIO(secretary.get(f"{address}/list.docx").data))
    assert "QT-01" in [cell.text for row in word.tables[0].rows for cell in row.cells]
    empty = openpyxl.load_workbook(
        io.BytesIO(secretary.get(f"{address}/list.xlsx?stage=done").data)
    ).active
    assert empty is not None
    assert empty.max_row == 4
    assert secretary.get(f"{address}/list.pdf").status_code == 404


def test_filters_leave_only_what_fits(secretary: Browser, source: int, document: int) -> None:
    address = opened(secretary, source)
    link = f'{address}/documents/{document}"'
    assert link in secretary.page(f"{address}?stage=undecided&field=Hệ thống ISO")
    for query in ("stage=done", "verdict=keep", "mine=1", "late=1", "unit=Phòng khác"):
        page = secretary.page(f"{address}?{query}")
        assert link not in page, query
        assert "Không có tài liệu phù hợp" in page


def test_it_is_ended_by_hand_with_a_reason_and_taken_up_again(
    secretary: Browser, source: int
) -> None:
    address = opened(secretary, source)
    assert secretary.post(f"{address}/close", reason="").status_code == 409
    assert secretary.post(f"{address}/close", reason="Gộp kế hoạch").status_code == 302
    assert "Gộp kế hoạch" in secretary.page(address)
    assert "Kết thúc thủ công" in secretary.page("/campaigns")
    assert secretary.post(f"{address}/close", act="reopen", reason="Tiếp").status_code == 302
    assert "Gộp kế hoạch" not in secretary.page(address)


def test_a_campaign_without_hurt_documents_is_not_opened(
    secretary: Browser, source: int, runtime: Runtime
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        effect = tx.session.scalars(select(Effect)).one()
        target = effect.target_id
        impact.raise_findings(tx, effect_ids=[effect.id])
    assert secretary.post("/campaigns", text_id=str(target)).status_code == 409
    assert "Chưa có gì để xử lý" in secretary.page(f"/campaigns/new?text={target}")
    assert "Chưa có chiến dịch nào" in secretary.page("/campaigns")
    assert source
