"""Steps 8–10: the law changes, a finding leads to a new version; search, registers, withdrawal."""

import io
from datetime import date
from pathlib import Path

import docx
import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.front_end.drive import blocks, caret_after
from tests.browser.person import Person, word
from tests.browser.steps.law import CIVIL_STATUS, NEW, OLD, decree

TITLE = "Thủ tục sửa lỗi sai sót"
DEAD = ".ProseMirror .cite-replaced, .ProseMirror .cite-expired"


def register_the_decree(secretary: Person, today: date) -> None:
    """Paste a decree; number, days and what it replaces are read from it and confirmed."""
    page = secretary.page
    secretary.open(word("Legal texts"))
    secretary.follow(word("Paste or upload a text"))
    secretary.fill(text=decree(today))
    secretary.press(word("Read the text"))
    expect(page.locator("[name=number]")).to_have_value(NEW)
    expect(page.locator("[name=effective_on]")).to_have_value(today.isoformat())
    effects = page.get_by_role("table", name=word("What it does to other texts"))
    expect(effects.get_by_role("row").nth(1)).to_contain_text(OLD)
    secretary.press(word("Register and confirm all that is sure (%(count)s)", count=1))
    secretary.sees(word("The text was registered; the documents it concerns were looked for."))
    secretary.open(word("Legal findings"))
    secretary.sees(OLD, NEW)


def open_a_change_from_the_finding(owner: Person) -> None:
    """The owner is told; the finding opens a change in which the dead citations are marked."""
    page = owner.page
    page.goto("/notices")
    owner.sees(OLD)
    owner.open(word("Legal findings"))
    owner.follow(word("By document"))
    owner.follow(TITLE)
    with owner.next_page():
        page.locator("main .register tbody a.row-title").first.click()
    owner.sees(word("The passage"))
    owner.press(word("Open a change"))
    page.wait_for_selector(".ProseMirror")
    expect(page.locator(DEAD).first).to_be_visible()


def replace_the_dead_citations(owner: Person) -> None:
    """Go from mark to mark and write the new number, until no mark is left."""
    page = owner.page
    said = word("%(count)s citations of texts no longer in force", count="").strip()
    button = page.locator(".editor-status button", has_text=said)
    for _ in range(60):
        marks = page.locator(DEAD).count()
        if not marks:
            break
        button.click()
        expect(page.locator(".ProseMirror")).to_be_focused()
        page.keyboard.type(f"Nghị định số {NEW}")
        page.keyboard.press("Control+s")
        expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")
        expect(page.locator(DEAD)).not_to_have_count(marks)
    expect(page.locator(DEAD)).to_have_count(0)


def name_another_document(owner: Person) -> None:
    """Write the code of another procedure into the text: it is used here from now on."""
    sentence = next(str(block["text"]) for block in blocks(owner.page) if NEW in str(block["text"]))
    caret_after(owner.page, sentence.strip()[-20:])
    owner.page.keyboard.type(" Bản sao chứng thực theo QT 11/CX-HCTP.")
    owner.page.keyboard.press("Control+s")
    expect(owner.page.locator(".save-state")).to_have_attribute("data-state", "saved")


def see_it_resolved(secretary: Person) -> None:
    """Nothing of the document waits any more; its finding is closed with the evidence."""
    page = secretary.page
    secretary.open(word("Legal findings"))
    page.goto("/findings?by=document")
    expect(secretary.heading(word("Legal findings"))).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(TITLE)
    page.goto("/findings/list?state=resolved")
    expect(page.locator("main .register")).to_contain_text("QT 07/CX-HCTP")


def search(reader: Person) -> None:
    """The one box finds words with and without accents, numbers and codes however typed."""
    for typed, found in (
        ("Đăng ký kết hôn", "Đăng ký kết hôn"),
        ("dang ky ket hon", "Đăng ký kết hôn"),
        ("61/2018/nd-cp", "61/2018/NĐ-CP"),
        (CIVIL_STATUS, "Hộ tịch"),
        ("QT11 CX HCTP", "QT 11/CX-HCTP"),
    ):
        box = reader.page.locator(".bar-search input")
        box.fill(typed)
        with reader.next_page():
            box.press("Enter")
        expect(reader.page.locator(".results li").first).to_contain_text(found)
    reader.page.goto("/search?q=dang+ky+ket+hon")
    expect(reader.page.locator(".results mark").first).to_be_visible()


def export_the_registers(secretary: Person) -> None:
    """Both lists come as Word and Excel files that other programs open."""
    page = secretary.page
    secretary.open(word("Registers"))
    for address, wanted in (("/registers", "QT 11/CX-HCTP"), ("/registers/external", NEW)):
        page.goto(address)
        text = _docx_text(_download(page, "Word"))
        assert wanted in text
        sheet = openpyxl.load_workbook(io.BytesIO(_download(page, "Excel"))).active
        assert sheet is not None
        cells = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert wanted in cells


def withdraw(secretary: Person, title: str) -> None:
    """Withdraw a document: what still names it is shown first and must be acknowledged."""
    page = secretary.page
    secretary.open(word("Documents"))
    with secretary.next_page():
        page.locator("main .register tr", has_text=title).locator(".code a").click()
    secretary.will_be_refused(r"/documents/\d+/withdraw")
    secretary.follow(word("Withdraw the document"))
    secretary.fill(reason="Thủ tục đã được bãi bỏ.")
    expect(page.get_by_role("table", name=word("Where it is used"))).to_contain_text(TITLE)
    secretary.press(word("Withdraw the document"))
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_value("Thủ tục đã được bãi bỏ.")
    page.check("[name=aware]")
    secretary.press(word("Withdraw the document"))
    secretary.sees(word("The document is withdrawn and no longer in force."))


def _download(page: Page, label: str) -> bytes:
    with page.expect_download() as saved:
        page.locator("main").get_by_role("link", name=label, exact=True).click()
    return Path(saved.value.path()).read_bytes()


def _docx_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)
