from datetime import date

import pytest

from docctl.legal import Citation, find


def only(text: str) -> Citation:
    [found] = find(text)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("theo Nghị định số 61/2018/NĐ-CP", "Nghị định", "61/2018/NĐ-CP"),
        ("Quyết định 19/2014/QĐ-TTg", "Quyết định", "19/2014/QĐ-TTg"),
        ("Nghị quyết số 66.13/2026/NQ-CP", "Nghị quyết", "66.13/2026/NQ-CP"),
        ("Thông tư liên tịch số 19/2012/TTLT-BTC-BKH&ĐT-BTTTT",
         "Thông tư liên tịch", "19/2012/TTLT-BTC-BKH&ĐT-BTTTT"),
        ("TT55/2005/TTLT-BNV-VPCP", "Thông tư liên tịch", "55/2005/TTLT-BNV-VPCP"),
        ("Nghị định 20-CP", "Nghị định", "20-CP"),
        ("Nghị định 20/CP", "Nghị định", "20/CP"),
        ("Nghị định số 18-HĐBT", "Nghị định", "18-HĐBT"),
        ("Quyết định số 31/2005/QĐ.UBND", "Quyết định", "31/2005/QĐ.UBND"),
        ("Nghị định 56/ 2015/ NĐ - CP", "Nghị định", "56/2015/NĐ-CP"),
        ("Nghị định 74/2013/NĐ -CP", "Nghị định", "74/2013/NĐ-CP"),
        ("Nghị định 49/2010/NÐ–CP", "Nghị định", "49/2010/NĐ-CP"),
        ("Nghị định s08/2014/NĐ-CP", "Nghị định", "08/2014/NĐ-CP"),
        ("chỉ thị số 07/ct-ttg", "Chỉ thị", "07/ct-ttg"),
        ("QUYẾT ĐỊNH SỐ 636/QĐ-UBND", "Quyết định", "636/QĐ-UBND"),
        ("Quyết định số 460/QĐUBND", "Quyết định", "460/QĐUBND"),
        ("nghi dinh so 1 va nghị đinh số 5/2020/NĐ-CP", "Nghị định", "5/2020/NĐ-CP"),
        ("Chỉ thị số 05-CT/TW", "Chỉ thị", "05-CT/TW"),
        ("Kế hoạch số 22/KH-BDT", "Kế hoạch", "22/KH-BDT"),
        ("Công văn số 327/BDT-VP", "Công văn", "327/BDT-VP"),
        ("văn bản hợp nhất 03/VBHN-VPQH", "Văn bản hợp nhất", "03/VBHN-VPQH"),
        ("Nghị định của Chính phủ số 99/2021/NĐ-CP", "Nghị định", "99/2021/NĐ-CP"),
        ("tờ khaiSố lượngNghị định số 8/2021/NĐ-CP.Mau1.docx", "Nghị định", "8/2021/NĐ-CP"),
        ("xem 61/2018/NĐ-CP", "Nghị định", "61/2018/NĐ-CP"),
        ("Thông tư số 60 TC/TCT", "Thông tư", "60TC/TCT"),
        ("Nghị quyết số 19-2018/NQ-CP", "Nghị quyết", "19-2018/NQ-CP"),
        ("công văn số 2025-017/ABC-XNK", "Công văn", "2025-017/ABC-XNK"),
        ("công văn số 20251023/CV-AB", "Công văn", "20251023/CV-AB"),
        ("làm theo công văn 812/byt-kcb", "Công văn", "812/byt-kcb"),
        ("công văn số 812/vpcp của chính phủ", "Công văn", "812/vpcp"),
        ("công văn 4981bnn-ty", "Công văn", "4981bnn-ty"),
        ("theo qđ số 57/2013/qđ-ttg", "Quyết định", "57/2013/qđ-ttg"),
        ("thực hiện số 1570/qđ-ttg", "Quyết định", "1570/qđ-ttg"),
        ("Văn bản hợp nhất 48VBHN-VPQH", "Văn bản hợp nhất", "48VBHN-VPQH"),
        ("Thông tư liên bộ 05/TTLB", "Thông tư liên tịch", "05/TTLB"),
        ("Quyết định số 12/2020/QĐ.TTg", "Quyết định", "12/2020/QĐ.TTg"),
        ("Công văn số 5972/SXD-QLN& TTBĐS", "Công văn", "5972/SXD-QLN&TTBĐS"),
        ("Thông tư liên tịch số 1/2021/TTLT-BCA-BNN &PTNT-BTC", "Thông tư liên tịch",
         "1/2021/TTLT-BCA-BNN&PTNT-BTC"),
        ("tại khoản 2Điều 5Nghị định số 8/2021/NĐ-CP", "Nghị định", "8/2021/NĐ-CP"),
        ("Sắc lệnh số 85/SL", "Sắc lệnh", "85/SL"),
        ("Sắc luật số 03-SLt", "Sắc luật", "03-SLt"),
        ("Luật số 40-LCT/HĐNN8", "Luật", "40-LCT/HĐNN8"),
        ("Quyết định số 217-HĐBT", "Quyết định", "217-HĐBT"),
        ("Quyết định 327-TTg", "Quyết định", "327-TTg"),
        ("Lệnh số 20/2008/L-CTN", "Lệnh", "20/2008/L-CTN"),
        ("Pháp lệnh 26/2005/PL-UBTVQH11", "Pháp lệnh", "26/2005/PL-UBTVQH11"),
        ("Nghị quyết số 45-NQ/ĐU", "Nghị quyết", "45-NQ/ĐU"),
        ("Công văn số 15-CV/TU", "Công văn", "15-CV/TU"),
        ("Quyết định số 906/QĐTTg", "Quyết định", "906/QĐTTg"),
        ("Báo cáo thẩm định số 18/BCTĐ-STP", "Báo cáo", "18/BCTĐ-STP"),
        ("NGHI DINH SO 61/2018/ND-CP", "Nghị định", "61/2018/ND-CP"),
        ("Điều 5\nBộ luật 123-CP", "Bộ luật", "123-CP"),
        ("theo nghị định số 30/2020/nđ-cp.\na) đối tượng", "Nghị định", "30/2020/nđ-cp"),
        ("thông tư số 5/2020/tt-btc - quy chế", "Thông tư", "5/2020/tt-btc"),
        ("thông tư số 5/2020/tt - btc về", "Thông tư", "5/2020/tt-btc"),
        ("Quyết định số30/2017/QĐ-TTgngày 5/3/2017", "Quyết định", "30/2017/QĐ-TTg"),
    ],
)  # fmt: skip
def test_numbers_of_every_age_are_found(text: str, kind: str, number: str) -> None:
    found = only(text)
    assert (found.type, found.number, found.form) == (kind, number, "number")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nghị định 181 và thông lệ", "181"),
        ("theo NĐ 61/2018 về một cửa", "61/2018"),
        ("Quyết định 19/2014 của Thủ tướng Chính phủ", "19/2014"),
        ("Công văn số 64 ngày 1/2/2020", "64"),
        ("theo kết luận 45 ngày 01/02/2019 của ban bí thư", "45"),
        ("Kế hoạch 4806; lịch", "4806"),
        ("theo NĐ61/2018 về một cửa", "61/2018"),
        ("NĐ-CP số 15/2020", "15/2020"),
    ],
)
def test_a_bare_number_is_a_partial_citation(text: str, number: str) -> None:
    found = only(text)
    assert (found.number, found.form) == (number, "partial")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("theo TCVN ISO 9001:2015", "TCVN ISO 9001:2015"),
        ("ISO 9001: 2015", "ISO 9001:2015"),
        ("TCNV ISO 9001:2008", "TCVN ISO 9001:2008"),
        ("TCVN 5200 - 90", "TCVN 5200-90"),
        ("QCVN 01-1:2024/BYT", "QCVN 01-1:2024/BYT"),
        ("TCVN ISO/IEC 17025:2017", "TCVN ISO/IEC 17025:2017"),
        ("ĐLVN 113:2003", "ĐLVN 113:2003"),
        ("áp dụng tcvn iso 9001:2015", "TCVN iso 9001:2015"),
        ("theo iso 9001: 2008", "ISO 9001:2008"),
        ("QCVN QTĐ-4: 2010/BCT", "QCVN QTĐ-4:2010/BCT"),
    ],
)
def test_standards_are_found_with_their_prefix(text: str, number: str) -> None:
    found = only(text)
    assert (found.number, found.kind, found.form) == (number, "standard", "standard")


