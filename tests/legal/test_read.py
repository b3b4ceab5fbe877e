from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.legal.read import read_law
from docctl.legal.read_effects import ReadEffect
from docctl.legal.rules import Action, Extent

DECREE = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 45/2031/NĐ-CP
Hà Nội, ngày 12 tháng 3 năm 2031
NGHỊ ĐỊNH
Quy định về sổ theo dõi mẫu
Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;
Căn cứ Luật Hộ tịch số 60/2014/QH13;
Theo đề nghị của Bộ trưởng Bộ Tư pháp;
Chính phủ ban hành Nghị định quy định về sổ theo dõi mẫu.
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về sổ theo dõi mẫu.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 5 năm 2031.
2. Nghị định này thay thế Nghị định số 12/2019/NĐ-CP ngày 05 tháng 02 năm 2019 của Chính phủ về sổ.
3. Bãi bỏ khoản 7 Điều 15 và Điều 20 Nghị định số 128/2025/NĐ-CP của Chính phủ.
4. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:
a) Thông tư số 03/2020/TT-BTP ngày 21 tháng 5 năm 2020 của Bộ trưởng Bộ Tư pháp;
b) Khoản 2 Điều 4 Thông tư số 04/2020/TT-BTP.
"""


def effects_in(clause: str) -> list[tuple[Action, str | None, Extent]]:
    return [
        (e.action, e.target.number or e.target.name, e.extent) for e in read_law(clause).effects
    ]


def test_the_header_says_what_the_text_is() -> None:
    law = read_law(DECREE)
    assert (law.number, law.type, law.issuer) == ("45/2031/NĐ-CP", "Nghị định", "Chính phủ")
    assert law.issued_on == date(2031, 3, 12)
    assert law.title == "Quy định về sổ theo dõi mẫu"
    assert (law.effective_on, law.effective_rule) == (date(2031, 5, 1), "fixed")
    assert "kể từ ngày 01 tháng 5 năm 2031" in law.effective_evidence
    assert [one.name or one.number for one in law.basis] == [
        "Luật Tổ chức Chính phủ",
        "Luật Hộ tịch",
    ]


def test_effects_have_targets_places_days_and_evidence() -> None:
    law = read_law(DECREE)
    found = {e.target.number: e for e in law.effects}
    assert set(found) == {
        "12/2019/NĐ-CP", "128/2025/NĐ-CP", "03/2020/TT-BTP", "04/2020/TT-BTP",
    }  # fmt: skip
    assert (found["12/2019/NĐ-CP"].action, found["12/2019/NĐ-CP"].extent) == ("replaces", "whole")
    parts = found["128/2025/NĐ-CP"]
    assert (parts.action, parts.extent) == (Action.REPEALS, Extent.PARTS)
    assert [(p.dieu, p.khoan) for p in parts.places] == [("15", "7"), ("20", None)]
    assert found["03/2020/TT-BTP"].effective_on == date(2031, 5, 1)
    assert found["04/2020/TT-BTP"].extent is Extent.PARTS
    assert all(len(e.evidence) > 20 for e in law.effects)


@pytest.mark.parametrize(
    ("clause", "effects"),
    [
        ("Thông tư số 09/2007/TT-BKHCN ngày 06 tháng 4 năm 2007 hết hiệu lực kể từ ngày "
         "Thông tư này có hiệu lực.", [(Action.REPEALS, "09/2007/TT-BKHCN", Extent.WHOLE)]),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Thông tư số 01/2020/TT-BTP như sau:",
         [(Action.AMENDS, "01/2020/TT-BTP", Extent.UNSPECIFIED)]),
        ("Thay thế cụm từ “cấp huyện” bằng cụm từ “cấp xã” tại Điều 4 Nghị định số 2/2020/NĐ-CP.",
         [(Action.AMENDS, "2/2020/NĐ-CP", Extent.PARTS)]),
        ("Đính chính Quyết định số 5/QĐ-BTP ngày 1/2/2020.",
         [(Action.CORRECTS, "5/QĐ-BTP", Extent.UNSPECIFIED)]),
        ("Bãi bỏ các quy định trái với Luật Cạnh tranh số 23/2018/QH14.", []),
        ("Căn cứ Nghị định số 2/2020/NĐ-CP thay thế Nghị định số 1/2019/NĐ-CP;", []),
        ("Nghị định số 1/2019/NĐ-CP đã được sửa đổi, bổ sung theo Nghị định số 2/2020/NĐ-CP.", []),
        ("Điều 5 được sửa đổi như sau: “Thông tư này thay thế Thông tư số 1/2019/TT-BTP”.", []),
    ],
)  # fmt: skip
def test_a_clause_does_what_it_says(
    clause: str, effects: list[tuple[Action, str | None, Extent]]
) -> None:
    assert effects_in(clause) == effects


def test_items_of_an_amending_article_act_on_the_text_it_names() -> None:
    law = read_law(
        "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 2/2020/NĐ-CP như sau:\n"
        "1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:\n“2. Nội dung mới theo Điều 9.”\n"
        "2. Bãi bỏ Điều 7 và Điều 8.\n"
        "Điều 2. Bãi bỏ nội dung khác\n3. Bãi bỏ Điều 40.\n"
    )
    said = [(e.action, [(p.dieu, p.khoan) for p in e.places]) for e in law.effects]
    assert said == [
        (Action.AMENDS, []),
        (Action.AMENDS, [("5", "2")]),
        (Action.REPEALS, [("7", None), ("8", None)]),
    ]


@pytest.mark.parametrize(
    ("clause", "rule", "day"),
    [
        ("Quyết định này có hiệu lực kể từ ngày ký.", "on_signing", date(2020, 1, 2)),
        ("Thông tư này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký.",
         "days_after_signing", date(2020, 2, 16)),
        ("Quyết định này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.",
         "days_after_publication", None),
        ("Luật này quy định về hộ tịch.", None, None),
    ],
)  # fmt: skip
def test_the_day_of_effect_follows_its_rule(
    clause: str, rule: str | None, day: date | None
) -> None:
    law = read_law(f"Số: 1/2020/QĐ-TTg\nHà Nội, ngày 02 tháng 01 năm 2020\n\n1. {clause}")
    assert (law.effective_rule, law.effective_on) == (rule, day)


def test_a_local_issuer_is_read_from_its_lines() -> None:
    law = read_law(
        "ỦY BAN NHÂN DÂN\nTỈNH TRÀ VINH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 504/QĐ-UBND\n"
        "Trà Vinh, ngày 16 tháng 3 năm 2021\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\n"
    )
    assert law.issuer == "Ủy ban nhân dân tỉnh Trà Vinh"
    assert law.issued_on == date(2021, 3, 16)


@settings(deadline=None)
@given(st.text(max_size=300) | st.text("Điều 1.bãi ỏthayếNghịđn/20-CP“”:;\n", max_size=300))
def test_any_text_can_be_read(pasted: str) -> None:
    assert all(isinstance(effect, ReadEffect) for effect in read_law(pasted).effects)


def test_a_text_without_its_header_says_its_type_and_takes_no_number_from_below() -> None:
    law = read_law(
        "Điều 1. Phạm vi\n1. Nghị định này quy định chi tiết Luật Giá số 1/2012/QH13.\n"
        "2. Áp dụng Kết luận số 192-KL/TW, ngày 19/9/2025.\n"
        "Căn cứ hồ sơ\nsố 12/QĐ-BTP ngày 01/02/2020"
    )
    assert (law.number, law.type, law.issuer, law.issued_on) == (
        None, "Nghị định", "Chính phủ", None,
    )  # fmt: skip


def test_a_letter_names_the_lowest_agency_above_it() -> None:
    law = read_law(
        "BỘ TÀI CHÍNH\nCỤC HẢI QUAN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 374/CHQ-NVTHQ\n"
        "Hà Nội, ngày 21 tháng 11 năm 2025\nKính gửi: Các Chi cục\nVề trị giá."
    )
    assert (law.type, law.issuer, law.issued_on) == ("Công văn", "Cục Hải quan", date(2025, 11, 21))


def test_titles_end_where_the_basis_begins_and_annotations_are_no_title() -> None:
    law = read_law(
        "Số: 11/2024/TT-BTP\nHà Nội, ngày 31 tháng 7 năm 2024 THÔNG TƯ QUY ĐỊNH VỀ SỔ "
        "[Tên này được "
        "sửa đổi bởi Điều 1 Luật X] Căn cứ Luật Giá ngày 18 tháng 01 năm 2024;\nĐiều 1. Sổ\n"
    )
    assert law.title == "QUY ĐỊNH VỀ SỔ"


def test_a_consolidated_text_says_so_by_what_amended_it() -> None:
    law = read_law(
        "THÔNG TƯ\nQuy định về sổ\nThông tư số 121/2020/TT-BTC ngày 31 tháng 12 năm 2020, có hiệu "
        "lực kể từ ngày 15 tháng 2 năm 2021, được sửa đổi, bổ sung bởi:\n1. Thông tư số "
        "1/2024/TT-BTC"
    )
    assert law.type == "Văn bản hợp nhất"


def test_a_resolution_that_was_adopted_on_one_day_takes_effect_on_another() -> None:
    law = read_law(
        "1. Nghị quyết này đã được Hội đồng Thẩm phán thông qua ngày 06 tháng 9 năm 2022 "
        "và có hiệu "
        "lực thi hành kể từ ngày 01 tháng 01 năm 2023."
    )
    assert law.effective_on == date(2023, 1, 1)


def test_the_date_of_a_text_told_in_one_line_is_the_last_of_the_line() -> None:
    law = read_law(
        "Thông tư số 7/2001/TT-NHNN Hướng dẫn Quy chế ban hành kèm theo Quyết định số "
        "140/2000/QĐ-TTg "
        "ngày 08/12/2000 của Thủ tướng ngày 31/08/2001 của Ngân hàng Nhà nước\nĐiều 1. Sổ"
    )
    assert (law.number, law.issued_on) == ("7/2001/TT-NHNN", date(2001, 8, 31))


@pytest.mark.parametrize(
    ("clause", "end"),
    [
        ("2. Nghị định này hết hiệu lực kể từ ngày 01 tháng 3 năm 2027 trừ các trường hợp sau đây:",
         date(2027, 3, 1)),
        ("Thông tư này có hiệu lực thi hành kể từ ngày ký đến hết ngày 24 tháng 02 năm 2030.",
         date(2030, 2, 25)),
        ("Nghị quyết này có hiệu lực từ ngày 01/8/2023 và được thực hiện đến hết năm 2025.",
         date(2026, 1, 1)),
        ("Điều 3. Quyết định này có hiệu lực từ ngày 01/01/2026 đến ngày 30/6/2026.",
         date(2026, 7, 1)),
        ("Trước ngày Nghị định này hết hiệu lực kể từ ngày 01/3/2027 thì tiếp tục.", None),
        ("Từ ngày Quyết định này có hiệu lực thi hành đến hết ngày 31 tháng 12 năm 2030.", None),
        ("Thông tư này có hiệu lực thi hành kể từ ngày 01/01/2026.", None),
    ],
)  # fmt: skip
def test_the_end_a_text_states_for_itself_is_read(clause: str, end: date | None) -> None:
    law = read_law(f"{DECREE}\n{clause}")
    assert law.expires_on == end
    assert (law.expires_evidence in clause) if end else law.expires_evidence == ""


def headed(*lines: str) -> str:
    return "\n".join((
        "BỘ QUỐC PHÒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/2031/QĐ-BQP",
        "Hà Nội, ngày 19 tháng 11 năm 2031", *lines, "Căn cứ Luật Quốc phòng số 22/2018/QH14;",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("QUYẾT", "ĐỊNH", "BÃI", "BỎ QUYẾT ĐỊNH SỐ 1/2006/QĐ-BQP"),
         "BÃI BỎ QUYẾT ĐỊNH SỐ 1/2006/QĐ-BQP"),
        (("QUYẾT ĐỊNH", "VỀ VIỆC ỦY QUYỀN CHO CHÁNH VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH CÔNG BỐ",
          "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THANH HÓA"),
         "VỀ VIỆC ỦY QUYỀN CHO CHÁNH VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH CÔNG BỐ"),
        (("QUYẾT ĐỊNH", "QUY ĐỊNH MỨC CHI THUỘC THẨM QUYỀN CỦA HỘI ĐỒNG NHÂN DÂN TỈNH"),
         "QUY ĐỊNH MỨC CHI THUỘC THẨM QUYỀN CỦA HỘI ĐỒNG NHÂN DÂN TỈNH"),
        (("QUYẾT ĐỊNH", "VỀ DỰ ÁN LUẬT VIÊN CHỨC", "CHÍNH PHỦ"), "VỀ DỰ ÁN LUẬT VIÊN CHỨC"),
        (("QUYẾT ĐỊNH", "VỀ CÔNG TÁC ĐO ĐẠC TRONG CẢ NƯỚC", "Ngày 24 tháng 6 năm 1977 Hội đồng đã"),
         "VỀ CÔNG TÁC ĐO ĐẠC TRONG CẢ NƯỚC"),
        (("QUYẾT ĐỊNH", "Về việc ban hành Quy chế"), "Về việc ban hành Quy chế"),
    ],
)  # fmt: skip
def test_the_title_is_that_of_the_heading_and_no_more(lines: tuple[str, ...], title: str) -> None:
    assert read_law(headed(*lines)).title == title


def test_a_letter_is_issued_by_the_first_of_its_symbol() -> None:
    letter = headed("Kính gửi: các Bộ").replace("12/2031/QĐ-BQP", "11414/VPCP-CN")
    assert read_law(letter).issuer == "Văn phòng Chính phủ"


@pytest.mark.parametrize(
    ("clause", "action", "places"),
    [
        ("Điều 2. Bổ sung Điều 5a vào sau Điều 5 Nghị định số 61/2018/NĐ-CP như sau:",
         Action.SUPPLEMENTS, [("5a", None, None)]),
        ("2. Bổ sung khoản 5a vào sau khoản 5 Điều 8 Nghị định số 61/2018/NĐ-CP như sau:",
         Action.SUPPLEMENTS, [("8", "5a", None)]),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP\n"
         "2. Bổ sung Điều 20a sau Điều 20 như sau:", Action.SUPPLEMENTS, [("20a", None, None)]),
        ("Điều 1. Sửa đổi, bổ sung khoản 2 Điều 3 Nghị định số 61/2018/NĐ-CP như sau:",
         Action.AMENDS, [("3", "2", None)]),
        ("Điều 1. Bổ sung cụm từ “đặc khu” vào sau cụm từ “phường” tại khoản 2 Điều 3 Nghị định số "
         "61/2018/NĐ-CP.", Action.AMENDS, [("3", "2", None)]),
    ],
)  # fmt: skip
def test_what_is_added_is_told_from_what_is_changed(
    clause: str, action: Action, places: list[tuple[str | None, str | None, str | None]]
) -> None:
    effect = read_law(clause).effects[-1]
    assert (effect.action, effect.said) == (action, "amends")
    assert [(one.dieu, one.khoan, one.diem) for one in effect.places] == places


def test_a_law_that_is_only_named_has_the_number_the_text_gives_it_elsewhere() -> None:
    words = (
        "Quốc hội ban hành Luật sửa đổi một số điều của Luật Quản lý thuế số 78/2006/QH11.\n"
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật quản lý thuế:\n"
        "1. Bổ sung khoản 4 Điều 4 như sau:"
    )
    targets = {one.target.number for one in read_law(words).effects}
    assert targets == {"78/2006/QH11"}
    other_year = words.replace("của Luật quản lý thuế:", "của Luật quản lý thuế năm 2019:")
    assert {one.target.number for one in read_law(other_year).effects} == {None}


def told(clause: str) -> list[tuple[str, str | None, str]]:
    return [(e.action.value, e.target.number, e.exception) for e in read_law(clause).effects]


def test_what_is_applied_while_another_rests_continues() -> None:
    clause = "Trong thời gian tạm ngưng hiệu lực, tiếp tục áp dụng Nghị định số 15/2018/NĐ-CP."
    assert told(clause) == [("continues", "15/2018/NĐ-CP", "")]


def test_a_suspension_that_goes_on_is_one() -> None:
    clause = "1. Tiếp tục tạm ngưng hiệu lực của Nghị định số 46/2026/NĐ-CP đến khi có văn bản mới."
    assert told(clause) == [("suspends", "46/2026/NĐ-CP", "")]


def test_a_text_is_put_off_not_what_it_waits_for_nor_from_its_old_day() -> None:
    [effect] = read_law(
        "Lùi thời hạn thi hành Bộ luật Hình sự số 100/2015/QH13 từ ngày 01/7/2016 đến ngày"
        " Luật sửa đổi, bổ sung một số điều của Bộ luật Hình sự có hiệu lực thi hành."
    ).effects
    assert (effect.action, effect.target.number) == (Action.POSTPONES, "100/2015/QH13")
    assert effect.effective_on is None


def test_an_exception_belongs_to_the_text_it_names() -> None:
    clause = (
        "Nghị định này thay thế Nghị định số 61/2018/NĐ-CP và Nghị định số 107/2021/NĐ-CP, trừ "
        "khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP."
    )
    assert told(clause) == [
        ("replaces", "61/2018/NĐ-CP", "khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP"),
        ("replaces", "107/2021/NĐ-CP", ""),
    ]


def test_verbs_before_one_text_share_its_article() -> None:
    effects = read_law(
        "Sửa đổi khoản 1, bổ sung khoản 3a vào sau khoản 3, bãi bỏ khoản 4 Điều 6 của Nghị định số "
        "23/2015/NĐ-CP."
    ).effects
    assert [(e.action, [(p.dieu, p.khoan) for p in e.places]) for e in effects] == [
        (Action.AMENDS, [("6", "1")]),
        (Action.SUPPLEMENTS, [("6", "3a")]),
        (Action.REPEALS, [("6", "4")]),
    ]


def test_a_title_in_capitals_is_written_as_a_sentence_of_the_text_writes_it() -> None:
    words = (
        "Luật số: 68/2027/QH16\n\nLUẬT\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT HỘ TỊCH\n\n"
        "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Hộ tịch số 60/2014/QH13.\n"
    )
    assert read_law(words).title == "Luật sửa đổi, bổ sung một số điều của Luật Hộ tịch"
    unsaid = words.partition("Quốc hội ban hành")[0] + "Điều 1. Phạm vi\n"
    assert read_law(unsaid).title == "Luật SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT HỘ TỊCH"


@pytest.mark.parametrize("gap", ["\n", "\n \n", "\t\n", "* \n"])
def test_a_law_means_no_more_by_many_empty_lines(gap: str) -> None:
    """Reading it takes no longer either; patterns that look for what follows a gap would."""
    head, clause, tail = DECREE.partition("Điều 2.")
    tail = clause + tail
    assert read_law(head.rstrip() + "\n\n" + tail) == read_law(head + gap * 20_000 + tail)


LETTER = """BỘ ĐÒ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 56/BĐ-CS
V/v thu phí đò
dọc sông{place}, ngày 01 tháng 12 năm 2031
Kính gửi: Sở Đò tỉnh Mẫu.
"""


@pytest.mark.parametrize("place", ["\nHà Nội", " Hà Nội", " Thành phố Hồ Chí Minh", "\nTP. Huế"])
def test_a_letter_is_about_what_it_says_above(place: str) -> None:
    law = read_law(LETTER.format(place=place))
    assert (law.type, law.title) == ("Công văn", "thu phí đò dọc sông")


def test_a_party_text_is_issued_by_the_body_its_heading_names() -> None:
    law = read_law(
        "ĐẢNG CỘNG SẢN VIỆT NAM\nSố 21-KL/TW\nHà Nội, ngày 18 tháng 11 năm 2031\nKẾT LUẬN\nCỦA BỘ "
        "CHÍNH TRỊ,\nBAN BÍ THƯ\nVỀ BẾN ĐÒ\nBộ Chính trị kết luận như sau:\n"
    )
    assert (law.number, law.issuer) == ("21-KL/TW", "Bộ Chính trị, Ban Bí thư")
    assert law.title.startswith("VỀ BẾN ĐÒ")


@pytest.mark.parametrize("comma", [",", ""])
def test_a_consolidated_text_took_effect_when_its_first_text_did(comma: str) -> None:
    law = read_law(
        "VĂN BẢN HỢP NHẤT - BỘ ĐÒ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nNGHỊ ĐỊNH\nVỀ BẾN ĐÒ\n"
        "Nghị định số 4/2028/NĐ-CP ngày 30 tháng 3 năm 2028 của Chính phủ về "
        f"bến đò, có hiệu lực kể từ ngày 15 tháng 5 năm 2028{comma} được sửa đổi, bổ sung bởi:\n1. "
        "Nghị định số 8/2029/NĐ-CP.\n“1. Nghị định này có hiệu lực từ ngày 20 tháng 3 năm 2029.”\n"
    )
    assert (law.type, law.effective_on) == ("Văn bản hợp nhất", date(2028, 5, 15))
    assert (law.title, "15 tháng 5" in law.effective_evidence) == ("Về bến đò", True)


def test_a_page_may_say_a_word_before_it_tells_what_it_shows() -> None:
    law = read_law(
        "Đã biết\nQuyết định 36/QĐ-BYT ngày 21/11/2031 về Quy trình đo Văn bản này đang cập nhật\n"
    )
    assert (law.number, law.type, law.issuer) == ("36/QĐ-BYT", "Quyết định", "Bộ Y tế")
    assert (law.issued_on, law.title) == (date(2031, 11, 21), "Quy trình đo")
    told = read_law("Quyết định số 3/2031/QĐ-TTg Về bến đò ngày 29/05/2031 của Thủ tướng\nĐiều 1\n")
    assert (told.title, told.issued_on) == ("Về bến đò", date(2031, 5, 29))
    assert read_law("Đã biết\nXét Quyết định 36/QĐ-BYT ngày 21/11/2031\n").number is None


def test_a_clause_may_leave_out_that_it_means_itself() -> None:
    law = read_law(
        "Số: 5/2031/NQ-HĐND\nHà Nội, ngày 27 tháng 11 năm 2031\nNGHỊ QUYẾT\nVề đò\nĐiều 2. Thi "
        "hành\nNghị quyết có hiệu lực thi hành kể từ ngày ký ban hành.\n"
    )
    assert (law.effective_on, law.effective_rule) == (date(2031, 11, 27), "on_signing")


def test_a_heading_may_follow_a_bracket() -> None:
    law = read_law("Luật số: 7/2031/QH17\nKhóa XVII (Từ ngày 20 tháng 10) LUẬT BẾN ĐÒ\nCăn cứ\n")
    assert law.title == "Luật BẾN ĐÒ"
