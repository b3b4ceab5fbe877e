"""Clauses as laws word them: one kind of wording each."""

import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.legal.find import find
from docctl.legal.read_effects import ReadEffect, effects_of
from docctl.legal.reading.clauses import clauses_of, masked
from docctl.legal.reading.confidence import JUDGED
from docctl.legal.rules import Action


def read(text: str) -> list[ReadEffect]:
    return list(effects_of(text, find(text), effective_on=None))


def said(text: str) -> list[tuple[str, str | None, str]]:
    return [(one.said, one.target.number or one.target.name, _scope(one)) for one in read(text)]


def _scope(effect: ReadEffect) -> str:
    places = [
        " ".join(f"{key} {value}" for key, value in place.said().items() if value)
        for place in effect.places
    ]
    return "; ".join(places) or effect.extent.value


@pytest.mark.parametrize(
    ("clause", "effects"),
    [
        ("Bổ sung khoản 3a vào sau khoản 3 và trước khoản 4 Điều 9 của Luật Giá số 4/2031/QH17.",
         [("amends", "4/2031/QH17", "dieu 9 khoan 3a")]),
        ("Bãi bỏ khoản 2 Điều 1 Thông tư số 1/2021/TT-BXY ngày 1/2/2021 của Bộ Lao động - Thương "
         "binh và Xã hội sửa đổi, bổ sung Điều 3 Thông tư số 2/2019/TT-BXY.",
         [("repeals", "1/2021/TT-BXY", "dieu 1 khoan 2")]),
        ("Bãi bỏ Nghị định số 1/2018/NĐ-CP quy định chi tiết một số điều của Luật Giá và Điều 2, "
         "Điều 3 Nghị định số 2/2019/NĐ-CP quy định chi tiết một số điều có hiệu lực từ ngày "
         "01/7/2019 của Luật sửa đổi, bổ sung một số điều của Luật Giá.",
         [("repeals", "1/2018/NĐ-CP", "whole"), ("repeals", "2/2019/NĐ-CP", "dieu 2; dieu 3")]),
        ("Bãi bỏ Thông tư số 7/2011/TT-BTC hướng dẫn bổ sung Thông tư số 6/2001/TT-BTC và các quy "
         "định về phí đò tại Thông tư số 8/2011/TT-BTC.",
         [("repeals", "7/2011/TT-BTC", "whole"), ("repeals", "8/2011/TT-BTC", "unspecified")]),
        ("Bãi bỏ các quy định về phí tại Thông tư số 1/2010/TT-BXY và Thông tư số 5/2012/TT-BXY.",
         [("repeals", "1/2010/TT-BXY", "unspecified"),
          ("repeals", "5/2012/TT-BXY", "unspecified")]),
        ("Bãi bỏ các quy định về phí đò tại Thông tư số 1/2010/TT-BTC; Thông tư số 5/2012/TT-BTC.",
         [("repeals", "1/2010/TT-BTC", "unspecified"), ("repeals", "5/2012/TT-BTC", "whole")]),
        ("Bãi bỏ Thông tư số 6/2018/TT-BXY sửa đổi, bổ sung một số điều của Thông tư số "
         "3/2017/TT-BXY và Thông tư số 2/2019/TT-BXY quy định về phí.",
         [("repeals", "6/2018/TT-BXY", "whole"), ("repeals", "2/2019/TT-BXY", "whole")]),
        ("Bãi bỏ Quy trình nội bộ tại phần III ban hành kèm theo Quyết định số 4/QĐ-UBND và Quyết "
         "định số 9/QĐ-UBND.",
         [("repeals", "4/QĐ-UBND", "phan III"), ("repeals", "9/QĐ-UBND", "unspecified")]),
        ("Thông tư này thay thế Thông tư liên tịch số 5/2005/TTLT-VKSNDTC-BXY của Viện kiểm "
         "sát nhân dân tối cao, Bộ Công an về phối hợp trong việc thực hiện một số quy định "
         "của Bộ luật Tố tụng hình sự năm 2003.",
         [("replaces", "5/2005/TTLT-VKSNDTC-BXY", "whole")]),
        ("Điều 4 [Điều này được hướng dẫn bởi Điều 1 Nghị định 5/2022/NĐ-CP] Sửa đổi, bổ sung một "
         "số điều của Luật Giá số 4/2031/QH17.", [("amends", "4/2031/QH17", "unspecified")]),
    ],
)  # fmt: skip
def test_what_stands_beside_an_act_is_told_apart_from_its_target(
    clause: str, effects: list[tuple[str, str, str]]
) -> None:
    assert said(clause) == effects


