"""Yearly lists as ministries and provinces really print them, read row by row."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.errors import Refused
from docctl.legal.rules import Action
from docctl.yearly.headers import Column, column_of, header_of
from docctl.yearly.lines import Line, lines_of, lines_of_words, read_workbook
from docctl.yearly.reasons import why
from docctl.yearly.rows import Kind, YearlyList, read_list
from tests.word.make import docx, p, r, tbl, tc

FULL = (
    "STT",
    "Tên loại văn bản",
    "Số, ký hiệu; ngày, tháng, năm ban hành văn bản; tên gọi của văn bản/trích yếu nội dung",
    "Lý do hết hiệu lực, ngưng hiệu lực",
    "Ngày hết hiệu lực, ngưng hiệu lực",
)
PARTIAL = (*FULL[:3], "Nội dung, quy định hết hiệu lực, ngưng hiệu lực", *FULL[3:])
DECREE = (
    "1",
    "Nghị định",
    "Số 61/2018/NĐ-CP ngày 23/4/2018 về thực hiện cơ chế một cửa",
    "Được thay thế bởi Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ",
    "01/7/2025",
)
CIRCULAR = (
    "1",
    "Thông tư",
    "01/2018/TT-VPCP ngày 23/11/2018 hướng dẫn thi hành",
    "- Khoản 1, khoản 2 Điều 5;\n- Điều 7 và Phụ lục I",
    "Bị bãi bỏ bởi Thông tư số 03/2022/TT-VPCP ngày 01/8/2022",
    "15/8/2022",
)


def listed(*rows: tuple[str, ...]) -> YearlyList:
    """Read rows as a pasted table."""
    words = "\n".join(
        "\t".join(f'"{one}"' if "\n" in one else one for one in cells) for cells in rows
    )
    return read_list(lines_of_words(words))


def test_a_list_of_the_official_form_is_read() -> None:
    found = listed(
        ("DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC TOÀN BỘ VÀ MỘT PHẦN NĂM 2025",),
        ("A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ NĂM 2025",),
        FULL,
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("I. NGHỊ ĐỊNH", "", "", "", ""),
        DECREE,
        ("B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN NĂM 2025",),
        PARTIAL,
        CIRCULAR,
    )
    assert found.unread == ()
    assert found.title.startswith("DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC")
    whole, part = found.rows
    assert (whole.kind, whole.type, whole.number) == (Kind.WHOLE, "Nghị định", "61/2018/NĐ-CP")
    assert (whole.issued_on, whole.ends_on) == (date(2018, 4, 23), date(2025, 7, 1))
    assert whole.title == "về thực hiện cơ chế một cửa"
    assert (part.kind, part.number) == (Kind.PART, "01/2018/TT-VPCP")
    assert part.paths == ("@pl001.", "d0005.k001.", "d0005.k002.", "d0007.")
    reason = why(whole)
    assert (reason.action, reason.sources[0].number) == (Action.REPLACES, "118/2025/NĐ-CP")
    assert why(part).action is Action.REPEALS


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (
            ("TT", "Loại văn bản", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", *FULL[3:]),
            ("1", "Nghị định", "61/2018/NĐ-CP", "23/4/2018", "Về cơ chế một cửa", *DECREE[3:]),
        ),
        (
            ("STT", "Số, ký hiệu; ngày ban hành", "Tên gọi của văn bản", "Lý do", *FULL[4:]),
            ("1", "61/2018/NĐ-CP\n23/4/2018", "Về cơ chế một cửa", *DECREE[3:]),
        ),
        (
            ("Số hiệu văn bản", "Thời điểm hết hiệu lực", "Văn bản thay thế, bãi bỏ", "Ghi chú"),
            ("Nghị định 61/2018/NĐ-CP ngày 23/4/2018", "01-07-2025", "118/2025/NĐ-CP", ""),
        ),
        (
            ("Số TT", "Hình thức văn bản", "Số ký hiệu", "Thời gian ban hành", *FULL[3:]),
            ("1", "NGHỊ ĐỊNH", "61/2018/NĐ-CP", "23 tháng 4 năm 2018", *DECREE[3:]),
        ),
        (FULL, ("1.", "Nghị định", DECREE[2], DECREE[3], "Từ ngày 01 tháng 7 năm 2025")),
        (FULL, ("1", "", DECREE[2].replace("Số", "Nghị định số"), DECREE[3], "2025-07-01")),
    ],
    ids=range(6),
)
def test_columns_are_understood_however_they_are_split(
    header: tuple[str, ...], cells: tuple[str, ...]
) -> None:
    found = listed(header, cells)
    assert found.unread == ()
    (one,) = found.rows
    assert (one.type, one.number) == ("Nghị định", "61/2018/NĐ-CP")
    assert one.issued_on == date(2018, 4, 23)
    assert one.ends_on == date(2025, 7, 1)
    assert why(one).sources[0].number == "118/2025/NĐ-CP"


def test_a_heading_over_several_columns_is_made_precise_by_the_row_below() -> None:
    above = ["STT", "Văn bản hết hiệu lực (số hiệu văn bản)", "", "", "Lý do", "Ngày hết hiệu lực"]
    below = ["", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", "", ""]
    header = header_of([above, below, ["1", "5/2020/QĐ-UBND", "12/02/2020", "x", "y", "z"]])
    assert header is not None
    columns, used = header
    assert used == 2
    assert columns[1:4] == (Column.NUMBER, Column.ISSUED, Column.TITLE)
    assert columns[4:] == (Column.REASON, Column.ENDS)


def test_a_row_is_no_heading_whatever_its_words_are() -> None:
    assert column_of("Bị bãi bỏ bởi Quyết định số 12/2025/QĐ-UBND ngày 15/5/2025") is None
    assert column_of("Ngày hết hiệu lực, ngưng hiệu lực") is Column.ENDS
    assert column_of("Lý do hết hiệu lực") is Column.REASON
    assert column_of("Nội dung, quy định hết hiệu lực") is Column.PARTS
    assert column_of("Tên gọi/trích yếu nội dung") is Column.TITLE
    assert column_of("Người ký") is None


def test_sections_say_what_the_rows_below_are() -> None:
    found = listed(
        FULL,
        ("I. VĂN BẢN NGƯNG HIỆU LỰC TOÀN BỘ", "", "", "", ""),
        DECREE,
        ("II. QUYẾT ĐỊNH: 12 văn bản", "", "", "", ""),
        ("2", "", "05/2020/QĐ-UBND ngày 12/02/2020 về phối hợp", "Hết thời hạn", "30/5/2025"),
    )
    held, local = found.rows
    assert held.suspended
    assert why(held).action is Action.SUSPENDS
    assert local.type == "Quyết định"
    assert why(local).own_end


@pytest.mark.parametrize(
    ("reason", "action", "sources", "own"),
    [
        ("Bị bãi bỏ bởi khoản 2 Điều 30 Nghị định số 46/2026/NĐ-CP", "repeals", 1, False),
        ("Thông tư số 01/2025/TT-BTP thay thế", "replaces", 1, False),
        (
            "Quyết định số 12/2025/QĐ-UBND ngày 15/5/2025 bãi bỏ Quyết định số 05/2020/QĐ-UBND",
            "repeals",
            1,
            False,
        ),
        (
            "Thay thế bởi Thông tư số 1/2025/TT-BTP và Thông tư số 2/2025/TT-BTP",
            "replaces",
            2,
            False,
        ),
        ("Hết thời hạn có hiệu lực đã được quy định trong văn bản", "repeals", 0, True),
        ("Không còn đối tượng điều chỉnh", "repeals", 0, True),
        ("Luật Hộ tịch năm 2014 có hiệu lực", "repeals", 1, False),
        ("", "repeals", 0, False),
    ],
)
def test_the_reason_says_who_ended_the_text(
    reason: str,
    action: str,
    sources: int,
    own: object,
) -> None:
    (one,) = listed(FULL, ("1", *DECREE[1:3], reason, "01/7/2025")).rows
    found = why(one)
    assert (found.action.value, len(found.sources), found.own_end) == (action, sources, own)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("1", "Nghị định", "không rõ số", "x", "01/7/2025"), "No number"),
        (("1", "Nghị định", DECREE[2], "x", "31/02/2025"), "is no date"),
        (("1", "Nghị định", DECREE[2], "x", "01/7/2025, 01/8/2025"), "several days"),
        (("1", "", "12/2020/XYZ", "x", "01/7/2025"), "the type of the text"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_with_its_reasons(
    cells: tuple[str, ...], said: str
) -> None:
    found = listed(FULL, DECREE, cells)
    assert len(found.rows) == 1
    (unread,) = found.unread
    assert said in " ".join(map(str, unread.reasons))
    assert unread.place == "3"


def test_a_partial_row_without_provisions_is_not_taken_for_the_whole() -> None:
    found = listed(
        PARTIAL, (*CIRCULAR[:3], "", *CIRCULAR[4:]), (*CIRCULAR[:3], "Toàn bộ", *CIRCULAR[4:])
    )
    assert "which provisions" in str(found.unread[0].reasons[0])
    assert found.rows[0].kind is Kind.WHOLE


def workbook(*rows: tuple[Any, ...], merge: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in rows:
        sheet.append(cells)
    for area in merge:
        sheet.merge_cells(area)
    second = book.create_sheet("Một phần")
    for cells in (PARTIAL, CIRCULAR):
        second.append(cells)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_workbooks_with_several_sheets_and_merged_cells_are_read() -> None:
    data = workbook(
        ("DANH MỤC văn bản hết hiệu lực toàn bộ", None, None, None, None),
        FULL,
        ("Nghị định", None, None, None, None),
        (1, "Nghị định", DECREE[2], DECREE[3], date(2025, 7, 1)),
        (2, "Nghị định", "62/2018/NĐ-CP ngày 24/4/2018", None, None),
        merge=("A1:E1", "A3:E3", "D4:D5", "E4:E5"),
    )
    found = read_list(lines_of(data, "danh muc.xlsx"))
    assert found.unread == ()
    assert [one.place for one in found.rows] == ["Sheet!4", "Sheet!5", "Một phần!2"]
    assert [one.ends_on for one in found.rows][:2] == [date(2025, 7, 1)] * 2
    assert why(found.rows[1]).sources[0].number == "118/2025/NĐ-CP"


def merged_over(*areas: str) -> bytes:
    """Give a workbook whose file names merged areas that no program would write for a list."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(FULL, DECREE, merge=("A4:B4",)))) as archive,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        named = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
        for part in archive.namelist():
            data = archive.read(part)
            changed.writestr(part, data.replace(b'<mergeCell ref="A4:B4"/>', named))
    assert written.getvalue()
    return written.getvalue()


