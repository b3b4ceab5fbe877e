"""What a citation becomes when its text is replaced or amended. Pure, and never sure of too much.

A passage is rewritten only where every word that is changed is understood: number, type word,
name, day, issuer and title as the passage says them. Anything else is marked for a human with the
reason why. What would be written is read back by the engine first; a passage in which it does not
find the new text at that place is marked as well.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.naming import NAMED_TYPES, name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import label_of, paths_of
from docctl.vietnamese import fold


class Mark(StrEnum):
    """Why a passage is left to a human."""

    PROVISION = "provision"  # it names a provision, and nobody said which one follows it
    NO_SUCCESSOR = "no_successor"  # the text ends and nothing takes its place
    CHANGED = "changed"  # the cited provision says something else now
    WORDS = "words"  # what stands after the citation rests on the text
    FACTS = "facts"  # the passage says a fact that the register lacks of the new text
    ALREADY = "already"  # the new text is cited there already
    CHAIN = "chain"  # an amending chain stands there already
    UNSURE = "unsure"  # what would be written is not read back as meant
    UNDECIDED = "undecided"  # an undecided tracked change stands there


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """What the register says of a legal text."""

    type: str
    number: str
    title: str
    issuer: str
    issued_on: date | None

    @property
    def name(self) -> str:
        """Give the name of a law with its type word, once."""
        known = fold(self.title).startswith(f"{fold(self.type)} ")
        return self.title if known else f"{self.type} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Edit:
    """Words to be put for `[start, end)` of a block."""

    start: int
    end: int
    text: str


class _Left(Exception):
    """The passage is left to a human."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(mark)
        self.mark = mark


_DAY = re.compile(
    r"\s*,?\s*(?:ban hành\s+)?ngày\s+(\d{1,2})(\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})"
    r"(\s*[/.-]\s*|\s+năm\s+)(\d{4})(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?P<sign>số\s*:?\s*)?(?P<number>\d[\w\s./-]*)$", re.IGNORECASE)
_YEAR = re.compile(r",?\s*\(?(?:năm\s+)?((?:19|20)\d\d)\)?$", re.IGNORECASE)
_RESTS = re.compile(
    r"[\s,:–-]*(?:về|quy định|qui định|hướng dẫn|sửa đổi|bổ sung|ban hành|chi tiết|bãi bỏ|thực hiện"
    r"|công bố|phê duyệt|thì|cho phép|yêu cầu|nêu|có)\b",
    re.IGNORECASE,
)
_ABOUT = ("về việc", "về")
_CHAINED = re.compile(r"[^;\n]{0,160}?\b(?:được|đã)\s+(?:sửa đổi|bổ sung)", re.IGNORECASE)
_BETWEEN = r"[\s,.:;()/–-]*"


def replaced(
    text: str, found: Found, old: TextFacts, new: TextFacts, *, mapping: Mapping[str, str]
) -> Edit | Mark:
    """Say what a citation of `old` in `text` becomes when `new` takes its place.

    `mapping` gives the provision of the new text for one of the old (paths); it is a person's word.
    """
    try:
        edit = _replaced(text, found, old, new, mapping)
    except _Left as left:
        return left.mark
    same = text[edit.start : edit.end] == edit.text  # a law that bears the name of the one before
    return edit if not same and _reads(text, edit, new, without=old) else Mark.UNSURE


