"""Legal packs in the browser: key, sender, preview, taking in, conflicts, making one."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.impact.models import Finding
from docctl.jobs.working import work_once
from docctl.legal.models import Effect
from docctl.legal.rules import Action, EffectState
from docctl.packs import queries
from docctl.packs.envelope import open_envelope
from docctl.packs.keys import PublicKey, find_own_key, fingerprint
from docctl.packs.models import ReceivedPack
from docctl.runtime import Runtime
from docctl.work.registry import handlers
from tests.conftest import People
from tests.packs.forge import Sender, advice, effect, text
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import Browser, ClientAs

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path / "sender")


def trust(sender: Sender, people: People, client_as: ClientAs) -> None:
    key = PublicKey(sender.pair.public.raw, "Sở Tư pháp tỉnh Mẫu")
    answer = client_as(people.secretary).post("/legal/packs/keys", key=key.line, name="")
    assert answer.status_code == 302
    page = client_as(people.admin).page("/legal/packs/keys")
    assert fingerprint(key.id) in page
    assert "Sở Tư pháp tỉnh Mẫu" in page
    decided = client_as(people.admin).post("/legal/packs/keys/1", what="confirm")
    assert decided.status_code == 302


@pytest.fixture
def trusted(sender: Sender, people: People, client_as: ClientAs) -> Sender:
    """Give a sender whose key two people know."""
    trust(sender, people, client_as)
    return sender


def send(browser: Browser, data: bytes, name: str = "goi.lawpack") -> str:
    """Send a pack; give where that leads, or the page that refuses it."""
    answer = browser.post("/legal/packs", file=(io.BytesIO(data), name))
    if answer.status_code == 409:
        return answer.text
    assert answer.status_code == 302, answer.text
    return answer.location


def work(runtime: Runtime) -> None:
    while work_once(runtime, handlers()):
        pass


def test_a_pack_is_looked_at_taken_in_and_raises_findings(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_version: MakeVersion,
    trusted: Sender,
) -> None:
    MakeText(runtime)(OLD)
    make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=date(2026, 1, 1))
    browser = client_as(people.secretary)
    issued = {"issued_on": date(2018, 4, 23), "effective_on": date(2018, 6, 21)}
    old = text(7, OLD, title="Về thực hiện cơ chế một cửa", **issued)
    new = text(8, NEW, issued_on=date(2025, 6, 9), effective_on=date(2025, 7, 1))
    where = send(browser, trusted.pack([old, new], [effect(8, 7)]))
    page = browser.page(where)
    assert NEW in page
    assert "1 tài liệu đang có hiệu lực sẽ có phát hiện" in page
    with runtime.reading() as session:
        assert session.scalars(select(Finding)).all() == []  # nothing is written before
    assert browser.post(where).status_code == 302
    assert "Đang nhận gói" in browser.page(where)
    assert browser.get(f"{where}/progress").status_code == 200
    work(runtime)
    assert browser.get(f"{where}/progress").status_code == 302
    assert "Đã nhận" in browser.page(where)
    assert "Số 1 của Sở Tư pháp tỉnh Mẫu" in browser.page("/legal/packs")
    with runtime.reading() as session:
        assert len(session.scalars(select(Finding)).all()) == 1
    assert browser.post(where).status_code == 409


def test_the_page_of_an_effect_shows_the_sender_s_number_and_what_took_its_place(
    runtime: Runtime, people: People, client_as: ClientAs, trusted: Sender
) -> None:
    browser = client_as(people.secretary)
    gone = {"state": EffectState.WITHDRAWN, "reason": "đọc nhầm", "number": "TD-2024-00700"}
    wrong = effect(2, 1, action=Action.REPEALS, successor="TD-2024-00800", **gone)
    right = effect(2, 1, number="TD-2024-00800")
    for effects, there in (([wrong], False), ([wrong, right], True)):
        where = send(browser, trusted.pack([text(1, OLD), text(2, NEW)], effects))
        assert browser.post(where).status_code == 302
        work(runtime)
        with runtime.reading() as session:
            ids = {one.action: one.id for one in session.scalars(select(Effect))}
        page = browser.page(f"/legal/effects/{ids[Action.REPEALS]}")
        assert "số ở nơi gửi:" in page
        assert "TD-2024-00700" in page
        assert "Theo Sở Tư pháp tỉnh Mẫu, thay cho tác động này là" in page
        assert ("tác động đó chưa có ở đây" in page) is not there
        linked = f'href="/legal/effects/{ids.get(Action.REPLACES, 0)}"' in page
        assert linked is there
    page = browser.page(f"/legal/effects/{ids[Action.REPLACES]}")
    assert "Theo Sở Tư pháp tỉnh Mẫu, tác động này thay cho tác động đã rút" in page
    assert f'href="/legal/effects/{ids[Action.REPEALS]}"' in page
    assert "TD-2024-00700" in page


def test_a_pack_shows_the_decisions_it_recommends_before_it_is_taken_in(
    people: People, client_as: ClientAs, trusted: Sender
) -> None:
    old, new = text(1, OLD), text(2, NEW)
    said = advice(new, old, Action.REPLACES, "whole", codes=("QT-*/CT", "QT-07"))
    browser = client_as(people.secretary)
    page = browser.page(send(browser, trusted.pack([old, new], [effect(2, 1)], [said])))
    (row,) = re.findall(r'id="advice".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    for words in (OLD, NEW, "QT-*/CT, QT-07", said.reason, said.issuer, said.issued_by):
        assert words in row
    plain = browser.page(send(browser, trusted.pack([text(1, OLD)])))
    assert 'id="advice"' not in plain


def test_a_changed_pack_is_refused_with_a_sentence_and_an_entry(
    runtime: Runtime, people: People, client_as: ClientAs, sender: Sender
) -> None:
    trust(sender, people, client_as)
    data = sender.pack([text(1, NEW)])
    said = send(client_as(people.secretary), data.replace(b"118", b"119", 1))
    assert "đã bị sửa hoặc hỏng" in said
    with runtime.reading() as session:
        refused = session.scalars(select(AuditEntry).where(AuditEntry.action == "pack.refused"))
        assert len(refused.all()) == 1
        assert session.scalars(select(ReceivedPack)).all() == []


def test_a_pack_nobody_expects_is_refused_naming_the_key(
    people: People, client_as: ClientAs, sender: Sender
) -> None:
    said = send(client_as(people.secretary), sender.pack([text(1, NEW)]))
    assert fingerprint(sender.pair.public.id) in said
    assert "Chưa có nơi gửi nào được tin" in client_as(people.secretary).page("/legal/packs")


def test_a_conflict_shows_both_sides_and_is_decided(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    sender: Sender,
) -> None:
    text_id = make_text(NEW, title="Tên ở đây", issued_on=None, effective_on=None)
    trust(sender, people, client_as)
    browser = client_as(people.secretary)
    where = send(browser, sender.pack([text(1, NEW, title="Tên trong gói")]))
    assert "Tên trong gói" in browser.page(where)
    browser.post(where)
    work(runtime)
    page = browser.page("/legal/packs/conflicts")
    assert "Tên ở đây" in page
    assert "Tên trong gói" in page
    assert browser.post("/legal/packs/conflicts", what="take").status_code == 409
    with runtime.reading() as session:
        (conflict,) = queries.list_conflicts(session)
    decided = browser.post("/legal/packs/conflicts", conflict=conflict.id, what="take")
    assert decided.status_code == 302
    assert "Tên trong gói" in browser.page(f"/legal/{text_id}")
    assert "Không có chỗ khác nhau nào chờ" in browser.page("/legal/packs/conflicts")


def test_a_pack_can_be_put_aside_and_sent_again(
    people: People, client_as: ClientAs, sender: Sender
) -> None:
    trust(sender, people, client_as)
    browser, data = client_as(people.secretary), sender.pack([text(1, NEW)])
    where = send(browser, data)
    assert browser.post(f"{where}/dismiss").status_code == 302
    assert browser.post(f"{where}/dismiss").status_code == 409
    assert send(browser, data) == where


def test_packs_are_made_of_all_of_chosen_texts_and_since_the_last(
    runtime: Runtime, people: People, client_as: ClientAs, make_text: MakeText
) -> None:
    browser = client_as(people.secretary)
    assert browser.post("/legal/packs/new", scope="all").status_code == 409  # nothing to say
    text_id = make_text(OLD)
    make_text(NEW)
    assert browser.post("/legal/packs/new", scope="since").status_code == 409  # since what
    assert browser.post("/legal/packs/new", scope="chosen").status_code == 409
    assert "9/9999" in browser.post("/legal/packs/new", scope="chosen", numbers="9/9999/NĐ").text
    assert OLD in browser.page(f"/legal/packs/new?text={text_id}")
    for form in ({"scope": "chosen", "numbers": OLD}, {"scope": "all"}, {"scope": "since"}):
        assert browser.post("/legal/packs/new", **form).status_code == 302
    one = browser.get("/legal/packs/made/1")
    assert "goi-luat-ubnd-xa-thu-0001.lawpack" in one.headers["Content-Disposition"]
    assert OLD in one.text
    assert NEW not in one.text
    assert NEW in browser.get("/legal/packs/made/2").text
    own = find_own_key(runtime.settings.home)
    assert own is not None
    assert open_envelope(one.data).is_by(own.public)
    assert fingerprint(own.public.id) in browser.page("/legal/packs/keys")
    assert own.public.text in browser.get("/legal/packs/keys/own").text


def test_the_key_can_be_made_before_the_first_pack(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.admin)
    assert browser.get("/legal/packs/keys/own").status_code == 404
    assert browser.post("/legal/packs/keys/own").status_code == 302
    assert find_own_key(runtime.settings.home) is not None
    assert browser.get("/legal/packs/keys/own").status_code == 200


def test_a_sender_is_removed_with_a_reason(
    people: People, client_as: ClientAs, sender: Sender
) -> None:
    trust(sender, people, client_as)
    browser = client_as(people.admin)
    assert browser.post("/legal/packs/keys/1", what="remove").status_code == 409
    assert browser.post("/legal/packs/keys/1", what="remove", reason="lộ khóa").status_code == 302
    assert "không còn được tin" in browser.page("/legal/packs/keys")


def test_the_administrator_chooses_what_is_watched_and_both_look(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    admin, secretary = client_as(people.admin), client_as(people.secretary)
    assert "Chưa xem lần nào." in secretary.page("/legal/packs/watch")
    wrong = admin.post("/legal/packs/watch", address="ftp://x")
    assert wrong.status_code == 409
    assert 'value="ftp://x"' in wrong.text
    address = "http://127.0.0.1:9/goi.lawpack"
    assert admin.post("/legal/packs/watch", address=address).status_code == 302
    assert secretary.post("/legal/packs/watch", address="").status_code == 403
    assert secretary.post("/legal/packs/watch/look").status_code == 302
    work(runtime)
    assert "mạng nội bộ" in secretary.page("/legal/packs/watch")
