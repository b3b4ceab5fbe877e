"""Remembering what is known of texts and effects: one row per change, never changed again.

Whoever writes a day of a text, or the state or days of an effect, calls these in the same
transaction; `docctl verify` finds what was forgotten.
"""

from collections.abc import Iterable

from docctl.legal.models import Effect, LegalText
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.runtime import Transaction

OF_TEXT = (
    "source",
    "type",
    "number",
    "issued_on",
    "effective_on",
    "expires_on",
    "stated_status",
    "stated_on",
)
OF_EFFECT = ("state", "effective_on", "until")


def remember_texts(tx: Transaction, texts: Iterable[LegalText], *, reason: str = "") -> None:
    """Remember the facts of texts (with their ids) as they are now."""
    tx.session.add_all(
        TextRecord(
            text_id=text.id,
            recorded_at=tx.now,
            recorded_by=tx.actor.name,
            reason=reason,
            **{name: getattr(text, name) for name in OF_TEXT},
        )
        for text in texts
    )


def remember_effects(tx: Transaction, effects: Iterable[Effect], *, reason: str = "") -> None:
    """Remember the state and days of effects (with their ids) as they are now."""
    tx.session.add_all(
        EffectRecord(
            effect_id=effect.id,
            recorded_at=tx.now,
            recorded_by=tx.actor.name,
            reason=reason,
            **{name: getattr(effect, name) for name in OF_EFFECT},
        )
        for effect in effects
    )