def chained(
    text: str, found: Found, old: TextFacts, new: TextFacts, *, words: str
) -> Edit | Mark | None:
    """Say where “(được sửa đổi, bổ sung bởi …)” goes after a citation; None if it stands there.

    `words` are those of the chain, such as `được sửa đổi, bổ sung bởi`.
    """
    if any(_is(one, new) for one in find(text)):
        return None
    try:
        at = _tail(text, found, old, new, rewrite=False)[0]
    except _Left as left:
        return left.mark
    if _CHAINED.match(text, at):
        return Mark.CHAIN
    said = f"{words} {new.type} số {new.number}"
    bracket = re.match(r"\s*\([^()]*\)", text[at:])
    if text[at : at + 1] == ")" and "(" in found.surface:  # its number stands in brackets
        edit = Edit(at + 1, at + 1, f", {said}")
    elif bracket:
        edit = Edit(at + bracket.end(), at + bracket.end(), f", {said}")
    elif text.count("(", 0, at) > text.count(")", 0, at):
        edit = Edit(at, at, f", {said}")  # no brackets inside of brackets
    else:
        edit = Edit(at, at, f" ({said})")
    return edit if _reads(text, edit, new, without=None) else Mark.UNSURE


def _replaced(
    text: str, found: Found, old: TextFacts, new: TextFacts, mapping: Mapping[str, str]
) -> Edit:
    others = find(text)
    if any(_is(one, new) for one in others):
        raise _Left(Mark.ALREADY)
    if found.amending or found.amends is not None or any(o.amends == found.start for o in others):
        raise _Left(Mark.CHAIN)
    head = _head(found, old, new)
    end, tail = _tail(text, found, old, new, rewrite=True)
    start, lead = _provisions(text, found, mapping)
    return Edit(start, end, f"{lead}{head}{tail}")


def _head(found: Found, old: TextFacts, new: TextFacts) -> str:
    """Write number, type word and name of the new text as the passage writes those of the old."""
    surface = found.surface
    if found.number is None:
        return _named(surface, new)
    said = _NUMBER.search(surface)
    if said is None or number_norm(said["number"]) != number_norm(found.number):
        raise _Left(Mark.UNSURE)
    if not new.number:
        raise _Left(Mark.FACTS)
    before = surface[: said.start()]
    sign = said["sign"] or ""
    if found.name and "(" in before:  # "Luật Hộ tịch năm 2014 (Luật số 60/2014/QH13"
        name, _, inner = before.rpartition("(")
        gap = name[len(name.rstrip()) :]
        kind = f"{_cased(new.type, inner)} " if inner.strip() else inner
        return f"{_named(name.rstrip(), new)}{gap}({kind}{sign}{new.number}"
    kind = before.strip()
    if found.name:
        kind = _cased(new.name if new.type in NAMED_TYPES else new.type, before)
    elif (kind and fold(old.type) != fold(new.type)) or fold(kind) == fold(old.type):
        kind = _cased(new.type, before)
    gap = before[len(before.rstrip()) :]
    return f"{kind}{gap if kind else before}{sign}{new.number}"


def _named(said: str, new: TextFacts) -> str:
    """Write the name of a law, and its year, as `said` does those of the old."""
    if new.type not in NAMED_TYPES or not new.title:
        raise _Left(Mark.FACTS)
    year = _YEAR.search(said)
    name = _cased(new.name, said)
    if year is None:
        return name
    if new.issued_on is None:
        raise _Left(Mark.FACTS)
    return f"{name}{year[0].replace(year[1], str(new.issued_on.year))}"


def _cased(words: str, like: str) -> str:
    """Write words as the passage does: in capitals, or with a small letter at their beginning."""
    like = like.strip()
    if len(like) > 1 and like.upper() == like and any(map(str.isalpha, like)):
        return words.upper()
    return words[:1].lower() + words[1:] if like[:1].islower() else words


