"""Names under which laws are cited without a number, and their keys. Pure."""

import re
from functools import lru_cache

from docctl.vietnamese import fold, one_line

NAMED_TYPES = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh")
_HEADS = tuple(fold(name) for name in NAMED_TYPES)

# What stands after `bo luat` only.
_CODES = frozenset(
    ("dan su", "hinh su", "lao dong", "hang hai", "hang hai viet nam", "to tung dan su",
     "to tung hinh su")
)  # fmt: skip
_SHORT = {
    "blds": "bo luat dan su", "blhs": "bo luat hinh su", "blttds": "bo luat to tung dan su",
    "bltths": "bo luat to tung hinh su", "blld": "bo luat lao dong", "blhh": "bo luat hang hai",
}  # fmt: skip
_PARTS = {
    "bhxh": "bao hiem xa hoi", "bhyt": "bao hiem y te", "hngd": "hon nhan va gia dinh",
    "hn gd": "hon nhan va gia dinh", "atvsld": "an toan ve sinh lao dong",
    "thads": "thi hanh an dan su", "xlvphc": "xu ly vi pham hanh chinh",
    "nsnn": "ngan sach nha nuoc",
}  # fmt: skip
_PART = re.compile(rf"\b({'|'.join(_PARTS)})\b")
_ONE_VOWEL = re.compile(r"\b(h|k|l|m|s|t|qu|th)y\b")
_YEAR = re.compile(r"[\s,(]+(?:năm\s+)?(?:19|20)\d\d\)?$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:bộ )?luật số |^pháp lệnh số ", re.IGNORECASE)
_ORDINAL_BRACKETS = re.compile(r"\s*\((?:HIV/AIDS|sửa đổi)\)$", re.IGNORECASE)
LONGEST = 300


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Give the key of a law's name: no diacritics, no marks, one spelling, no initials.

    `Luật Phòng, chống ma tuý` and `luật phòng chống ma túy` are one; `BLDS` is `bo luat dan su`.
    """
    words = " ".join(re.sub(r"[^a-z0-9]", " ", fold(name)).split())
    words = _SHORT.get(words.rpartition("luat ")[2] if words else "", words)
    words = _PART.sub(lambda found: _PARTS[found[1]], words)
    for head in _HEADS:
        words = words.removeprefix(f"{head} ") if words.startswith(f"{head} {head} ") else words
    if words.startswith("luat ") and words[5:] in _CODES:
        words = f"bo {words}"
    if words.startswith("hien phap"):
        return "hien phap"
    return _ONE_VOWEL.sub(r"\1i", words)


def names_of(type: str, title: str) -> tuple[str, ...]:  # noqa: A002  # the register's word
    """Give the keys under which a text of this type and title is cited by name; most have none.

    Titles come with and without the head word and with the year: `Hộ tịch`, `Luật Hộ tịch`,
    `Luật Hộ tịch 2014` are all `luat ho tich`.
    """
    head = next((name for name in NAMED_TYPES if fold(name) == fold(type)), None)
    tidy = one_line(title)
    if head is None or (not tidy and head != "Hiến pháp") or _NUMBERED.match(tidy):
        return ()
    tidy = _YEAR.sub("", _ORDINAL_BRACKETS.sub("", _YEAR.sub("", tidy)))
    folded = fold(tidy)
    named = tidy if folded.startswith(tuple(f"{word} " for word in _HEADS)) else f"{head} {tidy}"
    if fold(head) == "luat" and folded.startswith("phap lenh "):
        named = f"{head} {tidy}"
    key = name_key(named)
    return (key,) if len(key) <= LONGEST else ()
