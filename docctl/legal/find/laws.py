"""Laws by name: where a name ends, and the amending laws that carry other names inside."""

import re
from typing import NamedTuple

from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.names import END, plain_names, tree
from docctl.legal.find.patterns import any_of
from docctl.legal.find.scan import NUMBER_HERE

_WORD = re.compile(rf"[{LOWER}/&]+|[0-9]+")
_BETWEEN = re.compile(r"\s{1,8}|,\s{1,4}| ?- ?|\s\(|,|\s[“\"]")
_HEAD = re.compile(
    rf"(?<![{LETTER}])(?<!pháp\s)(?<!dự\sán\s)(?<!dự\sthảo\s)"
    r"(?:bộ\sluật|luật|pháp\slệnh|hiến\spháp)(?=\s)(?!\s(?:này|số|sư\s))"
)
# Words no name goes on with, and words no name of a law begins with ("Luật Việt Nam", "Luật sư").
_NO_NAME = """
trực gửi chậm nên nộp quyết nhưng cấp giải sử lập thuộc đến tới cả
này đó trên dưới quy qui được thì có hiện đã đang sẽ phải là bao gồm để nhằm theo tại trong cho do
bởi với đối nêu như khi nếu mà các những hoặc số năm ngày sửa ban hướng hết về của và thông một từ
nhưng còn cũng không chưa vào ra liên trước sau kèm cùng nói người hiệu cần
"""
_NO_BEGINNING = """
việt hà tnhh tp thành luật sư gia này số quốc pháp ban đã hiện được có là không quy tục hình
"""
_STOP_WORDS = frozenset(_NO_NAME.split())
_NOT_FIRST = frozenset(_NO_BEGINNING.split())
# Those after which nothing of a name follows either: no number, no year.
_LAST_WORDS = _STOP_WORDS - {"sửa", "số", "của", "năm"}
_ENDING = re.compile(
    r"\s\s{0,2}(?:số\s{0,2}:?\s{0,2}[0-9]{1,3}[a-z]?/[0-9]{4}/(?:qh|pl|ubtvqh)"
    r"|ngày\s{1,3}[0-9]{1,2}[\s/.-]|năm\s(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}(?![0-9/]))"
)
_SURE_ENDING = re.compile(r"\s{1,3}(?:số\s|ngày\s)")
# Words that are written without a space after a name in text taken from web pages.
_GLUED = re.compile(
    r"(.{1,8}?)(?:và|của|thì|được|có|quy|hướng|luật|nghị|điều|vàđiều|ngày|là|tại|theo|hoặc|để)"
)
_OTHER = re.compile(
    rf"(?<![{LETTER}])(?:luật|nghị\sđịnh|nghị\squyết|thông\stư|quyết\sđịnh|pháp\slệnh|điều\s[0-9]"
    r"|chỉ\sthị\s(?:số\s)?[0-9]|được|quy\sđịnh|có\shiệu\slực|thông\squa|ban\shành\s(?!văn)|hết\shiệu|theo|căn\scứ"
    r"|khoản\s[0-9]|kể\stừ|trước|tại\s(?:thời|phiên|kỳ))"
)
# Such searches begin with one class of letters, so that they skip to them.
_CLAUSE = re.compile(
    r"[;:.()“”\",\n](?:(?<![,\n])|(?<=,)\s(?=luật|bộ\sluật|nghị|thông\stư)|(?<=\n)\s*[\n*+•-])"
)
_AMENDS = re.compile(
    r"\s{1,2}sửa\sđổi[^;:.()“”\"]{0,160}?(?=\s(?:bộ\s)?luật\s|\spháp\slệnh\s|\shiến\spháp)"
)
# "Luật sửa đổi các luật về thuế năm 2014": which laws it amends is not said by their names.
_MANY_ENDS = re.compile(
    r"[;:.()“”\"\s,](?:(?P<no>(?<=[;:.()“”\"\n]))"
    r"|(?<=\s)(?P<until>(?:có\shiệu|được|theo|căn\scứ|kể\stừ)\s|luật\ssửa\sđổi)"
    r"|(?<=\s)(?:(?:số\s{0,2}:?\s{0,2})?[0-9]{1,3}/[0-9]{4}/(?:qh|ubtvqh|pl)"
    r"|(?:năm\s)?(?:19|20)[0-9]{2}(?![0-9/.-])|ngày\s[0-9])"
    r"|(?P<more>(?<=,)\s(?=(?:điều|khoản|điểm)\s[0-9a-zđ]|nghị\s|thông\stư|quyết\sđịnh)"
    r"|(?:(?<=,)\s|(?<=\s))và\s(?=(?:điều|khoản|điểm)\s[0-9a-zđ]|nghị\s|thông\stư|quyết\sđịnh"
    r"|sửa\sđổi|bổ\ssung)))"
)
_CHANGES = re.compile(r"\s{1,2}sửa\s{1,2}đổi(?:,?\s{1,2}(?:và\s{1,2})?bổ\s{1,2}sung)?")
# So many that nobody takes it for another law: its name may end where the clause does.
_SO_MANY = re.compile(r"\s(?:các|[0-9]{1,3})\s(?:bộ\s)?(?:luật|pháp\slệnh)\s(?!này|khác)")
_MANY = re.compile(r"\s(?:luật|pháp\slệnh)(?:\s|$)")
_NUMERAL = re.compile("[0-9]")
_MANY_OF, _NEAR = " các ", 48  # code points in which it is said
_MANY_REACH = 240
_MANY_MORE = 80
_AND = re.compile(r"(?:\s?[,;]|\svà|\s?[,;]\svà)\s{1,2}(?:các\s)?")
# The same where the articles are said: "sửa đổi Điều 126 của Luật Nhà ở và Điều 121 của Luật …".
_PLACE = re.compile(r"(?:điều|khoản)\s[0-9]")
_AND_PLACE = re.compile(
    rf"{_AND.pattern}(?:(?:điều\s[0-9]{{1,3}}[a-z]?|khoản\s[0-9]{{1,2}})\s(?:của\s)?){{0,2}}"
)
_REVISED = re.compile(
    r"\s{1,2}(?:\(\s?)?sửa\sđổi(?:\s?\))?(?=\s(?:năm\s)?(?:19|20)[0-9]{2}(?![0-9/]))"
)
_PLAIN_END = re.compile(r"[,;.]\s(?!ngày)|\s(?:và|hoặc|thì|quy|được|có|theo)\s")
_MORE = re.compile(r"\s{0,3}(?:\(|sửa|luật|số|của\snăm|năm|[0-9])")
_NUMBERED = re.compile(
    r"\s{1,3}(?:\(\s?)?(?:luật\s)?số\s{0,2}:?\s{0,2}|\s{0,3}(?=[0-9]{1,3}/[0-9]{4}/qh)"
)
_YEAR = re.compile(
    r"\s{1,3}(?:của\snăm\s|năm\s{1,2})?((?:19|20)[0-9]{2})(?![0-9]|[/.-][0-9])|\s?\(\s?(?:năm\s)?((?:19|20)[0-9]{2})\s?\)"
)
_OF_PARLIAMENT = re.compile(
    r"[0-9]{1,4}[a-z]?/[0-9]{4}/(?:PL-)?(?:UBTV)?QH[0-9]{1,2}(?![0-9])", re.IGNORECASE
)
_SCHOOLS = re.compile(
    r"(?:học|ty|phòng|khoa|viện|đoàn|tạp chí|nhà|hãng|trang|ngành|thạc sĩ|cử nhân)\s$"
)
_PAIRS = {")": "(", "”": "“", '"': '"'}
_ENACTED = re.compile(r"quốc\shội\sban\shành\s$")
_AMENDING = "sửa"
_NEVER_NAMES = (_AMENDING, f"luật {_AMENDING}", "luật luật")  # no name begins so
_REACH, _FAR = 200, 150
_MARKS = frozenset(",;.:")  # that may stand right after a word; no name goes on but with a comma
_PLAIN, _PLAIN_WORDS = 60, 9  # code points and words that are tried without noise
_LONGEST = 1000  # code points of an amending law's name
_NEXT = re.compile(rf"[ \n]{{1,2}}([{LOWER}]+)")
_AFTER_PLAIN = re.compile(rf"[;:.]|,? ([{LOWER}0-9]+)")
_SPACE = re.compile(r"\s{1,3}")
_TOO_MANY = 14  # words of an unknown name
_ONE_WORD = rf"[{LOWER}/&]"
_WORDS = re.compile(
    rf"(?!{any_of(sorted(_STOP_WORDS | _NOT_FIRST))}(?!{_ONE_WORD})){_ONE_WORD}++"
    rf"(?:(?: [ \n]?|\n ?)(?!{any_of(sorted(_STOP_WORDS))}(?!{_ONE_WORD})){_ONE_WORD}++)"
    rf"{{0,{_TOO_MANY - 1}}}+"
)
_COUNTRY = re.compile(
    r"hiến\spháp(?:\snước\s(?:cộng\s(?:hòa|hoà)\sxã\shội\schủ\snghĩa|chxhcn)\sviệt\snam)?"
)


