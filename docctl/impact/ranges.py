"""Many ids in few words, for entries of the trail: `[[17, 1016], [1020, 1020]]`. Pure."""

from collections.abc import Iterable, Iterator, Sequence


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Write ids as closed ranges, in order; what was made in one batch is one range."""
    found: list[list[int]] = []
    for one in sorted(set(ids)):
        if found and found[-1][1] == one - 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return found


def spelt_out(written: Iterable[int | Sequence[int]]) -> Iterator[int]:
    """Give the ids of ranges; entries of before are lists of ids."""
    for one in written:
        if isinstance(one, int):
            yield one
        else:
            yield from range(one[0], one[1] + 1)
