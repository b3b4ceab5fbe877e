"""Proposed effects: written down as they were read, bound to texts, decided by people.

A proposal whose text is known is an Effect in state proposed. One whose text is not registered, or
may be several, is loose: it binds by itself when a text of its number or name is registered.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.legal import proposals as reading
from docctl.legal import queries
from docctl.legal.bodies import province_of
from docctl.legal.effects import confirm_effects
from docctl.legal.ends import settle_ends
from docctl.legal.facts import iso
from docctl.legal.models import Effect, EffectPath, LegalText, LooseEffect
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm, number_parts
from docctl.legal.ranks import may_change
from docctl.legal.readings import Proposal, TargetSaid, is_sure
from docctl.legal.recording import remember_effects
from docctl.legal.resolve import Asker, Binding, Mention, resolve
from docctl.legal.rules import ON_ITSELF, Action, EffectState, Extent, Origin, scope_key
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
        effects.append(_effect(tx, source, targets[binding.text_id], one))
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


def bind_loose_effects(tx: Transaction, *, text_ids: Collection[int]) -> int:
    """Make proposed effects of the loose ones that newly registered texts explain; give how many.

    Needs no permission: it only follows from the register.
    """
    numbers = {
        key
        for number in queries.list_numbers_of(tx.session, text_ids)
        for key in _numbers_saying(number)
    }
    names = queries.list_names_of(tx.session, text_ids)
    waiting = reading.list_loose_saying(tx.session, numbers=numbers, names=names)
    by_source: dict[int, list[LooseEffect]] = {}
    for one in waiting:
        by_source.setdefault(one.source_id, []).append(one)
    bound = 0
    for source_id, rows in by_source.items():
        source = queries.get_text(tx.session, source_id)
        for row, binding in zip(
            rows, match_targets(tx, source, [said_of(row) for row in rows]), strict=True
        ):
            if binding.text_id is not None and binding.text_id != source_id:
                bound += 1
                _tie(tx, row, queries.get_text(tx.session, binding.text_id))
            else:
                row.candidates = list(binding.candidates)
    if bound:
        tx.session.flush()
        audit.record(
            tx,
            action="effects.bound",
            subject="legal_text:" + (str(min(text_ids)) if len(text_ids) == 1 else "several"),
            effects=bound,
            sources=sorted(by_source),
        )
    return bound


def choose_target(tx: Transaction, *, loose_ids: Collection[int], text_id: int) -> list[Effect]:
    """Say which registered text proposals mean; they wait for their confirmation from then on."""
    tx.actor.must(Permission.REGISTER_LAW)
    target = queries.get_text(tx.session, text_id)
    rows = [reading.get_loose(tx.session, loose_id) for loose_id in sorted(set(loose_ids))]
    if any(row.source_id == target.id for row in rows):
        raise Refused(say("A text cannot have an effect on itself."))
    made = [effect for row in rows if (effect := _tie(tx, row, target)) is not None]
    tx.session.flush()
    audit.record(
        tx,
        action="effects.target_chosen",
        subject=f"legal_text:{rows[0].source_id}" if rows else "legal_text:several",
        target_id=target.id,
        effects=[effect.id for effect in made],
    )
    return made


def change_effect(
    tx: Transaction,
    *,
    effect_id: int,
    action: Action,
    extent: Extent,
    paths: Iterable[str] = (),
    effective_on: date | None = None,
    until: date | None = None,
    exception: str = "",
) -> Effect:
    """Put a proposed effect right, as a person reads it; it still waits for its confirmation.

    `exception` says in words which provisions it leaves out.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    effect = queries.get_effect(tx.session, effect_id)
    wanted = tuple(sorted(set(paths)))
    key = scope_key(extent, wanted)
    other = queries.find_effect(
        tx.session,
        source_id=effect.source_id,
        target_id=effect.target_id,
        action=action,
        scope_key=key,
    )
    objections: list[Sentence] = []
    if effect.state is not EffectState.PROPOSED:
        objections.append(say("Only a proposed effect can be changed; withdraw it instead."))
    if action in ON_ITSELF:
        objections.append(say("What a text says of itself is written with its facts."))
    if other is not None and other.id != effect.id:
        objections.append(say("The same effect is already recorded."))
    if (extent is Extent.PARTS) != bool(wanted):
        objections.append(say("Name the provisions when, and only when, parts are affected."))
    if until and effective_on and until < effective_on:
        objections.append(say("An effect cannot end before it begins."))
    if objections:
        raise Refused(*objections)
    before = effect_json(effect)
    effect.action, effect.extent, effect.scope_key = action, extent, key
    effect.effective_on, effect.until = effective_on, until
    effect.confidence, effect.exception = 1.0, exception.strip()  # a person has looked at it
    keep = [path for path in effect.paths if path.path in wanted]
    new = set(wanted) - {path.path for path in keep}
    effect.paths = [*keep, *(EffectPath(path=path) for path in sorted(new))]
    if (after := effect_json(effect)) != before:
        remember_effects(tx, [effect])
        audit.record(
            tx,
            action="effect.changed",
            subject=f"effect:{effect.id}",
            before=before,
            after=after,
        )
    return effect


