"""Differences of sequences: right, and in bounded time whatever comes again and again."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.content import sequence
from docctl.content.sequence import opcodes


class Key:
    """A key that counts how often any is looked up."""

    looks = 0

    def __init__(self, name: int) -> None:
        self.name = name

    def __hash__(self) -> int:
        Key.looks += 1
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.name == other.name


def interleaved(count: int) -> Iterator[list[Key]]:
    """Each old key, then the same with a new one after each."""
    yield [Key(number) for number in range(count)]
    yield [Key(name) for number in range(count) for name in (number, -number - 1)]


def repeated(count: int) -> Iterator[list[Key]]:
    yield [Key(number % 2) for number in range(count)]
    yield [Key(name) for number in range(count) for name in (number % 2, 2)]


@pytest.mark.parametrize("made", [interleaved, repeated])
def test_four_times_as_much_costs_about_four_times_as_much(made: object) -> None:
    costs = []
    for count in (2_000, 8_000):
        old, new = made(count)  # type: ignore[operator]  # one of the two makers above
        Key.looks = 0
        opcodes(old, new)
        costs.append(Key.looks)
    assert costs[1] < 6 * costs[0]


def test_what_comes_again_and_again_is_paired_with_few_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scored = list[int]()
    chain = sequence.heaviest_chain

    def counted(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
        scored.append(len(pairs))
        return chain(pairs)

    monkeypatch.setattr(sequence, "heaviest_chain", counted)
    opcodes(["w", "s"] * 200, ["w", "s", "x", "s"] * 200)
    assert sum(scored) <= 24 * 6 * 200


def test_only_what_comes_again_and_again_is_told_apart_by_its_count() -> None:
    old = ["tên", *"." * 90, "sinh", "ngày", "của", "ai", "cũ"]
    new = ["của", "tên", *"." * 80, "sinh", "ngày", "của", "ai", "mới"]
    same = [(i1, i2) for tag, i1, i2, _, _ in opcodes(old, new) if tag == "equal"]
    assert same == [(0, 81), (91, 95)]


@given(st.lists(st.integers(0, 3), max_size=300), st.lists(st.integers(0, 3), max_size=300))
def test_from_old_to_new(old: list[int], new: list[int]) -> None:
    made = list[int]()
    at = 0
    for tag, i1, i2, j1, j2 in opcodes(old, new):
        assert (i1, j1) == (at, len(made))
        if tag == "equal":
            assert old[i1:i2] == new[j1:j2]
        made += new[j1:j2]
        at = i2
    assert (at, made) == (len(old), new)
