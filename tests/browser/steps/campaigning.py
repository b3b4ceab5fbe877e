"""From a changed law to finished work: campaign, redraft, one batch, the law's day, the proof."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from docctl.actors import Actor
from docctl.days import start_of
from docctl.documents.models import Document
from docctl.identity import queries as identity
from docctl.identity.models import User
from docctl.legal import importing
from docctl.legal.models import Citation
from docctl.runtime import Runtime
from docctl.search import service as search
from docctl.work.importing import take_in
from tests.browser.clocked import Clocked
from tests.browser.person import Person, word
from tests.support.shared import SHARED

LAW, AMENDING = "60/2014/QH13", "68/2027/QH16"
ARTICLE = "QT 02/HT"  # of the sample agency; cites Điều 18, the real procedures the whole law
COUNT = 12
See = Callable[[Page, str], None]


def amending_law(issued: date, effective: date) -> str:
    """Give a law, laid out as in Công báo, that changes one article from a day to come."""
    return f"""QUỐC HỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Luật số: {AMENDING}
Hà Nội, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}

LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT HỘ TỊCH

Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Hộ tịch số {LAW}.

Điều 1. Sửa đổi, bổ sung Điều 18 của Luật Hộ tịch
Sửa đổi, bổ sung Điều 18 của Luật Hộ tịch số {LAW} như sau:
“Điều 18. Thủ tục đăng ký kết hôn
1. Hai bên nam, nữ nộp tờ khai đăng ký kết hôn trực tiếp hoặc trực tuyến.
2. Ngay sau khi nhận đủ giấy tờ, công chức tư pháp - hộ tịch ghi việc kết hôn vào Sổ hộ tịch.”

Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày {effective:%d} tháng {effective:%m} năm {effective:%Y}.

