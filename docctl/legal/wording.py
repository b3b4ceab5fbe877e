"""What the words of a provision are: in a stored law, and in the law that changes it. Pure.

An amending law writes the new words in quotation marks after the sentence that names the provision,
or says which phrase takes the place of which. Nothing is guessed: a quotation that is never closed,
or that holds no such provision, gives nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docctl.legal.find.letters import low, read
from docctl.legal.paths import overlap, paths_of, place_of
from docctl.legal.reading.clauses import ANNOTATION, Clause, clauses_of, masked
from docctl.legal.reading.places import chains_in
from docctl.legal.structure import Provision, structure_of

_MARKS = re.compile("[“”]")
_STRAIGHT = re.compile(r'(?<=[\s(:])"([^"\n]{1,2000})"')
_LETTERS = re.compile(r"\w")
_LEAST = 20  # code points of the end of an evidence that find its sentence again
_LEAST_WHOLE = 10  # of an evidence that stands there as a whole: "3. Bãi bỏ Điều 18."
_HEADS = {
    "dieu": re.compile(r"[\s*_#“\"]{0,6}điều\s+(?P<value>[0-9]{1,4}[a-zđ]{0,2})\s*(?:[.:]|\s*$)"),
    "khoan": re.compile(r"[\s*_#“\"]{0,6}(?P<value>[0-9]{1,3}[a-zđ]?)\s?[.]\s*(?![0-9])"),
    "diem": re.compile(r"[\s*_#“\"]{0,6}(?P<value>[a-zđ][0-9]?)\s?\)"),
}
_WORD = r"(?:(?:các\s+)?(?:cụm\s+)?từ(?:\s+ngữ)?\s+|(?:dòng\s+)?chữ\s+|đoạn\s+|số\s+)?"
_INSTEAD = re.compile(
    rf"«(?P<old>\d+)»(?P<at>[^«»;]{{0,300}}?)\s(?:được\s+)?(?:(?:sửa(?:\s+đổi|\s+lại)?|thay(?:\s+thế)?)\s+)?"
    rf"(?:bằng|thành|là)\s+{_WORD}«(?P<new>\d+)»"
)
_BESIDE = re.compile(
    rf"(?:bổ\s+sung|thêm)\s+(?:thêm\s+)?{_WORD}«(?P<new>\d+)»\s+(?:vào\s+)?(?:ngay\s+)?"
    rf"(?P<where>sau|trước)\s+{_WORD}«(?P<old>\d+)»"
)
# A quotation in which another amendment begins was closed too late or never.
_AMENDS = re.compile(
    r"^[^\n]{0,14}(?:sửa đổi|bổ sung|bãi bỏ|thay thế)[^\n]{0,200}như sau\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_OPENING = re.compile(
    r"(?:tên(?:\s+gọi)?|tiêu\s+đề|(?:đoạn|câu|phần)\s+(?:mở\s+đầu|dẫn|đầu))\s+"
    r"(?:của\s+)?(?:điều|khoản|điểm|tiết)"
)
_WITHOUT = re.compile(rf"bỏ\s+{_WORD}«(?P<old>\d+)»")


@dataclass(frozen=True, eq=False)
class Written:
    """A law as read: its text, the same with quotations blanked, its provisions and clauses."""

    text: str
    blanked: str
    provisions: tuple[Provision, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that takes the place of another; an empty one adds or removes nothing."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a sentence of a law makes of a provision.

    `words` are the new ones, of its first paragraph only where `opening`; `phrases` what changes
    inside the old ones. `gone_inside`: the words of what holds the provision are told, and it is
    not in them any more.
    """

    words: str = ""
    opening: bool = False
    phrases: tuple[Phrase, ...] = ()
    gone_inside: bool = False

    def __bool__(self) -> bool:
        """Say whether anything is told."""
        return bool(self.words or self.phrases or self.gone_inside)


def write(words: str) -> Written:
    """Read the words of a law."""
    text = read(words).text
    blanked = masked(text)
    return Written(text, blanked, structure_of(text), tuple(clauses_of(blanked)))


def words_at(law: Written, path: str) -> str:
    """Give the words of a provision; empty where the law has none of that path."""
    found = next((one for one in law.provisions if one.path == path), None)
    return plain_words(law.text[found.start : found.end]) if found else ""