def _tail(
    text: str, found: Found, old: TextFacts, new: TextFacts, *, rewrite: bool
) -> tuple[int, str]:
    """Give where the words that belong to a citation end, and what they become.

    Day and issuer in either order, then the title; words that rest on the text are a human's.
    """
    at, written = found.end, ""
    day_left, issuer_left = found.issued is not None, bool(found.issuer)
    issuer = _spaced(found.issuer or "")
    for _ in range(2):
        if day_left and (said := _DAY.match(text, at)):
            written += _new_day(said, new) if rewrite else said[0]
            at, day_left = said.end(), False
        if issuer_left and (
            said := re.compile(rf"(\s*,?\s*(?:của|do)\s+)({issuer})", re.IGNORECASE).match(text, at)
        ):
            written += said[1] + _new_issuer(said[2], old, new) if rewrite else said[0]
            at, issuer_left = said.end(), False
    if rewrite and (day_left or issuer_left):
        raise _Left(Mark.UNSURE)  # they are said, but not where they are understood
    title = _title(text, at, old)
    if title is not None:
        if rewrite and not new.title:
            raise _Left(Mark.FACTS)
        return title[1], written + (
            title[0] + _new_title(text[slice(*title[2])], new) if rewrite else ""
        )
    if rewrite and _RESTS.match(text, at):
        raise _Left(Mark.WORDS)
    return at, written


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def _new_day(said: re.Match[str], new: TextFacts) -> str:
    if new.issued_on is None:
        raise _Left(Mark.FACTS)
    day, month = str(new.issued_on.day), str(new.issued_on.month)
    if "tháng" in said[2]:  # as laws are dated: 05 tháng 02, but 5/2 or 05/02 as the passage does
        day, month = day.zfill(2), month.zfill(2) if new.issued_on.month < 3 else month
    elif said[1].startswith("0") or said[3].startswith("0"):
        day, month = day.zfill(2), month.zfill(2)
    lead = said[0][: said.start(1) - said.start()]
    return f"{lead}{day}{said[2]}{month}{said[4]}{new.issued_on.year}"


def _new_issuer(said: str, old: TextFacts, new: TextFacts) -> str:
    if not new.issuer or not old.issuer:
        raise _Left(Mark.FACTS)
    if fold(old.issuer) == fold(new.issuer):
        return said
    if fold(said) == fold(old.issuer):
        return new.issuer
    if fold(said).endswith(f" {fold(old.issuer)}") and fold(old.issuer).startswith("bo "):
        return said[: len(said) - len(old.issuer)] + new.issuer  # Bộ trưởng Bộ …
    raise _Left(Mark.FACTS)


def _title(text: str, at: int, old: TextFacts) -> tuple[str, int, tuple[int, int]] | None:
    """Find the title of the old text after its citation: gap, end, and the span of its words."""
    words = re.findall(r"\w+", old.title)
    while words and words[0].lower() in {"về", "việc"}:
        words = words[1:]
    if len(words) < 3:
        return None
    about = "|".join(map(_spaced, _ABOUT))
    pattern = rf"(\s*[,:–-]?\s*)((?:(?:{about})\s+)?{_BETWEEN.join(map(re.escape, words))})(?!\w)"
    said = re.compile(pattern, re.IGNORECASE).match(text, at)
    return None if said is None else (said[1], said.end(), said.span(2))


def _new_title(said: str, new: TextFacts) -> str:
    title = new.title.rstrip(" .;,")
    return title[:1].lower() + title[1:] if said[:1].islower() else title


def _provisions(text: str, found: Found, mapping: Mapping[str, str]) -> tuple[int, str]:
    """Give where a citation begins with its provisions, and the words of the new ones."""
    paths = [path for place in found.articles for path in paths_of(place) if path]
    if not paths:
        return found.start, ""
    if any(path not in mapping for path in paths):
        raise _Left(Mark.PROVISION)
    if all(mapping[path] == path for path in paths):
        return found.start, ""
    if len(paths) > 1:
        raise _Left(Mark.PROVISION)  # a list of provisions is not put together anew
    label = r",?\s+".join(map(re.escape, label_of(paths[0]).split()))
    said = re.search(
        rf"({label})(\s*,?\s*(?:(?:của|tại)\s+)?)$", text[: found.start], re.IGNORECASE
    )
    if said is None:
        raise _Left(Mark.PROVISION)
    words = label_of(mapping[paths[0]])
    words = words[:1].upper() + words[1:] if said[1][:1].isupper() else words
    return said.start(), f"{words}{said[2]}"


