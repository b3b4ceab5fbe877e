"""Whom one effect hurts, counted: by unit of the agency, and by what the documents cite."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.impact.models import Finding
from docctl.impact.queries import is_strong
from docctl.impact.rules import LIVE, FindingState
from docctl.legal.models import CitationPath, Effect
from docctl.legal.paths import overlap
from docctl.legal.rules import EffectState

COUNTING = frozenset(FindingState) - {FindingState.WITHDRAWN}
LEFT = LIVE - {FindingState.AWAITING_EFFECT}  # approved for its day: nothing is left to do


@dataclass(frozen=True, slots=True)
class Share:
    """How many documents of a unit an effect hurts, and on how many something is left to do."""

    unit_id: int | None
    documents: int
    left: int


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision that documents cite and the effect touches; the empty path is the whole text."""

    path: str
    documents: int


def count_by_unit(
    session: Session, effect: Effect, *, actor: Actor, now: datetime
) -> tuple[Share, ...]:
    """Count the documents `actor` may see that an effect hurts, the unit with most in front.

    Of an effect that does not count, those it had hurt while it did.
    """
    left = case((Finding.state.in_(LEFT), Finding.document_id))
    rows = session.execute(
        _hurt(
            select(
                Document.unit_id,
                func.count(Finding.document_id.distinct()).label("documents"),
                func.count(left.distinct()).label("left"),
            ),
            effect,
            actor,
            now,
        ).group_by(Document.unit_id)
    )
    found = [Share(row.unit_id, row.documents, row.left) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.documents, one.unit_id or 0)))


def list_cited(
    session: Session, effect: Effect, *, actor: Actor, now: datetime
) -> tuple[Cited, ...]:
    """Count by what documents cite of the target where the effect hurts them, most cited first.

    Of a citation of several provisions only those count that the effect touches.
    """
    query = _hurt(
        select(CitationPath.path, func.count(Finding.document_id.distinct()).label("documents")),
        effect,
        actor,
        now,
    ).join(CitationPath, CitationPath.citation_id == Finding.citation_id)
    rows = session.execute(query.group_by(CitationPath.path))
    own = [one.path for one in effect.paths]
    found = [Cited(row.path, row.documents) for row in rows if _touches(own, row.path)]
    return tuple(sorted(found, key=lambda one: (-one.documents, one.path)))


def spots_of(effect: Effect, cited: Collection[Cited]) -> dict[str, int]:
    """Give the provisions to be shown before and after, with how often documents cite them.

    Where what is cited and what is touched hold one another, it is the smaller of the two. A
    document that cites a provision and what holds it counts for both.
    """
    own = [one.path for one in effect.paths]
    found: dict[str, int] = {}
    for one in cited:
        if not one.path:
            continue
        touched = [path for path in own if overlap(path, one.path)] or [one.path]
        for path in touched:
            spot = max(path, one.path, key=len)
            found[spot] = found.get(spot, 0) + one.documents
    return found


def _touches(own: Collection[str], path: str) -> bool:
    return not own or not path or any(overlap(one, path) for one in own)


def _hurt(
    query: Select[*tuple[Any, ...]], effect: Effect, actor: Actor, now: datetime
) -> Select[*tuple[Any, ...]]:
    counts = effect.state is EffectState.CONFIRMED
    return (
        query.select_from(Finding)
        .join(Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .where(
            Finding.effect_id == effect.id,
            Finding.state.in_(COUNTING if counts else {FindingState.WITHDRAWN}),
            is_strong(),
            visible_to(actor, now=now),
        )
    )
