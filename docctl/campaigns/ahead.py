"""Approved versions that wait for the day of a law which was put off: they would come before it.

Derived from findings whenever it is asked: a version was drafted for the findings of a law; by now
the law begins later for them, or does not work at all. The day that was signed stands until a
person decides otherwise (ADR 0020).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from docctl.actors import Actor
from docctl.campaigns.rules import is_ahead
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to, without_texts
from docctl.documents.rules import Status
from docctl.impact.meetings import chunks
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState
from docctl.legal.models import Effect, LegalText


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that waits for its day because of a law; `law_on` None: the law does not work."""

    version: Version
    source_id: int
    law_on: date | None

    @property
    def on(self) -> date:
        """Give the day that was approved."""
        assert self.version.effective_from is not None
        return day_of(self.version.effective_from)

    @property
    def ahead(self) -> bool:
        """Say whether it would take effect before the law does."""
        return is_ahead(self.on, self.law_on)


def list_waiting(
    session: Session, *, actor: Actor, now: datetime, effect_ids: Collection[int] | None = None
) -> list[Waiting]:
    """List what waits for its day because of laws, once per version and law, by law and document.

    With `effect_ids` only the laws those effects belong to are looked at.
    """
    versions = {one.id: one for one in session.scalars(_scheduled(actor, now))}
    sources = None if effect_ids is None else _sources(session, effect_ids)
    found: dict[tuple[int, int], list[tuple[FindingState, date | None]]] = defaultdict(list)
    for finding in _findings(session, {one.document_id for one in versions.values()}):
        if sources is not None and finding.source_id not in sources:
            continue
        for version_id in {finding.draft_id, finding.closed_by_version_id} & versions.keys():
            found[finding.source_id, version_id].append((finding.state, finding.due_on))
    waiting = [
        Waiting(versions[version_id], source_id, law_on)
        for (source_id, version_id), facts in found.items()
        for law_on in _days(facts)
    ]
    return sorted(waiting, key=lambda one: (one.source_id, one.version.document.code))


def _days(facts: Iterable[tuple[FindingState, date | None]]) -> Iterable[date | None]:
    """Give the first day on which a law works for a version: one, None if never, or nothing known.

    What people closed says nothing of the law; a day nobody recorded is not later than another.
    """
    facts = list(facts)
    live = [due_on for state, due_on in facts if state in LIVE]
    if live:
        return () if None in live else (min(one for one in live if one is not None),)
    return (None,) if any(state is FindingState.WITHDRAWN for state, _ in facts) else ()


def list_held(session: Session, *, actor: Actor, now: datetime) -> Sequence[Version]:
    """List the versions that were stopped and whose text nobody has taken up since, by document."""
    later = aliased(Version)
    return session.scalars(
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.status == Status.APPROVED,
            Version.effective_to == Version.effective_from,
            Document.withdrawn_at.is_(None),
            visible_to(actor, now=now),
            ~exists().where(
                later.document_id == Version.document_id,
                later.number > Version.number,
                later.status != Status.CANCELLED,
            ),
        )
        .options(*without_texts())
        .order_by(Document.code_folded, Version.id)
    ).all()


def names_of_law(session: Session, waiting: Iterable[Waiting]) -> dict[int, str]:
    """Give the number of each law, or its title where it has none."""
    rows = session.execute(
        select(LegalText.id, LegalText.number, LegalText.title).where(
            LegalText.id.in_({one.source_id for one in waiting})
        )
    )
    return {row.id: row.number or row.title for row in rows}


def _scheduled(actor: Actor, now: datetime) -> Select[Version]:
    return (
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.status == Status.APPROVED,
            Version.effective_from > now,
            or_(Version.effective_to.is_(None), Version.effective_to > Version.effective_from),
            visible_to(actor, now=now),
        )
        .options(*without_texts())
        .order_by(Version.id)
    )


def _findings(session: Session, document_ids: Collection[int]) -> Iterator[Any]:
    """Give the findings of documents that may be the reason of one of their versions."""
    for part in chunks(document_ids):
        yield from session.execute(
            select(
                Finding.draft_id,
                Finding.closed_by_version_id,
                Finding.state,
                Finding.due_on,
                Effect.source_id,
            )
            .join(Effect, Effect.id == Finding.effect_id)
            .where(Finding.document_id.in_(part or ()))
        )


def _sources(session: Session, effect_ids: Collection[int]) -> set[int]:
    return {
        source_id
        for part in chunks(effect_ids)
        for source_id in session.scalars(
            select(Effect.source_id).where(Effect.id.in_(part or ())).distinct()
        )
    }
