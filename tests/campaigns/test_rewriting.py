"""What a citation becomes: rewritten where all is understood, else marked with the reason."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.campaigns.rewriting import (
    Edit,
    Mark,
    TextFacts,
    chained,
    places_of,
    read_mapping,
    replaced,
    summary_of,
)
from docctl.legal.find import Citation as Found
from docctl.legal.find import find

OLD = TextFacts(
    type="Nghị định",
    number="61/2018/NĐ-CP",
    title="Về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính",
    issuer="Chính phủ",
    issued_on=date(2018, 4, 23),
)
NEW = TextFacts(
    type="Nghị định",
    number="118/2025/NĐ-CP",
    title="Về thực hiện thủ tục hành chính theo cơ chế một cửa",
    issuer="Chính phủ",
    issued_on=date(2025, 6, 9),
)
LAW = TextFacts(
    type="Luật",
    number="60/2014/QH13",
    title="Hộ tịch",
    issuer="Quốc hội",
    issued_on=date(2014, 11, 20),
)
LATER = replace(
    LAW, number="99/2026/QH16", title="Luật Đăng ký hộ tịch", issued_on=date(2026, 2, 5)
)
AMENDING = replace(
    LATER, number="12/2026/QH16", title="Sửa đổi, bổ sung một số điều của Luật Hộ tịch"
)
CIRCULAR = TextFacts(
    type="Thông tư",
    number="15/2015/TT-BTP",
    title="Hướng dẫn",
    issuer="Bộ Tư pháp",
    issued_on=date(2015, 11, 16),
)
MOVED = {"d0007.": "d0009.", "d0005.k002.": "d0005.k002."}
WORDS = "được sửa đổi, bổ sung bởi"


def of(text: str, facts: TextFacts) -> Found:
    """Give the first citation, which is of these facts."""
    first = find(text)[0]
    assert first.number in {facts.number, None}
    return first


def done(text: str, result: Edit | Mark | None) -> str | Mark | None:
    if isinstance(result, Edit):
        return text[: result.start] + result.text + text[result.end :]
    return result


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "- Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về thực hiện cơ chế một cửa,"
            " một cửa liên thông trong giải quyết thủ tục hành chính;",
            "- Nghị định số 118/2025/NĐ-CP ngày 9/6/2025 của Chính phủ về thực hiện thủ tục hành"
            " chính theo cơ chế một cửa;",
        ),
        ("Theo NĐ 61/2018/NĐ-CP.", "Theo NĐ 118/2025/NĐ-CP."),
        (
            "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ;",
            "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ;",
        ),
        (
            "Nghị định số 61/2018/NĐ-CP của Chính phủ ngày 23/04/2018;",
            "Nghị định số 118/2025/NĐ-CP của Chính phủ ngày 09/06/2025;",
        ),
        ("theo nghị định 61/2018/NĐ-CP,", "theo nghị định 118/2025/NĐ-CP,"),
        ("NGHỊ ĐỊNH SỐ 61/2018/NĐ-CP", "NGHỊ ĐỊNH SỐ 118/2025/NĐ-CP"),
        (
            "Điều 7 của Nghị định số 61/2018/NĐ-CP.",
            "Điều 9 của Nghị định số 118/2025/NĐ-CP.",
        ),
        (
            "theo khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP.",
            "theo khoản 2 Điều 5 Nghị định số 118/2025/NĐ-CP.",
        ),
        ("Điều 8 Nghị định số 61/2018/NĐ-CP.", Mark.PROVISION),
        ("Điều 7, Điều 5 Nghị định số 61/2018/NĐ-CP.", Mark.PROVISION),
        ("theo Nghị định số 61/2018/NĐ-CP về cơ chế một cửa.", Mark.WORDS),
        ("Nghị định số 61/2018/NĐ-CP quy định thời hạn 3 ngày.", Mark.WORDS),
        ("Nghị định số 61/2018/NĐ-CP và Nghị định số 118/2025/NĐ-CP", Mark.ALREADY),
        ("Nghị định số 61/2018/NĐ-CP được sửa đổi bởi Nghị định số 107/2021/NĐ-CP", Mark.CHAIN),
    ],
)
def test_a_decree_is_replaced_as_the_passage_cites_it(text: str, wanted: str | Mark) -> None:
    assert done(text, replaced(text, of(text, OLD), OLD, NEW, mapping=MOVED)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- Luật Hộ tịch năm 2014;", "- Luật Đăng ký hộ tịch năm 2026;"),
        ("theo Luật Hộ tịch.", "theo Luật Đăng ký hộ tịch."),
        (
            "Luật Hộ tịch số 60/2014/QH13 ngày 20/11/2014 của Quốc hội.",
            "Luật Đăng ký hộ tịch số 99/2026/QH16 ngày 5/2/2026 của Quốc hội.",
        ),
        (
            "Luật số 60/2014/QH13 ngày 20 tháng 11 năm 2014;",
            "Luật số 99/2026/QH16 ngày 05 tháng 02 năm 2026;",
        ),
        (
            "Luật Hộ tịch năm 2014 (Luật số 60/2014/QH13 ngày 20/11/2014).",
            "Luật Đăng ký hộ tịch năm 2026 (Luật số 99/2026/QH16 ngày 5/2/2026).",
        ),
        ("Luật Hộ tịch (số 60/2014/QH13).", "Luật Đăng ký hộ tịch (số 99/2026/QH16)."),
    ],
)
def test_a_law_is_replaced_under_its_name(text: str, wanted: str) -> None:
    assert done(text, replaced(text, of(text, LAW), LAW, LATER, mapping={})) == wanted


@pytest.mark.parametrize(
    ("text", "new", "wanted"),
    [
        ("Nghị định số 61/2018/NĐ-CP ngày 23/4/2018;", replace(NEW, issued_on=None), Mark.FACTS),
        ("Nghị định số 61/2018/NĐ-CP;", replace(NEW, number=""), Mark.FACTS),
        ("Nghị định số 61/2018/NĐ-CP của Chính phủ;", replace(NEW, issuer=""), Mark.FACTS),
        (f"Nghị định số 61/2018/NĐ-CP {OLD.title.lower()};", replace(NEW, title=""), Mark.FACTS),
        ("Nghị định số 61/2018/NĐ-CP;", CIRCULAR, "Thông tư số 15/2015/TT-BTP;"),
        ("Nghị định số 61/2018/NĐ-CP của Chính phủ;", CIRCULAR,
         "Thông tư số 15/2015/TT-BTP của Bộ Tư pháp;"),
    ],
)  # fmt: skip
def test_facts_the_register_lacks_are_left_to_a_human(
    text: str, new: TextFacts, wanted: str | Mark
) -> None:
    assert done(text, replaced(text, of(text, OLD), OLD, new, mapping={})) == wanted


def test_a_minister_stays_a_minister_and_other_issuers_are_a_humans() -> None:
    new = replace(CIRCULAR, number="04/2026/TT-BNV", issuer="Bộ Nội vụ", issued_on=date(2026, 1, 9))
    text = "Thông tư số 15/2015/TT-BTP ngày 16/11/2015 của Bộ trưởng Bộ Tư pháp;"
    found = of(text, CIRCULAR)
    wanted = "Thông tư số 04/2026/TT-BNV ngày 9/1/2026 của Bộ trưởng Bộ Nội vụ;"
    assert done(text, replaced(text, found, CIRCULAR, new, mapping={})) == wanted
    other = replace(CIRCULAR, issuer="Tổng cục Hải quan")
    assert replaced(text, found, other, new, mapping={}) is Mark.FACTS


def test_a_law_that_only_has_the_name_of_a_decree_after_it_is_left() -> None:
    text = "theo Luật Hộ tịch năm 2014."
    assert replaced(text, of(text, LAW), LAW, NEW, mapping={}) is Mark.FACTS
    undated = replace(LATER, issued_on=None)
    assert replaced(text, of(text, LAW), LAW, undated, mapping={}) is Mark.FACTS
    bare = "theo Luật Hộ tịch."
    namesake = replace(LAW, number="99/2026/QH16", issued_on=date(2026, 2, 5))
    assert replaced(bare, of(bare, LAW), LAW, namesake, mapping={}) is Mark.UNSURE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "- Luật Hộ tịch năm 2014;",
            "- Luật Hộ tịch năm 2014 (được sửa đổi, bổ sung bởi Luật số 12/2026/QH16);",
        ),
        (
            "Theo Điều 18 Luật Hộ tịch, người yêu cầu nộp tờ khai.",
            "Theo Điều 18 Luật Hộ tịch (được sửa đổi, bổ sung bởi Luật số 12/2026/QH16), người yêu"
            " cầu nộp tờ khai.",
        ),
        (
            "Luật Hộ tịch số 60/2014/QH13 ngày 20/11/2014 của Quốc hội;",
            "Luật Hộ tịch số 60/2014/QH13 ngày 20/11/2014 của Quốc hội (được sửa đổi, bổ sung bởi"
            " Luật số 12/2026/QH16);",
        ),
        (
            "Luật Hộ tịch năm 2014 (Luật số 60/2014/QH13 ngày 20/11/2014).",
            "Luật Hộ tịch năm 2014 (Luật số 60/2014/QH13 ngày 20/11/2014), được sửa đổi, bổ sung"
            " bởi Luật số 12/2026/QH16.",
        ),
        (
            "không quá 05 ngày (khoản 2 Điều 18 Luật Hộ tịch).",
            "không quá 05 ngày (khoản 2 Điều 18 Luật Hộ tịch, được sửa đổi, bổ sung bởi Luật số"
            " 12/2026/QH16).",
        ),
        ("Luật Hộ tịch năm 2014, được sửa đổi bởi Luật số 12/2026/QH16;", None),
        ("Luật Hộ tịch năm 2014, được sửa đổi bởi Luật số 5/2020/QH14;", Mark.CHAIN),
    ],
)
def test_an_amended_text_gets_its_chain_once(text: str, wanted: str | Mark | None) -> None:
    assert done(text, chained(text, of(text, LAW), LAW, AMENDING, words=WORDS)) == wanted


@given(
    st.sampled_from(["Căn cứ ", "- ", "theo Điều 7 ", "khoản 2 Điều 5 ", "Điều 8 ", ""]),
    st.sampled_from(["Nghị định số 61/2018/NĐ-CP", "NĐ 61/2018/NĐ-CP", "nghị định 61/2018/NĐ-CP"]),
    st.sampled_from(["", " ngày 23/4/2018", " ngày 23 tháng 4 năm 2018", " của Chính phủ"]),
    st.sampled_from([";", ".", ", và các văn bản khác.", " quy định rõ.", f" {OLD.title};"]),
)
def test_nothing_but_the_citation_is_ever_touched(
    before: str, said: str, more: str, after: str
) -> None:
    text = f"{before}{said}{more}{after}"
    found = of(text, OLD)
    result = replaced(text, found, OLD, NEW, mapping=MOVED)
    if isinstance(result, Edit):
        assert before.startswith(text[: result.start])
        assert result.end >= found.end
        written = str(done(text, result))
        assert "61/2018" not in written
        assert any(one.number == NEW.number for one in find(written))


def test_the_mapping_of_provisions_is_read_line_by_line() -> None:
    mapping, wrong = read_mapping(
        "Điều 5 → Điều 7\n\nkhoản 2 Điều 5 = khoản 1 Điều 8\nbừa\nĐiều 1 -> x\nĐiều 5 → Điều 9\n"
        "Điều 5 Nghị định số 61/2018/NĐ-CP → Điều 6\nĐiều 3 Luật Hộ tịch → Điều 4"
    )
    assert [(one.old, one.new, one.of) for one in mapping] == [
        ("d0005.", "d0007.", ""),
        ("d0005.k002.", "d0008.k001.", ""),
        ("d0005.", "d0006.", "61/2018/nd-cp"),
        ("d0003.", "d0004.", "luat ho tich"),
    ]
    assert wrong == ["bừa", "Điều 1 -> x", "Điều 5 → Điều 9"]


def test_the_row_of_the_table_of_revisions_says_what_was_replaced() -> None:
    assert summary_of([("A", "B"), ("A", "B"), ("C", "D")], [("Luật X", "Y")]) == (
        "Cập nhật căn cứ pháp lý: thay A bằng B; thay C bằng D; Luật X được sửa đổi, bổ sung bởi Y"
    )
    assert summary_of([], []) == "Cập nhật căn cứ pháp lý"
    assert places_of(["3. TÀI LIỆU VIỆN DẪN", "5.1 Cơ sở pháp lý", "k. Căn cứ", "Phụ lục", ""]) == (
        "mục 3, mục 5.1, mục k, Phụ lục"
    )
