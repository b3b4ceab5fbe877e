"""Citations by number: `Nghị định số 61/2018/NĐ-CP`, `số 47/2024/QH15` in a list, `Thông tư 32`."""

import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from docctl.legal.find.citation import Citation, made
from docctl.legal.find.heads import (
    Head,
    head_before,
    headed,
    is_no_text,
    is_own_number,
    number_word,
    plainly_headed,
)
from docctl.legal.find.kinds import BY_TYPE, Kind, meant
from docctl.legal.find.ordinary import ordinary
from docctl.legal.find.scan import ITEM, ITEMS, NUMBER_PARTS
from docctl.legal.find.so_far import GAPS, LONGEST_GAP, SoFar, made_of

_LISTED = re.compile(
    r"(?:\s{0,3}[,;]|\s{1,3}(?:và|hoặc)|\s?\+)?\s{0,3}(?:và\s{1,2}|hoặc\s{1,2})?(?:các\s)?"
)
# Bare numbers of a list whose last has what all of them lack: `số 04, 05 và 06/2020/TT-BTC`.
_BARE = re.compile(
    r"(?:\s?[,;]\s|\s(?:và|hoặc)\s|,\svà\s)(?P<no>(?:số\s)?)(?P<said>[0-9]{1,4}[a-z]?(?:/(?:19|20)[0-9]{2})?)"
    r"(?=\s?[,;]\s|\s(?:và|hoặc)\s)"
)
_COUNTED = re.compile(
    r"\s{1,2}(?:năm(?!\s(?:19|20))|tháng|ngày(?!\s?(?:[0-9]|m[ồù]ng))|điều|khoản|nội|loại|lần|bản|người|trường|văn|thủ|triệu"
    r"|tỷ|%|nhóm|nhiệm|dự|đơn|đợt|giờ|phút|quý|tuần|cấp|bộ|mức)"
)
# Kinds that are cited by a bare number without "số": `Nghị định 61`.
_SHORTENED = frozenset(
    {"Nghị định", "Thông tư", "Thông tư liên tịch", "Nghị quyết", "Quyết định", "Chỉ thị"}
)
_SHORTENED_PAPERS = frozenset({"Kế hoạch", "Công văn", "Thông báo", "Kết luận", "Tờ trình"})
_DATED = re.compile(r"\s{1,2}ngày\s{1,2}[0-9]")
_STOPS = re.compile(r"\s{0,2}(?:[,;).]|$|ngày|của\s)")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_OF_FILES = (".doc", ".pdf", ".xls", ".rar", ".zip")
_SPACES = ("spaces",)
_BY_NUMBER = frozenset({"number", "partial"})


class Number(NamedTuple):
    """A number without spaces, its symbol, the kind this stands for, if of a court or the Party."""

    text: str
    symbol: str
    kind: Kind | None
    judicial: bool
    party: bool
    repairs: tuple[str, ...]


