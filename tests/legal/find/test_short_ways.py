"""What is read in one step, or remembered, is what the long way reads."""

import re
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from docctl.legal.find import provisions, scan, tails
from docctl.legal.find.provisions import places_before

NOTHING = re.compile(r"(?!)")
WORDS = (
    "điểm", "khoản", "điều", "tiết", "mục", "chương", "phần", "phụ lục", "mẫu", "tiểu mục", "a",
    "đ1", "aa", "1", "12a", "5", "iv", "viii", "1.2", "b.", "3-1", "và", "hoặc", "của", "tại",
    "theo", "quy định", "các", "từ", "đến", "hết", "một trong các", "cụm từ", "trong", "này",
    "thực", "hiện", "sau", "thi", "cho", "tạikhoản", "củađiều", "xxi", "số", "thứ", "nội dung",
)  # fmt: skip
BETWEEN = (" ", ", ", "; ", "\n", ". ", ": ", " (", ") ", " - ", "  ", " “", "” ", ",")
chains = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(BETWEEN)).map("".join), max_size=14
).map("".join)


@given(chains, st.integers(0, 12), st.sampled_from((" ", " của ", ", ", "", " (", "\n")))
@example("thực hiện theo quy định tại điểm a, b khoản 2 điều 5", 0, " của ")
@example("điểm b, cụm từ công an nhân dân tại khoản 2 điều 5", 0, " ")
@example("phần b, c điều 5", 0, " ")
@example("cụm từ" + " công an nhân dân" * 9 + " tại khoản 2 điều 5", 0, " ")
def test_a_remembered_chain_says_what_the_long_way_reads(words: str, floor: int, end: str) -> None:
    said = words.rstrip() + end
    floor = min(floor, len(said))
    with patch.object(provisions, "_LOOK", NOTHING):
        long = places_before(said, floor, len(said))
    assert places_before(said, floor, len(said)) == long


def listed(*values: str) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3)
    return st.tuples(st.sampled_from((", ", " và ", ", và ", ",")), some).map(
        lambda two: two[0].join(two[1])
    )


points = st.just("") | listed("a", "b", "đ", "đ1", "aa", "1", "i").map("điểm {} ".format)
clauses = st.just("") | listed("1", "2", "12a", "2đ", "3.1").map("khoản {} ".format)
articles = st.just("") | listed("5", "6", "12a", "107", "5đ", "1.2").map("điều {}".format)
parts = st.tuples(points, clauses, articles).map("".join)
openings = st.sampled_from(
    (
        "",
        "tại ",
        "theo quy định tại ",
        "các ",
        "thực hiện theo ",
        "phần ",
        "mục 2 ",
        "từ ",
        "khoản 1 ",
    )
)


@given(
    openings,
    st.lists(
        st.tuples(parts, st.sampled_from((", ", " và ", "; ", " đến ", " "))).map("".join),
        max_size=4,
    ).map("".join),
    parts,
    st.sampled_from((" ", " của ", ", ", " các ", "")),
)
def test_a_plain_chain_says_what_the_long_way_reads(
    opening: str, before: str, last: str, end: str
) -> None:
    said = f"{opening}{before}{last}{end}"
    with patch.object(provisions, "_LOOK", NOTHING):
        long = places_before(said, 0, len(said))
    assert places_before(said, 0, len(said)) == long


DAYS = (
    " ngày 5 tháng 4 năm 2018", " ngày 05/4/2018", " ngày 31/02/2018", " ngày 5/4/20189",
    " Ngày 5/4/2018", ", ngày 5/4/2018", " ngày 5 tháng 4/2018", " ngày 5/4/18", " năm 2018",
)  # fmt: skip
AFTER = (
    " của ", " của  ", ", của ", ") của ", " do ", " CỦA ", " Của ", "Chính phủ", "Bộ Tư pháp",
    "Bộ trưởng Bộ Tài chính và Bộ Y tế", " năm 2019", " Năm 2019", ";", ".", ")", "\n", " ", "(",
    " về việc", "*", "Ủy ban nhân dân tỉnh", " của Quốc hội", "Hội", " ban hành ngày 6/7/2019",
)  # fmt: skip


@given(st.sampled_from(DAYS), st.lists(st.sampled_from(AFTER), max_size=5).map("".join))
def test_the_ordinary_date_and_issuer_are_those_of_the_long_way(day: str, after: str) -> None:
    text = day + after
    with patch.object(tails, "_ORDINARY", NOTHING):
        long = tails.tail_at(text, text.lower(), 0)
    assert tails.tail_at(text, text.lower(), 0) == long


SYMBOLS = (
    "12", "2018", "/", "//", "-", " ", ".", "NĐ", "CP", "TT", "TTg", "BLĐTBXH", "QH14", "UBND", "&",
    "g", "a", " CP", " 15", " 2 ", "Bộ", "TTLT", ",", ";", ")", "\n", "đ", "Đ", "1", " - ", "và",
    "/QĐ-UBND",
)  # fmt: skip


@given(st.lists(st.sampled_from(SYMBOLS), max_size=8).map("".join))
@example("/2018/NĐ-CP và ")
@example("/2018/QĐ-TTg.")
def test_an_ordinary_number_ends_where_any_number_does(rest: str) -> None:
    text = "61" + rest
    ordinary = scan.ITEM.match(text)
    if ordinary:
        whole = scan.NUMBER_HERE.match(text)
        assert whole is not None
        assert whole.end() == ordinary.end("symbol")


@given(st.lists(st.sampled_from(SYMBOLS), max_size=8).map("".join))
def test_no_number_is_passed_over(rest: str) -> None:
    text = "61" + rest
    number = scan.NUMBER_HERE.match(text)
    if number and not number[0][2:3].isdigit():
        assert re.match("[0-9]" + scan._LEADS, text)
