import re
import sys
import unicodedata
from bisect import bisect_right
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal import find
from docctl.legal.find import named
from docctl.legal.find.letters import _composed, read

PIECES = (
    "Nghị định số 61/2018/NĐ-CP", "Luật Hộ tịch", "Luật sửa đổi, bổ sung một số điều của ",
    "điểm a, b khoản 2 Điều 5 ", "số 47/2024/QH15", "ngày 3 tháng 4 năm 2015", "của Chính phủ",
    ", ", " và ", ";", "\n", " ", "\u00ad", "\u200b", "\u00a0", "–", "Ð", "TCVN ISO 9001:2015",
    "quy định", "Quyết định 19/2014", "TT", "(", ")", "“", "”", "1/", "-", "Đ", "\u0301", "𝄞", "…",
    "İ", "ǅ", "\u1ec7\u0323", "Bộ ", "Pháp lệnh Ngoại hối", "Luật A năm 2014, ",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)


@given(texts)
def test_offsets_are_those_of_the_text_as_given(text: str) -> None:
    end = 0
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.surface
        assert found.embedded or found.start >= end
        end = max(end, found.end)


@given(texts)
def test_what_was_found_is_found_again_alone(text: str) -> None:
    for found in find(text):
        if found.number and found.form == "number" and not found.elided:
            again = find(found.surface)
            assert found.number in [one.number for one in again]


WHOLE = (
    "Nghị định số 61/2018/NĐ-CP", "Luật Hộ tịch", "Luật Đất đai năm 2013", "NĐ 12/2020",
    "Luật sửa đổi, bổ sung một số điều của Luật Giá", "Bộ luật Dân sự số 91/2015/QH13",
    "TCVN ISO 9001:2015", "Quyết định 19/2014", "Thông tư số 5/2020/TT- BTC", "Chỉ thị 05-CT/TW",
    "Nghị quyết số 19-2018/NQ-CP", "Sắc lệnh số 85/SL", "QCVN 01-1:2024/BYT",
)  # fmt: skip
BETWEEN = (
    ", ", " và ", "; ", " của Chính phủ ", " ngày 3/4/2015 ", " được sửa đổi bởi khoản 2 Điều 5 ",
    " (sau đây gọi là ", ") ", "\n", " quy định chi tiết ", " theo điểm a khoản 1 Điều 3 ",
)  # fmt: skip
laws = st.lists(
    st.tuples(st.sampled_from(WHOLE), st.sampled_from(BETWEEN)).map("".join), min_size=1, max_size=8
).map("".join)


MARKS = ("a", "e", "o", "đ", "ê", "ệ", " ", "\n", "\u0301", "\u0302", "\u0323", "\u031b", "\u0306")


@given(st.lists(st.sampled_from(MARKS), max_size=30).map("".join), st.randoms())
def test_the_way_back_to_decomposed_text_is_the_same_in_any_order(
    text: str, chance: Random
) -> None:
    composed, places, origins = _composed(text)
    reading = read(text)
    assert reading.text == composed
    asked = list(range(len(composed) + 1))
    chance.shuffle(asked)
    for place in asked:
        index = bisect_right(places, place) - 1
        origin = place if index < 0 else origins[index] + place - places[index]
        assert reading.origin(place) == origin


@given(laws, st.sampled_from(["NFC", "NFD"]))
def test_finding_is_idempotent_on_its_own_output(text: str, form: Literal["NFC", "NFD"]) -> None:
    for found in find(unicodedata.normalize(form, text)):
        again = find(found.surface)[0]
        whole = (0, len(found.surface), found.surface, found.number, found.name, found.year)
        year = found.year if str(found.year) in found.surface else None
        assert (*again[:3], again.number, again.name) == whole[:5]
        assert again.year == year
        assert found.elided or again.type == found.type


@given(texts)
def test_finding_is_idempotent_on_any_surface(text: str) -> None:
    for found in find(text):
        first = find(found.surface)[:1]
        for again in first:
            assert find(again.surface)[:1] == [again._replace(start=0, end=again.end - again.start)]


def test_a_letter_that_grows_in_lower_case_moves_nothing() -> None:
    text = "İİİ Căn cứ khoản 2 Điều 5 Luật Hộ tịch ngày 20/11/2014 İ"
    [found] = find(text)
    assert (found.surface, found.articles[0].dieu) == ("Luật Hộ tịch", "5")
    assert str(found.issued) == "2014-11-20"


