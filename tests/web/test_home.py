"""The first page: what waits for the person."""

import re
from datetime import date, timedelta

from docctl.actors import SYSTEM
from docctl.agencies import service as agencies
from docctl.documents.models import Document
from docctl.identity import duties
from docctl.runtime import Runtime
from tests.conftest import NOW, Clock, People
from tests.support.make import MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs


def test_everybody_has_a_first_page(client_as: ClientAs, people: People) -> None:
    for role in ("admin", "secretary", "drafter", "reviewer", "approver", "auditor", "reader"):
        assert "<h1>" in client_as(getattr(people, role)).page("/"), role


def test_nobody_sees_the_first_page_without_signing_in(client_as: ClientAs, people: People) -> None:
    browser = client_as(people.reader)
    browser.client.delete_cookie("docctl-session")
    answer = browser.get("/")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_a_task_waits_for_the_one_whose_turn_it_is_with_sender_and_age(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, clock: Clock
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Nội dung."))
    clock.set(NOW + timedelta(days=3))
    page = client_as(people.reviewer).page("/")
    assert f"/versions/{version_id}/review" in page
    assert "Công chức soạn thảo" in page
    assert "3 ngày" in page or "3 days" in page
    assert f"/versions/{version_id}/" not in client_as(people.approver).page("/")


def test_a_draft_shows_who_has_it_now(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    journey.reviewed(runtime, people, make_version("Nội dung."))
    assert "Chủ tịch" in client_as(people.drafter).page("/")


def test_the_reason_of_a_return_is_gone_once_the_draft_is_submitted_again(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Nội dung."))
    journey.returned(runtime, people, version_id, "Thiếu biểu mẫu")
    drafter = client_as(people.drafter)
    assert "Thiếu biểu mẫu" in drafter.page("/")
    journey.submitted(runtime, people, version_id)
    assert "Thiếu biểu mẫu" not in drafter.page("/")


def test_the_secretary_sees_documents_the_law_has_hit(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    document_id = journey.hit_by_law(runtime, make_version)
    page = client_as(people.secretary).page("/")
    assert f'href="/documents/{document_id}"' in page
    assert "is-late" in page
    assert f'href="/documents/{document_id}"' not in client_as(people.reader).page("/")


def test_a_drafter_sees_only_their_own_documents_among_those_the_law_has_hit(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    document_id = journey.hit_by_law(runtime, make_version)  # owned by the drafter
    other = journey.second_drafter(runtime, people)
    assert f'href="/documents/{document_id}"' in client_as(people.drafter).page("/")
    assert f'href="/documents/{document_id}"' not in client_as(other).page("/")


def test_the_secretary_is_told_of_files_that_wait(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    before = client_as(people.secretary).page("/").count('href="/imports')
    journey.file_waiting(runtime, people)
    assert client_as(people.secretary).page("/").count('href="/imports') == before + 1
    assert 'href="/imports' not in client_as(people.drafter).page("/")


def test_a_document_leads_to_its_own_findings_and_says_since_when_they_are_overdue(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    other = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.",
        code="QT-55",
        title="Tài liệu khác",
        effective_on=date(2020, 1, 1),
    )
    document_id = journey.hit_by_law(runtime, make_version)
    assert journey.document_of(runtime, other) != document_id
    browser = client_as(people.secretary)
    page = browser.page(f"/documents/{document_id}")
    (own,) = re.findall(r'href="(/findings/list\?document=\d+)"', page)
    assert "quá hạn xử lý từ 09/06/2025" in page
    listing = browser.page(own)
    assert '<strong class="text-danger nowrap">09/06/2025</strong>' in listing
    assert "QT-55" not in listing
    assert "QT-55" in browser.page("/findings/list")
    assert "quá hạn từ 09/06/2025" in browser.page("/")


def test_who_owns_a_hurt_document_or_heads_its_unit_sees_it_whatever_the_roles(
    client_as: ClientAs, people: People, runtime: Runtime, make_version: MakeVersion
) -> None:
    document_id = journey.hit_by_law(runtime, make_version)
    assert people.reader.user_id is not None
    reader = client_as(people.reader)
    assert f'href="/findings/list?document={document_id}"' not in reader.page("/")
    with runtime.transaction(SYSTEM) as tx:
        document = tx.session.get_one(Document, document_id)
        document.owner_id = people.reader.user_id
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp")
        document.unit_id = unit.id
        unit_id = unit.id
    assert f'href="/findings/list?document={document_id}"' in reader.page("/")
    with runtime.transaction(people.admin) as tx:
        duties.appoint_head(tx, unit_id=unit_id, user_id=people.reviewer.user_id)
    head = client_as(people.reviewer)
    assert 'href="/findings/days?headed=1"' in head.page("/")
    assert "QT-01" in head.page("/findings/days?headed=1")
    assert "QT-01" not in reader.page("/findings/days?headed=1")
    assert 'href="/findings/days?headed=1"' not in reader.page("/")
