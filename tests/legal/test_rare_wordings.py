"""Acts in wordings that are rare: titles, texts that go on, what looks like an act and is none."""

from datetime import date

import pytest

from docctl.legal.find import find
from docctl.legal.read_effects import ReadEffect, effects_of


def read(text: str, number: str | None = None, on: date | None = None) -> list[ReadEffect]:
    return list(effects_of(text, find(text), effective_on=on, number=number))


def said(text: str, number: str | None = None) -> list[tuple[str, str | None]]:
    return [(one.said, one.target.number or one.target.name) for one in read(text, number)]


@pytest.mark.parametrize(
    ("clause", "targets"),
    [
        ("Hồ sơ đã nhận trước ngày Luật này có hiệu lực thì vẫn thực hiện theo quy định của Luật "
         "Phí đò số 7/2006/QH11.", ["7/2006/QH11"]),
        ("Dự án đã duyệt thì vẫn áp dụng quy định của Nghị định số 5/2010/NĐ-CP.",
         ["5/2010/NĐ-CP"]),
        ("Bến đã giao thì vẫn tiếp tục được triển khai theo quy định tại Nghị định số "
         "6/2012/NĐ-CP.", ["6/2012/NĐ-CP"]),
        ("Chủ đò thì tiếp tục được ưu đãi theo Nghị định số 8/2013/NĐ-CP.", ["8/2013/NĐ-CP"]),
        ("Thông tư số 3/2016/TT-BXY hết hiệu lực, trừ Điều 4 Thông tư số 3/2016/TT-BXY tiếp tục có "
         "hiệu lực đến hết ngày 31/12/2030.", ["3/2016/TT-BXY", "3/2016/TT-BXY"]),
    ],
)  # fmt: skip
def test_an_old_text_goes_on_in_other_words_too(clause: str, targets: list[str]) -> None:
    read_ = said(clause)
    assert [number for _, number in read_] == targets
    assert read_[-1][0] == "continues"


@pytest.mark.parametrize(
    "clause",
    [
        "Cơ quan tiếp tục giải quyết nội dung còn lại theo quy định của Luật Tố cáo.",
        "Trường hợp không tiếp tục thực hiện việc đo theo khoản 1 Điều 3 Nghị định số "
        "5/2010/NĐ-CP.",
        "Việc tiếp tục thi hành án thực hiện theo quy định của Luật Phá sản số 5/2014/QH13.",
        "Người bị phát hiện tiếp tục sử dụng đò cấm quy định tại Điều 3 Nghị định số 5/2010/NĐ-CP.",
        "Đề nghị hướng dẫn việc có tiếp tục thực hiện Nghị định số 8/2024/NĐ-CP.",
    ],
)
def test_a_law_that_is_in_force_anyway_does_not_go_on(clause: str) -> None:
    assert said(clause) == []


@pytest.mark.parametrize(
    "clause",
    [
        "Cục Đò cấp, sửa đổi, hủy bỏ phép đi quy định tại điểm a khoản 2 Điều 8 Luật Đò.",
        "Thay đổi, bổ sung quyết định trong những trường hợp do Bộ luật Đò quy định.",
        "Giấy đò bị thu hồi, hủy bỏ nếu phát hiện việc quy định tại Điều 6 của Luật Đò.",
        "Chính phủ đã ban hành, sửa đổi, bổ sung nhiều văn bản để triển khai thực hiện Luật Đò.",
        "Văn bản trong kỳ: Thông tư số 6/2022/TT-BXY ngày 29/7/2022 ngưng hiệu lực của Thông tư số "
        "8/2022/TT-BXY ngày 31/5/2022.",
    ],
)
def test_what_is_done_to_papers_or_told_of_another_text_is_no_act(clause: str) -> None:
    assert said(clause) == []


