"""How current the legal bases of documents are: up to which day, and how many points are open.

The day is the last day up to which somebody stated that the register was compared with an official
source (`legal.register_checks`); without a statement it is unknown and said so. What is known and
not settled lowers no day: it is counted beside it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.impact.meetings import chunks
from docctl.impact.models import Finding
from docctl.impact.queries import EVERYTHING_LIVE, linked, narrowed
from docctl.impact.rules import HURTING
from docctl.legal import queries as legal
from docctl.legal.models import Citation, Effect
from docctl.legal.rules import EffectState


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """The state of a version's legal bases.

    `until` None: nobody has said. `findings` are live strong findings, `unclear` citations of which
    nobody can say how they stand, `proposed` changes of cited texts that wait for a decision.
    """

    until: date | None
    citations: int
    findings: int
    unclear: int
    proposed: int

    @property
    def points(self) -> int:
        """Count everything somebody has to look at."""
        return self.findings + self.unclear + self.proposed

    @property
    def nothing_cited(self) -> bool:
        """Say whether the version stands on no law at all."""
        return not self.citations


def list_currency(
    session: Session, versions: Mapping[int, int], *, actor: Actor, now: datetime
) -> dict[int, Currency]:
    """Give by document how current the bases of its version are; `versions` by document.

    A few queries, however many documents. Findings are those `actor` may see.
    """
    check = legal.find_check(session)
    counted = legal.count_unsure(session, versions.values(), day_of(now))
    findings = _findings(session, actor, now, versions)
    proposed = _proposed(session, versions)
    found = {}
    for document_id, version_id in versions.items():
        own = counted.get(version_id)
        found[document_id] = Currency(
            until=None if check is None else check.until,
            citations=0 if own is None else own.all,
            findings=findings.get(document_id, 0),
            unclear=0 if own is None else own.unsure,
            proposed=proposed.get(version_id, 0),
        )
    return found


def _findings(
    session: Session, actor: Actor, now: datetime, document_ids: Collection[int]
) -> dict[int, int]:
    return {
        document_id: count
        for part in chunks(document_ids)
        for document_id, count in session.execute(
            narrowed(linked(select(Finding.document_id, func.count())), actor, now, EVERYTHING_LIVE)
            .where(Finding.document_id.in_(part or ()))
            .group_by(Finding.document_id)
        )
    }


def _proposed(session: Session, versions: Mapping[int, int]) -> dict[int, int]:
    """Count by version the undecided effects on the texts it cites."""
    return {
        version_id: count
        for part in chunks(versions.values())
        for version_id, count in session.execute(
            select(Citation.version_id, func.count(Effect.id.distinct()))
            .join(Effect, Effect.target_id == Citation.text_id)
            .where(
                Citation.version_id.in_(part or ()),
                Effect.state == EffectState.PROPOSED,
                Effect.action.in_(HURTING),
            )
            .group_by(Citation.version_id)
        )
    }
