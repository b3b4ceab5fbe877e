"""Make the pictures of the guide: `python tools/screenshots.py [FOLDER]` (docs/guide/images).

Starts an empty installation and the sample agency, each in a folder that is thrown away, walks
through the pages of the guide at 1440 and 390 pixels, and writes `NN-name-WIDTH.png`. Needs
Chromium's own Vietnamese words (`chromium-l10n`), without which fields write days as in English.
"""

import io
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402  # after the path

from docctl.days import ZONE  # noqa: E402
from docctl.legal.rules import Action, Extent  # noqa: E402
from docctl.packs.keys import PublicKey  # noqa: E402
from tests.browser import clocked  # noqa: E402
from tests.browser.house import House  # noqa: E402
from tests.browser.person import CHROMIUM, NARROW, WIDE, Person, word  # noqa: E402
from tests.browser.steps import campaigning  # noqa: E402
from tests.browser.steps.law import csv_of_law, decree  # noqa: E402
from tests.packs.forge import Sender  # noqa: E402
from tests.packs.forge import advice as advice_said  # noqa: E402
from tests.packs.forge import effect as effect_said  # noqa: E402
from tests.packs.forge import text as text_said  # noqa: E402
from tests.support.shared import SHARED  # noqa: E402
from tools.small_png import shrink  # noqa: E402

LARGEST = 150 * 1024
WORDS = Path("/usr/lib/chromium/locales/vi.pak")
FLAGS = ["--no-sandbox", "--disable-gpu", "--lang=vi", "--font-render-hinting=none"]
Way = str | Callable[[Page], None]


def click(words: str) -> Callable[[Page], None]:
    """Give the way that follows the first link or button of the content saying `words`."""

    def go(page: Page) -> None:
        target = page.locator("main").locator("a, button", has_text=words).first
        target.click()
        page.wait_for_load_state("networkidle")

    return go


def follow(selector: str) -> Callable[[Page], None]:
    """Give the way that follows the first element matching `selector`."""

    def go(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")

    return go


def show(selector: str) -> Callable[[Page], None]:
    """Give the way that scrolls to the first element matching `selector`."""

    def go(page: Page) -> None:
        page.locator(selector).first.evaluate(
            "one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 90)"
        )

    return go


def preview_of_law(page: Page) -> None:
    """Choose a list of legal texts and look at what its import would change."""
    page.goto("/legal/import")
    page.set_input_files(
        "[name=file]", {"name": "van-ban.csv", "mimeType": "text/csv", "buffer": csv_of_law()}
    )
    click(word("Show what would change"))(page)


def word_file_again(page: Page) -> None:
    """Upload a document's own Word file: its code is taken, so the page asks."""
    data = page.request.get("/documents/1/versions/1/word").body()
    page.goto("/imports")
    name = f"QT-ISO-{page.viewport_size['width'] if page.viewport_size else 0}.docx"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.set_input_files("#field-files", {"name": name, "mimeType": kind, "buffer": data})
    click(word("Upload and read"))(page)
    page.locator("#waiting tbody tr", has_text=word("Ready to confirm")).first.wait_for()


def word_file_back(page: Page) -> None:
    """Take the Word file of a draft, write in it as an office program does, and send it back."""
    follow("#drafts a[href$='/edit']")(page)
    follow("main a[href$='/word-back']")(page)
    address = page.locator("main a[href$='/word']").first.get_attribute("href")
    data = edited_in_word(page.request.get(str(address)).body())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.set_input_files(
        "#field-file", {"name": "quy-trinh-da-sua.docx", "mimeType": kind, "buffer": data}
    )
    click(word("Show what would change"))(page)


def edited_in_word(data: bytes) -> bytes:
    """Give a Word file with a law cited otherwise and one paragraph of the legal bases gone."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                paragraphs = re.findall(r"<w:p>.*?</w:p>", part.decode())
                gone = next(one for one in paragraphs if "07/2025/NĐ-CP" in one)
                said = part.decode().replace(gone, "")
                part = said.replace("104/2022/NĐ-CP", "61/2018/NĐ-CP").encode()
            new.writestr(name, part)
    return written.getvalue()


def pasted_decree(page: Page) -> None:
    """Paste a decree and see what was read from it."""
    page.goto("/legal/paste")
    page.fill("[name=text]", decree(datetime.now(ZONE).date()))
    click(word("Read the text"))(page)


def read_again(page: Page) -> None:
    """Run the engine over every version and wait for the report."""
    page.goto("/legal/rerun")
    button = page.locator("main form button[type=submit]").first
    if button.is_enabled():
        button.click()
    page.locator("#rerun .notice-success").wait_for(timeout=120_000)
    page.goto("/legal/rerun")


def proposals_of_decree(page: Page) -> None:
    """Register the decree at the first size without confirming; look at what waits."""
    pasted_decree(page)
    page.locator("button[value='later']").click()
    page.wait_for_load_state("networkidle")
    page.locator("article.proposal").first.wait_for()


HOUSEHOLD = """QUỐC HỘI
Luật số: 60/2014/QH13
Hà Nội, ngày 20 tháng 11 năm 2014

LUẬT
HỘ TỊCH

Điều 18. Thủ tục đăng ký kết hôn
1. Hai bên nam, nữ nộp tờ khai đăng ký kết hôn theo mẫu quy định cho cơ quan đăng ký hộ tịch và \
cùng có mặt khi đăng ký kết hôn.
2. Ngay sau khi nhận đủ giấy tờ theo quy định tại khoản 1 Điều này, nếu thấy đủ điều kiện kết hôn, \
công chức tư pháp - hộ tịch ghi việc kết hôn vào Sổ hộ tịch, cùng hai bên nam, nữ ký tên vào Sổ \
hộ tịch. Trường hợp cần xác minh điều kiện kết hôn thì thời hạn giải quyết không quá 05 ngày làm \
việc.
"""
AMENDING = """QUỐC HỘI
Luật số: 999/{issued:%Y}/QH16
Hà Nội, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}

