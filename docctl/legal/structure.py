"""The structure of a law text: Phần, Chương, Mục, Điều, khoản, điểm, with stable paths. Pure.

Quoted wording (the new text of an amending law) is no structure of the text itself. Khoản and điểm
count only where their numbers go on in order, so that a line that merely begins with a number is
none. Paths are those of `docctl.legal.paths`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from docctl.legal.find import Place
from docctl.legal.find.letters import low, read
from docctl.legal.paths import LETTERS, container_of, path_of
from docctl.legal.reading.clauses import masked

LEVELS = ("phan", "chuong", "muc", "tieu_muc", "dieu", "khoan", "diem", "phu_luc")
_CONTAINER = re.compile(
    r"[\s*_#]{0,6}(?P<level>phần|chương|mục|tiểu mục)\s+(?:thứ\s+)?"
    r"(?P<value>[ivxlc]{1,7}|[0-9]{1,3}|nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?P<rest>(?:[.:\s*]|$).*)"
)
_ARTICLE = re.compile(
    r"[\s*_#]{0,6}điều\s+(?P<value>[0-9]{1,3}[a-zđ]{0,2})(?P<rest>\s*[.:].*|[\s*]*$|\s.*)"
)
_ANNEX = re.compile(r"[\s*_#]{0,6}phụ lục\s*(?:số\s+)?(?P<value>[ivxlc]{1,7}|[0-9]{1,3})?[\s*.:]*$")
_CLAUSE = re.compile(r"[\s*_#]{0,6}(?P<value>[0-9]{1,3}[a-zđ]?)\s?[.]\s*(?![0-9])(?P<rest>.*)")
_POINT = re.compile(r"[\s*_#]{0,6}(?P<value>[a-zđ][0-9]?)\s?\)(?P<rest>.*)")
_ORDINALS = {"nhất": "1", "hai": "2", "ba": "3", "tư": "4", "bốn": "4", "năm": "5", "sáu": "6",
             "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}  # fmt: skip
_NAMES = {"phần": "phan", "chương": "chuong", "mục": "muc", "tiểu mục": "tieu_muc"}
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Provision:
    """A part of the text: its level, number, path, title, container, and its span as read.

    `path` is empty for Phần, Chương and Mục, which hold Điều but are no level of a path; their own
    place is `container`. `start` to `end` holds all that belongs to it.
    """

    level: str
    number: str
    path: str
    container: str
    title: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    """Where the pass is: the containers, the Điều, khoản and điểm it is in."""

    containers: dict[str, str]
    annex: str | None = None
    dieu: str | None = None
    khoan: str | None = None
    diem: str | None = None

    def place(self) -> Place:
        return Place(dieu=self.dieu, khoan=self.khoan, diem=self.diem, phu_luc=self.annex)


def structure_of(text: str) -> tuple[Provision, ...]:
    """Give the provisions of a law text in order, one pass; offsets are those of the text as read.

    (`docctl.legal.find.letters.read`: composed, plain dashes and spaces.)
    """
    blanked = masked(read(text).text)
    found: list[tuple[str, str, Place, str, str, int]] = []
    here = _Open({})
    for start, end in _lines(blanked):
        words = low(blanked, start, min(end, start + _LONGEST_LINE))
        for level, number, rest in _opened(words, here):
            title = " ".join(blanked[start + rest : end].split())[:200].strip(" .:*_")
            found.append((level, number, here.place(), container_of(here.containers), title, start))
    return _spanned(found, len(blanked))


def counts(provisions: tuple[Provision, ...]) -> dict[str, int]:
    """Count provisions by level; every level is there."""
    counted = Counter(one.level for one in provisions)
    return {level: counted[level] for level in LEVELS}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in re.finditer(r"\n|(?<=[.;:]) (?=Điều [0-9]{1,3}[a-z]?\. )", text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _opened(words: str, here: _Open) -> Iterator[tuple[str, str, int]]:
    """Yield what a line opens: level, number, where its title begins; `here` follows."""
    if container := _CONTAINER.fullmatch(words):
        level, value = _NAMES[container["level"]], container["value"]
        _leave(here, level)
        here.containers[level] = _ORDINALS.get(value, value)
        yield level, _ORDINALS.get(value, value.upper()), container.start("rest")
    elif (article := _ARTICLE.fullmatch(words)) and _follows(article["value"], here.dieu, article):
        here.dieu, here.khoan, here.diem, here.annex = article["value"], None, None, None
        yield "dieu", article["value"], article.start("rest")
    elif annex := _ANNEX.fullmatch(words):
        here.annex, here.dieu, here.khoan, here.diem = annex["value"] or "1", None, None, None
        here.containers.clear()
        yield "phu_luc", (annex["value"] or "").upper(), annex.end()
    elif here.dieu:
        yield from _inside(words, here)


def _leave(here: _Open, level: str) -> None:
    order = ("phan", "chuong", "muc", "tieu_muc")
    for lower in order[order.index(level) :]:
        here.containers.pop(lower, None)
    here.khoan = here.diem = None


def _follows(value: str, before: str | None, article: re.Match[str]) -> bool:
    """Say whether "Điều 12 …" opens an article: a sentence may begin with one that is cited."""
    if article["rest"].strip(" *")[:1] in {".", ":"} or not article["rest"].strip(" *"):
        return True
    number = int(re.sub(r"\D", "", value))
    previous = int(re.sub(r"\D", "", before)) if before else 0
    return number == previous + 1 and not re.match(
        r"\s*(?:của|và|,|luật|nghị|thông|này)", article["rest"]
    )


def _inside(words: str, here: _Open) -> Iterator[tuple[str, str, int]]:
    if clause := _CLAUSE.fullmatch(words):
        if _next_number(clause["value"], here.khoan):
            here.khoan, here.diem = clause["value"], None
            yield "khoan", clause["value"], clause.start("rest")
    elif (point := _POINT.fullmatch(words)) and _next_letter(point["value"], here.diem):
        here.diem = point["value"]
        yield "diem", point["value"], point.start("rest")


def _next_number(value: str, before: str | None) -> bool:
    number, suffix = int(re.sub(r"\D", "", value)), value[-1].isalpha()
    previous = int(re.sub(r"\D", "", before)) if before else 0
    return (
        number == previous + 1
        or (number == previous and suffix)
        or previous < number <= previous + 2
    )


def _next_letter(value: str, before: str | None) -> bool:
    if value[0] not in LETTERS:
        return False
    index = LETTERS.index(value[0])
    previous = LETTERS.index(before[0]) if before else -1
    return index in {previous + 1, previous + 2} or (index == previous and len(value) > 1)


_RANK = {
    "phu_luc": 0,
    "phan": 1,
    "chuong": 2,
    "muc": 3,
    "tieu_muc": 4,
    "dieu": 5,
    "khoan": 6,
    "diem": 7,
}


def _spanned(
    found: list[tuple[str, str, Place, str, str, int]], length: int
) -> tuple[Provision, ...]:
    """Close each provision where the next of its level or a higher one begins."""
    ends, stack = [length] * len(found), list[int]()
    for index, (level, *_, start) in enumerate(found):
        while stack and _RANK[found[stack[-1]][0]] >= _RANK[level]:
            ends[stack.pop()] = start
        stack.append(index)
    made = []
    for (level, number, place, container, title, start), end in zip(found, ends, strict=True):
        path = "" if level in _NAMES.values() else path_of(place)
        made.append(Provision(level, number, path, container, title, start, end))
    return tuple(made)
