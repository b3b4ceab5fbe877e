"""What changed between two contents."""

import re
from copy import deepcopy
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.content import Json, SectionChange, compare, empty_procedure, parse, sequence
from docctl.content.sequence import heaviest_chain, opcodes


def para(text: str, uid: str | None = None) -> Json:
    runs = [{"type": "text", "text": text}] if text else []
    return {"type": "paragraph", "attrs": {"uid": uid}, "content": runs}


def heading(text: str, uid: str) -> Json:
    return {
        "type": "heading",
        "attrs": {"level": 1, "uid": uid},
        "content": [{"type": "text", "text": text}],
    }


def doc(*blocks: Json) -> Json:
    return parse({"type": "doc", "content": list(blocks)})


def rows(*texts: list[str]) -> Json:
    return {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [{"type": "tableCell", "content": [para(text)]} for text in row],
            }
            for row in texts
        ],
    }


def words(html: str, without: str) -> str:
    """The words of one side: what is marked for the other is left out."""
    kept = re.sub(rf"<{without}>.*?</{without}>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", kept).split())


def test_a_content_compared_with_itself_shows_nothing() -> None:
    content = empty_procedure()
    comparison = compare(content, content)
    assert comparison.is_empty
    assert "<ins" not in comparison.html


def test_a_changed_legal_number_shows_whole() -> None:
    old = doc(para("Theo Nghị định 61/2018/NĐ-CP về một cửa", "a"))
    new = doc(para("Theo Nghị định 118/2025/NĐ-CP về một cửa", "a"))
    assert (
        "Theo Nghị định <del>61/2018/NĐ-CP</del><ins>118/2025/NĐ-CP</ins> về một cửa"
        in compare(old, new).html
    )


def test_changes_are_counted_by_section() -> None:
    old = doc(heading("1. MỤC ĐÍCH", "h"), para("một hai ba bốn", "a"), para("năm sáu", "b"))
    new = doc(heading("1. MỤC ĐÍCH", "h"), para("một hai BA bốn", "a"), para("bảy tám chín", "c"))
    assert compare(old, new).sections == (SectionChange("1. MỤC ĐÍCH", 1, 1, 1),)


def test_blocks_without_common_uids_are_paired_by_their_words() -> None:
    old = doc(para("Công chức tiếp nhận hồ sơ và kiểm tra"), para("Trả kết quả cho công dân"))
    new = doc(
        para("Đoạn mới hoàn toàn"),
        para("Công chức tiếp nhận hồ sơ, kiểm tra kỹ"),
        para("Trả kết quả cho công dân"),
    )
    (change,) = compare(old, new).sections
    assert (change.added, change.removed, change.changed) == (1, 0, 1)


def test_a_block_that_moved_is_marked_at_both_places() -> None:
    blocks = [para(f"đoạn số {word} khác hẳn", word) for word in ("mot", "hai", "ba")]
    html = compare(doc(*blocks), doc(blocks[2], blocks[0], blocks[1])).html
    assert html.count("moved") == 2


def test_a_change_of_format_only_is_told_apart() -> None:
    bold = para("chữ", "a")
    bold["content"][0]["marks"] = [{"type": "bold"}]
    comparison = compare(doc(para("chữ", "a")), doc(bold))
    assert "reformatted" in comparison.html
    assert "<del>" not in comparison.html
    assert not comparison.is_empty


def test_a_changed_cell_and_an_added_row_show_inside_the_table() -> None:
    old = doc(rows(["1", "Tiếp nhận hồ sơ", "1 ngày"], ["2", "Thẩm tra", "2 ngày"]))
    new = doc(
        rows(
            ["1", "Tiếp nhận hồ sơ", "nửa ngày"], ["2", "Thẩm tra", "2 ngày"], ["3", "Ký", "1 giờ"]
        )
    )
    html = compare(old, new).html
    assert "<del>1</del><ins>nửa</ins> ngày" in html
    assert html.count('<tr class="inserted">') == 1
    assert html.count("<table") == 1


def test_a_merged_cell_that_a_deleted_row_interrupts_keeps_the_columns_in_line() -> None:
    def merged(*texts: str) -> Json:
        first = {
            "type": "tableCell",
            "attrs": {"rowspan": len(texts)},
            "content": [para("gộp", "m")],
        }
        lines = [
            {"type": "tableRow", "content": [{"type": "tableCell", "content": [para(t, t)]}]}
            for t in texts
        ]
        lines[0]["content"].insert(0, first)  # type: ignore[attr-defined]  # a list of cells
        return {"type": "table", "content": lines}

    html = compare(doc(merged("x", "y", "z")), doc(merged("x", "z"))).html
    widths = _row_widths(html)
    assert widths == [2, 2, 2]


