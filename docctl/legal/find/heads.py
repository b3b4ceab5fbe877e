"""Before a number: the type word, `số`, an issuer between them — or nothing, in a list."""

import re
from typing import NamedTuple

from docctl.legal.find.issuers import HEADS
from docctl.legal.find.kinds import SHORT, WRITTEN, Kind, meant
from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.patterns import any_of

_SPACE, _SPACES = r"\s", r"\s{1,2}"


def _types() -> str:
    """Give the pattern of all types; a branch begins with one letter, so that a search skips."""
    return "|".join(
        rf"{first}(?<!pháp\s.)(?<!tư\s.)"
        + any_of((way[1:] for way in WRITTEN if way[0] == first), _SPACES)
        for first in sorted({way[0] for way in WRITTEN})
    )


def _by_last_words() -> dict[str, tuple[tuple[str, Kind], ...]]:
    """Give the ways to write types by their last two words, the longest first.

    The type `lệnh` is left out, it needs a look at what stands before.
    """
    found: dict[str, list[tuple[str, Kind]]] = {}
    for way, kind in sorted(WRITTEN.items(), key=lambda item: -len(item[0])):
        if way != "lệnh":
            found.setdefault(" ".join(way.split()[-2:]), []).append((way, kind))
    return {last: tuple(ways) for last, ways in found.items()}


_BY_LAST_WORDS = _by_last_words()
_KIND = rf"(?P<type>{_types()})"
_ADDED = (
    "thẩm tra", "thẩm định", "giải trình", "hỏa tốc", "liên tịch", "qppl", "hợp nhất", "cá biệt",
)  # fmt: skip
_NO = r"(?P<no>(?:số|sổ|sô|so|s))?"
_WORDS = re.compile(
    rf"{_KIND}(?:\s{any_of(_ADDED, _SPACE)})?"
    rf"(?:\s(?:có|mang))?(?P<colon>[\s:*_]{{0,5}}){_NO}[\s:.*_]{{0,6}}$"
)
# The end of the same from right to left: it says at once that no type stands before a number.
_BACKWARDS = re.compile(
    r"[\s:.*_]{0,6}(?:ốs|ổs|ôs|os|s)?[\s:*_]{0,5}(?:(?:óc|gnam)\s)?"
    rf"(?:{any_of((way[::-1] for way in _ADDED), _SPACE)}\s)?"
    + any_of(way.split()[-1][::-1] for way in WRITTEN)
)
_DESCRIBED = re.compile(
    rf"{_KIND}(?:\s(?!mẫu|biểu|phụ|quyển|mục|theo|tại|giám\sđịnh|điều\stra)[{LOWER}]{{1,8}}"
    r"(?<!mẫu)(?<!biểu)){1,4}\s{1,2}số[\s:*_]{0,5}$"
)
_NOT_DESCRIBED = ("mẫu", "biểu", "phụ", "quyển", "mục", "theo", "tại")
_FORMS = (" mẫu ", " biểu ", " theo ", " tại ")  # the ordinary ones of both that follow
_FORM_NUMBERS = (" mẫu số ", " biểu số ")
_NOT_ISSUED = re.compile(r"\s(?:theo|về|tại|mẫu|biểu|phụ\slục)(?:\s|$)|thẩm$")
_ISSUED = re.compile(
    rf"{_KIND}\s{{1,2}}(?:của\s{{1,2}})?(?P<issuer>{HEADS}(?![{LETTER}])[^;:.()\n]{{0,60}}?)"
    r"\s{1,2}số[\s:*_]{0,5}$"
)
BY_SHORT = {short.lower(): kind for short, kind in SHORT.items() if len(short) > 1} | SHORT
_SHORT = re.compile(
    rf"(?<![\w./-])({any_of(BY_SHORT)})(?:-(?:CP|TTg|UBND|HĐND))?\s{{0,2}}(?:số\s?:?\s?)?$"
)
_NUMBER_WORD = re.compile(rf"(?<![{LETTER}])(?:số|s)[\s:*_]{{0,5}}$")
_OWN = re.compile(r"(?:^|\n)[\s*_#|]{0,6}(?:luật\s)?số\s?:\s{0,3}$")
_NOT_TEXTS = re.compile(
    rf"(?:mẫu|(?<![{LETTER}])(?:biểu|bản án|hợp đồng|giấy phép|giấy chứng nhận"
    r"|chứng chỉ|quy trình|hồ sơ|mã|ký hiệu|kí hiệu|phiếu|thẻ|lô|đơn|sổ|biên bản|hóa đơn|hoá đơn"
    r"|kháng nghị|(?:giám đốc|tái|sơ|phúc) thẩm|cáo trạng|công trình|dự án|vụ án"
    r"|thụ lý|phụ lục|bm|qt))"
    rf"(?![{LETTER}])[^.;,\n]{{0,24}}$"
)
_CLAUSE_BACK = re.compile("[^;:.()]*")  # of reversed words
_REACH = 110
_LONGEST_WORD = 8  # code points
_NEAR = 32
_WIDEST = 60  # code points of a type with all that may stand between it and its number
_NARROW = 36  # those of its last syllable with the same
_SHORTEST = 12  # those of an abbreviated type with the same


