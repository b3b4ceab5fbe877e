"""Confirmed effects that work today or on a day to come, by themselves, without a citation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.impact.causes import causes_of, chunks
from docctl.impact.rules import Cause
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import Action, EffectState
from docctl.legal.spans import span_on


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of law that works today or later, and from which day."""

    effect: Effect
    cause: Cause
    due_on: date | None


def list_changes(
    session: Session, effect_ids: Collection[int], *, today: date
) -> dict[int, Changed]:
    """Give the confirmed effects that work today or later, with the day from which they do."""
    effects: dict[int, Effect] = {}
    sources: dict[int, date | None] = {}
    for part in chunks(effect_ids):
        for effect, day in session.execute(
            select(Effect, LegalText.effective_on)
            .join(LegalText, LegalText.id == Effect.source_id)
            .where(Effect.id.in_(part or ()), Effect.state == EffectState.CONFIRMED)
        ):
            effects[effect.id], sources[effect.id] = effect, day
    found = {}
    for effect_id, cause in causes_of(session, effects, sources).items():
        if cause.spans is None:
            over = cause.action is Action.SUSPENDS and cause.until and cause.until < today
            if not over:
                found[effect_id] = Changed(effects[effect_id], cause, cause.day)
        elif span := span_on(cause.spans(next(iter(cause.paths), "")), today):
            found[effect_id] = Changed(effects[effect_id], cause, span.since)
    return found