CHỦ TỊCH QUỐC HỘI
"""


def take_real_things_in(house: Clocked) -> None:
    """Take in the real procedures of civil status and, of the real register, what they cite.

    As an operator does it before anybody signs in; the search index is made once, at the end.
    """
    shared, secretary = SHARED, _person(house.runtime, "thukyiso")
    wanted = sorted((shared / "data" / "procedures").glob("*.doc"))
    chosen = [path for path in wanted if "form_" not in path.name and "hung_thuc" not in path.name]
    files = ((path.name, path.read_bytes()) for path in chosen)
    taken = [one for one in take_in(house.runtime, secretary, files) if one.state == "adopted"]
    with house.runtime.reading() as session:
        cited = set(session.scalars(select(Citation.number).where(Citation.number != "")))
    register = shared / "data" / "legal" / "register.jsonl"
    importing.import_file(house.runtime, secretary, _lines(register, cited), "register.jsonl")
    assert len(taken) > COUNT
    search.rebuild(house.runtime)


def _lines(register: Path, numbers: Iterable[str]) -> bytes:
    wanted = {number.upper() for number in numbers}
    with register.open(encoding="utf-8") as lines:
        kept = [line for line in lines if json.loads(line)["number"].upper() in wanted]
    assert kept
    return "".join(kept).encode()


def _person(runtime: Runtime, login: str) -> Actor:
    with runtime.reading() as session:
        user = session.scalars(select(User).where(User.login == login)).one()
        return identity.get_actor(session, user.id)


def register_the_amending_law(secretary: Person, issued: date, effective: date, see: See) -> None:
    """Paste it; the one article it changes is read from its words and confirmed."""
    page = secretary.page
    secretary.open(word("Legal texts"))
    secretary.follow(word("Paste or upload a text"))
    secretary.fill(text=amending_law(issued, effective))
    secretary.press(word("Read the text"))
    expect(page.locator("[name=number]")).to_have_value(AMENDING)
    expect(page.locator("[name=effective_on]")).to_have_value(effective.isoformat())
    effects = page.get_by_role("table", name=word("What it does to other texts"))
    expect(effects.get_by_role("row").nth(1)).to_contain_text("Điều 18")
    see(page, "12-amending-law")
    with secretary.next_page():
        page.locator("main button[name=what]").first.click()
    secretary.sees(word("The text was registered; the documents it concerns were looked for."))


def open_the_campaign(secretary: Person, weak: int, see: See) -> str:
    """Look whom it hurts, strong and weak apart, then open the campaign; give its address."""
    page = secretary.page
    secretary.follow(word("Whom it hurts"))
    strong = page.get_by_role("table", name=word("Hurt in what they cite"))
    expect(strong.locator("tbody tr")).to_have_count(1)
    expect(strong).to_contain_text(ARTICLE)
    count = page.locator("#weak .count")
    expect(count).to_be_visible()
    assert int(count.inner_text()) >= weak
    see(page, "12-preview")
    secretary.press(word("Open the campaign"))
    secretary.sees(word("The campaign is open; every owner has one notice."))
    return page.url


def give_the_verdicts(secretary: Person, see: See) -> None:
    """The strong one is to be amended; eleven weak ones are taken in, one is kept with a reason."""
    page = secretary.page
    page.locator("#documents input[name=document]").first.check()
    page.locator("#documents [name=verdict]").last.select_option("amend")
    page.locator("#documents [name=reason]").fill("Viện dẫn Điều 18 đã được sửa đổi")
    secretary.press(word("Give the verdict"))
    boxes = page.locator("#weak tbody tr", has_text="CX-HCTP").locator("input[name=document]")
    for number in range(COUNT - 1):
        boxes.nth(number).check()
    secretary.press(word("Take in: amend the document"))
    expect(page.locator("#documents tbody tr")).to_have_count(COUNT)
    kept = page.locator("#weak tbody tr", has_text="CX-HCTP").first
    kept.locator("input[name=document]").check()
    secretary.press(word("Take in, decide later"))
    row = page.locator("#documents tbody tr", has_text=word("Not clear yet"))
    row.locator("input[name=document]").check()
    page.locator("#documents [name=verdict]").last.select_option("keep")
    page.locator("#documents [name=reason_code]").select_option("cited_content_unchanged")
    secretary.press(word("Give the verdict"))
    expect(page.locator("#documents tbody tr", has_text=word("Kept as it is"))).to_have_count(1)
    page.goto(page.url.partition("#")[0])
    see(page, "12-campaign")


def redraft(secretary: Person, house: Clocked, see: See) -> None:
    """Twelve drafts at once; what the program is not sure of waits for a human."""
    page = secretary.page
    secretary.follow(word("Redraft many at once"))
    expect(page.locator("main input[name=document]:checked")).to_have_count(COUNT)
    secretary.press(word("Propose the changes"))
    house.work()
    page.reload()
    expect(page.locator("main section[id^=document-]")).to_have_count(COUNT)
    chain = f"(được sửa đổi, bổ sung bởi Luật số {AMENDING})"
    expect(page.locator("main details[open] ins", has_text=chain).first).to_be_visible()
    see(page, "12-redraft")
    secretary.press(word("Accept all proposals of all drafts"))
    while page.locator("button[name=passage]").count():
        with secretary.next_page():
            page.locator("button[name=passage]").first.click()
    expect(page.locator("#hand-in input[name=document]:checked")).to_have_count(COUNT)


def hand_in(secretary: Person, reviewer: str, approver: str) -> str:
    """All as one batch, with why older dead law stays cited; give its address."""
    secretary.page.select_option("[name=reviewer]", label=reviewer)
    secretary.page.select_option("[name=approver]", label=approver)
    secretary.fill(dead_reason="Các căn cứ khác được rà soát ở đợt sau")
    secretary.page.locator("#hand-in form button[type=submit]").scroll_into_view_if_needed()
    with secretary.next_page():
        secretary.page.locator("#hand-in form button[type=submit]").click()
    secretary.sees(word("The batch was handed to its reviewer, who has one notice for all."))
    return secretary.page.url


def pass_the_batch_on(reviewer: Person, see: See) -> None:
    """One task, one page with all that changed, one decision."""
    page = reviewer.page
    page.goto("/")
    expect(page.locator("#waiting tbody tr", has_text=AMENDING)).to_have_count(1)
    with reviewer.next_page():
        page.locator("#waiting tbody tr", has_text=AMENDING).locator("a.btn").click()
    expect(page.locator("main section[id^=version-]")).to_have_count(COUNT)
    see(page, "12-batch")
    reviewer.press(word("Reviewed – pass all on"))
    reviewer.sees(word("The review of the batch is done; the approver has it now."))


def approve_the_batch(approver: Person, password: str, effective: date, see: See) -> None:
    """One signing with the password; the day proposed is the law's."""
    page = approver.page
    page.goto("/")
    with approver.next_page():
        page.locator("#waiting tbody tr", has_text=AMENDING).locator("a.btn").click()
    expect(page.locator("[name=effective_on]")).to_have_value(effective.isoformat())
    page.locator("#decide").scroll_into_view_if_needed()
    see(page, "12-sign")
    approver.fill(password=password)
    approver.press(word("Approve all and sign"))
    approver.sees(word("The batch is approved; every version is signed."))
    approved = page.locator("main section[id^=version-] .sheet-head .state-teal")
    expect(approved).to_have_count(COUNT)


