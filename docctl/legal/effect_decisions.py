"""What people decide on proposed effects: put right, confirmed, rejected."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.legal import proposals as reading
from docctl.legal import queries
from docctl.legal.effects import confirm_effects
from docctl.legal.models import Effect, EffectPath, LooseEffect
from docctl.legal.proposing import effect_json, loose_json
from docctl.legal.recording import remember_effects
from docctl.legal.rules import ON_ITSELF, Action, EffectState, Extent, scope_key
from docctl.runtime import Transaction


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
