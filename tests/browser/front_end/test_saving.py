"""Autosave, conflicts and refusals: no way to lose a text."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.complaints import Complaints
from tests.browser.front_end.desk import DOCUMENT, FakeDesk, paragraph
from tests.browser.front_end.drive import (
    caret_after,
    content,
    find,
    hold,
    note_dialogs,
    texts,
    uids,
    wait_saved,
    wait_until,
)

NEWER = {"type": "doc", "content": [paragraph("p1", "Văn bản mới của người khác.")]}


def stale(**more: object) -> dict[str, object]:
    return {"revision": 9, "content": NEWER, "message": "Người khác đã lưu lúc 10:31."} | more


def test_a_change_saves_itself_with_token_and_revision(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.type(" rồi")
    wait_saved(editor, desk)
    assert desk.saves[-1]["revision"] == 7
    assert desk.saves[-1]["content"] == content(editor)
    assert set(desk.tokens) == {"token-of-the-demo"}
    expect(editor.locator(".save-state")).to_have_text("Đã lưu lúc 10:32")


def test_the_next_save_carries_the_revision_of_the_last_answer(
    editor: Page, desk: FakeDesk
) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.type(" một")
    editor.keyboard.press("Control+s")
    wait_saved(editor, desk)
    editor.keyboard.type(" hai")
    editor.click("[data-tool=save]")
    wait_saved(editor, desk, 2)
    assert [saved["revision"] for saved in desk.saves] == [7, 8]


def test_nothing_is_sent_while_nothing_changed(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.press("Control+s")
    editor.keyboard.press("ArrowLeft")
    editor.click("h1")
    editor.wait_for_timeout(300)
    assert desk.saves == []


def test_leaving_the_text_saves_at_once(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.locator(".bar-search input").focus()
    wait_saved(editor, desk)
    assert texts(desk.saves[-1]["content"]).endswith("Hết!.")


def test_a_change_during_a_save_is_saved_after_it(editor: Page, desk: FakeDesk) -> None:
    held: list[Route] = []
    hold(editor, held)
    caret_after(editor, "Hết")
    editor.keyboard.type("A")
    editor.keyboard.press("Control+s")
    expect(editor.locator(".save-state")).to_have_attribute("data-state", "saving")
    editor.keyboard.type("B")
    wait_until(editor, lambda: bool(held))
    held[0].continue_()
    wait_saved(editor, desk, 2)
    assert [texts(saved["content"])[-6:] for saved in desk.saves] == ["tHếtA.", "HếtAB."]


def test_a_newer_text_is_shown_and_ones_own_kept_below_it(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(412, "/save/.*")
    desk.queue.append((stale(saved_copy="/copies/3"), 412))
    caret_after(editor, "Hết")
    editor.keyboard.type(" của tôi")
    editor.keyboard.press("Control+s")
    dialog = editor.locator("dialog[open]")
    expect(dialog).to_contain_text("Người khác đã lưu lúc 10:31.")
    expect(dialog.locator("a")).to_have_attribute("href", "/copies/3")
    dialog.locator("button[type=submit]").click()
    expect(editor.locator(".conflict-copy")).to_contain_text("Hết của tôi.")
    assert texts(content(editor)) == "Văn bản mới của người khác."
    caret_after(editor, "người khác")
    editor.keyboard.type(" và tôi")
    editor.keyboard.press("Control+s")
    wait_saved(editor, desk)
    assert desk.saves[-1]["revision"] == 9
    assert texts(desk.saves[-1]["content"]) == "Văn bản mới của người khác và tôi."


def test_undo_does_not_put_the_old_text_over_the_newer_one(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(412, "/save/.*")
    desk.queue.append((stale(), 412))
    caret_after(editor, "Hết")
    editor.keyboard.type(" của tôi")
    editor.keyboard.press("Control+s")
    editor.locator("dialog[open] button[type=submit]").click()
    expect(editor.locator(".conflict-copy")).to_be_visible()
    caret_after(editor, "người khác")
    for _ in range(5):
        editor.keyboard.press("Control+z")
    assert texts(content(editor)) == "Văn bản mới của người khác."


def test_who_stays_with_an_older_text_keeps_it_and_overwrites_nothing(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(412, "/save/.*")
    desk.queue.append((stale(), 412))
    caret_after(editor, "Hết")
    editor.keyboard.type(" của tôi")
    editor.keyboard.press("Control+s")
    editor.locator("dialog[open] button[type=button]").click()
    editor.keyboard.type(" nữa")
    editor.keyboard.press("Control+s")
    editor.wait_for_timeout(200)
    assert desk.saves == []
    assert texts(content(editor)).endswith("Hết của tôi nữa.")
    expect(editor.locator(".save-state")).to_have_attribute("data-state", "conflict")
    editor.get_by_role("button", name="Chọn cách xử lý").click()
    expect(editor.locator("dialog[open]")).to_be_visible()


def test_escape_in_the_conflict_window_keeps_the_text(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(412, "/save/.*")
    desk.queue.append((stale(), 412))
    caret_after(editor, "Hết")
    editor.keyboard.type(" của tôi")
    editor.keyboard.press("Control+s")
    expect(editor.locator("dialog[open]")).to_be_visible()
    editor.keyboard.press("Escape")
    expect(editor.locator("dialog")).to_have_count(0)
    assert texts(content(editor)).endswith("Hết của tôi.")


def test_a_text_that_comes_after_the_submission_is_kept_and_the_editor_closes(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(409, "/save/.*")
    held: list[Route] = []
    hold(editor, held)
    closed = {"message": "Bản này đã được trình.", "saved_copy": "/copies/4"}
    desk.queue.extend([(closed, 409), (closed, 409)])
    caret_after(editor, "Hết")
    editor.keyboard.type(" rồi")
    editor.keyboard.press("Control+s")
    wait_until(editor, lambda: bool(held))
    editor.keyboard.type(" nhé")
    held[0].continue_()
    expect(editor.locator(".save-state")).to_have_attribute("data-state", "closed")
    expect(editor.locator(".editor-reasons")).to_contain_text("Bản này đã được trình.")
    expect(editor.locator(".editor-reasons a")).to_have_attribute("href", "/copies/4")
    expect(editor.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    expect(editor.locator("[role=toolbar]")).to_be_hidden()
    wait_until(editor, lambda: len(desk.tokens) == 2)  # what was typed meanwhile is kept too
    assert desk.saves == []


def test_a_refusal_shows_all_reasons_and_keeps_the_text(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for(422, "/save/.*")
    reasons = ["Bảng có ô chồng lên nhau.", "Ảnh chưa được lưu."]
    desk.queue.append(({"reasons": reasons}, 422))
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.keyboard.press("Control+s")
    expect(editor.locator(".editor-reasons li")).to_have_text(reasons)
    assert texts(content(editor)).endswith("Hết!.")
    editor.keyboard.type("?")
    wait_saved(editor, desk)
    expect(editor.locator(".editor-reasons")).to_have_count(0)


def test_a_lost_connection_is_said_and_the_text_saved_when_it_is_back(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for("net::ERR_INTERNET_DISCONNECTED", ".*")
    editor.context.set_offline(offline=True)
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.keyboard.press("Control+s")
    expect(editor.locator(".save-state")).to_have_text("Chưa lưu – đang thử lại")
    editor.context.set_offline(offline=False)
    wait_saved(editor, desk)
    assert texts(desk.saves[-1]["content"]).endswith("Hết!.")


def test_a_sign_in_page_instead_of_an_answer_counts_as_not_saved(
    editor: Page, desk: FakeDesk
) -> None:
    editor.route("**/save/*", lambda route: route.fulfill(status=200, body="<h1>Đăng nhập</h1>"))
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.keyboard.press("Control+s")
    expect(editor.locator(".save-state")).to_have_text(re.compile("đăng nhập lại ở thẻ khác"))
    editor.unroute("**/save/*")
    editor.get_by_role("button", name="Thử ngay").click()
    wait_saved(editor, desk)


def test_leaving_the_page_with_unsaved_text_asks_first(
    editor: Page, desk: FakeDesk, complaints: Complaints
) -> None:
    complaints.ask_for("net::ERR_FAILED", "/save/.*")
    asked = note_dialogs(editor)
    editor.route("**/save/*", lambda route: route.abort())
    caret_after(editor, "Hết")
    editor.keyboard.type("!")
    editor.evaluate("setTimeout(() => window.location.assign('/'))")
    wait_until(editor, lambda: bool(asked))
    assert asked == ["beforeunload"]
    assert editor.url.endswith("/editor")


def test_no_draft_is_left_in_the_browser(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Hết")
    editor.keyboard.type(" bí mật")
    wait_saved(editor, desk)
    assert editor.evaluate("localStorage.length") == 0
    assert "mật" not in editor.evaluate("JSON.stringify({...sessionStorage})")
    assert editor.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_a_text_that_may_only_be_read_has_no_tools_and_cannot_be_typed_in(
    page: Page, desk: FakeDesk
) -> None:
    desk.readonly = True
    page.goto("/editor")
    page.wait_for_selector(".ProseMirror[contenteditable=false]")
    page.click(".ProseMirror")
    page.keyboard.type("x")
    assert content(page) == DOCUMENT
    expect(page.locator("[role=toolbar]")).to_have_count(0)
    expect(page.locator(".cite-replaced")).to_have_count(1)


def test_a_picture_is_uploaded_and_shown_from_its_hash(editor: Page, desk: FakeDesk) -> None:
    caret_after(editor, "Hết.")
    editor.click("[data-tool=image]")
    picture = {"name": "so-do.png", "mimeType": "image/png", "buffer": b"\x89PNG not really"}
    editor.set_input_files("dialog input[type=file]", picture)  # type: ignore[arg-type]  # a FilePayload
    editor.fill("dialog input[type=text]", "Sơ đồ")
    editor.click("dialog button[type=submit]")
    expect(editor.locator("dialog")).to_have_count(0)
    image = find(content(editor), "image")[0]["attrs"]
    assert image == {"src": next(iter(desk.pictures)), "alt": "Sơ đồ", "width": 2, "height": 2}
    assert editor.get_attribute(".ProseMirror img", "src") == f"/media/{image['src']}"
    assert None not in uids(editor)