class Head(NamedTuple):
    """Where a citation begins, its kind, whose it is said to be, whether `số` is said.

    `short`: the type is abbreviated; `listed`: it heads a list and is outside the citation;
    `described`: words between the type and `số` say what the text is about.
    """

    start: int
    kind: Kind
    issuer: str | None
    numbered: bool
    short: bool = False
    listed: bool = False
    described: bool = False


def head_before(text: str, lower: str, floor: int, start: int) -> Head | None:
    """Read the type before the number at `start`, not reaching back before `floor`.

    `lower` is `text` in lower case.
    """
    if start - floor < 2:
        return None
    near = _plain_head(text, lower, floor, start)
    if near or lower.endswith(_FORM_NUMBERS, floor, start):
        return near
    if _BACKWARDS.match(lower[max(floor, start - _NARROW) : start][::-1]):
        words = _WORDS.search(lower, max(floor, start - _WIDEST), start)
        if words and _begins_word(text, words.start()):
            listed = ":" in words["colon"] and bool(words["no"])
            begin = words.start("no") if listed else words.start()
            return Head(begin, _kind(words), None, bool(words["no"]), listed=listed)
    short = _SHORT.search(text, max(floor, start - _SHORTEST), start)
    if short:
        return Head(short.start(), BY_SHORT[short[1]], None, "số" in short[0], short=True)
    return _far_head(text, lower, floor, start)


def headed(head: Head, said: Kind | None, symbol: str) -> Kind | None:
    """Give the kind of a number after a type word; None if the word is meant otherwise.

    `said` is what its symbol says.
    """
    if head.short and said:
        return said
    if head.numbered or said or head.kind.nature == "legal":
        return head.kind
    return head.kind if (symbol[:1].isupper() or "-" in symbol) and len(symbol) > 2 else None


def plainly_headed(head: Head, symbol: str) -> tuple[str, str] | None:
    """Give type and nature of a number with a year and `symbol` after a type word.

    None: it is no text, or has to be looked at closely.
    """
    said, judicial, party = meant("/", symbol)
    kind = headed(head, said, symbol)
    if kind is None or judicial:
        return None
    return kind.name, "party" if party else kind.nature


def _kind(found: re.Match[str]) -> Kind:
    return WRITTEN[" ".join(found["type"].split())]


def _far_head(text: str, lower: str, floor: int, start: int) -> Head | None:
    """Read a head with an issuer or a few words between the type and `số`."""
    base = max(floor, start - _REACH)
    place = lower.rfind("số", max(base, start - 7), start)
    if place <= base or not lower[place - 1].isspace():
        return None
    if lower.endswith(_FORMS, base, place):
        return None
    clause = _CLAUSE_BACK.match(lower[base:place][::-1])
    assert clause is not None
    base = place - clause.end()
    issued = _ISSUED.search(lower, base, start)
    if (
        issued
        and _begins_word(text, issued.start())
        and not _NOT_ISSUED.search(lower, *issued.span("issuer"))
    ):
        issuer = " ".join(text[slice(*issued.span("issuer"))].split())
        return Head(issued.start(), _kind(issued), issuer, numbered=True)
    last = lower[max(base, place - _LONGEST_WORD - 4) : place].split()[-1:]
    if not last or not last[0].isalpha() or last[0].startswith(_NOT_DESCRIBED):
        return None
    described = _DESCRIBED.search(lower, base, start)
    if described and _begins_word(text, described.start()):
        kind = _kind(described)
        if kind.nature == "admin":
            return Head(described.start(), kind, None, numbered=True, described=True)
    return None


def _plain_head(text: str, lower: str, floor: int, start: int) -> Head | None:
    """Read the ordinary head, a type and `số` with single spaces, without a search."""
    base = max(floor, start - _NEAR)
    numbered = lower.endswith(" số ", base, start)
    end = start - 4 if numbered else start - 1 if lower.endswith(" ", base, start) else start
    space = lower.rfind(" ", base, end)
    if space > base:
        last_two = lower[max(lower.rfind(" ", base, space) + 1, base) : end]
        if "\n" in last_two:  # "5\nBộ luật 12/2010/QH12" is read closely
            return None
        ways = _BY_LAST_WORDS.get(last_two) or _BY_LAST_WORDS.get(lower[space + 1 : end], ())
    else:
        ways = _BY_LAST_WORDS.get(lower[max(space + 1, base) : end], ())
    for way, kind in ways:
        if lower.endswith(way, base, end):
            begin = end - len(way)
            if begin == 0 or text[begin - 1] == " ":
                return Head(begin, kind, None, numbered)
    return None


def _begins_word(text: str, place: int) -> bool:
    """Say whether a type word begins at `place`, also one glued: `lượngNghị định`, `5Nghị định`."""
    before = text[place - 1 : place]
    return not before.isalnum() or (not before.isupper() and text[place].isupper())


def number_word(lower: str, start: int) -> int:
    """Give where a `số` just before `start` begins; `start` itself if there is none."""
    found = _NUMBER_WORD.search(lower, max(0, start - 12), start)
    return found.start() if found else start


def is_own_number(lower: str, start: int) -> bool:
    """Say whether the number at `start` is the text's own, in its header (`Số: 87/2025/NĐ-CP`)."""
    return bool(_OWN.search(lower, max(0, start - 24), start))


def is_no_text(lower: str, start: int) -> bool:
    """Say whether what is numbered is a form, a contract, a judgment, a file — not a legal text."""
    return bool(_NOT_TEXTS.search(lower, max(0, start - 60), start))
