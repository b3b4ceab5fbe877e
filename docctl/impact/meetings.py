"""Pairing confirmed effects with the citations of their targets.

Contents of versions are never loaded here: one effect may concern thousands of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from docctl.days import day_of
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.impact.causes import causes_of, chunks
from docctl.impact.rules import Cause, Mention, is_basis
from docctl.legal.models import Citation, CitationPath, Effect, LegalText
from docctl.legal.rules import EffectState, Resolution
from docctl.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Meeting:
    """A confirmed effect and a citation of its target, with what the rules need to judge them."""

    effect_id: int
    citation_id: int
    version_id: int
    document_id: int
    cause: Cause
    mention: Mention
    issued_on: date
    words: tuple[str, str]  # the mention and the sentence around it
    basis: bool  # it only names the legal basis


def counting(now: datetime) -> ColumnElement[bool]:
    """Say in SQL: the version is approved and effective at `now` or scheduled."""
    return and_(
        Version.status == Status.APPROVED,
        or_(
            Version.effective_to.is_(None),
            and_(Version.effective_to > now, Version.effective_to > Version.effective_from),
        ),
    )


def list_meetings(
    session: Session,
    *,
    effect_ids: Collection[int] | None = None,
    version_ids: Collection[int] | None = None,
    now: datetime | None = None,
) -> tuple[Meeting, ...]:
    """Pair confirmed effects with citations of their targets.

    Each given filter narrows; `now` keeps only the versions that are effective or scheduled then.
    """
    query: Select[*tuple[Any, ...]] = (
        select(Effect, LegalText.effective_on, *_CITED)
        .join(LegalText, LegalText.id == Effect.source_id)
        .join(Citation, Citation.text_id == Effect.target_id)
        .join(Version, Version.id == Citation.version_id)
        .where(Effect.state == EffectState.CONFIRMED, Citation.resolution == Resolution.BOUND)
        .order_by(Effect.id, Citation.id)
    )
    if now is not None:
        query = query.where(counting(now))
    parts = _narrowed(query, effect_ids, version_ids)
    rows = [row for part in parts for row in session.execute(part)]
    effects = {row.Effect.id: row.Effect for row in rows}
    sources = {row.Effect.id: row.effective_on for row in rows}
    causes = causes_of(session, effects, sources)
    mentions = _paths_of(session, [row.citation_id for row in rows])
    words = {row.citation_id: words_of(row.quote, row.context) for row in rows}
    return tuple(
        Meeting(
            effect_id=row.Effect.id,
            citation_id=row.citation_id,
            version_id=row.version_id,
            document_id=row.document_id,
            cause=causes[row.Effect.id],
            mention=Mention(frozenset(mentions[row.citation_id]), row.embedded),
            issued_on=issued_on(row.issued_on, row.effective_from, row.created_at),
            words=words[row.citation_id],
            basis=is_basis(words[row.citation_id][1], fold(row.section)),
        )
        for row in rows
    )


def words_of(quote: str, context: str) -> tuple[str, str]:
    """Give what makes a mention the same one in the next version: its words, folded."""
    return fold(quote), fold(context)


_CITED = (
    Citation.id.label("citation_id"),
    Citation.embedded,
    Citation.quote,
    Citation.context,
    Citation.section,
    Version.id.label("version_id"),
    Version.document_id,
    Version.issued_on,
    Version.effective_from,
    Version.created_at,
)


def issued_on(issued: date | None, since: datetime | None, created_at: datetime) -> date:
    """Give the day whose law a version answers for: issued, else effective, else created."""
    return issued or day_of(since or created_at)


def _narrowed(
    query: Select[*tuple[Any, ...]],
    effect_ids: Collection[int] | None,
    version_ids: Collection[int] | None,
) -> Iterator[Select[*tuple[Any, ...]]]:
    for effects in chunks(effect_ids):
        for versions in chunks(version_ids):
            part = query
            if effects is not None:
                part = part.where(Effect.id.in_(effects))
            if versions is not None:
                part = part.where(Citation.version_id.in_(versions))
            yield part


def _paths_of(session: Session, citation_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for part in chunks(citation_ids):
        rows = session.execute(
            select(CitationPath.citation_id, CitationPath.path).where(
                CitationPath.citation_id.in_(part or ())
            )
        )
        for citation_id, path in rows:
            found[citation_id].add(path)
    return found


__all__ = ["Meeting", "chunks", "counting", "issued_on", "list_meetings", "words_of"]
