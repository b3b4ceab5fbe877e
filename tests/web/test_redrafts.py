"""From a campaign to one batch: the redraft, its proposals, the review and the approval."""

import re

import pytest
from sqlalchemy import select

from docctl.campaigns.models import Redraft
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.jobs.working import work_once
from docctl.legal.models import Effect
from docctl.runtime import Runtime
from docctl.work import handlers
from tests.conftest import PASSWORD, People
from tests.support.make import MakeVersion
from tests.support.planting import planted
from tests.web import journey
from tests.web.conftest import Browser, ClientAs, hidden


@pytest.fixture
def document(runtime: Runtime, make_version: MakeVersion) -> int:
    return planted(runtime, journey.hit_by_law, make_version)


@pytest.fixture
def secretary(client_as: ClientAs, people: People, document: int) -> Browser:
    """Sign in when the document is there: before it, nothing has been done but what is planted."""
    return client_as(people.secretary)


@pytest.fixture
def campaign(runtime: Runtime, secretary: Browser, document: int) -> str:
    assert document
    with runtime.reading() as session:
        source = session.scalars(select(Effect.source_id)).one()
    return str(secretary.post("/campaigns", text_id=str(source)).location)


@pytest.fixture
def case(campaign: str, document: int) -> tuple[str, int]:
    return campaign, document


def drafted(runtime: Runtime, secretary: Browser, campaign: str, document: int) -> str:
    """Start the redraft and let the worker do it; give its page."""
    number = campaign.rsplit("/", 1)[1]
    answer = secretary.post("/redrafts", campaign_id=number, document=str(document))
    assert answer.status_code == 302
    while work_once(runtime, handlers()):
        pass
    return str(answer.location)


def handed_in(secretary: Browser, address: str, document: int, people: People) -> str:
    secretary.post(f"{address}/decide", accept="all")
    marked = re.findall(r'name="passage" value="(\d+)"', secretary.page(address))
    if marked:
        secretary.client.post(
            f"{address}/look", data={"csrf_token": secretary.csrf, "passage": marked}
        )
    answer = secretary.post(
        f"{address}/hand-in",
        document=str(document),
        reviewer=str(people.reviewer.id),
        approver=str(people.approver.id),
    )
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def figure(page: str, label: str) -> str:
    """Give the number that stands above a label."""
    found = re.search(rf'figure-number">([\d.]+)</span> <span class="figure-label">{label}', page)
    assert found, label
    return found[1]


def test_a_draft_for_which_nothing_is_asked_is_ready_and_no_reason_is_spoken_of(
    runtime: Runtime, secretary: Browser, campaign: str, document: int
) -> None:
    address = drafted(runtime, secretary, campaign, document)
    secretary.post(f"{address}/decide", accept="all")
    marked = re.findall(r'name="passage" value="(\d+)"', secretary.page(address))
    secretary.client.post(f"{address}/look", data={"csrf_token": secretary.csrf, "passage": marked})
    page = secretary.page(address)
    assert "Sẵn sàng trình" in page
    assert figure(page, "dự thảo sẵn sàng trình") == "1"
    assert "lý do" not in page.partition('id="hand-in"')[2].partition("</form>")[0]


def test_the_form_offers_what_is_to_be_redrafted_and_refuses_what_it_cannot_read(
    secretary: Browser, campaign: str, document: int
) -> None:
    number = campaign.rsplit("/", 1)[1]
    page = secretary.page(f"/redrafts/new?campaign={number}")
    assert f'name="document" value="{document}" checked' in page
    refused = secretary.post("/redrafts", campaign_id=number, mapping="bừa")
    assert (refused.status_code, "bừa" in refused.text) == (409, True)
    assert secretary.get("/redrafts/new").status_code == 404
    assert secretary.get("/redrafts/99").status_code == 404


def test_proposals_are_shown_with_before_and_after_and_decided(
    runtime: Runtime, secretary: Browser, campaign: str, document: int
) -> None:
    address = drafted(runtime, secretary, campaign, document)
    page = secretary.page(address)
    assert "<del>Nghị định số 61/2018/NĐ-CP" in page
    assert "đề xuất chờ bạn quyết định" in page
    assert secretary.post(f"{address}/decide").status_code == 409
    assert secretary.post(f"{address}/look").status_code == 409
    assert secretary.post(f"{address}/retry").status_code == 409
    assert secretary.post(f"{address}/decide", accept=f"document:{document}").status_code == 302
    assert "đã chấp nhận" in secretary.page(address)
    assert address in secretary.page(campaign)


def test_the_progress_is_asked_for_alone_while_the_worker_drafts(
    secretary: Browser, campaign: str, document: int
) -> None:
    number = campaign.rsplit("/", 1)[1]
    address = secretary.post("/redrafts", campaign_id=number, document=str(document)).location
    part = secretary.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Đang soạn lần lượt từng tài liệu" in part
    assert "hx-get" in secretary.page(address)


def test_the_page_is_loaded_anew_when_the_drafts_are_there(
    runtime: Runtime, secretary: Browser, campaign: str, document: int
) -> None:
    address = drafted(runtime, secretary, campaign, document)
    answer = secretary.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in secretary.get(address).headers


