"""The document as text with anchors."""

import pytest

from docctl.content import Json, empty_procedure, parse, project, topic_of


def doc(*blocks: Json) -> Json:
    return parse({"type": "doc", "content": list(blocks)})


def text(kind: str, words: str, **attrs: object) -> Json:
    return {"type": kind, "attrs": attrs, "content": [{"type": "text", "text": words}]}


def row(*texts: str) -> Json:
    cells = [{"type": "tableCell", "content": [text("paragraph", words)]} for words in texts]
    return {"type": "tableRow", "content": cells}


def test_a_block_stands_in_the_section_of_the_heading_above_it() -> None:
    content = doc(
        text("heading", "5.1 Cơ sở pháp lý", level=2),
        text("paragraph", "Luật Hộ tịch"),
    )
    block = project(content).blocks[1]
    assert (block.section, block.topic) == ("5.1 Cơ sở pháp lý", "legal_basis")


def test_a_heading_of_unknown_meaning_belongs_to_the_topic_above() -> None:
    content = doc(
        text("heading", "3. TÀI LIỆU VIỆN DẪN", level=1),
        text("heading", "3.1 Trong nước", level=2),
        text("paragraph", "x"),
    )
    block = project(content).blocks[2]
    assert (block.section, block.topic) == ("3.1 Trong nước", "references")


def test_a_numbered_lead_in_a_paragraph_opens_a_section() -> None:
    content = doc(
        text("heading", "5. NỘI DUNG", level=1),
        text("paragraph", "i. Căn cứ pháp lý của thủ tục hành chính: "),
        text("paragraph", "- Luật Hộ tịch năm 2014;"),
        text("heading", "6. BIỂU MẪU", level=1),
        text("paragraph", "x"),
    )
    topics = [block.topic for block in project(content).blocks]
    assert topics == ["body", "legal_basis", "legal_basis", "forms", "forms"]


def test_a_row_with_number_and_title_opens_a_section_inside_a_table() -> None:
    table = {
        "type": "table",
        "content": [row("5.1", "Cơ sở pháp lý"), row("", "Luật Hộ tịch"), row("5.2", "Khác")],
    }
    topics = [(b.text, b.topic) for b in project(doc(table)).blocks if b.text]
    assert topics == [
        ("5.1", "legal_basis"),
        ("Cơ sở pháp lý", "legal_basis"),
        ("Luật Hộ tịch", "legal_basis"),
        ("5.2", ""),
        ("Khác", ""),
    ]


def test_a_cell_knows_its_place_in_the_grid_also_under_merged_cells() -> None:
    table = {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [
                    {
                        "type": "tableCell",
                        "attrs": {"rowspan": 2},
                        "content": [text("paragraph", "a")],
                    },
                    {"type": "tableCell", "content": [text("paragraph", "b")]},
                ],
            },
            row("c"),
        ],
    }
    places = {b.text: (b.table, b.row, b.column) for b in project(doc(table)).blocks}
    assert places == {"a": (0, 0, 0), "b": (0, 0, 1), "c": (0, 1, 1)}


def test_start_counts_in_the_whole_text() -> None:
    projection = project(empty_procedure())
    for block in projection.blocks:
        assert projection.text[block.start : block.start + len(block.text)] == block.text


def test_what_is_proposed_to_be_deleted_is_not_read_and_a_break_is_a_line_feed() -> None:
    runs = [
        {"type": "text", "text": "a"},
        {"type": "text", "text": "b", "marks": [{"type": "deletion", "attrs": {"id": "1"}}]},
        {"type": "hardBreak"},
        {"type": "text", "text": "c", "marks": [{"type": "insertion", "attrs": {"id": "1"}}]},
    ]
    assert project(doc({"type": "paragraph", "content": runs})).blocks[0].text == "a\nc"


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("II. PHẠM VI ÁP DỤNG", "scope"),
        ("8. Lưu trữ", "records"),
        ("7. HỒ SƠ CẦN LƯU", "records"),
        ("Hồ sơ lưu", "records"),
        ("b. Thời hạn giải quyết", "duration"),
        ("5.6. Phí, lệ phí", "fees"),
        ("k) Căn cứ pháp lý của thủ tục hành chính", "legal_basis"),
        ("5.7 Quy trình xử lý công việc", "steps"),
        ("TRANG THEO DÕI SỐ LẦN SỬA ĐỔI TÀI LIỆU", "revisions"),
        ("3. TÀI LIỆU LIÊN QUAN", "references"),
        ("Thuật ngữ, định nghĩa và chữ viết tắt", "definitions"),
        ("Một câu chuyện khác", ""),
    ],
)
def test_sections_are_known_by_their_words_not_by_their_number(title: str, topic: str) -> None:
    assert topic_of(title) == topic
