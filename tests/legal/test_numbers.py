import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.numbers import (
    issuer_norm,
    issuer_of_number,
    number_norm,
    type_norm,
    type_of_number,
    year_of_number,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05/2025/TT-BGDĐT", "5/2025/TT- BGDÐT"),
        ("61/2018/NĐ-CP", "61/2018/nd-cp"),
        ("56/2015/NĐ-CP", "56/ 2015/ NĐ – CP"),
        ("31/2005/QĐ-UBND", "31/2005/QĐ.UBND"),
        ("460/QĐ-UBND", "460/QĐUBND"),
        ("74/NĐ-CP", "74-NĐ -CP"),
        ("6/CP", "06/CP"),
        ("37-CT/TW", "37/CT-TW"),
        ("31/2006/TTLT-BTC-BVHTT", "31/2006/TTLT/BTC-BVHTT"),
        ("33/2000/QĐ-BTCCBCP", "33/2000 QĐ/BTCCBCP"),
        ("2/TB-CCT", "02//TB-CCT"),
        ("TCVN ISO 9001:2015", "TCVN ISO 9001: 2015"),
        ("TCVN 5200:1990", "TCVN 5200 - 90"),
        ("ISO 9001:2000", "ISO 9001-2000"),
    ],
)
def test_spellings_of_one_number_have_one_key(one: str, other: str) -> None:
    assert number_norm(one) == number_norm(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20-CP", "20/CP"),
        ("19/QĐ-TTg", "19/2014/QĐ-TTg"),
        ("QCVN 01-1:2024/BYT", "QCVN 01-2:2024/BYT"),
        ("1/2020/QĐ-UB", "1/2020/QĐ-UBND"),
    ],
)
def test_different_numbers_have_different_keys(one: str, other: str) -> None:
    assert number_norm(one) != number_norm(other)


@given(st.text("0129/-. aQĐNCPTgUBSIOV:&", max_size=30) | st.text(max_size=20))
def test_the_key_of_a_key_is_itself(number: str) -> None:
    key = number_norm(number)
    assert number_norm(key) == key


@pytest.mark.parametrize(
    ("number", "kind", "issuer", "year"),
    [
        ("61/2018/NĐ-CP", "Nghị định", "Chính phủ", 2018),
        ("60/2014/QH13", "Luật", "Quốc hội", 2014),
        ("76/2025/UBTVQH15", "Nghị quyết", "Ủy ban Thường vụ Quốc hội", 2025),
        ("906/QĐTTg", "Quyết định", "Thủ tướng Chính phủ", None),
        ("03/VBHN-VPQH", "Văn bản hợp nhất", "Văn phòng Quốc hội", None),
        ("24/2014/TTLT-BKHCN-BNV", "Thông tư liên tịch",
         "Bộ Khoa học và Công nghệ, Bộ Nội vụ", 2014),
        ("504/QĐ-UBND", "Quyết định", None, None),
        ("4836/SNV-TCBC", None, None, None),
    ],
)  # fmt: skip
def test_a_number_says_what_its_symbol_says(
    number: str, kind: str | None, issuer: str | None, year: int | None
) -> None:
    assert type_of_number(number) == kind
    assert issuer_of_number(number) == issuer
    assert year_of_number(number) == year


def test_types_are_known_in_every_spelling() -> None:
    ways = ("NGHỊ ĐỊNH", "nghi định", "NĐ", "Nghị  định")
    assert {type_norm(way) for way in ways} == {"Nghị định"}
    assert type_norm("giấy mời") == "Giấy mời"


def test_an_office_and_its_head_are_one_issuer() -> None:
    assert issuer_norm("Bộ trưởng Bộ Tư pháp") == issuer_norm("Bộ Tư pháp")
    assert issuer_norm("Chủ tịch UBND tỉnh Trà Vinh") == issuer_norm(
        "Uỷ ban nhân dân tỉnh Trà Vinh"
    )
    assert issuer_norm("UBND tỉnh An Giang") != issuer_norm("UBND tỉnh Trà Vinh")
