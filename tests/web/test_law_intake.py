"""From a law's words to confirmed effects: paste, check, register, decide; long texts in jobs."""

import io
import json
from datetime import date

from sqlalchemy import select

from docctl.impact.models import Finding
from docctl.installation.checks import Place
from docctl.installation.verify_law import law_is_remembered
from docctl.jobs.working import work_once
from docctl.legal import queries
from docctl.legal.models import Effect, LegalText, LooseEffect
from docctl.legal.readings import Proposal, TargetSaid, proposal_json, read_words
from docctl.legal.rules import Action, EffectState
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from docctl.work import handlers
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import Browser, ClientAs
from tests.web.journey import LONG_AGO

OLD, NEW, UNKNOWN = "61/2018/NĐ-CP", "118/2025/NĐ-CP", "107/2021/NĐ-CP"
WORDS = f"""CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: {NEW}
Hà Nội, ngày 09 tháng 6 năm 2025

NGHỊ ĐỊNH
Về thực hiện cơ chế một cửa

Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
Chính phủ ban hành Nghị định về thực hiện cơ chế một cửa.

Điều 1. Phạm vi điều chỉnh
1. Nghị định này quy định về cơ chế một cửa.

Điều 40. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.
1a. Khoản 1 Điều 1 của Nghị định này có hiệu lực từ ngày 01 tháng 01 năm 2026.
2. Nghị định này thay thế Nghị định số {OLD} ngày 23 tháng 4 năm 2018 của Chính phủ.
3. Bãi bỏ Nghị định số {UNKNOWN} ngày 06 tháng 12 năm 2021 của Chính phủ.
"""
FACTS = {
    "number": NEW,
    "type": "Nghị định",
    "title": "Về thực hiện cơ chế một cửa",
    "issuer": "Chính phủ",
    "issued_on": "2025-06-09",
    "effective_on": "2025-07-01",
}


def read(browser: Browser, words: str = WORDS) -> str:
    """Paste words and give where what was read is shown."""
    answer = browser.post("/legal/paste", text=words)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def effects(runtime: Runtime) -> list[Effect]:
    with runtime.reading() as session:
        listed = queries.list_effects(session, limit=10_000)
        return [one for one in listed if one.source_id != one.target_id]


def registered(runtime: Runtime, number: str = NEW) -> LegalText:
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, number)
        return text


