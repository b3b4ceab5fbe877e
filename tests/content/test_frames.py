"""The control frame a Word file brought along is recognised, and no other table is."""

from typing import Any

import pytest

from docctl import content as contents


def table(*rows: tuple[str, ...]) -> dict[str, Any]:
    """Give a content that begins with a line and a table."""

    def paragraph(text: str) -> dict[str, Any]:
        return {"type": "paragraph", "content": [{"type": "text", "text": text}]}

    cells = [
        {
            "type": "tableRow",
            "content": [{"type": "tableCell", "content": [paragraph(text)]} for text in row],
        }
        for row in rows
    ]
    return contents.parse(
        {"type": "doc", "content": [paragraph("Mở đầu"), {"type": "table", "content": cells}]}
    )


@pytest.mark.parametrize(
    "right",
    [
        "Mã hiệu: QT 02/CX-HCTP Lần ban hành: 01 Ngày ban hành: 07/7/2025",
        "Mã số: QT-01 Lần sửa đổi: 2",
        "LẦN BAN HÀNH: 01 NGÀY HIỆU LỰC: 1/1/2026",
    ],
)
def test_a_frame_is_known_by_two_of_its_facts(right: str) -> None:
    assert right in contents.frame_in(table(("SỞ TƯ PHÁP", "QUY TRÌNH", right)))


def test_other_tables_are_no_frames() -> None:
    assert contents.frame_in(table(("TT", "Nội dung"), ("1", "Ngày ban hành: ghi vào sổ"))) == ""
    assert contents.frame_in(table(("Người soạn thảo", "Người xem xét", "Người duyệt"))) == ""
