"""The texts a sentence may act on, and the rest of it without their titles and dates.

The title of a cited text is blanked, so that its words ("sửa đổi, bổ sung …", "kể từ ngày …") are
never taken for words of the sentence itself.
"""

import re
from dataclasses import dataclass

from docctl.legal.find import Citation
from docctl.legal.find.letters import LETTER, low
from docctl.legal.numbers import year_of_number
from docctl.legal.reading.places import chains_in
from docctl.legal.reading.words import AMENDED_BY, AND_MORE, GONE, NO_MORE

BLANK = "·"
_TAIL = re.compile(
    r"(?:[\s,]{0,3}năm\s[0-9]{4}(?![0-9/]))?"
    r"(?:[\s,(]{0,3}(?:được\s)?(?:(?:ký|ban\shành|thông\squa)\s)?(?:ngày\s{1,3}){0,2}[0-9]{1,2}"
    r"(?:\s?tháng\s?|\s?[/.-]\s?)[0-9]{1,2}(?:\s?,?\s?năm\s?|\s?[/.-]\s?)[0-9]{4}\)?)?"
)
_SINCE = re.compile(r"từ\s+(?:ngày|khi|thời\s+điểm)\s+(?:các\s+)?$")
_AND_ALSO = re.compile(r"\svà\s+(?:bãi\s+bỏ|thay\s+thế)\s+(?:[^\s,;]+[\s,]+){1,14}$")
# "Điều 1 Thông tư A sửa đổi … Thông tư B và sửa đổi khoản 3 Điều 2 Thông tư C": all of A's title.
_AND_AMENDS = re.compile(r"(?:[;,]|\svà)\s(?:sửa\s+đổi|bổ\s+sung)[\s,](?:[^\s;]+\s+){1,16}$")
# "Thông tư A sửa đổi Thông tư B và các quy định về … tại Thông tư C": C is no part of A's title.
_AND_RULES = re.compile(
    r"(?:[;,]|\svà)\s(?:bãi\sbỏ\s)?(?P<rules>(?:các\s|những\s)?(?:nội\sdung\s)?quy\sđịnh\svề\s[^;]{1,200}"
    r"\s(?:tại|trong)\s(?:các\s)?)$"
)
_PLACES_AFTER_COMMA = re.compile(
    r"[,;]\s(?:(?:và\s)?(?:điều|khoản|điểm|chương|phụ\slục)\s[0-9a-zđ]{1,4}[\s,]{1,2}){1,24}(?:của\s)?$"
)
_TITLE_OF_OTHERS = re.compile(
    r"(?:điều|khoản|điểm|chương)\s[0-9]|sửa\s+đổi|bổ\s+sung|hướng\s+dẫn|chi\s+tiết|thi\s+hành"
)
_OF_ITS_TITLE = re.compile(  # "Nghị quyết số … giải thích một số điều của Luật Giá"
    r"[^;,.]{0,160}\s(?:giải\s+thích|quy\s+định|hướng\s+dẫn|thi\s+hành)\s[^;,.]{0,80}điều\s+của\s*$"
)
_AMENDING = re.compile(r"sửa\s+đổi|bổ\s+sung")
_OF = re.compile(r"[\s,)]{0,3}(?:của|do)\s{1,3}")
_NO_TITLE = re.compile(
    rf"[\s*_]*(?:[,.;:()|\]“”\"/]*\s*)(?:$|[,.;:()|\]]|(?:và|hoặc|hết|chấm|được|đã|bằng|có\shiệu|kể|trừ|như\ssau|này|thì"
    rf"|để|tiếp|nay|bị|đến|cho\sđến|tạm|ngưng|ngừng|còn|vẫn|từ|không|đều|sẽ|là|tại|trong|trước|sau|kèm|thay\sthế|vào|sang|thêm"
    rf"|số)(?![{LETTER}]))"
)
_TITLE_CLOSES = re.compile(
    r";|(?:,|\svà)\s+thay\s+thế\s"
    r"|\svà\s+bãi\s+bỏ\s+(?=(?:điều|khoản|điểm|chương|mục|phụ\s+lục|thông|nghị|quyết|các|toàn)\s)|(?:đều\s+)?(?:hết|chấm\s+dứt)\s+hiệu\s+lực|tiếp\s+tục\s+có\s+hiệu\s+lực"
    r"|(?:tạm\s+)?(?:ngưng|ngừng)\s+hiệu\s+lực(?!\s+(?:thi\s+hành\s+)?(?:một\s+số|các\s|toàn\s+bộ|khoản|điều|điểm|của\s))"
    r"|(?:đã\s+)?được\s+(?:sửa\s+đổi|bổ\s+sung)[^;.]{0,80}?(?:như\s+sau|\s(?:theo|bởi|tại)\s)"
    r"|:\s+(?:bãi\s+bỏ|sửa\s+đổi|bổ\s+sung|thay\s+thế|đính\s+chính)\s"
    r"|,\s+(?:[ủu][yỷ]\s+ban|uỷ\s+ban|ủy\s+ban|bộ|sở|chính\s+phủ|thủ\s+tướng|hội\s+đồng)\s[^,;.:]{0,60}?\s(?:đính\s+chính|bãi\s+bỏ"
    r"|quyết\s+định)\s"
    rf"|{GONE}|(?:đều\s+|sẽ\s+)?(?:không\s+còn\s+hiệu\s+lực|{NO_MORE})"
    r"|,\s+có\s+hiệu\s+lực|,?\s+kể\s+từ\s+ngày\s+[^;.,]{2,24}\s+này|,?\s+trừ\s|\sthì\s|\strước\s+(?:khi|ngày|thời\s+điểm)\s[^;.,]{2,40}\snày"
    r"|(?:vẫn\s+)?được\s+tiếp\s+tục|\s(?:như|cụ\sthể)\s+(?:sau|như)|tiếp\s+tục\s+được"
    r"|\sbằng\s+(?:mẫu|phụ\s+lục|biểu)\s|,\s+(?:đã\s+)?được\s+(?:sửa|bổ)|kể\s+từ\s+(?:ngày|thời)"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A citation a sentence may act on; positions count from the start of the sentence.

    `begin` is where its places begin (or it itself), `after` the end of its title.
    """

    citation: Citation
    begin: int
    at: int
    after: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span, its lower-case words, the same without titles, the targets."""

    text: str
    start: int
    end: int
    words: str
    plain: str
    targets: tuple[Target, ...]
    first: bool = True  # of its clause

    @property
    def evidence(self) -> str:
        """Give the sentence as one line of at most 600 code points."""
        return " ".join(self.text[self.start : self.end].split())[:600]


def in_title_of(sentence: Sentence, last: Target, one: Target) -> bool:
    """Say whether a text that follows one of which parts are named stands in its title.

    "Khoản 11 Điều 1 Thông tư số 32/2020 sửa đổi … Thông tư số 29/2018 và Thông tư số 31/2018".
    """
    if not last.citation.articles or one.citation.articles:
        return False
    joined = sentence.plain[last.after : one.at].strip()
    return joined in {"và", ","} and bool(_AMENDING.search(sentence.words, last.at, last.after))


def sentence_of(
    text: str, start: int, end: int, within: list[Citation], own_number: str | None
) -> Sentence:
    """Make the Sentence of a span of a masked text with the citations that stand in it."""
    words = low(text, start, end).replace("\n", " ").replace("\t", " ")
    heads = _outer(text, start, words, within, own_number)
    targets, plain, done = list[Target](), list[str](), 0
    for index, (one, begin, acted) in enumerate(heads):
        at = one.start - start
        limit = heads[index + 1][1] if index + 1 < len(heads) else len(words)
        tail = _tail_end(words, one, one.end - start)
        after = _title_end(words, tail, limit)
        close = max(tail, after)
        plain += [words[done:at], BLANK * (close - at)] if at >= done else []
        done = max(done, close)
        if acted:
            targets.append(Target(one, begin, at, close))
    plain.append(words[done:])
    return Sentence(text, start, end, words, "".join(plain), tuple(targets))


def _outer(
    text: str, start: int, words: str, within: list[Citation], own_number: str | None
) -> list[tuple[Citation, int, bool]]:
    """Give the citations in no title: where their places begin, and if they may be acted on."""
    found: list[tuple[Citation, int, bool]] = []
    amending, end = False, 0
    for one in within:
        at = one.start - start
        again = (
            bool(found)
            and one.embedded
            and (_is_later(one, found[-1][0]) or _coordinated(words, at, one, found[0][0], end))
        )
        explained = bool(found) and not one.number and _OF_ITS_TITLE.match(words[end:at])
        embedded = (one.embedded and not again) or explained
        if embedded or not text[one.start : one.start + 3].strip():
            continue
        begin = _places_begin(text, start, max(end, at - 480), at) if one.articles else at
        if (
            again
            and not one.articles
            and (rules := _AND_RULES.search(words, max(end, at - 240), at))
        ):
            begin = rules.start("rules")
        before = words[max(0, begin - 240) : begin]
        since_last = words[max(end, begin - 240) : begin]
        listed = bool(AND_MORE.fullmatch(words[end:at]))
        # a law by its name is no amender: those are "Luật số 32/2013/QH13"
        amending = bool(AMENDED_BY.search(since_last)) or (
            amending and listed and not (one.name and found and not found[-1][0].name)
        )
        since = bool(_SINCE.search(before[-30:]))
        acted = not (since or amending or one.alias or one.kind in {"standard", "judicial"})
        same = own_number is not None and one.number == own_number
        if one.alias and (titled := _titled_by(found, one)):
            found[titled:] = [(head, at, False) for head, at, _ in found[titled:]]
        found.append((one, begin, acted and not same and not _reported(before)))
        end = _tail_end(words, one, one.end - start)
    return found


def _titled_by(found: list[tuple[Citation, int, bool]], alias: Citation) -> int:
    """Give from where citations stand in the title of the text that an alias calls again.

    "Điều 1 Thông tư số 35/2019 sửa đổi … Thông tư số 115/2017 và Thông tư số 116/2017 (sau đây gọi
    tắt là Thông tư số 35/2019)": 0 where the alias calls none of them.
    """
    for index in range(len(found) - 1, max(-1, len(found) - 6), -1):
        if alias.number and found[index][0].number == alias.number:
            return index + 1
    return 0


def _is_later(one: Citation, head: Citation) -> bool:
    """Say whether a text is of a later year than the one whose title it seems to stand in.

    "Thông tư số 6/2018 sửa đổi Thông tư số 30/2017 và Thông tư số 12/2019": no title tells what
    is still to come.
    """
    if one.issued and head.issued and one.issued > head.issued and one.type != head.type:
        return True
    years = year_of_number(one.number or ""), year_of_number(head.number or "")
    return years[0] is not None and years[1] is not None and years[0] > years[1]


def _coordinated(words: str, at: int, one: Citation, head: Citation, end: int) -> bool:
    """Say whether a citation taken for a part of a title goes on with the list before the title.

    `end` is where the last text of the list ends, without its title.
    """
    if not one.articles:
        return one.type == head.type and bool(_AND_RULES.search(words, max(end, at - 240), at))
    listed = _PLACES_AFTER_COMMA.search(words, max(end, at - 480), at)
    if listed and not _TITLE_OF_OTHERS.search(words, end, listed.start()):
        return True
    if _AND_ALSO.search(words[max(end, at - 120) : at]):
        return True
    if not head.articles or _AND_AMENDS.search(words[max(end, at - 120) : at]):
        return False
    return bool(
        re.search(r"(?:;|\svà)\s(?:các\s)?(?:[^\s,;]+[\s,]+){1,14}$", words[max(end, at - 80) : at])
    )


def _reported(before: str) -> bool:
    """Say whether a parenthesis is open that tells what others have done."""
    opened = before.rfind("(")
    if opened < 0 or ")" in before[opened:]:
        return False
    return bool(
        re.match(
            r"\(\s*(?:đã|được|sửa|bổ|ban(?!\s+hành\s+(?:kèm\s+)?theo)|theo|sau\s+đây|gọi|tại|thay)",
            before[opened:],
        )
    )


def _places_begin(text: str, start: int, floor: int, at: int) -> int:
    chains = chains_in(text, start + max(0, floor), start + at)
    return chains[-1].start - start if chains else at


def _tail_end(words: str, one: Citation, end: int) -> int:
    """Give the end of date and issuer after a citation."""
    tail = _TAIL.match(words, end)
    end = tail.end() if tail else end
    of = _OF.match(words, end)
    if of and one.issuer:
        issuer = one.issuer.lower()
        if words[of.end() : of.end() + len(issuer) + 8].startswith(issuer):
            return of.end() + len(issuer)
    return end


def _title_end(words: str, tail: int, limit: int) -> int:
    """Give where the title that follows a citation ends; `tail` if none follows."""
    rest = words[tail:limit]
    if _NO_TITLE.match(rest):
        return tail
    closes = _TITLE_CLOSES.search(words[tail : limit + 12])
    if closes and closes.start() < limit - tail:
        return tail + closes.start()
    connector = re.search(
        r"(?:[\s,;:]|(?<!\w)(?:và|của|tại|các|một|phần|toàn|bộ)(?!\w)){1,12}$", rest[-60:]
    )
    return limit - (len(connector[0]) if connector and limit < len(words) else 0)
