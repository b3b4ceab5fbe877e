"""What texts do to each other: recorded, confirmed, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.legal import queries
from docctl.legal.ends import settle_ends
from docctl.legal.excepting import keep_out, let_go
from docctl.legal.facts import iso
from docctl.legal.models import Effect, EffectPath
from docctl.legal.recording import OF_EFFECT, remember_effects
from docctl.legal.rules import ON_ITSELF, Action, EffectState, Extent, Origin, scope_key
from docctl.runtime import Transaction
from docctl.signals import EffectsConfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSaid:
    """What a text does to a registered one; `paths` empty and extent WHOLE is the whole text.

    `effective_on` None is the day the source takes effect.
    """

    target_id: int
    action: Action
    extent: Extent = Extent.WHOLE
    paths: tuple[str, ...] = ()
    effective_on: date | None = None
    until: date | None = None
    evidence: str = ""


def record_effects(
    tx: Transaction,
    *,
    source_id: int,
    effects: Sequence[EffectSaid],
    state: EffectState = EffectState.CONFIRMED,
    origin: Origin = Origin.HUMAN,
) -> list[Effect]:
    """Record what a text does to others; what is already recorded is confirmed, not doubled.

    `state` PROPOSED is for effects a machine has read; they count only once confirmed.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    source = queries.get_text(tx.session, source_id)
    objections = objections_to_effects(tx, effects, source_id=source.id)
    if objections:
        raise Refused(*objections)
    rows, news = [], {}
    for said in effects:
        row, is_news = _effect(tx, source.id, said, state=state, origin=origin)
        rows.append(row)
        if is_news:
            news[id(row)] = row
    tx.session.flush()  # ids
    remember_effects(tx, news.values())
    settle_ends(tx, text_ids=[row.target_id for row in rows])
    if rows:
        audit.record(
            tx,
            action="effects.recorded",
            subject=f"legal_text:{source.id}",
            state=state.value,
            effects=[_effect_json(row) for row in rows],
        )
    if state is EffectState.CONFIRMED and rows:
        tx.announce(EffectsConfirmed(tuple(row.id for row in rows)))
    return rows


def confirm_effects(tx: Transaction, *, effect_ids: Sequence[int]) -> list[Effect]:
    """Let proposed or withdrawn effects count, without the provisions their words leave out."""
    tx.actor.must(Permission.REGISTER_LAW)
    rows = [queries.get_effect(tx.session, effect_id) for effect_id in effect_ids]
    changed = [row for row in rows if row.state is not EffectState.CONFIRMED]
    if any(row.action is Action.EXPIRES for row in changed):
        raise Refused(say("This end follows from the facts of the text; correct those."))
    for row in changed:
        row.state, row.decided_at, row.decided_by = EffectState.CONFIRMED, tx.now, tx.actor.name
        row.reason = ""
    changed += keep_out(tx, changed)
    if changed:
        remember_effects(tx, changed)
        settle_ends(tx, text_ids=[row.target_id for row in changed])
    by_source: dict[int, list[int]] = {}
    for row in changed:
        by_source.setdefault(row.source_id, []).append(row.id)
    for source_id, ids in by_source.items():
        audit.record(
            tx,
            action="effects.confirmed",
            subject=f"legal_text:{source_id}",
            effects=ids,
        )
    if changed:
        tx.announce(EffectsConfirmed(tuple(row.id for row in changed)))
    return rows


def withdraw_effect(tx: Transaction, *, effect_id: int, reason: str) -> Effect:
    """Stop an effect from counting; it stays on record with the reason."""
    tx.actor.must(Permission.REGISTER_LAW)
    effect = queries.get_effect(tx.session, effect_id)
    objections: list[Sentence] = []
    if effect.state is EffectState.WITHDRAWN:
        objections.append(say("This effect is already withdrawn."))
    if effect.action is Action.EXPIRES:
        objections.append(say("This end follows from the facts of the text; correct those."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    effect.state, effect.decided_at, effect.decided_by = (
        EffectState.WITHDRAWN,
        tx.now,
        tx.actor.name,
    )
    effect.reason = reason.strip()
    freed = let_go(tx, effect)
    remember_effects(tx, [effect, *freed], reason=reason.strip())
    settle_ends(tx, text_ids=[effect.target_id])
    audit.record(
        tx,
        action="effect.withdrawn",
        subject=f"effect:{effect.id}",
        reason=reason.strip(),
        before=_effect_json(effect),
        **({"with": [one.id for one in freed]} if freed else {}),
    )
    tx.announce(EffectsConfirmed((effect.id, *(one.id for one in freed))))
    return effect


def objections_to_effects(
    tx: Transaction, effects: Sequence[EffectSaid], *, source_id: int | None = None
) -> list[Sentence]:
    """Give every reason why these effects cannot be recorded."""
    found: list[Sentence] = []
    known = queries.list_texts_of(tx.session, {said.target_id for said in effects})
    for said in effects:
        if said.target_id not in known:
            found.append(say("The text no. %(id)s is not in the register.", id=said.target_id))
        if said.action in ON_ITSELF:
            found.append(say("What a text says of itself is written with its facts."))
        elif said.target_id == source_id:
            found.append(say("A text cannot have an effect on itself."))
        if (said.extent is Extent.PARTS) != bool(said.paths):
            found.append(say("Name the provisions when, and only when, parts are affected."))
        if said.until and said.effective_on and said.until < said.effective_on:
            found.append(say("An effect cannot end before it begins."))
    return list(dict.fromkeys(found))


def _effect(
    tx: Transaction, source_id: int, said: EffectSaid, *, state: EffectState, origin: Origin
) -> tuple[Effect, bool]:
    """Give the row of an effect, brought up to date or new, and whether its days or state are."""
    key = scope_key(said.extent, said.paths)
    row = queries.find_effect(
        tx.session,
        source_id=source_id,
        target_id=said.target_id,
        action=said.action,
        scope_key=key,
    )
    if row is None:
        row = Effect(
            source_id=source_id,
            target_id=said.target_id,
            action=said.action,
            extent=said.extent,
            scope_key=key,
            origin=origin,
            state=state,
            recorded_at=tx.now,
            recorded_by=tx.actor.name,
        )
        row.paths = [EffectPath(path=path) for path in sorted(set(said.paths))]
        tx.session.add(row)
    before = tuple(getattr(row, name) for name in OF_EFFECT)
    is_new = row.id is None
    row.effective_on, row.until = said.effective_on, said.until
    row.evidence = said.evidence.strip() or row.evidence
    if state is EffectState.CONFIRMED:
        row.state, row.decided_at, row.decided_by = state, tx.now, tx.actor.name
    return row, is_new or before != tuple(getattr(row, name) for name in OF_EFFECT)


def _effect_json(effect: Effect) -> dict[str, Any]:
    return {
        "effect": effect.id,
        "target_id": effect.target_id,
        "action": effect.action.value,
        "scope": effect.scope_key,
        "effective_on": iso(effect.effective_on),
        "until": iso(effect.until),
    }