def wait_for_the_day(secretary: Person, house: Clocked, campaign: str, see: See) -> None:
    """Until then everything waits; on the day the findings close by the evidence."""
    page = secretary.page
    page.goto(campaign)
    waiting = page.locator("#documents tbody tr", has_text=word("Approved, waits for its day"))
    expect(waiting).to_have_count(COUNT)
    see(page, "12-scheduled")


def see_it_done(secretary: Person, campaign: str, see: See) -> None:
    """On the law's day: nothing is left, and nobody pressed a button for it."""
    page = secretary.page
    page.goto(campaign)
    secretary.sees(word("Nothing is left to do"))
    done = page.locator("#documents tbody tr .state", has_text=word("Done"))
    expect(done).to_have_count(COUNT)
    see(page, "12-done")
    page.goto("/findings/list?state=resolved")
    secretary.sees(AMENDING)


def look_back(secretary: Person, house: Clocked, days: tuple[date, date], see: See) -> None:
    """The time machine: the old version until the day before, the new one from the law's day."""
    page = secretary.page
    with house.runtime.reading() as session:
        document = session.scalars(select(Document.id).where(Document.code == ARTICLE)).one()
    before, after = days
    page.goto(f"/documents/{document}/on/{before.isoformat()}")
    old = page.locator(".page-facts").inner_text()
    page.goto(f"/documents/{document}/on/{after.isoformat()}")
    expect(page.locator(".page-facts")).not_to_have_text(old)
    secretary.sees(AMENDING)
    see(page, "12-time-machine")
    secretary.press(word("Make a certificate"))
    secretary.sees(word("The certificate was made. Print it, or keep it as a PDF."))
    see(page, "12-certificate")


def run(
    house: Clocked,
    enter: Callable[[str], Person],
    *,
    passwords: dict[str, str],
    days: tuple[date, date],
    see: See = lambda _page, _name: None,
) -> None:
    """Walk the whole way; `enter` signs a person in, `days` are those of issue and of effect."""
    issued, effective = days
    secretary = enter("thukyiso")
    register_the_amending_law(secretary, issued, effective, see)
    campaign = open_the_campaign(secretary, COUNT, see)
    give_the_verdicts(secretary, see)
    redraft(secretary, house, see)
    with house.runtime.reading() as session:
        people = {user.login: user.name for user in session.scalars(select(User))}
    hand_in(secretary, people["phochutich"], people["chutich"])
    pass_the_batch_on(enter("phochutich"), see)
    approve_the_batch(enter("chutich"), passwords["chutich"], effective, see)
    wait_for_the_day(secretary, house, campaign, see)
    house.set(start_of(effective))
    later = enter("thukyiso")
    see_it_done(later, campaign, see)
    look_back(later, house, (date.fromordinal(effective.toordinal() - 1), effective), see)