@pytest.mark.parametrize(
    "clause",
    [
        "in, cấp phát, thu hồi, hủy bỏ bằng tốt nghiệp và Thông tư số 3/2017/TT-BGD",
        "Công ty phải thực hiện khoản 1 Điều 3 Nghị định số 8/2023/NĐ-CP của Chính phủ sửa đổi, bổ "
        "sung và ngưng hiệu lực thi hành một số điều tại các Nghị định về giá (sau đây gọi tắt là "
        "Nghị định số 8/2023/NĐ-CP).",
        "Chủ tịch UBND tỉnh: số 38/QĐ-UBND về việc điều chỉnh danh mục được sửa đổi, bổ sung, thay "
        "thế trong lĩnh vực giá công bố tại Quyết định số 9/QĐ-UBND ngày 18/9/2025 của Chủ tịch "
        "UBND tỉnh; số 12/QĐ-UBND về danh mục",
        "Cơ quan thuế yêu cầu giải trình, bổ sung thông tin theo Nghị định số 6/2020/NĐ-CP.",
        "ngày 30/12/2020 của Bộ Nội vụ về việc sửa đổi, bổ sung một số điều của Thông tư số "
        "8/2017/TT-BNV",
    ],
)
def test_what_is_told_or_done_to_no_text_is_no_effect(clause: str) -> None:
    assert said(clause) == []


