"""Vietnamese typing, block uids and editing commands in a real browser."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.front_end.desk import DOCUMENT, FakeDesk
from tests.browser.front_end.drive import (
    attributes,
    blocks,
    caret_after,
    caret_before,
    compose,
    content,
    find,
    paste,
    select,
    text_of,
    texts,
    uids,
    wait_until,
)


def test_the_document_comes_back_as_it_was_given(editor: Page) -> None:
    assert content(editor) == DOCUMENT


def test_an_input_method_writes_the_word_it_shows(editor: Page, keys: CDPSession) -> None:
    caret_after(editor, "soạn thảo")
    keys.send("Input.insertText", {"text": " "})
    compose(keys, "t", "ti", "tiê", "tiêu")
    keys.send("Input.insertText", {"text": " "})
    compose(keys, "c", "ch", "chu", "chuâ", "chuẩ", "chuẩn")
    wanted = "Công chức soạn thảo tiêu chuẩn tài liệu và trình Lãnh đạo."
    wait_until(editor, lambda: text_of(editor, "p2") == wanted)


def test_typing_that_takes_letters_back_and_retypes_them_is_right(
    editor: Page, keys: CDPSession
) -> None:
    caret_after(editor, "soạn thảo")
    editor.keyboard.type(" vie")
    editor.keyboard.press("Backspace")
    keys.send("Input.insertText", {"text": "ê"})
    editor.keyboard.type("t")
    editor.keyboard.press("Backspace")
    editor.keyboard.press("Backspace")
    keys.send("Input.insertText", {"text": "ệt"})
    wanted = "Công chức soạn thảo việt tài liệu"
    wait_until(editor, lambda: text_of(editor, "p2").startswith(wanted))


def test_an_input_method_writes_in_a_block_that_was_just_made(
    editor: Page, keys: CDPSession
) -> None:
    caret_after(editor, "trình Lãnh đạo.")
    editor.keyboard.press("Enter")
    compose(keys, "D", "Đ", "Đi", "Điê", "Điề", "Điều")
    compose(keys, " ", " l", " lê", " lệ")
    wait_until(editor, lambda: blocks(editor)[4]["text"] == "Điều lệ")
    assert blocks(editor)[4]["uid"]
    assert len(set(uids(editor))) == len(uids(editor))


def test_an_input_method_writes_inside_a_citation(editor: Page, keys: CDPSession) -> None:
    caret_after(editor, "Luật Hộ")
    compose(keys, "k", "kh", "khẩ", "khẩu")
    wanted = "Luật Hộkhẩu tịch số 60/2014/QH13"
    wait_until(editor, lambda: wanted in text_of(editor, "p1"))


def test_a_line_that_begins_with_a_number_stays_a_paragraph(editor: Page) -> None:
    caret_after(editor, "Hết.")
    editor.keyboard.press("Enter")
    editor.keyboard.type("1. Phụ lục")
    assert blocks(editor)[-1]["text"] == "1. Phụ lục"
    assert len(find(content(editor), "orderedList")) == 1


def test_splitting_a_block_keeps_its_uid_above_and_makes_one_below(editor: Page) -> None:
    before = uids(editor)
    caret_after(editor, "Công chức soạn thảo")
    editor.keyboard.press("Enter")
    after = uids(editor)
    assert [uid for uid in after if uid in before] == before
    assert len(set(after)) == len(before) + 1
    assert None not in after


def test_enter_at_the_start_of_a_block_sends_its_uid_down_with_its_text(editor: Page) -> None:
    caret_before(editor, "Công chức")
    editor.keyboard.press("Enter")
    assert text_of(editor, "p2").startswith("Công chức soạn thảo")
    assert len(set(uids(editor))) == len(uids(editor))


def test_a_copy_of_a_block_gets_a_uid_of_its_own(editor: Page) -> None:
    caret_after(editor, "Hết.")
    editor.keyboard.press("Control+a")
    html = editor.evaluate(
        "() => window.docctlEditor.editor.view.serializeForClipboard("
        "window.docctlEditor.editor.state.selection.content()).dom.innerHTML"
    )
    before = uids(editor)
    caret_after(editor, "1. Mục đích")
    editor.keyboard.press("Enter")
    paste(editor, html)
    after = uids(editor)
    assert len(after) >= 2 * len(before)
    assert len(set(after)) == len(after)
    originals = [block for block in blocks(editor) if block["uid"] == "p3"]
    assert [block["text"] for block in originals] == ["Hết."]
    assert after[-1] == "p3"


def test_a_block_that_is_cut_and_pasted_elsewhere_keeps_its_uid(editor: Page) -> None:
    paragraph = '<p data-pm-slice="0 0 []" data-uid="p3">Hết.</p>'
    select(editor, "Hết.")
    editor.evaluate(
        "() => { const {editor} = window.docctlEditor; const {$from} = editor.state.selection;"
        "editor.view.dispatch(editor.state.tr.delete($from.before(), $from.after())) }"
    )
    assert "p3" not in uids(editor)
    caret_after(editor, "1. Mục đích")
    editor.keyboard.press("Enter")
    paste(editor, paragraph)
    assert text_of(editor, "p3") == "Hết."


def test_undo_takes_a_split_back_with_its_uids(editor: Page) -> None:
    before = content(editor)
    caret_after(editor, "Công chức soạn thảo")
    editor.keyboard.press("Enter")
    editor.keyboard.press("Control+z")
    assert content(editor) == before


def test_changing_the_kind_of_several_blocks_keeps_their_uids(editor: Page) -> None:
    before = uids(editor)
    editor.keyboard.press("Control+Home")
    caret_after(editor, "1. Mục đích")
    editor.keyboard.press("Control+a")
    editor.keyboard.press("Control+Alt+3")
    assert uids(editor) == before
    assert {block["type"] for block in blocks(editor)} >= {"heading"}
    editor.keyboard.press("Control+Alt+0")
    assert uids(editor) == before


def test_alignment_and_indent_are_attributes_and_come_out_as_classes(editor: Page) -> None:
    caret_after(editor, "soạn thảo")
    editor.click("[data-tool=align_center]")
    editor.click("[data-tool=indent]")
    editor.click("[data-tool=indent]")
    block = next(block for block in blocks(editor) if block["uid"] == "p2")
    assert (block["align"], block["indent"]) == ("center", 2)
    assert editor.get_attribute("[data-uid=p2]", "class") == "align-center indent-2"
    assert editor.get_attribute("[data-uid=p2]", "style") is None
    editor.click("[data-tool=outdent]")
    editor.click("[data-tool=align_center]")
    block = next(block for block in blocks(editor) if block["uid"] == "p2")
    assert (block["align"], block["indent"]) == (None, 1)


def test_a_list_item_is_indented_into_a_nested_list(editor: Page) -> None:
    caret_after(editor, "Phê duyệt")
    editor.keyboard.press("Tab")
    lists = find(content(editor), "orderedList")
    assert [texts(found) for found in lists] == ["Thẩm địnhPhê duyệt", "Phê duyệt"]
    editor.keyboard.press("Shift+Tab")
    assert len(find(content(editor), "orderedList")) == 1


def test_a_table_is_made_and_its_cells_are_merged_and_split(editor: Page) -> None:
    caret_after(editor, "Hết.")
    editor.click("[data-tool=table]")
    editor.locator("dialog input").nth(0).fill("2")
    editor.locator("dialog input").nth(1).fill("4")
    editor.click("dialog button[type=submit]")
    expect(editor.locator("dialog")).to_have_count(0)
    table = find(content(editor), "table")[-1]
    assert len(find(table, "tableHeader")) == 4
    assert len(find(table, "tableCell")) == 4
    assert all(attributes(find(table, "paragraph"), "uid"))

    caret_after(editor, "Tiếp nhận hồ sơ")
    editor.keyboard.press("Shift+ArrowDown")
    editor.click("[data-tool=merge]")
    table = find(content(editor), "table")[0]
    assert 2 in attributes(find(table, "tableCell"), "rowspan")
    assert "Tiếp nhận hồ sơTrả kết quả" in texts(table)
    assert {"t4", "t6"} <= set(uids(editor))
    editor.click("[data-tool=split]")
    table = find(content(editor), "table")[0]
    assert set(attributes(find(table, "tableCell"), "rowspan")) == {1}


def test_rows_and_columns_are_added_and_removed(editor: Page) -> None:
    caret_after(editor, "Tiếp nhận hồ sơ")
    editor.click("[data-tool=row_below]")
    editor.click("[data-tool=column_right]")
    rows = find(find(content(editor), "table")[0], "tableRow")
    assert [len(found["content"]) for found in rows] == [3, 3, 3, 3]
    editor.click("[data-tool=column_delete]")
    editor.click("[data-tool=row_delete]")
    rows = find(find(content(editor), "table")[0], "tableRow")
    assert [len(found["content"]) for found in rows] == [2, 2, 2]
    editor.click("[data-tool=table_delete]")
    assert find(content(editor), "table") == []


def test_a_link_takes_only_web_and_mail_addresses(editor: Page) -> None:
    select(editor, "Lãnh đạo")
    editor.click("[data-tool=link]")
    editor.fill("dialog input", "javascript:alert(1)")
    editor.click("dialog button[type=submit]")
    expect(editor.locator("dialog .field-error")).to_be_visible()
    editor.fill("dialog input", "vidu.vn/thu-tuc")
    editor.click("dialog button[type=submit]")
    expect(editor.locator("dialog")).to_have_count(0)
    run = next(found for found in find(content(editor), "text") if found["text"] == "Lãnh đạo")
    assert run["marks"] == [{"type": "link", "attrs": {"href": "https://vidu.vn/thu-tuc"}}]


@pytest.mark.parametrize("letters", ["plain", "bold"])
def test_typing_over_a_citation_leaves_no_trace_of_its_look(editor: Page, letters: str) -> None:
    select(editor, "Nghị định số 61/2018/NĐ-CP")
    if letters == "bold":
        editor.keyboard.press("Control+b")
    editor.keyboard.type("Quyết định")
    assert "và Quyết định của Chính phủ" in text_of(editor, "p1")
    expect(editor.locator("[data-uid=p1] [style], [data-uid=p1] font")).to_have_count(0)
    bold = [run["text"] for run in find(content(editor), "text") if run.get("marks")]
    assert bold == (["Quyết định"] if letters == "bold" else [])
    editor.keyboard.press("Control+z")
    assert "61/2018/NĐ-CP" in text_of(editor, "p1")


def open_with_a_table_at_the_end(page: Page, desk: FakeDesk) -> None:
    desk.content = {"type": "doc", "content": DOCUMENT["content"][:5]}
    desk.citations = []
    page.goto("/editor")
    page.wait_for_selector(".ProseMirror")


def test_the_end_of_a_text_that_ends_with_a_table_is_its_last_cell(
    page: Page, desk: FakeDesk
) -> None:
    open_with_a_table_at_the_end(page, desk)
    page.click("[data-uid=p2]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" xong")
    assert text_of(page, "t6") == "Trả kết quả xong"


def test_a_click_below_a_table_at_the_end_makes_room_to_write(page: Page, desk: FakeDesk) -> None:
    open_with_a_table_at_the_end(page, desk)
    sheet = page.locator(".editor-page .document-sheet").bounding_box()
    assert sheet is not None
    page.mouse.click(sheet["x"] + sheet["width"] / 2, sheet["y"] + sheet["height"] - 5)
    page.keyboard.type("Nơi nhận")
    assert blocks(page)[-1]["text"] == "Nơi nhận"
    assert content(page)["content"][-1]["type"] == "paragraph"