def _row_widths(html: str) -> list[int]:
    """The number of columns each row fills, spans from above included."""
    filled: list[int] = []
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.DOTALL)
    hanging: dict[int, int] = {}
    for number, line in enumerate(lines):
        width = hanging.pop(number, 0)
        for attributes in re.findall(r"<t[dh]([^>]*)>", line):
            width += 1
            span = re.search(r'rowspan="(\d+)"', attributes)
            for below in range(1, int(span[1]) if span else 1):
                hanging[number + below] = hanging.get(number + below, 0) + 1
        filled.append(width)
    return filled


TEXTS = st.lists(
    st.text("abc xyz", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=6
)


@given(TEXTS, TEXTS)
def test_both_sides_can_be_read_out_of_the_unified_html(old: list[str], new: list[str]) -> None:
    before, after = doc(*map(para, old)), doc(*map(para, new))
    html = compare(before, after).html
    # What is deleted as a whole stands in a block of its own, so words are compared, not lines.
    assert words(html, "ins").split() == " ".join(old).split()
    assert words(html, "del").split() == " ".join(new).split()


@given(TEXTS)
def test_comparing_does_not_change_its_input(texts: list[str]) -> None:
    old, new = doc(*map(para, texts)), empty_procedure()
    kept = deepcopy((old, new))
    compare(old, new)
    assert (old, new) == kept


PAIRS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.4, 0.5, 1.0])),
    max_size=12,
    unique_by=lambda pair: pair[:2],
).map(sorted)


@given(PAIRS)
def test_the_chain_of_pairs_rises_on_both_sides_and_is_the_heaviest(
    scored: list[tuple[int, int, float]],
) -> None:
    scores = {(i, j): score for i, j, score in scored}
    chain = heaviest_chain(scored)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(chain))
    total = sum(scores[pair] for pair in chain)
    assert total == pytest.approx(_heaviest(scored))


def _heaviest(scored: list[tuple[int, int, float]]) -> float:
    """The plain quadratic way to the same sum."""
    best: list[float] = []
    for place, (i, j, score) in enumerate(scored):
        before = [best[k] for k in range(place) if scored[k][0] < i and scored[k][1] < j]
        best.append(score + max(before, default=0.0))
    return max(best, default=0.0)


def test_a_long_document_changed_everywhere_is_still_paired_block_by_block() -> None:
    old = [
        f"Điều {n} quy định trách nhiệm của đơn vị số {n * 7} trong việc {n}" for n in range(300)
    ]
    new = [text.replace("trách nhiệm", "nghĩa vụ") for text in old]
    (change,) = compare(doc(*map(para, old)), doc(*map(para, new))).sections
    assert change == SectionChange("", 0, 0, 300)


def test_words_that_come_again_without_end_are_compared_in_bounded_time() -> None:
    old, new = "a b " * 20_000, "b a " * 20_000
    comparison = compare(doc(para(old, "x")), doc(para(new, "x")))
    assert comparison.sections == (SectionChange("", 0, 0, 1),)


def test_space_between_words_is_no_change() -> None:
    assert compare(doc(para("một  hai", "a")), doc(para("một hai", "a"))).is_empty


WAYS = st.sampled_from([(10**9, 10**9), (-1, 10**9), (-1, -1)])


@given(st.text("abc", max_size=60), st.text("abc", max_size=60), WAYS)
def test_opcodes_lead_from_one_sequence_to_the_other_in_every_way_they_are_found(
    old: str, new: str, limits: tuple[int, int]
) -> None:
    built, at = "", (0, 0)
    few, many = limits
    with mock.patch.multiple(sequence, _FEW_PAIRS=few, _MANY_PAIRS=many):
        codes = opcodes(old, new)
    for tag, i1, i2, j1, j2 in codes:
        assert (i1, j1) == at
        assert tag != "equal" or old[i1:i2] == new[j1:j2]
        built += old[i1:i2] if tag == "equal" else new[j1:j2]
        at = (i2, j2)
    assert (built, at) == (new, (len(old), len(new)))
