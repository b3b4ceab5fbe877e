"""Steps 5–7: a change is written, returned, passed on, signed, and counts from a day."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.front_end.drive import blocks, caret_after
from tests.browser.person import PASSWORD, Person, word

TITLE = "Đăng ký kết hôn"
FIRST = "Cán bộ một cửa hướng dẫn người dân kê khai trực tuyến."
SECOND = "Câu này được viết trong thẻ thứ hai."
REASON = "Ghi rõ thời hạn trả kết quả ở bước 3."
SAVED = "[data-state=saved]"


def open_a_change(drafter: Person) -> None:
    """Open a change on the procedure in force and arrive in the editor."""
    drafter.open(word("Documents"))
    with drafter.next_page():
        drafter.page.locator("main .register tr", has_text=TITLE).locator(".code a").click()
    drafter.follow(word("Open a change"))
    drafter.fill(reason="Bổ sung hướng dẫn kê khai trực tuyến")
    drafter.press(word("Open the draft"))
    drafter.page.wait_for_selector(".ProseMirror")


def write(drafter: Person) -> None:
    """Write Vietnamese, add a table row and write in it; the text saves itself."""
    page = drafter.page
    _type_after(page, _a_sentence(page), f" {FIRST}")
    expect(page.locator(f".save-state{SAVED}")).to_contain_text(":")
    rows = page.locator(".ProseMirror table tr").count()
    page.locator(".ProseMirror table td").first.click()
    page.locator(".editor-frame").get_by_role("button", name=word("Add a row below")).click()
    expect(page.locator(".ProseMirror table tr")).to_have_count(rows + 1)
    page.keyboard.press("Control+s")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(".ProseMirror")).to_contain_text(FIRST)
    expect(page.locator(".ProseMirror table tr")).to_have_count(rows + 1)


def write_in_two_tabs(drafter: Person) -> None:
    """The tab that saves later overwrites nothing and loses nothing."""
    drafter.will_be_refused(r"/versions/\d+/content", 412)
    other = drafter.another_tab()
    other.goto(drafter.page.url)
    other.wait_for_selector(".ProseMirror")
    _type_after(drafter.page, FIRST, " Thẻ thứ nhất viết thêm.")
    drafter.page.keyboard.press("Control+s")
    expect(drafter.page.locator(".ProseMirror")).to_contain_text("Thẻ thứ nhất viết thêm.")
    expect(drafter.page.locator(".save-state")).to_have_attribute("data-state", "saved")
    _type_after(other, FIRST, f" {SECOND}")
    other.keyboard.press("Control+s")
    other.get_by_role("button", name=word("Load the newer text, show mine below")).click()
    expect(other.locator(".ProseMirror").first).to_contain_text("Thẻ thứ nhất viết thêm.")
    expect(other.locator(".conflict-copy")).to_contain_text(SECOND)
    other.reload()
    other.get_by_role("link", name=word("Look at them")).click()
    other.get_by_role("link", name=word("Look at it")).click()
    expect(other.locator("main")).to_contain_text(SECOND)
    other.close()


def submit(drafter: Person, summary: str) -> None:
    """Hand the draft in from the editor, with what was changed."""
    drafter.page.reload()
    drafter.follow(word("Submit"))
    drafter.fill(change_summary=summary)
    for name, person in (("reviewer", "Người xem xét"), ("approver", "Người phê duyệt")):
        drafter.page.select_option(f"[name={name}]", label=person)
    drafter.press(word("Submit"))
    expect(drafter.page.locator(".page-facts")).to_contain_text(word("In review"))


def send_back(reviewer: Person) -> None:
    """The reviewer finds the task, compares in one click, and returns it with a reason."""
    page = reviewer.page
    _open_task(reviewer, word("Review"))
    expect(page.locator("#changes ins", has_text="trực tuyến").first).to_be_visible()
    page.fill("[name=reason]", REASON)
    reviewer.press(word("Return with this reason"))
    reviewer.open(word("My tasks"))
    expect(page.locator("#waiting tbody tr")).to_have_count(0)


def write_again(drafter: Person) -> None:
    """The drafter reads the reason, finds the text as it was, and goes on."""
    drafter.open(word("My tasks"))
    with drafter.next_page():
        drafter.page.locator("#drafts").get_by_role("link", name=TITLE).click()
    drafter.page.wait_for_selector(".ProseMirror")
    drafter.sees(REASON)
    expect(drafter.page.locator(".ProseMirror")).to_contain_text(FIRST)
    _type_after(drafter.page, FIRST, " Trả kết quả trong ngày làm việc.")
    drafter.page.keyboard.press("Control+s")
    expect(drafter.page.locator(".save-state")).to_have_attribute("data-state", "saved")


def pass_on(reviewer: Person) -> None:
    """The reviewer signs and hands it to the approver."""
    _open_task(reviewer, word("Review"))
    reviewer.fill(comment="Đã đối chiếu với thực tế tại một cửa.")
    reviewer.press(word("Reviewed – pass on"))
    reviewer.sees(word("The review is done; the approver has it now."))


def approve(approver: Person, *, effective_on: date | None = None) -> str:
    """The approver sees the hash; a wrong password signs nothing; give the signed hash."""
    page = approver.page
    _open_task(approver, word("Approve"))
    shown = page.locator("code", has_text=re.compile("^[0-9a-f]{64}$")).first.inner_text()
    if effective_on is not None:
        page.check("[name=when][value=on_day]")
        page.fill("[name=effective_on]", effective_on.isoformat())
    approver.will_be_refused(r"/versions/\d+/approve")
    approver.fill(password="khong phai mat khau nay")
    approver.press(word("Approve and sign"))
    approver.sees(word("The password is wrong. Nothing was signed."))
    if effective_on is not None:
        expect(page.locator("[name=effective_on]")).to_have_value(effective_on.isoformat())
    approver.fill(password=PASSWORD)
    approver.press(word("Approve and sign"))
    approver.sees(word("The version is approved and signed."))
    return shown


def read_the_evidence(approver: Person, signed: str) -> None:
    """The evidence names the hash, and who drafted, reviewed and approved it in which role."""
    page = approver.page
    expect(page.locator("main")).to_contain_text(signed)
    table = page.locator("main .register").first
    for name in ("Người soạn thảo", "Người xem xét", "Người phê duyệt"):
        expect(table).to_contain_text(name)


def see_it_wait_for_its_day(reader: Person) -> None:
    """Until its day the old version counts; a reader sees no trace of the new one."""
    reader.open(word("Documents"))
    reader.follow(TITLE)
    expect(reader.heading(TITLE)).to_be_visible()
    expect(reader.page.locator(".document").first).to_be_visible()
    expect(reader.page.locator("main")).not_to_contain_text(FIRST)


def _open_task(person: Person, verb: str) -> None:
    person.open(word("My tasks"))
    row = person.page.locator("#waiting tbody tr").first
    with person.next_page():
        row.get_by_role("link", name=verb, exact=True).click()
    expect(person.page.locator("#decide")).to_be_visible()


def _a_sentence(page: Page) -> str:
    """Give the words of the first long plain paragraph."""
    return next(
        str(block["text"]).strip()
        for block in blocks(page)
        if block["type"] == "paragraph" and len(str(block["text"])) > 60
    )


def _type_after(page: Page, words: str, typed: str) -> None:
    caret_after(page, words)
    page.keyboard.type(typed)
