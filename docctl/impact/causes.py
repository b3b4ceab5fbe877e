"""What effects do, as the rules judge it: their scope, their day, and when they work at all.

For most effects the day says it. Only where something happens to their source (it is suspended,
postponed, ended) or undoes them at their target is the law around them loaded and asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from docctl.db import among
from docctl.impact.rules import Cause, Spans
from docctl.legal.models import Effect, EffectPath, LegalText
from docctl.legal.paths import overlap
from docctl.legal.queries import load_law
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.rules import CHANGING, ENDING, Action, EffectState, Extent
from docctl.legal.spans import spans_of

CHUNK = 1000  # values of one IN list; a batch of `batches` is one
# What, done to a text, decides whether and when the effects of that text work.
TOUCHING = ENDING | {
    Action.SUSPENDS,
    Action.RESUMES,
    Action.POSTPONES,
    Action.EXTENDS,
    Action.CONTINUES,
    Action.EXPIRES,
}


def chunks(ids: Collection[int] | None) -> Iterator[tuple[int, ...] | None]:
    """Cut ids into ordered lists short enough for one statement; None means no restriction."""
    if ids is None:
        yield None
        return
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield tuple(ordered[start : start + CHUNK])


class Known:
    """Causes worked out once, as long as nothing more becomes known of the law.

    Whoever works through a large change in batches asks for the same ones again and again. Every
    write to the days of texts or to effects adds a record, so that the last ids tell whether there
    was one.
    """

    def __init__(self) -> None:
        self._stamp: tuple[int | None, int | None] = (None, None)
        self._causes: dict[int, Cause] = {}

    def of(
        self, session: Session, effects: Mapping[int, Effect], sources: Mapping[int, date | None]
    ) -> dict[int, Cause]:
        """Give the causes of loaded effects, as `causes_of` does."""
        stamp = (
            session.scalar(select(func.max(EffectRecord.id))),
            session.scalar(select(func.max(TextRecord.id))),
        )
        if stamp != self._stamp:
            self._stamp, self._causes = stamp, {}
        new = {key: effect for key, effect in effects.items() if key not in self._causes}
        if new:
            self._causes |= causes_of(session, new, sources)
        return {key: self._causes[key] for key in effects}


def causes_of(
    session: Session, effects: Mapping[int, Effect], sources: Mapping[int, date | None]
) -> dict[int, Cause]:
    """Give the causes of loaded effects; `sources` are the first days of their sources."""
    ending = {effect.target_id for effect in effects.values() if effect.action in ENDING}
    kept = _kept(session, ending)
    spans = _spans(session, list(effects.values()))
    causes = {}
    for effect in effects.values():
        left = kept.get((effect.source_id, effect.target_id), frozenset())
        causes[effect.id] = Cause(
            effect.action,
            effect.extent,
            frozenset(path.path for path in effect.paths),
            effect.effective_on or sources[effect.id],
            effect.until,
            left if effect.action in ENDING else frozenset(),
            spans.get(effect.id),
        )
    return causes


def _spans(session: Session, effects: Collection[Effect]) -> dict[int, Spans]:
    """Say when those effects work whose day alone does not tell."""
    asked = _entangled(session, effects)
    if not asked:
        return {}
    texts = {effect.source_id for effect in asked} | {effect.target_id for effect in asked}
    law = load_law(session, texts)
    acts = {act.id: act for text_id in texts for act in law.acts_on(text_id)}
    return {
        effect.id: cache(lambda path, act=acts[effect.id]: spans_of(law, act, path))
        for effect in asked
        if effect.id in acts
    }


def _entangled(session: Session, effects: Collection[Effect]) -> list[Effect]:
    """Keep the effects whose source something happens to, or that something may undo."""
    touched = _touched(session, {effect.source_id for effect in effects})
    ended = {effect.target_id for effect in effects if effect.action in ENDING}
    kept, written = _kept_alive(session, ended), _written_anew(session, effects)
    return [
        effect
        for effect in effects
        if effect.action is Action.SUSPENDS
        or effect.source_id in touched
        or (effect.action in ENDING and effect.target_id in kept)
        or effect.id in written
    ]


def _touched(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the texts whose own force something bears on."""
    found: set[int] = set()
    for part in chunks(text_ids):
        acted = select(Effect.target_id).where(
            among(session, Effect.target_id, part or ()),
            Effect.action.in_(TOUCHING),
            Effect.state == EffectState.CONFIRMED,
        )
        found.update(
            session.scalars(
                select(LegalText.id).where(
                    among(session, LegalText.id, part or ()),
                    or_(LegalText.id.in_(acted), LegalText.expires_on.is_not(None)),
                )
            )
        )
    return found


def _kept_alive(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the texts of which something is said to go on."""
    return {
        text_id
        for part in chunks(text_ids)
        for text_id in session.scalars(
            select(Effect.target_id).where(
                among(session, Effect.target_id, part or ()),
                Effect.action == Action.CONTINUES,
                Effect.state == EffectState.CONFIRMED,
            )
        )
    }


def _written_anew(session: Session, effects: Collection[Effect]) -> set[int]:
    """Give the effects that end parts of texts on which, or in which, something is written anew."""
    ending: dict[int, list[Effect]] = defaultdict(list)
    for effect in effects:
        if effect.action in ENDING and effect.extent is Extent.PARTS:
            ending[effect.target_id].append(effect)
    found: set[int] = set()
    for part in chunks(ending):
        for text_id, path in session.execute(
            select(Effect.target_id, EffectPath.path)
            .join(EffectPath, EffectPath.effect_id == Effect.id)
            .where(
                among(session, Effect.target_id, part or ()),
                Effect.action.in_(CHANGING),
                Effect.state == EffectState.CONFIRMED,
            )
        ):
            found |= {
                one.id
                for one in ending[text_id]
                if any(overlap(path, ended.path) for ended in one.paths)
            }
    return found


def _kept(session: Session, targets: Collection[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Give by source and target the provisions that the source lets continue for good."""
    found: dict[tuple[int, int], frozenset[str]] = defaultdict(frozenset)
    for part in chunks(targets):
        for row in session.execute(
            select(Effect.source_id, Effect.target_id, EffectPath.path)
            .join(EffectPath, EffectPath.effect_id == Effect.id)
            .where(
                among(session, Effect.target_id, part or ()),
                Effect.action == Action.CONTINUES,
                Effect.state == EffectState.CONFIRMED,
                Effect.until.is_(None),
            )
        ):
            found[row.source_id, row.target_id] |= {row.path}
    return found
