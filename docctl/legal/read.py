"""Read the text of a law: what it is, from when it counts, and what it does to other texts.

Pure. Everything read is a proposal with its evidence; a person confirms it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from docctl.legal.find import Citation, find
from docctl.legal.find.kinds import KINDS
from docctl.legal.find.letters import LOWER, low, read
from docctl.legal.find.scan import NUMBER_HERE
from docctl.legal.numbers import issuer_of_number, type_of_number
from docctl.legal.read_effects import ReadEffect, effects_of
from docctl.legal.reading.clauses import ANNOTATION
from docctl.legal.reading.days import day_of
from docctl.legal.reading.header import (
    AMENDED_BY,
    party_title,
    subject_of,
    told_ahead,
    told_title,
)
from docctl.legal.reading.own_end import own_end_in
from docctl.legal.reading.parts_force import PartForce, parts_in_force
from docctl.legal.reading.signing import signer_of
from docctl.vietnamese import fold

_WIDEST = 40
_GAP = re.compile(rf"\s[^\w“”‘’\"']{{{_WIDEST},}}")
_HEAD = 6000  # code points in which the header of a law is looked for
_NUMBER = re.compile(
    r"(?:^|[\s|*])(?:luật\s+|bộ luật\s+|pháp lệnh\s+|nghị quyết\s+)?số\s*:\s*"
    r"|\n[\s*]*số\s+(?=[0-9])"
)
_DAY = (
    r"ngày\s*([0-9]{1,2})\s*tháng\s*([0-9]{1,2})\s*năm\s*([0-9]{4})"
    r"|ngày\s+([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})"
)
_DATED = re.compile(_DAY)
_PLACE_DATED = re.compile(rf"(?:^|[\n|])[^\n0-9|]{{2,40}},\s*(?:{_DAY})")
_TYPES = "|".join(
    sorted((kind.name.upper().replace(" ", r"\s+") for kind in KINDS), key=len, reverse=True)
)
_HEADING = re.compile(
    rf"(?:^|[\n*#|]|[0-9)]\s|-\s)[ \t*#|]*({_TYPES})(?![\w])(?!\s+QUY\s+PHẠM)"
    r"[ \t*]*[0-9]?(?=[\s*:]|$)"
)
_BODY = re.compile(
    r"\n[\s*_]{0,6}(?:căn cứ|xét|theo đề nghị|để |thực hiện |chương |điều 1\b|phần thứ|lời nói đầu)"
)
_ISSUED_BY = re.compile(
    r"\n[\s*_]*([^\n]{4,120}?)\s+ban hành\s+(?:bộ luật|luật|nghị định|thông tư|quyết định"
    r"|nghị quyết|pháp lệnh|chỉ thị)(?:\s+liên tịch)?\s+([^\n]{4,600}?)[.:;]?\s*(?:\n|$)"
)
_AUTHORITY = re.compile(
    r"\s(?=(?:CHỦ TỊCH )?(?:ỦY|UỶ) BAN (?:NHÂN|THƯỜNG)|BỘ TRƯỞNG BỘ|HỘI ĐỒNG|THỦ TƯỚNG CHÍNH PHỦ$"
    r"|CHÍNH PHỦ$|QUỐC HỘI(?:$| NƯỚC CỘNG)|TỔNG CỤC TRƯỞNG TỔNG|CỤC TRƯỞNG CỤC|GIÁM ĐỐC SỞ"
    r"|TỔNG GIÁM ĐỐC |THỐNG ĐỐC NGÂN|TỔNG THANH TRA|TỔNG KIỂM TOÁN|CHÁNH ÁN |VIỆN TRƯỞNG )"
)
_HEAD_OF_OFFICE = re.compile(
    r"^((?:Tổng cục|Chi cục|Cục|Bộ|Sở|Vụ|Ban|Kho bạc|Thanh tra|Viện|Hội đồng) )(\w)"
)
_LONGEST_AUTHORITY = 70
_SMALL = re.compile(f"[{LOWER}]")
_SPOKEN = re.compile(r"[^\s]*[^\W\d_][^\s]*")
_SYMBOL = re.compile(r"[0-9/]")
# "LUẬT ĐẤT ĐAI SỐ 24-L/CTN NGÀY … CỦA QUỐC HỘI", "… CỦA QUỐC HỘI … SỐ 28/2001/QH10 VỀ DI SẢN …".
_NUMBERED_TITLE = re.compile(
    r"\s?SỐ [0-9]\S* NGÀY [^,;]{4,40} CỦA QUỐC HỘI$"
    r"|^CỦA (?:QUỐC HỘI|CHÍNH PHỦ)[^,;]{0,60} SỐ [0-9]\S*(?: NGÀY [0-9 THÁNGĂM/.-]{4,30})?(?: VỀ)? "
)
_OF_TITLE = re.compile(r"\b(?:CỦA|CHO|TẠI|DO|VÀ|VỚI|PHÒNG|THUỘC|GIỮA|LÀ|QUYỀN|THỦ TƯỚNG|PHÓ)$")
LONGEST_TITLE = 1000
_BY_TYPE = {
    **dict.fromkeys(("Luật", "Bộ luật"), "Quốc hội"),
    "Pháp lệnh": "Ủy ban thường vụ Quốc hội",
    "Nghị định": "Chính phủ",
}
_CONSOLIDATED = "Văn bản hợp nhất"
_ITSELF = re.compile(
    rf"(?:^|[\n.;])[ \t\d.)]*({'|'.join(kind.name for kind in KINDS)}) này "
    r"(?:quy|hướng|áp|sửa|bãi|ban|có hiệu)"
)
_BASIS_FOLLOWS = re.compile(r"\s(?=Căn cứ (?:Hiến|Luật|Bộ|Pháp|Nghị|Quyết|Thông|vào)\b)")
_OFFICES = re.compile(
    r"(?:ĐẢNG|BỘ|CỤC|TỔNG CỤC|VỤ|VIỆN|BAN|VĂN PHÒNG|KHO BẠC|SỞ|CHI CỤC|THANH TRA|TÒA ÁN"
    r"|HỘI ĐỒNG|BẢO HIỂM)\b.*"
)
_LOCAL = re.compile(
    r"((?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN|HỘI\s+ĐỒNG\s+NHÂN\s+DÂN|UBND|HĐND)[\s*_-]+"
    r"(TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU)[\s*_]+([^\n*_|-]{2,40})"
)
_NATION = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)")
_ABOVE = re.compile(r"(?<!NƯỚC )CỘNG H(?:ÒA|OÀ) XÃ")  # the head of the page
_IN_FORCE = re.compile(
    r"(?:luật|bộ luật|pháp lệnh|nghị định|thông tư|thông tư liên tịch|quyết định|nghị quyết|chỉ thị"
    r"|văn bản|quy định|quy chế)\s+này\s+(?:bắt đầu\s+)?có\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"|(?:luật|thông tư|nghị định|quyết định) này được quốc hội[^\n]{0,10}\s+có hiệu lực"
    r"|(?:luật|nghị quyết|pháp lệnh)\s+này\s+(?:đã\s+)?được\s+[^.;\n]{4,120}?thông\s+qua"
    r"[^.;\n]{0,60}?"
    r"có\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"|(?:(?<=\n)|^)(?:thông tư|nghị định|quyết định|nghị quyết) có hiệu lực(?: thi hành)?"
)
_FROM_DAY = re.compile(r"[\s,]*(?:kể\s+)?(?:từ\s+)?(?=ngày\s*[0-9])")
_AFTER_DAYS = (
    r"[\s,]*sau\s+([0-9]{1,3})\s*(?:\([^()\n]{1,40}\)\s*)?ngày[\s,]*(?:kể\s+)?từ\s+ngày\s+"
)
_DAYS_AFTER = re.compile(rf"{_AFTER_DAYS}(?:ký|ban\s+hành|thông\s+qua)")
_DAYS_AFTER_GAZETTE = re.compile(rf"{_AFTER_DAYS}(?:được\s+)?đăng")
_FROM_SIGNING = r"[\s,]*(?:kể\s+)?(?:từ\s+)?ngày\s+(?:được\s+)?(?:ký|ban\s+hành|thông\s+qua)"
_DAY_FOLLOWS = re.compile(
    rf"{_FROM_DAY.pattern}|{_AFTER_DAYS}(?:được\s+)?(?:ký|ban|thông|đăng)|{_FROM_SIGNING}"
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[\n.;:])[\s*_#]*(?:điều\s+[0-9]{1,3}[a-z]?[.:]?)?[^\n.]{0,30}?(?:[0-9]{1,2}[.)]\s*)?$"
)


@dataclass(frozen=True, slots=True)
class LawText:
    """What was read of a law; None and empty where the text does not say it.

    `effective_rule` is `fixed`, `on_signing`, `days_after_signing` or None; `effective_evidence` is
    the sentence. `basis` are the texts of its căn cứ; `parts` those of its provisions that take
    effect on a day of their own; `office` is what the signer signed as; `expires_on` is the first
    day without the text, where it states its own end, with the sentence.
    """

    number: str | None
    type: str | None
    issuer: str | None
    issued_on: date | None
    title: str
    effective_on: date | None
    effective_rule: str | None
    effective_evidence: str
    basis: tuple[Citation, ...]
    effects: tuple[ReadEffect, ...]
    signer: str | None = None
    office: str | None = None
    parts: tuple[PartForce, ...] = ()
    expires_on: date | None = None
    expires_evidence: str = ""


def _narrow(gap: re.Match[str]) -> str:
    """Shorten what holds no word: no law means more by a thousand empty lines than by one."""
    return "\n\n" if "\n" in gap[0] else gap[0][:_WIDEST]


def read_law(pasted: str) -> LawText:
    """Read a pasted law text: header, day of effect, căn cứ, and the effects it has on others."""
    text = read(_GAP.sub(_narrow, pasted)).text
    head = ANNOTATION.sub(lambda found: " " * len(found[0]), text[:_HEAD])
    lowered = low(head, 0, len(head))
    citations = find(text)
    number, after = _number(head, lowered)
    kind, title, issuer_said = _title(head, lowered, after)
    told = told_ahead(text, citations) if number is None else None
    if told:
        number, after = told.number, told.end
        kind, title = told.type, title or told_title(_one_line(head[after:].split("\n")[0]))
        issued_on = _date_of_line(lowered, after)
    else:
        issued_on = _first_date(lowered, after)
    kind_read = _type(kind, number, head, letter="kính gửi" in lowered[: 2000 if number else 300])
    said = _said_in_force(text)
    effective_on, rule, evidence = _in_force(text, said, issued_on)
    if kind_read == _CONSOLIDATED and (first := AMENDED_BY.search(head)):
        effective_on, rule, evidence = day_of(first), "fixed", _sentence(text, first.start())
    party, title = party_title(title)
    if kind_read == "Công văn":
        title = title or subject_of(head, after)
    signer, office = signer_of(text, after)
    lowered_all = low(text, 0, len(text))
    expires_on, place = own_end_in(lowered_all)
    return LawText(
        number=number,
        type=kind_read,
        issuer=party or _issuer(head, number, issuer_said) or _BY_TYPE.get(kind_read or ""),
        issued_on=issued_on,
        title=title,
        effective_on=effective_on,
        effective_rule=rule,
        effective_evidence=evidence,
        basis=_basis(text, citations),
        effects=effects_of(text, citations, effective_on=effective_on, number=number),
        signer=signer,
        office=office,
        parts=parts_in_force(text, lowered_all, said),
        expires_on=expires_on,
        expires_evidence=_sentence(text, place - 1) if expires_on else "",
    )


def effective_day(text: str) -> date | None:
    """Give the day a text as read says that it takes effect, in the text's own words only."""
    return _in_force(text, _said_in_force(text), None)[0]


