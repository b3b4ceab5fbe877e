"""The end a text states for itself, kept as an effect of the text on itself.

The register's `expires_on` is the fact; the effect is derived from it, so that documents citing the
text have findings as they have for every ending. There is one where nothing else ends the text by
that day; it moves with the fact and with extensions, and is withdrawn when its reason falls away.
"""

from collections.abc import Collection
from datetime import date

from docctl.audit import service as audit
from docctl.legal import queries
from docctl.legal.models import Effect, LegalText
from docctl.legal.recording import remember_effects
from docctl.legal.rules import Action, EffectState, Extent, Origin
from docctl.runtime import Transaction
from docctl.signals import EffectsConfirmed


def settle_ends(tx: Transaction, *, text_ids: Collection[int]) -> tuple[int, ...]:
    """Bring the stated ends of texts, and of those they have effects on, up to date.

    Gives the ids of the effects that were changed. Doing it again changes nothing.
    """
    tx.session.flush()
    concerned = set(text_ids) | queries.list_ends_moved_by(tx.session, text_ids)
    known = {effect.target_id: effect for effect in queries.list_own_ends(tx.session, concerned)}
    texts = [
        text
        for text in queries.list_texts_of(tx.session, concerned).values()
        if text.expires_on is not None or text.id in known
    ]
    law = queries.load_law(tx.session, [text.id for text in texts])
    changed = [
        effect
        for text in texts
        if (effect := _settle(tx, text, law.own_end(text.id), known.get(text.id))) is not None
    ]
    if not changed:
        return ()
    tx.session.flush()  # ids
    remember_effects(tx, changed)
    ids = tuple(effect.id for effect in changed)
    audit.record(
        tx,
        action="effects.derived",
        subject="effect:several" if len(ids) > 1 else f"effect:{ids[0]}",
        effects=list(ids[:50]),
        count=len(ids),
    )
    tx.announce(EffectsConfirmed(ids))
    return ids


def _settle(
    tx: Transaction, text: LegalText, end: date | None, effect: Effect | None
) -> Effect | None:
    """Make, move, confirm or withdraw the effect; give it if anything changed."""
    if effect is None:
        if end is None:
            return None
        effect = Effect(
            source_id=text.id,
            target_id=text.id,
            action=Action.EXPIRES,
            extent=Extent.WHOLE,
            scope_key=Extent.WHOLE.value,
            effective_on=end,
            origin=Origin.REGISTER,
            state=EffectState.CONFIRMED,
            recorded_at=tx.now,
            recorded_by=tx.actor.name,
        )
        tx.session.add(effect)
        return effect
    state = EffectState.CONFIRMED if end else EffectState.WITHDRAWN
    day = end or effect.effective_on
    if (effect.state, effect.effective_on) == (state, day):
        return None
    effect.state, effect.effective_on = state, day
    effect.decided_at, effect.decided_by = tx.now, tx.actor.name
    return effect
