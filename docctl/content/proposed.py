"""Tracked changes: words proposed for a text, listed, accepted or rejected one by one.

A proposed deletion keeps its words with a `deletion` mark and is not read any more; a proposed
insertion stands beside it with an `insertion` mark and is read already. Both bear the id of the
change, its author and its instant, so that Word shows them as its own.
"""

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docctl.content.normalise import inline_text, is_deletion, merge_runs, safe_text, walk
from docctl.content.parse import parse
from docctl.content.schema import TEXT_BLOCKS, Json

CONTEXT = 60  # letters shown on either side of a change
_MARKS = ("insertion", "deletion")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words to be put for `[start, end)` of a block (code points of its text as it reads)."""

    id: str
    uid: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change of one block: the words it takes out and puts in, and what stands around."""

    id: str
    uid: str
    before: str
    after: str
    author: str
    date: str
    lead: str
    tail: str


class Crossing(ValueError):
    """Words that are part of an undecided change cannot be proposed to be changed again."""


def propose(doc: Json, proposals: Iterable[Proposal], *, author: str, date: str) -> Json:
    """Give `doc` with the proposals as tracked changes; Crossing where they meet others."""
    changed = copy.deepcopy(doc)
    put_proposals(changed, proposals, author=author, date=date)
    return parse(changed)


def put_proposals(doc: Json, proposals: Iterable[Proposal], *, author: str, date: str) -> None:
    """Write the proposals into `doc` itself, which `parse` then puts in its normal form."""
    blocks = {block["attrs"]["uid"]: block for block in _blocks(doc)}
    for one in sorted(proposals, key=lambda one: (one.uid, -one.start, -one.end)):
        block = blocks[one.uid]
        attrs = {"id": one.id, "author": author, "date": date}
        block["content"] = _proposed(block.get("content", []), one, attrs)
        if not block["content"]:
            del block["content"]


def accept(doc: Json, ids: Collection[str] | None = None) -> Json:
    """Give `doc` with tracked changes as if they had been written; None accepts all."""
    return _settled(doc, ids, gone="deletion")


def reject(doc: Json, ids: Collection[str] | None = None) -> Json:
    """Give `doc` as if tracked changes had never been proposed; None rejects all."""
    return _settled(doc, ids, gone="insertion")


def changes_in(doc: Json) -> tuple[Change, ...]:
    """List the undecided tracked changes, block by block in reading order."""
    return tuple(change for block in _blocks(doc) for change in _changes(block))


def pending_ids(doc: Json) -> frozenset[str]:
    """Give the ids of the undecided tracked changes."""
    return frozenset(
        mark["attrs"]["id"]
        for block in _blocks(doc)
        for run in block.get("content", ())
        for mark in run.get("marks", ())
        if mark["type"] in _MARKS
    )


def _blocks(doc: Json) -> Iterator[Json]:
    return (node for node in walk(doc) if node["type"] in TEXT_BLOCKS)


def _length(run: Json) -> int:
    if is_deletion(run):
        return 0
    return 1 if run["type"] == "hardBreak" else len(run["text"])


def _proposed(runs: list[Json], one: Proposal, attrs: Json) -> list[Json]:
    before, inside, after = _cut(runs, one.start, one.end)
    if any(_change_of(run) is not None for run in inside):
        raise Crossing(one.id)
    deleted = [_marked(run, "deletion", attrs) for run in inside]
    words = safe_text(one.text)
    look = next((run for run in [*inside, *reversed(before), *after] if run["type"] == "text"), {})
    marks = [mark for mark in look.get("marks", ()) if mark["type"] not in (*_MARKS, "link")]
    added = (
        [_marked({"type": "text", "text": words, "marks": marks}, "insertion", attrs)]
        if words
        else []
    )
    return [*before, *deleted, *added, *after]


def _cut(runs: Sequence[Json], start: int, end: int) -> tuple[list[Json], list[Json], list[Json]]:
    """Part runs at two places of the text as it reads; what is deleted stays with what leads it."""
    parts: tuple[list[Json], list[Json], list[Json]] = ([], [], [])
    at = 0
    for run in runs:
        length = _length(run)
        if length == 0:
            parts[0 if at <= start else 1 if at < end else 2].append(run)
            continue
        for low, high, part in (
            (at, min(at + length, start), parts[0]),
            (max(at, start), min(at + length, end), parts[1]),
            (max(at, end), at + length, parts[2]),
        ):
            if low < high:
                part.append(_slice(run, low - at, high - at))
        at += length
    return parts


def _slice(run: Json, low: int, high: int) -> Json:
    return dict(run) if run["type"] == "hardBreak" else {**run, "text": run["text"][low:high]}


def _marked(run: Json, kind: str, attrs: Json) -> Json:
    return {**run, "marks": [*run.get("marks", ()), {"type": kind, "attrs": dict(attrs)}]}


def _change_of(run: Json) -> Json | None:
    return next((mark for mark in run.get("marks", ()) if mark["type"] in _MARKS), None)


def _settled(doc: Json, ids: Collection[str] | None, *, gone: str) -> Json:
    changed = copy.deepcopy(doc)
    chosen: Callable[[str], bool] = (lambda _: True) if ids is None else set(ids).__contains__
    for block in _blocks(changed):
        if "content" not in block:
            continue
        kept = []
        for run in block["content"]:
            mark = _change_of(run)
            if mark is None or not chosen(mark["attrs"]["id"]):
                kept.append(run)
            elif mark["type"] != gone:
                kept.append(_unmarked(run))
        if kept != block["content"]:
            block["content"] = merge_runs(kept)
    return parse(changed)


def _unmarked(run: Json) -> Json:
    marks = [mark for mark in run["marks"] if mark["type"] not in _MARKS]
    bare = {name: value for name, value in run.items() if name != "marks"}
    return {**bare, "marks": marks} if marks else bare


def _changes(block: Json) -> Iterator[Change]:
    runs = block.get("content", [])
    text = inline_text(block)
    found: dict[str, dict[str, list[str]]] = {}
    facts: dict[str, Json] = {}
    places: dict[str, tuple[int, int]] = {}
    at = 0
    for run in runs:
        end = at + _length(run)
        mark = _change_of(run)
        if mark is not None:
            name = mark["attrs"]["id"]
            words = "\n" if run["type"] == "hardBreak" else run["text"]
            found.setdefault(name, {kind: [] for kind in _MARKS})[mark["type"]].append(words)
            facts.setdefault(name, mark["attrs"])
            places[name] = (places.get(name, (at, end))[0], end)
        at = end
    for name, words_of in found.items():
        low, high = places[name]
        yield Change(
            id=name,
            uid=block["attrs"]["uid"],
            before="".join(words_of["deletion"]),
            after="".join(words_of["insertion"]),
            author=facts[name]["author"] or "",
            date=facts[name]["date"] or "",
            lead=_short(text[:low], last=True),
            tail=_short(text[high:], last=False),
        )


def _short(text: str, *, last: bool) -> str:
    words = " ".join(text.split())
    if len(words) <= CONTEXT:
        return text.replace("\n", " ")
    return f"…{text[-CONTEXT:]}" if last else f"{text[:CONTEXT]}…"


def mark_inserted(block: Json, *, id: str, author: str, date: str) -> None:  # noqa: A002  # as the marks call it
    """Mark the words of a block as inserted, but those of another change."""
    attrs = {"id": id, "author": author, "date": date}
    if "content" in block:
        block["content"] = [
            run if _change_of(run) is not None else _marked(run, "insertion", attrs)
            for run in block["content"]
        ]
