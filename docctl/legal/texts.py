"""Reading texts and effects of the register, candidates to bind to, and the law of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from docctl.errors import NotFound
from docctl.legal.force import Law
from docctl.legal.models import Citation, Effect, EffectPath, LegalName, LegalText
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm, number_parts
from docctl.legal.planning import FACTS, Known
from docctl.legal.relating import Target
from docctl.legal.resolve import Candidate
from docctl.legal.rules import ENDING, Action, EffectState
from docctl.legal.standing import Act, Facts, Standing
from docctl.vietnamese import fold

CHUNK = 500  # values of one IN list
_CHAINING = ENDING | {Action.SUSPENDS, Action.RESUMES, Action.EXTENDS, Action.CONTINUES}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of texts and how many there are in all."""

    texts: tuple[LegalText, ...]
    total: int


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
    page: int = 1,
    size: int = 50,
) -> Page:
    """Find texts by number or words of the title, type, issuer, days of issue; newest first."""
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
    if cited is not None:
        conditions.append(_cited() if cited else ~_cited())
    total = session.scalar(select(func.count()).select_from(LegalText).where(*conditions)) or 0
    texts = session.scalars(
        select(LegalText)
        .where(*conditions)
        .order_by(LegalText.issued_on.desc().nulls_last(), LegalText.id.desc())
        .limit(size)
        .offset((max(page, 1) - 1) * size)
    ).all()
    return Page(tuple(texts), total)


def _cited() -> ColumnElement[bool]:
    return select(Citation.id).where(Citation.text_id == LegalText.id).exists()


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


# --- importing --------------------------------------------------------------------------------


def list_known(session: Session, numbers: Collection[str]) -> list[Known]:
    """Give what an import's plan needs of the texts that bear one of the numbers, as written."""
    found: list[Known] = []
    for some in chunks(sorted({number_norm(number) for number in numbers})):
        for row in session.execute(
            select(
                LegalText.id,
                LegalText.type,
                LegalText.number_norm,
                LegalText.issuer_norm,
                LegalText.source,
                *(getattr(LegalText, name) for name in FACTS),
            )
            .where(LegalText.number_norm.in_(some))
            .order_by(LegalText.id)
        ):
            facts = {name: getattr(row, name) for name in FACTS}
            imported = row.source.startswith("import:")
            found.append(Known(row.id, row.type, row.number_norm, row.issuer_norm, imported, facts))
    return found


def list_targets(session: Session, numbers: Collection[str]) -> list[Target]:
    """Give the texts that bear one of the numbers, as written."""
    found: list[Target] = []
    for some in chunks(sorted({number_norm(number) for number in numbers})):
        rows = session.execute(
            select(*_CANDIDATE).where(LegalText.number_norm.in_(some)).order_by(LegalText.id)
        )
        found.extend(
            Target(row.id, row.type, row.number_norm, row.issuer_norm, row.issued_on)
            for row in rows
        )
    return found


def list_effect_keys(
    session: Session, source_ids: Collection[int]
) -> dict[tuple[int, int, str, str], tuple[int, date | None]]:
    """Give id and day of the effects of texts, by (source, target, action, scope)."""
    found: dict[tuple[int, int, str, str], tuple[int, date | None]] = {}
    for ids in chunks(sorted(source_ids)):
        for row in session.execute(
            select(
                Effect.id,
                Effect.source_id,
                Effect.target_id,
                Effect.action,
                Effect.scope_key,
                Effect.effective_on,
            ).where(Effect.source_id.in_(ids))
        ):
            key = row.source_id, row.target_id, row.action.value, row.scope_key
            found[key] = row.id, row.effective_on
    return found


# --- candidates -------------------------------------------------------------------------------


