"""Text typed in the fonts of before Unicode: TCVN3 (`.VnTime`) and VNI (`VNI-Times`).

The bytes were stored as if they were Western letters, so the font tells what they mean; where no
font is known, the letters do: read the right way nearly every word is a Vietnamese syllable, read
another way hardly one. TCVN3 is TCVN 5712:1993 (VSCII) set 1; `.Vn…H` fonts draw small letters as
capitals. Pure.
"""

import re
from codecs import charmap_decode
from collections import Counter
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize

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
# The same for text of nothing but Western letters, which is nearly all of it, read byte by byte.
_TCVN_BYTES = "".join(_TCVN_TABLE.get(code, chr(code)) for code in range(256))

_TCVN_PAIR = re.compile(f"[{''.join(map(chr, _TCVN_TABLE))}A-Za-z][\u00b0-\u00b4]?")
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


_MODERN = re.compile("[\u1ea0-\u1ef9ăĂđĐơƠưƯ]")  # letters that only Unicode has
_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff]*[\u00a1-\u00ff][A-Za-z\u00a1-\u00ff]*")
_SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?"
)
_LETTER_MARKS = re.compile("[\u0302\u0306\u031b]")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_FEWEST = 2  # syllables that say how a text is to be read
_FOREIGN = re.compile("[^A-Za-zàáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]")  # in no Vietnamese word
_HIGH = re.compile("[\u00a1-\u00ff]")
_FOREIGN_SHARE = 0.2  # of the words, at least: "công an xã" is Unicode, "c«ng an x·" is not
_SHARE = 0.6  # of the words with such letters that must be syllables
_SAMPLE = 400  # words that are looked at


class Encoding(Enum):
    """How the letters of old fonts were numbered."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


class Decoded(NamedTuple):
    """A text in Unicode, and its places at which the distance to the old text changes.

    From the place `places[i]` of `text` on the old text begins at `origins[i]`.
    """

    text: str
    places: list[int]
    origins: list[int]


def decoded(text: str, font: str) -> str:
    """Give the Unicode text of `text` set in `font`; other fonts leave it as it is.

    Text that is Unicode already (typed over in an old document) is left as it is too.
    """
    encoding = encoding_of_font(font)
    if encoding is None or _MODERN.search(text):
        return text
    unicode = decode(text, encoding).text
    return unicode.upper() if font.lower().endswith("h") else unicode


def decode(text: str, encoding: Encoding) -> Decoded:
    """Read `text` as letters of `encoding`."""
    if encoding is Encoding.TCVN3:
        unicode = _tcvn_letters(text)
        if not _TONE.search(unicode):  # one letter for one, as nearly always
            return Decoded(unicode, [], [])
    parts, places, origins = list[str](), list[int](), list[int]()
    length = last = 0
    pattern, made = (_PAIR, _vni) if encoding is Encoding.VNI else (_TCVN_PAIR, _tcvn)
    for found in pattern.finditer(text):
        letter = normalize("NFC", made(found))
        parts += (text[last : found.start()], letter)
        length += found.start() - last + len(letter)
        last = found.end()
        if len(letter) != last - found.start():
            places.append(length)
            origins.append(last)
    parts.append(text[last:])
    return Decoded("".join(parts), places, origins)


def _tcvn_letters(text: str) -> str:
    try:
        return charmap_decode(text.encode("latin-1"), "strict", _TCVN_BYTES)[0]
    except UnicodeEncodeError:
        return text.translate(_TCVN_TABLE)


def encoding_of(text: str) -> Encoding | None:
    """Tell by its letters how a text of old fonts is to be read; None for any other text."""
    if text.isascii() or _MODERN.search(text) or not _HIGH.search(text):
        return None
    words = Counter(found[0] for found in islice(_WORD.finditer(text), _SAMPLE))
    total = words.total()
    foreign = sum(count for word, count in words.items() if _FOREIGN.search(word))
    if total < _FEWEST or foreign < _FOREIGN_SHARE * total:
        return None
    syllables = {encoding: _syllables(words, encoding) for encoding in Encoding}
    best = max(syllables, key=lambda encoding: syllables[encoding])
    return best if syllables[best] >= max(_FEWEST, _SHARE * total) else None


def _syllables(words: Counter[str], encoding: Encoding) -> int:
    return sum(count for word, count in words.items() if _is_syllable(decode(word, encoding).text))


@lru_cache(maxsize=4096)
def _is_syllable(word: str) -> bool:
    """Say whether a word that has marks is built like a Vietnamese syllable."""
    if not (word.islower() or word.istitle() or word.isupper()):
        return False
    marked = normalize("NFD", word.lower().replace("đ", "d"))
    if len(_TONE.findall(marked)) > 1:
        return False
    return bool(_SYLLABLE.fullmatch(_TONE.sub("", _LETTER_MARKS.sub("", marked))))


def encoding_of_font(font: str) -> Encoding | None:
    """Tell by its name how the letters of an old font are numbered; None for other fonts."""
    name = font.lower()
    if name.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if name.startswith("vni") else None


def _tcvn(found: re.Match[str]) -> str:
    return found[0].translate(_TCVN_TABLE)


def _vni(found: re.Match[str]) -> str:
    round_base, round_mark, short_base, short_mark, base, tone, alone = found.groups()
    if round_base:
        return str(round_base) + _ROUND[round_mark.lower()]
    if short_base:
        return str(short_base) + _SHORT[short_mark.lower()]
    if base:
        return _ALONE.get(base, base) + _TONES[tone.lower()]
    return _ALONE[alone]
