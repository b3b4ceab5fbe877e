"""The compact markup becomes the nodes its docstring promises."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.content import parse
from docctl.demo import markup


def cells(source: str) -> list[list[tuple[str, int, int]]]:
    (table,) = markup.parse(source)
    return [
        [
            (said(cell), cell["attrs"]["colspan"], cell["attrs"]["rowspan"])
            for cell in row["content"]
        ]
        for row in table["content"]
    ]


def said(node: dict[str, Any]) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return "".join(said(child) for child in node.get("content", ()))


def test_a_heading_has_the_level_of_its_signs() -> None:
    one, two = markup.parse("# 1. MỤC ĐÍCH\n\n### [center] Điều kiện")
    assert (one["type"], one["attrs"], said(one)) == ("heading", {"level": 1}, "1. MỤC ĐÍCH")
    assert two["attrs"] == {"level": 3, "align": "center"}


def test_lines_of_a_paragraph_are_joined_and_blank_lines_part_paragraphs() -> None:
    assert [said(block) for block in markup.parse("một\nhai\n\nba")] == ["một hai", "ba"]


def test_marks_nest() -> None:
    (block,) = markup.parse("a **b *c*** __d__")
    marks = [(n["text"], [m["type"] for m in n.get("marks", ())]) for n in block["content"]]
    assert marks == [
        ("a ", []),
        ("b ", ["bold"]),
        ("c", ["bold", "italic"]),
        (" ", []),
        ("d", ["underline"]),
    ]


def test_two_strokes_break_the_line_in_text_and_the_paragraph_in_a_cell() -> None:
    (block,) = markup.parse("a // b")
    assert [node["type"] for node in block["content"]] == ["text", "hardBreak", "text"]
    (table,) = markup.parse("| a // [right] b |")
    (cell,) = table["content"][0]["content"]
    assert [said(paragraph) for paragraph in cell["content"]] == ["a", "b"]
    assert cell["content"][1]["attrs"] == {"align": "right"}


def test_a_date_and_a_number_of_a_law_are_no_line_break() -> None:
    (block,) = markup.parse("Nghị định số 61/2018/NĐ-CP ngày 23/4/2018")
    assert len(block["content"]) == 1


def test_a_numbered_list_starts_where_its_first_item_says_and_holds_lists() -> None:
    (block,) = markup.parse("3. ba\n  - trong ba\n  - nữa\n4. bốn")
    assert block["attrs"] == {"start": 3, "style": "decimal"}
    assert [len(item["content"]) for item in block["content"]] == [2, 1]
    assert block["content"][0]["content"][1]["type"] == "bulletList"


def test_letters_make_a_list_of_their_own() -> None:
    numbers, letters = markup.parse("1. một\na. chữ")
    assert (numbers["attrs"]["style"], letters["attrs"]["style"]) == ("decimal", "lower-alpha")


def test_indent_and_rule() -> None:
    rule, indented = markup.parse("---\n\n>> lùi hai lần")
    assert rule == {"type": "horizontalRule"}
    assert (indented["attrs"], said(indented)) == ({"indent": 2}, "lùi hai lần")


def test_cells_merge_to_the_right_and_downwards() -> None:
    assert cells("|# TT | Lần | < |\n|# ^ | BH | SĐ |") == [
        [("TT", 1, 2), ("Lần", 2, 1)],
        [("BH", 1, 1), ("SĐ", 1, 1)],
    ]


def test_a_cell_with_only_a_number_or_a_tick_is_centred() -> None:
    (table,) = markup.parse("| 1 | x | **II** | – | 2.1 | Điều 1 | 01 giờ |")
    alignments = [
        cell["content"][0]["attrs"].get("align") for cell in table["content"][0]["content"]
    ]
    assert alignments == ["center"] * 5 + [None] * 2


def test_widths_go_to_the_cells_that_cover_their_columns() -> None:
    (table,) = markup.parse("|: 10 20 30\n| a | b | < |")
    assert [cell["attrs"]["colwidth"] for cell in table["content"][0]["content"]] == [
        [10],
        [20, 30],
    ]


@pytest.mark.parametrize(
    "source",
    ["| a | b |\n| c |", "|: 10\n| a | b |", "| < | a |", "| ^ | a |", "| a | b |\n| ^ | < |"],
)
def test_a_table_that_is_no_rectangle_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"table|merged"):
        markup.parse(source)


LINES = st.lists(
    st.text("aĐ1 *_/#->.|^<[]:\n", max_size=24).map(str.strip).filter(bool), max_size=6
)


@given(LINES)
def test_whatever_is_accepted_is_a_valid_document(lines: list[str]) -> None:
    try:
        blocks = markup.parse("\n\n".join(lines))
    except ValueError:
        return
    if blocks:
        parse({"type": "doc", "content": blocks})
