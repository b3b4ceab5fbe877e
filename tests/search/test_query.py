import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.search.query import (
    LONGEST,
    MOST_CLAUSES,
    Clause,
    Code,
    Phrase,
    Prefix,
    Query,
    Word,
    parse,
)


def w(exact: str, folded: str = "") -> Word:
    return Word(exact, folded or exact)


def test_all_words_are_asked_for() -> None:
    assert parse("  Hộ tịch ").must == (w("hộ", "ho"), w("tịch", "tich"))


def test_quotes_of_any_sort_make_a_phrase() -> None:
    phrase = Phrase((w("khai"), w("sinh")))
    for typed in ('"khai sinh"', "“khai sinh”", "«khai sinh»", '"khai sinh', "„khai sinh“"):
        assert parse(typed).must == (phrase,), typed
    assert parse('"khai"').must == (w("khai"),)


@pytest.mark.parametrize(
    ("typed", "excluded"),
    [
        ("a -b", (w("b"),)),
        ("-b a", (w("b"),)),
        ("a –b", (w("b"),)),
        ('a -"b c"', (Phrase((w("b"), w("c"))),)),
        ("a -61/2018/nđ-cp", (Code("61.2018.nd.cp", (w("61"), w("2018"), w("nd"), w("cp"))),)),
        ("a - b", ()),
        ("a-b", ()),
        ("a -", ()),
        ("a --", ()),
    ],
)
def test_a_dash_before_a_word_excludes_it(typed: str, excluded: tuple[Clause, ...]) -> None:
    query = parse(typed)
    assert query.must_not == excluded
    assert query.must[0] == w("a")


@pytest.mark.parametrize(
    "typed", ["61/2018/nd-cp", "61/2018/NĐ - CP", "061/2018/NĐ-CP", " 61 / 2018/ NĐ–CP "]
)
def test_a_number_is_one_clause_however_typed(typed: str) -> None:
    (clause,) = parse(typed).must
    assert isinstance(clause, Code)
    assert clause.key == "61.2018.nd.cp"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("QT10 CX HCTP", "qt.10.cx.hctp"),
        ("qt 10/cx-hctp", "qt.10.cx.hctp"),
        ("nghị định 61 2018 nđ cp", "61.2018.nd.cp"),
        ("iso 9001", "iso.9001"),
    ],
)
def test_words_that_would_make_a_code_hint_at_it(typed: str, hint: str) -> None:
    assert hint in parse(typed).hints


def test_words_without_a_number_hint_at_nothing() -> None:
    assert parse("đăng ký khai sinh").hints == ()


def test_the_last_word_is_unfinished_only_while_typing_and_with_two_letters() -> None:
    assert parse("khai si", typing=True).must == (w("khai"), Prefix(w("sy"), ("~sy", "~si")))
    assert parse("khai s", typing=True).must == (w("khai"), w("s"))
    assert parse("khai si ", typing=True).must == (w("khai"), w("sy"))
    assert parse("khai si").must == (w("khai"), w("sy"))
    (code,) = parse("61/2018/n", typing=True).must
    assert isinstance(code, Code)
    assert code.unfinished


def test_a_repeated_word_is_asked_for_once() -> None:
    assert parse("a b a").must == (w("a"), w("b"))


def test_what_is_too_long_is_cut_and_says_so() -> None:
    long = parse("xin " * LONGEST)
    assert long.cut
    assert long.must == (w("xin"),)
    many = parse(" ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(100)))
    assert many.cut
    assert len(many.must) == MOST_CLAUSES
    assert not parse("a b").cut


def test_a_query_without_a_word_is_false() -> None:
    for typed in ("", " ", '""', '"', "-", "-a", "*?", "\x00"):
        assert not parse(typed), typed


@given(st.text(max_size=3 * LONGEST), st.booleans())
def test_parse_never_raises_and_stays_small(typed: str, typing: bool) -> None:  # noqa: FBT001 - drawn
    query = parse(typed, typing=typing)
    assert isinstance(query, Query)
    assert len(query.must) <= MOST_CLAUSES
    assert len(query.must_not) <= MOST_CLAUSES
    assert len(query.words) <= LONGEST


@given(st.text(alphabet='ab1/-."“” \n:_Đ', max_size=60), st.booleans())
def test_parse_survives_its_own_signs(typed: str, typing: bool) -> None:  # noqa: FBT001 - drawn
    for clause in parse(typed, typing=typing).must:
        assert clause