@pytest.mark.parametrize(
    ("clause", "effects"),
    [
        ("Bãi bỏ các văn bản sau đây:\na) Quyết định số 1/2020/QĐ-UBND;\n"
         "b) Khoản 3 Điều 8 Quyết định số 2/2020/QĐ-UBND.",
         [("repeals", "1/2020/QĐ-UBND", "whole"), ("repeals", "2/2020/QĐ-UBND", "dieu 8 khoan 3")]),
        ("Bãi bỏ khoản 2 Điều 1, Phụ lục I ban hành kèm theo Thông tư số 3/2014/TT-BTP.",
         [("repeals", "3/2014/TT-BTP", "dieu 1 khoan 2; phu_luc I")]),
        ("Điều 6 và Điều 7 Nghị định số 4/2010/NĐ-CP hết hiệu lực kể từ ngày 01/7/2020.",
         [("repeals", "4/2010/NĐ-CP", "dieu 6; dieu 7")]),
        ("Quốc hội quyết nghị lùi thời điểm có hiệu lực thi hành của Luật Thú y số 5/2015/QH13 "
         "đến ngày 01/01/2028.", [("postpones", "5/2015/QH13", "whole")]),
        ("Hồ sơ đã nộp trước ngày Thông tư này có hiệu lực thì tiếp tục thực hiện theo quy định "
         "tại Thông tư số 6/2012/TT-BTP.", [("continues", "6/2012/TT-BTP", "unspecified")]),
        ("Nghị định số 7/2010/NĐ-CP tiếp tục có hiệu lực cho đến khi có văn bản thay thế.",
         [("continues", "7/2010/NĐ-CP", "whole")]),
        ("Giao Bộ Tư pháp chủ trì, xây dựng Nghị định thay thế Nghị định số 8/2010/NĐ-CP.", []),
        ("Giấy phép cấp theo quy định tại Nghị định số 9/2010/NĐ-CP hết hiệu lực.", []),
        ("Thông tư này có hiệu lực đến khi Nghị định số 9/2010/NĐ-CP hết hiệu lực.", []),
        ("Bãi bỏ Thông tư số 10/2012/TT-BTP sửa đổi, bổ sung một số điều của Thông tư số "
         "11/2010/TT-BTP.", [("repeals", "10/2012/TT-BTP", "whole")]),
        ("Thay thế Phụ lục I kèm theo Thông tư số 12/2012/TT-BTP bằng Phụ lục II kèm theo Thông "
         "tư số 13/2013/TT-BTP.", [("replaces", "12/2012/TT-BTP", "phu_luc I")]),
        ("Sửa đổi, bãi bỏ một số điều của Thông tư số 14/2012/TT-BTP như sau:\n"
         "1. Bổ sung khoản 4 vào sau khoản 3 Điều 7 như sau:\n“4. Mới.”\n"
         "2. Sửa đổi, bổ sung một số khoản của Điều 9 như sau:\na) Bãi bỏ điểm b khoản 1;\n",
         [("amends", "14/2012/TT-BTP", "unspecified"),
          ("amends", "14/2012/TT-BTP", "dieu 7 khoan 4"), ("amends", "14/2012/TT-BTP", "dieu 9"),
          ("repeals", "14/2012/TT-BTP", "dieu 9 khoan 1 diem b")]),
        ("DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT BỊ BÃI BỎ\n"
         "1. Quyết định số 15/2009/QĐ-UBND về việc sửa đổi Quyết định số 16/2008/QĐ-UBND.\n",
         [("repeals", "15/2009/QĐ-UBND", "whole")]),
        ("Kéo dài thời gian thực hiện Nghị quyết số 54/2017/QH14 đến hết ngày 31/12/2023.",
         [("extends", "54/2017/QH14", "whole")]),
        ("Bỏ cụm từ “a” tại khoản 2 Điều 5 và thay thế từ “b” bằng từ “c” tại Điều 7 của Thông tư "
         "số 5/2020/TT-BTP.",
         [("amends", "5/2020/TT-BTP", "dieu 5 khoan 2"), ("amends", "5/2020/TT-BTP", "dieu 7")]),
        ("Những quy định trái với Nghị định này và Nghị định số 5/2010/NĐ-CP đều bãi bỏ.", []),
        ("Thông tư này thay thế Thông tư số 1/2020/TT-BTC hướng dẫn mở tài khoản và bãi bỏ Điều 2 "
         "Thông tư số 2/2025/TT-BTC sửa đổi, bổ sung một số điều của Thông tư số 3/2016/TT-BTC.",
         [("replaces", "1/2020/TT-BTC", "whole"), ("repeals", "2/2025/TT-BTC", "dieu 2")]),
        ("Kể từ ngày Nghị định số 1/2025/NĐ-CP có hiệu lực, các thông tư sau tiếp tục có hiệu lực:"
         "\na) Thông tư số 2/2020/TT-BTC;", [("continues", "2/2020/TT-BTC", "whole")]),
        ("Chính sách 1: cải cách theo hướng: Bãi bỏ điều kiện kinh doanh trong Luật Thương mại.",
         []),
        ("Các văn bản sau hết hiệu lực:\na) Điều 5 đến Điều 7 Nghị định số 1/2013/NĐ-CP;\nb) Quy "
         "định về sổ tại khoản 4, khoản 8 Điều 5 Thông tư số 2/2011/TT-BTP.",
         [("repeals", "1/2013/NĐ-CP", "dieu 5 dieu_to 7"),
          ("repeals", "2/2011/TT-BTP", "dieu 5 khoan 4; dieu 5 khoan 8")]),
        ("Chấm dứt hiệu lực của Thông tư số 3/2009/TT-BTP; Thông tư số 4/2012/TT-BTP.",
         [("repeals", "3/2009/TT-BTP", "whole"), ("repeals", "4/2012/TT-BTP", "whole")]),
        ("Thông tư này thay thế và chấm dứt hiệu lực của các văn bản: Thông tư số 3/2009/TT-BTP.",
         [("replaces", "3/2009/TT-BTP", "whole")]),
        ("Các văn bản sau hết hiệu lực kể từ ngày Thông tư này có hiệu lực, gồm: Thông tư số "
         "3/2013/TT-BTP về sổ; Quyết định số 5/QĐ-BTP ban hành mẫu (QPN 21-98).",
         [("repeals", "3/2013/TT-BTP", "whole"), ("repeals", "5/QĐ-BTP", "whole")]),
        ("Bãi bỏ khoản 3 Điều 3 (bao gồm cả việc bãi bỏ sổ, trừ sổ gốc), khoản 2 Điều 8 của Thông "
         "tư số 7/2016/TT-BTP.", [("repeals", "7/2016/TT-BTP", "dieu 3 khoan 3; dieu 8 khoan 2")]),
        ("Các văn bản sau đây hết hiệu lực theo lộ trình tại Điều 3 Nghị định số 8/2015/NĐ-CP:\n"
         "a) Quyết định số 9/2008/QĐ-BTP về sổ;", [("repeals", "9/2008/QĐ-BTP", "whole")]),
        ("Kể từ ngày Nghị định này có hiệu lực, các quy định sau đây hết hiệu lực;\n"
         "a) Nghị định số 9/2015/NĐ-CP;", [("repeals", "9/2015/NĐ-CP", "whole")]),
        ("Chuẩn mực kiểm toán số 910 ban hành theo Quyết định số 5/2003/QĐ-BTC hết hiệu lực.",
         [("repeals", "5/2003/QĐ-BTC", "unspecified")]),
        ("Giấy phép ban hành theo quy định tại Nghị định số 9/2010/NĐ-CP hết hiệu lực.", []),
        ("Chương trình này thay thế Chương trình cũ (ban hành kèm theo Quyết định số 6/QĐ-BTP).",
         [("replaces", "6/QĐ-BTP", "unspecified")]),
        ("Bãi bỏ quy định về thư ký tại Điều 1 và về viện trưởng quy định tại Điều 4 Quyết định số "
         "6/2001/QĐ-TTg.", [("repeals", "6/2001/QĐ-TTg", "dieu 1; dieu 4")]),
        ("Thông tư số 1/2017/TT-BTC và Điều 1 Thông tư số 3/2019/TT-BTC sửa đổi, bổ sung một số "
         "điều của Thông tư số 1/2017/TT-BTC và Thông tư số 2/2017/TT-BTC (sau đây gọi tắt là "
         "Thông tư số 3/2019/TT-BTC) hết hiệu lực.",
         [("repeals", "1/2017/TT-BTC", "whole"), ("repeals", "3/2019/TT-BTC", "dieu 1")]),
        ("Các đơn vị tiếp tục thực hiện giám sát giao dịch, phối hợp triển khai công tác giám sát, "
         "thanh toán và bù trừ theo từng đợt, từng quý và từng năm trên toàn thị trường theo quy "
         "định của Thông tư số 5/2017/TT-BTC cho đến khi Trung tâm hoạt động theo Luật Giá số "
         "1/2019/QH14.", [("continues", "5/2017/TT-BTC", "unspecified")]),
        ("Hồ sơ lập trước thời điểm Thông tư số 5/2022/TT-BNV có hiệu lực thì được tiếp tục thực "
         "hiện cho đến khi có hướng dẫn mới.", []),
        ("Việc giảm tiết dạy quy định tại Điều 9 Thông tư số 6/2017/TT-BGDĐT hướng dẫn định mức "
         "được tiếp tục thực hiện đến khi có hướng dẫn mới.",
         [("continues", "6/2017/TT-BGDĐT", "dieu 9")]),
        ("Dự án lấy ý kiến theo quy định tại Nghị định số 5/2024/NĐ-CP trước khi Nghị định này có "
         "hiệu lực thì được tiếp tục thực hiện theo quy định tại Nghị định số 5/2024/NĐ-CP.",
         [("continues", "5/2024/NĐ-CP", "unspecified")]),
        ("Các Nghị định sau hết hiệu lực:\na) Nghị định số 1/2016/NĐ-CP;\n\u0441) Nghị định số "
         "3/2020/NĐ-CP.",
         [("repeals", "1/2016/NĐ-CP", "whole"), ("repeals", "3/2020/NĐ-CP", "whole")]),
        ("Bãi bỏ khoản 11 Điều 1 Thông tư số 3/2020/TT-BTP sửa đổi, bổ sung một số điều của Thông "
         "tư số 2/2018/TT-BTP và Thông tư số 1/2018/TT-BTP quy định về sổ.",
         [("repeals", "3/2020/TT-BTP", "dieu 1 khoan 11")]),
        ("2. Bãi bỏ Thông tư số 1/2016/TT-BTP về sổ;\nThông tư số 2/2024/TT-BTP sửa đổi, bổ sung "
         "Thông tư số 1/2016/TT-BTP.\n3. Thông tư số 3/2024/TT-BTP áp dụng cho sổ.",
         [("repeals", "1/2016/TT-BTP", "whole"), ("repeals", "2/2024/TT-BTP", "whole")]),
        ("Nghị quyết số 7/2019/UBTVQH14 ngày 16/8/2019 của Ủy ban Thường vụ Quốc hội giải thích "
         "một số điều của Luật Giá hết hiệu lực.", [("repeals", "7/2019/UBTVQH14", "whole")]),
        ("Pháp lệnh Kiểm sát viên số 3/2002/PL-UBTVQH11 đã được sửa đổi, bổ sung một số điều theo "
         "Pháp lệnh số 15/2011/PL-UBTVQH12, Pháp lệnh Giá số 5/2002/PL-UBTVQH11 hết hiệu lực.",
         [("repeals", "3/2002/PL-UBTVQH11", "whole"), ("repeals", "5/2002/PL-UBTVQH11", "whole")]),
        ("Điều 1. Ban hành danh mục.\nPHỤ LỤC\nSửa đổi, bổ sung một số điều của Nghị định số "
         "1/2013/NĐ-CP 15/9/2017 Nội dung", []),
    ],
)  # fmt: skip
def test_a_clause_is_read_as_it_is_worded(
    clause: str, effects: list[tuple[str, str | None, str]]
) -> None:
    assert said(clause) == effects


