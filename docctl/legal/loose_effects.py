"""Proposed effects on texts not yet known: bound by themselves, or by a person.

A loose effect binds when a text of its number or name is registered.
"""

from collections.abc import Collection

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.legal import proposals as reading
from docctl.legal import queries
from docctl.legal.models import Effect, LegalText, LooseEffect
from docctl.legal.numbers import number_parts
from docctl.legal.proposing import match_targets, proposed_effect, said_of
from docctl.legal.readings import Proposal
from docctl.legal.recording import remember_effects
from docctl.runtime import Transaction


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
    effect = proposed_effect(tx, source, target, one)
    effect.origin, effect.recorded_at, effect.recorded_by = (
        row.origin,
        row.recorded_at,
        row.recorded_by,
    )
    tx.session.add(effect)
    tx.session.flush()
    remember_effects(tx, [effect])
    return effect


def _numbers_saying(number: str) -> set[str]:
    """Give the keys by which words may say a number: whole, or cut short to `19/2014`."""
    parts = number_parts(number)
    short = f"{parts.sequence}/{parts.year}" if parts and parts.year and parts.symbol else number
    return {number, short}
