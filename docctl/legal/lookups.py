"""Looking up many texts at once: candidates, the law of a day, what an import compares with."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Result,
    Row,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from docctl.db import among
from docctl.legal.force import Law
from docctl.legal.lead_times import SINCE
from docctl.legal.models import Effect, EffectPath, LegalText
from docctl.legal.numbers import number_norm, number_parts
from docctl.legal.planning import FACTS, Known
from docctl.legal.presumption import Stated, begun_by, stated_of
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.relating import Target
from docctl.legal.resolve import Candidate
from docctl.legal.rules import ENDING, Action, EffectState, Extent
from docctl.legal.standing import Act, Facts, Standing
from docctl.legal.texts import chunks

_CHAINING = ENDING | {
    Action.SUSPENDS,
    Action.RESUMES,
    Action.POSTPONES,
    Action.EXTENDS,
    Action.CONTINUES,
}
_LINKING = _CHAINING - {Action.EXPIRES}  # ends of their own are facts


def list_numbered(session: Session, numbers: Collection[str]) -> dict[str, list[Candidate]]:
    """Give the texts that bear each normalised number.

    A number cut short to sequence and year (`19/2014`) finds what begins with it.
    """
    found: dict[str, list[Candidate]] = defaultdict(list)
    whole = {number for number in numbers if not _is_short(number)}
    for some in chunks(sorted(whole)):
        for row in session.connection().execute(_NUMBERED, {"numbers": some}):
            found[row.number_norm].append(_candidate(row))
    for short in sorted(set(numbers) - whole):
        prefix = _TEXT.c.number_norm.startswith(f"{short}/", autoescape=True)
        rows = session.execute(select(*_CANDIDATE).where(prefix).order_by(_TEXT.c.id))
        found[short].extend(map(_candidate, rows))
    return found


def list_named(session: Session, names: Collection[str]) -> dict[str, list[Candidate]]:
    """Give the texts cited by each name (keys of `name_key`)."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for some in chunks(sorted(set(names))):
        for row in session.connection().execute(_NAMED, {"names": some}):
            found[row.name_folded].append(_candidate(row))
    return found


# Asked of the tables and made once, as they are asked with every edit.
_TEXT, _NAME = (LegalText.metadata.tables[name] for name in ("legal_text", "legal_name"))
_CANDIDATE = tuple(
    _TEXT.c[name] for name in ("id", "type", "number_norm", "issuer_norm", "issued_on")
)
_NUMBERED = (
    select(*_CANDIDATE)
    .where(_TEXT.c.number_norm.in_(bindparam("numbers", expanding=True)))
    .order_by(_TEXT.c.id)
)
_NAMED = (
    select(_NAME.c.name_folded, *_CANDIDATE)
    .join(_TEXT, _TEXT.c.id == _NAME.c.text_id)
    .where(_NAME.c.name_folded.in_(bindparam("names", expanding=True)))
    .order_by(_TEXT.c.id)
)


def _candidate(row: Row[*tuple[Any, ...]]) -> Candidate:
    return Candidate(row.id, row.type, row.number_norm, row.issuer_norm, row.issued_on)


def _is_short(number: str) -> bool:
    parts = number_parts(number)
    return parts is not None and not parts.symbol and parts.year is not None


def load_law(
    session: Session, text_ids: Collection[int], *, known_at: datetime | None = None
) -> Law:
    """Load the texts, the confirmed effects on them, and what those depend on, through chains.

    Of the texts themselves every effect is loaded, with the texts they detail; of the texts behind
    them only those that can end, suspend, postpone or prolong. A page costs a handful of queries,
    however many texts it cites. `known_at` gives the law as it was known at an instant.
    """
    acts: dict[int, Act] = {act.id: act for act in _details(session, text_ids, known_at)}
    asked = set(text_ids)
    beside = {act.target_id for act in acts.values()}
    acts |= {act.id: act for act in _acts(session, Effect.target_id, asked, None, known_at)}
    beside |= {act.source_id for act in acts.values()}
    behind = _behind(session, beside - asked, known_at) - asked
    acts |= {act.id: act for act in _acts(session, Effect.target_id, behind, _CHAINING, known_at)}
    return Law(_facts(session, asked | behind, known_at), acts.values())