@pytest.mark.parametrize(
    "text",
    [
        "Thông tư này; khoản 1 Điều này; Luật này; quy trình này",
        "Quy trình QT 01/CX-HCTP và QT-01, BM.01/QT-01, TT.01-KSTL",
        "mã 1.000948.H38, KQ.G12.000313, 000.00.16.H10-210101-0001",
        "ngày 16/3/2021; 1/2 ngày; 40/48 cơ quan; 12/12 phòng; 24/7; 9-10 người",
        "Mẫu số 01/TB-ĐKĐT, mẫu số 02/TSC-ĐA, Mẫu số 03 - XLĐ",
        "Nghị định số …/2026/NĐ-CP và Thông tư số /2026/TT-BTC",
        "Số: 87/2025/NĐ-CP\nHà Nội, ngày 11 tháng 4 năm 2025",
        "Bản án số 27/2008/DS-ST; Quyết định giám đốc thẩm số 12/2015/DS-GĐT",
        "Hợp đồng số 219/2009/HĐTD-CN; Giấy phép số 15/GP-UBND",
        "dự án Luật Đất đai; dự thảo Luật Viên chức",
        "pháp luật đất đai, kỷ luật lao động, văn phòng luật sư, Luật sư Nguyễn",
        "Điều 4 của Luật này và các văn bản hướng dẫn",
        "xe 29A-12345, nhà số 16, quốc lộ số 1, thông tư 2 trang",
        "Bộ Tư lệnh 86",
        "Quyết định giám đốc thẩm số 04/2010/QĐ-HĐTP; Án lệ số 05/2016/AL",
        "quyết định thanh tra thực hiện theo Mẫu số 06-TTr",
        "báo cáo Tổng cục Thủy sản về đăng ký tàu cá theo Mẫu số 01.BC",
        "Thông báo không điều chỉnhmẫu số 01/TB-TS",
        "chương trình thực tập kỹ năng số 2; kết luận giám định số 2784/C21",
        "QCVN 31_2017_ABC.doc, TCVN :2017/ABC",
        "Phụ lục kèm TT 15-BKHCN.doc; Thông tư 21-BTC.pdf",
        "3/tháng, 5/ngày, Kế hoạch 5 năm, thông báo 03 lần, kế hoạch 12 tháng, tt 6 tháng",
        "Quyết định số ....../QĐ-UBND ngày ... tháng ...; Quyết định số [số]/QĐ-UBND",
    ],
)
def test_what_only_looks_like_a_citation_is_left_alone(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("ngày 16/3/2021", date(2021, 3, 16)),
        ("ngày 5.3.2014", date(2014, 3, 5)),
        (", ngày 16-3-2021", date(2021, 3, 16)),
        ("ngày 10 tháng 10 năm 2014", date(2014, 10, 10)),
        ("ngày 01\ntháng 6 năm 2022", date(2022, 6, 1)),
        ("(ngày 2/4/2016)", date(2016, 4, 2)),
        ("19/2/2013", date(2013, 2, 19)),
        ("**ngày** 05 **tháng** 02 **năm 2025", date(2025, 2, 5)),
        ("ngày 4/12/92", date(1992, 12, 4)),
        ("ngày 4/12/15", date(2015, 12, 4)),
        (", Hà Nội, ngày 01\ntháng 6 năm 2022", date(2022, 6, 1)),
        ("do Chính phủ ban hành ngày 1/2/2020", date(2020, 2, 1)),
    ],
)
def test_the_date_is_read_in_every_spelling(words: str, day: date) -> None:
    assert only(f"Quyết định số 504/QĐ-UBND {words} của UBND tỉnh").issued == day


