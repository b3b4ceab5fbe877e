import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from docctl.search.query import parse
from docctl.search.snippet import best_passage, highlight

FAR = "Câu này không có gì. " * 60
TEXT = f"{FAR}Việc đăng ký khai sinh do UBND xã làm, theo Nghị định 61/2018/NĐ-CP. {FAR}"


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


def test_words_typed_without_accents_mark_the_words_with_them() -> None:
    assert marked(best_passage(TEXT, parse("dang ky khai sinh")).html) == ["đăng ký khai sinh"]


def test_accents_typed_mark_only_the_same_accents() -> None:
    assert marked(highlight("bán bàn ban", parse("bàn")).html) == ["bàn"]
    assert marked(highlight("bán, bàn, ban", parse("ban")).html) == ["bán", "bàn", "ban"]


def test_the_passage_is_where_most_of_the_query_stands() -> None:
    text = f"Đăng xuất. {FAR}Ký tên. {FAR}Khai báo, đăng và ký. {FAR}"
    shown = best_passage(text, parse("đăng ký"))
    assert marked(shown.html) == ["đăng", "ký"]
    assert shown.html.startswith("…Khai báo, ")
    assert shown.html.endswith("…")


def test_a_phrase_marks_only_the_phrase() -> None:
    assert marked(highlight("khai tử, khai sinh, sinh", parse('"khai sinh"')).html) == ["khai sinh"]


def test_a_number_is_marked_whole_however_typed() -> None:
    for typed in ("61/2018/nd-cp", "61/2018/NĐ - CP", "61 2018 nd cp"):
        assert "61/2018/NĐ-CP" in best_passage(TEXT, parse(typed)).html.replace(
            "</mark>", ""
        ).replace("<mark>", ""), typed
    assert marked(best_passage(TEXT, parse("61/2018/nd-cp")).html) == ["61/2018/NĐ-CP"]
    assert marked(highlight("QT 10/CX-HCTP", parse("qt10")).html) == ["QT 10/CX-HCTP"]


def test_an_unfinished_word_marks_the_whole_word() -> None:
    assert marked(highlight("khai sinh", parse("si", typing=True)).html) == ["sinh"]


def test_markup_in_the_text_is_escaped_and_marks_are_the_only_tags() -> None:
    html = highlight('<script>"khai"</script> & khai', parse("khai script")).html
    assert html == (
        "&lt;<mark>script</mark>&gt;&#34;<mark>khai</mark>&#34;&lt;/<mark>script</mark>&gt; "
        "&amp; <mark>khai</mark>"
    )


def test_nothing_found_gives_the_beginning_unmarked() -> None:
    shown = best_passage(TEXT, parse("xyz"), length=50)
    assert shown.html == "Câu này không có gì. Câu này không có gì. Câu này…"


def test_decomposed_text_is_marked_at_its_own_offsets() -> None:
    text = unicodedata.normalize("NFD", "Sổ đăng ký")
    (span,) = highlight(text, parse("ký")).spans
    assert unicodedata.normalize("NFC", text[slice(*span)]) == "ký"


@given(st.text(max_size=400), st.text(max_size=40), st.integers(20, 300))
def test_a_passage_is_a_piece_of_the_text_with_marks_inside(
    text: str, typed: str, length: int
) -> None:
    shown = best_passage(text, parse(typed, typing=True), length=length)
    assert 0 <= shown.start <= shown.end <= len(text)
    edges = [edge for span in shown.spans for edge in span]
    assert edges == sorted(edges)
    assert all(shown.start <= edge <= shown.end for edge in edges)
    bare = re.sub("</?mark>", "", shown.html)
    assert "<" not in bare
    assert ">" not in bare