def test_everything_read_is_shown_before_anything_is_written(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_text()
    make_version(f"Theo Nghị định số {OLD}.", effective_on=LONG_AGO)
    browser = client_as(people.secretary)
    page = browser.page(read(browser))
    for seen in (NEW, "Về thực hiện cơ chế một cửa", 'value="2025-07-01"', "63/2025/QH15"):
        assert seen in page
    assert f"<mark>Nghị định số {OLD}</mark>" in page
    assert "2 điều" in page
    assert "khoản 1 Điều 1: 01/01/2026" in page  # a part with a day of its own
    assert "<strong>1 tài liệu</strong>" in page  # what would get findings
    assert UNKNOWN in page
    assert effects(runtime) == []
    with runtime.reading() as session:
        assert queries.find_by_number(session, NEW) == []


def test_one_press_registers_confirms_what_is_sure_and_raises_findings(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    old = make_text()
    make_version(f"Theo Nghị định số {OLD}.", effective_on=LONG_AGO)
    browser = client_as(people.secretary)
    answer = browser.post(read(browser), **FACTS, what="all")
    text = registered(runtime)
    assert answer.headers["Location"] == f"/legal/{text.id}/proposals"  # one text is not known
    (effect,) = effects(runtime)
    assert (effect.target_id, effect.state) == (old, EffectState.CONFIRMED)
    assert runtime.blobs.get(text.original or "").decode() == WORDS.strip()
    with runtime.reading() as session:
        assert len(session.scalars(select(Finding)).all()) == 1
        assert [one.number for one in queries.list_loose(session, source_id=text.id)] == [UNKNOWN]
    assert f"/legal/{text.id}/proposals" in browser.page(f"/legal/{text.id}")
    page = browser.page(f"/legal/{text.id}/proposals")
    assert UNKNOWN in page
    assert "Thư ký ISO" in page  # who confirmed


def test_effects_are_decided_one_by_one_with_the_consequence_in_sight(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_text()
    make_version(f"Theo Nghị định số {OLD}.", effective_on=LONG_AGO)
    browser = client_as(people.secretary)
    browser.post(read(browser), **FACTS, what="later")
    text = registered(runtime)
    (effect,) = effects(runtime)
    assert effect.state is EffectState.PROPOSED
    page = browser.page(f"/legal/{text.id}/proposals")
    assert "Nếu xác nhận: 1 tài liệu đang hiệu lực sẽ có phát hiện." in page
    decide = f"/legal/effects/{effect.id}/decide"
    refused = browser.post(decide, what="change", action="repeals", scope="đâu đó", until="x")
    assert refused.status_code == 409
    assert 'value="đâu đó"' in refused.text
    assert refused.text.count("<li>", refused.text.index("error-summary")) >= 2  # both reasons
    browser.post(decide, what="change", action="repeals", scope="Điều 5", **{"from": "2025-08-01"})
    (changed,) = effects(runtime)
    assert (changed.action, changed.scope_key, changed.effective_on, changed.state) == (
        Action.REPEALS,
        "d0005.",
        date(2025, 8, 1),
        EffectState.CONFIRMED,
    )


def test_a_rejected_proposal_stays_in_sight_with_its_reason(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    make_text()
    browser = client_as(people.secretary)
    browser.post(read(browser), **FACTS, what="later")
    (effect,) = effects(runtime)
    assert browser.post(f"/legal/effects/{effect.id}/decide", what="reject").status_code == 409
    browser.post(f"/legal/effects/{effect.id}/decide", what="reject", reason="chỉ là viện dẫn")
    page = browser.page(f"/legal/{effect.source_id}/proposals")
    assert "chỉ là viện dẫn" in page
    assert "Không tính" in page
    assert effects(runtime)[0].state is EffectState.WITHDRAWN


def test_an_unknown_text_is_registered_with_its_number_and_its_effect_waits(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    make_text()
    browser = client_as(people.secretary)
    browser.post(read(browser), **FACTS, what="all")
    with runtime.reading() as session:
        loose = session.scalars(select(LooseEffect)).one()
    page = browser.page(f"/legal/loose/{loose.id}?q=61/2018")
    assert OLD in page
    form = browser.page(f"/legal/new?loose={loose.id}")
    assert f'value="{UNKNOWN}"' in form
    assert 'value="2021-12-06"' in form
    assert browser.post(f"/legal/loose/{loose.id}", what="reject").status_code == 409
    browser.post(f"/legal/loose/{loose.id}", what="stub")
    assert registered(runtime, UNKNOWN).certainty == "stub"
    states = {one.target_id: one.state for one in effects(runtime)}
    assert states[registered(runtime, UNKNOWN).id] is EffectState.PROPOSED
    browser.post(f"/legal/{loose.source_id}/proposals")
    assert {one.state for one in effects(runtime)} == {EffectState.CONFIRMED}
    assert UNKNOWN not in browser.page("/legal/proposals/missing")


def test_a_text_that_is_there_already_gains_what_was_read(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    make_text()
    known = make_text(NEW, title="Tên đã biết", issued_on=date(2025, 6, 9), effective_on=None)
    browser = client_as(people.secretary)
    address = read(browser)
    assert f"#{known}" in browser.page(address)
    browser.post(address, **FACTS, what="all")
    text = registered(runtime)
    assert (text.id, text.title, text.effective_on) == (known, "Tên đã biết", date(2025, 7, 1))
    assert text.original is not None
    assert [one.state for one in effects(runtime)] == [EffectState.CONFIRMED]


def test_all_reasons_come_at_once_and_what_was_typed_stays(
    people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    answer = browser.post(
        read(browser), number="", type="", title="Tên đã gõ", issued_on="1/1/1890", what="all"
    )
    assert answer.status_code == 409
    assert "Tên đã gõ" in answer.text
    pasted = browser.post("/legal/paste", text="")
    assert pasted.status_code == 409
    wrong = browser.upload("/legal/paste", text="đã dán", file=(io.BytesIO(b"x"), "anh.png"))
    assert wrong.status_code == 409
    assert "đã dán" in wrong.text


def test_a_file_is_read_and_kept_byte_for_byte(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    data = f"\ufeff{WORDS}".encode()
    answer = browser.upload("/legal/paste", file=(io.BytesIO(data), "nghi-dinh.txt"))
    assert answer.status_code == 302, answer.text
    address = str(answer.headers["Location"])
    assert NEW in browser.page(address)
    browser.post(address, **FACTS, what="later")
    text = registered(runtime)
    assert runtime.blobs.get(text.original or "") == data
    assert text.original_name == "nghi-dinh.txt"
    kept = client_as(people.reader).get(f"/legal/{text.id}/original")
    assert kept.data == data
    assert "nghi-dinh.txt" in kept.headers["Content-Disposition"]
    assert f"/legal/{text.id}/original" in browser.page(f"/legal/{text.id}")


def test_a_part_with_a_day_of_its_own_is_recorded_once_and_may_be_withdrawn(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    for _again in range(2):
        browser.post(read(browser), **FACTS, what="later")
    text = registered(runtime)
    with runtime.reading() as session:
        (part,) = queries.list_effects_on(session, text.id)
        law = queries.load_law(session, [text.id])
    assert (part.action, part.source_id, part.effective_on) == (
        Action.BEGINS,
        text.id,
        date(2026, 1, 1),
    )
    autumn = date(2025, 9, 1)
    assert law.force_on(text.id, autumn, "d0001.k001.").standing is Standing.NOT_YET
    assert law.force_on(text.id, autumn, "d0001.k002.").standing is Standing.IN_FORCE
    assert law.force_on(text.id, date(2026, 1, 1), "d0001.k001.").standing is Standing.IN_FORCE
    assert "có phần bắt đầu hiệu lực vào ngày riêng" in browser.page(f"/legal/{text.id}")
    assert "có phần hiệu lực từ ngày riêng" in browser.page(f"/legal/{text.id}/history")
    browser.post(f"/legal/effects/{part.id}/withdraw", reason="đọc nhầm")
    with runtime.reading() as session:
        law = queries.load_law(session, [text.id])
        assert law.force_on(text.id, autumn, "d0001.k001.").standing is Standing.IN_FORCE
        place = Place(session=session, blobs=runtime.blobs, now=runtime.now())
        assert [one for one in law_is_remembered(place) if not isinstance(one, int)] == []


def test_what_an_exception_leaves_in_force_is_shown_before_it_is_confirmed(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    old = make_text()
    browser = client_as(people.secretary)
    ending = f"thay thế Nghị định số {OLD} ngày 23 tháng 4 năm 2018 của Chính phủ"
    address = read(browser, WORDS.replace(ending, f"{ending}, trừ khoản 2 Điều 5"))
    stays = "nếu xác nhận, phần này vẫn còn hiệu lực: khoản 2 Điều 5"
    assert stays in browser.page(address)
    browser.post(address, **FACTS, what="all")
    (effect,) = effects(runtime)
    assert effect.state is EffectState.PROPOSED
    review = browser.page(f"/legal/{registered(runtime).id}/proposals")
    assert stays in review
    assert 'name="except"' in review
    browser.post(f"/legal/effects/{effect.id}/decide", what="confirm")
    with runtime.reading() as session:
        law = queries.load_law(session, [old])
        day = date(2025, 8, 1)
        assert law.force_on(old, day).standing is Standing.REPLACED
        assert law.force_on(old, day, "d0005.k002.").standing is Standing.AMENDED_ELSEWHERE


def test_a_long_text_is_read_in_a_job_that_leads_to_what_was_read(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    longer = WORDS + "Điều 41. Nội dung khác.\n" * 3000
    job = read(browser, longer)
    assert "/jobs/" in job
    assert "progress" in browser.page(job)
    assert work_once(runtime, handlers())
    answer = browser.get(job, headers={"HX-Request": "true"})
    assert NEW in browser.page(answer.headers["HX-Redirect"])
    assert browser.get(job).headers["Location"] == answer.headers["HX-Redirect"]


def test_a_job_that_cannot_read_says_why(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    answer = browser.upload("/legal/paste", file=(io.BytesIO(b" " * 300_000), "trong.txt"))
    job = str(answer.headers["Location"])
    assert work_once(runtime, handlers())
    assert "Tệp không có chữ đọc được." in browser.page(job)


def test_thousands_of_effects_are_written_and_confirmed_outside_the_request(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    old = make_text()
    target = TargetSaid(type="nghị định", number=OLD)
    one = proposal_json(Proposal(target=target, action=Action.AMENDS, confidence=0.9))
    reading = read_words(WORDS) | {"original": runtime.blobs.put(b"x"), "original_name": ""}
    reading["effects"] = [
        one | {"extent": "parts", "paths": [f"d{n:04}."], "evidence": f"Sửa đổi Điều {n}"}
        for n in range(1, 451)
    ]
    name = runtime.blobs.put(json.dumps(reading).encode())
    browser = client_as(people.secretary)
    answer = browser.post(f"/legal/readings/{name}", **FACTS, what="later")
    assert "/jobs/" in answer.headers["Location"]
    assert effects(runtime) == []
    assert work_once(runtime, handlers())
    text = registered(runtime)
    assert len(effects(runtime)) == 450
    assert {one.target_id for one in effects(runtime)} == {old}
    review = browser.get(answer.headers["Location"]).headers["Location"]
    assert review == f"/legal/{text.id}/proposals"
    assert "450" in browser.page(review)
    assert "1–40" in browser.page(review)
    confirming = browser.post(review).headers["Location"]
    assert "/jobs/" in confirming
    assert work_once(runtime, handlers())
    assert {one.state for one in effects(runtime)} == {EffectState.CONFIRMED}
    with runtime.reading() as session:
        assert queries.count_proposals(session).all == 0


def test_the_list_of_proposals_is_filtered_confirmed_and_empty_in_the_end(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    make_text()
    browser = client_as(people.secretary)
    browser.post(read(browser), **FACTS, what="later")
    (effect,) = effects(runtime)
    for asked in ("", "?q=61/2018", "?action=replaces", "?sure=yes"):
        assert f'value="{effect.id}"' in browser.page(f"/legal/proposals{asked}")
    for asked in ("?q=xyz", "?action=amends", "?sure=no"):
        assert f'value="{effect.id}"' not in browser.page(f"/legal/proposals{asked}")
    assert UNKNOWN in browser.page("/legal/proposals/missing")
    browser.post("/legal/proposals", effect=str(effect.id))
    assert effects(runtime)[0].state is EffectState.CONFIRMED
    assert "Không có gì chờ" in browser.page("/legal/proposals")


def test_nobody_reads_a_blob_that_is_no_reading(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    for data in (b"not json", b"[1]", b'{"kind": "else"}'):
        assert browser.get(f"/legal/readings/{runtime.blobs.put(data)}").status_code == 404
    assert browser.get(f"/legal/readings/{'0' * 64}").status_code == 404
