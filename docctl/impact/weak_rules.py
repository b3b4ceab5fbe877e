"""Weak signals: what may concern a document through another text, with its chain of reasons. Pure.

The six ways of the legal engine (2.5), two hops at most. They are computed when somebody looks,
kept apart from findings, and never page anybody; a person raises one to a finding or puts it aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from docctl.errors import Sentence, say
from docctl.legal.cascade import Outcome

LONGEST_REASON = 2000


class WeakKind(StrEnum):
    """Through what a change of law may reach a document that does not cite what changed."""

    IMPLEMENTING = "implementing"  # it cites a text that details one which is gone
    AMENDER = "amender"  # it cites a text that only amended one which is gone
    REFERENCE = "reference"  # the provision it cites refers to one that changed
    CONSOLIDATION = "consolidation"  # it cites a consolidated text older than an amendment
    NAME_MOVED = "name_moved"  # it cites by a name that a newer text bears
    DOCUMENT_HURT = "document_hurt"  # it names a document that has a finding


class StepKind(StrEnum):
    """One link of a chain of reasons."""

    CITES = "cites"
    DETAILS = "details"
    AMENDED = "amended"
    REFERS = "refers"
    CONSOLIDATES = "consolidates"
    SAME_NAME = "same_name"
    NAMES = "names"
    CHANGED = "changed"
    RULE = "rule"


class Raising(StrEnum):
    """What a weak signal becomes when a person raises it."""

    FINDING = "finding"  # of its own, at the citation it comes from
    REPLACEMENT = "replacement"  # the newer text is said to replace the older one: findings follow
    TASK = "task"  # the owner of the document looks through it and answers


class WeakOutcome(StrEnum):
    """What a person made of a weak signal."""

    PROMOTED = "promoted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Step:
    """A link: what kind, and about which text (`text_id`), document or rule, in `words`."""

    kind: StepKind
    words: str
    text_id: int | None = None
    note: str = ""


def step_from(kept: dict[str, Any]) -> Step:
    """Read a link as a finding keeps it."""
    return Step(StepKind(kept["kind"]), kept["words"], kept["text_id"], kept["note"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """A weak signal with all a row shows; `weight` falls with every uncertain link."""

    kind: WeakKind
    document_id: int
    code: str
    title: str
    version_id: int
    citation_id: int | None
    quote: str
    section: str
    effect_id: int | None
    due_on: date | None
    chain: tuple[Step, ...]
    weight: float

    @property
    def key(self) -> str:
        """Name the signal for good: the same way to the same change, at the same mention."""
        via = self.chain[-1].text_id or self.chain[-1].words
        at = self.citation_id or self.version_id
        return f"{self.kind.value}:{self.effect_id or via}:{at}"

    @property
    def raising(self) -> Raising:
        """Say what the signal becomes when it is raised."""
        by_kind = {
            WeakKind.NAME_MOVED: Raising.REPLACEMENT,
            WeakKind.DOCUMENT_HURT: Raising.TASK,
        }
        return by_kind.get(self.kind, Raising.FINDING)


WEIGHTS = {
    WeakKind.AMENDER: 0.5,
    WeakKind.REFERENCE: 0.4,
    WeakKind.CONSOLIDATION: 0.6,
    WeakKind.NAME_MOVED: 0.5,
    WeakKind.DOCUMENT_HURT: 0.2,
}
_IMPLEMENTING = {
    Outcome.LIKELY_EXPIRED: 0.6,
    Outcome.UNSETTLED: 0.4,
    Outcome.CONTINUES: 0.3,
}


def weight_of(kind: WeakKind, outcome: Outcome | None = None) -> float:
    """Say how likely a signal is to matter, from 0 to 1; for ordering, not for deciding."""
    return _IMPLEMENTING[outcome] if outcome is not None else WEIGHTS[kind]


def is_news(due_on: date | None, issued_on: date) -> bool:
    """Say whether a change came after the version was issued; who issues answers for that day."""
    return due_on is None or due_on >= issued_on


def ordered(signals: Iterable[Weak]) -> tuple[Weak, ...]:
    """Keep each signal once, the likeliest first."""
    once = {signal.key: signal for signal in signals}
    return tuple(
        sorted(
            once.values(),
            key=lambda one: (-one.weight, one.due_on or date.max, one.code, one.key),
        )
    )


def objections_to_weak_decision(
    *, found: bool, fits: bool, needs_reason: bool, reason: str
) -> tuple[Sentence, ...]:
    """Give every reason not to raise or put aside a signal; `fits` says it is of the right kind."""
    if not found:
        return (say("This signal is no longer there; something has changed."),)
    if not fits:
        return (say("This kind of signal is raised in another way; open the page again."),)
    if needs_reason and not reason.strip():
        return (say("Give the reason."),)
    return ()
