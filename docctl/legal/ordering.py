"""Numbers that put citations in reading order, with gaps so that few change when one comes in.

Pure.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from operator import lt

STEP = 1 << 20


def ordinals(known: Sequence[int | None]) -> list[int]:
    """Give strictly rising positive numbers for a sequence, None standing for what is new.

    As many as possible keep theirs; when no number is left between two, all are numbered anew.
    """
    numbers = [number for number in known if number is not None]
    if all(map(lt, [0, *numbers], numbers)):  # so it is unless something moved
        kept: Collection[int] = range(len(known))
    else:
        kept = _rising(known)
    given: list[int] = []
    waiting, low = 0, 0
    for at, number in enumerate(known):
        if at not in kept or number is None:
            waiting += 1
            continue
        if number - low <= waiting:
            return [(place + 1) * STEP for place in range(len(known))]
        if waiting:
            given += _between(low, number, waiting)
        given.append(number)
        waiting, low = 0, number
    return given + [low + (place + 1) * STEP for place in range(waiting)]


def _between(low: int, high: int, count: int) -> Iterator[int]:
    """Spread `count` numbers evenly between two."""
    return (low + (high - low) * (place + 1) // (count + 1) for place in range(count))


def _rising(known: Sequence[int | None]) -> set[int]:
    """Give the places of a longest strictly rising subsequence of the positive numbers."""
    ends: list[int] = []  # the smallest number a subsequence of each length can end with
    places: list[int] = []
    before: dict[int, int] = {}
    for at, number in enumerate(known):
        if number is None or number <= 0:
            continue
        length = bisect_left(ends, number)
        if length == len(ends):
            ends.append(number)
            places.append(at)
        else:
            ends[length], places[length] = number, at
        if length:
            before[at] = places[length - 1]
    kept: set[int] = set()
    at = places[-1] if places else -1
    while at >= 0:
        kept.add(at)
        at = before.get(at, -1)
    return kept
