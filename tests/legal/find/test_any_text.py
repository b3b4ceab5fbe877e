import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from docctl.legal import find

PIECES = (
    "Nghị định số 61/2018/NĐ-CP", "Luật Hộ tịch", "Luật sửa đổi, bổ sung một số điều của ",
    "điểm a, b khoản 2 Điều 5 ", "số 47/2024/QH15", "ngày 3 tháng 4 năm 2015", "của Chính phủ",
    ", ", " và ", ";", "\n", " ", "\u00ad", "\u200b", "\u00a0", "–", "Ð", "TCVN ISO 9001:2015",
    "quy định", "Quyết định 19/2014", "TT", "(", ")", "“", "”", "1/", "-", "Đ", "\u0301", "𝄞", "…",
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
