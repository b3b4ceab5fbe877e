"""The title of a law, and the sentence that enacts it: what they say that it does to others."""

import re

from docctl.legal.find.letters import low

_TYPE = (
    r"(?:bộ\s+luật|luật|pháp\s+lệnh|thông\s+tư(?:\s+liên\s+tịch)?|nghị\s+(?:định|quyết)|quyết\s+định|chỉ\s+thị"
    r"|quy\s+định)"
)
_ACTS = (
    r"(?:sửa\s+đổi|bổ\s+sung|bãi\s+bỏ|thay\s+thế|h[ủu][ỷy]?\s*bỏ|huỷ\s+bỏ|đính\s+chính|kéo\s+dài|gia\s+hạn|ngưng|tạm"
    r"|đình\s+chỉ|lùi|hoãn|quy\s+định|hướng\s+dẫn)[\s,]"
)
_OWN = re.compile(
    rf"\s*{_TYPE}\s+(?:số\s*:?\s*)?(?P<number>[0-9][^\s,;]{{2,40}})(?:\s+(?:ngày\s+){{0,2}}[0-9][0-9/.\s-]{{3,12}}"
    r"(?:tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4})?|\s+(?:ngày\s+){1,2}[0-9]{1,2}\s+tháng\s+[0-9]{1,2},?\s+năm\s+[0-9]{4}"
    r"|\s+năm\s+[0-9]{4})?(?:\s+của\s+[^,;.:\n]{3,90}?)?\s*:?\s*(?:(?:v/v|về)\s+)?(?:việc\s+)?"
    rf"(?={_ACTS})"
)
# "Thông tư sửa đổi …" opens a title; "Bộ trưởng … ban hành Thông tư sửa đổi …" enacts.
_TEXT = r"(?:thông\s+tư(?:\s+liên\s+tịch)?|nghị\s+(?:định|quyết)|quyết\s+định|chỉ\s+thị)"
_TITLED = re.compile(
    rf"[\s*_#]*(?:(?:ban\s+)?hành\s+)?(?:{_TEXT}\s+)?(?:(?:quy\s+định\s+|hướng\s+dẫn\s+)?(?:về\s+)?(?:việc\s+)?)?[:\s]*"
    r"|[\s*_#]*(?:quy\s+định|ban\s+hành|hướng\s+dẫn)\s[^;.]{3,400}\svà\s+"
)
_ENACTS = re.compile(
    r"[\s*_]*(?:bộ\s+trưởng|chính\s+phủ|thủ\s+tướng|thống\s+đốc|chánh\s+án|viện\s+trưởng|tổng\s+\w+|[ủu][yỷ]\s+ban"
    rf"|uỷ\s+ban|ủy\s+ban|hội\s+đồng|quốc\s+hội)[^;.:·]{{0,120}}\s+ban\s+hành\s+{_TEXT}\s+(?:quy\s+định\s+)?"
)
_FIRST = 300


def own_title(text: str, number: str | None) -> int:
    """Give where a text that begins with its own number tells what it does; 0 where it does not."""
    if not number:
        return 0
    found = _OWN.match(low(text, 0, min(len(text), _FIRST)))
    same = found and "".join(found["number"].split()).rstrip(".:") == number.lower()
    return found.end() if found and same else 0


def entitles(plain: str, begin: int, at: int, *, opens: bool) -> bool:
    """Say whether the words before a verb make it the text's own title, or its enactment.

    `opens`: the sentence is the first of its text.
    """
    titled = opens and _TITLED.fullmatch(plain, begin, at)
    return bool(titled or _ENACTS.fullmatch(plain, begin, at))
