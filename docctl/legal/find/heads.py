"""Before a number: the type word, `số`, an issuer between them — or nothing, in a list."""

import re
from typing import NamedTuple

from docctl.legal.find.issuers import HEADS
from docctl.legal.find.kinds import SHORT, WRITTEN, Kind
from docctl.legal.find.letters import LETTER, LOWER, low

_TYPES = "|".join(way.replace(" ", r"\s{1,2}") for way in sorted(WRITTEN, key=len, reverse=True))
_KIND = rf"(?<!pháp\s)(?<!tư\s)(?P<type>{_TYPES})"
_NO = r"(?P<no>(?:số|sổ|sô|so|s))?"
_WORDS = re.compile(
    rf"{_KIND}(?:\s(?:thẩm\stra|thẩm\sđịnh|giải\strình|hỏa\stốc|liên\stịch"
    r"|qppl|hợp\snhất|cá\sbiệt))?"
    rf"(?:\s(?:có|mang))?(?P<colon>[\s:*_]{{0,5}}){_NO}[\s:.*_]{{0,6}}$"
)
_DESCRIBED = re.compile(
    rf"{_KIND}(?:\s(?!mẫu|biểu|phụ|quyển|mục|theo|tại)[{LOWER}]{{1,8}}){{1,4}}"
    r"\s{1,2}số[\s:*_]{0,5}$"
)
_ISSUED = re.compile(
    rf"{_KIND}\s{{1,2}}(?:của\s{{1,2}})?(?P<issuer>{HEADS}(?![{LETTER}])[^;:.()\n]{{0,60}}?)"
    r"\s{1,2}số[\s:*_]{0,5}$"
)
_SHORTS = "|".join(sorted(SHORT, key=len, reverse=True))
_SHORT = re.compile(rf"(?<![\w.])({_SHORTS})\s{{0,2}}(?:số\s?:?\s?)?$")
_NUMBER_WORD = re.compile(rf"(?<![{LETTER}])(?:số|s)[\s:*_]{{0,5}}$")
_OWN = re.compile(r"(?:^|\n)[\s*_#|]{0,6}(?:luật\s)?số\s?:\s{0,3}$")
_NOT_TEXTS = re.compile(
    rf"(?:mẫu|(?<![{LETTER}])(?:biểu|bản án|hợp đồng|giấy phép|giấy chứng nhận"
    r"|chứng chỉ|quy trình|hồ sơ|mã|ký hiệu|kí hiệu|phiếu|thẻ|lô|đơn|sổ|biên bản|hóa đơn|hoá đơn"
    r"|kháng nghị|cáo trạng|công trình|dự án|vụ án|thụ lý|phụ lục|bm|qt))"
    rf"(?![{LETTER}])[^.;,\n]{{0,24}}$"
)
_REACH = 110
_NEAR = 32


class Head(NamedTuple):
    """Where a citation begins, its kind, whose it is said to be, whether `số` is said.

    `short`: the type is abbreviated; `listed`: it heads a list and is outside the citation.
    """

    start: int
    kind: Kind
    issuer: str | None
    numbered: bool
    short: bool = False
    listed: bool = False


def head_before(text: str, floor: int, start: int) -> Head | None:
    """Read the type before the number at `start`, not reaching back before `floor`."""
    near = _plain_head(text, floor, start)
    if near:
        return near
    base = max(floor, start - _REACH)
    lowered = low(text, base, start)
    words = _WORDS.search(lowered)
    if words and _begins_word(text, base + words.start("type")):
        kind = WRITTEN[" ".join(words["type"].split())]
        listed = ":" in words["colon"] and words["no"]
        begin = words.start("no") if listed else words.start("type")
        return Head(base + begin, kind, None, bool(words["no"]), listed=bool(listed))
    short = _SHORT.search(text, base, start)
    if short:
        return Head(short.start(), SHORT[short[1]], None, "số" in short[0], short=True)
    issued = _ISSUED.search(lowered)
    if issued and _begins_word(text, base + issued.start("type")):
        kind = WRITTEN[" ".join(issued["type"].split())]
        issuer = " ".join(text[base + issued.start("issuer") : base + issued.end("issuer")].split())
        return Head(base + issued.start("type"), kind, issuer, numbered=True)
    described = _DESCRIBED.search(lowered)
    if described and _begins_word(text, base + described.start("type")):
        kind = WRITTEN[" ".join(described["type"].split())]
        if kind.nature == "admin":
            return Head(base + described.start("type"), kind, None, numbered=True)
    return None


def _plain_head(text: str, floor: int, start: int) -> Head | None:
    """Read the ordinary head, a type and `số` with single spaces, without a search."""
    base = max(floor, start - _NEAR)
    before = low(text, base, start)
    numbered = before.endswith(" số ")
    before = before[:-4] if numbered else before.removesuffix(" ")
    space, found = len(before), None
    for _word in range(4):
        space = before.rfind(" ", 0, space)
        kind = WRITTEN.get(before[space + 1 :])
        if kind:
            found = Head(base + space + 1, kind, None, numbered)
        if space < 0:
            break
    if found and (found.start == 0 or text[found.start - 1] == " ") and found.kind.name != "Lệnh":
        return found
    return None


def _begins_word(text: str, place: int) -> bool:
    """Say whether a type word begins at `place`, also one glued to a word: `số lượngNghị định`."""
    before = text[place - 1 : place]
    return not before.isalnum() or (before.islower() and text[place].isupper())


def number_word(text: str, start: int) -> int:
    """Give where a `số` just before `start` begins; `start` itself if there is none."""
    base = max(0, start - 12)
    found = _NUMBER_WORD.search(low(text, base, start))
    return base + found.start() if found else start


def is_own_number(text: str, start: int) -> bool:
    """Say whether the number at `start` is the text's own, in its header (`Số: 87/2025/NĐ-CP`)."""
    base = max(0, start - 24)
    lowered = low(text, base, start)
    found = _OWN.search(lowered)
    return found is not None and (found.start() > 0 or base == 0 or lowered[0] == "\n")


def is_no_text(text: str, start: int) -> bool:
    """Say whether what is numbered is a form, a contract, a judgment, a file — not a legal text."""
    return bool(_NOT_TEXTS.search(low(text, max(0, start - 60), start)))
