"""Worn text: lost diacritics, gaps in a symbol, days told in words; and places told afterwards."""

from datetime import date

import pytest

from docctl.legal import Citation, find


def only(text: str) -> Citation:
    [found] = find(text)
    return found


def said(found: Citation) -> list[dict[str, str | None]]:
    return [
        {name: value for name, value in place.said().items() if value} for place in found.articles
    ]


def test_a_law_without_diacritics_is_found_by_its_name() -> None:
    found = only("can cu khoan 2 Dieu 5 Luat Ho tich nam 2014 cua Quoc hoi")
    assert (found.surface, found.name, found.year) == (
        "Luat Ho tich nam 2014",
        "Luật Hộ tịch",
        2014,
    )
    assert (found.issuer, said(found)) == ("Quốc hội", [{"dieu": "5", "khoan": "2"}])
    assert found.repairs == ("diacritics",)


def test_date_and_issuer_without_diacritics_belong_to_their_text() -> None:
    found = only("NGHI DINH SO 34/2016/ND-CP NGAY 14 THANG 5 NAM 2016 CUA CHINH PHU")
    assert (found.number, found.issued) == ("34/2016/ND-CP", date(2016, 5, 14))
    assert found.issuer == "CHÍNH PHỦ"
    assert found.surface == "NGHI DINH SO 34/2016/ND-CP"


def test_names_in_one_line_without_diacritics_are_told_apart() -> None:
    found = find("Bo luat Dan su nam 2015, Luat Thi dua, khen thuong va Luat Dat dai 2024")
    assert [one.name for one in found] == [
        "Bộ luật Dân sự",
        "Luật Thi đua, khen thưởng",
        "Luật Đất đai",
    ]


def test_foreign_words_and_self_references_without_diacritics_are_no_citations() -> None:
    assert find("the law of so 5 people; theo nghi dinh nay va quy trinh nay") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nghị quyết số 190/2025/QH 15 ngày 19/02/2025", "190/2025/QH15"),
        ("Luật 60/2014/QH 13 về", "60/2014/QH13"),
        ("Nghị định 23/2015/NĐ CP", "23/2015/NĐCP"),
        ("Quyết định số 5/2020/QĐ UBND", "5/2020/QĐUBND"),
        ("quyết định số 12/2020/qđubnd", "12/2020/qđubnd"),
        ("Nghị định s20/2013", "20/2013"),
    ],
)
def test_gaps_in_a_symbol_and_lost_letters_are_repaired(text: str, number: str) -> None:
    assert only(text).number == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nghị định số 61/2018/NĐ-CP ngày 23 tháng tư năm 2018", date(2018, 4, 23)),
        ("Sắc lệnh số 63 ngày mồng 2 tháng giêng năm 1946", date(1946, 1, 2)),
        ("Thông tư số 1/2020/TT-BTP của Bộ trưởng Bộ Tư pháp ngày 5/3/2020", date(2020, 3, 5)),
        ("Luật Hộ tịch của Quốc hội khóa XIII ngày 20 tháng 11 năm 2014", date(2014, 11, 20)),
        ("Luật Hộ tịch được Quốc hội thông qua ngày 20/11/2014", date(2014, 11, 20)),
        (
            "Luật Hộ tịch đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XIII, kỳ "
            "họp thứ 8 thông qua ngày 20 tháng 11 năm 2014",
            date(2014, 11, 20),
        ),
    ],
)
def test_days_in_words_after_the_issuer_and_of_adoption_are_read(text: str, day: date) -> None:
    assert only(text).issued == day


def test_a_day_on_which_something_else_begins_is_not_that_of_the_text() -> None:
    assert only("Quyết định số 5/2020/QĐ-UBND của UBND tỉnh từ ngày 1/1/2021").issued is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("theo Luật Hộ tịch (khoản 2 Điều 5)", [{"dieu": "5", "khoan": "2"}]),
        ("Luật Căn cước năm 2023 (Điều 5, Điều 7)", [{"dieu": "5"}, {"dieu": "7"}]),
        ("theo Nghị định 123/2015/NĐ-CP tại Điều 9.", [{"dieu": "9"}]),
        ("Nghị định 123/2015/NĐ-CP tại khoản 1 Điều 9 của quy chế", []),
        ("Luật Hộ tịch (được sửa đổi)", []),
    ],
)
def test_places_are_also_told_right_after_a_text(
    text: str, places: list[dict[str, str | None]]
) -> None:
    assert said(only(text)) == places


@pytest.mark.parametrize(
    "between",
    [" (sửa đổi, bổ sung bởi ", " (bổ sung một số điều theo ", " sửa đổi, bổ sung bởi "],
)
def test_a_chain_of_amendments_may_be_told_in_brackets(between: str) -> None:
    law, change = find(f"Nghị định số 23/2015/NĐ-CP{between}Nghị định số 07/2025/NĐ-CP)")
    assert change.amends == law.start
    assert not change.embedded


def test_a_note_that_something_was_replaced_amends_no_text_before_it() -> None:
    _, change = find("Nghị định 1/2015/NĐ-CP [cụm từ này bị thay thế bởi Điều 2 Luật Giá 2023]")
    assert change.amends is None


def test_a_list_of_places_leaves_the_title_of_the_text_before() -> None:
    listed = find(
        "Điều 3 Nghị định số 23/2015/NĐ-CP về cấp bản sao từ sổ gốc, Điều 2 Thông tư 1/2020/TT-BTP"
    )
    assert [one.embedded for one in listed] == [False, False]
    titled = find(
        "khoản 2 Điều 1 Nghị định số 5/2020/NĐ-CP sửa đổi Điều 4 Nghị định 1/2015/NĐ-CP và Điều 6 "
        "Nghị định 2/2016/NĐ-CP"
    )
    assert [one.embedded for one in titled] == [False, True, True]


def test_the_name_of_an_office_goes_on_after_a_comma_or_and() -> None:
    assert only(
        "Công văn số 879/VTLTNN-NVĐP của Cục Văn thư và Lưu trữ nhà nước về việc"
    ).issuer == ("Cục Văn thư và Lưu trữ nhà nước")
