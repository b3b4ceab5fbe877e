"""Citations in the editor: where the server found them, and carried along by what is typed."""

from playwright.sync_api import Page, Route, expect

from tests.browser.front_end.desk import FakeDesk, citation, paragraph
from tests.browser.front_end.drive import caret_after, content, hold, wait_saved, wait_until


def test_citations_stand_where_the_server_found_them(editor: Page) -> None:
    marks = editor.locator("[data-cite]")
    expect(marks).to_have_text(["Luật Hộ tịch số 60/2014/QH13", "Nghị định số 61/2018/NĐ-CP"])
    expect(marks.nth(1)).to_have_class("cite cite-replaced")
    assert "cite" not in str(content(editor))


def test_citations_are_not_stored_and_follow_the_text(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Thực hiện")
    editor.keyboard.type(" nghiêm túc")
    expect(editor.locator(".cite-replaced")).to_have_text("Nghị định số 61/2018/NĐ-CP")
    wait_saved(editor, desk)
    assert "cite" not in str(desk.saves[-1])


def test_an_answer_about_an_older_text_is_placed_in_the_newer_one(
    editor: Page, desk: FakeDesk
) -> None:
    held: list[Route] = []
    desk.citations = [citation("61/2018/NĐ-CP", "expired", "Hết hiệu lực", "c9")]
    hold(editor, held)
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.keyboard.press("Control+s")
    wait_until(editor, lambda: bool(held))
    caret_after(editor, "Thực hiện")
    editor.keyboard.type(" ngay")
    held[0].continue_()
    expect(editor.locator(".cite-expired")).to_have_text("61/2018/NĐ-CP")
    editor.unroute("**/save/*")


def test_offsets_count_code_points_and_line_breaks(editor: Page, desk: FakeDesk) -> None:
    runs = [
        {"type": "text", "text": "𝄞 "},
        {"type": "hardBreak"},
        {"type": "text", "text": "Luật ", "marks": [{"type": "bold"}]},
        {"type": "text", "text": "Hộ tịch"},
    ]
    desk.content = {"type": "doc", "content": [paragraph("p1") | {"content": runs}]}
    place = {"uid": "p1", "start": 3, "end": 15}
    desk.citations = [place | {"status": "amended", "title": "Đã sửa đổi", "id": "c1"}]
    editor.goto("/editor")
    editor.wait_for_selector(".ProseMirror")
    expect(editor.locator(".cite-amended")).to_have_text(["Luật", "Hộ tịch"])


def test_a_dead_citation_is_counted_found_and_explained(editor: Page) -> None:
    button = editor.get_by_role("button", name="1 viện dẫn văn bản hết hiệu lực")
    button.click()
    expect(editor.locator(".cite-here")).to_contain_text("118/2025/NĐ-CP")
    editor.hover(".cite-replaced")
    expect(editor.locator(".cite-tip")).to_contain_text("Bị thay thế bởi")
    editor.keyboard.press("Delete")
    expect(button).to_be_hidden()


def test_a_citation_to_check_is_counted_lettered_and_reached_by_its_button(
    editor: Page, desk: FakeDesk
) -> None:
    wrong = citation(
        "61/2018/NĐ-CP", "in_force", "Còn hiệu lực\nVăn bản này không có Điều 99", "c9"
    )
    desk.citations = [wrong | {"letter": "m", "check": True}]
    editor.goto("/editor")
    editor.wait_for_selector(".ProseMirror")
    expect(editor.locator(".cite-letter-m")).to_have_text("61/2018/NĐ-CP")
    editor.get_by_role("button", name="1 viện dẫn cần kiểm tra").click()
    expect(editor.locator(".cite-here")).to_have_text("Còn hiệu lực · Văn bản này không có Điều 99")
    editor.hover(".cite-letter-m")
    expect(editor.locator(".cite-tip")).to_contain_text("không có Điều 99")
    expect(editor.get_by_role("button", name="hết hiệu lực")).to_be_hidden()
