"""Text in fonts of before Unicode, known by the font or by its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.old_letters import Encoding, decode, decoded, encoding_of
from docctl.vietnamese import nfc
from docctl.word import read_file
from tests.word.make import docx, p, r

pytestmark = pytest.mark.usefixtures("reading_here")


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
        ("Luật Hộ tịch, xã hội", ".VnTime", "Luật Hộ tịch, xã hội"),
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


@pytest.mark.parametrize(
    ("typed", "encoding", "text"),
    [
        ("QuyÕt ®Þnh sè 12/2005/Q§-TTg", Encoding.TCVN3, "Quyết định số 12/2005/QĐ-TTg"),
        ("Th«ng t\xad vÒ hé tÞch", Encoding.TCVN3, "Thông tư về hộ tịch"),
        ("Nghò ñònh veà hoä tòch", Encoding.VNI, "Nghị định về hộ tịch"),
        ("ÑAÊNG KYÙ KHAI SINH", Encoding.VNI, "ĐĂNG KÝ KHAI SINH"),
    ],
)
def test_old_text_is_known_by_its_letters(typed: str, encoding: Encoding, text: str) -> None:
    assert encoding_of(typed) is encoding
    assert decode(typed, encoding).text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "Luật Hộ tịch", "công an xã, phòng hành chính", "plain words", "Windows® © 2005",
        "Le café où l'élève était très âgé", "Übergröße für Gäste", "El niño añadió más",
        "«déjà vu»",
    ],
)  # fmt: skip
def test_other_text_is_not_taken_for_old(text: str) -> None:
    assert encoding_of(text) is None


@given(st.text(alphabet="aeouyôöñâêùøïõû®µ¸ ", max_size=30), st.sampled_from(Encoding))
def test_places_of_decoded_text_lead_back(text: str, encoding: Encoding) -> None:
    unicode, places, origins = decode(text, encoding)
    for place, origin in zip(places, origins, strict=True):
        assert decode(text[:origin], encoding).text == unicode[:place]


def test_runs_of_several_old_fonts_are_read_each_its_way() -> None:
    tcvn = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    vni = '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>'
    line = p(r("LuËt Hé tÞch ", tcvn), r("vaø Luaät Ñaát ñai ", vni), r("và Luật Giá"))
    unknown = p(r("QuyÕt ®Þnh cña Uû ban nh©n d©n"), r(" Nghò ñònh cuûa Chính phuû"))
    result = read_file(docx(line + unknown), "a.docx")
    said = ["".join(run["text"] for run in block["content"]) for block in result.content["content"]]
    assert said == [
        "Luật Hộ tịch và Luật Đất đai và Luật Giá",
        "Quyết định của Uỷ ban nhân dân Nghị định của Chính phủ",
    ]
    assert any("TCVN3" in str(warning) for warning in result.warnings)
