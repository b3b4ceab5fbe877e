import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.search.analyzer import (
    LONGEST_WORD,
    beginnings,
    codes,
    count_terms,
    forms,
    sequence,
    words,
)
from docctl.vietnamese import fold_code

TEXT = "Hoà giải, THUỶ lợi; Ðăng ký kĩ thuật qui trình QT10: số 007/2018"


def test_words_are_runs_of_letters_or_digits_in_one_spelling() -> None:
    exact = "hòa giải thủy lợi đăng ký kỹ thuật quy trình qt 10 số 7 2018"
    folded = "hoa giai thuy loi dang ky ky thuat quy trinh qt 10 so 7 2018"
    assert " ".join(word.exact for word in words(TEXT)) == exact
    assert " ".join(word.folded for word in words(TEXT)) == folded


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_text_as_given(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, TEXT)
    cut = [unicodedata.normalize("NFC", text[word.start : word.end]) for word in words(text)]
    assert cut[:3] == ["Hoà", "giải", "THUỶ"]
    assert cut[-1] == "2018"
    assert [w.exact for w in words(text)] == [w.exact for w in words(TEXT)]


@pytest.mark.parametrize(
    ("token", "exact", "folded"),
    [
        ("Quý", "quý", "quy"),
        ("quí", "quý", "quy"),
        ("lí", "lý", "ly"),
        ("tỉ", "tỷ", "ty"),
        ("thi", "thi", "thi"),
        ("khuya", "khuya", "khuya"),
        ("quà", "quà", "qua"),
        ("Đ", "đ", "d"),
        ("000", "0", "0"),
        ("0012", "12", "12"),
    ],
)
def test_a_token_has_one_exact_and_one_folded_form(token: str, exact: str, folded: str) -> None:
    assert forms(token) == (exact, folded)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nghị định số 61/2018/NĐ-CP ngày", "61.2018.nd.cp"),
        ("61/2018/NĐ - CP", "61.2018.nd.cp"),
        ("61/2018/NĐ–CP", "61.2018.nd.cp"),
        ("01 / 2016 / NQ.HĐTP", "1.2016.nq.hdtp"),
        ("quyết định 119-CP của", "119.cp"),
        ("mã QT 10/CX-HCTP.", "qt.10.cx.hctp"),
        ("QT-01", "qt.1"),
        ("ISO 9001:2015", "iso.9001.2015"),
        ("thủ tục - 61/2018", "61.2018"),
    ],
)
def test_numbers_and_codes_are_found_in_text(text: str, key: str) -> None:
    (found,) = codes(text)
    assert found.key == key
    assert fold_code(text[found.start : found.end]) == key
    assert key in found.keys


@pytest.mark.parametrize("text", ["tư pháp - hộ tịch", "và/hoặc", "năm 2018", "a -1", "Điều 5."])
def test_prose_is_no_code(text: str) -> None:
    assert list(codes(text)) == []


def test_a_code_is_found_by_its_beginnings_and_from_its_number() -> None:
    (found,) = codes("QT 10/CX-HCTP")
    assert found.keys == ("qt.10", "qt.10.cx", "qt.10.cx.hctp", "10.cx", "10.cx.hctp")


def test_a_dash_after_a_code_begins_a_sentence() -> None:
    (found,) = codes("61/2018/NĐ-CP - quy định")
    assert found.key == "61.2018.nd.cp"


def test_terms_of_each_sort_are_counted_and_cannot_be_confused() -> None:
    counts, length = count_terms("Quản lý quan ly số 5/CP")
    assert length == 7
    assert {counts[term] for term in ("quản", "quan", "5.cp", "ly_so")} == {1}
    assert {counts[term] for term in ("~quan", "~ly", "quan_ly")} == {2}
    assert "~5" not in counts


def test_an_unfinished_word_may_begin_as_typed() -> None:
    assert beginnings("si") == ("~sy", "~si")
    assert beginnings("quả") == ("quả",)
    assert beginnings("61") == ("61",)


@given(st.text())
def test_any_text_can_be_analysed(text: str) -> None:
    counts, length = count_terms(text)
    found = list(words(text))
    assert length == len(found)
    assert sequence(text).split() == [word.exact for word in found]
    assert all(len(word.exact) <= LONGEST_WORD for word in found)
    assert all(text[code.start : code.end].strip() for code in codes(text))
    assert all(count > 0 for count in counts.values())


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầổỗộ 019/-.QTCXĐ", max_size=60))
def test_folding_and_composition_never_change_the_folded_words(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert [word.exact for word in words(decomposed)] == [word.exact for word in words(text)]
    assert [code.key for code in codes(decomposed)] == [code.key for code in codes(text)]