def _behind(session: Session, text_ids: set[int], known_at: datetime | None) -> set[int]:
    """Give the texts with all that may end, suspend, postpone or prolong them, through chains.

    PostgreSQL walks them in one statement; SQLite, which would read every effect there is for it,
    level by level.
    """
    counts = true() if known_at else Effect.state == EffectState.CONFIRMED
    further = select(Effect.source_id).where(Effect.action.in_(_LINKING), counts)
    found, frontier = set[int](), set(text_ids)
    at_once = session.get_bind().dialect.name == "postgresql"
    while frontier:
        found |= frontier
        reached = set[int]()
        for ids in chunks(sorted(frontier)):
            step = further.where(among(session, Effect.target_id, ids))
            if at_once:
                chain = step.cte("chain", recursive=True)
                chain = chain.union(further.join(chain, Effect.target_id == chain.c.source_id))
                step = select(chain.c.source_id)
            reached.update(session.scalars(step))
        if at_once:
            return found | reached
        frontier = reached - found
    return found


def list_in_doubt(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give those of the texts of which somebody may not know how they stand on a day.

    All others have a day of effect that nothing puts off, no stated end without its day, and no
    ending whose day nobody knows: `Law` never calls them UNKNOWN, so that it need not be loaded.
    """
    put_off = aliased(Effect)
    source = aliased(LegalText)
    undated = or_(source.effective_on.is_(None), _postponed(put_off, source.id))
    ending = (
        exists()
        .where(
            Effect.target_id == LegalText.id,
            Effect.state == EffectState.CONFIRMED,
            Effect.action.in_(ENDING),
            Effect.effective_on.is_(None),
            source.id == Effect.source_id,
            undated,
        )
        .correlate(LegalText)
    )
    doubtful = or_(
        LegalText.effective_on.is_(None), _postponed(aliased(Effect), LegalText.id), ending
    )
    asked = select(LegalText.id, LegalText.stated_status, doubtful.label("doubtful"))
    return {
        row.id
        for some in chunks(sorted(text_ids))
        for row in session.execute(asked.where(LegalText.id.in_(some)))
        if row.doubtful or stated_of(row.stated_status) is Stated.ENDED
    }


def _postponed(effect: type[Effect], text_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return exists().where(
        effect.target_id == text_id,
        effect.action == Action.POSTPONES,
        effect.state == EffectState.CONFIRMED,
    )


def _details(
    session: Session, text_ids: Collection[int], known_at: datetime | None
) -> Iterator[Act]:
    return _acts(session, Effect.source_id, text_ids, {Action.DETAILS}, known_at)


def _acts(
    session: Session,
    side: InstrumentedAttribute[int],
    text_ids: Collection[int],
    actions: Collection[Action] | None,
    known_at: datetime | None,
) -> Iterator[Act]:
    """Give the confirmed effects with one of the texts on a side; ends of their own are facts."""
    for ids in chunks(sorted(text_ids)):
        condition = and_(among(session, side, ids), Effect.action != Action.EXPIRES)
        if actions is not None:
            condition = and_(condition, Effect.action.in_(actions))
        if known_at is None:
            condition = and_(condition, Effect.state == EffectState.CONFIRMED)
        rows = session.execute(select(*_ACT).where(condition)).all()
        paths: dict[int, list[str]] = defaultdict(list)
        if any(row.extent is Extent.PARTS for row in rows):
            for effect_id, path in session.execute(
                select(EffectPath.effect_id, EffectPath.path).join(Effect).where(condition)
            ):
                paths[effect_id].append(path)
        days = None if known_at is None else _days_known(session, condition, known_at)
        for row in rows:
            if days is not None and row.id not in days:
                continue
            effective_on, until = days[row.id] if days else (row.effective_on, row.until)
            yield _act(row, paths[row.id], effective_on, until)


def _days_known(
    session: Session, condition: ColumnElement[bool], known_at: datetime
) -> dict[int, tuple[date | None, date | None]]:
    """Give the days of the effects that counted by what was known at an instant."""
    last: dict[int, Row[*tuple[Any, ...]]] = {}
    rows: Result[*tuple[Any, ...]] = session.execute(
        select(
            EffectRecord.effect_id,
            EffectRecord.state,
            EffectRecord.effective_on,
            EffectRecord.until,
        )
        .join(Effect, Effect.id == EffectRecord.effect_id)
        .where(condition, EffectRecord.recorded_at <= known_at)
        .order_by(EffectRecord.recorded_at, EffectRecord.id)
    )
    for row in rows:
        last[row.effect_id] = row
    return {
        effect_id: (row.effective_on, row.until)
        for effect_id, row in last.items()
        if row.state is EffectState.CONFIRMED
    }


_ACT = (
    Effect.id,
    Effect.source_id,
    Effect.target_id,
    Effect.action,
    Effect.extent,
    Effect.effective_on,
    Effect.until,
)


def _facts(
    session: Session, text_ids: Collection[int], known_at: datetime | None
) -> Iterator[Facts]:
    for ids in chunks(sorted(text_ids)):
        if known_at is None:
            rows = session.execute(select(*_FACTS).where(among(session, LegalText.id, ids)))
        else:
            rows = session.execute(
                select(*_FACTS_KNOWN)
                .where(among(session, TextRecord.text_id, ids), TextRecord.recorded_at <= known_at)
                .order_by(TextRecord.recorded_at, TextRecord.id)
            )
        last = {row.text_id: row for row in rows}
        for row in last.values():
            dated = row.effective_on is not None
            latest = None if dated else begun_by(row.type, row.number, row.issued_on)
            yield _facts_of(row, latest)


def _facts_of(row: Row[*tuple[Any, ...]], latest: date | None = None) -> Facts:
    return Facts(
        text_id=row.text_id,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        issued_on=row.issued_on,
        begun_by=latest,
        stated=stated_of(row.stated_status),
        stated_on=row.stated_on,
    )


def list_facts_worth_a_look(session: Session) -> list[Facts]:
    """Give the days of the texts whose own facts, or effects, may contradict each other.

    Left out are texts nothing is done to or by, without a stated end, that take effect after their
    issue as the law before `SINCE` let them, or on no recorded day (`list_undated`).
    """
    rows = session.execute(select(*_FACTS).where(_worth_a_look(session)).order_by(LegalText.id))
    return [_facts_of(row) for row in rows]


def list_undated(session: Session) -> list[int]:
    """Give the texts without a day of effect that are not worth a look otherwise."""
    return list(
        session.scalars(
            select(LegalText.id).where(
                LegalText.effective_on.is_(None), not_(_worth_a_look(session))
            )
        )
    )


def _worth_a_look(session: Session) -> ColumnElement[bool]:
    words = session.scalars(select(LegalText.stated_status).distinct())
    ended = [one for one in words if stated_of(one) is Stated.ENDED]
    confirmed = Effect.state == EffectState.CONFIRMED
    begins, issued = LegalText.effective_on, LegalText.issued_on
    return or_(
        LegalText.id.in_(select(Effect.target_id).where(confirmed)),
        LegalText.id.in_(select(Effect.source_id).where(confirmed)),
        LegalText.expires_on.is_not(None),
        LegalText.stated_status.in_(ended),
        func.coalesce(and_(begins < issued, begins.is_not(None)), false()),
        func.coalesce(and_(issued >= SINCE, begins.is_not(None)), false()),
    )


def list_all_acts(session: Session) -> list[Act]:
    """Give every effect that counts, without the ends of their own, which are facts."""
    paths: dict[int, list[str]] = defaultdict(list)
    for effect_id, path in session.execute(select(EffectPath.effect_id, EffectPath.path)):
        paths[effect_id].append(path)
    rows = session.execute(
        select(*_ACT)
        .where(Effect.state == EffectState.CONFIRMED, Effect.action != Action.EXPIRES)
        .order_by(Effect.id)
    )
    return [_act(row, paths[row.id], row.effective_on, row.until) for row in rows]


def _act(
    row: Row[*tuple[Any, ...]], paths: Collection[str], start: date | None, until: date | None
) -> Act:
    return Act(
        id=row.id,
        source_id=row.source_id,
        target_id=row.target_id,
        action=row.action,
        extent=row.extent,
        paths=tuple(sorted(paths)),
        effective_on=start,
        until=until,
    )


_DAYS_OF_TEXT = (
    "type",
    "number",
    "issued_on",
    "effective_on",
    "expires_on",
    "stated_status",
    "stated_on",
)
_FACTS = (
    LegalText.id.label("text_id"),
    *(getattr(LegalText, name) for name in _DAYS_OF_TEXT),
)
_FACTS_KNOWN = (TextRecord.text_id, *(getattr(TextRecord, name) for name in _DAYS_OF_TEXT))


def standing_of_text(session: Session, text_id: int, day: date) -> Standing:
    """Give the standing of a whole text on a day."""
    return load_law(session, [text_id]).force_on(text_id, day).standing


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
