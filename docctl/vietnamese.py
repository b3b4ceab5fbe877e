"""Vietnamese text: one spelling, keys without diacritics, and codes that compare equal.

Pure. Every feature that compares names, numbers or codes does it through here.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2007\u2008\u2009\u202f"), " ")
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_TIDY = {**_SPACES, **_DASHES, **_DROPPED}
# What XML and PostgreSQL cannot hold, lone surrogates, and invisible direction marks that hide what
# a reader would see (Trojan Source). Tabs and line ends stay.
_UNHELD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f]")  # control signs that part words
_D = str.maketrans("đĐ", "dD")

# Open syllables in which the tone mark may stand on either vowel: hoà = hòa, thuỷ = thủy.
_TONES = {
    first + accented: marked + base
    for first, base, pairs in (
        ("o", "a", "àòáóảỏãõạọ"),
        ("o", "e", "èòéóẻỏẽõẹọ"),
        ("u", "y", "ỳùýúỷủỹũỵụ"),
    )
    for accented, marked in zip(pairs[::2], pairs[1::2], strict=True)
}
_TONE = re.compile(rf"(?<!q)({'|'.join(_TONES)})(?!\w)")


def nfc(text: str) -> str:
    """Compose: one code point for one letter (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def storable(text: str) -> str:
    """Leave out the signs no file and no database holds, and those that turn a line around."""
    return _UNHELD.sub("", text)


def clean(text: str) -> str:
    """Tidy pasted text: NFC, plain spaces and dashes, no soft hyphens, zero-width or control signs.

    Tabs and line ends stay.
    """
    if text.isascii():
        return storable(text)
    return nfc(storable(text).translate(_TIDY))


def one_line(text: str) -> str:
    """Clean `text` and join it into one line with single spaces."""
    return " ".join(clean(_BREAKS.sub(" ", text)).split())


def tone(lowered: str) -> str:
    """Put tone marks where the newer spelling has them (`hoà` → `hòa`); lower case in and out."""
    return _TONE.sub(lambda found: _TONES[found[1]], lowered)


def plain(text: str) -> str:
    """Strip every diacritic, đ included, and keep the case and all else."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    return nfc("".join(filterfalse(unicodedata.combining, decomposed)))


def fold(text: str) -> str:
    """Give the search key: one line, lower case, no diacritics, `đ` as `d`."""
    return plain(one_line(text).lower())


def fold_code(text: str) -> str:
    """Give the key under which internal codes are the same.

    Spaces, case, diacritics and the separators ``- . _ /`` do not count, and numbers lose leading
    zeros: `QT 01/CX-HCTP`, `QT01 CX HCTP` and `qt-1.cx.hctp` are one code.
    """
    runs = re.findall(r"[a-z]+|\d+", fold(text))
    return ".".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)


@lru_cache(maxsize=50_000)  # lists are sorted by the same codes again and again
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort codes as people do: `QT-2` before `QT-10`."""
    return tuple(
        (1, int(run[:4000]), "") if run.isdecimal() else (0, 0, run)  # “²” is no decimal
        for run in re.findall(r"\d+|[^\d]+", fold(text))
    )