def sentence_at(
    law: Written, evidence: str, path: str = "", number: str = ""
) -> tuple[int, int] | None:
    """Find where the sentence stands that was noted as evidence, or its end as far as it fits.

    A law may say "Sửa đổi khoản 1 như sau:" many times: then what stands above it must name the
    Điều of `path`, and the text of that `number`; None where it is still not one sentence.
    """
    words = evidence.split()
    for text in (law.blanked, law.text):
        first, last = 0, len(words)  # where the longest end begins that stands in the text
        while first < last:
            middle = (first + last) // 2
            if next(_found(text, words[middle:]), None):
                last = middle
            else:
                first = middle + 1
        if len(" ".join(words[first:])) < (_LEAST if first else _LEAST_WHOLE):
            continue
        return _meant(law, list(_found(text, words[first:])), path, number)
    return None


def provision_at(law: Written, place: int) -> str:
    """Give the path of the smallest provision around a position; empty outside of all."""
    around = [one for one in law.provisions if one.path and one.start <= place < one.end]
    return min(around, key=lambda one: one.end - one.start).path if around else ""


def change_at(law: Written, sentence: tuple[int, int], path: str, *, alone: bool) -> Change:
    """Give what a sentence of an amending law makes of a provision of the text it amends.

    `alone`: it is the only provision the sentence is about, so that words without a number of their
    own are its words.
    """
    start, end = sentence[0], _end(law, sentence)
    quotes = [one for one in _quotes(law.text) if start <= one[0] < end]
    phrases, told = _phrases(law.text, start, end, quotes, path)
    if phrases or told:
        return Change(phrases=tuple(phrases))
    blocks = [
        block
        for begin, close in quotes
        if (block := plain_words(law.text[begin:close]).strip(' \n“”"'))
        and not _AMENDS.search(block)
    ]
    opening = bool(_OPENING.search(low(law.text, *sentence)))
    gone = False
    for block in blocks:
        words, holds = _part(block, path)
        if words:
            return Change(words, opening)
        gone = gone or holds
    if alone and len(blocks) == 1 and not _head(blocks[0]) and not opening:
        return Change(blocks[0])
    return Change(gone_inside=gone and not opening)


def plain_words(words: str) -> str:
    """Give words without the remarks that editions put into them in brackets."""
    return ANNOTATION.sub("", words).strip()


def rewrite(words: str, phrases: Iterable[Phrase]) -> str:
    """Put phrases into words; empty where none of the old ones stands there."""
    changed = words
    for one in phrases:
        pattern = r"\s+".join(map(re.escape, one.old.split()))
        changed = one.new.join(re.split(pattern, changed))
    return changed if changed != words else ""


def paragraphs(words: str) -> list[str]:
    """Cut words into paragraphs, each as one line; lines that a page broke are joined."""
    cut = (" ".join(words[one.start : one.end].split()) for one in clauses_of(words))
    return [one for one in cut if one]


