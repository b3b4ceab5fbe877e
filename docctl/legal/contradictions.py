"""Where the register contradicts itself: found, listed for a person, never resolved here. Pure.

What is wrong is a question of sources (`domain` §4.2 names real ones); the law is computed from the
facts as they are, and whoever keeps the register is told which of them cannot all be true.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from docctl.legal.force import Law
from docctl.legal.presumption import Stated
from docctl.legal.rules import CHANGING, ENDING, Action, Extent
from docctl.legal.standing import Act, Facts


class Contradiction(StrEnum):
    """What cannot be true at once."""

    BEFORE_ISSUE = "before_issue"  # takes effect before it was issued
    TOO_SOON = "too_soon"  # takes effect earlier than the law on legal texts allows
    NEVER_BEGAN = "never_began"  # ends by the day it would take effect
    TWO_SUCCESSORS = "two_successors"  # replaced as a whole on two different days
    ENDS_AND_KEEPS = "ends_and_keeps"  # one text ends another and suspends or prolongs it as well
    AFTER_END = "after_end"  # ended or amended after it had ended
    OTHER_END = "other_end"  # the stated end is not the day of the recorded ending
    STATED_ENDED = "stated_ended"  # the source says ended, no ending is recorded
    STATED_IN_FORCE = "stated_in_force"  # the source says in force, an ending is recorded
    OLDER_SOURCE = "older_source"  # changed by a text that was issued before it
    CIRCLE = "circle"  # texts that end each other
    NO_PROVISION = "no_provision"  # an effect on a provision the text does not have
    NO_DAY_OF_EFFECT = "no_day_of_effect"  # an effect whose day nobody knows
    NO_DAY = "no_day"  # no day of effect is recorded


@dataclass(frozen=True, slots=True)
class Found:
    """One contradiction at a text: the other texts, the effects and the days that make it."""

    kind: Contradiction
    text_id: int
    others: tuple[int, ...] = ()
    effects: tuple[int, ...] = ()
    days: tuple[date, ...] = ()


_KEEPS = frozenset({Action.SUSPENDS, Action.RESUMES, Action.POSTPONES, Action.EXTENDS})

Paths = Mapping[int, Collection[str]]  # of the texts whose structure is known


@dataclass(frozen=True, slots=True)
class Register:
    """All that is looked at.

    `soonest` is the first day the law allows a text to take effect; `consolidated` texts write down
    older ones and may have their days; of the texts `undated` only that is known. Texts whose facts
    and acts cannot contradict each other need not be told of.
    """

    facts: Mapping[int, Facts]
    acts: Sequence[Act]
    soonest: Mapping[int, date]
    paths: Paths
    consolidated: Collection[int] = ()
    undated: Collection[int] = ()


def find_contradictions(register: Register) -> list[Found]:
    """Give every contradiction of the register, by kind and text."""
    law = Law(register.facts.values(), register.acts)
    on: dict[int, list[tuple[date | None, Act]]] = defaultdict(list)
    for act in register.acts:
        if act.source_id != act.target_id:
            on[act.target_id].append((law.start(act), act))
    found = [
        one
        for text_id, facts in register.facts.items()
        for look in (_LOOKS if text_id in on else _LOOKS_AT_FACTS)
        for one in look(register, facts, on.get(text_id, []))
    ]
    found += (Found(Contradiction.NO_DAY, text_id) for text_id in register.undated)
    found += _circles(register.acts)
    order = {kind: place for place, kind in enumerate(Contradiction)}
    return sorted(set(found), key=lambda one: (order[one.kind], one.text_id, one.effects))


_On = Sequence[tuple[date | None, Act]]


def _before_issue(register: Register, facts: Facts, _on: _On) -> Iterator[Found]:
    issued, begins = facts.issued_on, facts.effective_on
    if issued and begins and begins < issued and facts.text_id not in register.consolidated:
        yield Found(Contradiction.BEFORE_ISSUE, facts.text_id, days=(issued, begins))


def _too_soon(register: Register, facts: Facts, _on: _On) -> Iterator[Found]:
    allowed, begins = register.soonest.get(facts.text_id), facts.effective_on
    if allowed and begins and facts.issued_on and facts.issued_on <= begins < allowed:
        yield Found(Contradiction.TOO_SOON, facts.text_id, days=(facts.issued_on, begins, allowed))


def _never_began(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    begins = facts.effective_on
    if begins is None:
        return
    ends = [(start, act) for start, act in on if start and start <= begins and _ends(act)]
    if ends:
        yield _of(Contradiction.NEVER_BEGAN, facts, ends, begins)
    elif facts.expires_on and facts.expires_on <= begins:
        yield Found(Contradiction.NEVER_BEGAN, facts.text_id, days=(begins, facts.expires_on))


def _two_successors(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    replacing = [(s, a) for s, a in on if s and _ends(a) and a.action is Action.REPLACES]
    if len({start for start, _act in replacing}) > 1:
        yield _of(Contradiction.TWO_SUCCESSORS, facts, replacing)


def _ends_and_keeps(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    """Give texts that another ends and suspends, puts off or prolongs: it cannot do both."""
    ending = {act.source_id for _start, act in on if _ends(act)}
    keeping = {
        act.source_id for _s, act in on if act.action in _KEEPS and act.extent is Extent.WHOLE
    }
    both = [
        (start, act)
        for start, act in on
        if act.source_id in ending & keeping and (_ends(act) or act.action in _KEEPS)
    ]
    if both:
        yield _of(Contradiction.ENDS_AND_KEEPS, facts, both)


def _after_end(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    ends = sorted((start, act.id, act.source_id) for start, act in on if start and _ends(act))
    if not ends:
        return
    end, _id, by = ends[0]
    late = [
        (start, act)
        for start, act in on
        if start
        and start > end
        and act.source_id != by
        and act.action in ENDING | CHANGING
        and not (_ends(act) and act.action is Action.REPLACES)  # told as TWO_SUCCESSORS
    ]
    if late:
        yield _of(Contradiction.AFTER_END, facts, late, end)


def _other_end(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    ends = [(start, act) for start, act in on if start and _ends(act)]
    if facts.expires_on and ends and all(start != facts.expires_on for start, _act in ends):
        yield _of(Contradiction.OTHER_END, facts, ends, facts.expires_on)


def _stated(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    said = facts.stated_on
    if said is None:
        return
    ends = [(start, act) for start, act in on if start and start <= said and _ends(act)]
    ended = bool(ends) or bool(facts.expires_on and facts.expires_on <= said)
    if facts.stated is Stated.ENDED and not ended:
        yield Found(Contradiction.STATED_ENDED, facts.text_id, days=(said,))
    elif facts.stated is Stated.IN_FORCE and ended:
        yield _of(Contradiction.STATED_IN_FORCE, facts, ends, said)


def _older_source(register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    older = [
        (start, act)
        for start, act in on
        if act.action in ENDING | CHANGING
        and (source := register.facts.get(act.source_id))
        and source.issued_on
        and facts.issued_on
        and source.issued_on < facts.issued_on
    ]
    if older:
        yield _of(Contradiction.OLDER_SOURCE, facts, older, facts.issued_on)


def _no_provision(register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    known = register.paths.get(facts.text_id)
    if not known:
        return
    added = {p for _s, a in on if a.action is Action.SUPPLEMENTS for p in a.paths}
    lost = [
        (start, act)
        for start, act in on
        if act.extent is Extent.PARTS
        and act.action is not Action.SUPPLEMENTS
        and any(not _is_there(path, known, added) for path in act.paths)
    ]
    if lost:
        yield _of(Contradiction.NO_PROVISION, facts, lost)


def _no_day_of_effect(_register: Register, facts: Facts, on: _On) -> Iterator[Found]:
    undated = [(s, a) for s, a in on if s is None and a.action in ENDING | CHANGING]
    if undated:
        yield _of(Contradiction.NO_DAY_OF_EFFECT, facts, undated)


def _no_day(_register: Register, facts: Facts, _on: _On) -> Iterator[Found]:
    if facts.effective_on is None:
        yield Found(Contradiction.NO_DAY, facts.text_id)


_Look = Callable[[Register, Facts, _On], Iterator[Found]]
_LOOKS_AT_FACTS: tuple[_Look, ...] = (_before_issue, _too_soon, _never_began, _stated, _no_day)
_LOOKS: tuple[_Look, ...] = (
    *_LOOKS_AT_FACTS,
    _two_successors,
    _ends_and_keeps,
    _after_end,
    _other_end,
    _older_source,
    _no_provision,
    _no_day_of_effect,
)


def _ends(act: Act) -> bool:
    return act.action in ENDING and act.extent is Extent.WHOLE


def _is_there(path: str, known: Collection[str], added: Collection[str]) -> bool:
    """Say whether a path is in the structure, or inside something others added."""
    return path in known or any(path.startswith(one) or one.startswith(path) for one in added)


def _of(
    kind: Contradiction,
    facts: Facts,
    acts: Iterable[tuple[date | None, Act]],
    *days: date | None,
) -> Found:
    pairs = sorted(acts, key=lambda pair: (pair[0] or date.min, pair[1].id))
    return Found(
        kind,
        facts.text_id,
        tuple(dict.fromkeys(act.source_id for _start, act in pairs)),
        tuple(act.id for _start, act in pairs),
        tuple(dict.fromkeys([day for day in (*days, *(start for start, _act in pairs)) if day])),
    )


def _circles(acts: Iterable[Act]) -> Iterator[Found]:
    """Find texts that end each other as a whole, through any number of others."""
    after: dict[int, set[int]] = defaultdict(set)
    by: dict[tuple[int, int], list[int]] = defaultdict(list)
    for act in acts:
        if _ends(act) and act.source_id != act.target_id:
            after[act.target_id].add(act.source_id)
            by[act.target_id, act.source_id].append(act.id)
    seen: set[int] = set()
    reached = {text_id: _reached(after, text_id) for text_id in _trimmed(after)}
    for text_id in sorted(reached):
        circle = {one for one in reached[text_id] if text_id in reached.get(one, ())}
        if text_id in seen or text_id not in circle:
            continue
        seen |= circle
        effects = [e for old in circle for new in after[old] & circle for e in by[old, new]]
        first, *rest = sorted(circle)
        yield Found(Contradiction.CIRCLE, first, tuple(rest), tuple(sorted(effects)))


def _trimmed(after: Mapping[int, set[int]]) -> set[int]:
    """Leave out what has no way on, again and again; what is left leads into a circle."""
    left = set(after)
    while True:
        kept = {one for one in left if after[one] & left}
        if kept == left:
            return left
        left = kept


def _reached(after: Mapping[int, set[int]], text_id: int) -> set[int]:
    reached: set[int] = set()
    waiting = [text_id]
    while waiting:
        for one in after.get(waiting.pop(), set()) - reached:
            reached.add(one)
            waiting.append(one)
    return reached
