"""The verbs of one sentence, and whether they are acts of the text itself."""

import re
from typing import NamedTuple

from docctl.legal.find.letters import LETTER
from docctl.legal.reading.targets import Sentence
from docctl.legal.reading.titles import entitles
from docctl.legal.reading.words import NO_ACT, ON_PAPERS, ORDERS, VERB

_JOINS_VERBS = re.compile(r"[\s,]*(?:và|hoặc)?\s*")
_SOLEMN = re.compile(rf"(?<![{LETTER}])này(?![{LETTER}])|quyết\s+nghị")
_PASSIVE = re.compile(r"(?:được|bị|đã)\s{1,3}$")  # "đã được sửa đổi theo": no act, no break
# What stands before a verb that is an act of the text itself, unless it opens the sentence.
_STANDS_FREE = re.compile(
    r"(?:(?<!điều\s)(?<!khoản\s)(?<!điểm\s)này(?:\s+(?:sẽ|có\s+hiệu\s+lực[^;]{0,160}))?|[:;,)”\"-]|nay|đồng\s+thời"
    r"|quyết\s+(?:định|nghị)|về\s+việc|v/v|công\s+bố|thống\s+nhất|thu\s+hồi|[0-9]{4}|hành|ký|lực|sau\s+đây|này\s+là)"
    r"[\s,;]*(?:(?:và|nay|đồng\s+thời|sẽ)\s+)?(?:toàn\s+bộ\s+)?$"
)
# "…/TT-BTC ngày 3/2/2020 của Bộ Tài chính về việc": what follows is the title of that text.
_TITLE_OF_ANOTHER = re.compile(
    r"(?:ngày\s[0-9/.\s]{1,12}(?:tháng\s[0-9]{1,2}\snăm\s[0-9]{4}\s)?của|·)\s[^;.:·]{0,120}?về\s+việc\s+$"
)
_BODY_ACTS = re.compile(
    r"(?:bộ|chính\s+phủ|thủ\s+tướng|[ủu][yỷ]\s+ban|uỷ\s+ban|ủy\s+ban|quốc\s+hội|hội\s+đồng|tổng\s+cục)\s[^,;.:]{0,70}$"
)
_NOT_GOING_ON = re.compile(
    r"(?:khi|nếu|để|nhằm|chỉ\s+đạo|yêu\s+cầu|không|chưa|việc|phát\s+hiện|muốn|có|đề\s+nghị|(?:để|diện|chưa|không)\s+được)\s$"
)
_MAY = re.compile(r"\s*(?:(?:cho\s+phép|đồng\s+ý|chấp\s+thuận)\s+)?")
_SOME_WORDS = re.compile(r"\s+(?:một\s+số|các)\s+(?:cụm\s+từ|từ|câu|điều|khoản|điểm)[\s,]")
_ON_TEXT = re.compile(r"\s*·")
_RECALLED = re.compile(r"thu\s+hồi(?:,|\s+và)\s+$")  # "thu hồi và hủy bỏ Quyết định số …"
_LONGER = re.compile(r"tiếp\s+tục\s+$")  # "tiếp tục tạm ngưng hiệu lực"
_GOES_ON = re.compile(r"(?:[,;]|và|đồng\s+thời)\s+$")
_NEAR = 240  # code points looked back


class Verb(NamedTuple):
    """A verb, or verbs joined ("sửa đổi, bãi bỏ"); `acts`: it is an act of this text."""

    action: str
    start: int
    end: int
    acts: bool


def verbs_of(sentence: Sentence, begin: int) -> list[Verb]:
    """Give the verbs of a sentence outside titles and quotations, joined ones as one.

    `begin` is where its words begin, after the mark of an item.
    """
    verbs: list[Verb] = []
    plain, passive = sentence.plain, -1  # where the last passive verb ends
    for found in VERB.finditer(plain):
        if in_brackets(plain, found.start()):
            continue
        action = str(found.lastgroup)
        last = verbs[-1] if verbs else None
        apart = "continues" in {action, last.action} if last else True
        if last and not apart and _JOINS_VERBS.fullmatch(plain, last.end, found.start()):
            first = "amends" if "amends" in {action, last.action} else last.action
            verbs[-1] = Verb(first, last.start, found.end(), last.acts)
        elif action != "continues" and _is_passive(plain, found.start(), passive):
            passive = found.end()
        else:
            acts = _acts(plain, found.start(), found.end(), action, begin)
            if not acts and action != "continues":
                opens = not sentence.text[: sentence.start].strip()
                acts = entitles(plain, begin, found.start(), opens=opens)
            if last and last.acts and not acts:  # "bãi bỏ khoản 2 và thay thế …"
                acts = bool(_GOES_ON.search(plain[max(0, found.start() - 20) : found.start()]))
            verbs.append(Verb(action, found.start(), found.end(), acts))
    return [_of_words(verb, plain) for verb in verbs]


def _of_words(verb: Verb, plain: str) -> Verb:
    """Let "thay thế, bãi bỏ một số từ, cụm từ" amend: it replaces no text."""
    some = verb.action == "replaces" and _SOME_WORDS.match(plain, verb.end)
    return verb._replace(action="amends") if some else verb


def _is_passive(plain: str, at: int, passive: int) -> bool:
    """Say whether a verb tells what was done, also in a list: "được sửa đổi, bổ sung, thay thế"."""
    if _PASSIVE.search(plain[max(0, at - 8) : at]):
        return True
    return (
        0 <= passive < at
        and "," in plain[passive:at]
        and bool(_JOINS_VERBS.fullmatch(plain, passive, at))
    )


def in_brackets(plain: str, at: int) -> bool:
    """Say whether a bracket is open at a place."""
    before = plain[max(0, at - _NEAR) : at]
    return before.count("(") > before.count(")")


def _acts(plain: str, at: int, end: int, action: str, begin: int) -> bool:
    """Say whether a verb at a place is an act of this text, not reported, ordered or wished."""
    if action in {"suspends", "extends"}:
        longer = _LONGER.search(plain, max(begin, at - 12), at)
        at = longer.start() if longer else at
    before = plain[max(0, at - _NEAR) : at]
    if action == "continues":
        return not _NOT_GOING_ON.search(before[-24:])
    recalled = _RECALLED.search(before) and _ON_TEXT.match(plain, end)
    if NO_ACT.search(before[-24:]) or (ON_PAPERS.search(before[-24:]) and not recalled):
        return False
    if _TITLE_OF_ANOTHER.search(before):
        return False
    opens = at - begin <= 3 or bool(
        _MAY.fullmatch(plain, begin, at)
    )  # a note that was blanked may stand there
    if not opens and not (_STANDS_FREE.search(before) or _BODY_ACTS.search(before)):
        return False
    return not ORDERS.search(before) or bool(_SOLEMN.search(before))
