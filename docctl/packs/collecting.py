"""Reading what a pack will say out of the register."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from docctl.legal.models import Effect, LegalText, SupersededEffect
from docctl.legal.queries import chunks
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.rules import Action, EffectState, effect_number
from docctl.packs.body import Scope, key_of
from docctl.packs.saying import (
    EffectSaid,
    TextSaid,
    Unfit,
    effect_line,
    read_effect,
    read_text,
    text_line,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a pack is to hold: all, what was recorded since an instant, or chosen texts."""

    scope: Scope
    since: datetime | None = None
    text_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected; `left_out` rows say what no pack may say."""

    texts: tuple[TextSaid, ...]
    effects: tuple[EffectSaid, ...]
    left_out: int


_DECIDED = (
    Effect.state != EffectState.PROPOSED,
    Effect.action != Action.EXPIRES,  # follows from the facts of the text
)


def collect(session: Session, wish: Wish) -> Collected:
    """Collect texts and decided effects, with every text an effect names; in a fixed order."""
    effects = list(_effects(session, wish))
    named = {text_id for row in effects for text_id in (row.source_id, row.target_id)}
    texts, left_out = _said_texts(session, _text_ids(session, wish) | named)
    refs = {one.ref for one in texts}
    said: list[EffectSaid] = []
    since = _known_since(session, EffectRecord.effect_id, [row.id for row in effects])
    followed = _successors(session, effects)
    for row in effects:
        one = _fit_effect(_effect_said(row, since[row.id], followed.get(row.id)))
        if one is None or not {one.source, one.target} <= refs:
            left_out += 1
        else:
            said.append(one)
    return Collected(
        tuple(texts),
        tuple(sorted(said, key=lambda one: (one.source, one.target, one.action, one.scope_key))),
        left_out,
    )


def _text_ids(session: Session, wish: Wish) -> set[int]:
    if wish.scope is Scope.CHOSEN:
        return {
            text_id
            for some in chunks(sorted(wish.text_ids))
            for text_id in session.scalars(select(LegalText.id).where(LegalText.id.in_(some)))
        }
    query = select(LegalText.id)
    if wish.since is not None:
        query = select(TextRecord.text_id).where(TextRecord.recorded_at >= wish.since).distinct()
    return set(session.scalars(query))


def _effects(session: Session, wish: Wish) -> Iterator[Effect]:
    if wish.scope is Scope.CHOSEN:
        seen = set[int]()
        for some in chunks(sorted(wish.text_ids)):
            sides = or_(Effect.source_id.in_(some), Effect.target_id.in_(some))
            for row in _decided(session, sides):
                if row.id not in seen:
                    seen.add(row.id)
                    yield row
    elif wish.since is not None:
        recorded = select(EffectRecord.effect_id).where(EffectRecord.recorded_at >= wish.since)
        followed = select(SupersededEffect.effect_id).where(SupersededEffect.said_at >= wish.since)
        yield from _decided(session, or_(Effect.id.in_(recorded), Effect.id.in_(followed)))
    else:
        yield from _decided(session)


def _decided(session: Session, *conditions: ColumnElement[bool]) -> Iterable[Effect]:
    query: Select[Effect] = (
        select(Effect)
        .where(*_DECIDED, *conditions)
        .order_by(Effect.id)
        .options(selectinload(Effect.paths))
        .execution_options(yield_per=1000)
    )
    return session.scalars(query)


def _known_since(
    session: Session, subject: InstrumentedAttribute[int], ids: Collection[int]
) -> dict[int, datetime]:
    """Give since when what is known of texts or effects has been known as it is."""
    at = subject.class_.recorded_at
    found: dict[int, datetime] = {}
    for some in chunks(sorted(ids)):
        query = select(subject, func.max(at)).where(subject.in_(some)).group_by(subject)
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def _successors(
    session: Session, effects: Iterable[Effect]
) -> dict[int, tuple[SupersededEffect, str]]:
    """Give, by withdrawn effect, the word on what took its place, and the number of that."""
    withdrawn = sorted(row.id for row in effects if row.state is EffectState.WITHDRAWN)
    return {
        word.effect_id: (word, effect_number(by_id, recorded_at))
        for some in chunks(withdrawn)
        for word, by_id, recorded_at in session.execute(
            select(SupersededEffect, Effect.id, Effect.recorded_at)
            .join(Effect, Effect.id == SupersededEffect.by_id)
            .where(SupersededEffect.effect_id.in_(some))
        )
    }


def _said_texts(session: Session, ids: Collection[int]) -> tuple[list[TextSaid], int]:
    since = _known_since(session, TextRecord.text_id, ids)
    said: list[TextSaid] = []
    keys = set[str]()
    left_out = 0
    for some in chunks(sorted(ids)):
        rows = session.scalars(
            select(LegalText)
            .where(LegalText.id.in_(some))
            .order_by(LegalText.id)
            .options(selectinload(LegalText.names))
        )
        for row in rows:
            one = _fit_text(_text_said(row, since[row.id]))
            if one is None or key_of(one) in keys:
                left_out += 1
            else:
                keys.add(key_of(one))
                said.append(one)
        session.expunge_all()
    return said, left_out


def _text_said(row: LegalText, at: datetime) -> TextSaid:
    return TextSaid(
        ref=row.id,
        at=at,
        number=row.number,
        type=row.type,
        title=row.title,
        issuer=row.issuer,
        signer=row.signer,
        issued_on=row.issued_on,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        stated_status=row.stated_status,
        stated_on=row.stated_on,
        certainty=row.certainty,
        names=tuple(sorted(name.name_folded for name in row.names)),
    )


def _effect_said(
    row: Effect, at: datetime, followed: tuple[SupersededEffect, str] | None
) -> EffectSaid:
    word, successor = followed or (None, "")
    return EffectSaid(
        source=row.source_id,
        target=row.target_id,
        at=at if word is None else max(at, word.said_at),
        action=row.action,
        extent=row.extent,
        paths=tuple(sorted(path.path for path in row.paths)),
        effective_on=row.effective_on,
        until=row.until,
        evidence=_cut(row.evidence),
        quote=_cut(row.quote),
        exception=_cut(row.exception),
        origin=row.origin,
        confidence=row.confidence,
        state=row.state,
        reason=_cut(row.reason),
        decided_by=row.decided_by or row.recorded_by,
        decided_at=row.decided_at or row.recorded_at,
        number=row.number,
        successor=successor,
    )


def _fit_text(said: TextSaid) -> TextSaid | None:
    """Give a text as its reader will have it; None when no pack may say it."""
    try:
        return read_text(text_line(said))
    except Unfit:
        return None


def _fit_effect(said: EffectSaid) -> EffectSaid | None:
    try:
        return read_effect(effect_line(said))
    except Unfit:
        return None


def _cut(words: str) -> str:
    return words if len(words) <= 50_000 else words[:49_999] + "…"
