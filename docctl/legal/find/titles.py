"""Say whether a citation is part of the title of the text cited before it."""

import re

from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import low

_OPENS = re.compile(
    r"[\s,*_“\"]{0,4}(?:\([^()\n]{0,80}\)\s)?(?:(?:có\snội\sdung|nội\sdung)\s)?"
    r"(?:về|quy\sđịnh|qui\sđịnh|hướng\sdẫn|sửa\sđổi|bổ\ssung|ban\shành|phê\sduyệt|công\sbố|thi\shành"
    r"|bãi\sbỏ|đính\schính|v/v|triển\skhai|thực\shiện|điều\schỉnh|thành\slập|kéo\sdài|gia\shạn|giao)\s"
)
_CLOSES = re.compile(
    r";|\.\s|\n|\*\*\^|(?:,|\svà)\s(?:các\s)?(?:nghị\sđịnh|thông\stư|nghị\squyết|quyết\sđịnh|chỉ\sthị"
    r"|kế\shoạch|công\svăn|luật\ssố)[^;.]{0,30}$|(?:có|hết)\shiệu\slực|quy\sđịnh\snhư\ssau"
)
_REACH = 600


def in_title(text: str, outer: Citation, end: int, start: int) -> bool:
    """Say whether `start` stands in the title of `outer`, whose date and issuer end at `end`."""
    if start - end > _REACH or outer.kind == "standard":
        return False
    between = low(text, end, start)
    return bool(_OPENS.match(between)) and not _CLOSES.search(between)
