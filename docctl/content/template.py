"""The empty procedure that a new document starts from.

Headings and tables of the national model of TCVN ISO 9001 procedures (Quyết định 101/QĐ-BKHCN).
"""

from docctl.content.normalise import paragraph
from docctl.content.parse import parse
from docctl.content.schema import Json

_REVISIONS = (
    "Yêu cầu sửa đổi/bổ sung",
    "Trang/Phần liên quan việc sửa đổi",
    "Mô tả nội dung sửa đổi",
    "Lần ban hành/Lần sửa đổi",
    "Ngày ban hành",
)
# Level, heading, and the columns of the table under it ("" = a paragraph to write in).
_SECTIONS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (1, "SỬA ĐỔI TÀI LIỆU", _REVISIONS),
    (1, "1. MỤC ĐÍCH", ()),
    (1, "2. PHẠM VI", ()),
    (1, "3. TÀI LIỆU VIỆN DẪN", ()),
    (1, "4. ĐỊNH NGHĨA/VIẾT TẮT", ()),
    (1, "5. NỘI DUNG QUY TRÌNH", ()),
    (2, "5.1 Cơ sở pháp lý", ()),
    (2, "5.2 Thành phần hồ sơ", ("Thành phần hồ sơ", "Bản chính", "Bản sao")),
    (2, "5.3 Số lượng hồ sơ", ()),
    (2, "5.4 Thời gian xử lý", ()),
    (2, "5.5 Nơi tiếp nhận và trả kết quả", ()),
    (2, "5.6 Lệ phí", ()),
    (
        2,
        "5.7 Quy trình xử lý công việc",
        ("TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả"),
    ),
    (1, "6. BIỂU MẪU", ("TT", "Mã hiệu", "Tên biểu mẫu")),
    (1, "7. HỒ SƠ CẦN LƯU", ("TT", "Hồ sơ lưu", "Nơi lưu", "Thời gian lưu")),
)


def empty_procedure() -> Json:
    """Give the content a new procedure starts with: the model's headings and empty tables."""
    blocks: list[Json] = []
    for level, title, columns in _SECTIONS:
        blocks.append({"type": "heading", "attrs": {"level": level}, "content": [_text(title)]})
        if columns:
            blocks.append(_table(columns))
        elif title != "5. NỘI DUNG QUY TRÌNH":
            blocks.append(paragraph())
    return parse({"type": "doc", "content": blocks})


def _table(columns: tuple[str, ...]) -> Json:
    head = [_cell("tableHeader", paragraph([_text(column)])) for column in columns]
    row = [_cell("tableCell", paragraph()) for _ in columns]
    rows = [{"type": "tableRow", "content": cells} for cells in (head, row)]
    return {"type": "table", "content": rows}


def _cell(kind: str, block: Json) -> Json:
    return {"type": kind, "content": [block]}


def _text(text: str) -> Json:
    return {"type": "text", "text": text}
