"""Cut a law text into clauses: quoted wording blanked, broken lines joined, rank of each item.

All offsets are code points of the text as read; nothing changes length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docctl.legal.find.letters import LOWER, UPPER, low

_CURLY = re.compile("[“”]")
_STRAIGHT = re.compile('["\n]')
ANNOTATION = re.compile(
    r"\[[^\[\]]{0,80}?(?:được|bị|có|tại|hướng)[^\[\]]{0,4000}\]|\(vb hết hiệu lực: [^()\n]{0,20}\)",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 60_000
_LONGEST_STRAIGHT = 2000
LONGEST = 6000  # code points of a sentence that are read together
_SPLIT = re.compile(
    rf"\n|(?<=[.;:”\]])\s(?=\s?Điều [0-9]{{1,3}}[a-z]?\. [{UPPER}])"
    rf"|(?<=[.;:])\s(?=(?:Khoản|Mục|Chương) [0-9IVX]{{1,5}}\. [{UPPER}])"
    rf"|(?<=[.;:])\s(?=[1-9][0-9]?\. [{UPPER}])"
)
_GOES_ON = re.compile(
    r"(?:,|\svà|\scủa|\stại|\ssố|\sngày|\stháng|\snăm|\stừ|[-/]|\scác|\stheo|\strưởng|\sbộ|\sphủ|\sdân"
    r"|\s(?:khoản|điểm|điều)(?:\s[0-9a-zđ]{1,4})?)$"
)
_NEVER_JOINED = re.compile(
    r"[\s*_#|]*(?:điều\s+[0-9]+[a-zđ]?\s*[.:]|chương\s|phụ lục\s+[ivx0-9]+\s*$"
    r"|[a-zđ]{1,2}\d?\)|[0-9]+(?:\.[0-9]+)*[.)]"
    r"\s|[-+–•*]\s|[ivx]+\.\s|căn cứ|[|])"
)
_LOWER_START = re.compile(rf"\s*[{LOWER}(]")
_MARKS = (
    (
        re.compile(
            r"[\s*_#]{0,6}(?:phần|chương|mục|phụ lục)\s+(?:thứ\s+|số\s+)?\w{1,8}[.:]?(?:\s|$)"
        ),
        -1.0,
    ),
    (re.compile(r"[\s*_#]{0,6}điều\s+[0-9]{1,3}[a-zđ]?(?:\s*[.:]|(?=[\s*]))"), 0.0),
    (re.compile(r"[\s*_#|]{0,6}[ivx]{1,5}[.)]\s"), 1.0),
    (re.compile(r"\s{0,6}khoản\s[0-9]{1,3}[a-z]?\.\s"), 2.0),
    (re.compile(r"[\s*_#|]{0,6}[0-9]{1,3}(?:\s?[.]|\s*-\s)(?![0-9])"), 2.0),
    (re.compile(r"[\s*_#|]{0,6}[0-9]{1,3}\.[0-9]{1,3}\.?(?![0-9/])"), 2.5),
    (re.compile(r"[\s*_#|]{0,6}(?:[a-zđ\u0430\u0441\u0435]{1,2}[0-9]?|[0-9]{1,2})\s?\)"), 3.0),
    (re.compile(r"[\s*_#|]{0,6}[-+–•]"), 4.0),
)
NO_RANK = 9.0
_SENTENCE = re.compile(
    rf"(?<=[^\s.(][^\s.(])(?<!TP)(?<!Tp)(?<!tp)\.\s+(?=[{UPPER}])"
    rf"|(?<=như sau):\s+(?=[{UPPER}][{LOWER}])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph or an item: its span, the rank of its mark (9: none), where its words begin."""

    start: int
    end: int
    rank: float
    begin: int


def masked(text: str) -> str:
    """Blank quoted wording and the annotations of commercial editions; the length stays."""
    pairs = [*_quoted(text), *((one.start(), one.end()) for one in ANNOTATION.finditer(text))]
    parts, done = list[str](), 0
    for start, end in sorted(pairs):
        if end <= done:
            continue
        begin = max(start, done)
        parts += [text[done:begin], re.sub(r"[^\n]", " ", text[begin:end])]
        done = end
    return "".join([*parts, text[done:]])


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield the inside of quotations; one that is never closed ends with its line."""
    opened: list[int] = []
    for mark in _CURLY.finditer(text):
        if mark[0] == "“":
            opened.append(mark.start())
        elif opened and mark.start() - opened[-1] < _LONGEST_QUOTE:
            yield opened.pop() + 1, mark.start()
    done = -1
    for at in opened:
        if at >= done:  # else its line is blanked already
            close = text.find("\n", at)
            done = close if close >= 0 else len(text)
            yield at + 1, done
    yield from _quoted_straight(text)


def _quoted_straight(text: str) -> Iterator[tuple[int, int]]:
    opened = -1
    for mark in _STRAIGHT.finditer(text):
        at = mark.start()
        if opened >= 0 and at - opened > _LONGEST_STRAIGHT:
            opened = -1
        if mark[0] == "\n":
            continue
        if opened >= 0:
            yield opened + 1, at
            opened = -1
        elif at == 0 or text[at - 1] in " \n(:":
            opened = at


def clauses_of(text: str) -> Iterator[Clause]:
    """Yield the clauses of a masked text, in order; lines that a page broke are joined."""
    start, end = -1, -1
    for begin, close in _lines(text):
        if start >= 0 and _joins(text, start, end, begin, close):
            end = close
            continue
        if start >= 0:
            yield _clause(text, start, end)
        start, end = begin, close
    if start >= 0:
        yield _clause(text, start, end)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for split in _SPLIT.finditer(text):
        yield start, split.start()
        start = split.end()
    yield start, len(text)


def _joins(text: str, start: int, end: int, begin: int, close: int) -> bool:
    """Say whether the line `begin`–`close` goes on with what `start`–`end` says."""
    if text[end : end + 1] != "\n" or begin == close or end - start > LONGEST:
        return False
    last = low(text, max(start, end - 24), end).rstrip(" *_")
    if not last or last[-1] in ".;:”|?!":
        return False
    following = low(text, begin, min(close, begin + 24))
    if _NEVER_JOINED.match(following) or (
        following.lstrip().startswith("(") and text[start:end].isupper()
    ):  # "DANH MỤC …" and "(Ban hành kèm theo …)"
        return False
    return bool(_LOWER_START.match(text, begin, close)) or bool(_GOES_ON.search(last))


def _clause(text: str, start: int, end: int) -> Clause:
    words = low(text, start, min(end, start + 40))
    for mark, rank in _MARKS:
        found = mark.match(words)
        if found:
            return Clause(start, end, rank, start + found.end())
    return Clause(start, end, NO_RANK, start)


def sentences_of(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a clause, none longer than LONGEST."""
    start = clause.start
    for split in _SENTENCE.finditer(text, clause.begin, clause.end):
        yield from _cut(start, split.start() + 1)
        start = split.end()
    yield from _cut(start, clause.end)


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += LONGEST
    if start < end:
        yield start, end