def test_a_day_that_does_not_exist_is_noted_and_not_guessed() -> None:
    for day in ("31/2/1999", "19/8/19999"):
        found = only(f"Nghị định số 73/1999/NĐ-CP ngày {day}")
        assert found.issued is None
        assert found.repairs == ("date",)


@pytest.mark.parametrize(
    ("words", "issuer"),
    [
        ("của Chính phủ quy định chi tiết", "Chính phủ"),
        ("của Quốc hội khóa XV", "Quốc hội"),
        ("của Bộ trưởng Bộ Giao thông vận tải hướng dẫn", "Bộ trưởng Bộ Giao thông vận tải"),
        ("của Bộ Văn hóa, Thể thao và Du lịch về", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("của Uỷ ban nhân dân tỉnh Trà Vinh về việc", "Uỷ ban nhân dân tỉnh Trà Vinh"),
        ("của Bộ Tư pháp, Thông tư này", "Bộ Tư pháp"),
        ("của Chủ tịch UBND tỉnh.", "Chủ tịch UBND tỉnh"),
        ("của Bộ Y tế còn hiệu lực một phần", "Bộ Y tế"),
        ("của Tòa án nhân dân tối cao, Bộ Công an về", "Tòa án nhân dân tối cao, Bộ Công an"),
        ("của Tòa án nhân dân tối cao, Bộ luật này", "Tòa án nhân dân tối cao"),
        ("của Cục Hàng không phải được cấp lại", "Cục Hàng không"),
        ("của HĐND tỉnh Lào Cai đính chính Nghị quyết", "HĐND tỉnh Lào Cai"),
        ("của Bộ Tài chính thu hồi giấy phép", "Bộ Tài chính"),
    ],
)
def test_the_issuer_ends_where_its_name_ends(words: str, issuer: str) -> None:
    assert only(f"Quyết định số 5/QĐ-ABC ngày 1/2/2020 {words}").issuer == issuer


def test_an_elided_head_is_that_of_the_list() -> None:
    found = find("bởi các Luật số 43/2024/QH15, số 47/2024/QH15 và số 95/2025/QH15")
    assert [(c.type, c.number, c.elided) for c in found] == [
        ("Luật", "43/2024/QH15", False),
        ("Luật", "47/2024/QH15", True),
        ("Luật", "95/2025/QH15", True),
    ]
    found = find("tại các văn bản số 55/TTr-BCA ngày 12/9/2025, số 29/ABC-XYZ ngày 3/10/2025")
    assert [c.type for c in found] == ["Văn bản", "Văn bản"]
    assert found[1].issued == date(2025, 10, 3)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("các Thông tư số 04, 05, 06/2020/TT-BTC", ["04", "05", "06/2020/TT-BTC"]),
        ("Quyết định số 12, số 13a và 15/QĐ-UBND", ["12", "13a", "15/QĐ-UBND"]),
        ("Nghị định 63/2010, 48/2013 và 92/2017/NĐ-CP", ["63/2010", "48/2013", "92/2017/NĐ-CP"]),
        ("Nghị định số 5 và 6/2019/NĐ-CP", ["5", "6/2019/NĐ-CP"]),
        ("Thông tư số 4, 20 trang, 6/2020/TT-BTC", ["4", "6/2020/TT-BTC"]),
    ],
)
def test_bare_numbers_of_a_list_are_partial_citations(text: str, numbers: list[str]) -> None:
    found = find(text)
    assert [c.number for c in found] == numbers
    assert len({c.type for c in found}) == 1
    assert [text[c.start : c.end] for c in found] == [c.surface for c in found]
    assert {c.form for c in found[:-1]} == {"partial"}