def numbered(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read the citation whose number is `hit`, and the list after it.

    Nothing is found if it numbers something else.
    """
    plain = ordinary(text, hit, so_far)
    found = [plain] if plain else _closely(text, hit, so_far)
    return found + listed(text, hit, so_far) if hit["list"] else found


def listed(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read the list that goes on after the number `hit`: `…, số 2/2020/NĐ-CP và 3/2020/NĐ-CP`."""
    found, (place, end) = list[Citation](), hit.span("list")
    if so_far.end == place and so_far.outer is so_far.citation:
        place = _plain_items(text, place, end, so_far, found)
    for item in takewhile(lambda item: item.start() < end, ITEM.finditer(text, place)):
        if item.start() >= so_far.done:
            plain = ordinary(text, item, so_far)
            found += [plain] if plain else _closely(text, item, so_far)
    return found


def _plain_items(text: str, place: int, end: int, so_far: SoFar, found: list[Citation]) -> int:
    """Add to `found` the items of a list from `place` on that are plain; give where they end.

    The last of the list is left, since something of its own may follow it.
    """
    last, earlier = so_far.citation, place
    assert last is not None
    same, given, amends, before = so_far.reading.same, so_far.given, last.amends, None
    name, nature = "", ""
    for joint, head, no, number, symbol in ITEMS.findall(text, place, end)[:-1]:
        if (head, no, symbol) != before:
            before = head, no, symbol
            kind = _kind_of_item(head, no, symbol) if head else _kind_of_elided(last, symbol)
            if kind is None or (head and amends is not None):
                break
            name, nature = kind
        begin, earlier = place + len(joint), place
        place = begin + len(head) + len(no) + len(number)
        first, stop = (begin, place) if same else so_far.as_given(begin, place)
        last = made((first, stop, given[first:stop], name, number, None, None, None, None, (),
                     "number", False, nature, not head, False, False, amends, ()))  # fmt: skip
        found.append(last)
    if found:
        so_far.went_on(last, earlier, place)
    return place


@lru_cache(maxsize=4096)
def _kind_of_item(head: str, no: str, symbol: str) -> tuple[str, str] | None:
    """Give type and nature of a number after a type word; None: look closely."""
    return plainly_headed(Head(0, BY_TYPE[head[:-1]], None, bool(no)), symbol)


def _kind_of_elided(listed: Citation, symbol: str) -> tuple[str, str] | None:
    """Give the same of a number that goes on a list after `listed`."""
    said, judicial, party = meant("/", symbol)
    kind = None if judicial else _kind_in_list(listed, said, symbol)
    return (kind.name, "party" if party else kind.nature) if kind else None


def _closely(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read the number `hit` wherever it stands."""
    start, symbol = hit.start(), hit["symbol"]
    end = hit.end("symbol") if symbol else hit.end()  # a date may stand after it
    number, symbol, said, judicial, party, repairs = _number(text[start:end])
    if judicial or text.startswith(_OF_FILES, end):
        return []
    bare = _bare(text, so_far, start, said)
    listed = so_far.listed_at(start, end)
    if listed is not None:
        kind = _kind_in_list(so_far.citation, said, symbol)
        if kind:
            nature = "party" if party else kind.nature
            item = so_far.item(listed, end, kind.name, nature, number, repairs=repairs)
            return [*bare, item]
    head = head_before(text, so_far.lower, so_far.end, start)
    if head:
        begin, kind, elided = head.start, headed(head, said, symbol), head.listed
    else:
        begin = number_word(so_far.lower, start)
        elided = _in_list(so_far, begin)
        kind = _kind_in_list(so_far.citation, said, symbol) if elided else None
        if kind is None and said and _speaks_for_itself(so_far.lower, begin, start, number):
            kind = said
    if kind is None:
        return []
    made = made_of(
        text,
        so_far,
        begin,
        end,
        kind.name,
        form="number",
        nature="party" if party else kind.nature,
        number=number,
        issuer=head.issuer if head else None,
        elided=elided,
        repairs=repairs,
    )
    return [*bare, made]


def _bare(text: str, so_far: SoFar, start: int, said: Kind | None) -> list[Citation]:
    """Read the bare numbers between one after a type word and the whole number at `start`."""
    last, lower = so_far.citation, so_far.lower
    if last is None or last.form != "partial" or said is None or said.name != last.type:
        return []
    spans, place = list[tuple[int, int, int]](), so_far.end
    while one := _BARE.match(lower, place, start):
        spans.append((one.start("no"), one.start("said"), one.end()))
        place = one.end()
    if not _LISTED.fullmatch(lower, place, number_word(lower, start)):
        return []
    return [
        so_far.item(begin, end, last.type, last.kind, text[number:end], form="partial")
        for begin, number, end in spans
    ]


@lru_cache(maxsize=4096)
def _number(written: str) -> Number:
    """Read a number and its symbol."""
    number = "".join(written.split())
    sequence, _, rest = number.partition("/")
    year, _, symbol = rest.partition("/")
    separator = "/"
    if not (sequence.isdigit() and len(year) == 4 and year.isdigit() and symbol[:1].isupper()):
        parts = NUMBER_PARTS.fullmatch(number)
        assert parts is not None
        separator, symbol = parts["sep"], parts["symbol"]
    return Number(number, symbol, *meant(separator, symbol), () if number == written else _SPACES)


def _in_list(so_far: SoFar, begin: int) -> bool:
    if so_far.citation is None or not so_far.end <= begin <= so_far.end + 16:
        return False
    return bool(_LISTED.fullmatch(so_far.lower, so_far.end, begin))


def _kind_in_list(listed: Citation | None, said: Kind | None, symbol: str) -> Kind | None:
    """Give the kind of an item of a list: that of the list, unless its symbol says another."""
    if listed is None or listed.form not in _BY_NUMBER:
        return None
    if symbol[:1].islower() and not (listed.number or "")[-1:].islower():
        return None
    before = BY_TYPE[listed.type]
    return said if said and before.nature == said.nature == "legal" else before


def _speaks_for_itself(lower: str, begin: int, start: int, number: str) -> bool:
    """Say whether a number without any type word is that of a legal text."""
    symbol = _number(number).symbol
    if len(symbol) < 4 or (symbol[:1].islower() and (begin == start or "-" not in symbol)):
        return False
    if "-" + symbol not in number and "/" + symbol not in number:
        return False
    if "-" not in symbol and "/" not in symbol and number.count("/") < 2:
        return False
    return not is_own_number(lower, start) and not is_no_text(lower, begin)


def _is_short_form(text: str, lower: str, head: Head, hit: re.Match[str]) -> bool:
    """Say whether a type and a bare number are a text: `Nghị định 61`, but not `luật 3`."""
    small, number = text[head.start].islower(), hit[0]
    if _YEAR.fullmatch(number) or (small and (len(number) < 2 or head.short)):
        return False
    if head.kind.name in _SHORTENED or _DATED.match(lower, hit.end()):
        return True
    return (
        not small
        and head.kind.name in _SHORTENED_PAPERS
        and len(number) > 1
        and bool(_STOPS.match(lower, hit.end()))
    )


def partial(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read a citation by a bare number: `Nghị định 181`, `Công văn số 64`, `NĐ 61/2018`."""
    start, before = hit.start(), so_far.headless
    if start - before <= LONGEST_GAP and before >= so_far.end and text[before:start] in GAPS:
        so_far.headless = hit.end()  # it goes on a list whose first number no type heads
        return []
    head = head_before(text, so_far.lower, so_far.end, start)
    if not head:
        so_far.headless = hit.end()
        return []
    if head.described or _COUNTED.match(so_far.lower, hit.end(), hit.end() + 12):
        return []
    if not head.numbered and not _is_short_form(text, so_far.lower, head, hit):
        return []
    made = made_of(
        text,
        so_far,
        head.start,
        hit.end(),
        head.kind.name,
        form="partial",
        nature=head.kind.nature,
        number=hit[0],
        issuer=head.issuer,
    )
    return [made]