_new = tuple.__new__  # the quick way to make a Named


class Named(NamedTuple):
    """A law as named at a place of the text: its span, and what is inside the span."""

    start: int
    name_end: int
    end: int
    number: str | None = None
    year: int | None = None
    inner: tuple["Named", ...] = ()
    dated: bool = True  # a date after it is its own


def known_name(lower: str, start: int) -> int:
    """Give the end of the longest known name that begins at `start`; 0 if there is none."""
    pattern, going_on = plain_names()
    plain = pattern.match(lower, start)
    if plain:
        end, longer = plain.end(), going_on[plain[0]]
        if not longer:
            return end
        after = _AFTER_PLAIN.match(lower, end)
        if after and not (after[1] or "").startswith(longer):
            return end
    return _known_otherwise(lower, start)


def _known_otherwise(lower: str, start: int) -> int:
    """Give the same where a name is written in another way than in the tables, or there is none."""
    node, best, end = tree(), 0, start
    for piece in lower[start : start + _PLAIN].replace("\n", " ").split(" ", _PLAIN_WORDS):
        following = node.get(piece)
        if following is None and piece[-1:] in _MARKS and (following := node.get(piece[:-1])):
            if END in following:
                best = end + len(piece) - 1
            if piece[-1] != ",":
                return best
            node, end = following, end + len(piece) + 1
            continue
        if following is None:
            if (
                piece in _STOP_WORDS or piece.isdigit()
            ):  # the ordinary end, found without looking at every letter
                return best
            whole = end + len(piece) < start + _PLAIN and _WORD.fullmatch(piece)
            if whole and not _GLUED.fullmatch(piece):
                return best
            break
        node, end = following, end + len(piece) + 1
        if END in node:
            best = end - 1
    return _known_in_noise(lower, start)


