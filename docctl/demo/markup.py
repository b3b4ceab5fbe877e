"""Turn the compact markup of the sample documents into ProseMirror JSON.

Pure. The markup is what a person can write and check in a text file:

    # 1. MỤC ĐÍCH              heading; one to six # give its level
    **đậm** *nghiêng* __gạch chân__ inside any text; " // " breaks the line
    - mục                      bullet list; two spaces in front make a nested list
    1. mục                     numbered list, from the number given
    a. mục                     lettered list
    [center] dòng              alignment: center, right or justify, also inside a cell
    >> dòng                    indented once for each >
    ---                        horizontal rule
    |: 40 260 150              widths in pixels of the columns of the table that follows
    |# TT | Trình tự |         row of header cells
    | 1 | Tiếp nhận |          row of cells; " // " starts a new paragraph in a cell
    | < | ^ |                  the cell continues the one on its left, or the one above it
                               a cell that holds only a number, a tick or a dash is centred

Blank lines part blocks; the lines of a paragraph are joined. A table that is not rectangular, or a
merge that is no rectangle, is a ValueError.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

Json = dict[str, Any]

_HEADING: Final = re.compile(r"(#{1,6}) +(.+)")
_ALIGN: Final = re.compile(r"\[(center|right|justify)\] +(.*)", re.DOTALL)
_INDENT: Final = re.compile(r"(>+) +(.*)", re.DOTALL)
_ITEM: Final = re.compile(r"( *)(?:(-)|(\d{1,3})\.|([a-z])\.) +(.+)")
_MARKED: Final = re.compile(r"\*\*(.+?)\*\*(?!\*)|\*(.+?)\*|__(.+?)__", re.DOTALL)
_MARKS: Final = ("bold", "italic", "underline")
_TOKEN: Final = re.compile(r"(?:x|–|\*{0,2}(?:[A-D]|[IVX]+|\d+(?:\.\d+)?)\*{0,2})")
_BREAK: Final = re.compile(r" // ")


def parse(source: str) -> list[Json]:
    """Give the blocks of a source text, without uids; raise ValueError on a bad table."""
    blocks: list[Json] = []
    for filled, lines in groupby(source.splitlines(), key=lambda line: bool(line.strip())):
        if filled:
            for kind, run in groupby(lines, key=_kind):
                blocks.extend(_READERS[kind](list(run)))
    return blocks


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    if line.strip() == "---":
        return "rule"
    if _HEADING.fullmatch(line):
        return "heading"
    return "list" if _ITEM.fullmatch(line) else "paragraph"


def _rules(lines: list[str]) -> list[Json]:
    return [{"type": "horizontalRule"} for _ in lines]


def _headings(lines: list[str]) -> list[Json]:
    found = (_HEADING.fullmatch(line) for line in lines)
    return [_block("heading", match[2], level=len(match[1])) for match in found if match]


def _paragraph(lines: list[str]) -> list[Json]:
    return [_block("paragraph", " ".join(line.strip() for line in lines))]


def _block(kind: str, text: str, **attributes: Any) -> Json:
    if match := _INDENT.fullmatch(text):
        attributes["indent"], text = len(match[1]), match[2]
    if match := _ALIGN.fullmatch(text):
        attributes["align"], text = match[1], match[2]
    block: Json = {"type": kind, "attrs": attributes}
    if inline := list(_inline(text, ())):
        block["content"] = inline
    return block


def _inline(text: str, marks: tuple[str, ...]) -> Iterator[Json]:
    end = 0
    for match in _MARKED.finditer(text):
        yield from _plain(text[end : match.start()], marks)
        mark, inner = next((m, g) for m, g in zip(_MARKS, match.groups(), strict=True) if g)
        yield from _inline(inner, (*marks, mark))
        end = match.end()
    yield from _plain(text[end:], marks)


def _plain(text: str, marks: tuple[str, ...]) -> Iterator[Json]:
    for number, piece in enumerate(_BREAK.split(text)):
        if number:
            yield {"type": "hardBreak"}
        if piece and marks:
            yield {"type": "text", "text": piece, "marks": [{"type": mark} for mark in marks]}
        elif piece:
            yield {"type": "text", "text": piece}


def _lists(lines: list[str]) -> list[Json]:
    items = [match for line in lines if (match := _ITEM.fullmatch(line))]
    top = len(items[0][1])
    blocks: list[Json] = []
    nested: list[str] = []
    for match in [*items, None]:
        if match and len(match[1]) > top:
            nested.append(match[0])
            continue
        if nested:
            blocks[-1]["content"][-1]["content"].extend(_lists(nested))
            nested = []
        if match:
            head = _list_head(match)
            if not blocks or not _continues(blocks[-1], head):
                blocks.append({**head, "content": []})
            paragraph = _block("paragraph", match[5])
            blocks[-1]["content"].append({"type": "listItem", "content": [paragraph]})
    return blocks


def _list_head(match: re.Match[str]) -> Json:
    if match[2]:
        return {"type": "bulletList"}
    if match[3]:
        return {"type": "orderedList", "attrs": {"start": int(match[3]), "style": "decimal"}}
    start = ord(match[4]) - ord("a") + 1
    return {"type": "orderedList", "attrs": {"start": start, "style": "lower-alpha"}}


def _continues(block: Json, head: Json) -> bool:
    if block["type"] != head["type"]:
        return False
    style = block.get("attrs", {}).get("style")
    return bool(style == head.get("attrs", {}).get("style"))


def _tables(lines: list[str]) -> list[Json]:
    widths = [int(width) for line in lines if line.startswith("|:") for width in line[2:].split()]
    grid = [_cells(line) for line in lines if not line.startswith("|:")]
    headers = [line.startswith("|#") for line in lines if not line.startswith("|:")]
    columns = len(grid[0]) if grid else 0
    if not grid or any(len(row) != columns for row in grid) or (widths and len(widths) != columns):
        raise ValueError(f"the rows of this table differ in length: {lines[0]}")
    taken = [[False] * columns for _ in grid]
    rows = []
    for number, row in enumerate(grid):
        kind = "tableHeader" if headers[number] else "tableCell"
        spans = [_span(grid, taken, number, column) for column in range(columns)]
        rows.append(
            {
                "type": "tableRow",
                "content": [
                    _cell(kind, row[column], span, widths[column : column + span[0]])
                    for column, span in enumerate(spans)
                    if span
                ],
            }
        )
    if not all(map(all, taken)):
        raise ValueError(f"a merged cell of this table is no rectangle: {lines[0]}")
    return [{"type": "table", "content": rows}]


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|#").removeprefix("|").rstrip().removesuffix("|")
    return [cell.strip() for cell in inner.split("|")]


def _span(
    grid: list[list[str]], taken: list[list[bool]], row: int, column: int
) -> tuple[int, int] | None:
    if grid[row][column] in ("<", "^"):
        return None
    wide = next(
        (n for n, cell in enumerate(grid[row][column + 1 :], 1) if cell != "<"),
        len(grid[row]) - column,
    )
    tall = 1
    while row + tall < len(grid) and grid[row + tall][column] == "^":
        tall += 1
    for line in range(row, row + tall):
        for place in range(column, column + wide):
            if taken[line][place] or (place > column and grid[line][place] != "<"):
                raise ValueError(f"a merged cell is no rectangle: {grid[row][column]}")
            taken[line][place] = True
    return wide, tall


def _cell(kind: str, text: str, span: tuple[int, int], widths: list[int]) -> Json:
    attributes: Json = {"colspan": span[0], "rowspan": span[1]}
    if widths:
        attributes["colwidth"] = widths
    pieces = _BREAK.split(f"[center] {text}" if _TOKEN.fullmatch(text) else text)
    return {
        "type": kind,
        "attrs": attributes,
        "content": [_block("paragraph", piece) for piece in pieces],
    }


_READERS: Final = {
    "table": _tables,
    "rule": _rules,
    "heading": _headings,
    "list": _lists,
    "paragraph": _paragraph,
}