def _is(found: Found, text: TextFacts) -> bool:
    if found.number is not None:
        return number_norm(found.number) == number_norm(text.number)
    named = found.name is not None and name_key(found.name) == name_key(text.name)
    return (
        named
        and (found.year is None or text.issued_on is None or found.year == text.issued_on.year)
        and found.year is not None
    )


def _reads(text: str, edit: Edit, new: TextFacts, *, without: TextFacts | None) -> bool:
    """Say whether the engine finds in the new words what was meant, and the old no more."""
    written = text[: edit.start] + edit.text + text[edit.end :]
    high = edit.start + len(edit.text)
    there = [one for one in find(written) if one.start < high and one.end > edit.start]
    if without is not None and any(_is(one, without) for one in there):
        return False
    named = [name_key(one.name) for one in there if one.name is not None and one.number is None]
    return any(_is(one, new) for one in there) or name_key(new.name) in named


_MAP_LINE = re.compile(r"^(.+?)\s*(?:->|→|=>|=)\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Follows:
    """A line of a mapping: the provision of the old text, that of the new, and the texts it names.

    `of` and `by` are number or name of old and new text as they are compared; empty if unsaid.
    """

    line: str
    old: str
    new: str
    of: str = ""
    by: str = ""


def read_mapping(lines: str) -> tuple[list[Follows], list[str]]:
    """Read `Điều 5 → Điều 7` line by line; give the lines that cannot be read too.

    A side may name its text: `Điều 5 Nghị định số 61/2018/NĐ-CP → Điều 7`. A line that says
    otherwise than one before it cannot be read.
    """
    found: dict[tuple[str, str], Follows] = {}
    wrong: list[str] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        said = _MAP_LINE.match(line)
        sides = [] if said is None else [_provision(said[1]), _provision(said[2])]
        if len(sides) != 2 or not all(path for path, _ in sides):
            wrong.append(line)
            continue
        (old, of), (new, by) = sides
        if found.setdefault((old, of), Follows(line, old, new, of, by)).new != new:
            wrong.append(line)
    return list(found.values()), wrong


def is_called(text: TextFacts, said: str) -> bool:
    """Say whether what a line of a mapping calls a text is its number or its name."""
    return said in {number_norm(text.number), name_key(text.name)} - {""}


def _provision(words: str) -> tuple[str, str]:
    """Give the path of one provision, and number or name of the text it is said to be of."""
    words = words.strip()
    named = [one for one in find(words) if one.number or one.name]
    hits = named or find(f"{words} Nghị định số 1/2000/NĐ-CP")
    paths = {path for hit in hits for place in hit.articles for path in paths_of(place)}
    of = {number_norm(one.number) if one.number else name_key(one.name or "") for one in named}
    if len(paths) != 1 or len(of) > 1:
        return "", ""
    return paths.pop(), next(iter(of), "")


def summary_of(replacements: Sequence[tuple[str, str]], amended: Sequence[tuple[str, str]]) -> str:
    """Say in one line what was updated, as agencies write it in their table of revisions."""
    parts = [f"thay {old} bằng {new}" for old, new in dict.fromkeys(replacements)]
    parts += [f"{old} được sửa đổi, bổ sung bởi {new}" for old, new in dict.fromkeys(amended)]
    return f"Cập nhật căn cứ pháp lý: {'; '.join(parts)}" if parts else "Cập nhật căn cứ pháp lý"


def places_of(sections: Collection[str]) -> str:
    """Name the sections that were changed, by their ordinals where they have some."""
    found = []
    for section in dict.fromkeys(sections):
        ordinal = re.match(r"\s*((?:\d{1,2}(?:\.\d{1,2})*)|[IVX]+|[a-zđ](?=[.)]))[.)]?\s", section)
        found.append(f"mục {ordinal[1]}" if ordinal else section[:40].strip())
    return ", ".join(dict.fromkeys(filter(None, found)))
