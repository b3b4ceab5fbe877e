"""Which paragraphs are headings: by style, by outline level, and by the habit of agencies.

The habit: a short paragraph that is bold throughout and begins with a number ("1. MỤC ĐÍCH",
"5.2 Thành phần hồ sơ", "a. Thành phần, số lượng hồ sơ:"), or an unnumbered known title in capitals.
"""

import re

from docctl.content.project import topic_of
from docctl.vietnamese import fold
from docctl.word.styles import Look

_STYLE = re.compile(r"heading (\d)")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?(?=\s|[^\W\d]|$)")
_ROMAN = re.compile(r"[IVXL]+(?:[.):]|\s?[-–])(?=\s|\w|$)")
_LETTER = re.compile(r"[a-zđ][.)](?=\s|\w|$)")
_LAW = (
    (1, re.compile(r"(?:phan|chuong|phu luc)\s+(?:thu\s+\w+|[ivxl]+|\d+|[a-z])\b")),
    (2, re.compile(r"muc\s+(?:[ivxl]+|\d+)\b")),
    (3, re.compile(r"dieu\s+\d+[a-z]?[.:]?(?:\s|$)")),
)
_LONGEST = 160
_STANDALONE = ("revisions", "contents")


def heading_level(text: str, look: Look, *, bold: bool, numbered: bool = False) -> int | None:
    """Give the level (1-6) of a paragraph that reads as a heading, or None.

    `text` includes the automatic number; `bold` tells that all of it is bold, `numbered` that
    the number is automatic and the paragraph no entry of a table of contents.
    """
    stripped = text.strip()
    if not stripped:
        return None
    style = _STYLE.match(look.get("style", ""))
    if style:
        return min(6, max(1, int(style[1])))
    outline = look.get("outline", 9)
    if outline < 6 and len(stripped) <= _LONGEST:
        return int(outline) + 1
    if look.get("style") == "title":
        return 1
    if not bold and numbered and stripped == stripped.upper() and topic_of(stripped):
        bold = True
    if not bold or len(stripped) > _LONGEST or stripped.endswith((";", ",")) or "\n" in stripped:
        return None
    return _by_habit(stripped)


def _by_habit(text: str) -> int | None:
    folded = fold(text)
    for level, pattern in _LAW:
        if pattern.match(folded):
            return level
    decimal = _DECIMAL.match(text)
    if decimal and len(text) > len(decimal[0]) and not re.match(r"\d+[./-]\d+[./-]\d{4}", text):
        return min(6, 1 + decimal[1].count("."))
    if _ROMAN.match(text):
        return 1
    if _LETTER.match(text):
        return 2
    if text == text.upper() and topic_of(text) in _STANDALONE:
        return 1
    return None
