"""Reading proposed effects: waiting, loose, decided; of one text or of all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from docctl.errors import NotFound
from docctl.legal.models import Effect, LegalText, LooseEffect
from docctl.legal.numbers import number_norm
from docctl.legal.readings import SURE
from docctl.legal.rules import Action, EffectState, Origin
from docctl.legal.texts import chunks
from docctl.vietnamese import fold

_SURE = and_(Effect.confidence >= SURE, Effect.exception == "")
_WAITING = Effect.state == EffectState.PROPOSED
_LOOSE = LooseEffect.state == EffectState.PROPOSED


@dataclass(frozen=True, slots=True)
class Counts:
    """How many proposals wait: to be confirmed together, to be looked at, without a known text."""

    sure: int
    unsure: int
    loose: int

    @property
    def all(self) -> int:
        """Give all that wait."""
        return self.sure + self.unsure + self.loose


@dataclass(frozen=True, slots=True)
class Proposed:
    """One page of proposed effects and how many there are in all."""

    effects: tuple[Effect, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that proposals name and that is not bound: what is said of it, and how often."""

    target_key: str
    type: str
    number: str
    name: str
    loose_id: int
    source_id: int
    ambiguous: bool
    effects: int
    sources: int


def count_proposals(session: Session, *, source_id: int | None = None) -> Counts:
    """Count what waits for a decision, of one text or of all."""
    query = select(
        func.count(case((_SURE, 1))).label("sure"), func.count().label("all")
    ).select_from(Effect)
    loose = select(func.count()).select_from(LooseEffect).where(_LOOSE)
    query = query.where(_WAITING)
    if source_id is not None:
        query = query.where(Effect.source_id == source_id)
        loose = loose.where(LooseEffect.source_id == source_id)
    row = session.execute(query).one()
    return Counts(row.sure, row.all - row.sure, session.scalar(loose) or 0)


def find_proposals(
    session: Session,
    *,
    text: str = "",
    action: Action | None = None,
    sure: bool | None = None,
    page: int = 1,
    size: int = 50,
) -> Proposed:
    """Find proposed effects by number or words of either text, action, confidence; newest first."""
    source, target = aliased(LegalText), aliased(LegalText)
    conditions = [_WAITING]
    if text:
        conditions.append(or_(_named(source, text), _named(target, text)))
    if action is not None:
        conditions.append(Effect.action == action)
    if sure is not None:
        conditions.append(_SURE if sure else ~_SURE)
    joined = (
        select(Effect)
        .join(source, source.id == Effect.source_id)
        .join(target, target.id == Effect.target_id)
        .where(*conditions)
    )
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    effects = session.scalars(
        joined.options(selectinload(Effect.source), selectinload(Effect.target))
        .order_by(Effect.source_id.desc(), Effect.target_id, Effect.id)
        .limit(size)
        .offset((max(page, 1) - 1) * size)
    ).all()
    return Proposed(tuple(effects), total)


def _named(text: type[LegalText], words: str) -> ColumnElement[bool]:
    return or_(
        text.number_norm.startswith(number_norm(words), autoescape=True),
        text.title_folded.contains(fold(words), autoescape=True),
    )


def list_waiting_ids(session: Session, source_id: int, *, sure: bool | None = None) -> list[int]:
    """List the ids of a text's proposed effects: what acts on one text stands together."""
    query = select(Effect.id, Effect.target_id).where(_WAITING, Effect.source_id == source_id)
    if sure is not None:
        query = query.where(_SURE if sure else ~_SURE)
    grouped: dict[int, list[int]] = {}
    for effect_id, target_id in session.execute(query.order_by(Effect.id)):
        grouped.setdefault(target_id, []).append(effect_id)
    return [effect_id for ids in grouped.values() for effect_id in ids]


def list_effects_of(session: Session, effect_ids: Sequence[int]) -> list[Effect]:
    """Give effects with both their texts, in the order of the ids."""
    found = {
        effect.id: effect
        for ids in chunks(effect_ids)
        for effect in session.scalars(
            select(Effect)
            .where(Effect.id.in_(ids))
            .options(selectinload(Effect.source), selectinload(Effect.target))
        )
    }
    return [found[effect_id] for effect_id in effect_ids if effect_id in found]


