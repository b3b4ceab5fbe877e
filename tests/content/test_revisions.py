"""The table of revisions inside a text gets a row, and no other table does."""

from typing import Any

import pytest

from docctl.content import Json, compare, empty_procedure, parse, project, with_revision
from docctl.content.normalise import walk

ROW = {
    "label": "01/02",
    "day": "28/11/2026",
    "where": "Mục 5.4",
    "reason": "Nghị định mới",
    "summary": "Rút ngắn thời hạn",
}
HEAD = ("Trang/Phần liên quan", "Mô tả nội dung sửa đổi", "Lần ban hành/Lần sửa đổi", "Ngày BH")


def table(*rows: tuple[str, ...], **attrs: Any) -> Json:
    def cell(words: str) -> Json:
        text = [{"type": "text", "text": words}] if words else []
        block = {"type": "paragraph", "content": text}
        return {"type": "tableCell", "attrs": attrs, "content": [block]}

    made = [{"type": "tableRow", "content": [cell(words) for words in row]} for row in rows]
    return {"type": "table", "content": made}


def document(*blocks: Json) -> Json:
    return parse({"type": "doc", "content": list(blocks)})


def rows_of(doc: Json | None) -> list[list[str]]:
    assert doc is not None
    texts = {block.uid: block.text for block in project(doc).blocks}
    return [
        [
            " ".join(texts[one["attrs"]["uid"]] for one in walk(cell) if one["type"] == "paragraph")
            for cell in row["content"]
        ]
        for row in walk(doc)
        if row["type"] == "tableRow"
    ]


def test_the_empty_row_of_a_new_procedure_is_filled() -> None:
    before = empty_procedure()
    after = with_revision(before, ROW)
    assert rows_of(after)[1] == [
        "Nghị định mới",
        "Mục 5.4",
        "Rút ngắn thời hạn",
        "01/02",
        "28/11/2026",
    ]
    assert len(rows_of(after)) == len(rows_of(before))


def test_a_full_table_gets_one_row_more_and_the_comparison_shows_it() -> None:
    before = document(table(HEAD, ("Tất cả", "Ban hành lần đầu", "01/00", "01/01/2025")))
    after = with_revision(before, ROW)
    assert rows_of(after)[2] == ["Mục 5.4", "Rút ngắn thời hạn", "01/02", "28/11/2026"]
    assert rows_of(after)[:2] == rows_of(before)
    assert after is not None
    assert "Rút ngắn thời hạn" in compare(before, after).html


def test_a_row_of_this_label_is_not_written_twice() -> None:
    once = with_revision(document(table(HEAD)), ROW)
    assert once is not None
    assert with_revision(once, ROW) is None


@pytest.mark.parametrize(
    "other",
    [
        table(("TT", "Trình tự", "Trách nhiệm", "Thời gian")),
        table(("TT", "Nội dung công việc", "Ngày")),
        table(("Lần sửa đổi", "Ngày"), ("01", "x")),
        table(HEAD, rowspan=1, colspan=2),
        {"type": "paragraph", "content": [{"type": "text", "text": "Sửa đổi tài liệu"}]},
    ],
)
def test_another_table_is_left_alone(other: Json) -> None:
    assert with_revision(document(other), ROW) is None


def test_what_is_written_is_text_whatever_was_typed() -> None:
    after = with_revision(document(table(HEAD)), {**ROW, "summary": "a\x00<b>\r\nc"})
    assert rows_of(after)[1][1] == "a<b> c"
