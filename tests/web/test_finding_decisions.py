"""Deciding on findings in the browser: reasons, findings alike, the second person."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM
from docctl.documents.models import Version
from docctl.impact import service as impact
from docctl.impact.models import Finding
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import NOW, People
from tests.support.make import MakeText, MakeVersion
from tests.support.planting import planted
from tests.web.conftest import ClientAs

TODAY, SOON = NOW.date(), NOW.date() + timedelta(days=20)


@pytest.fixture
def hurt(runtime: Runtime, make_text: MakeText, make_version: MakeVersion) -> list[int]:
    """Give the findings of three documents on a decree that will be replaced."""
    return planted(runtime, make_hurt, make_text, make_version)


def make_hurt(runtime: Runtime, make_text: MakeText, make_version: MakeVersion) -> list[int]:
    old = make_text()
    new = make_text("118/2025/NĐ-CP", effective_on=SOON)
    for number in range(3):
        make_version(
            "Theo Nghị định số 61/2018/NĐ-CP.",
            code=f"QT-{number}",
            effective_on=date(2020, 1, 1),
        )
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES)
        (effect,) = legal.record_effects(tx, source_id=new, effects=[said])
        return [one.id for one in impact.raise_findings(tx, effect_ids=[effect.id])]


def states(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return [one.state.value for one in session.scalars(select(Finding).order_by(Finding.id))]


def test_two_clicks_decide_all_findings_alike(
    runtime: Runtime, people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    browser = client_as(people.secretary)
    page = browser.page(f"/findings/{hurt[0]}")
    (others,) = re.findall(r'name="also" value="([\d ]+)"', page)
    assert others.split() == [str(one) for one in hurt[1:]]
    answer = browser.post(
        f"/findings/{hurt[0]}/decide",
        decision="not_affected",
        reason_code="historical_citation",
        also=others,
    )
    assert answer.status_code == 302
    assert set(states(runtime)) == {"not_affected"}


def test_a_refused_decision_keeps_what_was_typed_and_says_why(
    runtime: Runtime, people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    browser = client_as(people.secretary)
    answer = browser.post(f"/findings/{hurt[0]}/decide", decision="ignored", reason="chờ hướng dẫn")
    assert answer.status_code == 409
    assert "chờ hướng dẫn" in answer.text
    assert "Hãy cho biết bỏ qua đến ngày nào" in answer.text
    assert set(states(runtime)) == {"open"}


def test_the_second_person_sees_who_decided_what_and_agrees(
    runtime: Runtime, people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    secretary, approver = client_as(people.secretary), client_as(people.approver)
    secretary.post(
        f"/findings/{hurt[0]}/decide",
        decision="ignored",
        reason="chờ thông tư hướng dẫn",
        until=(TODAY + timedelta(days=10)).isoformat(),
    )
    assert states(runtime)[0] == "under_review"
    assert "Người khác phải xác nhận" in secretary.page("/findings/to-confirm")
    assert "Quyết định chờ xác nhận (1)" in approver.page("/findings")
    page = approver.page("/findings/to-confirm")
    assert "chờ thông tư hướng dẫn" in page
    assert people.secretary.name in page
    approver.post("/findings/to-confirm", finding=str(hurt[0]), answer="refuse", reason="")
    assert states(runtime)[0] == "under_review"
    approver.post("/findings/to-confirm", finding=str(hurt[0]), answer="agree")
    assert states(runtime)[0] == "ignored"
    closed = secretary.page(f"/findings/{hurt[0]}")
    assert people.approver.name in closed
    secretary.post(f"/findings/{hurt[0]}/reopen", reason="đã có thông tư")
    assert states(runtime)[0] == "open"


def test_a_weak_signal_is_shown_with_its_chain_raised_and_put_aside(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    parent = make_text()
    child = make_text(
        "01/2018/TT-VPCP",
        type="Thông tư",
        issued_on=date(2018, 11, 23),
        effective_on=date(2019, 1, 1),
    )
    new = make_text("118/2025/NĐ-CP", effective_on=SOON)
    for code in ("QT-01", "QT-02"):
        make_version("Theo Thông tư số 01/2018/TT-VPCP.", code=code, effective_on=date(2020, 1, 1))
    with runtime.transaction(SYSTEM) as tx:
        details = EffectSaid(target_id=parent, action=Action.DETAILS)
        legal.record_effects(tx, source_id=child, effects=[details])
        replaces = EffectSaid(target_id=parent, action=Action.REPLACES)
        legal.record_effects(tx, source_id=new, effects=[replaces])
    browser = client_as(people.secretary)
    page = browser.page("/findings/weak")
    assert "hướng dẫn, quy định chi tiết 61/2018/NĐ-CP" in page
    assert "khoản 2 Điều 57" in page
    first, second = re.findall(r'name="signal" value="([^"]+)"', page)
    assert states(runtime) == []
    assert browser.post("/findings/weak", decision="raise").status_code == 409
    refused = browser.post("/findings/weak", signal=first, decision="dismiss")
    assert (refused.status_code, refused.text.count("checked>")) == (409, 1)
    browser.post("/findings/weak", signal=first, decision="dismiss", reason="đã rà soát")
    browser.post("/findings/weak", signal=second, decision="raise")
    assert states(runtime) == ["open"]
    assert 'name="signal"' not in browser.page("/findings/weak")
    with runtime.reading() as session:
        finding = session.scalars(select(Finding)).one()
    assert "118/2025/NĐ-CP" in browser.page(f"/findings/{finding.id}")


def test_the_page_why_shows_the_steps_and_takes_a_report(
    runtime: Runtime, people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    with runtime.reading() as session:
        document = session.get_one(Finding, hurt[0]).document_id
    reader = client_as(people.reader)
    page = reader.page(f"/findings/documents/{document}/why?text=118/2025/NĐ-CP")
    assert "Có phát hiện: thay đổi chạm đến chỗ được viện dẫn" in page
    assert "không kéo theo điều gì" not in page
    assert "Danh mục không có văn bản này" in reader.page(
        f"/findings/documents/{document}/why?text=1/1999/QĐ-X"
    )
    address = f"/findings/documents/{document}/why?text=118/2025/NĐ-CP"
    assert reader.post(address, words="", text="x").status_code == 409
    assert reader.post(address, words="Theo Luật mới", text="Luật mới").status_code == 302
    secretary = client_as(people.secretary)
    assert "Viện dẫn bị bỏ sót (1)" in secretary.page("/findings")
    assert "Theo Luật mới" in secretary.page("/findings/missed")
    secretary.post("/findings/missed/1", answer="đã ghi nhận")
    assert "đã ghi nhận" in secretary.page("/findings/missed")


def test_several_findings_of_the_list_are_decided_at_once(
    runtime: Runtime, people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    browser = client_as(people.secretary)
    page = browser.page("/findings/list")
    assert re.findall(r'name="finding" value="(\d+)"', page) == [str(one) for one in hurt]
    assert browser.post("/findings/list", decision="needs_update").status_code == 409
    two = [str(one) for one in hurt[:2]]
    refused = browser.post("/findings/list", finding=" ".join(two), decision="not_affected")
    assert refused.status_code == 409
    assert [one for one in two if f'value="{one}" aria-label' in refused.text] == two
    assert refused.text.count(" checked>") == 2
    answer = browser.post(
        "/findings/list?severity=high",
        finding=" ".join(two),
        decision="not_affected",
        reason_code="historical_citation",
    )
    assert answer.location == "/findings/list?severity=high"
    assert states(runtime) == ["not_affected", "not_affected", "open"]
    assert 'name="finding"' not in client_as(people.reader).page("/findings/list")


def test_what_somebody_decided_meanwhile_is_not_overruled_unseen(
    people: People, client_as: ClientAs, hurt: list[int]
) -> None:
    browser = client_as(people.secretary)
    seen = {}
    for address in (f"/findings/{hurt[0]}", "/findings/list"):
        (seen[address],) = re.findall(r'name="stood" value="([^"]+)"', browser.page(address))
    decided = browser.post(f"/findings/{hurt[0]}/decide", decision="needs_update")
    assert decided.status_code == 302
    wanted = {"decision": "not_affected", "reason_code": "historical_citation"}
    page = f"/findings/{hurt[0]}"
    for answer in (
        browser.post(f"{page}/decide", stood=seen[page], **wanted),
        browser.post("/findings/list", finding=hurt[0], stood=seen["/findings/list"], **wanted),
    ):
        assert answer.status_code == 409
        assert "Có người vừa quyết định" in answer.text
        assert f"{hurt[0]}:needs_update" in answer.text
    (now,) = re.findall(r'name="stood" value="([^"]+)"', browser.page(page))
    assert browser.post(f"{page}/decide", stood=now, **wanted).status_code == 302


def test_a_document_that_names_several_with_findings_is_ticked_once_for_all(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    hurt: list[int],
) -> None:
    make_version("Theo QT-0 và QT-1.", code="QT-9", effective_on=date(2020, 1, 1))
    secretary = client_as(people.secretary)
    (value,) = re.findall(r'name="signal" value="([^"]+)"', secretary.page("/findings/weak"))
    assert len(value.splitlines()) == 2
    sent = value.replace("\n", "\r\n")  # as browsers write lines
    refused = secretary.post("/findings/weak", signal=sent, decision="dismiss")
    assert refused.status_code == 409
    assert re.search(r'name="signal"[^>]* checked', refused.text)
    secretary.post("/findings/weak", signal=sent, decision="raise")
    page = secretary.page("/findings/weak")
    assert 'name="signal"' not in page
    assert len(set(re.findall(r'action="(/findings/weak/\d+/answer)"', page))) == 2


def test_a_signal_from_a_named_document_becomes_a_task_the_owner_answers(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    hurt: list[int],
) -> None:
    version = make_version("Bản sao theo QT-0.", code="QT-9", effective_on=date(2020, 1, 1))
    with runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(Version, version).document.owner_id = people.drafter.id
    secretary, owner = client_as(people.secretary), client_as(people.drafter)
    (key,) = re.findall(r'name="signal" value="([^"]+)"', secretary.page("/findings/weak"))
    assert secretary.post("/findings/weak", signal=key, decision="replace").status_code == 409
    secretary.post("/findings/weak", signal=key, decision="raise", reason="xem bước 3")
    assert "Người phụ trách đang xem" in secretary.page("/findings/weak")
    (address,) = re.findall(r'action="(/findings/weak/\d+/answer)"', owner.page("/"))
    owner.post(address)
    assert address in owner.page("/")  # nothing was answered without a reason
    owner.post(address, reason="chỉ nhắc tên")
    assert address not in owner.page("/")
    assert owner.post(address, reason="lần nữa").status_code == 404


@pytest.mark.parametrize("several", [False, True])
def test_a_finding_is_put_off_until_guidance_or_a_day_whichever_comes_first(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    hurt: list[int],
    several: bool,  # noqa: FBT001  # from the list, or on its own page
) -> None:
    browser = client_as(people.secretary)
    said = {
        "decision": "ignored",
        "reason": "chờ thông tư hướng dẫn",
        "until": (TODAY + timedelta(days=90)).isoformat(),
        "event": "guidance_begins",
    }
    words = "khi văn bản quy định chi tiết, hướng dẫn có hiệu lực"
    address = f"/findings/{hurt[0]}"
    assert words in browser.page("/findings/list" if several else address)
    sent = (
        browser.post("/findings/list", **said, finding=hurt[0])
        if several
        else browser.post(f"{address}/decide", **said)
    )
    assert sent.status_code == 302
    assert f"; {words}" in browser.page(address)
    second = client_as(people.approver)
    assert f"; {words}" in second.page("/findings/to-confirm")
    second.post("/findings/to-confirm", finding=hurt[0], answer="agree")
    assert f"; {words}" in browser.page(address)
    with runtime.reading() as session:
        assert session.get_one(Finding, hurt[0]).ignored_event == "guidance_begins"
