"""A text that comes back from an office program: its blocks are known again, whatever was dropped.

A block is known by its uid. Where a program dropped uids, or left one at a line that was typed
before its block, blocks are known by their words.
"""

import copy
from collections import defaultdict, deque
from dataclasses import dataclass

from docctl.content.align import Unit, align, likeness
from docctl.content.normalise import fill_uids, walk
from docctl.content.schema import TEXT_BLOCKS, Json

_SHORTEST = 8  # letters of a block that is known by its words alone, wherever it stands


@dataclass(frozen=True, slots=True)
class Returned:
    """A text with the uids of the one it came from; `names` leads from the uids that were read."""

    content: Json
    names: dict[str, str]


def restored(old: Json, new: Json) -> Returned:
    """Give `new` with the uids of `old` on the blocks that are the same ones."""
    content = copy.deepcopy(new)
    blocks = [node for node in walk(content) if node["type"] in TEXT_BLOCKS]
    read = [block["attrs"]["uid"] for block in blocks]
    before = _units(old)
    pairs = _Pairing(before, _units(content)).pairs()
    olds = [unit.uids[0] for unit in before]
    theirs = set(olds)
    for place, block in enumerate(blocks):
        if place in pairs:
            block["attrs"]["uid"] = olds[pairs[place]]
        elif read[place] in theirs:
            block["attrs"]["uid"] = None
    fill_uids(content)
    now = (block["attrs"]["uid"] for block in blocks)
    return Returned(content, dict(zip(read, now, strict=True)))


def _units(content: Json) -> list[Unit]:
    return [Unit(node) for node in walk(content) if node["type"] in TEXT_BLOCKS]


class _Pairing:
    """Pairs new blocks with old ones: `taken` are the old ones, by the number of the new one."""

    def __init__(self, old: list[Unit], new: list[Unit]) -> None:
        self.old, self.new = old, new
        where = {unit.uids[0]: number for number, unit in enumerate(old)}
        self.taken = {j: where[unit.uids[0]] for j, unit in enumerate(new) if unit.uids[0] in where}

    def pairs(self) -> dict[int, int]:
        self._astray()
        self._in_order()
        self._elsewhere()
        return self.taken

    def _astray(self) -> None:
        """Take a uid off a block that is another one, where the one it names is found."""
        unnamed = [j for j in range(len(self.new)) if j not in self.taken]
        by_text: dict[str, int] = {}
        for j in unnamed:
            by_text.setdefault(self.new[j].text, j)
        for j, i in list(self.taken.items()):
            old, new = self.old[i], self.new[j]
            if not old.text.strip() or likeness(old, new):
                continue
            beside = (k for k in (j + 1, j - 1) if 0 <= k < len(self.new) and k not in self.taken)
            alike = next((k for k in beside if likeness(old, self.new[k])), None)
            right = by_text.get(old.text, alike)
            if right is not None and right not in self.taken:
                del self.taken[j]
                self.taken[right] = i

    def _in_order(self) -> None:
        """Pair what is left in reading order: equal words, then alike between the same blocks."""
        olds, news = self._left()
        gaps = self._gaps(news)
        found = align([self.old[i] for i in olds], [self.new[j] for j in news])
        for a, b in found:
            if a is None or b is None:
                continue
            i, j = olds[a], news[b]
            low, high = gaps[j]
            if low < i < high or (low > high and self.old[i].text == self.new[j].text):
                self.taken[j] = i

    def _gaps(self, news: list[int]) -> dict[int, tuple[int, int]]:
        """Give between which old blocks each unpaired new one stands."""
        gaps: dict[int, tuple[int, int]] = {}
        low, waiting = -1, list[int]()
        for j in range(len(self.new)):
            if j not in self.taken:
                waiting.append(j)
                continue
            gaps.update((one, (low, self.taken[j])) for one in waiting)
            low, waiting = self.taken[j], []
        gaps.update((one, (low, len(self.old))) for one in waiting)
        return {j: gaps[j] for j in news}

    def _elsewhere(self) -> None:
        """Pair what was moved by its words."""
        olds, news = self._left()
        waiting: dict[str, deque[int]] = defaultdict(deque)
        for i in olds:
            waiting[self.old[i].text].append(i)
        for j in news:
            text = self.new[j].text
            if len(text.strip()) >= _SHORTEST and waiting.get(text):
                self.taken[j] = waiting[text].popleft()

    def _left(self) -> tuple[list[int], list[int]]:
        used = set(self.taken.values())
        olds = [i for i in range(len(self.old)) if i not in used]
        return olds, [j for j in range(len(self.new)) if j not in self.taken]
