"""Step 3–4: real Word files come in; what was read is confirmed; citations show how they stand."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.person import Person, word
from tests.support.shared import SHARED

REAL = SHARED / "data" / "procedures"
MARRIAGE = "d012_11_ang_ky_ket_hon.doc"
COPIES = "d042_11_Thu_tuc_chung_thuc_ban_sao_tu_ban_chinh_giay_to_van_ban.doc"
MISTAKES = "d049_7_Thu_tuc_sua_loi_sai_sot_trong_hop_ong_giao_dich.doc"
COPYING = "Thủ tục chứng thực bản sao"
FILES = (MARRIAGE, COPIES, MISTAKES)
CIVIL, NOTARIAL = "Hộ tịch", "Chứng thực"


def upload(secretary: Person) -> None:
    """Drop three old Word files; each has a line with its progress, then a line to confirm."""
    page = secretary.page
    secretary.open(word("Import documents"))
    secretary.sees(word("No file is waiting"))
    page.set_input_files("#field-files", [REAL / name for name in FILES])
    expect(page.locator("#list-files li")).to_have_count(len(FILES))
    secretary.press_here(word("Upload and read"))
    ready = page.locator("#waiting tbody tr", has_text=word("Ready to confirm"))
    expect(ready).to_have_count(len(FILES), timeout=300_000)


def confirm_plainly(secretary: Person) -> None:
    """Confirm what was read as it stands."""
    _open(secretary, MARRIAGE)
    page = secretary.page
    expect(page.locator("[name=code]")).to_have_value("QT 11/CX-HCTP")
    expect(page.locator("[name=title]")).to_have_value("Đăng ký kết hôn")
    expect(page.locator("[name=field]")).to_have_value(CIVIL)
    expect(page.locator("[name=issued_on]")).to_have_value(re.compile(r"2025-07-"))
    expect(page.locator(".document table").first).to_be_visible()
    _take_in(secretary)
    expect(secretary.heading("Đăng ký kết hôn")).to_be_visible()


def confirm_with_a_clash(secretary: Person) -> None:
    """A code its field already has is not taken: the page asks, and keeps what was typed."""
    _open(secretary, COPIES)
    page = secretary.page
    expect(page.locator("[name=code]")).to_have_value("QT 11/CX-HCTP")
    secretary.will_be_refused(r"/imports/\d+.*")
    page.fill("[name=field]", CIVIL)
    page.select_option("[name=owner_id]", label="Người soạn thảo")
    secretary.press(word("Confirm and take in"))
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("[name=adds_version]")).to_be_visible()
    expect(page.locator("[name=field]")).to_have_value(CIVIL)
    page.fill("[name=field]", NOTARIAL)
    secretary.press(word("Confirm and take in"))
    expect(secretary.heading(COPYING)).to_be_visible()
    _open(secretary, MISTAKES)
    _take_in(secretary)
    expect(secretary.heading("Thủ tục sửa lỗi sai sót")).to_be_visible()


def read_with_citations(reader: Person) -> None:
    """Whoever may read sees each citation with its state of today, in the text and beside it."""
    page = reader.page
    reader.open(word("Documents"))
    reader.follow("Thủ tục sửa lỗi sai sót")
    expect(page.locator(".document .cite-in_force").first).to_be_visible()
    expect(page.locator(".document .cite-unregistered").first).to_be_visible()
    expect(page.locator("#citations li").first).to_be_attached()
    with page.expect_download() as saved:
        page.get_by_role("link", name=word("Original file")).click()
    assert Path(saved.value.path()).read_bytes() == (REAL / MISTAKES).read_bytes()


def _open(secretary: Person, name: str) -> None:
    secretary.open(word("Import documents"))
    secretary.follow(name)
    expect(secretary.heading(word("Confirm what was read"))).to_be_visible()


def _take_in(secretary: Person) -> None:
    secretary.page.select_option("[name=owner_id]", label="Người soạn thảo")
    secretary.press(word("Confirm and take in"))
