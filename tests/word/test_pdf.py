"""PDFs with a text layer: words from where letters stand, and what is refused."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.errors import Refused
from docctl.word import Limits, office_program, text_of_file, words_of_file
from docctl.word.lines import Letter, lines_of, paragraphs_of
from tests.word.make_pdf import Drawn, pdf

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "word"


def read(*pages: list[Drawn], names: tuple[str, str] = ("Serif", "Other")) -> str:
    return text_of_file("luat.pdf", pdf(*pages, names=names))


def told(data: bytes) -> str:
    """Give the text of a PDF, or the reason why it is refused."""
    try:
        return text_of_file("a.pdf", data)
    except Refused as error:
        return error.reasons[0].msgid


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        text_of_file("a.pdf", data)
    return caught.value.reasons[0].msgid


def test_letters_that_another_font_draws_later_stand_in_their_words() -> None:
    # "Điều kiện" with "ề" and "ệ" in a second font, after the rest, as LibreOffice writes it
    assert (
        read([Drawn(50, 700, "Đi"), Drawn(65, 700, "u ki"), Drawn(90, 700, "n chung của tờ khai"),
              Drawn(60, 700, "ề", 2), Drawn(85, 700, "ệ", 2)])
        == "Điều kiện chung của tờ khai"
    )  # fmt: skip


def test_a_line_that_fills_the_page_goes_on_and_items_begin_anew() -> None:
    wide = "x" * 80  # 400 points wide
    text = read(
        [Drawn(80, 700, wide[:74]), Drawn(50, 680, wide), Drawn(50, 660, "hết đoạn."),
         Drawn(80, 640, wide[:74]), Drawn(50, 620, "b) " + wide[:40]),
         Drawn(290, 30, "1")],
        [Drawn(50, 700, "trang sau")],
    )  # fmt: skip
    assert text.split("\n") == [
        f"{wide[:74]} {wide} hết đoạn.", wide[:74], f"b) {wide[:40]}", "trang sau",
    ]  # fmt: skip


def test_columns_are_parted_and_letters_drawn_twice_are_read_once() -> None:
    row = [Drawn(50, 700, "CHÍNH PHỦ"), Drawn(300, 700, "CỘNG HÒA XÃ HỘI"), Drawn(50.4, 700, "C")]
    assert read(row) == "CHÍNH PHỦ | CỘNG HÒA XÃ HỘI"


def test_fonts_of_before_unicode_are_converted() -> None:
    assert read([Drawn(50, 700, "NghÞ ®Þnh sè 12 cña ChÝnh phñ")], names=(".VnTime", "Other")) == (
        "Nghị định số 12 của Chính phủ"
    )


def test_what_cannot_be_read_is_said_in_words() -> None:
    assert "not a PDF" in refused(b"PK\3\4 something else")
    assert "pictures of pages" in refused(pdf([]))
    assert "pictures of pages" in refused(pdf([Drawn(50, 700, "Trang 1")]))
    assert refused(b"%PDF-1.7\n" + b"\0\1garbage" * 100).startswith(
        ("The PDF is damaged", "The PDF h")
    )
    assert "larger than" in _too_large()


def _too_large() -> str:
    with pytest.raises(Refused) as caught:
        text_of_file("a.pdf", b"%PDF-" + b" " * 100, limits=Limits(file_bytes=50))
    return caught.value.reasons[0].msgid


def test_a_file_that_asks_for_too_much_time_ends_as_one_sentence() -> None:
    data = pdf([Drawn(50, 700, "đủ chữ để là một văn bản có lớp chữ")])
    with pytest.raises(Refused) as caught:
        text_of_file("a.pdf", data, limits=Limits(wall_seconds=0))
    assert "too much memory or time" in caught.value.reasons[0].msgid


@given(st.binary(max_size=400))
@settings(max_examples=10)
def test_damaged_files_are_refused_or_read(junk: bytes) -> None:
    whole = pdf([Drawn(50, 700, "đủ chữ để là một văn bản có lớp chữ")])
    place = len(junk) % len(whole)
    assert told(whole[:place] + junk + whole[place:])


@given(
    st.lists(
        st.builds(
            lambda x, y, width, text: Letter(x, x + width, y, 10.0, text, "F"),
            st.floats(0, 600), st.floats(0, 800), st.floats(0, 12), st.text(min_size=1, max_size=2),
        ),
        max_size=60,
    )
)  # fmt: skip
def test_any_letters_become_lines_and_nothing_is_invented(letters: list[Letter]) -> None:
    text = "\n".join(paragraphs_of([lines_of(letters)]))
    assert len(text.replace(" ", "").replace("|", "").replace("\n", "")) <= sum(
        3 * len(one.text) for one in letters
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
def test_a_pdf_that_libreoffice_made_of_a_real_file_reads_as_the_file_does(tmp_path: Path) -> None:
    assert office_program() is not None, "LibreOffice is not installed: make system"
    source = SHARED / "nd30_legal-text_Phuluc6.doc"
    subprocess.run(  # our own argument list
        [str(office_program()), f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = text_of_file("a.pdf", (tmp_path / f"{source.stem}.pdf").read_bytes())
    word = text_of_file(source.name, source.read_bytes())
    there, said = set(made.split()), word.split()
    assert sum(one in there for one in said) > 0.97 * len(said)


def test_a_page_that_is_a_picture_is_named_and_an_empty_one_is_not() -> None:
    words = [Drawn(50, 700, "Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.")]
    picture = b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    blank = pdf(words, [Drawn(50, 700, "x" * 16)], [], words)
    drawn = next(one for one in blank.split(b"stream\n") if b"<" + ("0078" * 16).encode() in one)
    shown = drawn.split(b"\nendstream")[0]
    scanned = blank.replace(shown, picture.ljust(len(shown)))
    assert len(scanned) == len(blank)
    assert words_of_file("a.pdf", blank).silent == ()
    read_words = words_of_file("a.pdf", scanned)
    assert read_words.silent == (2,)
    assert read_words.text.count("có hiệu lực") == 2
