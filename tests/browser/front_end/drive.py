"""What tests do with the editor: put the caret somewhere, read what is there, wait for a save."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Dialog, Page, Route, expect

from tests.browser.front_end.desk import FakeDesk, Json

PLACE = """([words, side]) => {
  const {editor} = window.docctlEditor;
  let from = null;
  editor.state.doc.descendants((node, pos) => {
    if (node.isText && from === null && node.text.includes(words)) {
      from = pos + node.text.indexOf(words);
    }
  });
  if (from === null) throw new Error('not in the text: ' + words);
  const to = from + words.length;
  editor.commands.setTextSelection({after: to, before: from, around: {from, to}}[side]);
  editor.view.focus();
}"""
BLOCKS = """() => {
  const found = [];
  window.docctlEditor.editor.state.doc.descendants((node) => {
    if (node.isTextblock) found.push({uid: node.attrs.uid, text: node.textContent,
      type: node.type.name, align: node.attrs.align, indent: node.attrs.indent ?? null});
  });
  return found;
}"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  window.docctlEditor.editor.view.dom.dispatchEvent(event);
}"""


def caret_after(page: Page, words: str) -> None:
    """Put the caret behind the first occurrence of `words`."""
    page.evaluate(PLACE, [words, "after"])


def caret_before(page: Page, words: str) -> None:
    """Put the caret before the first occurrence of `words`."""
    page.evaluate(PLACE, [words, "before"])


def select(page: Page, words: str) -> None:
    """Select the first occurrence of `words`."""
    page.evaluate(PLACE, [words, "around"])


def blocks(page: Page) -> list[Json]:
    """Give the text blocks: uid, text, type, align, indent."""
    found: list[Json] = page.evaluate(BLOCKS)
    return found


def uids(page: Page) -> list[str]:
    """Give the uids of the text blocks in order."""
    return [block["uid"] for block in blocks(page)]


def text_of(page: Page, uid: str) -> str:
    """Give the text of one block."""
    return next(str(block["text"]) for block in blocks(page) if block["uid"] == uid)


def content(page: Page) -> Json:
    """Give the document as the editor would save it."""
    found: Json = page.evaluate("window.docctlEditor.editor.getJSON()")
    return found


def paste(page: Page, html: str, text: str = "") -> None:
    """Paste as the clipboard would give it."""
    page.evaluate(PASTE, [html, text])


def compose(keys: CDPSession, *steps: str) -> None:
    """Write one word through an input method: each step shows, the last one is committed."""
    for step in steps:
        place = {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
        keys.send("Input.imeSetComposition", place)
    keys.send("Input.insertText", {"text": steps[-1]})


def wait_saved(page: Page, desk: FakeDesk, count: int = 1) -> None:
    """Wait until the fake server has stored `count` times and the page says so."""
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")
    wait_until(page, lambda: len(desk.saves) >= count)
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """Wait, with the browser going on, until something is true."""
    for _ in range(600):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("waited in vain")


def walk(node: Json) -> list[Json]:
    """Give a node and all nodes under it."""
    return [node] + [deeper for child in node.get("content", ()) for deeper in walk(child)]


def find(node: Json, kind: str) -> list[Json]:
    """Give all nodes of one kind."""
    return [found for found in walk(node) if found["type"] == kind]


def texts(node: Json) -> str:
    """Give the text of a node."""
    return "".join(str(found.get("text", "")) for found in walk(node))


def attributes(nodes: list[Json], name: str) -> list[Any]:
    """Give one attribute of each node."""
    return [node["attrs"][name] for node in nodes]


def note_dialogs(page: Page) -> list[str]:
    """Dismiss every window the browser itself opens; give the list their kinds are noted in."""
    seen: list[str] = []

    def note(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", note)
    return seen


def hold(page: Page, held: list[Route]) -> None:
    """Keep the first request to save until the test lets it go."""

    def keep(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save/*", keep)