def _number(head: str, lowered: str) -> tuple[str | None, int]:
    body = _BODY.search(lowered)  # a number below is that of another text
    for said in _NUMBER.finditer(lowered, 0, body.start() if body else len(lowered)):
        found = NUMBER_HERE.match(head, said.end())
        if found:
            return "".join(found[0].split()), found.end()
    return None, 0


def _type(kind: str | None, number: str | None, head: str, *, letter: bool) -> str | None:
    """Give the type: the heading, except where the text is consolidated; else what it calls itself.

    Texts are pasted without their header, too: "Nghị định này quy định chi tiết …".
    """
    by_number = type_of_number(number) if number else None
    if by_number == _CONSOLIDATED or AMENDED_BY.search(head[:3000]):
        return _CONSOLIDATED
    if kind or letter or by_number:
        return kind or ("Công văn" if letter else by_number)
    itself = _ITSELF.search(head)
    return itself[1].capitalize() if itself else None


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[*_#|]+", " ", text).split()).strip(" -–:")


def _title(head: str, lowered: str, after: int) -> tuple[str | None, str, str | None]:
    """Give the type of the heading, the title and the issuer that "ban hành …" names."""
    heading = _HEADING.search(head, max(0, after - 1), after + 900)
    if heading is None and not after:
        heading = _HEADING.search(head, 0, 900)
    if heading and "HỢP" in heading[1]:  # a gazette's words above the heading of the text
        heading = _HEADING.search(head, heading.end(), 900) or heading
    said = _ISSUED_BY.search(lowered)
    issuer = _one_line(head[said.start(1) : said.end(1)]) if said else None
    if not heading:
        return None, "", issuer
    written = " ".join(heading[1].split())
    kind = next(kind.name for kind in KINDS if kind.name.upper() == written)
    body = _BODY.search(lowered, heading.end())
    title = _one_line(head[heading.end() : body.start() if body else heading.end() + 400])
    title = _BASIS_FOLLOWS.split(_without_authority(_in_capitals(title)))[0]
    title = "" if _ABOVE.search(title) else _NUMBERED_TITLE.sub("", title)[:LONGEST_TITLE]
    title = title.rstrip(" -–:")
    if said and title.isupper():
        better = _one_line(head[said.start(2) : said.end(2)])
        if fold(better) in fold(title) and len(better) * 2 > len(title):
            title = better
    return kind, _named(kind, _as_spoken(title, head)), issuer


def _as_spoken(title: str, head: str) -> str:
    """Give a title in capitals as a sentence of the text writes it, where one does."""
    if not title.isupper():
        return title
    words = r"\s+".join(re.escape(word) for word in title.split())
    said = (_one_line(found[0]) for found in re.finditer(words, head, re.IGNORECASE))
    return next((one for one in said if not one.isupper()), title)


def _in_capitals(title: str) -> str:
    """Give the capitals a title begins with, where a sentence in small letters follows them."""
    words = [word for word in _SPOKEN.finditer(title) if not _SYMBOL.search(word[0])]
    if not words or not all(word[0].isupper() for word in words[:3]):
        return title
    for word, following in pairwise(words):
        if _SMALL.search(word[0]) and _SMALL.search(following[0]):
            return title[: word.start()].rstrip()
    return title


def _without_authority(title: str) -> str:
    """Leave out who issues the text, whose name ends the heading ("… CHỦ TỊCH ỦY BAN NHÂN DÂN …").

    Inside a title stand authorities too: "về việc ủy quyền cho … Ủy ban nhân dân tỉnh công bố …".
    """
    for found in _AUTHORITY.finditer(title):
        ends = len(title) - found.end() <= _LONGEST_AUTHORITY
        if ends and not _OF_TITLE.search(title, 0, found.start()):
            return title[: found.start()]
    return title


def _named(kind: str, title: str) -> str:
    """Give a title as it is cited: a law is called by its type, others begin with a capital."""
    if title and kind in {"Luật", "Bộ luật", "Pháp lệnh"}:
        return f"{kind} {title}"
    return title[:1].upper() + title[1:]


def _issuer(head: str, number: str | None, said: str | None) -> str | None:
    by_number = issuer_of_number(number) if number else None
    if by_number:
        return by_number
    nation = _NATION.search(head)
    local = _LOCAL.search(head, 0, nation.start() if nation else 600) or _LOCAL.search(
        head, 0, 1500
    )
    if local:
        office = "Hội đồng nhân dân" if local[1].startswith("H") else "Ủy ban nhân dân"
        level = "thành phố" if local[2].startswith("TP") else local[2].lower()
        name = " ".join(word.capitalize() for word in local[3].split("\n")[0].split())
        return f"{office} {level} {name}"
    if said and len(said) < 90 and said[0].isupper():
        return said
    return _office(head[: nation.start()]) if nation else None


def _office(above: str) -> str | None:
    """Give the agency that stands above a letter: the lowest line in capitals."""
    lines = [_one_line(line) for line in above.split("\n")[-6:]]
    offices = [line for line in lines if line.isupper() and _OFFICES.fullmatch(line)]
    return _HEAD_OF_OFFICE.sub(_proper, offices[-1].capitalize()) if offices else None


def _proper(found: re.Match[str]) -> str:
    return found[1] + found[2].upper()


def _day(found: re.Match[str]) -> date | None:
    day, month, year = (found[index] or found[index + 3] for index in (1, 2, 3))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _first_date(lowered: str, after: int) -> date | None:
    """Give the date of the header: the first after the number, or one that follows a place."""
    if after:
        found = _DATED.search(lowered, after, after + 800)
    else:
        found = _PLACE_DATED.search(lowered, 0, 900)
    return _day(found) if found else None


def _date_of_line(lowered: str, after: int) -> date | None:
    """Give the date of a text told in one line: the last, as others stand in its title."""
    end = lowered.find("\n", after)
    days = [*_DATED.finditer(lowered, after, end if end >= 0 else len(lowered))]
    return _day(days[-1]) if days else None


def _said_in_force(text: str) -> list[re.Match[str]]:
    lowered = low(text, 0, len(text))
    return [one for one in _IN_FORCE.finditer(lowered) if _DAY_FOLLOWS.match(lowered, one.end())]


def _in_force(
    text: str, said: list[re.Match[str]], issued_on: date | None
) -> tuple[date | None, str | None, str]:
    """Give the day of effect, the rule it follows and the sentence.

    The first clause that begins with the text itself counts ("Thông tư này có hiệu lực …"), before
    those about a part of it ("Điều 80 của Luật này có hiệu lực …").
    """
    lowered = low(text, 0, len(text))
    opening = [one for one in said if _opens_clause(lowered, one.start())]
    for one in opening or said:
        evidence = _sentence(text, one.start())
        dated = _FROM_DAY.match(lowered, one.end())
        if dated and (found := _DATED.match(lowered, dated.end())):
            return _day(found), "fixed", evidence
        if days := _DAYS_AFTER.match(lowered, one.end()):
            on = issued_on + timedelta(days=int(days[1])) if issued_on else None
            return on, "days_after_signing", evidence
        if _DAYS_AFTER_GAZETTE.match(lowered, one.end()):
            return None, "days_after_publication", evidence
        return issued_on, "on_signing", evidence
    return None, None, ""


def _opens_clause(lowered: str, place: int) -> bool:
    return _OPENS_CLAUSE.search(lowered, max(0, place - 60), place) is not None


def _sentence(text: str, place: int) -> str:
    """Give the sentence of `text` around a position, as one line of at most 600 code points."""
    begin = max(text.rfind("\n", 0, place), text.rfind(". ", 0, place)) + 1
    ends = [end for end in (text.find("\n", place), text.find(". ", place)) if end >= 0]
    return _one_line(text[begin : min(ends, default=len(text)) + 1])[:600]


def _basis(text: str, citations: list[Citation]) -> tuple[Citation, ...]:
    return tuple(one for one in citations if not one.embedded and _line_says_basis(text, one.start))


def _line_says_basis(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    return low(text, line, line + 20).strip(" *_-").startswith("căn cứ")
