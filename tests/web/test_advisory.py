"""The page of one effect: number, words before and after, evidence, whom it hurts, what became."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.campaigns import service as campaigns
from docctl.campaigns.models import Redraft
from docctl.campaigns.rules import Amending
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Effect
from docctl.legal.readings import proposal_from, read_words
from docctl.legal.rules import Action, Extent, Origin, effect_id_in
from docctl.runtime import Runtime
from docctl.web.effect_links import linked
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
WORDS = """Điều 5. Hồ sơ
1. Tờ khai theo mẫu.
2. Nộp tại bộ phận một cửa trong 15 ngày.
Điều 6. Lệ phí
Nộp lệ phí khi nộp hồ sơ tại bộ phận một cửa.
"""
AMENDING = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018
1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:
“2. Nộp tại bộ phận một cửa trong 10 ngày.”
2. Bổ sung Điều 6a vào sau Điều 6 như sau:
“Điều 6a. Nộp trực tuyến
Hồ sơ nộp trên cổng dịch vụ công.”
"""
DAY = date(2025, 1, 1)


def register(
    runtime: Runtime, make_text: MakeText, *, stored: bool = True, words: str = AMENDING
) -> list[Effect]:
    """Register the decree and the one that amends it, with what the latter's words say."""
    make_text(OLD, original=runtime.blobs.put(WORDS.encode()) if stored else None)
    source = make_text(
        NEW,
        title="Sửa đổi",
        issued_on=date(2025, 5, 1),
        effective_on=date(2025, 7, 1),
        original=runtime.blobs.put(words.encode()),
    )
    with runtime.transaction(SYSTEM) as tx:
        said = [proposal_from(one) for one in read_words(words)["effects"]]
        said = [one for one in said if one.paths]
        legal.propose_effects(tx, source_id=source, proposals=said, confirm=True)
    with runtime.reading() as session:
        return list(session.scalars(select(Effect).order_by(Effect.id)))