LUẬT
Sửa đổi, bổ sung một số điều của Luật Hộ tịch

Điều 1. Sửa đổi, bổ sung một số điều của Luật Hộ tịch số 60/2014/QH13
1. Sửa đổi, bổ sung khoản 2 Điều 18 như sau:
“2. Ngay sau khi nhận đủ giấy tờ theo quy định tại khoản 1 Điều này, nếu thấy đủ điều kiện kết \
hôn, công chức làm công tác hộ tịch ghi việc kết hôn vào Cơ sở dữ liệu hộ tịch điện tử, cùng hai \
bên nam, nữ ký tên vào Sổ hộ tịch. Trường hợp cần xác minh điều kiện kết hôn thì thời hạn giải \
quyết không quá 03 ngày làm việc.”

Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày {begins:%d} tháng {begins:%m} năm {begins:%Y}.
"""


def word_for_word(page: Page) -> None:
    """Store the words of a law and of one that amends it; see the provision before and after."""
    today = datetime.now(ZONE).date()
    days = {"issued": today - timedelta(days=30), "begins": today + timedelta(days=60)}
    for words in (HOUSEHOLD, AMENDING.format(**days)):
        page.goto("/legal/paste")
        page.fill("[name=text]", words)
        click(word("Read the text"))(page)
        page.locator("button[value='all'], button[value='later']").first.click()
        page.wait_for_load_state("networkidle")
    page.goto("/legal?q=60/2014/QH13")
    follow("main td.code a")(page)
    page.locator("#inward tr", has_text="999/").locator("a[href*='/legal/effects/']").last.click()


def certificate_of_a_day(page: Page) -> None:
    """Make a certificate of a procedure on a day."""
    page.goto("/time-machine?code=QT+02/HT&on=2025-03-12")
    click(word("Make a certificate"))(page)


def supposed_decree(page: Page) -> None:
    """Ask what a decree would hurt if it were issued."""
    page.goto("/legal/what-if")
    page.fill("[name=text]", decree(datetime.now(ZONE).date()))
    click(word("See the consequences"))(page)


def radar_with_decree(page: Page) -> None:
    """Register a decree that begins in some weeks and let it count, then look ahead."""
    page.goto("/legal/paste")
    page.fill("[name=text]", decree(datetime.now(ZONE).date() + timedelta(days=45)))
    click(word("Read the text"))(page)
    page.locator("button[value='all'], button[value='later']").first.click()
    page.wait_for_load_state("networkidle")
    page.goto("/radar")


def recommended(page: Page) -> None:
    """Recommend a decision from the page of a finding, and look at it."""
    page.goto("/findings")
    follow("main a.row-title")(page)
    follow("main a.row-title")(page)
    follow("main a[href^='/recommendations/new']")(page)
    page.select_option("[name=reason_code]", "transitional_provision_applies")
    page.fill("[name=reason]", "Hồ sơ đã nhận trước ngày 01/7 vẫn làm theo quy định cũ.")
    page.fill("[name=codes]", "QT*")
    click(word("Issue the recommendation"))(page)


def to_why(page: Page) -> None:
    """See, for the document that is open, the steps from a legal text to its findings."""
    document = page.url.partition("/documents/")[2].split("/")[0]
    page.goto(f"/findings/documents/{document}/why?text=61/2018/NĐ-CP")


def several_ticked(page: Page) -> None:
    """Tick some findings of the list, to decide the same about them."""
    page.goto("/findings/list")
    for box in page.locator("tbody input[name=finding]").all()[:3]:
        box.check()


def asks_a_second_person(page: Page) -> None:
    """Put a finding aside for some time, which waits for a second person; see what waits."""
    page.goto("/findings/to-confirm")
    if page.locator("main form").count() or page.locator("main section ul").count():
        return
    page.goto("/findings/list")
    follow("main a.row-title")(page)
    page.fill("main [name=reason]", "Chờ Sở Nội vụ hướng dẫn áp dụng thống nhất trong tỉnh.")
    page.fill("main [name=until]", (datetime.now(ZONE).date() + timedelta(days=60)).isoformat())
    page.locator("main button[value=ignored]").click()
    page.goto("/findings/to-confirm")


def public_badge(page: Page) -> None:
    """Let everybody see the badges of all procedures, and look at one."""
    page.goto("/admin/agency")
    page.select_option("main [name=public_badges]", "procedures")
    page.locator("main form[action$='/public-badges'] button").click()
    page.goto("/badges/QT 01/HT")


def send_pack(page: Page) -> None:
    """Send the pack of a higher agency and look at what it would change."""
    page.goto("/legal/packs")
    kind = "application/octet-stream"
    file = {"name": "goi-luat-so-tu-phap-0001.lawpack", "mimeType": kind, "buffer": PACKS[0]}
    page.set_input_files("#field-file", file)
    click(word("Check and look"))(page)


def yearly_list(page: Page) -> None:
    """Paste a yearly list of expired texts and look at it beside the register."""
    page.goto("/legal/yearly")
    page.fill("[name=words]", YEARLY)
    click(word("Compare with the register"))(page)


PACKS: list[bytes] = []  # made while the sample agency is set up
YEARLY = (
    "DANH MỤC VĂN BẢN HẾT HIỆU LỰC, NGƯNG HIỆU LỰC TOÀN BỘ VÀ MỘT PHẦN NĂM 2025\n"
    "STT\tTên loại văn bản\tSố, ký hiệu; ngày, tháng, năm ban hành; tên gọi\tNội dung, quy định hết"
    " hiệu lực\tLý do hết hiệu lực\tNgày hết hiệu lực\n"
    "1\tNghị định\t61/2018/NĐ-CP ngày 23/4/2018 về thực hiện cơ chế một cửa\tToàn bộ\tĐược thay thế"
    " bởi Nghị định số 118/2025/NĐ-CP ngày 09/6/2025\t01/7/2025\n"
    "2\tNghị định\t123/2015/NĐ-CP ngày 15/11/2015\tKhoản 1 Điều 5; Điều 7\tBị bãi bỏ bởi Nghị định"
    " số 07/2025/NĐ-CP ngày 09/01/2025\t09/01/2025\n"
    "3\tThông tư\t999/2010/TT-BTP ngày 01/01/2010 hướng dẫn\tToàn bộ\tHết thời hạn\t01/6/2025\n"
    "4\tNghị định\tkhông rõ\tToàn bộ\t\t31/02/2025\n"
)


def trust_a_sender(house: House, folder: Path) -> None:
    """Let two people of the sample agency know the key of a higher one, which makes a pack."""
    sender = Sender(folder)
    old = text_said(1, "123/2015/NĐ-CP", issued_on=date(2015, 11, 15))
    new = text_said(
        2,
        "999/2026/NĐ-CP",
        title="Sửa đổi, bổ sung một số điều của Nghị định số 123/2015/NĐ-CP",
        issued_on=date(2026, 1, 12),
        effective_on=date(2027, 1, 1),
    )
    amends = effect_said(
        2,
        1,
        action=Action.AMENDS,
        extent=Extent.PARTS,
        paths=("d0005.k001.", "d0007."),
        effective_on=date(2027, 1, 1),
        evidence="Sửa đổi, bổ sung khoản 1 Điều 5 và Điều 7 Nghị định số 123/2015/NĐ-CP.",
    )
    advice = advice_said(new, old, Action.AMENDS, "d0005.k001. d0007.", codes=("QT*/CT",))
    PACKS.append(sender.pack([replace(old, title=""), new], [amends], [advice]))
    key = folder / "so-tu-phap.lawkey"
    key.write_text(PublicKey(sender.pair.public.raw, "Sở Tư pháp tỉnh Mẫu").line)
    house.run("legal", "pack", "keys", "--add", str(key), "--as", "thukyiso")
    house.run("legal", "pack", "keys", "--confirm", "1", "--as", "quantri")


# Name of the picture → who looks, and the way there from the person's tasks.
PICTURES: dict[str, tuple[str, tuple[Way, ...]]] = {
    "02-people": ("quantri", ("/admin/people",)),
    "03-law-import": ("thukyiso", (preview_of_law,)),
    "03-law-list": ("thukyiso", ("/legal",)),
    "03-rerun": ("thukyiso", (read_again,)),
    "04-upload": ("thukyiso", (word_file_again,)),
    "04-confirm": ("thukyiso", ("/imports", follow("#waiting a.row-title"))),
    "05-reading": ("thukyiso", ("/documents?q=khai+sinh", follow("main a.row-title"))),
    "05-citations": (
        "thukyiso",
        ("/documents?q=khai+sinh", follow("main a.row-title"), show(".document .cite")),
    ),
    "06-editor": ("tuphaphotich", (follow("#drafts a[href$='/edit']"), show(".editor-toolbar"))),
    "06-submit": (
        "tuphaphotich",
        (follow("#drafts a[href$='/edit']"), follow("main a[href$='/submit']")),
    ),
    "06-word": ("tuphaphotich", (word_file_back,)),
    "07-tasks": ("phochutich", ("/",)),
    "07-review": ("phochutich", (follow("#waiting a[href$='/review']"), show(".tabs"))),
    "07-approve": ("chutich", (follow("#waiting a[href$='/approve']"), show("#decide"))),
    "07-evidence": ("thukyiso", ("/documents/1/versions/1/evidence",)),
    "08-paste": ("thukyiso", (pasted_decree,)),
    "08-proposals": ("thukyiso", (proposals_of_decree,)),
    "08-unbound": ("thukyiso", ("/legal/unbound",)),
    "08-binding": ("thukyiso", ("/legal/unbound", follow("main .register a.row-title"))),
    "08-findings": ("thukyiso", ("/findings",)),
    "08-finding": (
        "thukyiso",
        ("/findings", follow("main a.row-title"), follow("main a.row-title")),
    ),
    "08-list": ("thukyiso", (several_ticked,)),
    "08-to-confirm": ("thukyiso", (asks_a_second_person,)),
    "08-days": ("thukyiso", ("/findings/days",)),
    "08-escalation": (
        "quantri",
        ("/admin/agency", show("section:has(form[action$='/escalation'])")),
    ),
    "08-board": ("thukyiso", ("/findings/board",)),
    "08-weak": ("thukyiso", ("/findings/weak",)),
    "08-why": (
        "thukyiso",
        ("/documents?q=QT+02/HT", follow("main a.row-title"), to_why),
    ),
    "08-rules": ("thukyiso", ("/findings/rules?text=61/2018/NĐ-CP",)),
    "08-history": (
        "thukyiso",
        ("/legal?q=61/2018", follow("main td.code a"), click(word("History"))),
    ),
    "08-around": (
        "thukyiso",
        (
            "/legal?q=61/2018",
            follow("main td.code a"),
            click(word("History")),
            show("section:has(> .law-diagram), .law-diagram"),
        ),
    ),
    "08-contradictions": ("thukyiso", ("/legal/contradictions",)),
    "08-notices": ("tuphaphotich", ("/notices",)),
    "09-search": ("nguoidoc", ("/search?q=dang+ky+khai+sinh",)),
    "10-registers": ("thukyiso", ("/registers",)),
    "10-external": ("thukyiso", ("/registers/external",)),
    "10-withdraw": (
        "thukyiso",
        (
            "/documents?q=QT-ISO-01",
            follow("main .code a:text-is('BM-01/QT-ISO-01')"),
            follow("main a[href$='/withdraw']"),
        ),
    ),
    "11-trail": ("thukyiso", ("/admin/trail",)),
    "15-day": ("thukyiso", ("/time-machine?code=QT+02/HT&on=2021-03-12", show("section.sheet"))),
    "15-certificate": ("thukyiso", (certificate_of_a_day,)),
    "15-check": ("thukyiso", (certificate_of_a_day, click(word("Check it")))),
    "15-inspection": ("thukyiso", ("/documents/1/inspection",)),
    "15-badge": ("quantri", (public_badge,)),
    "15-currency": ("thukyiso", ("/documents",)),
    "16-cited": ("thukyiso", ("/legal/1/cited?path=d0018.",)),
    "16-what-if": ("thukyiso", (supposed_decree,)),
    "16-radar": ("thukyiso", (radar_with_decree,)),
    "16-recommended": ("thukyiso", (recommended,)),
    "08-advisory": ("thukyiso", (word_for_word,)),
    "17-keys": ("quantri", ("/legal/packs/keys",)),
    "17-pack": ("thukyiso", (send_pack,)),
    "17-packs": ("thukyiso", ("/legal/packs",)),
    "17-watch": ("quantri", ("/legal/packs/watch",)),
    "17-yearly": ("thukyiso", (yearly_list,)),
}


def main(folder: Path) -> None:
    """Write all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if not WORDS.exists():
        sys.exit(f"{WORDS} is missing: days would be written as in English (chromium-l10n)")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "LANGUAGE": "vi"}
        )
        with served(Path(temporary) / "empty", "run", "--no-sample") as house:
            for size in (WIDE, NARROW):
                page = Person(browser, house.base, size).page
                page.goto("/setup")
                keep(page, folder, "01-first-run")
        sample = House(Path(temporary) / "sample")
        sample.run("demo")
        trust_a_sender(sample, Path(temporary) / "sender")
        with served(sample.home, "serve") as house:
            for size in (WIDE, NARROW):
                walk(browser, house, size, folder)
        if SHARED.is_dir():
            work_off_a_law(browser, Path(temporary) / "campaign", folder)
        browser.close()