def decide_effect(
    tx: Transaction, *, effect_id: int, changes: dict[str, Any] | None = None
) -> Effect:
    """Let a proposed effect count, as it was read or with what a person put right."""
    if changes is not None:
        change_effect(tx, effect_id=effect_id, **changes)
    return confirm_proposals(tx, effect_ids=[effect_id])[0]


def confirm_proposals(tx: Transaction, *, effect_ids: Collection[int]) -> list[Effect]:
    """Let proposed effects count; one that somebody rejected meanwhile is not overruled unseen."""
    tx.actor.must(Permission.REGISTER_LAW)
    ids = sorted(set(effect_ids))
    rows = [queries.get_effect(tx.session, one) for one in ids]
    if any(row.state is EffectState.WITHDRAWN for row in rows):
        raise Refused(say("This was decided already."))
    return confirm_effects(tx, effect_ids=ids)


def reject_proposals(
    tx: Transaction,
    *,
    effect_ids: Collection[int] = (),
    loose_ids: Collection[int] = (),
    reason: str,
) -> int:
    """Say that proposals were read wrongly; they stay on record with the reason."""
    tx.actor.must(Permission.REGISTER_LAW)
    rows: list[Effect | LooseEffect] = [
        queries.get_effect(tx.session, one) for one in sorted(set(effect_ids))
    ]
    rows += [reading.get_loose(tx.session, one) for one in sorted(set(loose_ids))]
    objections: list[Sentence] = []
    if any(row.state is not EffectState.PROPOSED for row in rows):
        objections.append(say("This was decided already."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    for row in rows:
        row.state, row.reason = EffectState.WITHDRAWN, reason.strip()
        row.decided_at, row.decided_by = tx.now, tx.actor.name
    remember_effects(tx, [row for row in rows if isinstance(row, Effect)], reason=reason.strip())
    if rows:
        audit.record(
            tx,
            action="effects.rejected",
            subject=f"legal_text:{rows[0].source_id}",
            reason=reason.strip(),
            effects=[row.id for row in rows if isinstance(row, Effect)],
            loose=[loose_json(row) for row in rows if isinstance(row, LooseEffect)],
        )
    return len(rows)


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


def _effect(tx: Transaction, source: LegalText, target: LegalText, one: Proposal) -> Effect:
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


def _tie(tx: Transaction, row: LooseEffect, target: LegalText) -> Effect | None:
    """Make a proposed effect of a loose one, unless that effect is already recorded."""
    known = queries.find_effect(
        tx.session,
        source_id=row.source_id,
        target_id=target.id,
        action=row.action,
        scope_key=row.scope_key,
    )
    tx.session.delete(row)
    if known is not None:
        return None
    source = queries.get_text(tx.session, row.source_id)
    one = Proposal(
        target=said_of(row),
        action=row.action,
        extent=row.extent,
        paths=tuple(row.paths),
        effective_on=row.effective_on,
        until=row.until,
        evidence=row.evidence,
        quote=row.quote,
        exception=row.exception,
        confidence=row.confidence,
    )
    effect = _effect(tx, source, target, one)
    effect.origin, effect.recorded_at, effect.recorded_by = (
        row.origin,
        row.recorded_at,
        row.recorded_by,
    )
    tx.session.add(effect)
    tx.session.flush()
    remember_effects(tx, [effect])
    return effect


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


def _numbers_saying(number: str) -> set[str]:
    """Give the keys by which words may say a number: whole, or cut short to `19/2014`."""
    parts = number_parts(number)
    short = f"{parts.sequence}/{parts.year}" if parts and parts.year and parts.symbol else number
    return {number, short}
