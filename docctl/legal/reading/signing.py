"""Who signed a law text, and as what: the block in capitals at its end, and the name below it."""

import re

from docctl.legal.find.letters import LOWER, UPPER

_OFFICES = (
    "BỘ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG|CHỦ NHIỆM|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|GIÁM ĐỐC|THỐNG ĐỐC"
    "|CHÁNH ÁN|VIỆN TRƯỞNG|TỔNG THANH TRA|TỔNG KIỂM TOÁN|TỔNG BÍ THƯ|THƯỜNG TRỰC BAN BÍ THƯ"
    "|HIỆU TRƯỞNG|CHÁNH VĂN PHÒNG|TỔNG GIÁM ĐỐC|THỨ TRƯỞNG|TRƯỞNG BAN"
)
_OFFICE = re.compile(
    rf"(?:^|\n|\|)[ \t*_]*((?:(?:KT|TM|TL|TUQ|Q)\.?\s+[^\n]{{2,60}}\n\s*)?"
    rf"(?:PHÓ |QUYỀN )?(?:{_OFFICES})"
    r"(?: [^\n|*_]{1,40})?)[ \t*_]*(?=\n|\||$)"
)
_WORD = rf"[{UPPER}][{LOWER}]{{1,7}}"
_NAME = re.compile(
    rf"(?:^|[\n|])[ \t*_]*(?:(?:GS|PGS|TS|ThS|BS|Đại tướng"
    r"|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá)"
    rf"[. ]*){{0,3}}"
    rf"({_WORD}(?:[ \t]{{1,3}}{_WORD}){{1,4}})"
    r"[ \t*_]*(?=\n|\||$)"
)
_REACH = 300
_END = 60_000  # the block stands before the annexes; it is looked for from the end of the articles


def signer_of(text: str, after: int = 0) -> tuple[str | None, str | None]:
    """Give the name and the office of the first signature block after a position of a text."""
    for office in _OFFICE.finditer(text, after, min(len(text), after + _END)):
        name = _NAME.search(text, office.end(), office.end() + _REACH)
        if name and "nơi nhận" not in name[1].lower():
            return " ".join(name[1].split()), _last_line(office[1])
    return None, None


def _last_line(block: str) -> str:
    return " ".join(block.strip().split("\n")[-1].split()).strip(" *_")