@pytest.mark.parametrize(
    ("clause", "effects"),
    [
        ("Thông tư số 8/2011/TT-BXY quy định đò dọc của Bộ Đò bị bãi bỏ kể từ ngày 01/7/2030.",
         [("repeals", "8/2011/TT-BXY")]),
        ("Từ ngày 01/7/2030, Quyết định số 8/2011/QĐ-BXY thôi áp dụng.",
         [("repeals", "8/2011/QĐ-BXY")]),
        ("Thông tư này làm hết hiệu lực Thông tư số 8/2011/TT-BXY.",
         [("repeals", "8/2011/TT-BXY")]),
        ("Đổi tên Điều 3 và thay cụm từ “a” tại khoản 1 Điều 5 Nghị định số 8/2015/NĐ-CP.",
         [("amends", "8/2015/NĐ-CP"), ("amends", "8/2015/NĐ-CP")]),
        ("Đính chính căn cứ pháp lý tại Quyết định số 1/2022/QĐ-UBND ngày 06/01/2022.",
         [("corrects", "1/2022/QĐ-UBND")]),
        ("Bãi bỏ Điều 1 Thông tư số 3/2017/TT-BXY sửa đổi, bổ sung một số điều của Thông tư số "
         "5/2014/TT-BXY về đò và sửa đổi khoản 3 Điều 2 Thông tư số 8/2016/TT-BXY.",
         [("repeals", "3/2017/TT-BXY")]),
        ("DANH MỤC QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH BỊ BÃI BỎ TOÀN BỘ\n(Ban hành kèm theo Quyết "
         "định số 2/2024/QĐ-UBND)\n1. Quyết định số 6/2008/QĐ-UBND về giá đò.\n",
         [("repeals", "6/2008/QĐ-UBND")]),
    ],
)  # fmt: skip
def test_rare_words_end_and_change_texts(clause: str, effects: list[tuple[str, str]]) -> None:
    found = said(clause)
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(effects))


@pytest.mark.parametrize(
    "title",
    [
        "Thông tư sửa đổi, bổ sung một số điều của Thông tư số 8/2019/TT-BXY ngày 29/11/2019 về đò",
        "Thông tư số 6/2024/TT-BXY ngày 29/11/2024 của Bộ Đò sửa đổi, bổ sung một số điều của "
        "Thông tư số 8/2019/TT-BXY ngày 16/11/2022 của Bộ Đò quy định chi tiết Luật Đò",
        "Thông tư số 6/2024/TT-BXY sửa đổi Thông tư số 8/2019/TT-BXY",
        "Ban hành Thông tư quy định việc sửa đổi, bổ sung Thông tư số 8/2019/TT-BXY",
        "Quy định đò dọc và sửa đổi, bổ sung một số điều của Thông tư số 8/2019/TT-BXY",
        "Bộ trưởng Bộ Đò ban hành Thông tư sửa đổi, bổ sung một số điều của Thông tư số "
        "8/2019/TT-BXY ngày 16/11/2022.",
    ],
)
def test_the_title_of_a_text_says_what_it_does(title: str) -> None:
    assert said(title, "6/2024/TT-BXY") == [("amends", "8/2019/TT-BXY")]


def test_what_another_text_does_is_no_act_of_this_one() -> None:
    title = "Thông tư số 7/2024/TT-BXY của Bộ Đò sửa đổi Thông tư số 8/2019/TT-BXY"
    assert said(title, "6/2024/TT-BXY") == []
    assert said("Trình Chính phủ ban hành Nghị định sửa đổi Nghị định số 8/2019/NĐ-CP.") == []


def test_a_text_does_nothing_to_higher_ones_after_one_it_may_change() -> None:
    item = (
        "Thông tư này bãi bỏ:\na) Thông tư số 3/2013/TT-BXY hướng dẫn một số điều của Luật Đò; "
        "Luật sửa đổi Luật Đò và Nghị định số 5/2012/NĐ-CP;\n"
    )
    assert said(item, "6/2024/TT-BXY") == [("repeals", "3/2013/TT-BXY")]
    assert ("repeals", "5/2012/NĐ-CP") in said(item, "6/2024/NĐ-CP")
    assert said("Bãi bỏ Nghị định số 5/2012/NĐ-CP.", "6/2024/TT-BXY") == [
        ("repeals", "5/2012/NĐ-CP")
    ]