def list_numbered(session: Session, numbers: Collection[str]) -> dict[str, list[Candidate]]:
    """Give the texts that bear each normalised number.

    A number cut short to sequence and year (`19/2014`) finds what begins with it.
    """
    found: dict[str, list[Candidate]] = defaultdict(list)
    whole = {number for number in numbers if not _is_short(number)}
    for some in chunks(sorted(whole)):
        for one in _candidates(session, LegalText.number_norm.in_(some)):
            found[one.number].append(one)
    for short in sorted(set(numbers) - whole):
        prefix = LegalText.number_norm.startswith(f"{short}/", autoescape=True)
        found[short].extend(_candidates(session, prefix))
    return found


def list_named(session: Session, names: Collection[str]) -> dict[str, list[Candidate]]:
    """Give the texts cited by each name (keys of `name_key`)."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for some in chunks(sorted(set(names))):
        rows = session.execute(
            select(LegalName.name_folded, *_CANDIDATE)
            .join(LegalText, LegalText.id == LegalName.text_id)
            .where(LegalName.name_folded.in_(some))
            .order_by(LegalText.id)
        )
        for row in rows:
            found[row.name_folded].append(_candidate(row))
    return found


_CANDIDATE = (
    LegalText.id,
    LegalText.type,
    LegalText.number_norm,
    LegalText.issuer_norm,
    LegalText.issued_on,
)


def _candidates(session: Session, condition: ColumnElement[bool]) -> Iterator[Candidate]:
    rows = session.execute(select(*_CANDIDATE).where(condition).order_by(LegalText.id))
    return (_candidate(row) for row in rows)


def _candidate(row: Row[*tuple[Any, ...]]) -> Candidate:
    return Candidate(row.id, row.type, row.number_norm, row.issuer_norm, row.issued_on)


def _is_short(number: str) -> bool:
    parts = number_parts(number)
    return parts is not None and not parts.symbol and parts.year is not None


# --- the law of a day ---------------------------------------------------------------------------


def load_law(session: Session, text_ids: Collection[int]) -> Law:
    """Load the texts, the confirmed effects on them, and what those depend on, level by level.

    Of the texts themselves every effect is loaded; of the texts behind them only those that can
    end, suspend or prolong. A page costs a handful of queries, however many texts it cites.
    """
    acts: dict[int, Act] = {}
    frontier, seen, first = set(text_ids), set[int](), True
    while frontier:
        seen |= frontier
        loaded = list(_acts(session, frontier, None if first else _CHAINING))
        acts.update((act.id, act) for act in loaded)
        frontier, first = {act.source_id for act in loaded} - seen, False
    return Law(_facts(session, seen), acts.values())


def _acts(
    session: Session, targets: Collection[int], actions: Collection[Action] | None
) -> Iterator[Act]:
    for ids in chunks(sorted(targets)):
        condition = and_(Effect.target_id.in_(ids), Effect.state == EffectState.CONFIRMED)
        if actions is not None:
            condition = and_(condition, Effect.action.in_(actions))
        paths: dict[int, list[str]] = defaultdict(list)
        for effect_id, path in session.execute(
            select(EffectPath.effect_id, EffectPath.path).join(Effect).where(condition)
        ):
            paths[effect_id].append(path)
        for row in session.execute(select(*_ACT).where(condition)):
            yield Act(
                id=row.id,
                source_id=row.source_id,
                target_id=row.target_id,
                action=row.action,
                extent=row.extent,
                paths=tuple(sorted(paths[row.id])),
                effective_on=row.effective_on,
                until=row.until,
            )


_ACT = (
    Effect.id,
    Effect.source_id,
    Effect.target_id,
    Effect.action,
    Effect.extent,
    Effect.effective_on,
    Effect.until,
)


def _facts(session: Session, text_ids: Collection[int]) -> Iterator[Facts]:
    for ids in chunks(sorted(text_ids)):
        for row in session.execute(
            select(
                LegalText.id, LegalText.effective_on, LegalText.expires_on, LegalText.issued_on
            ).where(LegalText.id.in_(ids))
        ):
            yield Facts(*row)


def standing_of_text(session: Session, text_id: int, day: date) -> Standing:
    """Give the standing of a whole text on a day."""
    return load_law(session, [text_id]).force_on(text_id, day).standing