def test_the_notice_of_the_finished_run_leads_to_the_redraft(
    runtime: Runtime, secretary: Browser, campaign: str, document: int
) -> None:
    address = drafted(runtime, secretary, campaign, document)
    assert "Đợt soạn lại đã xong" in secretary.page("/notices")
    with runtime.reading() as session:
        job = session.scalars(select(Redraft.job_id)).one()
    assert secretary.get(f"/redrafts/jobs/{job}").location == address
    assert secretary.get("/redrafts/jobs/99").status_code == 404


def test_a_document_that_cannot_be_drafted_says_why(
    runtime: Runtime, secretary: Browser, campaign: str, document: int, people: People
) -> None:
    version = journey.changed(runtime, people, document)
    journey.submitted(runtime, people, version, dead_reason="Sửa ở lần sau")
    address = drafted(runtime, secretary, campaign, document)
    page = secretary.page(address)
    assert "Không soạn được" in page
    assert secretary.post(f"{address}/retry").status_code == 302


def test_reviewer_and_approver_have_one_task_and_one_page(
    runtime: Runtime,
    secretary: Browser,
    case: tuple[str, int],
    people: People,
    client_as: ClientAs,
) -> None:
    campaign, document = case
    address = drafted(runtime, secretary, campaign, document)
    refused = secretary.post(f"{address}/hand-in", document=str(document))
    assert refused.status_code == 409
    batch = handed_in(secretary, address, document, people)
    reviewer, approver = client_as(people.reviewer), client_as(people.approver)
    home = reviewer.page("/")
    assert home.count(f'href="{batch}"') == 2
    assert "/review" not in home
    page = reviewer.page(batch)
    assert "Sửa theo máy" in page
    unfolded = '<details class="fold" open>'
    assert page.count(unfolded) == 1
    assert unfolded not in reviewer.page(f"{batch}?open=none")
    assert approver.get(batch).status_code == 200  # a participant from the beginning
    assert reviewer.post(f"{batch}/pass-on", shown="x").status_code == 409
    assert reviewer.post(f"{batch}/pass-on", shown=hidden(page, "shown")).status_code == 302
    assert f'href="{batch}"' in approver.page("/")
    page = approver.page(batch)
    given = {"shown": hidden(page, "shown"), "key": hidden(page, "key"), "when": "now"}
    wrong = approver.post(f"{batch}/approve", **given, password="falsch")
    assert (wrong.status_code, "Chưa ký gì" in wrong.text) == (409, True)
    no_day = approver.post(f"{batch}/approve", **{**given, "when": "on_day"}, password=PASSWORD)
    assert no_day.status_code == 409
    for _ in range(2):  # a double click
        answer = approver.post(f"{batch}/approve", **given, password=PASSWORD)
        assert answer.status_code == 302
    with runtime.reading() as session:
        version = session.scalars(select(Version).order_by(Version.id.desc())).first()
        assert version is not None
        assert version.status is Status.APPROVED
    assert "Hoàn thành theo bằng chứng" in secretary.page(campaign)


def test_a_document_is_taken_out_of_the_batch_with_a_reason(
    runtime: Runtime,
    secretary: Browser,
    case: tuple[str, int],
    people: People,
    client_as: ClientAs,
) -> None:
    address = drafted(runtime, secretary, *case)
    batch = handed_in(secretary, address, case[1], people)
    reviewer = client_as(people.reviewer)
    version = hidden(reviewer.page(batch), "version_id")
    assert reviewer.post(f"{batch}/return", version_id=version, reason="").status_code == 409
    taken = reviewer.post(f"{batch}/return", version_id=version, reason="Thiếu mục 5.1")
    assert taken.status_code == 302
    page = secretary.page(batch)
    assert "Thiếu mục 5.1" in page
    assert "Đã rút khỏi lô" in page
    assert "Sẵn sàng trình" in secretary.page(address)


def test_a_draft_that_keeps_dead_law_joins_a_batch_with_a_reason_its_reviewer_reads(
    runtime: Runtime,
    secretary: Browser,
    case: tuple[str, int],
    people: People,
    client_as: ClientAs,
) -> None:
    campaign, document = case
    address = drafted(runtime, secretary, campaign, document)
    secretary.post(f"{address}/decide", reject="all")
    marked = re.findall(r'name="passage" value="(\d+)"', secretary.page(address))
    secretary.client.post(f"{address}/look", data={"csrf_token": secretary.csrf, "passage": marked})
    page = secretary.page(address)
    assert "Trình phải kèm lý do" in page
    assert "Còn viện dẫn văn bản đã hết hiệu lực: Nghị định số 61/2018/NĐ-CP" in page
    assert 'id="field-dead_reason" name="dead_reason" rows="2" required' in page
    assert "Sẵn sàng trình" not in page
    assert figure(page, "dự thảo sẵn sàng trình") == "0"
    assert figure(page, "dự thảo khi trình phải nêu lý do") == "1"
    sent = {
        "document": str(document),
        "reviewer": str(people.reviewer.id),
        "approver": str(people.approver.id),
    }
    refused = secretary.post(f"{address}/hand-in", **sent)
    assert refused.status_code == 409
    assert "hoặc nêu lý do giữ lại" in refused.text
    assert f'name="document" value="{document}" checked' in refused.text
    answer = secretary.post(f"{address}/hand-in", **sent, dead_reason="Chờ hướng dẫn")
    assert answer.status_code == 302
    page = client_as(people.reviewer).page(answer.location)
    assert "Chờ hướng dẫn" in page
    assert "61/2018/NĐ-CP" in page
