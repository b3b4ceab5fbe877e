"""Effects a text was read to have, written down as proposals for people to decide.

A proposal whose text is known is an Effect in state proposed. One whose text is not registered, or
may be several, is loose: see `loose_effects`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.legal import proposals as reading
from docctl.legal import queries
from docctl.legal.bodies import province_of
from docctl.legal.ends import settle_ends
from docctl.legal.facts import iso
from docctl.legal.models import Effect, EffectPath, LegalText, LooseEffect
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.ranks import may_change
from docctl.legal.readings import Proposal, TargetSaid, is_sure
from docctl.legal.recording import remember_effects
from docctl.legal.resolve import Asker, Binding, Mention, resolve
from docctl.legal.rules import Action, EffectState, Origin, scope_key
from docctl.runtime import Transaction
from docctl.signals import EffectsConfirmed

IMPLAUSIBLE = 0.4  # a text cannot end one issued later, or one that stands higher
_HARMLESS = frozenset({Action.DETAILS, Action.CORRECTS})


@dataclass(frozen=True, slots=True)
class Written:
    """What became of proposals: the effects, those without a known text, those already there."""

    effects: tuple[Effect, ...]
    loose: tuple[LooseEffect, ...]
    same: int


def match_targets(
    tx: Transaction, source: LegalText, targets: Sequence[TargetSaid]
) -> list[Binding]:
    """Say for each target which registered text it is, by the rules of citations."""
    return match(tx.session, targets, asker=asker_of(source.issuer, _day(tx, source)))


def match(session: Session, targets: Sequence[TargetSaid], *, asker: Asker) -> list[Binding]:
    """Say which registered text each target is, for a text of that day and province."""
    keys = [(number_norm(one.number), name_key(one.name)) for one in targets]
    numbered = queries.list_numbered(session, {number for number, _ in keys} - {""})
    named = queries.list_named(session, {name for _, name in keys} - {""})
    return [
        resolve(
            Mention(one.type, number, name, one.year, one.issued_on, one.issuer),
            numbered=numbered.get(number, ()),
            named=named.get(name, ()),
            asker=asker,
        )
        for one, (number, name) in zip(targets, keys, strict=True)
    ]


def propose_effects(
    tx: Transaction, *, source_id: int, proposals: Sequence[Proposal], confirm: bool = False
) -> Written:
    """Write down what a text was read to do; with `confirm` what is sure counts at once.

    What is already recorded, in whatever state, is left as it is; doing it again changes nothing.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    source = queries.get_text(tx.session, source_id)
    bindings = match_targets(tx, source, [one.target for one in proposals])
    targets = queries.list_texts_of(tx.session, {b.text_id for b in bindings if b.text_id})
    known = {key[1:] for key in queries.list_effect_keys(tx.session, {source.id})}
    loose_known = reading.list_loose_keys(tx.session, source.id)
    effects: list[Effect] = []
    loose: list[LooseEffect] = []
    same = 0
    for one, binding in zip(proposals, bindings, strict=True):
        scope = scope_key(one.extent, one.paths)
        if binding.text_id is None:
            key = (one.target.key, one.action.value, scope)
            if key in loose_known:
                same += 1
            else:
                loose_known.add(key)
                loose.append(_loose(tx, source, one, binding))
            continue
        effect_key = (binding.text_id, one.action.value, scope)
        if binding.text_id == source.id or effect_key in known:
            same += 1
            continue
        known.add(effect_key)
        effects.append(proposed_effect(tx, source, targets[binding.text_id], one))
    if confirm:
        for effect in effects:
            if is_sure(effect.confidence, effect.exception):
                _confirmed(tx, effect)
    tx.session.add_all([*effects, *loose])
    tx.session.flush()  # ids
    remember_effects(tx, effects)
    settle_ends(
        tx, text_ids=[one.target_id for one in effects if one.state is EffectState.CONFIRMED]
    )
    _record(tx, source, effects, loose)
    return Written(tuple(effects), tuple(loose), same)


