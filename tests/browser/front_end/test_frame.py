"""The frame and the macros: by keyboard, to be read, whole at 390 px, and without a bundle."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import Client

from tests.browser.complaints import Complaints
from tests.browser.front_end.desk import FakeDesk
from tests.browser.front_end.drive import caret_after, select, wait_until
from tests.browser.front_end.pages import ROOT, demo_app

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ERRORS = sorted(
    path.stem for path in (ROOT / "templates" / "errors").glob("*.html") if path.stem[0] != "_"
)


def violations(page: Page) -> list[str]:
    """Give what axe finds wrong, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(tags) => axe.run({runOnly: tags})", RULES)
    return [
        f"{violation['id']}: {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    "path", ["/", "/editor", "/errors/forbidden?alone", *(f"/errors/{name}" for name in ERRORS)]
)
def test_axe_finds_nothing_wrong(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/editor", "/errors/refused", "/errors/refused?alone"])
def test_nothing_is_wider_than_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


def test_on_paper_registers_stay_tables_and_the_frame_is_gone(page: Page) -> None:
    page.set_viewport_size({"width": 650, "height": 900})
    page.goto("/")
    cell = page.locator("table.register td").first
    assert cell.evaluate("(one) => getComputedStyle(one).display") == "block"
    page.emulate_media(media="print")
    assert cell.evaluate("(one) => getComputedStyle(one).display") == "table-cell"
    for part in ("#navigation", ".bar", ".filters", ".page-actions", ".foot"):
        expect(page.locator(part)).to_be_hidden()


def test_the_first_tab_stop_leads_to_the_content(page: Page) -> None:
    page.goto("/errors/not_found")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Chuyển đến nội dung chính")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_a_phone_the_navigation_opens_and_escape_closes_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/errors/not_found")
    link = page.get_by_role("link", name="Văn bản pháp lý")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Mở danh mục điều hướng").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.get_by_role("button", name="Mở danh mục điều hướng")).to_be_focused()


def test_the_first_reason_has_the_focus_and_leads_to_its_field(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-error-summary] a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#field-code")).to_be_focused()
    assert page.get_attribute("#field-code", "aria-invalid") == "true"


def test_a_window_opens_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/")
    page.click("[data-dialog-open=withdraw]")
    expect(page.locator("#withdraw")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#withdraw")).to_be_hidden()
    expect(page.locator("[data-dialog-open=withdraw]")).to_be_focused()


def test_a_number_is_copied_as_it_stands(page: Page) -> None:
    page.goto("/")
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("Đã sao chép")
    assert page.evaluate("navigator.clipboard.readText()") == "61/2018/NĐ-CP"


def test_a_form_is_sent_once_however_often_its_button_is_pressed(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/")
    page.route("**/", lambda route: route.fulfill(status=204))
    button = page.get_by_role("button", name="Lưu thay đổi")
    button.dblclick()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    wait_until(page, lambda: "POST" in sent)
    page.wait_for_timeout(100)  # for a second one, which must not come
    assert sent.count("POST") == 1


def test_each_file_is_sent_and_has_its_own_result(page: Page, complaints: Complaints) -> None:
    complaints.ask_for(422, "/upload")
    page.goto("/")
    files = [
        {"name": "QT 01.docx", "mimeType": "application/zip", "buffer": b"PK"},
        {"name": "hong.doc", "mimeType": "application/msword", "buffer": b"x"},
        {"name": "anh.png", "mimeType": "image/png", "buffer": b"x"},
        {"name": "rong.docx", "mimeType": "application/zip", "buffer": b""},
    ]
    page.set_input_files("#field-files", files)  # type: ignore[arg-type]  # FilePayloads
    page.get_by_role("button", name="Nhập tài liệu").click()
    lines = page.locator(".file-line")
    expect(lines.nth(0)).to_contain_text("Đã nhập QT 01.docx")
    expect(lines.nth(0).locator("a")).to_have_attribute("href", "/documents/1")
    expect(lines.nth(1)).to_contain_text("Tệp không phải là văn bản Word.")
    expect(lines.nth(2)).to_contain_text("chỉ nhận: .docx, .doc")
    expect(lines.nth(3)).to_contain_text("Tệp rỗng.")
    expect(page.locator("[data-file-total]")).to_have_text("4 tệp · đã lưu 1 · lỗi 3")


def test_the_toolbar_is_one_tab_stop_with_arrows_inside(editor: Page) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.press("Alt+F10")
    expect(editor.locator(":focus")).to_have_attribute("data-tool", "undo")
    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("ArrowRight")
    expect(editor.locator("select.tool-select")).to_be_focused()
    editor.keyboard.press("ArrowRight")
    expect(editor.locator(":focus")).to_have_attribute("data-tool", "bold")
    editor.keyboard.press("End")
    expect(editor.locator(":focus")).to_have_attribute("data-tool", "save")
    editor.keyboard.press("ArrowRight")
    expect(editor.locator(":focus")).to_have_attribute("data-tool", "undo")
    assert editor.locator("[role=toolbar] [tabindex='0']").count() == 1
    editor.keyboard.press("Escape")
    expect(editor.locator(".ProseMirror")).to_be_focused()


def test_a_tool_used_by_keyboard_says_that_it_is_on(editor: Page) -> None:
    select(editor, "Lãnh đạo")
    editor.keyboard.press("Alt+F10")
    for _ in range(3):
        editor.keyboard.press("ArrowRight")
    editor.keyboard.press("Enter")
    expect(editor.locator("[data-tool=bold]")).to_have_attribute("aria-pressed", "true")
    expect(editor.locator("[data-uid=p2] strong")).to_have_text("Lãnh đạo")


def test_every_tool_is_named_in_the_language_of_the_page(editor: Page) -> None:
    caret_after(editor, "Tiếp nhận")
    names = editor.eval_on_selector_all(".tool", "(all) => all.map((one) => one.ariaLabel)")
    catalogue = json.loads(editor.get_attribute("#editor", "data-labels") or "{}")
    assert len(names) > 25
    assert set(names) <= set(catalogue.values())
    assert not {"Bold (Ctrl+B)", "Link"} & set(names)


def test_without_a_bundle_the_page_and_the_text_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "manifest.json").write_text("{ broken", encoding="utf-8")
    client = Client(demo_app(static_folder=tmp_path))
    html = client.get("/editor").get_data(as_text=True)
    assert "src/css/fallback.css" in html
    assert "Trang đang hiển thị ở dạng đơn giản" in html
    assert "Chỉ đọc được, chưa soạn thảo được ở đây" in html
    assert "Bản đọc của tài liệu." in html
    assert 'src=""' not in html
    assert "<use" not in html
    assert "Ngôn ngữ" in html


def test_without_scripts_the_text_can_be_read(
    chromium: Browser, served: tuple[str, FakeDesk]
) -> None:
    context = chromium.new_context(base_url=served[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/editor")
    expect(page.locator("#editor .document")).to_contain_text("Bản đọc của tài liệu.")
    expect(page.get_by_role("link", name="Văn bản pháp lý")).to_be_visible()
    context.close()
