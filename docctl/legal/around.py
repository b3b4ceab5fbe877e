"""The effects around one: what changed the same provisions before and after, its siblings."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from docctl.legal.models import Effect, EffectPath, LegalText
from docctl.legal.paths import ancestors
from docctl.legal.reaching import MOST_RANGES, inside
from docctl.legal.rules import CHANGING, ENDING, Action, EffectState, Extent

MOST = 20  # of each kind
_REWRITING = CHANGING | {Action.CORRECTS}
_since = func.coalesce(Effect.effective_on, LegalText.effective_on, LegalText.issued_on)


def day_of_effect(effect: Effect) -> date | None:
    """Give the day by which effects are put in order: their own, or one of their source."""
    return effect.effective_on or effect.source.effective_on or effect.source.issued_on


def list_before(session: Session, effect: Effect, paths: Collection[str]) -> list[Effect]:
    """List what wrote provisions, or what holds them, anew before an effect did; newest first."""
    day = day_of_effect(effect)
    named = {one for path in paths for one in (path, *ancestors(path))}
    if day is None or not named:
        return []
    touching = select(EffectPath.effect_id).where(EffectPath.path.in_(named))
    return _listed(
        session, effect, _REWRITING, _since < day, Effect.id.in_(touching), newest_first=True
    )


def list_after(session: Session, effect: Effect) -> list[Effect]:
    """List what changed or ended the same provisions after an effect did; oldest first."""
    day = day_of_effect(effect)
    if day is None:
        return []
    conditions = [_since > day]
    if effect.paths:
        conditions.append(or_(Effect.id.in_(_touching(effect)), Effect.extent == Extent.WHOLE))
    return _listed(session, effect, CHANGING | ENDING | {Action.CORRECTS}, *conditions)


def list_beside(session: Session, effect: Effect) -> list[Effect]:
    """List what else the same text does to the same provisions of the same text, in any state.

    What names no provisions is beside everything.
    """
    conditions = [Effect.source_id == effect.source_id, Effect.target_id == effect.target_id]
    if effect.paths:
        conditions.append(or_(Effect.id.in_(_touching(effect)), Effect.extent != Extent.PARTS))
    query = _query(effect).where(*conditions)
    return list(session.scalars(query.order_by(Effect.id).limit(MOST)).unique())


def _touching(effect: Effect) -> Select[int]:
    """Select the effects that name a provision which an effect's own meet."""
    paths = [one.path for one in effect.paths]
    holding = {one for path in paths for one in (path, *ancestors(path))}
    within = (inside(one, EffectPath.path) for one in paths[:MOST_RANGES])
    return select(EffectPath.effect_id).where(or_(EffectPath.path.in_(holding), *within))


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