def steps(text: str) -> int:
    """Count the calls made while `find` reads a text, those of built-in functions included."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        find(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "khoản 1, ", "Điều 1 và ", "Luật Giá và ", "Luật sửa đổi, bổ sung một số điều của ", "A-",
        "1/2020/NĐ-CP, ", "Nghị định số 1/2020/NĐ-CP ngày ", "số ", "a\u0301", "1/", "mẫu số 1 ",
        "điểm a khoản 1 (", "Quyết định số 5/QĐ-UBND sửa đổi ", "văn bản của Bộ số 1/", "((",
        "Luật sửa đổi các luật về thuế và ", "luật đất đai, ", "điều 1 (luật giá) ", "tcvn iso 1:",
        "Luật Giá được sửa đổi bởi ", "19-2018/NQ-", "4981bnn", "1/2020/A& B", "Q§ ®Þnh sè 5/2005/",
        "Nghị định 5/2020/NĐ-CP, Hà Nội, ", "NÑ soá 1/2020/NÑ-CP, ", "e\u0302\u0301 5/NQ-CP ",
    ],
)  # fmt: skip
def test_ten_times_the_text_takes_no_more_than_ten_times_the_steps(piece: str) -> None:
    find(piece * 10)  # what is built once is not counted
    assert steps(piece * 2000) <= 11 * steps(piece * 200)


class Counted:
    """A pattern that counts the letters it has matched."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.letters = pattern, 0

    def match(self, *where: Any) -> re.Match[str] | None:
        found = self.pattern.match(*where)
        self.letters += len(found[0]) if found else 0
        return found


@pytest.mark.parametrize(
    "piece", ["Luật Giá, Luật A năm 2014, ", "Luật Thuế tiết a, ", "2014, Luật Cán bộ, công chức "]
)
def test_a_list_of_laws_is_not_looked_over_anew_at_each_of_them(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(named._LIST)
    monkeypatch.setattr(named, "_LIST", counted)
    text = piece * 2000
    assert find(text)
    assert counted.letters <= 16 * len(text)
    counted.letters = 0
    assert len(find("Luật Giá và " * 2000)) == 2000
    assert counted.letters >= 20000  # lists are still read in runs


@pytest.mark.parametrize("text", ["Bộ Pháp lệnh Ngoại hối", "Bộ Hiến pháp năm 2013"])
def test_a_ministry_before_an_ordinance_makes_no_code_of_it(text: str) -> None:
    [found] = find(text)
    assert text == "Bộ " + found.surface


def test_composed_and_decomposed_text_say_the_same() -> None:
    text = (
        "Căn cứ khoản 2 Điều 5 Luật Hộ tịch ngày 20/11/2014 và Nghị định số 61/2018/NĐ-CP ngày "
        "23 tháng 4 năm 2018 của Chính phủ; TCVN ISO 9001:2015"
    )
    plain, other = find(text), find(unicodedata.normalize("NFD", text))
    assert [(c.number, c.issued, c.articles, c.issuer) for c in plain] == [
        (c.number, c.issued, c.articles, c.issuer) for c in other
    ]
    assert [unicodedata.normalize("NFC", c.surface) for c in other] == [c.surface for c in plain]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("theo QuyÕt ®Þnh sè 12/2005/Q§-TTg ngµy 5 th¸ng 6 n¨m 2005 cña Thñ t\xadíng ChÝnh phñ",
         "QuyÕt ®Þnh sè 12/2005/Q§-TTg"),
        ("theo Quyeát ñònh soá 12/2005/QÑ-TTg ngaøy 5 thaùng 6 naêm 2005 cuûa Thuû töôùng "
         "Chính phuû",
         "Quyeát ñònh soá 12/2005/QÑ-TTg"),
    ],
)  # fmt: skip
def test_letters_of_old_fonts_are_read_where_they_stand(text: str, surface: str) -> None:
    [found] = find(text)
    assert (found.surface, text[found.start : found.end]) == (surface, surface)
    assert (found.type, found.number) == ("Quyết định", "12/2005/QĐ-TTg")
    assert (str(found.issued), found.issuer) == ("2005-06-05", "Thủ tướng Chính phủ")


def test_invisible_characters_do_not_hide_a_number() -> None:
    text = "Nghị\u00a0định số 61/\u200b2018/NĐ\u00ad-CP ngày\u00a023/4/2018"
    [found] = find(text)
    assert (found.number, str(found.issued)) == ("61/2018/NĐ-CP", "2018-04-23")
    assert found.surface == "Nghị\u00a0định số 61/\u200b2018/NĐ\u00ad-CP"


def test_the_library_needs_neither_database_nor_web() -> None:
    package = Path(__file__).parents[3] / "docctl" / "legal" / "find"
    for module in package.glob("*.py"):
        source = module.read_text(encoding="utf-8")
        assert not any(word in source for word in ("sqlalchemy", "flask", "blinker"))
