"""Places said anywhere in a clause, as chains: `khoản 2 Điều 1, Điều 7a, Phụ lục Ia`."""

import re
from typing import NamedTuple

from docctl.legal.find import Place
from docctl.legal.find.letters import LETTER, low
from docctl.legal.find.provisions import places_before

_VALUE = (
    r"(?:[0-9]{1,3}\.[a-zđ]{1,4}|[0-9]{1,4}(?:[.-][0-9]{1,3}){0,3}[a-zđ]{0,2}|[ivxlc]{1,6}[a-z]?"
    rf"|[a-zđ][0-9]?)(?![{LETTER}0-9])"
)
_AND = r"(?:\s?[,;]\s?(?:và\s|hoặc\s)?|\s(?:và|hoặc|đến)\s|-)"
_UNIT = re.compile(
    rf"(?<![{LETTER}])(?:tiết|điểm|khoản|điều|tiểu\s+mục|(?<!danh\s)mục|chương|phụ\s+lục|mẫu|phần)\s{{1,3}}(?:số\s{{1,2}}|thứ\s)?"
    rf"{_VALUE}(?:{_AND}{_VALUE}){{0,40}}"
)
_GAP = re.compile(
    r"[\s,;]{0,4}(?:(?:và|hoặc|của|tại|thuộc|đến|từ|trong|theo|với)\s{1,3})?(?:các\s{1,3})?"
)
_INTO = re.compile(
    r"\s+(?:vào\s+)?(?:(?:ngay\s+)?(?:sau|trước)\s+|vào\s+|của\s+|tại\s+|trong\s+)+(?:các\s+)?"
)

_AND_BEFORE = re.compile(r"\s+(?:và\s+)?trước\s+")  # "vào sau khoản 8 và trước khoản 9 Điều 4"


class Chain(NamedTuple):
    """Places said together, and where they stand in the text."""

    start: int
    end: int
    places: tuple[Place, ...]


def chains_in(text: str, start: int, end: int) -> list[Chain]:
    """Give the chains of places between two positions of `text`, in order."""
    words = low(text, start, end).replace("\n", " ")
    spans: list[list[int]] = []
    for unit in _UNIT.finditer(words):
        gap = words[spans[-1][1] : unit.start()] if spans else "-"
        whole = ";" in gap and "điều" in words[spans[-1][0] : spans[-1][1]]  # of its own
        if not whole and _GAP.fullmatch(gap):
            spans[-1][1] = unit.end()
        else:
            spans.append([unit.start(), unit.end()])
    chains = []
    for begin, close in spans:
        places = places_before(words, begin, close)
        if places:
            chains.append(Chain(start + begin, start + close, places))
    return chains


def merged(text: str, chains: list[Chain]) -> tuple[Place, ...]:
    """Give all places of chains; `khoản 4 vào sau khoản 3 Điều 7` is khoản 4 of Điều 7."""
    places: list[Place] = []
    index = 0
    while index < len(chains):
        one = chains[index]
        following = chains[index + 1] if index + 1 < len(chains) else None
        gap = low(text, one.end, following.start).replace("\n", " ") if following else ""
        beside = "vào" in gap or "sau" in gap
        if following and beside and _INTO.fullmatch(_unbracketed(gap)):
            index += 2
            anchor = following.places[0]
            if index < len(chains) and _AND_BEFORE.fullmatch(
                text[following.end : chains[index].start]
            ):
                anchor, index = chains[index].places[0], index + 1
            places += [_within(place, anchor) for place in one.places]
            continue
        places += one.places
        index += 1
    return tuple(dict.fromkeys(places))


def _unbracketed(gap: str) -> str:
    return re.sub(r"\[[^\]]*\]|·+", " ", gap)


def _within(new: Place, anchor: Place) -> Place:
    """Complete a new place with the levels above it of the place it stands next to."""
    if new.dieu or new.phu_luc or new.mau:
        return new
    khoan = new.khoan or (anchor.khoan if new.diem else None)
    return new._replace(
        dieu=anchor.dieu, khoan=khoan, chuong=anchor.chuong, muc=anchor.muc, phu_luc=anchor.phu_luc
    )


def under(place: Place, parent: Place | None) -> Place:
    """Complete a place of an item (`điểm b khoản 1`) with the Điều its heading is about."""
    if parent is None or place.dieu or place.phu_luc or place.mau or place.chuong or place.muc:
        return place
    if place.khoan is None and place.diem is None:
        return place
    khoan = place.khoan or parent.khoan
    return place._replace(dieu=parent.dieu, khoan=khoan, phu_luc=parent.phu_luc, mau=parent.mau)
