"""Text typed in the fonts of before Unicode: TCVN3 (`.VnTime`) and VNI (`VNI-Times`).

The bytes were stored as if they were Western letters, so only the font tells what they mean.
TCVN3 is TCVN 5712:1993 (VSCII) set 1; `.Vn…H` fonts draw small letters as capitals.
"""

import re

from docctl.vietnamese import nfc

_TCVN = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"
    "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    " ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_TABLE = {
    **{0x80 + place: letter for place, letter in enumerate(_TCVN)},
    **{
        ord(bytes([0x80 + place]).decode("cp1252")): letter
        for place, letter in enumerate(_TCVN[:32])
        if 0x80 + place not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    },
}

_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROUND = {
    "â": "\u0302",
    "à": "\u0302\u0300",
    "á": "\u0302\u0301",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}
_SHORT = {
    "ê": "\u0306",
    "è": "\u0306\u0300",
    "é": "\u0306\u0301",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_ALONE = dict(zip("ìíæóòñîôöÌÍÆÓÒÑÎÔÖ", "ìíỉĩịđỵơưÌÍỈĨỊĐỴƠƯ", strict=True))
_PAIR = re.compile(
    "([AEOaeo])([âàáåãäÂÀÁÅÃÄ])|([Aa])([êèéúüëÊÈÉÚÜË])"
    "|([AEOUYaeouyÔôÖö])([øùûõïØÙÛÕÏ])|([ìíæóòñîôöÌÍÆÓÒÑÎÔÖ])"
)


def decoded(text: str, font: str) -> str:
    """Give the Unicode text of `text` set in `font`; other fonts leave it as it is."""
    name = font.lower()
    if name.startswith(".vn"):
        unicode = nfc(text.translate(_TCVN_TABLE))
        return unicode.upper() if name.endswith("h") else unicode
    if name.startswith("vni"):
        return nfc(_PAIR.sub(_vni, text))
    return text


def is_legacy(font: str) -> bool:
    """Tell whether a font is one of before Unicode."""
    return font.lower().startswith((".vn", "vni"))


def _vni(found: re.Match[str]) -> str:
    round_base, round_mark, short_base, short_mark, base, tone, alone = found.groups()
    if round_base:
        return str(round_base) + _ROUND[round_mark.lower()]
    if short_base:
        return str(short_base) + _SHORT[short_mark.lower()]
    if base:
        return _ALONE.get(base, base) + _TONES[tone.lower()]
    return _ALONE[alone]