def test_a_list_in_small_letters_goes_on() -> None:
    found = find("các quyết định số 3034/qđ-ubnd ngày 31/10/2017 và 1329/qđ-ubnd ngày 23/5/2018")
    assert [(c.number, c.issued) for c in found] == [
        ("3034/qđ-ubnd", date(2017, 10, 31)),
        ("1329/qđ-ubnd", date(2018, 5, 23)),
    ]


@pytest.mark.parametrize(
    ("text", "amends"),
    [
        ("Luật Đầu tư số 61/2020/QH14 (đã được sửa đổi, bổ sung bởi Luật số 72/2020/QH14, số "
         "05/2022/QH15 và khoản 2 Điều 3 Luật số 8/2022/QH15); Luật Giá", [None, 0, 0, 0, None]),
        ("Nghị định số 43/2014/NĐ-CP quy định chi tiết Luật Đất đai, đã được sửa đổi, bổ sung theo "
         "Nghị định số 1/2017/NĐ-CP ngày 6/1/2017 và Nghị định số 8/2020/NĐ-CP; Thông tư số "
         "1/2020/TT-BTC", [None, None, 0, 0, None]),
        ("Điều 13 Nghị định 5/2024/NĐ-CP được sửa đổi bởi Điều 5, 8 Nghị định 2/2025/NĐ-CP",
         [None, 8]),
        ("Thông tư số 1/2020/TT-BTC được bổ sung tại Thông tư số 2/2021/TT-BTC được sửa đổi bởi "
         "Thông tư số 3/2022/TT-BTC", [None, 0, 43]),
        ("Luật Giá được sửa đổi năm 2012. Theo Luật Phí và lệ phí", [None, None]),
    ],
)  # fmt: skip
def test_what_amended_a_text_is_linked_to_it(text: str, amends: list[int | None]) -> None:
    assert [c.amends for c in find(text)] == amends


