"""What becomes of what a pack says, beside what is known here. Pure.

A statement of a sender counts by the instant since which the sender has known it, so packs of one
sender give the same facts in whatever order they come. What a person here wrote, corrected or
decided is never changed by a pack: where it differs, it is a conflict for a person. Two senders
that differ are a conflict too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from docctl.legal.bodies import body_key
from docctl.legal.numbers import number_norm
from docctl.legal.planning import STUB, rank
from docctl.legal.rules import EffectState
from docctl.packs.saying import FACTS, TextSaid
from docctl.vietnamese import fold

STATED = ("stated_status", "stated_on")
KEPT = (*FACTS, *STATED, "certainty")
_KEYS: Mapping[str, Callable[[str], str]] = {"number": number_norm, "issuer": body_key}


class PackState(StrEnum):
    """What became of a pack that came in."""

    READY = "ready"  # its signature is right; somebody looks at what it would change
    TAKING = "taking"
    TAKEN = "taken"
    DISMISSED = "dismissed"


class Outcome(StrEnum):
    """What a statement does here."""

    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    OLDER = "older"  # a later statement of the same sender is known
    CONFLICT = "conflict"
    UNCLEAR = "unclear"  # several registered texts may be meant


@dataclass(frozen=True, slots=True)
class TextHere:
    """A registered text as a statement meets it; `listed`: its facts came with an imported list."""

    id: int
    listed: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Was:
    """What the same sender said of the same text last; `written` are the facts it wrote here."""

    at: datetime
    facts: Mapping[str, Any]
    written: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OnText:
    """What a statement does to the facts of a text: what changes, and what a person must decide."""

    outcome: Outcome
    changes: Mapping[str, Any] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()


def facts_of(said: TextSaid) -> dict[str, Any]:
    """Give what a pack says of a text as values by name."""
    return {name: getattr(said, name) for name in KEPT}


def judge_text(said: TextSaid, here: TextHere | None, was: Was | None) -> OnText:
    """Say what a statement does to a text that is registered (`here`) or not."""
    if was is not None and said.at < was.at:
        return OnText(Outcome.OLDER)
    if here is None:
        return OnText(Outcome.NEW)
    changes: dict[str, Any] = {}
    conflicts = []
    for name in FACTS:
        outcome = _judge(name, getattr(said, name), here, was)
        if outcome is Outcome.CHANGES:
            changes[name] = getattr(said, name)
        elif outcome is Outcome.CONFLICT:
            conflicts.append(name)
    changes |= _evidence(said, here, was)
    if conflicts:
        return OnText(Outcome.CONFLICT, changes, tuple(conflicts))
    told = set(changes) - {"certainty"}  # how sure a source was is no news for people
    return OnText(Outcome.CHANGES if told else Outcome.SAME, changes)


def _judge(name: str, value: Any, here: TextHere, was: Was | None) -> Outcome:
    has = here.facts[name]
    before = None if was is None else was.facts[name]
    wrote = was is not None and name in was.written
    if value == has:
        return Outcome.SAME
    if wrote and before == has:  # nobody else's word stands here; the sender may take it back
        return Outcome.CHANGES
    if not value or alike(name, value, has) or (name == "title" and _one_name(value, has, here)):
        return Outcome.SAME
    if wrote and alike(name, value, before):
        return Outcome.SAME  # corrected here, and the sender says nothing new
    stub = here.facts["certainty"] == STUB
    # A shorter title would lose words; whether they belong there a person knows.
    loses = name == "title" and not stub and _is_shorter(value, has)
    free = here.listed or stub or not (has or (wrote and before))
    return Outcome.CHANGES if free and not loses else Outcome.CONFLICT


def _one_name(one: str, other: str, here: TextHere) -> bool:
    """Say whether two titles differ in the type word before them alone: Luật Hộ tịch, Hộ tịch."""
    kind = f"{fold(here.facts['type'])} "
    return fold(one).removeprefix(kind) == fold(other).removeprefix(kind)


def _is_shorter(one: str, other: str) -> bool:
    """Say whether a title is another one with words left out at its beginning or end."""
    return len(one) < len(other) and f" {fold(one)} " in f" {fold(other)} "


def _evidence(said: TextSaid, here: TextHere, was: Was | None) -> dict[str, Any]:
    """Take what a source claims of the text, with its day, and how sure its facts are.

    Neither decides on force, so what differs is no conflict: the later claim and the surer word
    stand, and what this sender wrote follows this sender.
    """
    changes: dict[str, Any] = {}
    written = frozenset[str]() if was is None else was.written
    known = here.facts["stated_on"]
    later = said.stated_on is not None and (known is None or said.stated_on > known)
    if said.stated_status and (later or "stated_status" in written):
        changes = {name: getattr(said, name) for name in STATED}
    has = here.facts["certainty"]
    surer = here.listed or has == STUB
    if "certainty" in written or (surer and rank(said.certainty) <= rank(has)):
        changes["certainty"] = said.certainty
    return {name: value for name, value in changes.items() if value != here.facts[name]}


def alike(name: str, one: Any, other: Any) -> bool:
    """Say whether two values of a fact say the same, spelling aside."""
    if isinstance(one, date) or isinstance(other, date):
        return bool(one == other)
    if not one or not other:
        return not one and not other
    key = _KEYS.get(name, fold)
    return key(one) == key(other)


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """What of an effect a statement may change."""

    state: EffectState
    effective_on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class EffectHere:
    """A recorded effect as a statement meets it; `free`: no person here decided on it.

    It is free when it is a proposal, when an imported list says it, or when the last who wrote it
    was a pack of the same sender.
    """

    facts: EffectFacts
    free: bool


@dataclass(frozen=True, slots=True)
class EffectWas:
    """What the same sender said of an effect last; `wrote`: a pack of it has written the row."""

    at: datetime
    facts: EffectFacts
    wrote: bool


def judge_effect(
    said: EffectFacts, at: datetime, here: EffectHere | None, was: EffectWas | None
) -> Outcome:
    """Say what a statement does to an effect that is recorded (`here`) or not."""
    if was is not None and at < was.at:
        return Outcome.OLDER
    if here is None:
        return Outcome.NEW
    if here.facts == said:
        return Outcome.SAME
    if here.free:
        return Outcome.CHANGES
    if was is not None and was.wrote and was.facts == said:
        return Outcome.SAME  # decided otherwise here, and the sender says nothing new
    return Outcome.CONFLICT