def _found(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    for one in re.finditer(r"\s+".join(map(re.escape, words)), text) if words else ():
        yield one.span()


def _meant(
    law: Written, found: list[tuple[int, int]], path: str, number: str
) -> tuple[int, int] | None:
    """Tell sentences of the same words apart by what stands above them."""
    article = place_of(path).dieu if path else None
    if len(found) > 1 and article:
        named = re.compile(rf"điều\s+{re.escape(article)}(?!\w)")
        found = [one for one in found if named.search(_above(law, one))]
    if len(found) > 1 and number:
        found = [one for one in found if number.lower() in _above(law, one)]
    return found[0] if len(found) == 1 else None


def _above(law: Written, sentence: tuple[int, int]) -> str:
    """Give, in lower case, the words of a sentence and of the items and the Điều it stands in."""
    said, rank = [law.blanked[slice(*sentence)]], 0.0
    place = bisect_right(law.clauses, sentence[0], key=lambda one: one.start) - 1
    if place >= 0:
        rank = law.clauses[place].rank
        said.append(law.blanked[law.clauses[place].start : sentence[0]])
    for clause in reversed(law.clauses[:place] if place > 0 else ()):
        if clause.rank < rank and _LETTERS.search(law.blanked, clause.start, clause.end):
            rank = clause.rank
            said.append(law.blanked[clause.start : clause.end])
        if rank <= 0:
            break
    return " ".join(" ".join(said).lower().split())


def _end(law: Written, sentence: tuple[int, int]) -> int:
    """Give where the next clause begins that has words of the law's own."""
    for clause in law.clauses:
        if clause.start >= sentence[1] and _LETTERS.search(law.blanked, clause.start, clause.end):
            return clause.start
    return len(law.text)


def _quotes(text: str) -> list[tuple[int, int]]:
    """Give the insides of the outermost quotations that are closed, in order."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for mark in _MARKS.finditer(text):
        if mark[0] == "“":
            opened.append(mark.end())
        elif opened:
            found.append((opened.pop(), mark.start()))
    found += [one.span(1) for one in _STRAIGHT.finditer(text)]
    outer: list[tuple[int, int]] = []
    for begin, close in sorted(found):
        if not outer or begin >= outer[-1][1]:
            outer.append((begin, close))
    return outer


def _phrases(
    text: str, start: int, end: int, quotes: list[tuple[int, int]], path: str
) -> tuple[list[Phrase], bool]:
    """Give the phrases that change in a provision, and whether the sentence is about phrases."""
    parts, done = list[str](), start
    for number, (begin, close) in enumerate(quotes):
        parts += [text[done : begin - 1], f"«{number}»"]
        done = close + 1
    said = "".join([*parts, text[done:end]]) if quotes else ""
    plain = low(said, 0, len(said))
    changes = sorted(_said(plain), key=lambda one: one[0])
    found = []
    for index, (_, close, between, old, new, where) in enumerate(changes):
        last = changes[index + 1][0] if index + 1 < len(changes) else len(plain)
        stop = plain.find(";", close, last)
        spans = [(close, stop if stop >= 0 else last), between]
        places = [
            one
            for begin, finish in spans
            for chain in chains_in(plain, begin, finish)
            for place in chain.places
            for one in paths_of(place)
        ]
        if places and not any(overlap(one, path) for one in places if one):
            continue
        was = "" if old is None else _inner(text, quotes[old])
        now = "" if new is None else _inner(text, quotes[new])
        if where:
            now = f"{was} {now}" if where == "sau" else f"{now} {was}"
        found.append(Phrase(was, now.replace(" ,", ",")))
    return found, bool(changes)


_Said = tuple[int, int, tuple[int, int], int | None, int | None, str]


def _said(plain: str) -> Iterator[_Said]:
    for one in _INSTEAD.finditer(plain):
        yield *one.span(), one.span("at"), int(one["old"]), int(one["new"]), ""
    for one in _BESIDE.finditer(plain):
        yield *one.span(), (0, 0), int(one["old"]), int(one["new"]), one["where"]
    for one in _WITHOUT.finditer(plain):
        yield *one.span(), (0, 0), int(one["old"]), None, ""


def _inner(text: str, span: tuple[int, int]) -> str:
    return " ".join(text[span[0] : span[1]].split())


def _part(block: str, path: str) -> tuple[str, bool]:
    """Give the words of a provision in a quotation, and whether what holds it stands there."""
    place = place_of(path)
    if place.phu_luc or place.mau or place.tiet:
        return "", False
    words, last, holds = block, "", False
    for level in ("dieu", "khoan", "diem"):
        value = getattr(place, level)
        if not value:
            continue
        narrowed = _narrowed(words, level, value)
        if narrowed:
            words, last, holds = narrowed, level, True
        elif _head(words) == level or last:
            return "", holds
    wanted = "diem" if place.diem else "khoan" if place.khoan else "dieu"
    return (words, True) if last == wanted else ("", holds)


def _narrowed(words: str, level: str, value: str) -> str:
    """Give the lines of a block from the one with this mark to the next of its level or above."""
    above = list(_HEADS)[: list(_HEADS).index(level) + 1]
    start = -1
    for line in re.finditer(r"[^\n]+", words):
        lowered = low(words, line.start(), min(line.end(), line.start() + 40))
        if start >= 0 and any(_HEADS[one].match(lowered) for one in above):
            return words[start : line.start()].strip()
        head = _HEADS[level].match(lowered)
        if start < 0 and head and head["value"] == value:
            start = line.start()
    return words[start:].strip() if start >= 0 else ""


def _head(words: str) -> str:
    """Name the level of the mark with which words begin; empty for none."""
    lowered = low(words, 0, min(len(words), 40))
    return next((level for level, mark in _HEADS.items() if mark.match(lowered)), "")
