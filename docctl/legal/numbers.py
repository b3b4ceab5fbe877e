"""Numbers, types and issuers of legal texts: one spelling, so that they can be compared.

A number is never a key by itself: `20-CP` and `20/CP` are two decrees, and `504/QĐ-UBND` exists
every year in every province. Pure.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from docctl.legal.find.kinds import SHORT, WRITTEN, kind_of_symbol
from docctl.legal.issuer_codes import ISSUER_OF_CODE
from docctl.vietnamese import clean, fold, one_line, plain

_PARTS = re.compile(
    r"([0-9]+(?:\.[0-9]+)?[a-z]?)(?:/{1,2}((?:19|20)[0-9]{2})(?![0-9]))?([/-]*)(.*)"
)
_GLUED = re.compile(
    r"(qd|nd|nq|ct|tt|kh|tb|bc|ttr|cd|kl|hd)(ubnd|ub|ttg|cp|hdnd|ctn|tw|tu|b[a-z]{2,}|stp|snv)"
)
_PARTY = frozenset({"tw", "tu", "du", "hu", "thu", "ubkttw", "btctw", "vptw", "btgtw"})
_STANDARD = re.compile(r"(?:tcvn|tcnv|qcvn|qcdp|dlvn|tcxdvn|tcxd|tccs|tcn|iso)\b")
_STANDARD_YEAR = re.compile(r"\s?[-:]\s?([0-9]{4}|[0-9]{2})(?=$|/)")


class Number(NamedTuple):
    """The parts of a number, folded: `61`, `2018`, `nd-cp`; `dash`: `20-CP`, not `20/CP`."""

    sequence: str
    year: int | None
    symbol: str
    dash: bool = False


@lru_cache(maxsize=8192)
def number_parts(number: str) -> Number | None:
    """Take a number apart; None if it does not begin with digits ("Không số", a standard)."""
    folded = re.sub(r"\s+", "", plain(clean(number).replace("Ð", "Đ")).lower())
    found = _PARTS.fullmatch(folded)
    if not found:
        return None
    sequence = found[1].lstrip("0") or "0"
    symbol = re.sub(r"[-/.]+", "-", found[4]).strip("-")
    glued = _GLUED.fullmatch(symbol)
    if glued:
        symbol = f"{glued[1]}-{glued[2]}"
    year = int(found[2]) if found[2] else None
    return Number(sequence, year, symbol, dash=year is None and found[3].startswith("-"))


def number_norm(number: str) -> str:
    """Give the key under which numbers are the same: `05/2025/TT- BGDÐT` → `5/2025/tt-bgddt`.

    Spaces, case, diacritics, dashes, leading zeros and the separators inside a symbol do not count;
    the separator after a number without a year does, except in party numbers (`59-nq/tw`), older
    laws (`40-lct/hdnn8`) and slips such as `74-NĐ-CP`.
    """
    parts = number_parts(number)
    if parts is None:
        return _standard_norm(number)
    if not parts.symbol:
        return f"{parts.sequence}/{parts.year}" if parts.year else parts.sequence
    if parts.year:
        return f"{parts.sequence}/{parts.year}/{parts.symbol}"
    first, _, rest = parts.symbol.partition("-")
    if rest and (rest in _PARTY or first in {"lct", "pl", "lenh"}):
        return f"{parts.sequence}-{first}/{rest}"
    return f"{parts.sequence}{'-' if parts.dash and not rest else '/'}{parts.symbol}"


def _standard_norm(number: str) -> str:
    folded = fold(number)
    if not _STANDARD.match(folded):
        return folded
    folded = re.sub(r"\s?/\s?", "/", folded).replace("tcnv", "tcvn", 1)
    year = _STANDARD_YEAR.search(folded)
    if not year:
        return folded
    full = year[1] if len(year[1]) == 4 else f"19{year[1]}"
    return f"{folded[: year.start()]}:{full}{folded[year.end() :]}"


def year_of_number(number: str) -> int | None:
    """Give the year inside a number, or None."""
    parts = number_parts(number)
    return parts.year if parts else None


def type_norm(written: str) -> str:
    """Give the canonical name of a type: `nghi định`, `NĐ`, `NGHỊ ĐỊNH` → `Nghị định`.

    An unknown type comes back as one line with a capital letter.
    """
    line = one_line(written)
    kind = WRITTEN.get(line.lower()) or SHORT.get(line) or SHORT.get(line.upper())
    return kind.name if kind else line[:1].upper() + line[1:].lower()


def type_of_number(number: str) -> str | None:
    """Give the type a symbol stands for: `61/2018/NĐ-CP` → `Nghị định`; None if it says nothing.

    `QH15` alone says Luật; resolutions and codes of the National Assembly look the same.
    """
    symbol = re.sub(r"^[0-9.]+[a-zA-Z]?(?:\s?/{1,2}\s?[0-9]{4})?\s?[-/]*\s?", "", clean(number))
    kind = kind_of_symbol("".join(symbol.split()))
    return kind.name if kind else None


_HEADS_OF = (
    (re.compile(r"^(?:thu truong|bo truong) (?:bo )"), "bo "),
    (re.compile(r"^(?:pho )?chu tich (?=uy ban nhan dan|hoi dong nhan dan)"), ""),
    (re.compile(r"^tong thanh tra(?: chinh phu)?$"), "thanh tra chinh phu"),
    (re.compile(r"^(?:thong doc )?ngan hang nha nuoc(?: viet nam)?$"), "ngan hang nha nuoc"),
    (re.compile(r"^chanh an (?=toa an)"), ""),
    (re.compile(r"^vien truong (?=vien kiem sat)"), ""),
    (re.compile(r"^tong kiem toan nha nuoc$"), "kiem toan nha nuoc"),
    (re.compile(r"^quoc hoi .*$"), "quoc hoi"),
    (re.compile(r"^thu tuong$"), "thu tuong chinh phu"),
    (re.compile(r"^giam doc (?=so )"), ""),
    (re.compile(r"^(?:tong )?cuc truong (?=(?:tong )?cuc )"), ""),
)
_ABBREVIATIONS = (
    (re.compile(r"\bubnd\b"), "uy ban nhan dan"),
    (re.compile(r"\bhdnd\b"), "hoi dong nhan dan"),
    (re.compile(r"\btp\.?\s?"), "thanh pho "),
    (re.compile(r"\btandtc\b"), "toa an nhan dan toi cao"),
    (re.compile(r"\bvksndtc\b"), "vien kiem sat nhan dan toi cao"),
)


def issuer_norm(issuer: str) -> str:
    """Give the key under which issuers are the same: an office and its head are one.

    `Bộ trưởng Bộ Tư pháp` and `Bộ Tư pháp` → `bo tu phap`; `Chủ tịch UBND tỉnh Trà Vinh` →
    `uy ban nhan dan tinh tra vinh`. Successors are no matter of spelling.
    """
    key = re.sub(r"\s*[-–]\s*", " - ", fold(issuer)).strip(" .,;")
    for short, full in _ABBREVIATIONS:
        key = short.sub(full, key)
    for head, office in _HEADS_OF:
        key = head.sub(office, key)
    return " ".join(key.split())


def issuer_of_number(number: str) -> str | None:
    """Give the issuer a symbol names: `26/2014/TT-BKHCN` → `Bộ Khoa học và Công nghệ`, or None.

    Several issuers of a joint text are joined by a comma. Local symbols name no place: None.
    """
    parts = number_parts(number)
    if not parts or not parts.symbol:
        return None
    codes = parts.symbol.split("-")
    first = re.sub(r"[0-9]+$", "", codes[0])
    if first in {"qh", "ubtvqh"}:
        return ISSUER_OF_CODE[first]
    found = [ISSUER_OF_CODE.get(re.sub(r"[0-9]+$", "", code)) for code in codes]
    if found[0]:  # a letter: "11414/VPCP-CN" is issued by the first, drafted by the second
        return found[0]
    issuers = [issuer for issuer in found[1:] if issuer]
    return ", ".join(dict.fromkeys(issuers)) or None
