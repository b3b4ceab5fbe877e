"""Two people's changes of one text put together, where of the text before only hashes are known.

`draft` is the text as it stands here, `word` the one that came back, `base` the outline of what it
was written from. What only one of them changed is taken; what both changed is a conflict that a
person decides; what they did not touch stays as it stands here, tracked changes included.
"""

import copy
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from docctl.content.alike import alike, same_build, same_size, scale
from docctl.content.normalise import fill_uids, inline_text, paragraph, walk
from docctl.content.outline import Outline, Outlined, outline, outlined, text_hash
from docctl.content.proposed import pending_ids
from docctl.content.schema import TEXT_BLOCKS, Json

WORD, DRAFT = "word", "draft"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both changed: a block or a unit as it stands here and there; None: not there at all."""

    key: str
    draft: Json | None
    word: Json | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The text put together, with conflicts decided as chosen, else as the draft says."""

    content: Json
    conflicts: tuple[Conflict, ...] = ()
    reordered: bool = False  # both put blocks into another order; the file's order is taken
    looks: int = 0  # blocks of the same words that look otherwise in the file; they stay as here


def merge(
    draft: Json,
    word: Json,
    base: Outline,
    *,
    tracked: Collection[str] = (),
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """Put together what was changed here and in the file since `base`.

    `tracked` are the uids of blocks that still hold tracked changes in the file; `choices` say for
    the keys of conflicts whose words count: "word" or "draft".
    """
    work = _Merger(draft, word, base, frozenset(tracked), choices or {})
    if base == outline(draft):
        return Merged(_doc(work.shown(node) for node in word["content"]))
    nodes = work.merged()
    content = _doc(nodes)
    if work.loses(content):
        return _whole(draft, word, choices or {})
    return Merged(content, tuple(work.conflicts), work.reordered, work.looks)


def _whole(draft: Json, word: Json, choices: Mapping[str, str]) -> Merged:
    """Leave it to a person which of two texts counts that cannot be put together."""
    chosen = word if choices.get("all") == WORD else draft
    return Merged(copy.deepcopy(chosen), (Conflict("all", draft, word),))


def _doc(nodes: Iterable[Json]) -> Json:
    content = {"type": "doc", "content": [copy.deepcopy(node) for node in nodes]}
    content["content"] = content["content"] or [paragraph()]
    fill_uids(content)
    return content


class _Merger:
    def __init__(
        self,
        draft: Json,
        word: Json,
        base: Outline,
        tracked: frozenset[str],
        choices: Mapping[str, str],
    ) -> None:
        self.base = base
        self.draft: list[Json] = draft["content"]
        self.word: list[Json] = word["content"]
        self.mine, self.theirs = outline(draft), outline(word)
        self.blocks = {block["attrs"]["uid"]: block for block in _texts(draft)}
        self.twins = {_names(one): node for one, node in zip(self.mine, self.draft, strict=True)}
        self.before = {uid: said for unit in base for uid, said in unit.blocks}
        self.tracked, self.choices = tracked, choices
        self.conflicts: list[Conflict] = []
        self.reordered = False
        self.looks = 0

    # --- what stands in both ---------------------------------------------------------------------

    def shown(self, node: Json) -> Json:
        """Give a unit of the file, with what it did not touch as it stands here."""
        unit = outlined(node)
        twin: Json | None = self.twins.get(_names(unit))
        if not unit.blocks:
            return twin if twin is not None and same_size(twin, node) else node
        new = copy.deepcopy(node)
        for block in _texts(new):
            self._put(block)
        if twin is None or not same_build(twin, node, scale(twin, node)):
            return new
        built = copy.deepcopy(twin)
        for block, by in zip(_texts(built), _texts(new), strict=True):
            _replace(block, by)
        return built

    def _put(self, block: Json) -> bool:
        """Put the block that stands here for the same one of the file; tell whether it was put."""
        mine = self.blocks.get(block["attrs"]["uid"])
        if mine is None or inline_text(mine).rstrip() != inline_text(block).rstrip():
            return False
        waits = bool(pending_ids({"type": "doc", "content": [mine]}))
        still = waits and mine["attrs"]["uid"] in self.tracked
        if not still and (waits or not alike(mine, block)):
            return False
        _replace(block, mine)
        return True

    # --- three ways ------------------------------------------------------------------------------

    def merged(self) -> list[Json]:
        """Put the units together."""
        pairs = _match(self.theirs, self.mine)  # unit of the file → unit here
        mine_before, theirs_before = _match(self.mine, self.base), _match(self.theirs, self.base)
        moved_here = _moved(sorted(pairs.values()), mine_before)
        moved_there = _moved(sorted(pairs), theirs_before)
        self.reordered = moved_here and moved_there
        ours_leads = moved_here and not moved_there
        back = {i: j for j, i in pairs.items()}
        order = (
            _interleaved(range(len(self.mine)), back, range(len(self.theirs)), flip=False)
            if ours_leads
            else _interleaved(range(len(self.theirs)), pairs, range(len(self.mine)), flip=True)
        )
        nodes = []
        for i, j in order:
            before = None
            if i is not None:
                before = mine_before.get(i)
            if before is None and j is not None:
                before = theirs_before.get(j)
            one = self._one(i, j, None if before is None else self.base[before])
            if one is not None:
                nodes.append(one)
        return nodes

    def _one(self, i: int | None, j: int | None, before: Outlined | None) -> Json | None:
        here = None if i is None else self.draft[i]
        there = None if j is None else self.word[j]
        if here is None or there is None:
            one = self.mine[i] if i is not None else self.theirs[j or 0]
            if before is None:
                return here if there is None else there
            return None if one == before else self._choice(here, there)
        mine, theirs = self.mine[i or 0], self.theirs[j or 0]
        if theirs == mine:
            self._note_looks(zip(_texts(here), _texts(there), strict=True))
        if theirs in (mine, before):
            return here
        if mine == before:
            return self.shown(there)
        if [uid for uid, _ in mine.blocks] == [uid for uid, _ in theirs.blocks] and mine.blocks:
            return self._within(here, there)
        return self._choice(here, there)

    def _within(self, here: Json, there: Json) -> Json:
        """Put a unit together block by block."""
        new = copy.deepcopy(here)
        others = {block["attrs"]["uid"]: block for block in _texts(there)}
        for block in _texts(new):
            uid = block["attrs"]["uid"]
            mine, theirs = text_hash(inline_text(block)), text_hash(inline_text(others[uid]))
            before = self.before.get(uid)
            if theirs == mine:
                self._note_looks([(block, others[uid])])
            if theirs in (mine, before):
                continue
            if mine == before:
                _replace(block, others[uid])
            else:
                chosen = self._choice(copy.deepcopy(block), others[uid])
                _replace(block, chosen or block)
        return new

    def _note_looks(self, pairs: Iterable[tuple[Json, Json]]) -> None:
        """Count blocks that look otherwise in the file: of the base only the words are known."""
        for mine, theirs in pairs:
            waits = pending_ids({"type": "doc", "content": [mine]})
            self.looks += not waits and not alike(mine, theirs)

    def _choice(self, here: Json | None, there: Json | None) -> Json | None:
        key = str(len(self.conflicts) + 1)
        self.conflicts.append(Conflict(key, here, there))
        return there if self.choices.get(key) == WORD else here

    def loses(self, content: Json) -> bool:
        """Say whether words that somebody wrote since are neither in the text nor in a conflict."""
        shown = Counter(_said(content))
        for one in self.conflicts:
            for side in (one.draft, one.word):
                shown.update(_said(side) if side else ())
        old = set(self.before.values())
        wrote = {said for unit in (*self.mine, *self.theirs) for _, said in unit.blocks} - old
        return any(said not in shown for said in wrote)


def _names(unit: Outlined) -> tuple[str, ...]:
    return (unit.kind, *(uid for uid, _ in unit.blocks))


def _said(node: Json) -> list[str]:
    return [text_hash(inline_text(block)) for block in _texts(node)]


def _texts(node: Json) -> list[Json]:
    return [one for one in walk(node) if one["type"] in TEXT_BLOCKS]


def _replace(block: Json, by: Json) -> None:
    block.clear()
    block.update(copy.deepcopy(by))


def _match(side: Sequence[Outlined], other: Sequence[Outlined]) -> dict[int, int]:
    """Pair units that share most of their blocks, or are the same picture; each once."""
    where = {uid: n for n, unit in enumerate(other) for uid, _ in unit.blocks}
    seen: Counter[str] = Counter()
    bare = {}
    for number, unit in enumerate(other):
        if not unit.blocks:
            bare[unit.kind, seen[unit.kind]] = number
            seen[unit.kind] += 1
    seen.clear()
    found: dict[int, int] = {}
    used: set[int] = set()
    for number, unit in enumerate(side):
        twin: int | None = None
        if unit.blocks:
            shared = Counter(where[uid] for uid, _ in unit.blocks if uid in where)
            best, count = shared.most_common(1)[0] if shared else (0, 0)
            enough = 2 * count >= min(len(unit.blocks), len(other[best].blocks) if other else 0)
            twin = best if count and enough else None
        else:
            twin = bare.get((unit.kind, seen[unit.kind]))
            seen[unit.kind] += 1
        if twin is not None and twin not in used:
            used.add(twin)
            found[number] = twin
    return found


def _moved(units: Iterable[int], before: Mapping[int, int]) -> bool:
    """Say whether units stand in another order than before."""
    places = [before[one] for one in units if one in before]
    return places != sorted(places)


def _interleaved(
    lead: range, pairs: Mapping[int, int], other: range, *, flip: bool
) -> list[tuple[int | None, int | None]]:
    """Give all units in the order of one side, those of the other side only after what led them.

    Pairs are (unit here, unit of the file); `flip` when the file's side leads.
    """
    taken = {follower: leader for leader, follower in pairs.items()}
    after: dict[int | None, list[int]] = {}
    last: int | None = None
    for one in other:
        if one in taken:
            last = taken[one]
        else:
            after.setdefault(last, []).append(one)
    line: list[tuple[int | None, int | None]] = [(None, one) for one in after.get(None, ())]
    for one in lead:
        line.append((one, pairs.get(one)))
        line.extend((None, extra) for extra in after.get(one, ()))
    return [(b, a) for a, b in line] if flip else line
