"""One spelling, keys without diacritics, codes that compare equal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.vietnamese import clean, fold, fold_code, natural_key, nfc, one_line, plain, tone

TEXT = st.text(max_size=80)
WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặếềểễệộợựỹ ", max_size=40)


@given(text=TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@given(text=WORDS)
def test_composed_and_decomposed_letters_have_the_same_key(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert nfc(unicodedata.normalize("NFD", text)) == text


@given(text=WORDS)
def test_a_key_of_vietnamese_is_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đăng ký  khai sinh", "dang ky khai sinh"),
        ("ỦY BAN\u00a0NHÂN DÂN", "uy ban nhan dan"),
        ("Nghị định số 61/2018/NĐ\u2013CP", "nghi dinh so 61/2018/nd-cp"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_the_key_of_a_text(text: str, key: str) -> None:
    assert fold(text) == key


def test_plain_keeps_case_and_the_rest() -> None:
    assert plain("Ưu Đãi – 50 %") == "Uu Dai – 50 %"


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("quý", "quý")]
)
def test_tone_marks_move_to_where_the_newer_spelling_has_them(old: str, new: str) -> None:
    assert tone(old) == new


@pytest.mark.parametrize(
    "typed",
    ["QT 01/CX-HCTP", "QT01 CX HCTP", "qt-1.cx.hctp", "QT 1_CX/HCTP", "qt 001/cx\u2013hctp"],
)
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert fold_code(typed) == fold_code("QT 01/CX-HCTP")


@pytest.mark.parametrize("other", ["QT 10/CX-HCTP", "QT 01/CX-HCT", "QTT 01/CX-HCTP", "QT 011"])
def test_other_codes_differ(other: str) -> None:
    assert fold_code(other) != fold_code("QT 01/CX-HCTP")


def test_zero_stays_a_number() -> None:
    assert fold_code("BM-00") == "bm.0"
    assert fold_code("BM") != fold_code("BM 0")


@given(code=st.from_regex(r"[A-Z]{1,4}[ -./_]?\d{1,3}([/-][A-Z]{2,5})?", fullmatch=True))
def test_folding_a_folded_code_changes_nothing(code: str) -> None:
    assert fold_code(fold_code(code)) == fold_code(code)


def test_codes_sort_as_people_sort_them() -> None:
    codes = ["QT-10", "QT-2", "BM-1", "QT-2a"]
    assert sorted(codes, key=natural_key) == ["BM-1", "QT-2", "QT-2a", "QT-10"]