def test_each_text_of_a_list_ends_on_its_own_day() -> None:
    clause = (
        "Các văn bản sau đây hết hiệu lực: Thông tư số 1/2021/TT-BXY hết hiệu lực từ ngày "
        "01/01/2030; Thông tư số 2/2022/TT-BXY hết hiệu lực từ ngày 01/7/2030."
    )
    days = [one.effective_on for one in read(clause)]
    assert days == [date(2030, 1, 1), date(2030, 7, 1)]


def test_the_day_ahead_of_a_subject_and_of_a_list_counts() -> None:
    ahead = "Từ ngày 15 tháng 01 năm 2030, Thông tư số 1/2021/TT-BXY thôi áp dụng."
    assert [one.effective_on for one in read(ahead)] == [date(2030, 1, 15)]
    listed = (
        "2. Từ ngày 01/3/2030 các văn bản sau đây hết hiệu lực:\na) Thông tư số 1/2021/TT-BXY;\n"
        "b) Điều 3 Thông tư số 2/2022/TT-BXY hết hiệu lực.\n"
    )
    assert [one.effective_on for one in read(listed)] == [date(2030, 3, 1)] * 2


def test_rules_of_whole_texts_end_with_them() -> None:
    clause = "Quy định tại các Nghị định sau đây hết hiệu lực:\na) Nghị định số 3/2013/NĐ-CP;\n"
    assert [one.extent.value for one in read(clause)] == ["whole"]


def test_a_listed_item_keeps_all_its_places() -> None:
    clause = (
        "Bãi bỏ các quy định sau đây:\na) Khoản 5 Điều 1 và cụm từ “b” tại khoản 2 Điều 3 Thông tư "
        "số 3/2011/TT-BXY;\n"
    )
    places = [(place.dieu, place.khoan) for one in read(clause) for place in one.places]
    assert places == [("1", "5"), ("3", "2")]


@pytest.mark.parametrize(
    "clause",
    [
        "Nghị quyết số 5/2012/NQ-HĐND quy định chế độ; mức chi và điều chỉnh, bổ sung Nghị quyết "
        "số 3/2011/NQ-HĐND của Hội đồng nhân dân tỉnh hết hiệu lực từ ngày 01/7/2030.",
        "Hủy bỏ Nghị quyết số 5/2012/NQ-HĐND ngày 12/5/2012 Liên tịch Sở Đò và Hội Đò về phối hợp "
        "triển khai thực hiện Quyết định số 9/2005/QĐ-TTg của Thủ tướng Chính phủ.",
        "Thu hồi và hủy bỏ Nghị quyết số 5/2012/NQ-HĐND ngày 15/02/2018.",
        "Hủy bỏ toàn bộ nội dung Nghị quyết số 5/2012/NQ-HĐND.",
    ],
)
def test_what_a_title_tells_of_others_is_left_in_it(clause: str) -> None:
    assert [(one.said, one.target.number, one.extent.value) for one in read(clause)] == [
        ("repeals", "5/2012/NQ-HĐND", "whole")
    ]


def test_a_list_is_opened_though_a_text_tells_its_end() -> None:
    clause = (
        "Tạm ngưng hiệu lực áp dụng cho đến khi Luật Đò (sửa đổi) có hiệu lực thi hành đối với các "
        "văn bản sau đây:\n1. Nghị định số 4/2026/NĐ-CP ngày 26/01/2026 của Chính phủ.\n"
    )
    assert said(clause) == [("suspends", "4/2026/NĐ-CP")]


