"""From a real law's words to confirmed effects, and citations of real procedures bound by hand."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.house import ROOT, House
from tests.browser.person import NARROW, Person, word

Enter = Callable[..., Person]

SHARED = ROOT.parent / "shared" / "data"
AMENDING = SHARED / "texts" / "76_2025_QH15.txt"  # amends the law on enterprises in 48 places
LONG = SHARED / "texts" / "22_2026_TT_BNNMT.txt"  # too long to be read inside a request
PROCEDURES = (
    "d041_10_Chung_thuc_chu_ky_nguoi_dich_ma_nguoi_dich_khong_phai_la_.doc",
    "d012_11_ang_ky_ket_hon.doc",
)
YEARLY, LOCAL = "30/QĐ-TTg", "12/2023/NQ-HĐND"  # cited there, in no register
BOUND = "60/2014/QH13"  # by the program
pytestmark = pytest.mark.skipif(not AMENDING.exists(), reason="the real texts are not here")


@pytest.fixture(scope="module")
def house(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give the sample agency with two real procedures, to be changed by these tests."""
    folder = tmp_path_factory.mktemp("law")
    house = House(folder / "home")
    shutil.copytree(sample_home, house.home)
    (folder / "files").mkdir()
    for name in PROCEDURES:
        shutil.copy(SHARED / "procedures" / name, folder / "files")
    house.run("documents", "import", str(folder / "files"), "--as", "thukyiso")
    house.start("run")
    yield house
    house.stop()


@pytest.fixture
def secretary(house: House, enter: Enter) -> Person:
    return enter(house).sign_in("thukyiso", house.passwords()["thukyiso"])


def test_a_law_is_pasted_its_effects_decided_one_by_one_and_then_all(secretary: Person) -> None:
    page = secretary.page
    secretary.open(word("Legal texts"))
    secretary.follow(word("Paste or upload a text"))
    secretary.fill(text=AMENDING.read_text(encoding="utf-8"))
    secretary.press(word("Read the text"))
    expect(page.locator("[name=number]")).to_have_value("76/2025/QH15")
    expect(page.locator("[name=effective_on]")).to_have_value("2025-07-01")
    secretary.sees("59/2020/QH14", word("Legal bases"), word("This text is already registered"))
    secretary.press(word("Register, decide on the effects one by one"))

    proposals = page.locator("article.proposal")
    expect(proposals).not_to_have_count(0)
    first = proposals.first
    expect(first.locator("blockquote mark").first).to_be_visible()
    first.get_by_role("button", name=word("Confirm"), exact=True).click()
    expect(page.locator("#decided tbody tr")).to_have_count(1)

    second = proposals.first
    second.get_by_text(word("Change, then confirm")).click()
    second.locator("[name=scope]").fill("khoản nào đó")
    secretary.will_be_refused(r"/legal/effects/\d+/decide")
    second.get_by_role("button", name=word("Save and confirm")).click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    again = page.locator("article.proposal", has=page.locator("details[open]"))
    expect(again.locator("[name=scope]")).to_have_value("khoản nào đó")  # what was typed stays
    again.locator("[name=scope]").fill("khoản 5 Điều 4")
    again.get_by_role("button", name=word("Save and confirm")).click()
    expect(page.locator("#decided tbody tr")).to_have_count(2)
    secretary.sees("khoản 5 Điều 4")

    third = proposals.first
    third.locator("summary", has_text=word("Reject")).click()
    third.locator("[name=reason]").fill("chỉ là câu dẫn")
    third.get_by_role("button", name=word("Reject"), exact=True).click()
    expect(page.locator("#decided")).to_contain_text("chỉ là câu dẫn")

    page.locator(".proposal-all button").click()
    expect(page.locator(".proposal-all")).to_have_count(0)
    expect(page.locator("#decided")).to_contain_text("Thư ký ISO")
    page.goto("/admin/trail")
    secretary.sees(word("Effects confirmed"), word("Proposed effects rejected"))


