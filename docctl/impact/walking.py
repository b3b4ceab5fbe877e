"""Which versions and findings a change of law concerns, a part at a time and always in one order.

A text may be cited a hundred thousand times. Nothing here is loaded whole: each part begins where
the last one ended, and is a range of an index.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from docctl.db import among
from docctl.documents.models import Version
from docctl.impact.meetings import chunks, counting
from docctl.impact.models import Finding
from docctl.impact.rules import GONE, HURTING, LIVE
from docctl.legal.models import Citation, Effect
from docctl.legal.reaching import citing_versions, versions_citing_parts
from docctl.legal.rules import EffectState, Extent


@dataclass(frozen=True, slots=True)
class Target:
    """A cited text that confirmed effects hurt; `paths` None: whoever cites it is hit itself.

    Otherwise whoever cites one of the paths, or what holds or is inside one, is hit, and the others
    only have a weak signal.
    """

    text_id: int
    effect_ids: tuple[int, ...]
    paths: frozenset[str] | None


def list_targets(session: Session, effect_ids: Collection[int]) -> tuple[Target, ...]:
    """Give the cited texts that confirmed effects among these hurt, by id of the text."""
    by_text: dict[int, list[Effect]] = defaultdict(list)
    for part in chunks(effect_ids):
        for effect in session.scalars(
            select(Effect).where(
                among(session, Effect.id, part or ()),
                Effect.state == EffectState.CONFIRMED,
                Effect.action.in_(HURTING),
            )
        ):
            by_text[effect.target_id].append(effect)
    cited = {
        text_id
        for part in chunks(by_text)
        for text_id in session.scalars(
            select(Citation.text_id).where(among(session, Citation.text_id, part or ())).distinct()
        )
    }
    return tuple(_target(text_id, by_text[text_id]) for text_id in sorted(by_text.keys() & cited))


def _target(text_id: int, effects: Sequence[Effect]) -> Target:
    whole = any(one.action in GONE and one.extent is Extent.WHOLE for one in effects)
    paths = frozenset(path.path for one in effects for path in one.paths)
    return Target(text_id, tuple(sorted(one.id for one in effects)), None if whole else paths)


def list_versions(
    session: Session, target: Target, *, strong: bool, now: datetime, after: int, limit: int
) -> list[int]:
    """Give the next versions that count and are hit by what happens to a text, or only cite it."""
    hit = versions_citing_parts(target.text_id, target.paths or (), after=after)
    if strong and target.paths is not None:
        query = select(Version.id).where(Version.id.in_(hit)).order_by(Version.id)
    else:  # read in the order of the index, as far as is asked for
        query = (
            citing_versions(target.text_id)
            .join(Version, Version.id == Citation.version_id)
            .where(Citation.version_id > after)
            .distinct()
            .order_by(Citation.version_id)
        )
        if target.paths:
            query = query.where(Citation.version_id.not_in(hit))
    return list(session.scalars(query.where(counting(now)).limit(limit)))


def count_versions(session: Session, target: Target, *, most: int = 0) -> int:
    """Count the versions that cite a text; beyond `most` (if given) it does not go."""
    query = citing_versions(target.text_id).distinct()
    if most:
        query = query.limit(most)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def list_left(session: Session, effect_id: int, *, after: int, limit: int) -> list[tuple[int, int]]:
    """Give the next (citation, document) of live findings that no walk over citations meets.

    Their effect counts no longer, or their citation is bound to another text by now.
    """
    query = (
        select(Finding.citation_id, Finding.document_id)
        .join(Effect, Effect.id == Finding.effect_id)
        .join(Citation, Citation.id == Finding.citation_id)
        .where(
            Finding.effect_id == effect_id,
            Finding.citation_id > after,
            Finding.state.in_(LIVE),
            or_(
                Effect.state != EffectState.CONFIRMED,
                Citation.text_id.is_distinct_from(Effect.target_id),
            ),
        )
        .order_by(Finding.citation_id)
        .limit(limit)
    )
    return [(citation_id, document_id) for citation_id, document_id in session.execute(query)]


def list_effects_left(session: Session, effect_ids: Collection[int]) -> list[int]:
    """Give those of the effects that have a live finding, in order."""
    return sorted(
        effect_id
        for part in chunks(effect_ids)
        for effect_id in session.scalars(
            select(Finding.effect_id)
            .where(among(session, Finding.effect_id, part or ()), Finding.state.in_(LIVE))
            .distinct()
        )
    )


def list_documents_of(session: Session, version_ids: Collection[int]) -> set[int]:
    """Give the documents of versions."""
    return {
        document_id
        for part in chunks(version_ids)
        for document_id in session.scalars(
            select(Version.document_id).where(among(session, Version.id, part or ()))
        )
    }
