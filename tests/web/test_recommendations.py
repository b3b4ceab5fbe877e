"""Pages of recommended decisions: issue from a finding, adopt there in one click, provenance."""

import pytest
from sqlalchemy import select

from docctl.impact.models import Finding
from docctl.legal.models import Effect
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web import journey
from tests.web.conftest import ClientAs


@pytest.fixture
def finding(runtime: Runtime, make_version: MakeVersion) -> int:
    journey.hit_by_law(runtime, make_version)
    with runtime.reading() as session:
        return session.scalars(select(Finding.id)).one()


def test_a_recommendation_is_issued_seen_on_the_finding_and_adopted(
    runtime: Runtime, client_as: ClientAs, people: People, finding: int
) -> None:
    with runtime.reading() as session:
        effect = session.scalars(select(Effect.id)).one()
    browser = client_as(people.secretary)
    assert "Chưa có khuyến nghị nào" in browser.page("/recommendations")
    assert f"/recommendations/new?effect={effect}" in browser.page(f"/findings/{finding}")
    assert "Khuyến nghị một quyết định" in browser.page(f"/recommendations/new?effect={effect}")
    wrong = browser.post("/recommendations", effect=effect, reason_code="", reason="")
    assert wrong.status_code == 409
    made = browser.post(
        "/recommendations",
        effect=effect,
        reason_code="historical_citation",
        reason="Viện dẫn để kể lại việc cũ.",
        codes="QT*",
        scope="",
    )
    page = browser.page(made.location)
    assert "Viện dẫn để kể lại việc cũ." in page
    assert "UBND xã Thử" in page
    on_finding = browser.page(f"/findings/{finding}")
    assert "Khuyến nghị của UBND xã Thử" in on_finding
    number = made.location.rpartition("/")[2]
    assert browser.post(f"/recommendations/{number}/findings/{finding}").status_code == 302
    adopted = browser.page(f"/findings/{finding}")
    assert "Quyết định theo khuyến nghị" in adopted
    assert "Thư ký ISO áp dụng lúc" in adopted
    assert "1 đã áp dụng" in browser.page("/recommendations")
    refused = browser.post(f"{made.location}/adopt", finding=finding)
    assert refused.status_code == 409
    assert browser.post(f"{made.location}/withdraw", reason="Nhầm").status_code == 302
    assert "cần xem lại" in browser.page(f"/findings/{finding}")


def test_readers_see_recommendations_and_no_button(
    runtime: Runtime, client_as: ClientAs, people: People, finding: int
) -> None:
    with runtime.reading() as session:
        effect = session.scalars(select(Effect.id)).one()
    made = client_as(people.secretary).post(
        "/recommendations", effect=effect, reason_code="other", reason="Vì …", codes="", scope=""
    )
    page = client_as(people.reader).page(made.location)
    assert "Áp dụng cho các mục" not in page
    assert "Khuyến nghị cho cơ quan khác" not in client_as(people.reader).page(
        f"/findings/{finding}"
    )
