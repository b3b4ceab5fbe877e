"""How provisions read before an effect and after it, as far as the words of the laws are stored.

Before: what an earlier effect wrote there, else the stored law. After: what the amending law puts
in quotation marks, or the provision of the new law that follows. What is not known is said, with
what is lacking; nothing is made up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from docctl.blobs import Blobs
from docctl.legal import around
from docctl.legal.following import follow
from docctl.legal.models import Effect, LegalText
from docctl.legal.originals import written_of
from docctl.legal.rules import CHANGING, Action, Extent
from docctl.legal.wording import (
    Change,
    Phrase,
    Written,
    change_at,
    paragraphs,
    provision_at,
    rewrite,
    sentence_at,
    words_at,
)

_ENDS = frozenset({Action.REPEALS, Action.EXPIRES})
_REWRITES = CHANGING | {Action.CORRECTS, Action.REPLACES}


class Outcome(StrEnum):
    """What becomes of the words of a provision."""

    CHANGED = "changed"  # both are known, or one is and the other is lacking
    ADDED = "added"  # there were none
    GONE = "gone"  # nothing takes their place
    FOLLOWED = "followed"  # a provision of the new law does
    KEPT = "kept"  # the effect is about force, not about words


class Lacking(StrEnum):
    """Why words are not known."""

    NOT_STORED = "not_stored"  # the law is registered without its words
    NO_PROVISION = "no_provision"  # the stored law has no such provision
    NO_EVIDENCE = "no_evidence"  # no sentence of the amending law is noted
    NO_SENTENCE = "no_sentence"  # it does not stand, or not once, in the stored words
    NOT_QUOTED = "not_quoted"  # it quotes no new words of this provision
    NO_LIKENESS = "no_likeness"  # no provision of the new law is like this one
    NOT_APPLIED = "not_applied"  # a phrase changes in words that are not known, or not there


@dataclass(frozen=True, slots=True)
class Side:
    """The words before or after, or what is lacking for them.

    `text_id` is the law whose words they are or would be, `path` the provision in it. `by` is the
    effect that wrote them, where it is another one; `unknown` are earlier effects on the provision
    whose words are not known, so that these may be older. `alike` is the share of words in common
    where the program found what follows.
    """

    text_id: int
    path: str
    words: str = ""
    lacking: Lacking | None = None
    by: Effect | None = None
    unknown: tuple[Effect, ...] = ()
    alike: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A provision before and after an effect; `phrases` are what changes inside its words."""

    path: str
    outcome: Outcome
    before: Side
    after: Side
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """Where an effect is said: the provision of its source, empty where it was not found."""

    path: str
    stored: bool


