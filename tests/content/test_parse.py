"""What the door of the document model lets in, puts right and refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.content import Json, canonical, content_hash, empty_procedure, parse, project
from docctl.content.normalise import walk
from docctl.content.schema import MAX_BYTES
from docctl.errors import Refused


def doc(*blocks: Json) -> Json:
    return {"type": "doc", "content": list(blocks)}


def para(text: str = "", uid: str | None = None, **attrs: Any) -> Json:
    node: Json = {"type": "paragraph", "attrs": {"uid": uid, **attrs}}
    if text:
        node["content"] = [{"type": "text", "text": text}]
    return node


def table(*rows: list[Json]) -> Json:
    return {"type": "table", "content": [{"type": "tableRow", "content": row} for row in rows]}


def cell(text: str = "", **attrs: Any) -> Json:
    return {"type": "tableCell", "attrs": attrs, "content": [para(text)]}


def reasons(raw: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        parse(raw)
    return [str(reason) for reason in refusal.value.reasons]


def test_a_document_without_anything_gets_one_empty_paragraph() -> None:
    assert [node["type"] for node in parse({"type": "doc"})["content"]] == ["paragraph"]


def test_text_is_composed_to_nfc_also_across_runs() -> None:
    runs = [{"type": "text", "text": "ê"}, {"type": "text", "text": "\u0301"}]
    content = parse(doc({"type": "paragraph", "content": runs}))
    assert content["content"][0]["content"] == [{"type": "text", "text": "ế"}]


def test_neighbouring_runs_with_equal_marks_become_one_whatever_the_order_of_marks() -> None:
    bold, italic = {"type": "bold"}, {"type": "italic"}
    runs = [
        {"type": "text", "text": "a", "marks": [bold, italic]},
        {"type": "text", "text": "b", "marks": [italic, bold]},
    ]
    content = parse(doc({"type": "paragraph", "content": runs}))
    assert len(content["content"][0]["content"]) == 1


def test_missing_uids_are_filled_and_doubled_ones_renewed_the_first_keeps_its_own() -> None:
    content = parse(doc(para("a", "same"), para("b", "same"), para("c")))
    uids = [node["attrs"]["uid"] for node in content["content"]]
    assert uids[0] == "same"
    assert len(set(uids)) == 3
    assert all(uids)


def test_equal_input_gets_equal_uids_and_so_an_equal_hash() -> None:
    assert content_hash(parse(doc(para("a")))) == content_hash(parse(doc(para("a"))))


def test_every_fault_is_said_at_once() -> None:
    link = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}
    said = reasons(
        doc(
            {"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [link]}]},
            {"type": "image", "attrs": {"src": "https://example.org/x.png"}},
            {"type": "script"},
            para("y", align="middle"),
        )
    )
    assert len(said) == 4
    assert any("javascript:alert(1)" in reason for reason in said)


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc", "http://a b", ""],
)
def test_links_lead_to_http_https_or_mailto_only(href: str) -> None:
    mark = {"type": "link", "attrs": {"href": href}}
    assert reasons(
        doc({"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [mark]}]})
    )


def test_unknown_attributes_are_dropped() -> None:
    node = para("x")
    node["attrs"]["style"] = "position:fixed"
    node["attrs"]["onclick"] = "x()"
    assert set(parse(doc(node))["content"][0]["attrs"]) == {"uid", "align", "indent"}


def test_tiptaps_own_names_of_attributes_are_understood() -> None:
    ordered = {
        "type": "orderedList",
        "attrs": {"start": 3, "type": "a"},
        "content": [{"type": "listItem", "content": [para("x", textAlign="center")]}],
    }
    content = parse(doc(ordered))
    assert content["content"][0]["attrs"] == {"start": 3, "style": "lower-alpha"}
    assert content["content"][0]["content"][0]["content"][0]["attrs"]["align"] == "center"


def test_a_picture_inside_a_paragraph_is_lifted_out_of_it() -> None:
    image = {"type": "image", "attrs": {"src": "a" * 64}}
    node = {"type": "paragraph", "content": [{"type": "text", "text": "x"}, image]}
    assert [n["type"] for n in parse(doc(node))["content"]] == ["paragraph", "image"]


def test_a_table_inside_a_cell_becomes_paragraphs_of_that_cell() -> None:
    inner = table([cell("a"), cell("b")])
    outer = table([{"type": "tableCell", "content": [para("x"), inner]}])
    content = parse(doc(outer))
    assert sum(node["type"] == "table" for node in walk(content)) == 1
    assert [block.text for block in project(content).blocks] == ["x", "a | b"]


def test_cells_that_overlap_are_refused() -> None:
    wide = table([cell("a"), cell("b", rowspan=2)], [cell("c", colspan=2)])
    assert any("overlap" in reason for reason in reasons(doc(wide)))


def test_a_rowspan_below_the_last_row_is_cut() -> None:
    content = parse(doc(table([cell("a", rowspan=9), cell("b")], [cell("c")])))
    assert content["content"][0]["content"][0]["content"][0]["attrs"]["rowspan"] == 2


def test_column_widths_that_do_not_fit_the_span_are_forgotten() -> None:
    content = parse(doc(table([cell("a", colspan=2, colwidth=[10])])))
    assert content["content"][0]["content"][0]["content"][0]["attrs"]["colwidth"] is None


@pytest.mark.parametrize("raw", [b"", b"{", "null", "[]", b'{"type":"paragraph"}', b"\xff"])
def test_what_is_no_document_is_refused(raw: bytes | str) -> None:
    assert reasons(raw)


def test_more_than_two_megabytes_are_refused() -> None:
    assert reasons(json.dumps(doc(para("x" * MAX_BYTES))))


def test_deep_nesting_is_refused_not_a_crash() -> None:
    node: Json = para("x")
    for _ in range(5000):
        node = {"type": "bulletList", "content": [{"type": "listItem", "content": [node]}]}
    assert reasons(doc(node))
    assert reasons('{"type":"doc","content":[' * 100_000)


def test_a_table_of_enormous_spans_is_refused() -> None:
    assert reasons(doc(table([cell("a", colspan=1000, rowspan=1000)] * 50)))


def test_control_characters_and_direction_overrides_are_dropped() -> None:
    content = parse(doc(para("a\x00b\u202ec\ud800d")))
    assert content["content"][0]["content"][0]["text"] == "abcd"


def test_attributes_hold_no_characters_that_a_file_cannot_hold() -> None:
    image = {"type": "image", "attrs": {"src": "a" * 64, "alt": "S\x00ơ\ud800 đồ\u202e"}}
    content = parse(doc(image))
    assert content["content"][0]["attrs"]["alt"] == "Sơ đồ"
    assert canonical(content)


def test_the_empty_procedure_is_in_normal_form() -> None:
    content = empty_procedure()
    assert parse(content) == content


JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "attrs", "content", "text", "marks", "uid", "level", "src"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
NODE = st.recursive(
    st.fixed_dictionaries(
        {"type": st.just("text"), "text": st.text(max_size=8)},
        optional={
            "marks": st.lists(
                st.fixed_dictionaries({"type": st.sampled_from(["bold", "link", "deletion"])}),
                max_size=2,
            )
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                [
                    "paragraph",
                    "heading",
                    "bulletList",
                    "orderedList",
                    "listItem",
                    "table",
                    "tableRow",
                    "tableCell",
                    "tableHeader",
                    "hardBreak",
                    "horizontalRule",
                    "doc",
                ]
            )
        },
        optional={
            "content": st.lists(inner, max_size=4),
            "attrs": st.fixed_dictionaries(
                {},
                optional={
                    "colspan": st.integers(1, 3),
                    "rowspan": st.integers(1, 3),
                    "uid": st.sampled_from(["a", "b", None]),
                    "level": st.integers(1, 6),
                },
            ),
        },
    ),
    max_leaves=25,
)


@given(JSON_VALUE)
def test_any_json_is_parsed_or_refused_never_a_crash(value: Any) -> None:
    try:
        parse(json.dumps({"type": "doc", "content": [value]}))
    except Refused as refusal:
        assert refusal.reasons  # noqa: PT017  # both outcomes are right


@given(st.lists(NODE, max_size=5))
def test_whatever_is_let_in_is_in_normal_form_and_has_one_byte_form(nodes: list[Json]) -> None:
    try:
        content = parse({"type": "doc", "content": nodes})
    except Refused:
        return
    assert parse(content) == content
    assert parse(canonical(content)) == content
    uids = [node["attrs"]["uid"] for node in walk(content) if "uid" in node.get("attrs", {})]
    assert len(set(uids)) == len(uids)
