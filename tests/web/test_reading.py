"""One version: its text, its citations, what changed in it, who vouched for it."""

import re
from datetime import UTC, date, datetime

from docctl import content as contents
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO, address


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
    page = browser.page(address(runtime, version_id))
    assert _marks(page) == ["replaced"]
    assert "118/2025/NĐ-CP" in page
    assert _marks(browser.page(address(runtime, version_id, "?on=2018-05-01"))) == ["not_yet"]


def _marks(page: str) -> list[str]:
    """Give the colours of the marked citations, without those of the legend."""
    return re.findall(r"cite-(\w+)", "".join(re.findall(r"<a [^>]*data-note=[^>]*>", page)))


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
    page = client_as(people.drafter).page(address(runtime, draft, "/compare"))
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
    page = client_as(people.reader).page(address(runtime, version_id, "/evidence"))
    for name in ("Công chức soạn thảo", "Trưởng phòng", "Chủ tịch"):
        assert name in page
    assert "02/03/2026 10:00" in page
    assert "Cập nhật căn cứ pháp lý" in page
    assert "version.saved" not in page
    whole = client_as(people.auditor).page(address(runtime, version_id, "/evidence"))
    assert whole.count("<tr>") > page.count("<tr>")


def test_a_superseded_version_is_marked_and_leads_to_the_one_in_force(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    old = make_version("Cũ.", effective_on=LONG_AGO)
    new = journey.changed(runtime, people, journey.document_of(runtime, old))
    journey.approved(runtime, people, new)
    page = client_as(people.auditor).page(address(runtime, old))
    assert "notice-error" in page
    assert f'href="{address(runtime, new)}"' in page
    assert client_as(people.reader).get(address(runtime, old)).status_code == 404


def test_a_scheduled_version_shows_itself_to_readers_on_its_day(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, clock: Clock
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("Từ tháng tư."))
    journey.approve(runtime, people, version_id, effective_on=date(2026, 4, 1))
    assert client_as(people.reader).get(address(runtime, version_id)).status_code == 404
    assert "notice-info" in client_as(people.approver).page(address(runtime, version_id))
    clock.set(datetime(2026, 3, 31, 17, 0, tzinfo=UTC))  # midnight in Viet Nam
    assert "Từ tháng tư." in client_as(people.reader).page(address(runtime, version_id))
