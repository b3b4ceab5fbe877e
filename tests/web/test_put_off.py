"""The page of versions that would come before a law that was put off."""

from datetime import date

import pytest

from docctl.actors import SYSTEM
from docctl.alerts.notices import list_notices
from docctl.alerts.rendering import open_renderer
from docctl.documents import queries as documents
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from docctl.signals import EffectsConfirmed
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web import journey
from tests.web.conftest import Browser, ClientAs

DAY = date(2026, 7, 1)
TEXT = "118/2025/NĐ-CP"


@pytest.fixture
def secretary(client_as: ClientAs, people: People) -> Browser:
    return client_as(people.secretary)


@pytest.fixture
def version(
    runtime: Runtime, people: People, make_version: MakeVersion, make_text: MakeText
) -> int:
    """Approve a repaired version for the day of a law, then let the law be suspended."""
    old = make_text("61/2018/NĐ-CP", issued_on=date(2018, 4, 23), effective_on=date(2018, 6, 21))
    first = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.", effective_on=date(2020, 1, 1)
    )
    new = make_text(TEXT, issued_on=date(2025, 6, 9), effective_on=DAY)
    acting(runtime, new, old, Action.REPLACES)
    with runtime.transaction(people.drafter) as tx:
        draft = impact.start_revision(tx, document_id=journey.document_of(runtime, first)).id
    journey.reviewed(runtime, people, draft)
    journey.approve(runtime, people, draft, effective_on=DAY)
    stopping = make_text(
        "09/2026/NQ-CP",
        type="Nghị quyết",
        issued_on=date(2026, 2, 1),
        effective_on=date(2026, 2, 1),
    )
    acting(runtime, stopping, new, Action.SUSPENDS)
    return draft


def acting(runtime: Runtime, source: int, target: int, action: Action) -> None:
    with runtime.transaction(SYSTEM) as tx:
        said = [EffectSaid(target_id=target, action=action)]
        ids = [one.id for one in legal.record_effects(tx, source_id=source, effects=said)]
        tx.announce(EffectsConfirmed(tuple(ids)))


def test_nothing_put_off_is_said_in_words(secretary: Browser) -> None:
    assert "Không có phiên bản nào đến trước luật" in secretary.page("/put-off")


def test_what_is_put_off_is_shown_told_and_stopped(
    runtime: Runtime, people: People, secretary: Browser, client_as: ClientAs, version: int
) -> None:
    page = secretary.page("/put-off")
    assert (TEXT in page, "bị ngưng hoặc rút lại" in page) == (True, True)
    document = journey.document_of(runtime, version)
    assert "Sẽ có hiệu lực trước luật" in secretary.page(
        f"/documents/{document}/versions/{version}"
    )
    with runtime.reading() as session:
        for actor in (people.secretary, people.approver, people.drafter):
            told = list_notices(
                session,
                actor=actor,
                now=runtime.now(),
                renderer=open_renderer(base_url="http://localhost"),
            )
            (one,) = [notice for notice in told if notice.kind == "versions.put_off"]
            assert (TEXT in one.subject, one.path) == (True, "/put-off")
            assert "chưa rõ ngày áp dụng" in one.body
    approver = client_as(people.approver)
    refused = approver.post("/put-off/hold", version=str(version), reason="")
    assert refused.status_code == 409
    assert "trình lại cho ngày mới" not in approver.page("/put-off")
    stopped = approver.post("/put-off/hold", version=str(version), reason="Nghị định bị ngưng.")
    assert stopped.status_code == 302
    assert "ĐÃ DỪNG" in approver.page(f"/documents/{document}/versions/{version}")
    drafter = client_as(people.drafter)
    assert "Soạn từ nội dung này" in drafter.page("/put-off")
    taken = drafter.post("/put-off/take-up", version=str(version))
    assert taken.status_code == 302
    assert "Soạn từ nội dung này" not in drafter.page("/put-off")
    assert drafter.post("/put-off/take-up", version=str(version)).status_code == 409


def test_texts_are_handed_in_again_for_another_day(
    runtime: Runtime, people: People, secretary: Browser, version: int
) -> None:
    given = {"version": str(version), "reason": "Lùi.", "name": TEXT}
    assert secretary.post("/put-off/again", **given).status_code == 409
    answer = secretary.post(
        "/put-off/again",
        effective_on="2027-01-01",
        reviewer=str(people.reviewer.user_id),
        approver=str(people.approver.user_id),
        **given,
    )
    assert answer.status_code == 302
    assert "01/01/2027" in secretary.page(str(answer.location))
    with runtime.reading() as session:
        draft = documents.find_open(session, journey.document_of(runtime, version))
        assert draft is not None
        assert draft.number == 3
