"""The page of a text's life, the two clocks on it, and the list of contradictions."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.documents.models import Version
from docctl.impact.models import Finding
from docctl.legal import service as legal
from docctl.legal.models import LegalText
from docctl.legal.rules import Action
from docctl.legal.service import EffectSaid
from docctl.runtime import Runtime
from tests.conftest import Clock
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

LAW = "Điều 1. Phạm vi điều chỉnh\n1. Khoản một.\n2. Khoản hai.\nĐiều 2. Hiệu lực thi hành\n"


def record(runtime: Runtime, source: int, *effects: EffectSaid) -> None:
    with runtime.transaction(SYSTEM) as tx:
        legal.record_effects(tx, source_id=source, effects=effects)


def test_the_history_tells_days_texts_around_and_provisions(
    runtime: Runtime, client_as: ClientAs, reader: Actor, make_text: MakeText
) -> None:
    old = make_text(original=runtime.blobs.put(LAW.encode()))
    new = make_text("118/2025/NĐ-CP", title="Một cửa mới", effective_on=date(2025, 7, 1))
    record(
        runtime,
        new,
        EffectSaid(target_id=old, action=Action.REPLACES, evidence="Thay thế Nghị định 61."),
    )
    page = client_as(reader).page(f"/legal/{old}/history")
    assert "01/07/2025" in page
    assert f'href="/legal/{new}/history"' in page
    assert "Điều 1" in page
    assert "Phạm vi điều chỉnh" in page
    assert "Thay thế Nghị định 61." in page
    assert 'style="' not in page  # the security policy drops it
    assert client_as(reader).page(f"/legal/{new}/history").count(f'/legal/{old}/history"') >= 2


def test_many_provisions_come_in_pages_with_all_of_them_counted(
    runtime: Runtime,
    client_as: ClientAs,
    reader: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    words = "".join(f"Điều {number}. Tên thứ {number} ấy\n" for number in range(1, 121))
    old = make_text("61/2018/NĐ-CP", original=runtime.blobs.put(words.encode()))
    make_version("Theo Điều 101 Nghị định số 61/2018/NĐ-CP.", effective_on=date(2025, 1, 1))
    client = client_as(reader)
    seen = []
    for number in (1, 2, 3, 9):
        page = client.page(f"/legal/{old}/history?page={number}")
        assert "trong tổng số 120" in page
        seen.append([n for n in range(1, 121) if f"Tên thứ {n} ấy" in page])
        assert ("1 lần" in page) is (number > 2)
    assert seen[0] + seen[1] + seen[2] == list(range(1, 121))
    assert seen[3] == seen[2]  # there is nothing behind the last page


def test_a_text_alone_says_so(client_as: ClientAs, reader: Actor, make_text: MakeText) -> None:
    page = client_as(reader).page(f"/legal/{make_text()}/history")
    assert "Chưa có quan hệ" in page


def test_the_page_answers_for_a_day_as_known_on_a_day(
    runtime: Runtime, clock: Clock, client_as: ClientAs, reader: Actor, make_text: MakeText
) -> None:
    decree = make_text(effective_on=date(2026, 1, 1))
    clock.set(datetime(2026, 3, 20, 3, 0, tzinfo=UTC))
    with runtime.transaction(SYSTEM) as tx:
        row = tx.session.get_one(LegalText, decree)
        legal.correct_text(
            tx,
            text_id=decree,
            reason="Công báo",
            number=row.number,
            type=row.type,
            title=row.title,
            issuer=row.issuer,
            issued_on=row.issued_on,
            effective_on=date(2026, 6, 1),
        )
    browser = client_as(reader)
    for path in (f"/legal/{decree}", f"/legal/{decree}/history"):
        assert "Chưa có hiệu lực" in browser.page(f"{path}?on=2026-03-02")
        then = browser.page(f"{path}?on=2026-03-02&known=2026-03-10")
        assert "Theo điều đã biết đến hết ngày 10/03/2026" in then
        assert "Chưa có hiệu lực" not in then.split("Diễn biến")[0]


def test_contradictions_are_listed_by_kind(
    client_as: ClientAs, secretary: Actor, make_text: MakeText
) -> None:
    make_text("5/2019/NĐ-CP", issued_on=date(2019, 5, 1), effective_on=date(2018, 1, 1))
    make_text("6/2019/NĐ-CP", issued_on=date(2019, 5, 1), effective_on=None)
    browser = client_as(secretary)
    page = browser.page("/legal/contradictions")
    assert "5/2019/NĐ-CP" in page
    assert "6/2019/NĐ-CP" in page
    narrowed = browser.page("/legal/contradictions?kind=before_issue")
    assert "5/2019/NĐ-CP" in narrowed
    assert "6/2019/NĐ-CP" not in narrowed
    assert "Không có mâu thuẫn" in browser.page("/legal/contradictions?kind=circle")


def test_an_implementing_text_of_a_dead_law_is_flagged_with_its_rule(
    runtime: Runtime,
    client_as: ClientAs,
    reader: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    parent = make_text("1/2010/NĐ-CP", issued_on=date(2010, 1, 1), effective_on=date(2010, 3, 1))
    child = make_text("2/2012/TT-BTC", type="Thông tư", issued_on=date(2012, 1, 1),
                      effective_on=date(2012, 3, 1))  # fmt: skip
    new = make_text("3/2025/NĐ-CP", issued_on=date(2025, 5, 1), effective_on=date(2025, 7, 1))
    record(runtime, child, EffectSaid(target_id=parent, action=Action.DETAILS))
    record(runtime, new, EffectSaid(target_id=parent, action=Action.REPLACES))
    page = client_as(reader).page(f"/legal/{child}")
    assert "Cần rà soát" in page
    assert "khoản 2 Điều 57" in page
    assert "Còn hiệu lực" in page
    citing = make_version("Theo Thông tư số 2/2012/TT-BTC.", effective_on=date(2025, 1, 1))
    with runtime.reading() as session:
        document = session.get_one(Version, citing).document_id
        assert session.scalars(select(Finding)).all() == []  # marked, not raised
    read = client_as(reader).page(f"/documents/{document}/versions/{citing}")
    assert "Cần rà soát" in read
    assert "khoản 2 Điều 57" in read


def test_a_postponement_is_recorded_with_its_new_first_day(
    client_as: ClientAs, secretary: Actor, make_text: MakeText
) -> None:
    code = make_text("100/2015/QH13", type="Bộ luật", issued_on=date(2015, 11, 27),
                     effective_on=date(2016, 7, 1))  # fmt: skip
    resolution = make_text("144/2016/QH13", type="Nghị quyết", issued_on=date(2016, 6, 29),
                           effective_on=date(2016, 6, 29))  # fmt: skip
    form = {"action-0": "postpones", "target-0": "100/2015/QH13", "until-0": "2018-01-01"}
    assert client_as(secretary).post(f"/legal/{resolution}/effects", **form).status_code == 302
    page = client_as(secretary).page(f"/legal/{code}?on=2017-01-01")
    assert "Chưa có hiệu lực" in page
    assert "01/01/2018" in page


def test_many_moments_come_in_pages_with_all_of_them_reachable(
    runtime: Runtime, client_as: ClientAs, reader: Actor, make_text: MakeText
) -> None:
    old = make_text("61/2018/NĐ-CP", issued_on=date(2018, 4, 23), effective_on=date(2018, 6, 1))
    for number in range(1, 84):
        issued = date(2019, 1, 1) + timedelta(days=number)
        new = make_text(f"{number}/2019/NĐ-CP", issued_on=issued, effective_on=issued)
        record(
            runtime,
            new,
            EffectSaid(target_id=old, action=Action.AMENDS, evidence=f"Sửa lần {number}."),
        )
    client = client_as(reader)
    seen = []
    for number in (1, 2, 3, 9):
        page = client.page(f"/legal/{old}/history?life={number}")
        assert "trong tổng số 85" in page  # its issue and its first day besides
        seen.append([n for n in range(1, 84) if f"Sửa lần {n}." in page])
    assert [len(some) for some in seen] == [38, 40, 5, 5]
    assert seen[0] + seen[1] + seen[2] == list(range(1, 84))
    assert seen[3] == seen[2]  # there is nothing behind the last page
    first = client.page(f"/legal/{old}/history?on=2026-01-05")
    assert f'href="/legal/{old}/history?on=2026-01-05&amp;life=2#life"' in first
