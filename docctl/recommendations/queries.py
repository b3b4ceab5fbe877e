"""Reading recommendations: all, those on a finding, and the findings one speaks of."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from docctl.actors import Actor
from docctl.errors import NotFound
from docctl.impact.queries import list_findings
from docctl.impact.shown import Shown, Wanted
from docctl.impact.states import WAITING
from docctl.impact.weak_ground import paths_of
from docctl.legal.models import Effect, LegalText
from docctl.recommendations.models import Adoption, Recommendation
from docctl.recommendations.rules import covers

MOST = 5_000  # findings of one effect that a recommendation is compared with

_Source, _Target = aliased(LegalText, name="source"), aliased(LegalText, name="target")


@dataclass(frozen=True, slots=True)
class Known:
    """A recommendation, its effect here (None: not recorded yet), and the findings it would end.

    `asked` counts those that were decided and wait for a second person.
    """

    recommendation: Recommendation
    effect: Effect | None
    waiting: tuple[Shown, ...]
    adopted: int
    asked: int = 0


def get_recommendation(session: Session, recommendation_id: int) -> Recommendation:
    """Give a recommendation by id, or NotFound."""
    found = session.get(Recommendation, recommendation_id)
    if found is None:
        raise NotFound(f"recommendation {recommendation_id}")
    return found


def lock_recommendation(session: Session, recommendation_id: int) -> Recommendation:
    """Give a recommendation by id, locked until the transaction ends, or NotFound."""
    found = session.get(
        Recommendation, recommendation_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NotFound(f"recommendation {recommendation_id}")
    return found


def find_by_ref(session: Session, *, sender: str, ref: str) -> Recommendation | None:
    """Find the recommendation a sender calls by `ref`."""
    return session.scalars(
        select(Recommendation).where(Recommendation.sender == sender, Recommendation.ref == ref)
    ).first()


def list_known(session: Session, *, actor: Actor, now: datetime) -> list[Known]:
    """List all recommendations, those not withdrawn and the newest first."""
    rows = session.scalars(
        select(Recommendation).order_by(
            Recommendation.withdrawn_at.is_not(None),
            Recommendation.issued_at.desc(),
            Recommendation.id.desc(),
        )
    ).all()
    adopted = _adopted(session)
    return [_known(session, one, adopted.get(one.id, 0), actor, now) for one in rows]


def know(session: Session, recommendation_id: int, *, actor: Actor, now: datetime) -> Known:
    """Give one recommendation with the findings, of those `actor` may see, that it would end."""
    found = get_recommendation(session, recommendation_id)
    return _known(session, found, _adopted(session).get(found.id, 0), actor, now)


def list_for_finding(session: Session, finding: Shown) -> list[Recommendation]:
    """Give the recommendations on the effect of a finding that speak of its passage."""
    rows = session.scalars(
        select(Recommendation)
        .join(_Source, _is(_Source, Recommendation.source_id, Recommendation.source_key))
        .join(_Target, _is(_Target, Recommendation.target_id, Recommendation.target_key))
        .join(
            Effect,
            (Effect.source_id == _Source.id)
            & (Effect.target_id == _Target.id)
            & (Effect.action == Recommendation.action)
            & (Effect.scope_key == Recommendation.scope_key),
        )
        .where(Effect.id == finding.change.effect_id, Recommendation.withdrawn_at.is_(None))
        .order_by(Recommendation.issued_at.desc(), Recommendation.id.desc())
    ).all()
    cited = paths_of(session, [finding.citation_id])[finding.citation_id]
    return [one for one in rows if covers(one.codes, one.paths, code=finding.code, cited=cited)]


def list_adoptions(session: Session, finding_id: int) -> Sequence[Adoption]:
    """Give what a finding adopted, the last first."""
    return session.scalars(
        select(Adoption)
        .where(Adoption.finding_id == finding_id)
        .options(selectinload(Adoption.recommendation))
        .order_by(Adoption.id.desc())
    ).all()


def find_effect(session: Session, one: Recommendation) -> Effect | None:
    """Find the effect here that a recommendation speaks of."""
    return session.scalars(
        select(Effect)
        .join(_Source, _Source.id == Effect.source_id)
        .join(_Target, _Target.id == Effect.target_id)
        .where(
            _Source.id == one.source_id
            if one.source_id is not None
            else _Source.text_key == one.source_key,
            _Target.id == one.target_id
            if one.target_id is not None
            else _Target.text_key == one.target_key,
            Effect.action == one.action,
            Effect.scope_key == one.scope_key,
        )
        .options(selectinload(Effect.source), selectinload(Effect.target))
    ).first()


def _is(
    text: type[LegalText], known: InstrumentedAttribute[Any], key: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Say in SQL: the text is the one a recommendation knows by id, or else by its key."""
    return or_(text.id == known, and_(known.is_(None), text.text_key == key))


def list_texts_by_key(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Give the ids of the registered texts that bear one of the keys."""
    rows = session.execute(
        select(LegalText.text_key, LegalText.id).where(LegalText.text_key.in_(list(keys)))
    )
    return {row.text_key: row.id for row in rows}


def list_own(session: Session, *, since: datetime | None = None) -> Sequence[Recommendation]:
    """Give what this agency issued or withdrew since an instant, in order."""
    query = select(Recommendation).where(Recommendation.sender == "")
    if since is not None:
        query = query.where(
            (Recommendation.issued_at >= since) | (Recommendation.withdrawn_at >= since)
        )
    return session.scalars(query.order_by(Recommendation.id)).all()


def _known(
    session: Session, one: Recommendation, adopted: int, actor: Actor, now: datetime
) -> Known:
    effect = find_effect(session, one)
    if effect is None or one.withdrawn_at is not None:
        return Known(one, effect, (), adopted)
    wanted = Wanted(states=WAITING, weak=True, effect_id=effect.id)
    found = list_findings(session, actor=actor, now=now, wanted=wanted, per_page=MOST).rows
    cited = paths_of(session, [finding.citation_id for finding in found])
    meant = [
        finding
        for finding in found
        if covers(one.codes, one.paths, code=finding.code, cited=cited[finding.citation_id])
    ]
    waiting = tuple(finding for finding in meant if finding.asked_for is None)
    return Known(one, effect, waiting, adopted, len(meant) - len(waiting))


def _adopted(session: Session) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    for one in session.scalars(select(Adoption.recommendation_id)):
        counted[one] += 1
    return counted
