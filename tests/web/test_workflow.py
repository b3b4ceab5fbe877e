"""Opening a change, taking a version back, and the end of a document."""

from datetime import date

import pytest

from docctl.content import content_hash, empty_procedure
from docctl.documents.rules import Status
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeDocument, MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO


def test_a_change_is_opened_with_a_reason_as_revision_or_new_issue(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    first = journey.document_of(runtime, make_version(effective_on=LONG_AGO))
    second = journey.document_of(runtime, make_version(code="QT-02", effective_on=LONG_AGO))
    browser = client_as(people.drafter)
    assert "01/01" in browser.page(f"/documents/{first}/change")
    refused = browser.post(f"/documents/{first}/change", reason="", numbering="revision")
    assert refused.status_code == 409
    answer = browser.post(f"/documents/{first}/change", reason="Luật đổi", numbering="revision")
    assert "01/01" in browser.page(answer.location)
    again = browser.post(f"/documents/{first}/change", reason="Luật đổi", numbering="revision")
    assert again.status_code == 409
    answer = browser.post(f"/documents/{second}/change", reason="Viết lại", numbering="reissue")
    assert "02/00" in browser.page(answer.location)


@pytest.mark.parametrize("role", ["admin", "reviewer", "approver", "auditor", "reader"])
def test_only_drafters_open_changes(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, role: str
) -> None:
    document_id = journey.document_of(runtime, make_version(effective_on=LONG_AGO))
    browser = client_as(getattr(people, role))
    assert browser.get(f"/documents/{document_id}/change").status_code == 403
    assert browser.post(f"/documents/{document_id}/change", reason="x").status_code == 403


def test_a_notice_leads_to_what_the_person_has_to_do(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Nội dung.")
    path = f"/versions/{version_id}"
    assert client_as(people.drafter).get(path).location.endswith("/edit")
    journey.submitted(runtime, people, version_id)
    assert client_as(people.reviewer).get(path).location.endswith("/review")
    assert "/documents/" in client_as(people.approver).get(path).location
    journey.passed_on(runtime, people, version_id)
    assert client_as(people.approver).get(path).location.endswith("/approve")
    assert client_as(people.reader).get(path).status_code == 404


def test_a_drafter_takes_a_submitted_version_back(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Nội dung."))
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/take-back"
    browser.page(path)
    assert browser.post(path, reason="").status_code == 409
    assert browser.post(path, reason="Còn sót một bước").status_code == 302
    assert journey.status_of(runtime, version_id) is Status.DRAFT
    assert browser.get(path).status_code == 404
    assert client_as(people.reviewer).get(f"/versions/{version_id}/review").status_code == 404


def test_a_document_that_is_used_is_withdrawn_only_knowingly(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    make_document: MakeDocument,
) -> None:
    document_id = journey.document_of(runtime, make_version(effective_on=LONG_AGO))
    form = make_document("BM-01", "Phiếu tiếp nhận", parent_id=document_id)
    make_version(document_id=form, effective_on=date(2020, 1, 1))
    browser = client_as(people.approver)
    path = f"/documents/{document_id}/withdraw"
    assert "Phiếu tiếp nhận" in browser.page(path)
    refused = browser.post(path, reason="Bãi bỏ")
    assert refused.status_code == 409
    assert ">Bãi bỏ</textarea>" in refused.text
    answer = browser.post(path, reason="Bãi bỏ", aware="yes")
    assert answer.status_code == 302
    assert browser.get(answer.location).status_code == 200
    assert client_as(people.reader).get(f"/documents/{document_id}").status_code == 404


@pytest.mark.parametrize("role", ["admin", "drafter", "reviewer", "auditor", "reader"])
def test_only_secretary_and_approver_withdraw(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, role: str
) -> None:
    document_id = journey.document_of(runtime, make_version(effective_on=LONG_AGO))
    browser = client_as(getattr(people, role))
    assert browser.get(f"/documents/{document_id}/withdraw").status_code == 403
    assert browser.post(f"/documents/{document_id}/withdraw", reason="x").status_code == 403


@pytest.mark.parametrize("wanted", [True, False])
def test_a_row_of_the_texts_own_table_of_revisions_is_written_on_request(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    *,
    wanted: bool,
) -> None:
    version_id = make_version(content=empty_procedure())
    browser = client_as(people.drafter)
    path = f"/versions/{version_id}/submit"
    assert 'name="record_in_text"' in browser.page(path)
    form = {
        "change_summary": "Rút ngắn thời hạn",
        "revision_where": "Mục 5.4",
        "reviewer": str(people.reviewer.id),
        "approver": str(people.approver.id),
    }
    if wanted:
        form["record_in_text"] = "1"
    assert browser.post(path, **form).status_code == 302
    with runtime.reading() as session:
        version = journey.get(session, version_id)
        assert version.status is Status.IN_REVIEW
        assert ("Rút ngắn thời hạn" in version.plain_text) is wanted
        assert ("Mục 5.4" in version.plain_text) is wanted
        assert version.content_hash == content_hash(version.content)
    if wanted:
        assert "Rút ngắn thời hạn" in client_as(people.reviewer).page(
            f"/versions/{version_id}/review"
        )


def test_no_row_is_offered_where_there_is_no_such_table(
    people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    page = client_as(people.drafter).page(f"/versions/{make_version('Nội dung.')}/submit")
    assert 'name="record_in_text"' not in page
