"""Which row of before is which mention of now: rows, and what people decided on them, live on.

Reads rows and writes nothing.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docctl.content import Block
from docctl.legal.mentions import EXTRACTOR, Hit, Place, folded, sentence_around
from docctl.legal.models import Citation
from docctl.legal.rules import Origin

# Which row the mention is that begins at an offset of a block, by the id of the row.
Same = Mapping[tuple[str, int], int]
GONE = "no-longer-found"  # rule of a row that a newer engine does not find in an approved text


@dataclass(frozen=True, slots=True)
class Matched:
    """For each mention its row of before, or None; the rows that stay without; those that go."""

    rows: list[Citation | None]
    staying: list[Citation]
    gone: list[Citation]


def match(
    known: Sequence[Citation],
    hits: Sequence[Hit],
    blocks: Mapping[str, Block],
    *,
    same: Same | None = None,
) -> Matched:
    """Match rows, in reading order, to mentions, in reading order.

    Where it is known already which row a mention is, `same` says so. Then the same words in the
    same block, by their count there; then, for rows of another engine, what overlaps in an
    unchanged sentence; then the same words in the same sentence of another block (a paragraph
    split, joined or moved). What a person decided stays where another engine sees nothing, as long
    as the text is the same. `blocks` are those of now.
    """
    rows = _told(known, hits, same or {})
    told = {id(row) for row in rows if row is not None}
    places = {place: row for place, row in places_of(known).items() if id(row) not in told}
    rows = [row or places.pop(hit.place, None) for row, hit in zip(rows, hits, strict=True)]
    left = {id(row): row for row in places.values()}
    _overlapping(rows, hits, left, blocks)
    _moved(rows, hits, left)
    staying = {key: row for key, row in left.items() if _stays(row, blocks)}
    gone = [row for key, row in left.items() if key not in staying]
    return Matched(rows, list(staying.values()), gone)


def _told(known: Sequence[Citation], hits: Sequence[Hit], same: Same) -> list[Citation | None]:
    by_id = {row.id: row for row in known} if same else {}
    return [by_id.pop(same.get((hit.block.uid, hit.found.start), 0), None) for hit in hits]


def places_of(rows: Iterable[Citation]) -> dict[Place, Citation]:
    """Give rows, in reading order, by their places."""
    seen: Counter[tuple[str, str]] = Counter()
    places: dict[Place, Citation] = {}
    for row in rows:
        mention = folded(row.quote)
        places[row.block_uid, mention, seen[row.block_uid, mention]] = row
        seen[row.block_uid, mention] += 1
    return places


def _overlapping(
    rows: list[Citation | None],
    hits: Sequence[Hit],
    left: dict[int, Citation],
    blocks: Mapping[str, Block],
) -> None:
    """Take rows another engine made where it cut the mention out of the same sentence otherwise."""
    waiting: dict[str, list[Citation]] = defaultdict(list)
    for row in left.values():
        if row.extractor != EXTRACTOR and _in_place(row, blocks):
            waiting[row.block_uid].append(row)
    for at, hit in enumerate(hits):
        if rows[at] is not None:
            continue
        for number, row in enumerate(waiting[hit.block.uid]):
            if row.start < hit.found.end and hit.found.start < row.end:
                rows[at] = waiting[hit.block.uid].pop(number)
                del left[id(row)]
                break


def _moved(rows: list[Citation | None], hits: Sequence[Hit], left: dict[int, Citation]) -> None:
    """Take rows whose sentence now stands in another block."""
    waiting: dict[tuple[str, str], deque[Citation]] = defaultdict(deque)
    for row in left.values():
        waiting[folded(row.quote), row.context].append(row)
    if not waiting:
        return
    for at, hit in enumerate(hits):
        if rows[at] is not None:
            continue
        of_sentence = waiting.get((hit.place[1], hit.context))
        if of_sentence:
            rows[at] = row = of_sentence.popleft()
            del left[id(row)]


def _stays(row: Citation, blocks: Mapping[str, Block]) -> bool:
    """Say whether a person decided on a mention that only this engine does not see."""
    return row.origin is Origin.HUMAN and row.extractor != EXTRACTOR and _in_place(row, blocks)


def _in_place(row: Citation, blocks: Mapping[str, Block]) -> bool:
    """Say whether the sentence of a row reads as it did."""
    block = blocks.get(row.block_uid)
    if block is None or block.text[row.start : row.end] != row.quote:
        return False
    return sentence_around(block.text, row.start, row.end) == row.context
