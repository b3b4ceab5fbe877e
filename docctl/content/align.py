"""Pair the parts of two documents: by their uid, then by equal text, then by likeness."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from docctl.content.normalise import inline_text, walk
from docctl.content.schema import LISTS, TEXT_BLOCKS, Json

Pair = tuple[int | None, int | None]

_WORD = re.compile(r"\w+")
_ALIKE = 0.4
_MAX_GAP = 6_000


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
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs.extend(zip(range(i1, i2), range(j1, j2), strict=True))
        elif tag == "replace" and (i2 - i1) * (j2 - j1) <= _MAX_GAP:
            pairs.extend(_by_likeness(old, new, range(i1, i2), range(j1, j2)))
        else:
            pairs.extend((i, None) for i in range(i1, i2))
            pairs.extend((None, j) for j in range(j1, j2))
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
    return best_pairs(left, right, lambda i, j: likeness(old[i], new[j]))


def best_pairs(left: range, right: range, score: Callable[[int, int], float]) -> list[Pair]:
    """Find the order-keeping pairing with the greatest sum of scores; 0 never pairs."""
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    scores = [[score(i, j) for j in right] for i in left]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            paired = scores[a][b] + best[a + 1][b + 1] if scores[a][b] else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    pairs: list[Pair] = []
    a = b = 0
    while a < len(left) and b < len(right):
        if scores[a][b] and best[a][b] == scores[a][b] + best[a + 1][b + 1]:
            pairs.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            pairs.append((left[a], None))
            a += 1
        else:
            pairs.append((None, right[b]))
            b += 1
    pairs.extend((i, None) for i in left[a:])
    pairs.extend((None, j) for j in right[b:])
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
