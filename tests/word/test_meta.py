"""What a document says about itself, in the layouts that agencies use."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.word import Meta, read_file
from docctl.word.cells import date_in
from docctl.word.labels import labels_in
from docctl.word.subject import field_of
from tests.word.make import bold, docx, p, r, relations, root, tbl, tc

pytestmark = pytest.mark.usefixtures("reading_here")
RESTART, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def meta(body: str, *, header: str = "", footer: str = "", name: str = "x.docx") -> Meta:
    references = ""
    items = []
    parts: dict[str, str | bytes] = {}
    for number, (kind, inner) in enumerate((("header", header), ("footer", footer))):
        if inner:
            items.append((f"rId{number}", kind, f"{kind}1.xml"))
            parts[f"word/{kind}1.xml"] = root("hdr" if kind == "header" else "ftr", inner)
            references += f'<w:{kind}Reference w:type="default" r:id="rId{number}"/>'
    if items:
        parts["word/_rels/document.xml.rels"] = relations(*items)
    body += p(r("1. MỤC ĐÍCH")) + f"<w:sectPr>{references}</w:sectPr>"
    return read_file(docx(body, parts), name).meta


def block(agency: str, title: str, *facts: str) -> str:
    """A title block: agency | title | facts below each other."""
    first = [tc(agency, RESTART), tc(title, RESTART), facts[0]]
    rest = [[tc("", ON), tc("", ON), fact] for fact in facts[1:]]
    return tbl(first, *rest)


def test_the_block_of_the_national_model_is_read() -> None:
    found = meta(
        block(
            "UBND HUYỆN MẪU",
            "QUY TRÌNH\nKiểm soát thông tin dạng văn bản",
            "Mã hiệu: QT-01",
            "Lần ban hành: 03",
            "Lần sửa đổi: 02",
            "Ngày ban hành: 15/8/2024",
            "Trang: 1/9",
        )
    )
    assert (found.code, found.title) == ("QT-01", "Kiểm soát thông tin dạng văn bản")
    assert (found.issue_no, found.revision_no) == (3, 2)
    assert found.issued_on == date(2024, 8, 15)
    assert (found.agency, found.kind) == ("UBND HUYỆN MẪU", "procedure")


def test_a_block_in_the_page_header_is_read() -> None:
    found = meta(
        p(r("Nội dung")),
        header=block(
            "SỞ NỘI VỤ",
            "QUY TRÌNH ĐÁNH GIÁ NỘI BỘ",
            "Mã số: QT.ISO.03",
            "Lần ban hành/sửa đổi: 01/02",
            "Ngày hiệu lực: 01.02.2023",
        ),
    )
    assert (found.code, found.title) == ("QT.ISO.03", "QUY TRÌNH ĐÁNH GIÁ NỘI BỘ")
    assert (found.issue_no, found.revision_no) == (1, 2)
    assert (found.issued_on, found.effective_on) == (None, date(2023, 2, 1))


def test_a_cover_without_a_table_is_read() -> None:
    found = meta(
        p(r("ỦY BAN NHÂN DÂN XÃ MẪU"))
        + bold("QUY TRÌNH")
        + bold("KIỂM SOÁT HỒ SƠ")
        + p(r("Mã số: QT02 ISO"))
        + p(r("Ban hành lần: 05"))
        + p(r("Ngày: 20/3/2022"))
        + p(r("(Ban hành kèm theo Quyết định số 12/QĐ-UBND)"))
    )
    assert (found.code, found.issue_no) == ("QT02 ISO", 5)
    assert (found.title, found.kind) == ("KIỂM SOÁT HỒ SƠ", "procedure")
    assert found.agency == "ỦY BAN NHÂN DÂN XÃ MẪU"


def test_labels_and_values_in_cells_of_their_own_are_read() -> None:
    found = meta(
        tbl(
            [tc("CHI CỤC MẪU"), tc("HƯỚNG DẪN CÔNG VIỆC\nTiếp công dân"), "Mã hiệu", "HD.08.01"],
            ["", "", "Lần ban hành", "02"],
            ["", "", "Ngày ban hành", "07 tháng 7 năm 2025"],
        )
    )
    assert (found.code, found.issue_no) == ("HD.08.01", 2)
    assert (found.issued_on, found.kind) == (date(2025, 7, 7), "instruction")
    assert found.title == "Tiếp công dân"


def test_labels_in_one_row_and_values_in_the_next_are_read() -> None:
    found = meta(
        tbl(
            ["Tên tài liệu", "Mã hiệu", "Lần ban hành", "Ngày ban hành"],
            ["Quy trình quản lý rủi ro", "QT-VP-03", "01", "01/01/2024"],
        )
    )
    assert (found.code, found.issue_no) == ("QT-VP-03", 1)
    assert found.title == "Quy trình quản lý rủi ro"
    assert found.issued_on == date(2024, 1, 1)


def test_all_facts_in_one_line_are_read() -> None:
    found = meta(
        bold("QUY TRÌNH TIẾP CÔNG DÂN")
        + p(r("Mã hiệu: QT-12; Lần ban hành: 02; Ngày ban hành: 01/6/2023; Trang: 1/5"))
    )
    assert (found.code, found.issue_no, found.issued_on) == ("QT-12", 2, date(2023, 6, 1))


def test_a_title_that_holds_the_word_of_a_label_is_still_a_title() -> None:
    found = meta(block("SỞ MẪU", "QUY TRÌNH\nCấp giấy xác nhận tình trạng", "Mã hiệu: QT-5"))
    assert found.title == "Cấp giấy xác nhận tình trạng"


def test_a_form_with_its_own_code_is_read() -> None:
    found = meta(p(r("BM.01/QT-01")) + bold("PHIẾU YÊU CẦU SỬA ĐỔI TÀI LIỆU"))
    assert (found.code, found.kind) == ("BM.01/QT-01", "form")
    assert found.title == "PHIẾU YÊU CẦU SỬA ĐỔI TÀI LIỆU"


def test_a_code_may_stand_in_the_file_name_only() -> None:
    assert meta(bold("QUY TRÌNH MUA SẮM"), name="QT-07 Mua sam.docx").code == "QT-07"


def test_page_furniture_older_than_the_block_loses() -> None:
    found = meta(
        block("SỞ MẪU", "QUY TRÌNH\nMẫu", "Mã hiệu: QT-1", "Lần ban hành: 3")
        + p(r("Ngày ban hành: 01/01/2025")),
        footer=p(r("Lần ban hành: 2")) + p(r("Ngày hiệu lực: 01/01/2020")),
    )
    assert (found.issue_no, found.effective_on) == (3, None)


def test_a_revision_table_does_not_give_the_revision_number() -> None:
    body = block("SỞ MẪU", "QUY TRÌNH\nMẫu", "Mã hiệu: QT-1", "Lần ban hành: 2") + tbl(
        ["TT", "Lần sửa đổi", "Vị trí", "Nội dung sửa đổi", "Ngày sửa đổi"],
        ["1", "01", "Mục 5", "Sửa căn cứ pháp lý", "02/02/2021"],
        ["2", "02", "Mục 6", "Bổ sung biểu mẫu", "03/03/2022"],
        ["3", "", "", "", ""],
    )
    found = meta(body)
    assert (found.issue_no, found.revision_no) == (2, None)
    assert [(row.number, row.where, row.what, row.on) for row in found.revisions] == [
        ("01", "Mục 5", "Sửa căn cứ pháp lý", date(2021, 2, 2)),
        ("02", "Mục 6", "Bổ sung biểu mẫu", date(2022, 3, 3)),
    ]


@pytest.mark.parametrize(
    "head",
    [
        [
            "Yêu cầu sửa đổi/bổ sung",
            "Trang/Phần liên quan việc sửa đổi",
            "Mô tả nội dung sửa đổi",
            "Lần ban hành/Lần sửa đổi",
            "Ngày ban hành",
        ],
        [
            "Ngày tháng",
            "Trang/Phần liên quan việc sửa đổi",
            "Mô tả nội dung thay đổi",
            "Lần ban hành/sửa đổi",
        ],
        ["Ngày tháng", "Nội dung thay đổi", "Lần ban hành"],
    ],
)
def test_the_variants_of_revision_tables_are_read(head: list[str]) -> None:
    values = {"Ngày": "05/5/2023", "Lần": "02", "Trang": "Mục 3", "Yêu": "Theo NĐ mới"}
    row = [values.get(column.split()[0].split("/")[0], "Đổi căn cứ") for column in head]
    (revision,) = meta(tbl(head, row)).revisions
    assert "Đổi căn cứ" in revision.what or revision.what == "Theo NĐ mới"
    assert (revision.number, revision.on) == ("02", date(2023, 5, 5))


def test_an_approval_block_with_roles_across_is_read() -> None:
    found = meta(
        tbl(
            ["", "NGƯỜI SOẠN THẢO", "SOÁT XÉT 1", "SOÁT XÉT 2", "PHÊ DUYỆT"],
            ["Họ và tên", "Người A", "Người B", "Người C", "Người D"],
            ["Chức danh", "Chuyên viên", "Trưởng phòng", "Đại diện lãnh đạo", "Giám đốc"],
            ["Ngày", "01/01/2024", "02/01/2024", "", "03/01/2024"],
        )
    )
    assert found.drafter
    assert (found.drafter.name, found.drafter.on) == ("Người A", date(2024, 1, 1))
    assert found.reviewer
    assert found.reviewer.name == "Người B"
    assert found.approver
    assert found.approver.position == "Giám đốc"


def test_an_approval_block_with_roles_down_is_read() -> None:
    found = meta(
        tbl(
            ["Trách nhiệm", "Họ tên", "Chức vụ", "Chữ ký"],
            ["Người viết", "Người A", "Chuyên viên", ""],
            ["Người kiểm tra", "Người B", "Trưởng phòng", ""],
            ["Người duyệt", "Người C", "Giám đốc", ""],
        )
    )
    names = [person.name for person in (found.drafter, found.reviewer, found.approver) if person]
    assert names == ["Người A", "Người B", "Người C"]


def test_an_empty_approval_block_names_nobody() -> None:
    found = meta(tbl(["Trách nhiệm", "Soạn thảo", "Phê duyệt"], ["Họ tên", "", ""]))
    assert found.drafter is found.approver is None


def test_forms_and_the_number_of_the_public_service_are_read() -> None:
    found = meta(
        bold("QUY TRÌNH MẪU")
        + p(r("Mã TTHC: 1.001193.H38"))
        + bold("6. BIỂU MẪU")
        + tbl(["TT", "Mã hiệu", "Tên biểu mẫu"], ["1", "BM.01", "Tờ khai"], ["2", "", "Sổ"])
    )
    assert found.service_code == "1.001193.H38"
    assert found.forms == (("BM.01", "Tờ khai"), ("", "Sổ"))


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Đăng ký lại việc nuôi con nuôi trong nước", "Nuôi con nuôi"),
        ("Đăng ký khai sinh", "Hộ tịch"),
        ("Chứng thực di chúc", "Chứng thực"),
        ("Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp"),
        ("Kiểm soát tài liệu", "Hệ thống quản lý chất lượng"),
        ("Bàn giao ghế", ""),
    ],
)
def test_the_field_is_proposed_from_the_title(title: str, field: str) -> None:
    assert field_of(title, ()) == (field, bool(field))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07/7/2025", date(2025, 7, 7)),
        ("7.7.2025", date(2025, 7, 7)),
        ("07 - 07 - 2025", date(2025, 7, 7)),
        ("ngày 07 tháng 7 năm 2025", date(2025, 7, 7)),
        ("31/02/2025", None),
        ("…/…/2025", None),
        ("15/2012/QH13", None),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, day: date | None) -> None:
    assert date_in(text) == day


@given(st.text(max_size=80))
def test_any_line_can_be_cut_at_its_labels(text: str) -> None:
    for _, value in labels_in(text):
        assert value == value.strip()


def test_the_number_of_the_public_service_is_not_the_code() -> None:
    found = meta(
        bold("QUY TRÌNH NỘI BỘ")
        + bold("Giải quyết thủ tục đăng ký kết hôn")
        + p(r("Mã số TTHC: 1.000894"))
        + p(r("Mã số: QT-HT-05"))
    )
    assert (found.code, found.service_code) == ("QT-HT-05", "1.000894")
    assert (found.title, found.kind) == ("Giải quyết thủ tục đăng ký kết hôn", "procedure")


def test_the_agency_stands_under_the_one_above_it() -> None:
    body = p(r("UBND TỈNH MẪU")) + bold("SỞ CÔNG THƯƠNG") + bold("QUY TRÌNH") + bold("Cấp phép")
    assert meta(body).agency == "SỞ CÔNG THƯƠNG"


def test_facts_in_a_text_box_are_read() -> None:
    box = f"<w:txbxContent>{p(r('Mã hiệu: QT-77'))}{p(r('Lần ban hành: thứ tư'))}</w:txbxContent>"
    shape = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    found = meta(p(shape) + bold("HƯỚNG DẪN SỬ DỤNG PHẦN MỀM"))
    assert (found.code, found.issue_no, found.kind) == ("QT-77", 4, "instruction")


def test_a_form_is_named_by_its_title_not_by_the_line_with_its_code() -> None:
    found = meta(p(r("Biểu mẫu BM-QT-01-02")) + bold("PHIẾU CUNG CẤP TÀI LIỆU"))
    assert (found.code, found.title) == ("BM-QT-01-02", "PHIẾU CUNG CẤP TÀI LIỆU")