def work_off_a_law(browser: Browser, home: Path, folder: Path) -> None:
    """Walk from a changed law to finished work, each step a picture at both sizes."""
    house = House(home)
    house.run("demo")
    passwords = house.passwords()
    today = datetime.now(ZONE).date()

    def see(page: Page, name: str) -> None:
        for width, height in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": height})
            keep(page, folder, name)

    with clocked.served(home, campaigning.take_real_things_in) as served_here:
        campaigning.run(
            served_here,
            lambda login: Person(browser, served_here.base, WIDE).sign_in(login, passwords[login]),
            passwords=passwords,
            days=(today - timedelta(days=5), today + timedelta(days=60)),
            see=see,
        )


@contextmanager
def served(home: Path, *words: str) -> Iterator[House]:
    """Serve an installation as long as it is needed."""
    house = House(home)
    house.start(*words)
    try:
        yield house
    finally:
        house.stop()


def walk(browser: Browser, house: House, size: tuple[int, int], folder: Path) -> None:
    """Let everybody go their ways at one size of screen."""
    passwords = house.passwords()
    people: dict[str, Person] = {}
    for name, (login, ways) in PICTURES.items():
        if login not in people:
            people[login] = Person(browser, house.base, size).sign_in(login, passwords[login])
        page = people[login].page
        page.goto("/")
        for way in ways:
            if isinstance(way, str):
                page.goto(way)
            else:
                way(page)
        keep(page, folder, name)


def keep(page: Page, folder: Path, name: str) -> None:
    """Write what the page shows now, and say when the picture is too large."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = folder / f"{name}-{width}.png"
    path.write_bytes(shrink(page, page.screenshot(animations="disabled")))
    large = " – too large" if path.stat().st_size > LARGEST else ""
    print(f"{path.name}: {path.stat().st_size // 1024} KB{large}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "guide" / "images")
