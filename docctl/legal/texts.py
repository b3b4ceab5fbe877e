"""Reading texts and effects of the register."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from docctl.documents.models import Document, Version
from docctl.errors import NotFound
from docctl.legal.bodies import body_key, body_of_number
from docctl.legal.models import Citation, Effect, LegalName, LegalText
from docctl.legal.naming import NAMED_TYPES, name_key
from docctl.legal.numbers import number_norm, number_parts, type_of_number
from docctl.legal.planning import is_same
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.rules import ENDING, ON_ITSELF, Action, EffectState, Extent, effect_id_in
from docctl.vietnamese import fold

CHUNK = 500  # values of one IN list
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of texts and how many there are in all."""

    texts: tuple[LegalText, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Tie:
    """What a text does to another (`outward`), or another to it, that counts; day of the other."""

    action: Action
    outward: bool
    other_id: int
    issued_on: date | None


def chunks(values: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    """Cut values into lists short enough for one IN list."""
    listed = list(values)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def get_text(session: Session, text_id: int) -> LegalText:
    """Give a text by id, or NotFound."""
    text = session.get(LegalText, text_id)
    if text is None:
        raise NotFound(f"legal text {text_id}")
    return text


def get_effect(session: Session, effect_id: int) -> Effect:
    """Give an effect by id, or NotFound."""
    effect = session.get(Effect, effect_id)
    if effect is None:
        raise NotFound(f"effect {effect_id}")
    return effect


def find_effect_by_number(session: Session, number: str) -> Effect | None:
    """Find the effect people cite by a number; None where it is none, or none bears it."""
    effect_id = effect_id_in(number)
    effect = None if effect_id is None else session.get(Effect, effect_id)
    return effect if effect and effect.number == number.strip().upper() else None


def find_text_by_key(session: Session, text_key: str) -> LegalText | None:
    """Find the text with exactly these facts."""
    return session.scalars(select(LegalText).where(LegalText.text_key == text_key)).first()


def find_by_number(session: Session, number: str) -> Sequence[LegalText]:
    """Find every text that bears a number, however it is typed; oldest first."""
    return session.scalars(
        select(LegalText)
        .where(LegalText.number_norm == number_norm(number))
        .order_by(LegalText.issued_on, LegalText.id)
    ).all()


def find_same(
    session: Session,
    *,
    number: str,
    type: str,  # noqa: A002  # the register's word
    issuer: str,
    issued_on: date | None,
) -> LegalText | None:
    """Find the registered text that these facts mean, if there is one (`planning.is_same`)."""
    said = body_of_number(number) or body_key(issuer), issued_on
    kind = fold(type or type_of_number(number) or "")
    return next(
        (
            text
            for text in find_by_number(session, number)
            if fold(text.type) == kind and is_same(number, said, (text.issuer_norm, text.issued_on))
        ),
        None,
    )


def list_texts_of(session: Session, text_ids: Collection[int]) -> dict[int, LegalText]:
    """Give the texts with these ids, by id."""
    return {
        text.id: text
        for ids in chunks(sorted(set(text_ids)))
        for text in session.scalars(select(LegalText).where(LegalText.id.in_(ids)))
    }


def list_numbers_of(session: Session, text_ids: Collection[int]) -> set[str]:
    """Give the normalised numbers of texts."""
    return {
        number
        for ids in chunks(sorted(set(text_ids)))
        for number in session.scalars(select(LegalText.number_norm).where(LegalText.id.in_(ids)))
    }


def list_names_of(session: Session, text_ids: Collection[int]) -> set[str]:
    """Give the keys of the names under which texts are cited."""
    return {
        name
        for ids in chunks(sorted(set(text_ids)))
        for name in session.scalars(select(LegalName.name_folded).where(LegalName.text_id.in_(ids)))
    }


def find_texts(
    session: Session,
    *,
    query: str = "",
    type: str = "",  # noqa: A002  # the register's word
    issuer: str = "",
    certainty: str = "",
    issued_from: date | None = None,
    issued_to: date | None = None,
    cited: bool | None = None,
    seen: ColumnElement[bool] | None = None,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Find texts by number or words of the title, type, issuer, days of issue.

    First those called by the words, then those whose title holds them together; newest first.
    `cited` asks for citations in the versions that `seen` lets through (`visible_to`), or in all.
    """
    conditions = [*_words(query)]
    if type:
        conditions.append(LegalText.type == type)
    if issuer:
        conditions.append(LegalText.issuer_norm == issuer)
    if certainty:
        conditions.append(LegalText.certainty == certainty)
    if issued_from is not None:
        conditions.append(LegalText.issued_on >= issued_from)
    if issued_to is not None:
        conditions.append(LegalText.issued_on <= issued_to)
    count = select(func.count(), func.count(LegalText.issued_on)).select_from(LegalText)
    chosen = select(LegalText.id)
    if cited is not None:
        those = _cited(seen).subquery()  # found once, not asked of each of half a million texts
        count = count.outerjoin(those, those.c.text_id == LegalText.id)
        chosen = chosen.outerjoin(those, those.c.text_id == LegalText.id)
        conditions.append(those.c.text_id.is_not(None) if cited else those.c.text_id.is_(None))
    total, dated = session.execute(count.where(*conditions)).one()
    start = (max(page, 1) - 1) * size
    ids = _cut(
        session, chosen.where(*conditions), [*_nearest(query)], dated=dated, start=start, size=size
    )
    texts = list_texts_of(session, ids)
    return Page(tuple(texts[text_id] for text_id in ids), total)


def _cut(
    session: Session,
    chosen: Select[int],
    nearest: Sequence[ColumnElement[int]],
    *,
    dated: int,
    start: int,
    size: int,
) -> list[int]:
    """Give the ids of one page, newest first, those without a day last; `dated` have one.

    Only ids are passed over, not rows, and where no words are asked for an index has them in order:
    it says of both databases where texts without a day stand only if they are asked for apart.
    """
    if nearest:
        newest = LegalText.issued_on.desc().nulls_last()
        ordered = chosen.order_by(*nearest, newest, LegalText.id.desc())
        return list(session.scalars(ordered.limit(size).offset(start)))
    ids: list[int] = []
    if start < dated:
        having = chosen.where(LegalText.issued_on.is_not(None))
        ordered = having.order_by(LegalText.issued_on.desc(), LegalText.id.desc())
        ids += session.scalars(ordered.limit(size).offset(start))
    if len(ids) < size:
        without = chosen.where(LegalText.issued_on.is_(None)).order_by(LegalText.id.desc())
        rest = without.limit(size - len(ids)).offset(max(0, start - dated))
        ids += session.scalars(rest)
    return ids


def _cited(seen: ColumnElement[bool] | None) -> Select[int | None]:
    """Select the ids of the texts that are cited, once each."""
    citing = select(Citation.text_id).where(Citation.text_id.is_not(None)).distinct()
    if seen is not None:  # else the filter would tell what hidden drafts cite
        citing = citing.join(Version, Version.id == Citation.version_id)
        citing = citing.join(Document, Document.id == Version.document_id).where(seen)
    return citing


def _words(query: str) -> Iterator[ColumnElement[bool]]:
    """Match a number as typed or cut short, or every word of the title or issuer."""
    folded = fold(query)
    if not folded:
        return
    parts = number_parts(query)
    if parts is not None and (parts.year or parts.symbol or folded.isdigit()):
        key = number_norm(query)
        yield or_(
            LegalText.number_norm == key,
            LegalText.number_norm.startswith(f"{key}/", autoescape=True),
        )
        return
    for word in folded.split():
        yield or_(
            LegalText.title_folded.contains(word, autoescape=True),
            LegalText.issuer_norm.contains(word, autoescape=True),
            LegalText.number_norm.contains(word, autoescape=True),
            LegalText.names.any(LegalName.name_folded.contains(name_key(word), autoescape=True)),
        )


def _nearest(query: str) -> Iterator[ColumnElement[int]]:
    """Order by how near a text is to the words: "luật hộ tịch" is first the law of that name."""
    folded = fold(query)
    if not folded or number_parts(query) is not None:
        return
    names = {name_key(query), *(name_key(f"{head} {query}") for head in NAMED_TYPES)}
    yield case(
        (LegalText.names.any(LegalName.name_folded.in_(names)), 0),
        (LegalText.title_folded.contains(folded, autoescape=True), 1),
        else_=2,
    )


def list_types(session: Session) -> Sequence[tuple[str, int]]:
    """Give the types of text with their counts, most frequent first."""
    rows = session.execute(
        select(LegalText.type, func.count().label("texts"))
        .group_by(LegalText.type)
        .order_by(func.count().desc())
    )
    return [(row.type, row.texts) for row in rows]


def list_effects_on(session: Session, text_id: int) -> Sequence[Effect]:
    """List what others do to a text, in every state, oldest first."""
    return _effects(session, select(Effect).where(Effect.target_id == text_id))


def list_effects_by(session: Session, text_id: int) -> Sequence[Effect]:
    """List what a text does to others, in every state, oldest first."""
    return _effects(session, select(Effect).where(Effect.source_id == text_id))


def list_effects_among(session: Session, effect_ids: Collection[int]) -> list[Effect]:
    """List effects by id, oldest first."""
    return [
        effect
        for ids in chunks(sorted(set(effect_ids)))
        for effect in _effects(session, select(Effect).where(Effect.id.in_(ids)))
    ]


def list_ties(session: Session, text_id: int) -> list[Tie]:
    """Give what counts between a text and others, without loading either."""
    rows = session.execute(
        select(Effect.action, Effect.source_id, LegalText.id, LegalText.issued_on)
        .join(
            LegalText,
            LegalText.id
            == case((Effect.source_id == text_id, Effect.target_id), else_=Effect.source_id),
        )
        .where(
            or_(Effect.source_id == text_id, Effect.target_id == text_id),
            Effect.state == EffectState.CONFIRMED,
            Effect.action.not_in(ON_ITSELF),
        )
    )
    return [
        Tie(action, source_id == text_id, other_id, issued_on)
        for action, source_id, other_id, issued_on in rows
    ]


def list_ended_twice(session: Session, text_id: int) -> list[tuple[str, str]]:
    """Give (number of a target, number of who ended it before) of the texts one ends as a whole."""
    ours = [one for one in list_effects_by(session, text_id) if _ends(one)]
    return [
        (one.target.number or one.target.title, other.source.number or other.source.title)
        for one in ours
        for other in list_effects_on(session, one.target_id)
        if _ends(other) and other.source_id != text_id
    ]


def _ends(effect: Effect) -> bool:
    return (
        effect.state is EffectState.CONFIRMED
        and effect.action in ENDING
        and effect.extent is Extent.WHOLE
    )


def list_effects(
    session: Session, *, state: EffectState | None = None, limit: int = 100
) -> Sequence[Effect]:
    """List effects, newest record first, such as the proposed ones that wait for a decision."""
    query = select(Effect).order_by(Effect.recorded_at.desc(), Effect.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Effect.state == state)
    return _loaded(session, query)


def _effects(session: Session, query: Select[Effect]) -> Sequence[Effect]:
    return _loaded(session, query.order_by(Effect.effective_on.nulls_last(), Effect.id))


def _loaded(session: Session, query: Select[Effect]) -> Sequence[Effect]:
    return session.scalars(
        query.options(selectinload(Effect.source), selectinload(Effect.target))
    ).all()


def find_effect(
    session: Session, *, source_id: int, target_id: int, action: Action, scope_key: str
) -> Effect | None:
    """Find the record of an effect, in whatever state."""
    return session.scalars(
        select(Effect).where(
            Effect.source_id == source_id,
            Effect.target_id == target_id,
            Effect.action == action,
            Effect.scope_key == scope_key,
        )
    ).first()


def list_own_ends(session: Session, text_ids: Collection[int]) -> list[Effect]:
    """List the ends that texts state for themselves, in every state."""
    return [
        effect
        for ids in chunks(sorted(set(text_ids)))
        for effect in session.scalars(
            select(Effect).where(Effect.target_id.in_(ids), Effect.action == Action.EXPIRES)
        )
    ]


def list_ends_moved_by(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the texts with a stated end on which one of the texts has an effect."""
    return {
        target_id
        for ids in chunks(sorted(set(text_ids)))
        for target_id in session.scalars(
            select(Effect.target_id)
            .join(LegalText, LegalText.id == Effect.target_id)
            .where(Effect.source_id.in_(ids), LegalText.expires_on.is_not(None))
        )
    }


def list_text_records(session: Session, text_id: int) -> Sequence[TextRecord]:
    """List what was known of a text, as recorded, in the order of time."""
    return session.scalars(
        select(TextRecord)
        .where(TextRecord.text_id == text_id)
        .order_by(TextRecord.recorded_at, TextRecord.id)
    ).all()


def list_effect_records(session: Session, effect_id: int) -> Sequence[EffectRecord]:
    """List what was known of an effect, as recorded, in the order of time."""
    return session.scalars(
        select(EffectRecord)
        .where(EffectRecord.effect_id == effect_id)
        .order_by(EffectRecord.recorded_at, EffectRecord.id)
    ).all()