def _known_in_noise(lower: str, start: int) -> int:
    """Give the same as `known_name`, with commas, dashes, brackets and glued words read."""
    node, best, end = tree(), 0, start
    for word in _WORD.finditer(lower, start, start + _REACH):
        said, begin, close = word[0], word.start(), word.end()
        following = node.get(said)
        if following is None and (glued := _GLUED.fullmatch(said)):
            following, close = node.get(glued[1]), begin + len(glued[1])
        if following is None:
            break
        if begin > end and lower[end:begin] != " " and not _BETWEEN.fullmatch(lower, end, begin):
            break
        node, end = following, close
        if END in node:
            best = end
        if close < word.end():
            break
    opening = _PAIRS.get(lower[best : best + 1]) if best else None
    return best + 1 if opening and lower.count(opening, start, best) else best


def _ended(lower: str, start: int) -> int:
    """Give the end of an unknown name that a number, a date or a year closes; 0 if none."""
    first = _WORD.match(lower, start)
    if first is None or first[0] in _STOP_WORDS or first[0] in _NOT_FIRST:
        return 0
    ending = _ENDING.search(lower, start, start + _FAR)
    if ending is None:
        return 0
    end = ending.start()
    clause = _CLAUSE.search(lower, start, end + 4)  # spaces of both may overlap
    if clause and clause.start() < end:
        return 0
    return 0 if _OTHER.search(lower, start, end) else end


def _run(lower: str, start: int) -> int:
    """Give the end of an unknown name: words up to the first that no name has."""
    found = _WORDS.match(lower, start, start + 120)
    return found.end() if found and len(found[0].split()) < _TOO_MANY else 0


def _next_word(lower: str, end: int) -> str:
    found = _NEXT.match(lower, end)
    return found[1] if found else ""


def is_plain_end(lower: str, end: int) -> bool:
    """Say whether nothing after a known name that ends at `end` can belong to it."""
    return bool(_PLAIN_END.match(lower, end))


def ends_name(lower: str, end: int) -> bool:
    """Say whether after a known name that ends at `end` no name, no number, no year goes on."""
    return lower[end : end + 1] in _MARKS or _next_word(lower, end) in _LAST_WORDS


def number_follows(lower: str, end: int) -> bool:
    """Say whether the number of a law may begin at `end`."""
    return bool(_NUMBERED.match(lower, end))


def _name_end(text: str, lower: str, start: int, begin: int, known: int) -> tuple[int, bool]:
    """Give the end of the name at `begin` (0: none) and whether it is sure to be one.

    `known` is the end of the longest known name there, `start` where its type word begins.
    """
    if known:
        following = _next_word(lower, known)
        if following and following not in _STOP_WORDS:
            longer = _ended(lower, begin)
            if longer > known and _SURE_ENDING.match(lower, longer):
                return longer, True
        return known, True
    ended = _ended(lower, begin)
    if ended:
        return ended, True
    capital = text[begin : begin + 1].isupper() and text[start].isupper()
    return (_run(lower, begin), False) if capital and lower[start] != "b" else (0, False)


