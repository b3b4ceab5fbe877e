"""The effects around one: what changed the same provisions before and after, its siblings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from docctl.legal.models import Effect, EffectPath, LegalText, SupersededEffect
from docctl.legal.paths import ancestors, label_of
from docctl.legal.reaching import MOST_RANGES, inside
from docctl.legal.rules import CHANGING, ENDING, Action, EffectState, Extent, effect_number

MOST = 20  # of each kind
MOST_OFFERED = 100
_REWRITING = CHANGING | {Action.CORRECTS}
_since = func.coalesce(Effect.effective_on, LegalText.effective_on, LegalText.issued_on)


@dataclass(frozen=True, slots=True)
class OnText:
    """A confirmed effect on a text in plain values; `number` is what people cite it by."""

    number: str
    action: Action
    by: str
    paths: tuple[str, ...]
    extent: Extent
    day: date | None
    until: date | None

    def as_json(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {
            "number": self.number,
            "action": self.action.value,
            "by": self.by,
            "extent": self.extent.value,
            "provisions": [label_of(path) for path in self.paths],
            "paths": list(self.paths),
            "effective_on": self.day.isoformat() if self.day else None,
            "until": self.until.isoformat() if self.until else None,
        }


def day_of_effect(effect: Effect) -> date | None:
    """Give the day by which effects are put in order: their own, or one of their source."""
    return effect.effective_on or effect.source.effective_on or effect.source.issued_on


def list_before(session: Session, effect: Effect, paths: Collection[str]) -> list[Effect]:
    """List what wrote provisions, or what holds them, anew before an effect did; newest first."""
    day = day_of_effect(effect)
    named = {one for path in paths for one in (path, *ancestors(path))}
    if day is None or not named:
        return []
    return _listed(session, effect, _REWRITING, _since < day, _naming(named), newest_first=True)


def list_inside(session: Session, effect: Effect, paths: Collection[str]) -> list[Effect]:
    """List what the same text says by itself of provisions, or of what holds them.

    "Sửa đổi một số khoản của Điều 5 như sau" says nothing more; the items below it do.
    """
    named = {one for path in paths for one in (path, *ancestors(path))}
    if not named:
        return []
    query = _query(effect).where(
        Effect.source_id == effect.source_id,
        Effect.target_id == effect.target_id,
        Effect.state == EffectState.CONFIRMED,
        Effect.action.in_(_REWRITING | {Action.REPEALS}),
        _naming(named),
    )
    return list(session.scalars(query.order_by(Effect.id).limit(MOST_OFFERED)).unique())


def list_after(session: Session, effect: Effect) -> list[Effect]:
    """List what changed or ended the same provisions after an effect did; oldest first."""
    day = day_of_effect(effect)
    if day is None:
        return []
    conditions = [_since > day]
    if effect.paths:
        conditions.append(or_(_touching(effect), Effect.extent == Extent.WHOLE))
    return _listed(session, effect, CHANGING | ENDING | {Action.CORRECTS}, *conditions)


def list_beside(session: Session, effect: Effect) -> list[Effect]:
    """List what else the same text does to the same provisions of the same text, in any state.

    What names no provisions is beside everything.
    """
    conditions = [Effect.source_id == effect.source_id, Effect.target_id == effect.target_id]
    if effect.paths:
        conditions.append(or_(_touching(effect), Effect.extent != Extent.PARTS))
    query = _query(effect).where(*conditions)
    return list(session.scalars(query.order_by(Effect.id).limit(MOST)).unique())


def _touching(effect: Effect) -> ColumnElement[bool]:
    """Say in SQL: another effect names a provision which an effect's own meet."""
    paths = [one.path for one in effect.paths]
    holding = {one for path in paths for one in (path, *ancestors(path))}
    within = [inside(one, EffectPath.path) for one in paths[:MOST_RANGES]]
    return _naming(holding, *within)


def _naming(paths: Collection[str], *ranges: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say in SQL: an effect names one of the provisions; its own few are looked at."""
    named = or_(EffectPath.path.in_(paths), *ranges)
    return exists().where(EffectPath.effect_id == Effect.id, named).correlate(Effect)


def list_on(session: Session, text_id: int) -> tuple[OnText, ...]:
    """List the confirmed effects on a text in the order of their days, without loading them."""
    rows = session.execute(
        select(
            Effect.id,
            Effect.recorded_at,
            Effect.action,
            Effect.extent,
            Effect.scope_key,
            Effect.until,
            LegalText.number,
            _since.label("day"),
        )
        .join(LegalText, LegalText.id == Effect.source_id)
        .where(Effect.target_id == text_id, Effect.state == EffectState.CONFIRMED)
        .order_by(_since.nulls_last(), Effect.id)
    )
    return tuple(
        OnText(
            effect_number(row.id, row.recorded_at),
            row.action,
            row.number,
            tuple(row.scope_key.split()) if row.extent is Extent.PARTS else (),
            row.extent,
            row.day,
            row.until,
        )
        for row in rows
    )


def find_superseded(session: Session, effect_id: int) -> SupersededEffect | None:
    """Find what a person said takes the place of an effect."""
    return session.get(SupersededEffect, effect_id)


def list_superseding(session: Session, effect: Effect) -> list[tuple[Effect, SupersededEffect]]:
    """List the withdrawn effects whose place an effect has taken, with who said so."""
    query = (
        select(Effect, SupersededEffect)
        .join(SupersededEffect, SupersededEffect.effect_id == Effect.id)
        .where(SupersededEffect.by_id == effect.id, Effect.state == EffectState.WITHDRAWN)
        .options(selectinload(Effect.source), selectinload(Effect.target))
        .order_by(Effect.id)
        .limit(MOST)
    )
    return [(one, said) for one, said in session.execute(query)]


def list_candidates(session: Session, effect: Effect) -> list[Effect]:
    """List what may have taken the place of a withdrawn effect, of the same target first."""
    nearer = case((Effect.target_id == effect.target_id, 0), else_=1)
    query = _query(effect).where(
        Effect.source_id == effect.source_id, Effect.state != EffectState.WITHDRAWN
    )
    return list(session.scalars(query.order_by(nearer, Effect.id).limit(MOST_OFFERED)).unique())


def _listed(
    session: Session,
    effect: Effect,
    actions: Collection[Action],
    *conditions: ColumnElement[bool],
    newest_first: bool = False,
) -> list[Effect]:
    query = _query(effect).where(
        Effect.target_id == effect.target_id,
        Effect.source_id != effect.source_id,
        Effect.state == EffectState.CONFIRMED,
        Effect.action.in_(actions),
        *conditions,
    )
    order: Sequence[ColumnElement[date]] = [_since.desc() if newest_first else _since.asc()]
    return list(session.scalars(query.order_by(*order, Effect.id).limit(MOST)).unique())


def _query(effect: Effect) -> Select[Effect]:
    return (
        select(Effect)
        .join(LegalText, LegalText.id == Effect.source_id)
        .options(contains_eager(Effect.source), selectinload(Effect.target))
        .where(Effect.id != effect.id)
    )
