"""Where what a pack says meets the register: the same for the preview and for taking it in.

A text of the pack is the registered one that the sender's reference stood for before, else the one
with exactly the same key, else the only one that its number, type, issuer and day can mean. Where
several can be meant it is none of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from docctl.legal.bodies import body_key, body_of_number
from docctl.legal.models import Effect, LegalText
from docctl.legal.numbers import number_norm, type_norm
from docctl.legal.planning import is_same
from docctl.legal.queries import chunks, list_texts_of
from docctl.legal.record_models import EffectRecord
from docctl.legal.rules import EffectState, Origin
from docctl.packs import queries
from docctl.packs.body import Pack
from docctl.packs.models import SaidEffect, SaidText
from docctl.packs.rules import (
    KEPT,
    EffectFacts,
    EffectHere,
    EffectWas,
    OnText,
    Outcome,
    TextHere,
    Was,
    judge_effect,
    judge_text,
)
from docctl.packs.saying import EffectSaid, TextSaid, read_plain
from docctl.vietnamese import fold

LISTED = "import:"  # how the source of facts from an imported list begins


@dataclass(frozen=True, slots=True)
class TextMet:
    """A text of a pack beside the register; `here` is None for a new or unclear one."""

    said: TextSaid
    here: LegalText | None
    was: SaidText | None
    on: OnText
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectMet:
    """An effect of a pack beside the register; the ids are None while the text is not there."""

    said: EffectSaid
    source_id: int | None
    target_id: int | None
    here: Effect | None
    was: SaidEffect | None
    outcome: Outcome


class Meeting:
    """One pack of one sender meets the register, some lines at a time and in order."""

    def __init__(self, session: Session, sender_id: int, pack: Pack) -> None:
        self._session, self._sender = session, sender_id
        self._keys, self._all_keys = pack.keys, set(pack.keys.values())
        self._claimed: dict[int, int] = {}  # id of a text here → reference there
        self._met: dict[int, TextMet] = {}

    def texts(self, batch: Sequence[TextSaid]) -> list[TextMet]:
        """Compare texts with the register."""
        said = queries.list_said_texts(self._session, self._sender, [one.ref for one in batch])
        known = list_texts_of(self._session, [row.text_id for row in said.values()])
        pool = self._pool(batch)
        self._claim(pool)
        met = []
        for one in batch:
            was = said.get(one.ref)
            here, candidates = (
                (known[was.text_id], ()) if was else self._match(one, pool[number_norm(one.number)])
            )
            if candidates:
                on = OnText(Outcome.UNCLEAR)
            else:
                on = judge_text(one, text_here(here), was_of(was))
            if here is not None:
                self._claimed[here.id] = one.ref
            met.append(TextMet(one, here, was, on, candidates))
            self._met[one.ref] = met[-1]
        return met

    def effects(self, batch: Sequence[EffectSaid]) -> list[EffectMet]:
        """Compare effects with the register; their texts must have been met before."""
        ids = self._ids({ref for one in batch for ref in (one.source, one.target)})
        rows = self._effects_of({ids[one.source] for one in batch if ids.get(one.source)})
        found = {
            id(one): rows.get((ids.get(one.source), ids.get(one.target), one.action, one.scope_key))
            for one in batch
        }
        here_ids = [row.id for row in found.values() if row is not None]
        said = queries.list_said_effects(self._session, self._sender, here_ids)
        written = last_written(self._session, here_ids)
        met = []
        for one in batch:
            source, target, here = ids.get(one.source), ids.get(one.target), found[id(one)]
            was = None if here is None else said.get(here.id)
            if self._is_unclear(one, ids):
                outcome = Outcome.UNCLEAR
            else:
                outcome = judge_effect(
                    facts_said(one), one.at, _effect_here(here, was, written), _effect_was(was)
                )
            met.append(EffectMet(one, source, target, here, was, outcome))
        return met

    def _pool(self, batch: Iterable[TextSaid]) -> dict[str, list[LegalText]]:
        """Give the registered texts that bear each number of the batch."""
        pool: dict[str, list[LegalText]] = {number_norm(one.number): [] for one in batch}
        for some in chunks(sorted(pool)):
            for text in self._session.scalars(
                select(LegalText).where(LegalText.number_norm.in_(some)).order_by(LegalText.id)
            ):
                pool[text.number_norm].append(text)
        return pool

    def _claim(self, pool: Mapping[str, Iterable[LegalText]]) -> None:
        """Remember which of these texts other references of the sender stand for."""
        ids = [text.id for texts in pool.values() for text in texts]
        for some in chunks(sorted(ids)):
            rows = self._session.execute(
                select(SaidText.text_id, SaidText.ref).where(
                    SaidText.sender_id == self._sender, SaidText.text_id.in_(some)
                )
            )
            self._claimed.update({row.text_id: row.ref for row in rows})

    def _match(
        self, said: TextSaid, pool: Sequence[LegalText]
    ) -> tuple[LegalText | None, tuple[int, ...]]:
        """Give the one text that is meant; or, with None, the several that may be."""
        free = [text for text in pool if self._claimed.get(text.id, said.ref) == said.ref]
        exact = next((text for text in free if text.text_key == self._keys[said.ref]), None)
        if exact is not None:
            return exact, ()
        mine = body_of_number(said.number) or body_key(said.issuer), said.issued_on
        found = [
            text
            for text in free
            if text.text_key not in self._all_keys
            and fold(text.type) == fold(type_norm(said.type))
            and is_same(said.number, mine, (text.issuer_norm, text.issued_on))
        ]
        if len(found) == 1:
            return found[0], ()
        taken = [text for text in pool if text.text_key == self._keys[said.ref]]
        return None, tuple(text.id for text in found or taken)

    def _ids(self, refs: Collection[int]) -> dict[int, int]:
        ids = {
            ref: met.here.id
            for ref in refs
            if (met := self._met.get(ref)) is not None and met.here is not None
        }
        missing = set(refs) - ids.keys()
        said = queries.list_said_texts(self._session, self._sender, missing)
        return ids | {ref: row.text_id for ref, row in said.items()}

    def _effects_of(
        self, source_ids: Collection[int]
    ) -> dict[tuple[int | None, int | None, str, str], Effect]:
        return {
            (row.source_id, row.target_id, row.action, row.scope_key): row
            for some in chunks(sorted(source_ids))
            for row in self._session.scalars(
                select(Effect).where(Effect.source_id.in_(some)).options(selectinload(Effect.paths))
            )
        }

    def _is_unclear(self, said: EffectSaid, ids: Mapping[int, int]) -> bool:
        """Say whether a text of an effect is neither registered nor new."""
        for ref in {said.source, said.target} - ids.keys():
            met = self._met.get(ref)
            if met is None or met.on.outcome is not Outcome.NEW:
                return True
        return False


def text_here(text: LegalText | None) -> TextHere | None:
    """Give a registered text as a statement meets it."""
    if text is None:
        return None
    facts = {name: getattr(text, name) for name in KEPT}
    return TextHere(text.id, text.source.startswith(LISTED), facts)


def was_of(row: SaidText | None) -> Was | None:
    """Give what a sender said of a text last."""
    return None if row is None else Was(row.at, read_plain(row.facts), frozenset(row.written))


def facts_said(said: EffectSaid) -> EffectFacts:
    """Give what of an effect a statement may change."""
    return EffectFacts(said.state, said.effective_on, said.until)


def facts_here(effect: Effect) -> EffectFacts:
    """Give how an effect stands."""
    return EffectFacts(effect.state, effect.effective_on, effect.until)


def last_written(session: Session, effect_ids: Collection[int]) -> dict[int, int]:
    """Give the record of each effect that was written last, by whomever."""
    return {
        row[0]: row[1]
        for some in chunks(sorted(effect_ids))
        for row in session.execute(
            select(EffectRecord.effect_id, func.max(EffectRecord.id))
            .where(EffectRecord.effect_id.in_(some))
            .group_by(EffectRecord.effect_id)
        )
    }


def _effect_here(
    here: Effect | None, was: SaidEffect | None, written: Mapping[int, int]
) -> EffectHere | None:
    if here is None:
        return None
    listed = here.origin is Origin.REGISTER and here.decided_at is None
    free = (
        here.state is EffectState.PROPOSED
        or (listed and here.state is EffectState.CONFIRMED)
        or (was is not None and was.record_id == written.get(here.id))
    )
    return EffectHere(facts_here(here), free)


def _effect_was(row: SaidEffect | None) -> EffectWas | None:
    if row is None:
        return None
    facts = EffectFacts(row.state, row.effective_on, row.until)
    return EffectWas(row.at, facts, row.record_id is not None)