def list_decided(session: Session, source_id: int, *, limit: int = 200) -> Sequence[Effect]:
    """List what was decided of the effects read from a text, the latest decisions first."""
    return session.scalars(
        select(Effect)
        .where(
            Effect.source_id == source_id,
            ~_WAITING,
            Effect.decided_at.is_not(None),
            Effect.target_id != source_id,
        )
        .options(selectinload(Effect.source), selectinload(Effect.target))
        .order_by(Effect.decided_at.desc(), Effect.id)
        .limit(limit)
    ).all()


def get_loose(session: Session, loose_id: int) -> LooseEffect:
    """Give an effect on a text that is not known, or NotFound."""
    loose = session.get(LooseEffect, loose_id)
    if loose is None:
        raise NotFound(f"loose effect {loose_id}")
    return loose


def list_loose(
    session: Session,
    *,
    source_id: int | None = None,
    target_key: str | None = None,
    state: EffectState = EffectState.PROPOSED,
) -> Sequence[LooseEffect]:
    """List effects on texts that are not known, of one text or one target, as they were read."""
    query = select(LooseEffect).where(LooseEffect.state == state).order_by(LooseEffect.id)
    if source_id is not None:
        query = query.where(LooseEffect.source_id == source_id)
    if target_key is not None:
        query = query.where(LooseEffect.target_key == target_key)
    return session.scalars(query.options(selectinload(LooseEffect.source))).all()


def list_loose_saying(
    session: Session, *, numbers: Collection[str], names: Collection[str]
) -> list[LooseEffect]:
    """List the waiting effects on unknown texts that say one of the numbers or names."""
    found: dict[int, LooseEffect] = {}
    for column, values in ((LooseEffect.number_norm, numbers), (LooseEffect.name_folded, names)):
        for some in chunks(sorted(set(values) - {""})):
            query = select(LooseEffect).where(column.in_(some), _LOOSE)
            found.update({one.id: one for one in session.scalars(query)})
    return [found[key] for key in sorted(found)]


def list_missing(session: Session, *, page: int = 1, size: int = 50) -> tuple[list[Missing], int]:
    """List the texts that proposals name and that are not bound, most often named first."""
    grouped = (
        select(
            LooseEffect.target_key,
            func.min(LooseEffect.id).label("first"),
            func.count().label("effects"),
            func.count(LooseEffect.source_id.distinct()).label("sources"),
        )
        .where(_LOOSE)
        .group_by(LooseEffect.target_key)
    )
    total = session.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    groups = grouped.order_by(func.count().desc(), LooseEffect.target_key)
    rows = session.execute(groups.limit(size).offset((max(page, 1) - 1) * size)).all()
    first = {
        one.id: one
        for one in session.scalars(
            select(LooseEffect).where(LooseEffect.id.in_([row.first for row in rows]))
        )
    }
    return [_missing(row, first[row.first]) for row in rows], total


def _missing(row: Row[*tuple[Any, ...]], one: LooseEffect) -> Missing:
    return Missing(
        target_key=one.target_key,
        type=one.type,
        number=one.number,
        name=one.name,
        loose_id=one.id,
        source_id=one.source_id,
        ambiguous=bool(one.candidates),
        effects=row.effects,
        sources=row.sources,
    )


def list_loose_keys(session: Session, source_id: int) -> set[tuple[str, str, str]]:
    """Give what is already read of a text's effects on unknown ones: target, action, scope."""
    rows = session.execute(
        select(LooseEffect.target_key, LooseEffect.action, LooseEffect.scope_key).where(
            LooseEffect.source_id == source_id
        )
    )
    return {(key, action.value, scope) for key, action, scope in rows}


def list_register_keys(
    session: Session, source_ids: Collection[int]
) -> set[tuple[int, str, str, str]]:
    """Give what registers said of sources and unknown texts, and what became of it.

    Each is source, number as said, action, scope; once bound the quote keeps the number.
    """
    found: set[tuple[int, str, str, str]] = set()
    for ids in chunks(sorted(source_ids)):
        waiting = select(
            LooseEffect.source_id,
            LooseEffect.target_key.label("said"),
            LooseEffect.action,
            LooseEffect.scope_key,
        ).where(LooseEffect.source_id.in_(ids))
        bound = select(
            Effect.source_id, Effect.quote.label("said"), Effect.action, Effect.scope_key
        ).where(Effect.source_id.in_(ids), Effect.origin == Origin.REGISTER, Effect.quote != "")
        for row in (*session.execute(waiting), *session.execute(bound)):
            found.add((row.source_id, number_norm(row.said), row.action.value, row.scope_key))
    return found