def test_each_article_of_an_omnibus_law_acts_on_its_own_text() -> None:
    found = said(
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật Giá số 1/2012/QH13\n1. Bãi bỏ Điều 2.\n"
        "Điều 2. Sửa đổi, bổ sung một số điều của Luật Phí số 2/2015/QH13\n1. Bãi bỏ Điều 3.\n"
        "Điều 3. Trách nhiệm\n1. Bãi bỏ Điều 4.\n"
    )
    assert [one for one in found if one[0] == "repeals"] == [
        ("repeals", "1/2012/QH13", "dieu 2"), ("repeals", "2/2015/QH13", "dieu 3"),
    ]  # fmt: skip


def test_a_line_broken_by_a_page_is_one_clause() -> None:
    text = "2. Bãi bỏ Điều 2, Điều 16 và\nĐiều 19 Thông tư số 78/2025/TT-NHNN.\nĐiều 3. Hiệu lực"
    assert said(text) == [("repeals", "78/2025/TT-NHNN", "dieu 2; dieu 16; dieu 19")]


def test_quotations_and_annotations_are_blanked_and_the_length_stays() -> None:
    text = "A “B “C” D” [Điều này được sửa đổi bởi Điều 1 Luật X] E"
    blanked = masked(text)
    assert len(blanked) == len(text)
    assert blanked.split() == ["A", "“", "”", "E"]