def test_a_citation_in_a_title_is_embedded() -> None:
    found = find(
        "Quyết định số 118/2009/QĐ-TTg ngày 30/9/2009 sửa đổi, bổ sung một số điều của "
        "Quyết định số 144/2006/QĐ-TTg; Thông tư số 1/2010/TT-BTP"
    )
    assert [c.embedded for c in found] == [False, True, False]


def test_a_list_goes_on_after_a_title() -> None:
    found = find(
        "thay thế Nghị định số 1/2015/NĐ-CP ngày 1/2/2015 của Chính phủ về người đại diện "
        "và Nghị định số 2/2015/NĐ-CP ngày 3/4/2015 của Chính phủ"
    )
    assert [c.embedded for c in found] == [False, False]


def test_an_alias_says_so() -> None:
    found = find(
        "Nghị định số 71/2015/NĐ-CP về cửa khẩu (sau đây gọi tắt là Nghị định số 71/2015/NĐ-CP)"
    )
    assert [(c.alias, c.embedded) for c in found] == [(False, False), (True, False)]
    for words in ("sau đây viết gọn là ", "dưới đây gọi tắt là “", "gọi chung là: "):
        assert [c.alias for c in find(f"Luật Giá ({words}Luật Giá)")] == [False, True]


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Sau đó, Hội đồng Bộ trưởng ban hành Nghị định số 71-HĐBT", "Hội đồng Bộ trưởng"),
        ("ngày 23/9/2011 UBND thị xã ký Quyết định số 2086/QĐ-UBND", "UBND thị xã"),
        ("Cục Thuế đã có công văn số 5106/CT-CS", "Cục Thuế"),
        ("cơ quan có Quyết định số 5/QĐ-ABC", None),
    ],
)
def test_the_issuer_may_act_before_the_citation(text: str, issuer: str | None) -> None:
    assert only(text).issuer == issuer


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ngày 18/6/1968, Thủ tướng Chính phủ ra quyết định số 88-CP", date(1968, 6, 18)),
        ("ngày 18 tháng 6 năm 1968 Thủ tướng Chính phủ ra quyết định số 88-CP", date(1968, 6, 18)),
        ("Ngày 1/2/2011 thị xã đã được Cục Thuế ký Quyết định số 2337/QĐ-CT", date(2011, 2, 1)),
        ("Ngày 1/2/2011, Cục Thuế có công văn số 5/CT-CS ngày 3/1/2011", date(2011, 1, 3)),
        ("Ngày 1/2/2011, họp; sau đó Cục Thuế có công văn số 5/CT-CS", None),
        ("Ngày 31/2/2011, Cục Thuế có công văn số 5/CT-CS", None),
        ("Ngày 1/2/2011, Cục Thuế ban hành các Quyết định số 5/QĐ-CT", None),
    ],
)
def test_the_day_may_stand_before_the_issuer_that_acts(text: str, day: date | None) -> None:
    assert only(text).issued == day


def test_items_of_a_plain_list_keep_their_own_date_and_issuer() -> None:
    found = find(
        "Nghị định số 1/2020/NĐ-CP, 2/2020/NĐ-CP, số 3 /2020/NĐ-CP và số 4/2020/NĐ-CP ngày "
        "5/6/2020 của Chính phủ; số 5-NQ/TW"
    )
    assert [(c.number, c.elided, c.issued, c.issuer, c.kind, c.repairs) for c in found] == [
        ("1/2020/NĐ-CP", False, None, None, "legal", ()),
        ("2/2020/NĐ-CP", True, None, None, "legal", ()),
        ("3/2020/NĐ-CP", True, None, None, "legal", ("spaces",)),
        ("4/2020/NĐ-CP", True, date(2020, 6, 5), "Chính phủ", "legal", ()),
        ("5-NQ/TW", True, None, None, "party", ()),
    ]
