"""The words of provisions, as laws and the laws that amend them write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.wording import (
    Change,
    Phrase,
    change_at,
    paragraphs,
    provision_at,
    rewrite,
    sentence_at,
    words_at,
    write,
)

LAW = """Điều 5. Hồ sơ
1. Hồ sơ gồm:
a) Tờ khai;
b) Bản sao giấy tờ. [Điểm này được sửa đổi bởi Nghị định 7/2024/NĐ-CP]
2. Nộp tại bộ phận
một cửa trong 15 ngày.
Điều 6. Lệ phí
Theo quy định.
"""
AMENDING = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP
1. Sửa đổi, bổ sung một số khoản của Điều 5 như sau:
a) Sửa đổi, bổ sung khoản 2 như sau:
“2. Nộp tại bộ phận một cửa trong 10 ngày.”;
b) Bổ sung khoản 3 vào sau khoản 2 như sau:
“3. Nộp trực tuyến:
a) Qua cổng dịch vụ công;
b) Qua “ứng dụng”.”.
2. Sửa đổi, bổ sung một số khoản của Điều 9 như sau:
a) Sửa đổi, bổ sung khoản 2 như sau:
“2. Khác hẳn.”
3. Sửa đổi, bổ sung tên Điều 6 như sau:
“Điều 6. Phí, lệ phí”
4. Thay thế cụm từ “15 ngày” bằng cụm từ “10 ngày” tại khoản 2 Điều 5, cụm từ “Theo quy định” bằng cụm từ “Không thu” tại Điều 6.
5. Bổ sung cụm từ “, công chứng” vào sau cụm từ “Bản sao” tại Điều 5; bỏ cụm từ “Tờ khai” tại điểm a khoản 1 Điều 5.
6. Sửa đổi Điều 7 như sau:
“Điều 7. Không đóng
Điều 2. Hiệu lực
"""  # noqa: E501  # one line, as laws have them
LAST = "d0005.k002."


def change(evidence: str, path: str, *, alone: bool = True) -> Change:
    law = write(AMENDING)
    sentence = sentence_at(law, evidence, path)
    assert sentence is not None
    return change_at(law, sentence, path, alone=alone)


def test_a_provision_has_the_words_that_stand_under_it_without_remarks_of_editions() -> None:
    law = write(LAW)
    assert words_at(law, "d0005.k001.p02.") == "b) Bản sao giấy tờ."
    assert words_at(law, "d0005.").startswith("Điều 5. Hồ sơ\n1. Hồ sơ gồm:")
    assert words_at(law, "d0009.") == ""


def test_the_new_words_are_those_in_quotation_marks_after_the_sentence() -> None:
    found = change("a) Sửa đổi, bổ sung khoản 2 như sau:", LAST)
    assert found.words == "2. Nộp tại bộ phận một cửa trong 10 ngày."
    added = change("b) Bổ sung khoản 3 vào sau khoản 2 như sau:", "d0005.k003.")
    assert added.words.endswith("b) Qua “ứng dụng”.")
    point = change("b) Bổ sung khoản 3 vào sau khoản 2 như sau:", "d0005.k003.p01.", alone=False)
    assert point.words == "a) Qua cổng dịch vụ công;"


def test_sentences_of_the_same_words_are_told_apart_by_what_stands_above() -> None:
    evidence = "a) Sửa đổi, bổ sung khoản 2 như sau:"
    assert change(evidence, "d0009.k002.").words == "2. Khác hẳn."
    assert sentence_at(write(AMENDING), evidence) is None
    assert sentence_at(write(AMENDING), evidence, "d0011.k002.") is None


def test_what_is_not_in_the_new_words_of_what_holds_it_is_gone() -> None:
    found = change("b) Bổ sung khoản 3 vào sau khoản 2 như sau:", "d0005.k003.p04.", alone=False)
    assert found.gone_inside
    assert not found.words


def test_a_new_title_is_only_the_opening() -> None:
    found = change("3. Sửa đổi, bổ sung tên Điều 6 như sau:", "d0006.")
    assert (found.words, found.opening) == ("Điều 6. Phí, lệ phí", True)


def test_phrases_change_where_the_sentence_says() -> None:
    fourth = "4. Thay thế cụm từ “ ” bằng cụm từ “ ” tại khoản 2 Điều 5, cụm từ"
    assert change(fourth, LAST).phrases == (Phrase("15 ngày", "10 ngày"),)
    assert change(fourth, "d0006.").phrases == (Phrase("Theo quy định", "Không thu"),)
    assert change(fourth, "d0008.").phrases == ()
    fifth = "5. Bổ sung cụm từ “ ” vào sau cụm từ “ ” tại Điều 5; bỏ cụm từ"
    assert change(fifth, "d0005.k001.p02.").phrases == (Phrase("Bản sao", "Bản sao, công chứng"),)
    assert change(fifth, "d0005.k001.p01.").phrases == (
        Phrase("Bản sao", "Bản sao, công chứng"),
        Phrase("Tờ khai", ""),
    )


def test_phrases_are_put_into_words_across_broken_lines() -> None:
    assert rewrite("Nộp trong 15\nngày.", [Phrase("15 ngày", "10 ngày")]) == "Nộp trong 10 ngày."
    assert rewrite("Nộp ngay.", [Phrase("15 ngày", "10 ngày")]) == ""


def test_a_quotation_that_is_never_closed_gives_nothing() -> None:
    assert not change("6. Sửa đổi Điều 7 như sau: “", "d0007.")


@pytest.mark.parametrize("evidence", ["như sau:", "", "Không có câu nào như thế này trong luật"])
def test_words_that_are_too_few_or_not_there_find_no_sentence(evidence: str) -> None:
    assert sentence_at(write(AMENDING), evidence, LAST) is None


def test_the_end_of_an_evidence_finds_its_sentence() -> None:
    law = write(AMENDING)
    found = sentence_at(law, "Những điều sau đây b) Bổ sung khoản 3 vào sau khoản 2 như sau:")
    assert found is not None
    assert provision_at(law, found[0]) == "d0001.k001.p02."
    assert provision_at(law, 0) == "d0001."


def test_a_short_sentence_is_found_where_it_stands_as_a_whole() -> None:
    law = write("Điều 1. Sửa đổi Luật Hộ tịch\n1. Bãi bỏ Điều 17.\n2. Bãi bỏ Điều 18.\n")
    found = sentence_at(law, "2. Bãi bỏ Điều 18.", "d0018.")
    assert found is not None
    assert provision_at(law, found[0]) == "d0001.k002."
    assert sentence_at(law, "Chương 9 Bãi bỏ Điều 18.") is None  # only an end, and too short


def test_paragraphs_join_lines_that_a_page_broke() -> None:
    assert paragraphs(words_at(write(LAW), LAST)) == ["2. Nộp tại bộ phận một cửa trong 15 ngày."]


@given(
    st.lists(st.sampled_from([*AMENDING.split("\n"), "“", "”", "«0»"])).map("\n".join),
    st.sampled_from(["d0005.", LAST, "d0005.k003.p01.", "@pl001.", "d0005.k002.t01."]),
)
def test_nothing_is_told_that_the_law_does_not_say(text: str, path: str) -> None:
    law = write(text)
    for clause in law.clauses:
        found = change_at(law, (clause.start, clause.end), path, alone=True)
        assert found.words in law.text
        for phrase in found.phrases:
            assert " ".join(phrase.old.split()) in " ".join(law.text.split())
