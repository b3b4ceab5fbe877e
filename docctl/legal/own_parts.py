"""The days on which parts of a text begin, as the text says them of itself.

Each is an effect of the text on itself (`begins`), its provisions the paths and its day the first
one: remembered, withdrawn and confirmed like any other effect, and read by `beginnings`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.legal import queries
from docctl.legal.facts import iso
from docctl.legal.models import Effect, EffectPath
from docctl.legal.recording import remember_effects
from docctl.legal.rules import Action, EffectState, Extent, Origin, scope_key
from docctl.runtime import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSaid:
    """Provisions of a text that begin on a day of their own, with the sentence that says so."""

    paths: tuple[str, ...]
    effective_on: date
    evidence: str = ""


def record_parts(tx: Transaction, *, text_id: int, parts: Sequence[PartSaid]) -> list[Effect]:
    """Record from which days parts of a text work; what is recorded already stays as it is."""
    tx.actor.must(Permission.REGISTER_LAW)
    made: dict[str, Effect] = {}
    for part in parts:
        key = scope_key(Extent.PARTS, part.paths)
        known = queries.find_effect(
            tx.session, source_id=text_id, target_id=text_id, action=Action.BEGINS, scope_key=key
        )
        if part.paths and known is None and key not in made:
            made[key] = _begin(tx, text_id, part, key)
    if not made:
        return []
    rows = list(made.values())
    tx.session.add_all(rows)
    tx.session.flush()  # ids
    remember_effects(tx, rows)
    audit.record(
        tx,
        action="effects.recorded",
        subject=f"legal_text:{text_id}",
        state=EffectState.CONFIRMED.value,
        effects=[
            {
                "effect": row.id,
                "target_id": text_id,
                "action": row.action.value,
                "scope": row.scope_key,
                "effective_on": iso(row.effective_on),
                "until": None,
            }
            for row in rows
        ],
    )
    return rows


def _begin(tx: Transaction, text_id: int, part: PartSaid, key: str) -> Effect:
    row = Effect(
        source_id=text_id,
        target_id=text_id,
        action=Action.BEGINS,
        extent=Extent.PARTS,
        scope_key=key,
        effective_on=part.effective_on,
        evidence=part.evidence,
        origin=Origin.AUTO,
        state=EffectState.CONFIRMED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
        decided_at=tx.now,
        decided_by=tx.actor.name,
    )
    row.paths = [EffectPath(path=path) for path in sorted(set(part.paths))]
    return row