def test_an_effect_has_one_page_with_everything_that_is_known_of_it(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-01", effective_on=DAY)
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", code="QT-02", effective_on=DAY)
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-77")
    effect = register(runtime, make_text)[0]
    browser = client_as(people.secretary)
    page = browser.page(f"/legal/effects/{effect.id}")
    for words in (
        effect.number,
        f"Nghị định {NEW} sửa đổi khoản 2 Điều 5 của Nghị định {OLD}",
        "<del>15</del><ins>10</ins> ngày",
        "</mark> như sau:</blockquote>",
        "khoản 1 Điều 1 của",
        "01/05/2025",
        "01/07/2025",
        "chương trình đọc từ toàn văn",
        "chưa có đơn vị",
    ):
        assert words in page, words
    assert '<td class="number"><strong>2</strong></td>' in page  # the draft is not counted
    assert 'style="' not in page
    assert "Chưa lưu toàn văn" not in page


def test_what_is_approved_for_its_day_is_not_left_to_be_done(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    effect = register(runtime, make_text)[0]
    browser, one = client_as(people.reader), '<td class="number"><strong>1</strong></td>'
    assert browser.page(f"/legal/effects/{effect.id}").count(one) == 2
    with runtime.transaction(SYSTEM) as tx:
        finding = tx.session.scalars(select(Finding).where(Finding.effect_id == effect.id)).one()
        finding.state = FindingState.AWAITING_EFFECT
    page = browser.page(f"/legal/effects/{effect.id}")
    assert page.count(one) == 1  # the document is hurt still
    assert '<td class="number"><strong>0</strong></td>' in page


def test_the_number_leads_to_the_page_and_never_changes(
    client_as: ClientAs, people: People, runtime: Runtime, make_text: MakeText
) -> None:
    effect = register(runtime, make_text)[0]
    browser = client_as(people.reader)
    number = effect.number
    assert number == f"TD-{effect.recorded_at.year}-{effect.id:05}"
    answer = browser.get(f"/legal/effects/{number.lower()}")
    assert (answer.status_code, answer.location) == (302, f"/legal/effects/{effect.id}")
    with runtime.transaction(SYSTEM) as tx:
        legal.withdraw_effect(tx, effect_id=effect.id, reason="Đọc nhầm điều")
    with runtime.reading() as session:
        assert session.get_one(Effect, effect.id).number == number
    for wrong in ("TD-1999-00001", f"TD-{effect.recorded_at.year}-99999", "TD-2026", "x", "99999"):
        assert browser.get(f"/legal/effects/{wrong}").status_code == 404, wrong


def test_a_withdrawn_effect_says_who_took_it_back_when_and_why(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    effect = register(runtime, make_text)[0]
    with runtime.transaction(people.secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect.id, reason="Đọc nhầm điều")
    page = client_as(people.reader).page(f"/legal/effects/{effect.id}")
    for words in ("Đã rút: không còn tính nữa", people.secretary.name, "Đọc nhầm điều",
                  "Đã từng ảnh hưởng đến ai", effect.number):  # fmt: skip
        assert words in page, words
    assert '<td class="number"><strong>1</strong></td>' in page
    assert f"/findings/list?effect={effect.id}" not in page


def test_a_fact_of_the_register_names_nobody_who_confirmed_it(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    old, new = make_text(OLD, effective_on=DAY), make_text(NEW, effective_on=DAY)
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPEALS)
        (effect,) = legal.record_effects(tx, source_id=new, effects=[said], origin=Origin.REGISTER)
        effect.decided_at, effect.decided_by = None, ""  # as an import of a register leaves it
        recorded = effect.id
    browser = client_as(people.reader)
    page = browser.page(f"/legal/effects/{recorded}")
    assert "Người xác nhận" not in page
    assert "Mức chắc chắn khi đọc" not in page
    assert 'class="legend"' not in page  # no words are known, so none are compared
    assert "advisory-sides" not in page  # what is gone has one side only


def test_a_proposal_hurts_nobody_yet_and_shows_its_words_where_it_is_decided(
    client_as: ClientAs, people: People, runtime: Runtime, make_text: MakeText
) -> None:
    old = make_text(OLD, original=runtime.blobs.put(WORDS.encode()))
    new = make_text(NEW, original=runtime.blobs.put(AMENDING.encode()), effective_on=DAY)
    with runtime.transaction(SYSTEM) as tx:
        said = [proposal_from(one) for one in read_words(AMENDING)["effects"]]
        legal.propose_effects(
            tx, source_id=new, proposals=[one for one in said if one.paths], confirm=False
        )
        effect = tx.session.scalars(select(Effect).where(Effect.target_id == old)).first()
        assert effect is not None
        number, address = effect.number, f"/legal/effects/{effect.id}"
    page = client_as(people.reader).page(address)
    assert "chưa, vì mới là đề xuất" in page
    assert "Chưa ai: nếu được xác nhận" in page
    assert "Đã từng ảnh hưởng" not in page
    review = client_as(people.secretary).page(f"/legal/{new}/proposals")
    assert f'{address}#words">{number}: lời văn trước và sau</a>' in review


def test_what_words_are_lacking_is_said_and_how_to_supply_them(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    effect = register(runtime, make_text, stored=False)[0]
    page = client_as(people.secretary).page(f"/legal/effects/{effect.id}")
    assert "chưa lưu toàn văn của văn bản này" in page
    assert "2. Nộp tại bộ phận một cửa trong 10 ngày." in page
    assert 'href="/legal/paste"' in page
    assert 'href="/legal/paste"' not in client_as(people.reader).page(f"/legal/effects/{effect.id}")


def test_what_no_document_cites_is_named_and_shown_on_request(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo Điều 6 Nghị định số {OLD}.", effective_on=DAY)
    register(runtime, make_text)
    source = make_text("7/2025/NĐ-CP", issued_on=date(2025, 8, 1), effective_on=None)
    with runtime.transaction(SYSTEM) as tx:
        target = tx.session.scalars(select(Effect.target_id).limit(1)).one()
        said = EffectSaid(
            target_id=target, action=Action.REPEALS, extent=Extent.PARTS, paths=("d0005.", "d0006.")
        )
        effect = legal.record_effects(tx, source_id=source, effects=[said])[0].id
    browser = client_as(people.reader)
    page = browser.page(f"/legal/effects/{effect}")
    assert "những quy định không tài liệu nào viện dẫn" in page
    assert "<del>Điều 6. Lệ phí</del>" in page
    assert "Tờ khai theo mẫu" not in page
    page = browser.page(f"/legal/effects/{effect}?all=1")
    assert "<del>1. Tờ khai theo mẫu.</del>" in page


def test_words_before_are_those_an_earlier_law_wrote_and_later_changes_are_told(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    first = register(runtime, make_text)[0]
    words = AMENDING.replace("10 ngày", "5 ngày").replace("“2. Nộp tại", "“2. Nộp trực tuyến,")
    later = make_text(
        "9/2026/NĐ-CP",
        issued_on=date(2026, 1, 1),
        effective_on=date(2026, 3, 1),
        original=runtime.blobs.put(words.encode()),
    )
    with runtime.transaction(SYSTEM) as tx:
        said = [proposal_from(one) for one in read_words(words)["effects"]]
        said = [one for one in said if one.paths][:1]
        legal.propose_effects(tx, source_id=later, proposals=said, confirm=True)
        second = tx.session.scalars(select(Effect).where(Effect.source_id == later)).one()
        legal.confirm_effects(tx, effect_ids=[second.id])
        number, second_id = second.number, second.id
    browser = client_as(people.reader)
    page = browser.page(f"/legal/effects/{second_id}")
    assert f"Trước: theo lời văn của {NEW}." in page
    assert "<del>10</del><ins>5</ins>" in page
    page = browser.page(f"/legal/effects/{first.id}")
    assert "Những thay đổi sau đó" in page
    assert number in page


def test_of_a_law_that_is_replaced_the_provision_that_follows_is_set_beside(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo Điều 6 Nghị định số {OLD}.", effective_on=DAY)
    old = make_text(OLD, original=runtime.blobs.put(WORDS.encode()))
    whole = WORDS.replace("Điều 6.", "Điều 8.").replace("tại bộ phận một cửa", "trực tuyến")
    new = make_text(NEW, original=runtime.blobs.put(whole.encode()), effective_on=date(2025, 7, 1))
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES)
        effect = legal.record_effects(tx, source_id=new, effects=[said])[0].id
    page = client_as(people.reader).page(f"/legal/effects/{effect}")
    assert "Điều 6 → Điều 8" in page
    assert "cần kiểm tra lại" in page
    assert "<ins>trực tuyến</ins>" in page


def test_the_number_stands_where_effects_are_named(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", effective_on=DAY)
    effect = register(runtime, make_text)[0]
    browser = client_as(people.secretary)
    link = f'href="/legal/effects/{effect.id}"'
    for address in (
        "/findings",
        "/findings/list",
        f"/legal/{effect.source_id}",
        f"/legal/{effect.target_id}/history",
        f"/campaigns/new?text={effect.source_id}",
    ):
        page = browser.page(address)
        assert link in page, address
        assert effect.number in page, address


def test_numbers_are_read_however_typed() -> None:
    assert effect_id_in(" td-2026-00042 ") == 42
    assert effect_id_in("TD-2026-42") is None
    assert effect_id_in("42") is None


def test_an_end_of_its_own_says_that_words_stay(
    client_as: ClientAs, reader: Actor, runtime: Runtime, make_text: MakeText
) -> None:
    text = make_text(expires_on=date(2030, 1, 1))
    with runtime.reading() as session:
        effect = session.scalars(select(Effect).where(Effect.target_id == text)).one()
    page = client_as(reader).page(f"/legal/effects/{effect.id}")
    assert "Lời văn của văn bản giữ nguyên" in page


def test_the_effect_that_takes_the_place_of_a_withdrawn_one_is_said_and_leads_back(
    client_as: ClientAs, people: People, runtime: Runtime, make_text: MakeText
) -> None:
    wrong, right = register(runtime, make_text)[:2]
    browser = client_as(people.secretary)
    address = f"/legal/effects/{wrong.id}/successor"
    answer = browser.post(address, by=str(right.id))
    assert answer.status_code == 409
    assert "Chỉ tác động đã rút" in answer.text
    with runtime.transaction(people.secretary) as tx:
        legal.withdraw_effect(tx, effect_id=wrong.id, reason="Đọc nhầm điều")
    assert right.number in browser.page(f"/legal/effects/{wrong.id}")  # it is offered
    for by, said in ((str(wrong.id), "cũng đã bị rút"), ("x", "Chọn tác động"), ("", "Chọn")):
        answer = browser.post(address, by=by)
        assert answer.status_code == 409
        assert said in answer.text
    assert browser.post(address, by="99999").status_code == 404
    assert browser.post("/legal/effects/99999/successor", by=str(right.id)).status_code == 404
    answer = browser.post(address, by=str(right.id))
    assert (answer.status_code, answer.location) == (302, f"/legal/effects/{wrong.id}")
    reader = client_as(people.reader)
    page = reader.page(f"/legal/effects/{wrong.id}")
    assert "Được thay bằng" in page
    assert right.number in page
    page = reader.page(f"/legal/effects/{right.id}")
    assert "Thay cho tác động đã rút" in page
    assert wrong.number in page
    assert "Đọc nhầm điều" in page
    assert "Ghi tác động thay cho" in client_as(people.admin).page("/admin/trail")
    with runtime.transaction(people.secretary) as tx:
        legal.confirm_effects(tx, effect_ids=[wrong.id])
    assert "Được thay bằng" not in reader.page(f"/legal/effects/{wrong.id}")
    assert "Thay cho tác động đã rút" not in reader.page(f"/legal/effects/{right.id}")


def test_an_effect_of_other_texts_takes_no_place(
    client_as: ClientAs, people: People, runtime: Runtime, make_text: MakeText
) -> None:
    wrong = register(runtime, make_text)[0]
    first, second = make_text("1/2026/NĐ-CP"), make_text("2/2026/NĐ-CP")
    with runtime.transaction(SYSTEM) as tx:
        legal.withdraw_effect(tx, effect_id=wrong.id, reason="Đọc nhầm điều")
        said = EffectSaid(target_id=second, action=Action.REPEALS)
        other = legal.record_effects(tx, source_id=first, effects=[said])[0].id
    browser = client_as(people.secretary)
    answer = browser.post(f"/legal/effects/{wrong.id}/successor", by=str(other))
    assert answer.status_code == 409
    assert "giữa những văn bản khác" in answer.text


def test_a_number_typed_into_the_search_box_opens_its_page(
    client_as: ClientAs, people: People, runtime: Runtime, make_text: MakeText
) -> None:
    effect = register(runtime, make_text)[0]
    browser = client_as(people.reader)
    answer = browser.get(f"/search?q={effect.number}")
    assert (answer.status_code, answer.location) == (302, f"/legal/effects/{effect.id}")
    assert browser.get("/search?q=TD-1999-00001").status_code == 200


def test_a_notice_leads_to_the_changes_it_names(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Căn cứ Nghị định số {OLD};", effective_on=DAY)
    old, new = make_text(OLD), make_text(NEW, effective_on=date(2025, 7, 1))
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES)
        number = legal.record_effects(tx, source_id=new, effects=[said])[0].number
    page = client_as(people.secretary).page("/notices")
    assert f'<a href="/legal/effects/{number}">{number}</a>' in page


def test_only_numbers_of_effects_become_links_and_all_else_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        shown = linked("<b> TD-2026-00042, TD-2026-1 & TD-2026-00007x")
    assert shown == (
        '&lt;b&gt; <a href="/legal/effects/TD-2026-00042">TD-2026-00042</a>, TD-2026-1 &amp;'
        " TD-2026-00007x"
    )
    with app.test_request_context():
        shown = linked("Xem: https://iso.example/legal/effects/TD-2026-00042")
    assert shown == (
        'Xem: <a href="/legal/effects/TD-2026-00042">'
        "https://iso.example/legal/effects/TD-2026-00042</a>"
    )


def test_what_a_container_leaves_to_its_items_is_shown_from_there(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(
        f"Theo khoản 2 Điều 5 và Điều 6 Nghị định số {OLD}.", code="QT-01", effective_on=DAY
    )
    words = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018
1. Sửa đổi, bổ sung, bãi bỏ một số khoản của Điều 5 như sau:
a) Sửa đổi, bổ sung khoản 2 như sau:
“2. Nộp tại bộ phận một cửa trong 10 ngày.”
2. Bãi bỏ Điều 6.
"""
    effects = register(runtime, make_text, words=words)
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(
            target_id=effects[0].target_id, action=Action.AMENDS, extent=Extent.UNSPECIFIED
        )
        some = legal.record_effects(tx, source_id=effects[0].source_id, effects=[said])[0].id
    by_scope = {one.scope_key: one for one in effects}
    browser = client_as(people.reader)
    page = browser.page(f"/legal/effects/{by_scope['d0005.'].id}")
    assert "<del>15</del><ins>10</ins>" in page
    assert f"{by_scope['d0005.k002.'].number}</a>." in page
    assert "Được nêu riêng tại" in page
    page = browser.page(f"/legal/effects/{some}")
    assert "không nêu quy định nào" in page  # weak: whom it hurts is not known from it


def test_what_a_person_said_of_provisions_goes_before_what_is_alike(
    client_as: ClientAs,
    people: People,
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_version(f"Theo Điều 6 Nghị định số {OLD}.", effective_on=DAY)
    old = make_text(OLD, original=runtime.blobs.put(WORDS.encode()))
    words = WORDS.replace("Điều 6.", "Điều 8.") + "Điều 9. Phí\nNộp phí sau khi có kết quả.\n"
    new = make_text(NEW, original=runtime.blobs.put(words.encode()), effective_on=date(2025, 7, 1))
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES)
        effect = legal.record_effects(tx, source_id=new, effects=[said])[0].id
    address, reader = f"/legal/effects/{effect}", client_as(people.reader)
    assert "Điều 6 → Điều 8" in reader.page(address)
    with runtime.transaction(people.secretary) as tx:
        campaign = campaigns.open_campaign(tx, source_id=new)
        tx.session.add(
            Redraft(
                campaign_id=campaign.id,
                amending=Amending.MARK,
                mapping=[["d0006.", "d0001.", new], ["d0006.", "d0009.", old]],
                author_id=people.secretary.user_id,
                made_at=tx.now,
            )
        )
    page = reader.page(address)
    assert "Điều 6 → Điều 9" in page
    assert "do người có trách nhiệm chỉ ra" in page
