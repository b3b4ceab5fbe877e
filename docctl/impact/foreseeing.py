"""What would be hurt if effects counted that nobody has confirmed yet; writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

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


class Hit(NamedTuple):
    """A citation that an unconfirmed effect would hurt; `key` is the effect's."""

    key: int
    citation_id: int
    document_id: int
    overlap: Overlap


def list_hits(
    session: Session, effects: Collection[Supposed], *, actor: Actor, now: datetime
) -> list[Hit]:
    """Give the citations, in versions `actor` may see, that effects would hurt.

    Citations of a text that name the same in versions of the same day are judged once: of a text
    that thousands cite there are few kinds.
    """
    cited = _citations(session, {one.target_id for one in effects}, actor, now)
    today = day_of(now)
    found: list[Hit] = []
    for one in effects:
        for (mention, issued), places in cited.get(one.target_id, {}).items():
            overlap = hurts(one.cause, mention, issued_on=issued, today=today)
            if overlap is not None:
                found += [Hit(one.key, *place, overlap) for place in places]
    return found


def foresee(
    session: Session, effects: Collection[Supposed], *, actor: Actor, now: datetime
) -> dict[int, Foreseen]:
    """Say for each effect which documents, of those `actor` may see, would get findings."""
    hits = list_hits(session, effects, actor=actor, now=now)
    return {one.key: Foreseen() for one in effects} | foreseen_of(hits)


def foreseen_of(hits: Iterable[Hit]) -> dict[int, Foreseen]:
    """Give the documents hits concern, by effect; an effect without one is not among them."""
    hurt: dict[int, set[int]] = defaultdict(set)
    weak: dict[int, set[int]] = defaultdict(set)
    for hit in hits:
        (weak if hit.overlap is Overlap.ELSEWHERE else hurt)[hit.key].add(hit.document_id)
    return {
        key: Foreseen(frozenset(hurt[key]), frozenset(weak[key] - hurt[key]))
        for key in hurt.keys() | weak.keys()
    }


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
    return passages_of(session, list_hits(session, effects, actor=actor, now=now))


def passages_of(session: Session, hits: Collection[Hit]) -> list[Passage]:
    """Give hits with the words around them, by document and place."""
    rows = {
        row.id: row
        for some in chunks({hit.citation_id for hit in hits})
        for row in session.execute(
            select(
                Citation.id,
                Citation.ordinal,
                Citation.block_uid,
                Citation.section,
                Citation.context,
                Citation.version_id,
            ).where(Citation.id.in_(some or ()))
        )
    }
    found = [(hit, rows[hit.citation_id]) for hit in hits]
    found.sort(key=lambda one: (one[0].document_id, one[1].version_id, one[1].ordinal))
    return [
        Passage(
            key=hit.key,
            document_id=hit.document_id,
            version_id=row.version_id,
            citation_id=row.id,
            block_uid=row.block_uid,
            section=row.section,
            context=row.context,
            overlap=hit.overlap,
        )
        for hit, row in found
    ]


def together(found: Collection[Foreseen]) -> Foreseen:
    """Give the documents that several effects would concern."""
    hurt = frozenset[int]().union(*(one.hurt for one in found))
    return Foreseen(hurt, frozenset[int]().union(*(one.weak for one in found)) - hurt)


_Kind = tuple[Mention, date]  # what a citation names, and when its version was issued
_Place = tuple[int, int]  # citation, document


def _citations(
    session: Session, targets: Collection[int], actor: Actor, now: datetime
) -> dict[int, dict[_Kind, list[_Place]]]:
    """Give by text the citations in versions that count, those of a kind together."""
    cited: dict[int, dict[_Kind, list[_Place]]] = defaultdict(lambda: defaultdict(list))
    days: dict[int, date] = {}
    mentions: dict[tuple[str, ...], dict[bool, Mention]] = {}
    for part in chunks(targets):
        rows = session.execute(
            select(
                Citation.id,
                Citation.text_id,
                Citation.embedded,
                Citation.version_id,
                Version.document_id,
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
        days |= _days(session, {row.version_id for row in rows} - days.keys())
        paths = _paths(session, [row.id for row in rows])
        for citation_id, text_id, embedded, version_id, document_id in rows:
            named = tuple(sorted(paths.get(citation_id, ())))
            known = mentions.setdefault(named, {})
            if embedded not in known:
                known[embedded] = Mention(frozenset(named), embedded)
            kind = known[embedded], days[version_id]
            assert text_id is not None
            cited[text_id][kind].append((citation_id, document_id))
    return cited


def _days(session: Session, version_ids: Collection[int]) -> dict[int, date]:
    """Give when each version was issued."""
    return {
        row.id: issued_on(row.issued_on, row.effective_from, row.created_at)
        for some in chunks(version_ids)
        for row in session.execute(
            select(Version.id, Version.issued_on, Version.effective_from, Version.created_at).where(
                Version.id.in_(some or ())
            )
        )
    }


def _paths(session: Session, citation_ids: Collection[int]) -> dict[int, list[str]]:
    paths: dict[int, list[str]] = {}
    for some in chunks(citation_ids):
        for citation_id, path in session.execute(
            select(CitationPath.citation_id, CitationPath.path).where(
                CitationPath.citation_id.in_(some or ())
            )
        ):
            paths.setdefault(citation_id, []).append(path)
    return paths