@dataclass(slots=True)
class _Teller:
    blobs: Blobs
    effect: Effect
    mapping: Mapping[str, str]
    earlier: Sequence[Effect] = ()
    parts: Sequence[Effect] = ()  # what the same text says by itself of the provisions
    laws: dict[int, Written | None] = field(default_factory=dict)

    def law(self, text: LegalText) -> Written | None:
        if text.id not in self.laws:
            self.laws[text.id] = written_of(self.blobs, text)
        return self.laws[text.id]

    def passage(self, path: str) -> Passage:
        before = self.before(path)
        action, target = self.effect.action, self.effect.target_id
        here = Side(target, path)
        if action in _ENDS:
            return Passage(path, Outcome.GONE, before, here)
        if action not in _REWRITES:
            return Passage(path, Outcome.KEPT, before, here)
        if action is Action.REPLACES and self.effect.extent is not Extent.PARTS:
            return self.followed(path, before)
        change, lacking = self.change(self.effect, path)
        if lacking is None or lacking is Lacking.NOT_STORED:
            return self.rewritten(path, before, change, lacking)
        return self.told_apart(path, before) or self.rewritten(path, before, change, lacking)

    def told_apart(self, path: str, before: Side) -> Passage | None:
        """Give what another effect of the same text makes of a provision, if it is told there."""
        for one in self.parts:
            if not any(path.startswith(held.path) for held in one.paths):
                continue
            if one.action is Action.REPEALS:
                return Passage(path, Outcome.GONE, before, Side(one.target_id, path, by=one))
            change, _ = self.change(one, path)
            if change:
                made = self.rewritten(path, before, change, None)
                return replace(made, after=replace(made.after, by=one))
        return None

    def before(self, path: str) -> Side:
        target, unknown = self.effect.target, list[Effect]()
        law = self.law(target)
        base = words_at(law, path) if law else ""
        for one in self.earlier:
            if not any(path.startswith(held.path) for held in one.paths):
                continue
            change, _ = self.change(one, path)
            words = change.words or (rewrite(base, change.phrases) if base else "")
            if words and not change.opening:
                return Side(target.id, path, words, by=one, unknown=tuple(unknown))
            unknown.append(one)
        lacking = None
        if not base:
            lacking = Lacking.NO_PROVISION if law else Lacking.NOT_STORED
        return Side(target.id, path, base, lacking, unknown=tuple(unknown))

    def change(self, effect: Effect, path: str) -> tuple[Change, Lacking | None]:
        law = self.law(effect.source)
        if law is None:
            return Change(), Lacking.NOT_STORED
        if not effect.evidence:
            return Change(), Lacking.NO_EVIDENCE
        sentence = sentence_at(law, effect.evidence, path, effect.target.number)
        if sentence is None:
            return Change(), Lacking.NO_SENTENCE
        alone = [one.path for one in effect.paths] == [path]
        change = change_at(law, sentence, path, alone=alone)
        return change, None if change else Lacking.NOT_QUOTED

    def rewritten(
        self, path: str, before: Side, change: Change, lacking: Lacking | None
    ) -> Passage:
        words, phrases = change.words, change.phrases
        if phrases:
            words = rewrite(before.words, phrases)
            lacking = None if words else Lacking.NOT_APPLIED
        elif change.opening and words:
            rest = paragraphs(before.words)[1:]
            words = "\n".join([words, *rest]) if before.words else ""
            lacking = None if words else Lacking.NOT_APPLIED
        outcome = Outcome.CHANGED
        if change.gone_inside:
            outcome = Outcome.GONE
        elif words and self.effect.action is Action.SUPPLEMENTS and not before.words:
            outcome = Outcome.ADDED
        source = self.effect.source_id
        return Passage(path, outcome, before, Side(source, path, words, lacking), phrases)

    def followed(self, path: str, before: Side) -> Passage:
        source = self.effect.source
        new, old = self.law(source), self.law(self.effect.target)
        said = self.mapping.get(path)
        if new is None:
            side = Side(source.id, said or "", lacking=Lacking.NOT_STORED)
        elif said is not None:
            words = words_at(new, said)
            side = Side(source.id, said, words, None if words else Lacking.NO_PROVISION)
        else:
            like = follow(old, path, new) if old else None
            side = (
                Side(source.id, like.path, words_at(new, like.path), alike=like.alike)
                if like
                else Side(source.id, "", lacking=Lacking.NO_LIKENESS)
            )
        return Passage(path, Outcome.FOLLOWED, before, side)


def passages_of(
    session: Session,
    blobs: Blobs,
    effect: Effect,
    paths: Collection[str],
    *,
    mapping: Mapping[str, str] | None = None,
) -> list[Passage]:
    """Give provisions of the target before and after an effect, in order of the law.

    `mapping` is a person's word on which provision of a new law follows one of the old.
    """
    wanted = sorted(set(paths))
    teller = _Teller(
        blobs,
        effect,
        mapping or {},
        around.list_before(session, effect, wanted),
        around.list_inside(session, effect, wanted) if effect.action in _REWRITES else (),
    )
    return [teller.passage(path) for path in wanted]


def basis_of(blobs: Blobs, effect: Effect) -> Basis:
    """Find the provision of the source that says it."""
    law = written_of(blobs, effect.source)
    if law is None or not effect.evidence:
        return Basis("", stored=law is not None)
    path = min((one.path for one in effect.paths), default="")
    sentence = sentence_at(law, effect.evidence, path, effect.target.number)
    return Basis(provision_at(law, sentence[0]) if sentence else "", stored=True)
