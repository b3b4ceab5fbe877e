"""Which citation is which after a text came back: by id, else by quote and what stands around."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.legal.reconcile import (
    Fate,
    Line,
    Place,
    held_over,
    place_in,
    reconcile,
    same_rows,
)

DECREE, LAW = "Nghị định số 61/2018/NĐ-CP", "Luật Hộ tịch"


def places(*blocks: tuple[str, str], **ids: tuple[int, ...]) -> list[Place]:
    """Every mention of the decree and the law in blocks, with ids by `uid_start`."""
    found = []
    for uid, text in blocks:
        for quote in (DECREE, LAW):
            at = text.find(quote)
            while at >= 0:
                given_ids = ids.get(f"{uid}_{at}", ())
                found.append(place_in(text, uid=uid, start=at, end=at + len(quote), ids=given_ids))
                at = text.find(quote, at + 1)
    return found


def numbered(*blocks: tuple[str, str]) -> list[Place]:
    """The same as rows of before, counted from 1."""
    return [
        Place(uid=p.uid, start=p.start, quote=p.quote, prefix=p.prefix, suffix=p.suffix, ids=(n,))
        for n, p in enumerate(places(*blocks), 1)
    ]


def fates(lines: list[Line]) -> list[tuple[str, int | None]]:
    return [(line.fate.value, line.before.ids[0] if line.before else None) for line in lines]


def test_what_stands_where_it_stood_is_kept() -> None:
    text = ("a", f"Theo {DECREE} và {LAW}.")
    lines = reconcile(numbered(text), places(text))
    assert fates(lines) == [("kept", 1), ("kept", 2)]
    assert same_rows(lines) == {("a", text[1].find(DECREE)): 1, ("a", text[1].find(LAW)): 2}


def test_of_two_equal_mentions_the_one_that_stays_is_known_by_what_stands_around() -> None:
    before = numbered(("a", f"Căn cứ {LAW}; trích yếu {LAW} mới."))
    after = places(("a", f"Căn cứ luật; trích yếu {LAW} mới."))
    assert fates(reconcile(before, after)) == [("kept", 2), ("lost", 1)]


def test_an_id_knows_a_mention_that_has_nothing_else_in_common() -> None:
    before = numbered(("a", f"Căn cứ {LAW}."))
    after = places(("z", f"Nơi khác hẳn, {LAW} được viện dẫn."), z_14=(1,))
    assert after[0].start == 14
    assert fates(reconcile(before, after)) == [("moved", 1)]


def test_without_an_id_the_same_words_elsewhere_are_another_citation() -> None:
    before = numbered(("a", f"Căn cứ {LAW}."))
    after = places(("z", f"Nơi khác hẳn, {LAW} được viện dẫn."))
    assert fates(reconcile(before, after)) == [("new", None), ("lost", 1)]


def test_a_sentence_that_moved_without_its_id_brings_its_citation() -> None:
    before = numbered(("a", f"Hồ sơ nộp theo {LAW} hiện hành."))
    after = places(("z", f"Hồ sơ nộp theo {LAW} hiện hành."))
    assert fates(reconcile(before, after)) == [("moved", 1)]


def test_other_words_in_the_same_place_are_a_change_and_no_row_lives_on() -> None:
    before = numbered(("a", f"Theo {DECREE}."))
    after = places(("a", f"Theo {LAW}."), a_5=(1,))
    lines = reconcile(before, after)
    assert fates(lines) == [("changed", 1)]
    assert same_rows(lines) == {}


def test_an_id_that_belongs_to_other_words_does_not_steal() -> None:
    before = numbered(("a", f"Theo {DECREE}."), ("b", f"Theo {LAW}."))
    after = places(("a", f"Theo {DECREE}."), ("b", f"Theo {LAW}."), a_5=(2,), b_5=(1,))
    assert fates(reconcile(before, after)) == [("kept", 1), ("kept", 2)]


WORDS = ("theo", "quy định", DECREE, LAW, "hồ sơ", "khoản 2", "nộp", "trả kết quả")


def written(pick: random.Random) -> list[tuple[str, str]]:
    return [
        (f"u{n}", " ".join(pick.choice(WORDS) for _ in range(pick.randrange(9))))
        for n in range(pick.randrange(6))
    ]


def rewritten(blocks: list[tuple[str, str]], pick: random.Random) -> list[tuple[str, str]]:
    blocks = list(blocks)
    for _ in range(pick.randrange(5)):
        if not blocks:
            break
        at = pick.randrange(len(blocks))
        uid, text = blocks[at]
        words = text.split(" ")
        act = pick.choice(("write", "move", "delete", "rename"))
        if act == "write":
            words.insert(pick.randrange(len(words) + 1), pick.choice(WORDS))
            blocks[at] = (uid, " ".join(words))
        elif act == "move":
            blocks.insert(pick.randrange(len(blocks)), blocks.pop(at))
        elif act == "delete":
            del blocks[at]
        else:
            blocks[at] = (f"n{pick.randrange(1000)}{uid}", text)
    return blocks


@given(st.integers(0, 10**9))
@settings(max_examples=200, deadline=None)
def test_every_citation_has_one_fate_and_rows_live_on_under_the_same_words(seed: int) -> None:
    pick = random.Random(seed)
    blocks = written(pick)
    later = rewritten(blocks, pick)
    before = numbered(*blocks)
    wicked: dict[str, Any] = {
        f"{p.uid}_{p.start}": tuple(pick.sample(range(1, 9), pick.randrange(3)))
        for p in places(*later)
    }
    after = places(*later, **wicked)
    lines = reconcile(before, after)
    assert [line.after for line in lines if line.after] == after
    named = [line.before.ids[0] for line in lines if line.before]
    assert sorted(named) == [place.ids[0] for place in before]
    rows = {place.ids[0]: place for place in before}
    kept = same_rows(lines)
    assert len(set(kept.values())) == len(kept)
    for place in after:
        row = kept.get((place.uid, place.start))
        assert row is None or rows[row].quote.lower() == place.quote.lower()
    # what nobody touched is kept, whatever ids a file claims
    untouched = set(blocks) & set(later)
    for line in lines:
        if line.before and any(line.before.uid == uid for uid, _ in untouched):
            assert line.fate is Fate.KEPT
            assert line.after is not None
            assert line.after.start == line.before.start


spans = st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(1, 5))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9))), st.lists(spans))
def test_what_a_file_carried_over_a_mention_is_what_shares_letters_with_it(
    said: list[tuple[int, int]], carried: list[tuple[int, int, int]]
) -> None:
    mentions = [(start, start + length) for start, length in sorted(said)]
    held = [(start, start + length, name) for start, length, name in carried]
    assert [set(ids) for ids in held_over(mentions, held)] == [
        {name for begin, close, name in held if begin < end and start < close}
        for start, end in mentions
    ]


class Counted(list[tuple[int, int]]):
    """Mentions that count how often they are looked at."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        self.looks += 1
        return super().__getitem__(place)


def test_one_citation_around_all_of_a_block_makes_no_other_dearer() -> None:
    mentions = Counted((place * 10, place * 10 + 5) for place in range(2000))
    spans = [(0, 100_000, 1), *((start, end, 2) for start, end in list(mentions))]
    assert held_over(mentions, spans) == [(1, 2)] * 2000
    assert mentions.looks <= 2 * len(mentions)
