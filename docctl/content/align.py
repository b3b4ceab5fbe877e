"""Pair the parts of two documents: by their uid, then by equal text, then by likeness."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product

from docctl.content.normalise import inline_text, walk
from docctl.content.schema import LISTS, TEXT_BLOCKS, Json
from docctl.content.sequence import heaviest_chain, opcodes

Pair = tuple[int | None, int | None]

_WORD = re.compile(r"\w+")
_ALIKE = 0.4
_FEW = 900
_RARE = 6


class Unit:
    """A node to be paired: its family, the uids in it, its text and how often each word occurs."""

    def __init__(self, node: Json) -> None:
        blocks = [part for part in walk(node) if part["type"] in TEXT_BLOCKS]
        self.node = node
        self.family = _family(node)
        self.uids = [block["attrs"]["uid"] for block in blocks]
        self.text = "\n".join(map(inline_text, blocks))
        self.words = Counter(_WORD.findall(self.text.lower()))
        self.size = sum(self.words.values())

    def phrases(self) -> set[str]:
        """Give each two words that follow one another, and the whole text."""
        words = _WORD.findall(self.text.lower())
        return {self.text, *(f"{first} {second}" for first, second in pairwise(words))}

    @property
    def hollow(self) -> bool:
        """Whether there is nothing to read in it (only a blank line)."""
        return self.family == "text" and not self.text.strip()


def _family(node: Json) -> str:
    if node["type"] in TEXT_BLOCKS:
        return "text"
    if node["type"] in LISTS:
        return "list"
    if node["type"] == "image":
        return f"image {node['attrs']['src']}"
    return str(node["type"])


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Pair units in order; an unpaired one stands with None. Old ones come before new ones."""
    names = _common_names(old, new)
    old_keys = [names.get(("old", i)) or (u.family, u.text) for i, u in enumerate(old)]
    new_keys = [names.get(("new", i)) or (u.family, u.text) for i, u in enumerate(new)]
    pairs: list[Pair] = []
    for tag, i1, i2, j1, j2 in opcodes(old_keys, new_keys):
        if tag == "equal":
            pairs.extend(zip(range(i1, i2), range(j1, j2), strict=True))
        else:
            pairs.extend(_by_likeness(old, new, range(i1, i2), range(j1, j2)))
    return pairs


def _common_names(
    old: Sequence[Unit], new: Sequence[Unit]
) -> dict[tuple[str, int], tuple[str, str]]:
    """Name the units that share most of their uids, so that both sides have the same key."""
    where = {uid: i for i, unit in enumerate(old) for uid in unit.uids}
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for j, unit in enumerate(new):
        shared = Counter(where[uid] for uid in unit.uids if uid in where)
        if not shared:
            continue
        i, count = shared.most_common(1)[0]
        enough = 2 * count >= min(len(unit.uids), len(old[i].uids))
        if enough and old[i].family == unit.family and ("old", i) not in names:
            names["old", i] = names["new", j] = ("uid", str(i))
    return names


def _by_likeness(old: Sequence[Unit], new: Sequence[Unit], left: range, right: range) -> list[Pair]:
    scored = []
    for i, j in sorted(_candidates(old, new, left, right)):
        score = likeness(old[i], new[j])
        if score:
            scored.append((i, j, score))
    return _in_order(heaviest_chain(scored), left, right)


def _candidates(
    old: Sequence[Unit], new: Sequence[Unit], left: range, right: range
) -> set[tuple[int, int]]:
    """Give the pairs worth scoring: all of few, else those that share a phrase few others have."""
    if len(left) * len(right) <= _FEW:
        return set(product(left, right))
    places: dict[str, tuple[list[int], list[int]]] = {}
    for side, units, numbers in ((0, old, left), (1, new, right)):
        for number in numbers:
            for word in units[number].phrases():
                places.setdefault(word, ([], []))[side].append(number)
    return {
        pair
        for olds, news in places.values()
        if len(olds) <= _RARE and len(news) <= _RARE
        for pair in product(olds, news)
    }


def _in_order(chain: Sequence[tuple[int, int]], left: range, right: range) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = left.start, right.start
    for old, new in (*chain, (left.stop, right.stop)):
        pairs.extend((number, None) for number in range(i, old))
        pairs.extend((None, number) for number in range(j, new))
        if old < left.stop:
            pairs.append((old, new))
        i, j = old + 1, new + 1
    return pairs


def likeness(old: Unit, new: Unit) -> float:
    """Give the share of words in common (Dice), or 0 where it is too small or the kinds differ."""
    if old.family != new.family:
        return 0.0
    if old.text == new.text:
        return 1.0
    total = old.size + new.size
    if not total:
        return 0.0
    common = sum((old.words & new.words).values())
    share = 2 * common / total
    return share if share >= _ALIKE else 0.0
