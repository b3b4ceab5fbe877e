"""Differences between two sequences of keys, in bounded time."""

from collections import Counter
from collections.abc import Container, Hashable, Sequence
from difflib import SequenceMatcher

Code = tuple[str, int, int, int, int]

_AGAIN = object()

_FEW_PAIRS = 20_000
_FEW_KEYS = 1500  # difflib looks at all of them again for each that is the same
_MANY_PAIRS = 200_000
_PER_KEY = 24  # pairs; a key that has more comes again so often that its order tells as much


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Code]:
    """Give difflib's opcodes `(tag, i1, i2, j1, j2)` from `old` to `new`.

    Equal ends are cut off first. Long sequences get a longest common subsequence (Hunt and
    Szymanski 1977); where the same keys come again so often that even this would take too long,
    the first of each is matched with the first, the second with the second.
    """
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    codes: list[Code] = [("equal", 0, head, 0, head)] if head else []
    for tag, i1, i2, j1, j2 in _middle(
        list(old[head : len(old) - tail]), list(new[head : len(new) - tail])
    ):
        codes.append((tag, i1 + head, i2 + head, j1 + head, j2 + head))
    if tail:
        codes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return codes


def _middle(old: list[Hashable], new: list[Hashable]) -> list[Code]:
    ours, theirs = Counter(old), Counter(new)
    often = {
        key for key, count in ours.items() if count * theirs[key] > _PER_KEY * (count + theirs[key])
    }
    if often:
        old, new = _told_apart(old, often), _told_apart(new, often)
    pairs = sum(
        min(count, theirs[key]) if key in often else count * theirs[key]
        for key, count in ours.items()
    )
    if pairs <= _FEW_PAIRS and len(old) + len(new) <= _FEW_KEYS and not often:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    if pairs > _MANY_PAIRS:
        once = (ours.keys() & theirs.keys()) - often
        old, new = _told_apart(old, once), _told_apart(new, once)
    places: dict[Hashable, list[int]] = {}
    for j, key in enumerate(new):
        places.setdefault(key, []).append(j)
    scored = [(i, j, 1.0) for i, key in enumerate(old) for j in places.get(key, ())]
    return _codes(heaviest_chain(scored), len(old), len(new))


def _codes(chain: list[tuple[int, int]], old: int, new: int) -> list[Code]:
    """Turn matched places into opcodes."""
    codes: list[Code] = []
    i = j = 0
    for a, b in [*chain, (old, new)]:
        if (a, b) != (i, j):
            tag = "replace" if a > i and b > j else "delete" if a > i else "insert"
            codes.append((tag, i, a, j, b))
        if a == old:
            break
        if codes and codes[-1][0] == "equal" and (a, b) == (i, j):
            codes[-1] = ("equal", codes[-1][1], a + 1, codes[-1][3], b + 1)
        else:
            codes.append(("equal", a, a + 1, b, b + 1))
        i, j = a + 1, b + 1
    return codes


def _told_apart(keys: list[Hashable], which: Container[Hashable]) -> list[Hashable]:
    """Give some keys the number of times they came so far."""
    seen: Counter[Hashable] = Counter()
    apart: list[Hashable] = []
    for key in keys:
        if key in which:
            seen[key] += 1
            apart.append((_AGAIN, key, seen[key]))
        else:
            apart.append(key)
    return apart


def heaviest_chain(scored: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Choose pairs that rise on both sides and have the greatest sum of scores.

    `scored` is sorted by both places. Takes k log k for k pairs: a Fenwick tree keeps the best
    chain that ends at or before each place of the right side.
    """
    size = max((j for _, j, _ in scored), default=0) + 2
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: list[int] = []
    totals: list[float] = []
    place = 0
    while place < len(scored):
        end = place
        while end < len(scored) and scored[end][0] == scored[place][0]:
            end += 1
        for _, j, score in scored[place:end]:
            total, chain = _best_up_to(best, j)
            before.append(chain)
            totals.append(total + score)
        # Only now: a pair must not follow another one with the same left place.
        for number in range(place, end):
            _note(best, scored[number][1] + 1, (totals[number], number))
        place = end
    number = _best_up_to(best, size - 1)[1]
    chosen = []
    while number >= 0:
        chosen.append(scored[number][:2])
        number = before[number]
    return chosen[::-1]


def _best_up_to(best: list[tuple[float, int]], place: int) -> tuple[float, int]:
    found = (0.0, -1)
    while place > 0:
        found = max(found, best[place])
        place -= place & -place
    return found


def _note(best: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    while place < len(best):
        best[place] = max(best[place], value)
        place += place & -place
