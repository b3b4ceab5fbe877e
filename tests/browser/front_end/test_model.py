"""The editor and the server have one document model."""

import json
from typing import Any

from playwright.sync_api import Page

from docctl.content import parse
from docctl.content.schema import MARK_ATTRIBUTES, NODE_ATTRIBUTES
from tests.browser.front_end.drive import caret_after, content, paste, select
from tests.browser.front_end.test_pasting import WORD

SCHEMA = """() => {
  const {schema} = window.docctlEditor.editor;
  const read = (all) => Object.fromEntries(Object.entries(all).map(([name, type]) => [name,
    Object.fromEntries(Object.entries(type.spec.attrs ?? {}).map(([k, v]) => [k, v.default]))]));
  return {nodes: read(schema.nodes), marks: read(schema.marks)};
}"""


def defaults(known: Any) -> dict[str, dict[str, Any]]:
    """Give the default of each attribute as JSON would carry it."""
    return {
        name: {key: attribute.default for key, attribute in attributes.items()}
        for name, attributes in known.items()
    }


def test_nodes_marks_attributes_and_defaults_are_the_servers(editor: Page) -> None:
    found = editor.evaluate(SCHEMA)
    assert found == {"nodes": defaults(NODE_ATTRIBUTES), "marks": defaults(MARK_ATTRIBUTES)}


def test_the_server_takes_what_was_typed_and_pasted_and_changes_no_uid(editor: Page) -> None:
    caret_after(editor, "Hết.")
    editor.keyboard.press("Enter")
    paste(editor, WORD)
    select(editor, "Lãnh đạo")
    for key in ("b", "i", "u"):
        editor.keyboard.press(f"Control+{key}")
    editor.click("[data-tool=superscript]")
    written = content(editor)
    stored = parse(json.loads(json.dumps(written)))

    def blocks(node: Any) -> list[str]:
        own = [node["attrs"]["uid"]] if node["type"] in {"paragraph", "heading"} else []
        return own + [uid for child in node.get("content", ()) for uid in blocks(child)]

    assert blocks(stored) == blocks(written)
