"""Plain chains of places: `điểm a, b khoản 1 và khoản 3 Điều 5 của`, read without cutting them.

Before a citation they are looked for from right to left, in reversed lower case, so that a look
ends at the first word that is none of a place.
"""

import re
from collections.abc import Sequence

from docctl.legal.find.citation import Place
from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.patterns import any_of

WORDS = {"tiết": "tiet", "điểm": "diem", "khoản": "khoan", "điều": "dieu", "mẫu": "mau",
          "tiểu mục": "tieu_muc", "mục": "muc", "phụ lục": "phu_luc", "chương": "chuong",
          "phần": "phan", "diểm": "diem", "khỏan": "khoan", "đièu": "dieu"}  # fmt: skip

_CHAIN_WORDS = (
    "và", "hoặc", "và/hoặc", "của", "tại", "thuộc", "đến", "tới", "từ", "trong", "theo", "với",
    "hay", "các", "quy", "định", "một", "cả", "hết", "ghi", "chú", "số", "thứ",
    *(word for said in WORDS for word in said.split()),
)  # fmt: skip
_TOKEN = (
    rf"[ \n][,;]?(?:{any_of(word[::-1] for word in _CHAIN_WORDS)}"
    r"|[a-z0-9đ./-]{0,9}[0-9]|[0-9.]{0,3}[a-zđ]|[a-z]{2}|[a-z]?[ivxlc]{1,7})(?=[ \n]|$)"
)
_BREAK = (
    rf"[ \n][,;.:]?(?!{any_of(word[::-1] for word in WORDS)})(?=[{LOWER}]{{2,10}}[ \n])"
    rf"(?:(?=[a-zđ]*[{LOWER.replace('a-z', '').replace('đ', '')}])"
    r"|(?![a-z]?[ivxlc]{1,7}\b)[a-zđ]{3})"
)
# From right to left, with single spaces and commas: words and values of places up to a word that is
# none of them, where every chain of places breaks, or to the end, where a comma may be. What is
# said so is read once and remembered.
CHAIN = rf"(?P<chain>(?:{_TOKEN})++)(?:{_BREAK}(?P<broken>)|[ \n,;]{{0,2}}$)"


def _values_back(value: str) -> str:
    """Give the pattern of one or more values from right to left."""
    return rf"({value}(?:(?: ,| àv ){value})*)"


_PART_BACK = (
    rf"{_values_back('[a-zđ]?[0-9]{1,4}')} uềiđ"
    rf"(?: {_values_back('[a-zđ]?[0-9]{1,3}')} nảohk)?(?: {_values_back('[0-9]?[a-zđ]')} mểiđ)?"
)
# The same of one or two parts that go down from an Điều, with their values.
PLAIN = (
    rf"(?P<plain>(?: aủc | các | ,| ){_PART_BACK}(?:(?: ,| àv ){_PART_BACK})?"
    rf"(?: (?:oeht|hnịđ yuq|iạt|các|aủc|gnort|àv))*)(?!{_TOKEN}){_BREAK}"
)
# The last value and what may follow it, from right to left: without it no place stands there.
PLACE = (
    r"[“\"(*_]{0,3}(?:\s{1,2}các)?(?:\s{1,2}(?:aủc|iạt|gnort|cộuht|oeht))?(?:\s{0,2}[,-])?[\s*_]{0,3}"
    rf"(?:[0-9]|[a-zđ]{{1,2}}(?:[0-9]|nếđ|iớt|(?![{LETTER}]))|[a-z]?[ivxlc]{{1,7}}(?![{LETTER}])"
    r"|[a-z0-9đ]{1,8}[-./])"
)
NO_PLACE = rf"(?!{PLACE})(?P<none>)"
LAST_GAPS = frozenset({" ", " của ", ", ", " các "})  # between the last place and the citation
_PLAIN_OPENING = re.compile(r"(?:(?:theo|quy định|tại|các|của|trong|và) )*(?=đi[ểề]|khoản)")
# Its parts; what joins the next part is matched with each.
_PLAIN_PARTS = re.compile(
    r"((?:điểm ([a-zđ][0-9]?(?:(?:, | và )[a-zđ][0-9]?)*) )?"
    r"(?:khoản ([0-9]{1,3}[a-zđ]?(?:(?:, | và )[0-9]{1,3}[a-zđ]?)*) )?"
    r"điều ([0-9]{1,4}[a-zđ]?(?:(?:, | và )[0-9]{1,4}[a-zđ]?)*)(?![^, ])(, (?=.)| và )?)"
)
_NOTHING_MORE = (None,) * 10
_new = tuple.__new__  # the quick way to make a place


def plain_places(chain: str) -> tuple[Place, ...] | None:
    """Give the places of a chain whose every part goes down from an Điều; None if it is another."""
    opening = _PLAIN_OPENING.match(chain)
    if opening is None:
        return None
    places: list[Place] = []
    end, last = opening.end(), ""
    for part, points, clauses, articles, joint in _PLAIN_PARTS.findall(chain, end):
        end, last = end + len(part), joint
        if " " in points or " " in clauses or " " in articles:
            places += [
                _new(Place, (article, clause, point, *_NOTHING_MORE))
                for point in _listed(points)
                for clause in _listed(clauses)
                for article in _listed(articles)
            ]
        else:
            one = (articles, clauses or None, points or None)
            places.append(_new(Place, one + _NOTHING_MORE))
    return tuple(places) if places and not last and chain[end:] in LAST_GAPS else None


def places_back(values: Sequence[str | None]) -> tuple[Place, ...]:
    """Give the places of a plain chain by the six values of its pattern."""
    articles, clauses, points, first, its_clauses, its_points = values
    last = _part_back(articles or "", clauses, points)
    return _part_back(first, its_clauses, its_points) + last if first else last


def _part_back(articles: str, clauses: str | None, points: str | None) -> tuple[Place, ...]:
    article, clause = articles[::-1], clauses[::-1] if clauses else None
    if " " in article or (clause and " " in clause):
        return tuple(
            [
                _new(Place, (one, some, point, *_NOTHING_MORE))
                for point in _listed(points[::-1] if points else "")
                for some in _listed(clause or "")
                for one in _listed(article)
            ]
        )
    if points is None or " " not in points:
        one = (article, clause, points[::-1] if points else None)
        return (_new(Place, one + _NOTHING_MORE),)
    return tuple(
        [_new(Place, (article, clause, point, *_NOTHING_MORE)) for point in _listed(points[::-1])]
    )


def _listed(values: str) -> Sequence[str | None]:
    return values.replace(" và ", ", ").split(", ") if values else (None,)
