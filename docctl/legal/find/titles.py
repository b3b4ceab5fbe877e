"""Say whether a citation is part of the title of the text cited before it."""

import re

from docctl.legal.find.citation import Citation

_OPENS = re.compile(
    r"[\s,*_“\"]{0,4}(?:\([^()\n]{0,80}\)\s)?(?:(?:có\snội\sdung|nội\sdung)\s)?"
    r"(?:(?:nghị\s(?:định|quyết)|thông\stư|quyết\sđịnh|luật)\s)?"
    r"(?:về|quy\sđ[iị]nh|qui\sđịnh|hướng\sdẫn|sửa\sđổi|bổ\ssung|ban\shành|phê\sduyệt|công\sbố"
    r"|thi\shành|bãi\sbỏ|đính\schính|v/v|triển\skhai|thực\shiện|điều\schỉnh|thành\slập|kéo\sdài"
    r"|gia\shạn|giao|quyết\sđịnh\svề)[\s,]"
)
_CLOSES = re.compile(
    r"\.\s|\*\*\^|(?<!số\sđiều\s)(?:có|hết)\shiệu\slực|quy\sđịnh\snhư\ssau|(?:đã\s|nay\s)?được\ssửa\sđổi"
    r"|(?:sửa\sđổi|bổ\ssung|thay\sthế|đính\schính)\sbởi\s"
)
_JOINED = re.compile(r"(?:,|\svà|\shoặc|\s-|,\svà)\s{1,2}(?:các\s)?$")
_ONLY_JOINED = re.compile(r"\s{0,2}(?:,|và|hoặc|,\svà)\s{1,2}(?:các\s)?")
# "Điều 3 Nghị định A quy định …, Điều 2 Thông tư B": the list of places leaves the title.
_PLACED = re.compile(
    r"(?:[,;]|\svà|,\svà)\s(?:tại\s)?(?:các\s)?(?:(?:điểm|khoản|điều|tiết|chương|mục|phụ\slục)\s"
    r"(?:[0-9]{1,3}[a-zđ]?|[a-zđ]|[ivx]{1,5})(?:,?\s|$)(?:của\s)?){1,4}$"
)
_CHANGING = re.compile(
    r"[\s,]{0,3}(?:về\s(?:việc\s)?)?(?:sửa\sđổi|bổ\ssung|bãi\sbỏ|đính\schính|thay\sthế)"
)
LONGEST_TITLE = 600  # code points from a citation to the end of its title
_OPENING = 140  # code points in which a title says that it begins
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"})


def may_open(said: str) -> bool:
    """Say whether a title may open and go on to the end of `said`, with a look that costs little.

    `said` is what stands between two citations, in lower case, at most `LONGEST_TITLE`.
    """
    return "\n" not in said and ";" not in said and bool(_OPENS.match(said, 0, _OPENING))


def in_title(
    lower: str, outer: tuple[Citation, int], before: tuple[Citation, int], kind: str, start: int
) -> bool:
    """Say whether a citation of `kind` at `start` stands in the title of `outer`, which may open.

    `outer` is the last citation that is in no title, `before` the last one of all, each with the
    end of its date and issuer. A list of texts leaves the title when it goes on with "và Thông tư
    số …" after words of the title, or with another text of the outer kind.
    """
    end = outer[1]
    if outer[0].kind == "standard":
        return False
    if _CLOSES.search(lower, end, start) or _leaves_by_its_place(lower, outer, kind, start):
        return False
    if kind in _LAWS or not _JOINED.search(lower, max(end, start - 12), start):
        return True
    adjacent = _ONLY_JOINED.fullmatch(lower, before[1], start)
    same = kind == before[0].type or kind != outer[0].type
    return bool(adjacent) and same and before[0].kind != "standard"


def _leaves_by_its_place(lower: str, outer: tuple[Citation, int], kind: str, start: int) -> bool:
    """Say whether a list of texts or places goes on with a place in a text at `start`.

    No decree details another one: "Nghị định A quy định chi tiết Luật B và Điều 3 Nghị định C".
    """
    cited, end = outer
    if (not cited.articles and kind != cited.type) or _CHANGING.match(lower, end):
        return False
    return bool(_PLACED.search(lower, max(end, start - 60), start))