@pytest.mark.parametrize(
    "areas",
    [
        ("A1:XFD1048576",),
        ("A1:XFD60", "A100:XFD160"),
        tuple(f"A{n}:XFD{n}" for n in range(5, 70)),
    ],
)
def test_merges_over_far_more_than_a_list_are_refused_before_a_cell_is_made(
    areas: tuple[str, ...],
) -> None:
    with pytest.raises(Refused, match="merges too many cells"):
        read_workbook(merged_over(*areas), {})
    with pytest.raises(Refused, match="merges too many cells"):
        lines_of(merged_over(*areas), "danh muc.xlsx")


@pytest.mark.parametrize("area", ["", "A1:", "hết", "A1:ZZZZ9"])
def test_merges_that_name_no_place_are_refused(area: str) -> None:
    with pytest.raises(Refused, match="not an Excel workbook"):
        lines_of(merged_over(area), "danh muc.xlsx")


def test_a_title_merged_over_the_whole_width_of_a_sheet_is_read() -> None:
    found = lines_of(merged_over("A5:XFD5", "G1:G2"), "danh muc.xlsx")
    assert [one.place for one in found][:2] == ["Sheet!1", "Sheet!2"]


def test_word_files_with_several_tables_are_read() -> None:
    def rows(*lines: tuple[str, ...]) -> str:
        return tbl(*([tc(one) for one in line] for line in lines))

    body = (
        p(r("DANH MỤC VĂN BẢN HẾT HIỆU LỰC NĂM 2025"))
        + p(r("A. Văn bản hết hiệu lực toàn bộ"))
        + rows(FULL, DECREE)
        + p(r("B. Văn bản hết hiệu lực một phần"))
        + rows(PARTIAL, CIRCULAR)
    )
    found = read_list(lines_of(docx(body), "danh muc.docx"))
    assert found.unread == ()
    assert [(one.place, one.kind) for one in found.rows] == [
        ("1.2", Kind.WHOLE),
        ("2.2", Kind.PART),
    ]
    assert len(found.rows[1].paths) == 4


def test_what_is_no_list_is_refused_or_empty() -> None:
    for data, name in ((b"PK\x03\x04xx", "a.xlsx"), (b"x", "a.exe"), (b"PK\x03\x04xx", "a.docx")):
        with pytest.raises(Refused):
            lines_of(data, name)
    assert read_list(lines_of_words("x\ty\n1\t2")).rows == ()


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=6), max_size=12))
def test_any_table_is_read_without_an_error(rows: list[list[str]]) -> None:
    lines = [Line(str(n), 1, tuple(cells)) for n, cells in enumerate(rows, start=2)]
    found = read_list([Line("1", 1, FULL), *lines])
    assert len(found.rows) + len(found.unread) <= len(rows)