def _closed(text: str, lower: str, start: int, end: int) -> Named:
    """Add to a name the number or the year that stands right after it."""
    numbered = _NUMBERED.match(lower, end)
    if numbered:
        place = numbered.end()
        number = _OF_PARLIAMENT.match(text, place) or NUMBER_HERE.match(text, place)
        if number:
            return Named(start, end, number.end(), number=number[0])
    year = _YEAR.match(lower, end)
    if year:
        numbered = _NUMBERED.match(lower, year.end())
        number = numbered and _OF_PARLIAMENT.match(text, numbered.end())
        if number:
            return Named(start, end, number.end(), number=number[0])
        return Named(start, end, year.end(), year=int(year[1] or year[2]))
    return Named(start, end, end)


def law_at(
    text: str, lower: str, start: int, head_end: int, *, amends: bool, known: int | None
) -> Named | None:
    """Read the law whose type word stands at `start`..`head_end`; None if no name follows.

    `amends` is what `amends_others` says, `known` where a known name right after it ends (0: there
    is none; None: not looked for).
    """
    if lower[start] == "h":
        return _constitution(text, lower, start)
    if amends:
        before = _AMENDS.match(lower, head_end)
        named = _amending(text, lower, start, before.end()) if before else None
        return named or _of_many(text, lower, start, head_end)
    return _plain(text, lower, start, head_end, known)


def amends_others(lower: str, head_end: int) -> bool:
    """Say whether the law whose type word ends at `head_end` is one that amends others."""
    return _AMENDING in lower[head_end + 1 : head_end + 5]


def _of_many(text: str, lower: str, start: int, after: int) -> Named | None:
    """Read the law that amends many which its name does not name: `Luật sửa đổi 37 luật về …`."""
    opening = _CHANGES.match(lower, after)
    if opening is None:
        return None
    after = opening.end()
    limit = after + _MANY_REACH + _MANY_MORE
    if lower.find(_MANY_OF, after, after + _NEAR) < 0:
        closing = _NUMERAL.search(lower, after, after + _MANY_REACH)
        if closing is None:
            return None
        limit = closing.end() + _MANY_MORE
    many = _MANY_ENDS.search(lower, after, limit)
    if many is None:
        return None
    bare = many.lastgroup is not None  # neither number nor date, nor year
    said = _SO_MANY if bare else _MANY
    titled = bare and text[start + 1].isupper()  # in capitals: the title of a law itself
    if titled or not said.search(lower, after, many.start()):
        return None
    return _closed(text, lower, start, many.start())


def _plain(text: str, lower: str, start: int, after: int, known: int | None = None) -> Named | None:
    begin = after + 1
    if not lower[after:begin].isspace() or lower[begin : begin + 1].isspace():
        space = _SPACE.match(lower, after)
        if not space:
            return None
        begin = space.end()
    if lower.startswith(_NEVER_NAMES, begin):
        return None
    if known is None or begin > after + 1:
        known = known_name(lower, begin)
    if known and ends_name(lower, known):
        return _new(Named, (start, known, known, None, None, (), True))
    end, sure = _name_end(text, lower, start, begin, known)
    if not end:
        return None
    named = Named(start, end, end)
    if lower[end : end + 1] not in _MARKS and _MORE.match(lower, end):
        revised = _REVISED.match(lower, end)
        named = _closed(text, lower, start, revised.end() if revised else end)
    if not sure and not _plausible(text, lower, named):
        return None
    return named


def _plausible(text: str, lower: str, named: Named) -> bool:
    start = named.start
    if _SCHOOLS.search(lower, max(0, start - 14), start):
        return False
    name = text[start : named.name_end].split()[1:]
    return len(name) > 1 or named.end > named.name_end or (name[0].isupper() and len(name[0]) > 2)


def _constitution(text: str, lower: str, start: int) -> Named | None:
    country = _COUNTRY.match(lower, start)
    assert country is not None
    named = _closed(text, lower, start, country.end())
    return named if named.year or country.end() > start + 12 else None


def _amending(text: str, lower: str, start: int, first: int) -> Named | None:
    """Read `Luật sửa đổi, bổ sung một số điều của Luật A, Luật B [số …]`."""
    inner: list[Named] = []
    place, joining = first, _AND
    while place < start + _LONGEST:
        head = _HEAD.search(lower, place, place + 20)
        if not head or (inner and head.start() != place):
            break
        named = _plain(text, lower, head.start(), head.end())
        if not named:
            break
        if not inner and _PLACE.search(lower, start, first):
            joining = _AND_PLACE
        inner.append(named)
        joint = joining.match(lower, named.end)
        if not joint or not _HEAD.match(lower, joint.end()):
            break
        place = joint.end()
    if not inner:
        return None
    last = inner[-1]
    if _ENACTED.search(lower, max(0, start - 20), start):  # the number is not that of the new law
        return Named(start, last.name_end, last.name_end, inner=tuple(inner))
    inner[-1] = last._replace(end=last.name_end, number=None, year=None, dated=False)
    return Named(start, last.name_end, last.end, last.number, last.year, tuple(inner))
