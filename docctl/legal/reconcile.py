"""Which citation of a text that came back is which of before. Pure.

After legal-engine.md §4, behaviour 22: by the id that the file carried, else by the quote and the
letters on both sides of it. A citation that is found again keeps its row, and with it what a person
decided; one whose words were changed is another mention, which the machine binds anew.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

AROUND = 16  # letters on each side that are compared


class Fate(StrEnum):
    """What became of a citation."""

    KEPT = "kept"  # the same words in the same block
    MOVED = "moved"  # the same words in another block
    CHANGED = "changed"  # other words in its place
    LOST = "lost"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A mention in a text: block, offset, its words, what stands before and after.

    `ids` are those of before: of the row itself, or those a file carried over this mention.
    """

    uid: str
    start: int
    quote: str
    prefix: str
    suffix: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One citation: what became of it, how it stood, how it stands."""

    fate: Fate
    before: Place | None
    after: Place | None


def place_in(text: str, *, uid: str, start: int, end: int, ids: tuple[int, ...] = ()) -> Place:
    """Give the place of a mention in the text of its block."""
    return Place(
        uid=uid,
        start=start,
        quote=text[start:end],
        prefix=_folded(text[max(0, start - 2 * AROUND) : start])[-AROUND:],
        suffix=_folded(text[end : end + 2 * AROUND])[:AROUND],
        ids=ids,
    )


def held_over(
    mentions: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int, int]]
) -> list[tuple[int, ...]]:
    """Give for each mention of a block, in order, which citations a file carried over it.

    Spans are (start, end, id). A file puts few over a letter, so this takes about as long as both.
    """
    starts = [start for start, _ in mentions]
    furthest = list(accumulate((end for _, end in mentions), max))
    over: list[dict[int, None]] = [{} for _ in mentions]
    for start, end, name in spans:
        for number in range(bisect_right(furthest, start), bisect_left(starts, end)):
            if mentions[number][1] > start:
                over[number][name] = None
    return [tuple(names) for names in over]


def reconcile(before: Sequence[Place], after: Sequence[Place]) -> list[Line]:
    """Say what became of each citation, in the order of now, the lost ones last.

    Surest first: the same place, the id, then quote with both sides, with one side, in the same
    block; the same words elsewhere with nothing else in common are another citation.
    """
    work = _Work(before, after)
    quotes = {id(one): _folded(one.quote) for one in (*before, *after)}

    def said(one: Place) -> str:
        return quotes[id(one)]

    work.pair(lambda one: (one.uid, one.start, said(one), one.prefix, one.suffix))
    work.pair_ids(same=lambda a, b: said(a) == said(b))
    work.pair(lambda one: (one.uid, said(one), one.prefix, one.suffix))
    work.pair(lambda one: (said(one), one.prefix, one.suffix))
    work.pair(lambda one: (one.uid, said(one), one.prefix) if one.prefix else None)
    work.pair(lambda one: (one.uid, said(one), one.suffix) if one.suffix else None)
    work.pair(lambda one: (one.uid, said(one)))
    work.pair(lambda one: (said(one), one.prefix) if len(one.prefix) == AROUND else None)
    work.pair(lambda one: (said(one), one.suffix) if len(one.suffix) == AROUND else None)
    work.pair_ids(same=_whatever)
    work.pair(lambda one: one.uid)
    lines = []
    for number, one in enumerate(after):
        old = work.found.get(number)
        earlier = None if old is None else before[old]
        lines.append(Line(_fate(earlier, one, said), earlier, one))
    lost = (one for number, one in enumerate(before) if number not in work.used)
    return [*lines, *(Line(Fate.LOST, one, None) for one in lost)]


def same_rows(lines: Iterable[Line]) -> dict[tuple[str, int], int]:
    """Give which rows stay the rows of which mentions: those whose words are the same."""
    return {
        (line.after.uid, line.after.start): line.before.ids[0]
        for line in lines
        if line.fate in {Fate.KEPT, Fate.MOVED} and line.before and line.after
    }


def _whatever(_: Place, __: Place) -> bool:
    return True


def _fate(before: Place | None, after: Place, said: Callable[[Place], str]) -> Fate:
    if before is None:
        return Fate.NEW
    if said(before) != said(after):
        return Fate.CHANGED
    return Fate.KEPT if before.uid == after.uid else Fate.MOVED


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


class _Work:
    """Places of now that have one of before, by their numbers."""

    def __init__(self, before: Sequence[Place], after: Sequence[Place]) -> None:
        self.before, self.after = before, after
        self.found: dict[int, int] = {}
        self.used: set[int] = set()

    def pair(self, key: Callable[[Place], Hashable]) -> None:
        """Pair, in reading order, what has the same key; None is no key."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, one in enumerate(self.before):
            if number not in self.used and (name := key(one)) is not None:
                waiting[name].append(number)
        for number, one in enumerate(self.after):
            if number in self.found or not (these := waiting.get(key(one))):
                continue
            self._take(these.popleft(), number)

    def pair_ids(self, *, same: Callable[[Place, Place], bool]) -> None:
        """Pair what carries the id of one of before, and is the same."""
        numbers = {one.ids[0]: number for number, one in enumerate(self.before)}
        for number, one in enumerate(self.after):
            for name in () if number in self.found else one.ids:
                old = numbers.get(name)
                if old is not None and old not in self.used and same(self.before[old], one):
                    self._take(old, number)
                    break

    def _take(self, old: int, new: int) -> None:
        self.found[new] = old
        self.used.add(old)
