"""Review and approval: the right person, the text that was shown, once."""

import pytest

from docctl.actors import SYSTEM, Role
from docctl.documents.rules import Status
from docctl.identity import service as identity
from docctl.runtime import Runtime
from docctl.signatures import queries as signatures
from tests.conftest import PASSWORD, People
from tests.support.make import MakeVersion
from tests.web import journey
from tests.web.conftest import Browser, ClientAs, hidden
from tests.web.journey import LONG_AGO


def _approve(browser: Browser, version_id: int, **more: str) -> tuple[int, str, str]:
    page = browser.page(f"/versions/{version_id}/approve")
    form = {
        "shown_hash": hidden(page, "shown_hash"),
        "key": hidden(page, "key"),
        "when": "now",
        "password": PASSWORD,
        "comment": "Đồng ý",
        **more,
    }
    answer = browser.post(f"/versions/{version_id}/approve", **form)
    return answer.status_code, answer.text, form["key"]


def test_the_reviewer_sees_the_changes_first_and_the_text_one_click_away(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version("Câu cũ.", effective_on=LONG_AGO)
    draft = journey.changed(runtime, people, journey.document_of(runtime, old))
    journey.written(runtime, people, draft, journey.paragraphs("Câu mới."))
    journey.submitted(runtime, people, draft)
    browser = client_as(people.reviewer)
    page = browser.page(f"/versions/{draft}/review")
    assert "<del>" in page
    assert 'id="text"' in browser.page(f"/versions/{draft}/review?view=text")


def test_the_reviewer_passes_a_version_on(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Nội dung."))
    browser = client_as(people.reviewer)
    path = f"/versions/{version_id}/review"
    refused = browser.post(path, shown_hash="0" * 64, comment="Tôi đã đọc kỹ")
    assert refused.status_code == 409
    assert "Tôi đã đọc kỹ" in refused.text
    shown = hidden(browser.page(path), "shown_hash")
    assert browser.post(path, shown_hash=shown, comment="Được").status_code == 302
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL
    assert browser.get(path).status_code == 302


def test_a_returned_version_comes_back_with_its_reason_in_front(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("Nội dung."))
    reviewer = client_as(people.reviewer)
    assert reviewer.post(f"/versions/{version_id}/return", reason="").status_code == 409
    answer = reviewer.post(f"/versions/{version_id}/return", reason="Thiếu lệ phí ở 5.6")
    assert answer.status_code == 302
    drafter = client_as(people.drafter)
    assert "Thiếu lệ phí ở 5.6" in drafter.page("/")
    assert "Thiếu lệ phí ở 5.6" in drafter.page(f"/versions/{version_id}/edit")


def test_the_approver_signs_exactly_the_text_that_was_shown(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    status, _, _ = _approve(client_as(people.approver), version_id)
    assert status == 302
    assert journey.status_of(runtime, version_id) is Status.APPROVED
    with runtime.reading() as session:
        signature = signatures.find_approval(session, version_id)
        assert signature is not None
        assert signature.signer_id == people.approver.id
        assert signature.comment == "Đồng ý"


def test_a_text_that_is_not_the_one_shown_is_not_approved(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    status, _, _ = _approve(client_as(people.approver), version_id, shown_hash="f" * 64)
    assert status == 409
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL


def test_approving_twice_with_one_form_approves_once(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    browser = client_as(people.approver)
    page = browser.page(f"/versions/{version_id}/approve")
    form = {
        "shown_hash": hidden(page, "shown_hash"),
        "key": hidden(page, "key"),
        "when": "now",
        "password": PASSWORD,
    }
    first = browser.post(f"/versions/{version_id}/approve", **form)
    second = browser.post(f"/versions/{version_id}/approve", **form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    with runtime.reading() as session:
        signed = signatures.list_signatures(session, version_id)
        assert [one.meaning.value for one in signed] == ["drafted", "reviewed", "approved"]
    other = browser.post(f"/versions/{version_id}/approve", **{**form, "key": "another"})
    assert other.status_code == 409


def test_a_wrong_password_signs_nothing_and_keeps_what_was_typed(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    browser = client_as(people.approver)
    status, page, key = _approve(
        browser, version_id, password="sai-mat-khau", comment="Đã đọc", when="on_day"
    )
    assert status == 409
    assert "Đã đọc" in page
    assert "sai-mat-khau" not in page
    assert hidden(page, "key") == key
    summary = page.split("data-error-summary")[1].split("</div>")[0]
    assert summary.count("<li>") == 2  # the password, and the missing day
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL


def test_wrong_passwords_are_counted_and_block_in_the_end(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    browser = client_as(people.approver)
    for _ in range(6):
        _approve(browser, version_id, password="sai-mat-khau")
    status, _, _ = _approve(browser, version_id)  # right, but too late
    assert status == 409
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL


def test_a_day_of_effect_in_the_future_schedules_the_version(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    browser = client_as(people.approver)
    late, _, _ = _approve(browser, version_id, when="on_day", effective_on="2026-01-01")
    assert late == 409
    done, _, _ = _approve(browser, version_id, when="on_day", effective_on="2026-04-01")
    assert done == 302
    with runtime.reading() as session:
        version = journey.get(session, version_id)
        assert version.effective_from is not None
        assert version.effective_from.isoformat() == "2026-03-31T17:00:00+00:00"


def test_nobody_approves_what_they_wrote_not_even_through_another_role(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    draft = make_version("Nội dung.")
    with runtime.transaction(SYSTEM) as tx:
        identity.set_roles(tx, user_id=people.drafter.user_id, roles=[Role.DRAFTER, Role.APPROVER])
    version_id = journey.reviewed(runtime, people, draft)
    browser = client_as(people.drafter)
    assert browser.get(f"/versions/{version_id}/approve").status_code == 404
    with runtime.reading() as session:
        shown = journey.get(session, version_id).content_hash
    answer = browser.post(
        f"/versions/{version_id}/approve",
        shown_hash=shown,
        key="k",
        when="now",
        password=PASSWORD,
    )
    assert answer.status_code == 409
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL


@pytest.mark.parametrize("role", ["admin", "secretary", "drafter", "auditor", "reader"])
def test_tasks_open_to_those_they_are_given_to_only(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, role: str
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Nội dung."))
    browser = client_as(getattr(people, role))
    for step in ("review", "approve"):
        assert browser.get(f"/versions/{version_id}/{step}").status_code == 403
        assert browser.post(f"/versions/{version_id}/{step}").status_code == 403
    assert browser.post(f"/versions/{version_id}/return", reason="x").status_code in {403, 404}
    assert client_as(people.reviewer).get(f"/versions/{version_id}/review").status_code == 302
    assert "shown_hash" in client_as(people.approver).page(f"/versions/{version_id}/approve")