def said_of(row: LooseEffect) -> TargetSaid:
    """Give what a loose effect says of its target."""
    return TargetSaid(
        type=row.type,
        number=row.number,
        name=row.name,
        year=row.year,
        issued_on=row.issued_on,
        issuer=row.issuer,
    )


def effect_json(effect: Effect) -> dict[str, Any]:
    """Give an effect for the audit trail."""
    said = {"exception": effect.exception} if effect.exception else {}
    return said | {
        "effect": effect.id,
        "target_id": effect.target_id,
        "action": effect.action.value,
        "scope": effect.scope_key,
        "effective_on": iso(effect.effective_on),
        "until": iso(effect.until),
    }


def loose_json(row: LooseEffect) -> dict[str, Any]:
    """Give a loose effect for the audit trail."""
    return {
        "target": row.number or row.name,
        "action": row.action.value,
        "scope": row.scope_key,
        "effective_on": iso(row.effective_on),
    }


def asker_of(issuer: str, day: date) -> Asker:
    """Say for whom targets are looked up: a text of this issuer and day."""
    return Asker(day=day, province=province_of(issuer))


def _day(tx: Transaction, source: LegalText) -> date:
    return source.issued_on or source.effective_on or tx.today


def proposed_effect(tx: Transaction, source: LegalText, target: LegalText, one: Proposal) -> Effect:
    """Make the effect a proposal says, not yet decided; the caller adds it to the session."""
    row = Effect(
        source_id=source.id,
        target_id=target.id,
        action=one.action,
        extent=one.extent,
        scope_key=scope_key(one.extent, one.paths),
        effective_on=one.effective_on,
        until=one.until,
        evidence=one.evidence,
        quote=one.quote,
        exception=one.exception,
        origin=Origin.AUTO,
        confidence=_confidence(source, target, one),
        state=EffectState.PROPOSED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )
    row.paths = [EffectPath(path=path) for path in sorted(set(one.paths))]
    return row


def _confidence(source: LegalText, target: LegalText, one: Proposal) -> float:
    later = source.issued_on and target.issued_on and target.issued_on > source.issued_on
    may = one.action in _HARMLESS or may_change(
        (source.type, source.number), (target.type, target.number)
    )
    return min(one.confidence, IMPLAUSIBLE) if later or not may else one.confidence


def _loose(tx: Transaction, source: LegalText, one: Proposal, binding: Binding) -> LooseEffect:
    said = one.target
    return LooseEffect(
        source_id=source.id,
        target_key=said.key,
        type=said.type,
        number=said.number,
        number_norm=number_norm(said.number),
        name=said.name,
        name_folded=name_key(said.name),
        year=said.year,
        issued_on=said.issued_on,
        issuer=said.issuer,
        candidates=[text_id for text_id in binding.candidates if text_id != source.id],
        action=one.action,
        extent=one.extent,
        paths=list(one.paths),
        scope_key=scope_key(one.extent, one.paths),
        effective_on=one.effective_on,
        until=one.until,
        evidence=one.evidence,
        quote=one.quote,
        exception=one.exception,
        origin=Origin.AUTO,
        confidence=one.confidence,
        state=EffectState.PROPOSED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )


def _confirmed(tx: Transaction, effect: Effect) -> None:
    effect.state, effect.decided_at, effect.decided_by = (
        EffectState.CONFIRMED,
        tx.now,
        tx.actor.name,
    )


def _record(
    tx: Transaction, source: LegalText, effects: Sequence[Effect], loose: Sequence[LooseEffect]
) -> None:
    if effects or loose:
        audit.record(
            tx,
            action="effects.proposed",
            subject=f"legal_text:{source.id}",
            effects=[effect_json(row) for row in effects],
            loose=[loose_json(row) for row in loose],
        )
    confirmed = tuple(row.id for row in effects if row.state is EffectState.CONFIRMED)
    if confirmed:
        audit.record(
            tx,
            action="effects.confirmed",
            subject=f"legal_text:{source.id}",
            effects=list(confirmed),
        )
        tx.announce(EffectsConfirmed(confirmed))
