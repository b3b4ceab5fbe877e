"""Lines and paragraphs of a page from where its letters stand. Pure; lengths are points."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from docctl.old_letters import decoded, encoding_of_font
from docctl.vietnamese import nfc

_SAME_LINE = 0.4  # of the size of a letter: how far baselines may be apart
_SPACE = 0.17  # of the size: a gap between letters that is a space
_COLUMN = 2.2  # of the size: a gap that parts the columns of a table or a heading
_FULL = 2.5  # of the size: a line that ends so near the right edge goes on in the next
_INDENT = 0.8  # of the size: a line that begins so far from the left edge opens a paragraph
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:[0-9]{1,4}|[ivxlc]{1,6})[-–\s]*")
_ITEM = re.compile(
    r"(?:điều\s+[0-9]|khoản\s+[0-9]+\.|chương\s|mục\s+[0-9ivx]|phụ\s+lục|[0-9]{1,3}[.)]\s"
    r"|[a-zđ]{1,2}\)|[-–+•*]\s|căn\s+cứ\s|“)",
    re.IGNORECASE,
)


class Letter(NamedTuple):
    """A letter as drawn: from and to on the line, baseline, size, character, name of its font."""

    x0: float
    x1: float
    base: float
    size: float
    text: str
    font: str


class Line(NamedTuple):
    """A line: its edges, the size of its letters, its words; ` | ` stands between columns."""

    x0: float
    x1: float
    size: float
    text: str


def lines_of(letters: list[Letter]) -> list[Line]:
    """Put the letters of a page together to lines, from the top down; page numbers are left out."""
    lines: list[Line] = []
    row: list[Letter] = []
    for one in sorted(letters, key=lambda letter: -letter.base):
        if row and row[0].base - one.base > _SAME_LINE * max(one.size, row[0].size):
            lines += _line(row)
            row = []
        row.append(one)
    lines += _line(row) if row else []
    start, end = 0, len(lines)
    while start < end and _PAGE_NUMBER.fullmatch(lines[start].text):
        start += 1
    while end > start and _PAGE_NUMBER.fullmatch(lines[end - 1].text):
        end -= 1
    return lines[start:end]


def _line(row: list[Letter]) -> Iterator[Line]:
    row.sort(key=lambda letter: letter.x0)
    parts = list[tuple[str, str]]()  # text, font
    end = row[0].x0
    drawn = row[0]
    for index, one in enumerate(row):
        twice = index and one.text == drawn.text and one.x0 - drawn.x0 < 0.2 * one.size
        if twice:  # bold, or a shadow
            continue
        gap = one.x0 - end
        if index and gap > _COLUMN * one.size and one.text.strip():
            parts.append((" | ", ""))
        elif index and gap > _SPACE * one.size:
            parts.append((" ", ""))
        parts.append((one.text, _family(one.font)))
        end = max(end, one.x1) if one.text.strip() else end
        drawn = one
    text = nfc("".join(_decoded(parts)))
    text = re.sub(r"\s+", " ", text.replace("\xad", "")).strip(" |")
    if text:
        yield Line(row[0].x0, end, max(one.size for one in row), text)


def _family(font: str) -> str:
    return font.partition("+")[2] or font


def _old_font(part: tuple[str, str]) -> str:
    return part[1] if encoding_of_font(part[1]) else ""


def _decoded(parts: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the words, those in fonts of before Unicode converted run by run."""
    for legacy, run in groupby(parts, key=_old_font):
        text = "".join(part[0] for part in run)
        yield decoded(text, legacy) if legacy else text


def paragraphs_of(pages: list[list[Line]]) -> Iterator[str]:
    """Yield the paragraphs of all pages: a line that fills its page goes on in the next line."""
    begun: list[str] = []
    full = False
    for lines in pages:
        left, right = _edges(lines)
        for line in lines:
            indented = line.x0 - left > _INDENT * line.size
            goes_on = full and not indented and not _ITEM.match(line.text)
            if begun and not goes_on:
                yield " ".join(begun)
                begun = []
            begun.append(line.text)
            full = right - line.x1 < _FULL * line.size and " | " not in line.text
    if begun:
        yield " ".join(begun)


def _edges(lines: list[Line]) -> tuple[float, float]:
    """Give where most lines of a page begin and end, leaving single lines that stick out."""
    if not lines:
        return 0.0, 0.0
    starts = sorted(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    return starts[len(starts) // 20], ends[len(ends) * 19 // 20]
