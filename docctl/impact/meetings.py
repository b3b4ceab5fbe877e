"""Pairing confirmed effects with the citations of their targets.

Contents of versions are never loaded here: one effect may concern thousands of them.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, or_, select, true
from sqlalchemy.orm import Session

from docctl.days import day_of
from docctl.db import among
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.impact.causes import Known, chunks
from docctl.impact.rules import Cause, Mention, is_basis
from docctl.legal.models import Citation, CitationPath, Effect, LegalText
from docctl.legal.rules import EffectState, Resolution
from docctl.vietnamese import fold

_OPENING = 80  # of a sentence, to see whether it is a line "Căn cứ …"


class Cited(NamedTuple):
    """A citation of a registered text, with what the rules need to judge it."""

    id: int
    version_id: int
    document_id: int
    mention: Mention
    issued_on: date
    quote: str
    context: str
    section: str


class Meeting(NamedTuple):
    """A confirmed effect and a citation of its target."""

    effect_id: int
    cause: Cause
    cited: Cited

    @property
    def basis(self) -> bool:
        """Say whether the citation only names the legal basis."""
        return is_basis(_folded(self.cited.context[:_OPENING]), _folded(self.cited.section))


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
    known: Known | None = None,
) -> tuple[Meeting, ...]:
    """Pair confirmed effects with citations of their targets.

    Each given filter narrows; `now` keeps only the versions that are effective or scheduled then.
    `known` are causes that were worked out before.
    """
    effects, sources = _effects(session, effect_ids)
    texts = None if effect_ids is None else {effect.target_id for effect in effects.values()}
    cited = _cited(session, texts, version_ids, now)
    if effect_ids is None:
        effects, sources = _effects(session, _effects_on(session, cited))
    causes = (known or Known()).of(session, effects, sources)
    return tuple(
        Meeting(effect_id, causes[effect_id], one)
        for effect_id, effect in sorted(effects.items())
        for one in cited.get(effect.target_id, ())
    )


def _cited(
    session: Session,
    text_ids: Collection[int] | None,
    version_ids: Collection[int] | None,
    now: datetime | None,
) -> dict[int, list[Cited]]:
    """Give the citations in versions, or of texts, by text and in order."""
    query = (
        select(*_CITED)
        .join(Version, Version.id == Citation.version_id)
        .where(Citation.resolution == Resolution.BOUND)
    )
    if now is not None:
        query = query.where(counting(now))
    rows = sorted(
        (
            row
            for texts in chunks(text_ids)
            for versions in chunks(version_ids)
            for row in session.execute(
                query.where(
                    true() if texts is None else among(session, Citation.text_id, texts),
                    true() if versions is None else among(session, Citation.version_id, versions),
                )
            )
        ),
        key=itemgetter(0),
    )
    paths = _paths_of(session, rows, by_version=version_ids is not None)
    days: dict[int, date] = {}
    mentions: dict[tuple[frozenset[str], bool], Mention] = {}
    found: dict[int, list[Cited]] = defaultdict(list)
    for row in rows:
        citation_id, _, embedded, quote, context, section, version_id, document_id = row[:8]
        if version_id not in days:
            days[version_id] = issued_on(*row[8:])
        named = frozenset(paths[citation_id]), embedded
        mention = mentions.setdefault(named, Mention(*named))
        found[row.text_id].append(
            Cited(
                citation_id,
                version_id,
                document_id,
                mention,
                days[version_id],
                quote,
                context,
                section,
            )
        )
    return found


@lru_cache(maxsize=10_000)  # documents name their bases in the same words
def _folded(words: str) -> str:
    return fold(words)


def words_of(quote: str, context: str) -> tuple[str, str]:
    """Give what makes a mention the same one in the next version: its words, folded."""
    return fold(quote), fold(context)


_CITED = (
    Citation.id.label("citation_id"),
    Citation.text_id,
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


def _effects_on(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the confirmed effects on texts."""
    return {
        effect_id
        for part in chunks(text_ids)
        for effect_id in session.scalars(
            select(Effect.id).where(
                among(session, Effect.target_id, part or ()), Effect.state == EffectState.CONFIRMED
            )
        )
    }


def _effects(
    session: Session, effect_ids: Collection[int] | None
) -> tuple[dict[int, Effect], dict[int, date | None]]:
    """Give those of the effects that are confirmed, and the first days of their sources, by id."""
    effects, sources = dict[int, Effect](), dict[int, date | None]()
    for part in chunks(effect_ids or ()):
        for effect, day in session.execute(
            select(Effect, LegalText.effective_on)
            .join(LegalText, LegalText.id == Effect.source_id)
            .where(among(session, Effect.id, part or ()), Effect.state == EffectState.CONFIRMED)
        ):
            effects[effect.id], sources[effect.id] = effect, day
    return effects, sources


def _paths_of(
    session: Session, rows: Collection[Row[*tuple[Any, ...]]], *, by_version: bool
) -> dict[int, set[str]]:
    """Give the provisions the citations name; for known versions one statement for many of them."""
    query = select(CitationPath.citation_id, CitationPath.path)
    if by_version:
        texts = list(chunks({row.text_id for row in rows}))
        query = query.join(Citation, Citation.id == CitationPath.citation_id)
        if len(texts) == 1:  # of the others' citations too would be too many
            query = query.where(among(session, Citation.text_id, texts[0] or ()))
    ids = {row.version_id if by_version else row.citation_id for row in rows}
    column = Citation.version_id if by_version else CitationPath.citation_id
    found: dict[int, set[str]] = defaultdict(set)
    for part in chunks(ids):
        for citation_id, path in session.execute(query.where(among(session, column, part or ()))):
            found[citation_id].add(path)
    return found


__all__ = ["Meeting", "chunks", "counting", "issued_on", "list_meetings", "words_of"]