@pytest.mark.parametrize(
    ("clause", "places"),
    [
        ("Thông tư số 4/2020/TT-BXY ngày 10/7/2020 của Bộ trưởng Bộ Đò: Bãi bỏ khoản 3 Điều 8.",
         [("8", "3")]),
        ("Điều 8. Bãi bỏ cụm từ tại một số điều của Thông tư số 4/2020/TT-BXY như sau: Bãi bỏ cụm "
         "từ “a” tại khoản 2 Điều 5; khoản 4 Điều 8.", [("5", "2"), ("8", "4")]),
        ("Đính chính một số nội dung của Thông tư số 4/2020/TT-BXY như sau:\nTại khoản 6 Điều 4: "
         "sửa “a” thành “b”.", [("4", "6")]),
    ],
)  # fmt: skip
def test_the_text_said_ahead_owns_the_places_after_it(
    clause: str, places: list[tuple[str, str]]
) -> None:
    made = read(clause)
    assert {one.target.number for one in made} == {"4/2020/TT-BXY"}
    found = [(place.dieu, place.khoan) for one in made for place in one.places]
    assert found == places


@pytest.mark.parametrize(
    "clause",
    [
        "Các thủ tục hành chính công bố tại Quyết định số 1/QĐ-UBND; Quyết định số 2/QĐ-UBND hết "
        "hiệu lực.",
        "Hủy bỏ 15 dự án ban hành kèm theo Nghị quyết số 4/2018/NQ-HĐND.",
        "Bãi bỏ tiêu chuẩn nghiệp vụ các ngạch lái đò tại Quyết định số 4/TCCP-VC.",
        "Ngưng hiệu lực thi hành đối với các quy định sau đây tại Nghị định số 5/2022/NĐ-CP.",
        "Kéo dài thời gian thực hiện mức hỗ trợ được quy định tại Nghị quyết số 3/2016/NQ-HĐND, "
        "Nghị quyết số 4/2019/NQ-HĐND đến hết năm 2030.",
    ],
)
def test_what_is_only_published_or_set_by_a_text_is_a_part_of_it(clause: str) -> None:
    made = read(clause)
    assert made
    assert {one.extent.value for one in made} == {"unspecified"}


def test_texts_that_lengthen_together_are_whole_together() -> None:
    clause = (
        "Thống nhất tiếp tục kéo dài thời gian thực hiện Nghị quyết số 3/2022/NQ-HĐND và Nghị "
        "quyết số 4/2022/NQ-HĐND."
    )
    assert [one.extent.value for one in read(clause)] == ["whole", "whole"]


def test_a_text_issued_later_than_another_stands_not_in_its_title() -> None:
    clause = (
        "Tạm ngưng hiệu lực Nghị định số 4/2026/NĐ-CP ngày 26 tháng 01 năm 2026 của Chính phủ quy "
        "định chi tiết một số điều của Luật Đò và Nghị quyết số 6/2026/NQ-CP ngày 27 tháng 01 năm "
        "2026 của Chính phủ."
    )
    assert said(clause) == [("suspends", "4/2026/NĐ-CP"), ("suspends", "6/2026/NQ-CP")]


@pytest.mark.parametrize(
    ("clause", "effects"),
    [
        ("Điều 2. Thay thế, bãi bỏ một số từ, cụm từ tại Nghị định số 6/2015/NĐ-CP",
         [("amends", "6/2015/NĐ-CP")]),
        ("Cho phép kéo dài thời hạn thực hiện chính sách tại Nghị quyết số 3/2022/NQ-HĐND.",
         [("extends", "3/2022/NQ-HĐND")]),
        ("Nghị quyết số 3/2009/NQ-HĐND về bến đò không còn giá trị thi hành.",
         [("repeals", "3/2009/NQ-HĐND")]),
        ("Thông tư số 3/2009/TT-BXY thôi có hiệu lực từ hôm ấy.", [("repeals", "3/2009/TT-BXY")]),
        ("1. Tại khoản 2 Điều 3 Nghị định số 6/2017/NĐ-CP, thay cụm từ “a” bằng cụm từ “b”.",
         [("amends", "6/2017/NĐ-CP")]),
        ("Tại khoản 2 Điều 3 Nghị định số 6/2017/NĐ-CP có nêu: bãi bỏ lệ phí đò.", []),
    ],
)  # fmt: skip
def test_more_rare_words_act_on_texts(clause: str, effects: list[tuple[str, str]]) -> None:
    assert said(clause) == effects
