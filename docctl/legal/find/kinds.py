"""Kinds of text: how they are written, abbreviated, misspelt, and what a symbol says about them.

Sources: Nghị định 30/2020/NĐ-CP Phụ lục III (abbreviations of administrative papers), the law on
the promulgation of legal documents, and the older forms met in texts of 1945-2025.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from docctl.vietnamese import plain


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text: canonical name, nature, abbreviations used as the head, misspellings met."""

    name: str
    nature: str = "legal"
    short: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()


KINDS = (
    Kind("Bộ luật"),
    Kind("Luật"),
    Kind("Pháp lệnh", short=("PL",), codes=("PL",)),
    Kind("Hiến pháp"),
    Kind("Sắc lệnh", codes=("SL",)),
    Kind("Sắc luật", codes=("SLT",)),
    Kind("Lệnh", codes=("L", "LCT")),
    Kind("Nghị quyết liên tịch", short=("NQLT",), codes=("NQLT",)),
    Kind("Nghị quyết", short=("NQ",), codes=("NQ",), slips=("nghi quyết", "nghị quyêt")),
    Kind(
        "Nghị định",
        short=("NĐ", "ND"),
        codes=("NĐ", "ND", "CP", "HĐBT"),
        slips=("nghi định", "nghị đinh", "nghị đính"),
    ),
    Kind(
        "Thông tư liên tịch",
        short=("TTLT",),
        codes=("TTLT", "TTLB", "TTLN", "TT-LB", "TT-LT"),
        slips=("thông tư liên bộ",),
    ),
    Kind("Thông tư", short=("TT",), codes=("TT",), slips=("thông từ", "thông tu")),
    Kind("Quyết định", short=("QĐ", "QD"), codes=("QĐ", "QD", "TTG"), slips=(
        "quyết địh", "quyêt định", "quyết đinh", "quyến định", "quyểt định",
    )),
    Kind("Chỉ thị", short=("CT",), codes=("CT",), slips=("chi thị", "chỉ thi")),
    Kind("Văn bản hợp nhất", short=("VBHN",), codes=("VBHN",)),
    Kind("Điều lệ", "legal"),
    Kind("Quy chế", "admin", codes=("QC",), slips=("qui chế",)),
    Kind("Quy định", "admin", codes=("QYĐ",), slips=("qui định",)),
    Kind("Công văn", "admin", short=("CV",), slips=("công vặn", "công vắn", "cv")),
    Kind("Công điện", "admin", codes=("CĐ",)),
    Kind("Tờ trình", "admin", short=("TTr",), codes=("TTR",)),
    Kind("Báo cáo", "admin", codes=("BC",)),
    Kind("Kế hoạch", "admin", short=("KH",), codes=("KH",)),
    Kind(
        "Thông báo", "admin", short=("TB",), codes=("TB",), slips=("thông báo kết luận",)
    ),
    Kind("Hướng dẫn", "admin", codes=("HD",)),
    Kind("Chương trình", "admin", codes=("CTR",)),
    Kind("Kết luận", "admin", short=("KL",), codes=("KL",)),
    Kind("Đề án", "admin", codes=("ĐA",)),
    Kind("Phương án", "admin", codes=("PA",)),
    Kind("Thông cáo", "admin", codes=("TC",)),
    Kind("Lời kêu gọi", "admin", codes=("LKG",)),
    Kind("Thông tri", "admin"),
    Kind("Công bố", "admin"),
    Kind("Văn bản", "admin"),
    Kind("Phúc đáp", "admin"),
)  # fmt: skip

BY_TYPE = {kind.name: kind for kind in KINDS}
BY_NAME = {kind.name.lower(): kind for kind in KINDS}

# Every lower-case way to write a kind in words → the kind.
WRITTEN: dict[str, Kind] = dict(BY_NAME)
for _kind in KINDS:
    for _way in (*_kind.slips, plain(_kind.name.lower())):
        if " " in _way or _way == "cv":
            WRITTEN.setdefault(_way, _kind)

SHORT: dict[str, Kind] = {short: kind for kind in KINDS for short in kind.short}
BY_CODE: dict[str, Kind] = {code: kind for kind in KINDS for code in kind.codes}

PARTY = re.compile(
    r"[-/](?:TW|TƯ|TU|ĐU[A-ZĐ]{0,4}|HU|ThU|BTCTW|UBKTTW|VPTW|BTGTW)(?![A-Z])", re.IGNORECASE
)
JUDICIAL = re.compile(
    r"[-/](?:(?:DS|HS|HC|LĐ|KDTM|HNGĐ|KT|DSTC|KDTMTC|HNGĐTC|LĐTC)-?(?:ST|PT|GĐT|TT)|QĐ-?(?:ST|PT)|GĐT|TB-TL|"
    r"[A-ZĐ]{1,4}-(?:GĐT|HNST|KDTMST|DSST|HSST|TLVA|TLST))(?![A-ZĐ])"
)
_GLUED = re.compile(r"(?:QĐ|NĐ|NQ|CT|KH|TB)(?=UB|TTG|CP|HĐND|CTN|B[A-Z]{2})")
_ASSEMBLY = re.compile(r"(?:UBTV)?QH[0-9IVXL]*", re.IGNORECASE)


def kind_of_symbol(symbol: str) -> Kind | None:
    """Give the kind a symbol stands for (`NĐ-CP` → Nghị định, `QH15` → Luật), or None."""
    code = re.split(r"[-/.]", symbol.upper(), maxsplit=1)[0]
    if _ASSEMBLY.fullmatch(code):
        return BY_NAME["nghị quyết" if code.startswith("U") else "luật"]
    if code.startswith("TT") and re.match(r"TT[-/]L[BTN](?![A-Z])", symbol.upper()):
        return BY_NAME["thông tư liên tịch"]
    if code == "TC" and symbol[2:3] == "/":
        return None  # "89-TC/TCT": the ministry of finance, and no notice
    glued = _GLUED.match(code)
    return BY_CODE.get(glued[0] if glued else code)


@lru_cache(maxsize=4096)
def meant(separator: str, symbol: str) -> tuple[Kind | None, bool, bool]:
    """Give the kind a symbol stands for, whether a court uses it, whether the Party does."""
    judicial, party = JUDICIAL.search("-" + symbol), PARTY.search(separator + symbol)
    return kind_of_symbol(symbol), bool(judicial), bool(party)