def test_what_is_left_out_of_a_list_holds_for_each_of_its_texts() -> None:
    found = read(
        "Các văn bản sau hết hiệu lực từ ngày 01/01/2027, trừ nội dung về phí:\n"
        "a) Thông tư số 1/2020/TT-BTC;\nb) Thông tư số 2/2020/TT-BTC.\n"
    )
    assert [(one.exception, one.extent.value) for one in found] == [
        ("nội dung về phí:", "whole"), ("nội dung về phí:", "whole"),
    ]  # fmt: skip


PIECES = (
    "Điều 1. ", "1. ", "a) ", "Bãi bỏ ", "thay thế ", "Nghị định số 1/2020/NĐ-CP", "khoản 2 ",
    "hết hiệu lực ", "như sau:", "\n", "“", "”", "; ", "trừ ", "Luật Giá ", "(", ")", "này ", "và ",
)  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_clauses_cover_the_text_in_order_and_any_text_is_read(text: str) -> None:
    clauses = list(clauses_of(masked(text)))
    assert all(one.start <= one.begin <= max(one.begin, one.end) for one in clauses)
    assert [one.start for one in clauses] == sorted(one.start for one in clauses)
    assert all(0 <= one.confidence <= 1 and one.target.surface for one in read(text))


def calls(text: str) -> int:
    """Count the Python and C calls of one reading: a measure of work that no clock disturbs."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    citations = find(text)
    sys.setprofile(count)
    try:
        effects_of(text, citations, effective_on=None)
    finally:
        sys.setprofile(None)
    return counted


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
def test_twice_the_text_is_at_most_about_twice_the_work(piece: str) -> None:
    many = 40_000 // len(piece)  # several times the longest sentence that is read together
    assert calls(piece * (2 * many)) <= 2.4 * calls(piece * many) + 500


def test_confidence_is_what_was_counted_for_the_way_of_reading() -> None:
    def sure(clause: str) -> tuple[str, float]:
        found = read(clause)[0]
        return found.rule, found.confidence

    verb, listed, ending = (
        sure("Bãi bỏ Thông tư số 1/2020/TT-BTP."),
        sure("Bãi bỏ các văn bản sau:\na) Thông tư số 1/2020/TT-BTP."),
        sure("Thông tư số 1/2020/TT-BTP hết hiệu lực."),
    )
    named = sure("Luật này thay thế Luật Giá ngày 20 tháng 6 năm 2012.")
    lasting = sure("Thông tư số 1/2020/TT-BTP tiếp tục có hiệu lực đến khi có văn bản mới.")
    assert [one[0] for one in (verb, listed, ending)] == ["verb", "list", "ending"]
    assert max(lasting[1], named[1]) < min(ending[1], verb[1]) < listed[1] < 1
    assert all(right <= judged for right, judged in JUDGED.values())


def test_a_text_put_off_to_a_day_begins_on_that_day() -> None:
    off = read("Lùi thời điểm có hiệu lực thi hành của Luật Thú y đến ngày 01/01/2028.")[0]
    longer = read("Kéo dài thời gian thực hiện Nghị quyết số 5/2017/QH14 đến hết ngày 31/12/2023.")
    assert (off.action, off.said, off.until) == (Action.POSTPONES, "postpones", date(2028, 1, 1))
    through = read("Lùi thời điểm có hiệu lực của Luật Thú y đến hết ngày 31/12/2027.")[0]
    assert (through.action, through.until) == (Action.POSTPONES, date(2028, 1, 1))
    nobody_knows = read("Lùi hiệu lực thi hành của Luật Thú y cho đến khi có luật mới.")[0]
    assert (nobody_knows.action, nobody_knows.until) == (Action.POSTPONES, None)
    assert longer[0].until == date(2023, 12, 31)
