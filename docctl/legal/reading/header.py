"""What headers say in ways of their own: letters, party and consolidated texts, portal pages."""

import re

from docctl.legal.find import Citation
from docctl.legal.find.letters import UPPER
from docctl.legal.reading.words import DAY

_PLACE = rf"(?:(?:TP\.?|Thành phố)\s+)?(?:[{UPPER}]\w+\s+){{0,3}}[{UPPER}]\w+,\s+ngày\s"
_SUBJECT = re.compile(
    r"(?:^|[\s*|])(?:V/v|v/v|V/V):?\s+(?P<said>\S[^|]{3,400}?)[\s.*]*"
    rf"(?=\n\s*\n|\s(?:\*\*)?(?:Kính gửi|KÍNH GỬI)|\s{_PLACE})"
)
_TOLD_DAY = re.compile(r"^ngày\s+[0-9/.-]{6,10}\s+(?:về\s+(?:việc\s+)?)?")
_TOLD_END = re.compile(
    r"\s+ngày\s+[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\s+của\s+[^;:.]{3,120}?"
    r"(?:,\s+có hiệu lực từ\s[0-9/-]+)?$"
)
_PORTAL = re.compile(r"\s+Văn bản này (?:đang|chưa)\s.*$")
_PARTY = re.compile(
    r"\s*CỦA\s+(?P<body>BỘ CHÍNH TRỊ(?:(?:,\s+(?:VÀ\s+)?|\s+VÀ\s+)BAN BÍ THƯ)?|BAN BÍ THƯ"
    r"|BAN CHẤP HÀNH TRUNG ƯƠNG)(?:\s+(?:TRUNG ƯƠNG\s+)?ĐẢNG)?(?:\s+KHÓA\s+[IVX]+)?[\s,]+(?=\S)"
)
_COMMITTEES = {
    "bộ chính trị": "Bộ Chính trị",
    "ban bí thư": "Ban Bí thư",
    "ban chấp hành trung ương": "Ban Chấp hành Trung ương",
}
AMENDED_BY = re.compile(
    rf"có hiệu lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?(?:từ\s+)?{DAY}[^\n]{{0,20}}?,?\s+"
    r"(?:đã )?được sửa đổi, bổ sung bởi\s?:"
)
_FIRST = 80  # code points of what a page of a portal says before the text


def subject_of(head: str, after: int) -> str:
    """Give what a letter is about ("V/v hóa đơn."); empty where it does not say."""
    found = _SUBJECT.search(head, after, after + 900)
    return " ".join(found["said"].split()) if found else ""


def told_title(line: str) -> str:
    """Give the title after a number, without the day before it and what a portal adds."""
    said = _PORTAL.sub("", _TOLD_DAY.sub("", line))
    return _TOLD_END.sub("", said) or said


def party_title(title: str) -> tuple[str | None, str]:
    """Give the body that "KẾT LUẬN CỦA BỘ CHÍNH TRỊ …" names, and the title without it."""
    found = _PARTY.match(title)
    if not found:
        return None, title
    body = re.split(r",\s+(?:và\s+)?|\s+và\s+", found["body"].lower())
    return ", ".join(_COMMITTEES[one] for one in body), title[found.end() :]


def told_ahead(text: str, citations: list[Citation]) -> Citation | None:
    """Give the citation a page opens with instead of a header ("Quyết định 5/QĐ-BXY ngày …")."""
    first = citations[0] if citations else None
    if first is None or first.number is None or "\n" not in text.strip():
        return None
    if first.start < 5:
        return first
    opens = first.start < _FIRST and text[first.start - 1] == "\n"
    return first if opens and first.issued else None
