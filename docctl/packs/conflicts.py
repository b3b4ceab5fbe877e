"""Deciding conflicts: a person keeps what stands here, or takes what the pack says."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.legal import queries as legal
from docctl.legal.ends import settle_ends
from docctl.legal.models import Effect, LegalText
from docctl.legal.recording import remember_effects
from docctl.legal.rules import EffectState
from docctl.legal.service import correct_text
from docctl.packs import queries
from docctl.packs.meeting import facts_here
from docctl.packs.models import PackConflict
from docctl.packs.rules import EffectFacts
from docctl.packs.saying import FACTS, read_plain, write_plain
from docctl.packs.writing import EFFECT, effect_values, put_effect
from docctl.runtime import Transaction
from docctl.signals import EffectsConfirmed


def decide_conflicts(
    tx: Transaction, *, conflict_ids: Collection[int], take: bool, reason: str = ""
) -> int:
    """Take what the pack says, or keep what stands here; give how many were decided.

    A fact that is taken is corrected as a person corrects it, so no later pack changes it back.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    rows = [queries.get_conflict(tx.session, one) for one in sorted(set(conflict_ids))]
    if not rows:
        raise Refused(say("Tick at least one line."))
    if any(row.decided_at is not None for row in rows):
        raise Refused(say("Somebody has decided this meanwhile."))
    for row in rows:
        before = stands_here(tx, row)
        if take:
            _take(tx, row, reason)
        row.decided_at, row.decided_by, row.taken = tx.now, tx.actor.name, take
        audit.record(
            tx,
            action="pack_conflict.taken" if take else "pack_conflict.kept",
            subject=f"pack_conflict:{row.id}",
            reason=reason.strip(),
            about=row.subject,
            ours=before,
            theirs=row.theirs,
        )
    return len(rows)


def stands_here(tx: Transaction, row: PackConflict) -> dict[str, Any]:
    """Give how the thing of a conflict stands in the register now."""
    text = legal.get_text(tx.session, row.text_id)
    effect = None if row.effect_id is None else legal.get_effect(tx.session, row.effect_id)
    return ours_now(row, text, effect)


def ours_now(row: PackConflict, text: LegalText, effect: Effect | None) -> dict[str, Any]:
    """Give our side of a conflict from the loaded rows."""
    if effect is not None:
        return effect_values(facts_here(effect), effect.reason)
    return write_plain({row.field: getattr(text, row.field)})


def _take(tx: Transaction, row: PackConflict, reason: str) -> None:
    if row.field == EFFECT:
        assert row.effect_id is not None
        _take_effect(tx, legal.get_effect(tx.session, row.effect_id), row.theirs, reason)
        return
    text = legal.get_text(tx.session, row.text_id)
    facts = {name: getattr(text, name) for name in FACTS} | read_plain(row.theirs)
    why = reason.strip() or f"pack:{row.sender.name} ({row.pack.number})"
    correct_text(tx, text_id=text.id, reason=why, **facts)


def _take_effect(tx: Transaction, effect: Effect, theirs: Mapping[str, str], reason: str) -> None:
    facts = EffectFacts(
        EffectState(theirs["state"]), _day(theirs["effective_on"]), _day(theirs["until"])
    )
    why = reason.strip() or theirs["reason"]
    put_effect(tx, effect, facts, why)
    remember_effects(tx, [effect], reason=why)
    settle_ends(tx, text_ids=[effect.target_id])
    tx.announce(EffectsConfirmed((effect.id,)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
