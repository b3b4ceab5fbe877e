"""What would be hurt if effects counted that nobody has confirmed yet; writes nothing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.impact.meetings import chunks, counting, issued_on
from docctl.impact.rules import Cause, Mention, Overlap, hurts
from docctl.legal.exceptions import left_out
from docctl.legal.models import Citation, CitationPath, Effect
from docctl.legal.rules import Resolution


@dataclass(frozen=True, slots=True)
class Supposed:
    """An effect on a registered text that may come to count; `key` is the asker's own."""

    key: int
    target_id: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The documents that would get findings: for what they cite, or only elsewhere in the text."""

    hurt: frozenset[int] = frozenset()
    weak: frozenset[int] = frozenset()


def supposed(effect: Effect) -> Supposed:
    """Give a loaded effect as one that may come to count."""
    paths = frozenset(path.path for path in effect.paths)
    day = effect.effective_on or effect.source.effective_on
    kept = frozenset(left_out(effect.action, effect.exception, paths))
    cause = Cause(effect.action, effect.extent, paths, day, effect.until, kept)
    return Supposed(effect.id, effect.target_id, cause)


def foresee(
    session: Session, effects: Collection[Supposed], *, actor: Actor, now: datetime
) -> dict[int, Foreseen]:
    """Say for each effect which documents, of those `actor` may see, would get findings."""
    targets = {one.target_id for one in effects}
    cited = _citations(session, targets, actor, now)
    today = day_of(now)
    found: dict[int, Foreseen] = {}
    for one in effects:
        hurt, weak = set[int](), set[int]()
        for _citation_id, document_id, mention, issued in cited.get(one.target_id, ()):
            overlap = hurts(one.cause, mention, issued_on=issued, today=today)
            if overlap is not None:
                (weak if overlap is Overlap.ELSEWHERE else hurt).add(document_id)
        found[one.key] = Foreseen(frozenset(hurt), frozenset(weak - hurt))
    return found


@dataclass(frozen=True, slots=True)
class Passage:
    """A citation that an unconfirmed effect would hurt, with where it stands."""

    key: int
    document_id: int
    version_id: int
    citation_id: int
    block_uid: str
    section: str
    context: str
    overlap: Overlap


def foresee_passages(
    session: Session, effects: Collection[Supposed], *, actor: Actor, now: datetime
) -> list[Passage]:
    """Give the citations, in versions `actor` may see, that effects would hurt; by document."""
    cited = _citations(session, {one.target_id for one in effects}, actor, now)
    today = day_of(now)
    hit: list[tuple[Supposed, int, Overlap]] = []
    for one in effects:
        for citation_id, _document_id, mention, issued in cited.get(one.target_id, ()):
            overlap = hurts(one.cause, mention, issued_on=issued, today=today)
            if overlap is not None:
                hit.append((one, citation_id, overlap))
    rows = {
        row.id: row
        for some in chunks({citation_id for _, citation_id, _ in hit})
        for row in session.execute(
            select(
                Citation.id,
                Citation.ordinal,
                Citation.block_uid,
                Citation.section,
                Citation.context,
                Citation.version_id,
                Version.document_id,
            )
            .join(Version, Version.id == Citation.version_id)
            .where(Citation.id.in_(some or ()))
        )
    }
    found = [(one.key, rows[citation_id], overlap) for one, citation_id, overlap in hit]
    found.sort(key=lambda one: (one[1].document_id, one[1].version_id, one[1].ordinal))
    return [
        Passage(
            key=key,
            document_id=row.document_id,
            version_id=row.version_id,
            citation_id=row.id,
            block_uid=row.block_uid,
            section=row.section,
            context=row.context,
            overlap=overlap,
        )
        for key, row, overlap in found
    ]


def together(found: Collection[Foreseen]) -> Foreseen:
    """Give the documents that several effects would concern."""
    hurt = frozenset[int]().union(*(one.hurt for one in found))
    return Foreseen(hurt, frozenset[int]().union(*(one.weak for one in found)) - hurt)


def _citations(
    session: Session, targets: Collection[int], actor: Actor, now: datetime
) -> dict[int, list[tuple[int, int, Mention, date]]]:
    """Give by text the citations in versions that count: id, document, mention, day."""
    cited: dict[int, list[tuple[int, int, Mention, date]]] = defaultdict(list)
    for part in chunks(targets):
        rows = session.execute(
            select(
                Citation.id,
                Citation.text_id,
                Citation.embedded,
                Version.document_id,
                Version.issued_on,
                Version.effective_from,
                Version.created_at,
            )
            .join(Version, Version.id == Citation.version_id)
            .join(Document, Document.id == Version.document_id)
            .where(
                Citation.text_id.in_(part or ()),
                Citation.resolution == Resolution.BOUND,
                counting(now),
                visible_to(actor, now=now),
            )
        ).all()
        paths: dict[int, set[str]] = defaultdict(set)
        for some in chunks([row.id for row in rows]):
            for citation_id, path in session.execute(
                select(CitationPath.citation_id, CitationPath.path).where(
                    CitationPath.citation_id.in_(some or ())
                )
            ):
                paths[citation_id].add(path)
        for row in rows:
            mention = Mention(frozenset(paths[row.id]), row.embedded)
            issued = issued_on(row.issued_on, row.effective_from, row.created_at)
            cited[row.text_id].append((row.id, row.document_id, mention, issued))
    return cited
