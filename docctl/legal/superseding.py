"""Saying which effect took the place of one that was withdrawn, because it was recorded wrongly."""

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.legal import around, queries
from docctl.legal.models import Effect, SupersededEffect
from docctl.legal.rules import EffectState
from docctl.runtime import Transaction


def supersede_effect(tx: Transaction, *, effect_id: int, by_id: int) -> Effect:
    """Say that an effect takes the place of a withdrawn one of the same texts; give the withdrawn.

    Said again, the last word holds.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    effect, other = (queries.get_effect(tx.session, one) for one in (effect_id, by_id))
    objections: list[Sentence] = []
    if effect.state is not EffectState.WITHDRAWN:
        objections.append(say("Only of a withdrawn effect can another take the place."))
    if other.state is EffectState.WITHDRAWN:
        objections.append(say("%(number)s is withdrawn itself.", number=other.number))
    if other.id == effect.id or (
        other.source_id != effect.source_id and other.target_id != effect.target_id
    ):
        objections.append(say("%(number)s is of other texts.", number=other.number))
    if objections:
        raise Refused(*objections)
    row = around.find_superseded(tx.session, effect_id)
    before = "" if row is None else queries.get_effect(tx.session, row.by_id).number
    if row is None:
        row = SupersededEffect(
            effect_id=effect_id, by_id=by_id, said_at=tx.now, said_by=tx.actor.name
        )
        tx.session.add(row)
    row.by_id, row.said_at, row.said_by = by_id, tx.now, tx.actor.name
    audit.record(
        tx,
        action="effect.superseded",
        subject=f"effect:{effect_id}",
        by=other.number,
        before=before,
    )
    tx.session.flush()
    return effect
