"""Text that lost its diacritics: the words of the grammar get theirs back, letter for letter.

"Nghi dinh so 34/2016/ND-CP ngay 14/5/2016 cua Chinh phu" is read as if it had been written with
them. A letter stays one code point, so that offsets stay true; what the grammar does not know stays
as it is. Only lines without any marked letter are touched.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from docctl.legal.find.citation import Citation
from docctl.legal.find.issuers import NAMES
from docctl.legal.find.kinds import KINDS
from docctl.legal.find.letters import Reading
from docctl.legal.find.names import all_names
from docctl.vietnamese import plain

_MARKED = re.compile(
    "[\u00c0-\u00ff\u0102\u0103\u0128\u0129\u0168\u0169\u01a0-\u01b0\u1ea0-\u1ef9]"
)
_SEEN = 400  # code points in which ordinary text has a marked letter
_LINE = re.compile("[^\\n]+")
_WORD = re.compile(r"(?<![\w/.-])[a-z]+(?![\w-])")
_LETTERS = re.compile(r"[^\W\d_]+")
_GAPS = frozenset({" ", "  ", ", ", " - "})  # between the words of a phrase
_NUMBER = re.compile(r"\s{1,2}[0-9]")
_POINT = re.compile(r"\s{1,2}[a-z]{1,2}[0-9]?(?:,|\s(?:khoan|va|hoac))")
# A text or line without any of them has nothing to be read.
_TELLING = (
    "luat ",
    "nghi ",
    "thong tu",
    "quyet ",
    "lenh",
    "hien phap",
    "chi thi",
    "cong ",
    "dieu ",
)

Node: TypeAlias = "dict[str, Node | tuple[str, ...]]"
_WORDS = """
của|và|các|hoặc|bởi|theo|tại|được|này|tháng|bộ luật|luật|pháp lệnh|hiến pháp|sửa đổi|bổ sung
|sửa đổi, bổ sung|một số điều|thay thế|bãi bỏ|sau đây gọi|gọi tắt là|căn cứ|quy định chi tiết
|hướng dẫn thi hành|ban hành kèm theo|phụ lục|kèm theo|thông qua|ban hành|khoản này|điều này
|về việc|về|quy định|hướng dẫn|phê duyệt|để|thì|có hiệu lực|hết hiệu lực|hủy bỏ|khóa|nêu trên
|bộ trưởng|bộ tư pháp|bộ tài chính|bộ nội vụ|bộ công an|bộ quốc phòng|bộ y tế|bộ xây dựng
|bộ công thương|bộ ngoại giao|bộ giáo dục và đào tạo|bộ khoa học và công nghệ|tỉnh|thành phố
|bộ nông nghiệp và môi trường|bộ tài nguyên và môi trường|bộ kế hoạch và đầu tư
|bộ lao động - thương binh và xã hội|bộ văn hóa, thể thao và du lịch|bộ giao thông vận tải
|bộ thông tin và truyền thông|bộ nông nghiệp và phát triển nông thôn|ủy ban nhân dân
|hội đồng nhân dân|bộ dân tộc và tôn giáo
"""
# Words that mean this only before a number.
_COUNTED = ("số", "ngày", "năm", "điều", "khoản", "chương", "mục", "mẫu", "phần")


def lost(text: str) -> bool:
    """Say whether `text` may have lines that lost their diacritics; one look at ordinary text."""
    return _MARKED.search(text, 0, _SEEN) is None


def restored(reading: Reading) -> Reading:
    """Give the Reading with the words of the grammar marked again."""
    if not _tells(reading.text.lower()):
        return reading
    text = _LINE.sub(lambda line: _line(line[0]), reading.text)
    return replace(reading, text=text)


def noted(found: list[Citation], before: Reading, after: Reading) -> list[Citation]:
    """Say with each citation whose words were marked again that this was done."""
    if before.text == after.text or not after.same or after.shifts:
        return found
    return [
        one._replace(repairs=(*one.repairs, "diacritics"))
        if before.text[one.start : one.end] != after.text[one.start : one.end]
        else one
        for one in found
    ]


def _tells(lower: str) -> bool:
    return any(word in lower for word in _TELLING)


def _line(line: str) -> str:
    lower = line.lower()
    if not _tells(lower) or _MARKED.search(line):
        return line
    words = [*_WORD.finditer(lower)]
    pieces, end, at = list[str](), 0, 0
    while at < len(words):
        found = _longest(lower, words, at)
        for place, marked in enumerate(found):
            begin, close = words[at + place].span()
            written = line[begin:close]
            pieces += line[end:begin], _as_written(marked, written)
            end = close
        at += len(found) or 1
    return "".join((*pieces, line[end:]))


def _longest(lower: str, words: list[re.Match[str]], at: int) -> tuple[str, ...]:
    """Give the marked words of the longest phrase that begins with the word `at`."""
    node: Node = _tree()
    best: tuple[str, ...] = ()
    for place in range(at, len(words)):
        word = words[place]
        if place > at and lower[words[place - 1].end() : word.start()] not in _GAPS:
            break
        following = node.get(word[0])
        if not isinstance(following, dict):
            break
        node, phrase = following, following.get("")
        if isinstance(phrase, tuple) and _may_end(lower, phrase, word.end()):
            best = phrase
    return best


def _may_end(lower: str, phrase: tuple[str, ...], end: int) -> bool:
    """Say whether a phrase means what it says there: "so", "nam" only before a number."""
    if phrase == ("điểm",):
        return bool(_POINT.match(lower, end))
    return phrase[0] not in _COUNTED or len(phrase) > 1 or bool(_NUMBER.match(lower, end))


def _as_written(marked: str, written: str) -> str:
    return "".join(
        letter.upper() if one.isupper() else letter
        for one, letter in zip(written, marked, strict=True)
    )


def _phrases() -> Iterator[str]:
    yield from (*_COUNTED, "điểm")
    yield from (kind.name.lower() for kind in KINDS)
    yield from NAMES
    yield from (word.strip() for word in " ".join(_WORDS.split()).split("|"))
    for head, name in all_names():
        yield f"{head} {name.lower()}"


@cache
def _tree() -> Node:
    """Give the tree of bare words of all phrases; under "" stands the phrase as it is written."""
    root: Node = {}
    for said in _phrases():
        marked = tuple(_LETTERS.findall(said))
        node = root
        for word in marked:
            following = node.setdefault(plain(word), {})
            assert isinstance(following, dict)
            node = following
        node.setdefault("", marked)
    return root
