"""Reading effects for findings: what they do, in words, and which move when others do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from docctl.db import among
from docctl.impact.causes import TOUCHING
from docctl.impact.meetings import chunks
from docctl.legal.models import Effect, EffectPath, LegalText
from docctl.legal.paths import overlap
from docctl.legal.rules import CHANGING, ENDING, Action, effect_number

_KEEPING = frozenset({Action.CONTINUES, Action.RESUMES, Action.EXTENDS})
_STOPPING = ENDING | {Action.SUSPENDS}


def list_actions(session: Session, effect_ids: Collection[int]) -> dict[int, Action]:
    """Give what effects do, by id."""
    return {
        row.id: row.action
        for part in chunks(effect_ids)
        for row in session.execute(
            select(Effect.id, Effect.action).where(among(session, Effect.id, part or ()))
        )
    }


def describe(session: Session, effect_ids: Collection[int]) -> list[dict[str, str]]:
    """Give what effects do as words for messages, by the number of the target."""
    found = [fact for _, fact in describe_each(session, effect_ids)]
    return sorted(found, key=lambda fact: (fact["text"], fact["by"], fact["action"]))


def describe_each(
    session: Session, effect_ids: Collection[int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each effect's id and what it does as words for messages."""
    target, source = (select(LegalText).subquery(name) for name in ("target", "source"))
    for part in chunks(effect_ids):
        for row in session.execute(
            select(
                Effect.id,
                target.c.number.label("target"),
                target.c.title.label("target_title"),
                source.c.number.label("source"),
                source.c.title.label("source_title"),
                Effect.action,
                Effect.recorded_at,
                func.coalesce(Effect.effective_on, source.c.effective_on).label("day"),
            )
            .join(target, target.c.id == Effect.target_id)
            .join(source, source.c.id == Effect.source_id)
            .where(among(session, Effect.id, part or ()))
        ):
            yield (
                row.id,
                {
                    "text": row.target or row.target_title,
                    "by": row.source or row.source_title,
                    "action": row.action.value,
                    "number": effect_number(row.id, row.recorded_at),
                    "on": "" if row.day is None else row.day.isoformat(),
                },
            )


def list_between(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the effects in which a text takes part, on either side."""
    return {
        effect_id
        for part in chunks(text_ids)
        for effect_id in session.scalars(
            select(Effect.id).where(
                or_(
                    among(session, Effect.source_id, part or ()),
                    among(session, Effect.target_id, part or ()),
                )
            )
        )
    }


def list_moved(session: Session, effect_ids: Collection[int]) -> set[int]:
    """Give the effects whose working may follow from some of the effects, through any chain.

    What happens to a text decides what that text does to others; what keeps a text alive decides
    whether its endings hold, and what writes a provision anew whether the endings of it do.
    """
    found: set[int] = set()
    frontier = set(effect_ids)
    while frontier:
        acts = _acts(session, frontier)
        touched = {act.target_id for act in acts if act.action in TOUCHING}
        kept = {act.target_id for act in acts if act.action in _KEEPING}
        reached = _ids(session, Effect.source_id, touched) | _ids(
            session, Effect.target_id, kept, _STOPPING
        )
        reached |= _ended_where(session, [act for act in acts if act.action in CHANGING])
        frontier = reached - found - set(effect_ids)
        found |= frontier
    return found


def _acts(session: Session, effect_ids: Collection[int]) -> list[Effect]:
    return [
        effect
        for part in chunks(effect_ids)
        for effect in session.scalars(select(Effect).where(among(session, Effect.id, part or ())))
    ]


def _ended_where(session: Session, changing: Iterable[Effect]) -> set[int]:
    """Give the effects that end or suspend, in parts, what some of the changes write anew."""
    written: dict[int, set[str]] = defaultdict(set)
    for act in changing:
        written[act.target_id] |= {path.path for path in act.paths}
    return {
        effect_id
        for part in chunks({text_id for text_id, paths in written.items() if paths})
        for effect_id, text_id, path in session.execute(
            select(Effect.id, Effect.target_id, EffectPath.path)
            .join(EffectPath, EffectPath.effect_id == Effect.id)
            .where(among(session, Effect.target_id, part or ()), Effect.action.in_(_STOPPING))
        )
        if any(overlap(path, one) for one in written[text_id])
    }


def _ids(
    session: Session,
    side: InstrumentedAttribute[int],
    text_ids: Collection[int],
    actions: Collection[Action] = tuple(Action),
) -> set[int]:
    return {
        effect_id
        for part in chunks(text_ids)
        for effect_id in session.scalars(
            select(Effect.id).where(among(session, side, part or ()), Effect.action.in_(actions))
        )
    }