def test_a_long_law_is_read_in_the_background_and_unknown_texts_wait(secretary: Person) -> None:
    page = secretary.page
    page.goto("/legal/paste")
    page.set_input_files("#field-file", LONG)
    secretary.press(word("Read the text"))
    expect(secretary.heading(word("Check what was read"))).to_be_visible(timeout=60_000)
    expect(page.locator("[name=number]")).to_have_value("22/2026/TT-BNNMT")
    page.locator("button[name=what]").first.click()
    loose = page.locator("#loose .proposal-target")
    expect(loose.first).to_be_visible(timeout=60_000)
    page.wait_for_load_state()
    before = loose.count()
    page.get_by_role("button", name=word("Register it with its number alone")).first.click()
    expect(loose).to_have_count(before - 1)
    page.goto("/legal/proposals/missing")
    expect(page.locator("main .register tbody tr").first).to_be_visible()


def test_an_unregistered_text_is_registered_from_its_citation_for_all_places(
    secretary: Person,
) -> None:
    page = secretary.page
    _unbound(page, YEARLY).get_by_role("link", name=word("Register this text")).click()
    expect(page.locator("[name=number]")).to_have_value(YEARLY)
    expect(page.locator("[name=type]")).to_have_value("Quyết định")
    secretary.fill(title="Về đơn giản hóa thủ tục hành chính", issued_on="2007-01-10")
    secretary.fill(issuer="Thủ tướng Chính phủ")
    secretary.press(word("Register"))
    secretary.sees(word("The text was registered; the documents it concerns were looked for."))
    page.goto("/legal/unbound")
    expect(page.locator("main")).not_to_contain_text(YEARLY)
    page.goto("/legal?q=30/QĐ-TTg")
    page.locator("main .register .row-title").first.click()
    expect(page.locator("#citing .mb-3")).to_have_count(2)


def test_an_ambiguous_citation_is_chosen_from_the_reading_view(secretary: Person) -> None:
    page = secretary.page
    for day in ("2023-07-14", "2023-10-10"):
        page.goto("/legal/new")
        secretary.fill(number=LOCAL, type="Nghị quyết", issued_on=day)
        secretary.fill(title="Quy định mức thu lệ phí", issuer="Hội đồng nhân dân tỉnh Sóc Trăng")
        secretary.press(word("Register"))
        secretary.sees(word("The text was registered; the documents it concerns were looked for."))
    page.goto("/documents?q=kết hôn")
    page.locator("main .register tr", has_text="QT 11/CX-HCTP").locator("a.row-title").click()
    page.locator(".document a.cite-ambiguous", has_text=LOCAL).first.click()
    expect(page.locator("[name=text_id]")).to_have_count(2)
    page.locator("label.choice", has_text="14/07/2023").click()
    secretary.press(word("It means this text"))
    secretary.sees(word("Your decision on the citation was kept."))
    expect(page.locator(".document a.cite-ambiguous", has_text=LOCAL)).to_have_count(0)


def test_a_wrong_binding_is_put_right_and_undone(secretary: Person) -> None:
    page = secretary.page
    page.goto("/documents?q=kết hôn")
    with secretary.next_page():
        page.locator("main .register tr", has_text="QT 11/CX-HCTP").locator("a.row-title").click()
    reading = page.url
    page.evaluate("document.querySelectorAll('#citations details').forEach(d => { d.open = true })")
    bound = page.locator("#citations li.mb-3", has_text=BOUND).first
    with secretary.next_page():
        bound.get_by_role("link", name=word("Is it another text?")).click()
    chosen = page.locator("[name=text_id]:checked").get_attribute("value")
    secretary.fill(q="59/2020/QH14")
    secretary.press(word("Search"))
    page.locator("label.choice", has_text="59/2020/QH14").click()
    secretary.press(word("It means this text"))
    secretary.sees(word("Your decision on the citation was kept."))
    expect(page).to_have_url(reading)
    page.go_back()
    page.reload()
    secretary.sees(word("a person decided it"))
    secretary.press(word("Leave it to the program again"))
    page.go_back()
    page.reload()
    expect(page.locator("[name=text_id]:checked")).to_have_value(chosen or "")


def test_the_pages_can_be_worked_on_a_phone(house: House, enter: Enter) -> None:
    person = enter(house, size=NARROW).sign_in("thukyiso", house.passwords()["thukyiso"])
    for path in ("/legal/paste", "/legal/unbound", "/legal/proposals", "/legal/proposals/missing"):
        person.page.goto(path)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not person.page.evaluate(wide), path


def _unbound(page: Page, number: str) -> Locator:
    """Give the row of a number in the list of citations without a text."""
    page.goto("/legal/unbound")
    return page.locator("main .register tr", has_text=number)
