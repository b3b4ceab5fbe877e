"""Text in fonts of before Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.vietnamese import nfc
from docctl.word import read_file
from docctl.word.legacy import decoded
from tests.word.make import docx, p, r


@pytest.mark.parametrize(
    ("typed", "font", "text"),
    [
        ("QuyÕt ®Þnh", ".VnTime", "Quyết định"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", ".VnTime", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("®¨ng ký khai sinh", ".VnTimeH", "ĐĂNG KÝ KHAI SINH"),
        ("uû ban nh©n d©n", ".VnTime", "uỷ ban nhân dân"),
        ("th«ng t­", ".VnTime", "thông tư"),
        ("¤ng, §¬n vÞ", ".VnTime", "Ông, Đơn vị"),
        ("Lôøi caûm ôn", "VNI-Times", "Lời cảm ơn"),
        ("Quyeát ñònh", "VNI-Times", "Quyết định"),
        (
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
            "VNI-Times",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        ("ÑAÊNG KYÙ", "VNI-Times", "ĐĂNG KÝ"),
        ("UÛy ban nhaân daân xaõ", "VNI-Times", "Ủy ban nhân dân xã"),
        ("söûa ñoåi, boå sung", "VNI-Times", "sửa đổi, bổ sung"),
        ("Đăng ký", "Times New Roman", "Đăng ký"),
    ],
)
def test_old_text_is_decoded_by_its_font(typed: str, font: str, text: str) -> None:
    assert decoded(typed, font) == text


@given(st.text(max_size=40), st.sampled_from([".VnTime", "VNI-Times", "Arial"]))
def test_any_text_can_be_decoded(text: str, font: str) -> None:
    assert decoded(nfc(text), font) == nfc(decoded(nfc(text), font))


def test_a_file_in_an_old_font_is_read_with_a_warning() -> None:
    font = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    result = read_file(docx(p(r("LuËt Hé tÞch", font))), "a.docx")
    assert result.content["content"][0]["content"][0]["text"] == "Luật Hộ tịch"
    assert any("TCVN3" in str(warning) for warning in result.warnings)
