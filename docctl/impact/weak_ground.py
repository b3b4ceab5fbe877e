"""What weak signals are made of: changes that work, citations that count, names of texts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.impact.causes import chunks
from docctl.impact.meetings import counting, issued_on
from docctl.impact.rules import CHANGING
from docctl.legal import queries as legal
from docctl.legal.models import Citation, CitationPath, Effect, LegalText
from docctl.legal.rules import ENDING, Action, EffectState, Extent, Resolution


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose signals: all that `actor` may see, or those of one document, or of one text's doing."""

    actor: Actor
    now: datetime
    document_id: int | None = None
    source_id: int | None = None

    @property
    def today(self) -> date:
        """Give the day it is."""
        return day_of(self.now)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a version that counts, with what a signal needs of it."""

    citation_id: int
    text_id: int
    version_id: int
    document_id: int
    code: str
    title: str
    quote: str
    section: str
    issued_on: date
    paths: frozenset[str]


def list_cited(
    session: Session, text_ids: Collection[int] | None, scope: Scope, *, stored: bool = False
) -> dict[int, list[Cited]]:
    """Give by text the citations of versions that count; `stored` keeps texts with their words."""
    found: dict[int, list[Cited]] = defaultdict(list)
    for part in chunks(text_ids):
        query = (
            select(
                Citation.id,
                Citation.text_id,
                Citation.quote,
                Citation.section,
                Version.id.label("version_id"),
                Version.document_id,
                Version.issued_on,
                Version.effective_from,
                Version.created_at,
                Version.title,
                Document.code,
            )
            .join(Version, Version.id == Citation.version_id)
            .join(Document, Document.id == Version.document_id)
            .where(
                Citation.resolution == Resolution.BOUND,
                Citation.embedded.is_(False),
                counting(scope.now),
                visible_to(scope.actor, now=scope.now),
            )
        )
        if part is not None:
            query = query.where(Citation.text_id.in_(part))
        if scope.document_id is not None:
            query = query.where(Version.document_id == scope.document_id)
        if stored:
            query = query.where(
                Citation.text_id.in_(select(LegalText.id).where(LegalText.original.is_not(None)))
            )
        rows = session.execute(query).all()
        paths = paths_of(session, [row.id for row in rows])
        for row in rows:
            found[row.text_id].append(
                Cited(
                    row.id,
                    row.text_id,
                    row.version_id,
                    row.document_id,
                    row.code,
                    row.title,
                    row.quote,
                    row.section,
                    issued_on(row.issued_on, row.effective_from, row.created_at),
                    frozenset(paths[row.id]),
                )
            )
    return found


def paths_of(session: Session, citation_ids: Collection[int]) -> dict[int, set[str]]:
    """Give the provisions each citation names."""
    found: dict[int, set[str]] = defaultdict(set)
    for part in chunks(citation_ids):
        for citation_id, path in session.execute(
            select(CitationPath.citation_id, CitationPath.path).where(
                CitationPath.citation_id.in_(part or ())
            )
        ):
            found[citation_id].add(path)
    return found


def is_cited(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say in SQL: some citation is bound to the text."""
    return exists().where(Citation.text_id == column, Citation.resolution == Resolution.BOUND)


def has_ended(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say in SQL: the text has an end of its own; whoever cites it has a finding for that."""
    own = aliased(Effect, name="own_end")
    return exists().where(
        own.target_id == column,
        own.action.in_(ENDING),
        own.extent == Extent.WHOLE,
        own.state == EffectState.CONFIRMED,
    )


def only_by(column: InstrumentedAttribute[int], scope: Scope) -> list[ColumnElement[bool]]:
    """Keep what the text of the scope does."""
    return [] if scope.source_id is None else [column == scope.source_id]


def names_of(session: Session, text_ids: Collection[int]) -> dict[int, str]:
    """Give what texts are called: their number, else their title."""
    texts = legal.list_texts_of(session, text_ids)
    return {text_id: text.number or text.title for text_id, text in texts.items()}


def list_targets(session: Session, keys: Collection[str]) -> dict[int, set[str]]:
    """Give the texts that are meant by numbers and names, with those keys of theirs."""
    found: dict[int, set[str]] = defaultdict(set)
    for by_key in (legal.list_numbered(session, keys), legal.list_named(session, keys)):
        for key, candidates in by_key.items():
            for one in candidates:
                found[one.text_id].add(key)
    return found


def list_changing_parts(session: Session, targets: Collection[int], scope: Scope) -> set[int]:
    """Give the effects that change or end provisions of texts."""
    effects = list_effects_on(session, targets, CHANGING | ENDING, scope)
    return {
        effect_id
        for part in chunks(effects)
        for effect_id in session.scalars(
            select(Effect.id).where(Effect.id.in_(part or ()), Effect.extent == Extent.PARTS)
        )
    }


def list_effects_on(
    session: Session, targets: Collection[int], actions: Collection[Action], scope: Scope
) -> set[int]:
    """Give the effects of some kinds on texts."""
    return {
        effect_id
        for part in chunks(targets)
        for effect_id in session.scalars(
            select(Effect.id).where(
                Effect.target_id.in_(part or ()),
                Effect.action.in_(actions),
                Effect.state == EffectState.CONFIRMED,
                *only_by(Effect.source_id, scope),
            )
        )
    }
