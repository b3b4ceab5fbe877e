"""Reading citations: of a version, of a text, with their standing on a day."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Session,
    contains_eager,
    defer,
    joinedload,
    lazyload,
    selectinload,
)

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.documents.rules import OPEN
from docctl.errors import NotFound
from docctl.legal.force import Law
from docctl.legal.lookups import load_law
from docctl.legal.models import Citation, CitationPath
from docctl.legal.reaching import cites, citing_parts, kept_for, once
from docctl.legal.rules import Origin, Resolution
from docctl.legal.standing import GONE, Force, Standing
from docctl.legal.texts import chunks

_UNBOUND = (Resolution.UNMATCHED, Resolution.AMBIGUOUS)
# A list of passages may touch thousands of versions; their contents stay in the database.
_LIGHT = (defer(Version.content), defer(Version.plain_text))
_IN_VERSION = (contains_eager(Citation.version).options(*_LIGHT, contains_eager(Version.document)),)


def get_citation(session: Session, citation_id: int) -> Citation:
    """Give a citation by id, or NotFound; whether the actor may see its version is asked apart."""
    citation = session.get(Citation, citation_id)
    if citation is None:
        raise NotFound(f"citation {citation_id}")
    return citation


def list_citations(session: Session, version_id: int) -> Sequence[Citation]:
    """List the citations of a version in reading order, with their paths and texts."""
    return session.scalars(_of_version(version_id)).all()


def list_rows(
    session: Session, version_id: int, *, uids: Collection[str] | None = None
) -> list[Citation]:
    """List the rows of a version, or of some of its blocks, in reading order, without texts."""
    if uids is None:
        return list(session.scalars(_of_version(version_id).options(lazyload(Citation.text))))
    found = [
        row
        for some in chunks(sorted(uids))
        for row in session.scalars(_OF_BLOCKS, {"its_version": version_id, "uids": some}).unique()
    ]
    return sorted(found, key=lambda row: row.ordinal)


# Made once, as it is asked with every edit.
_OF_BLOCKS = (
    select(Citation)
    .where(
        Citation.version_id == bindparam("its_version"),
        Citation.block_uid.in_(bindparam("uids", expanding=True)),
    )
    .options(joinedload(Citation.paths), lazyload(Citation.text))
)


def _of_version(version_id: int) -> Select[Citation]:
    return (
        select(Citation)
        .where(Citation.version_id == version_id)
        .options(selectinload(Citation.paths))
        .order_by(Citation.ordinal)
    )


def set_section(session: Session, version_id: int, *, section: str, uids: Collection[str]) -> None:
    """Write the heading that now stands above some blocks into their rows."""
    for some in chunks(sorted(uids)):
        session.execute(
            update(Citation)
            .where(Citation.version_id == version_id, Citation.block_uid.in_(some))
            .values(section=section)
            .execution_options(synchronize_session=False)
        )


def count_citations(session: Session, version_id: int) -> int:
    """Count the citations of a version that count as such."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Citation)
            .where(Citation.version_id == version_id, Citation.resolution != Resolution.IGNORED)
        )
        or 0
    )


def standing_of_citations(session: Session, version_id: int, day: date) -> dict[int, Force]:
    """Give how each citation of a version stands on a day, by id, without the ignored ones.

    A citation of several provisions stands as the gravest of them. A handful of queries in all.
    """
    citations = list_citations(session, version_id)
    return stand(session, citations, day)


def list_dead(
    session: Session, version_ids: Collection[int], day: date
) -> dict[int, tuple[str, ...]]:
    """List by version, as its text writes them, the citations whose law is gone by a day.

    Asked of many versions at once, as they are handed in: of citations without a text, and of the
    words around them, nothing is read.
    """
    rows = [
        row
        for some in chunks(sorted(version_ids))
        for row in session.execute(
            select(Citation.version_id, Citation.id, Citation.text_id, Citation.quote)
            .where(Citation.version_id.in_(some), Citation.text_id.is_not(None))
            .order_by(Citation.version_id, Citation.ordinal)
        )
    ]
    paths: dict[int, set[str]] = defaultdict(set)
    for some in chunks(sorted({row.version_id for row in rows})):
        for citation_id, path in session.execute(
            select(CitationPath.citation_id, CitationPath.path)
            .join(Citation, Citation.id == CitationPath.citation_id)
            .where(Citation.version_id.in_(some), Citation.text_id.is_not(None))
        ):
            paths[citation_id].add(path)
    law = load_law(session, {row.text_id for row in rows})
    found: dict[int, dict[str, None]] = {version_id: {} for version_id in version_ids}
    for row in rows:
        if law.force_of(row.text_id, day, paths[row.id]).standing in GONE:
            found[row.version_id][row.quote] = None
    return {version_id: tuple(quotes) for version_id, quotes in found.items()}


def stand(
    session: Session,
    citations: Collection[Citation],
    day: date,
    *,
    known_at: datetime | None = None,
) -> dict[int, Force]:
    """Give how loaded citations stand on a day, by citation id; `known_at` as known then."""
    return stand_under(law_of(session, citations, known_at=known_at), citations, day)


def law_of(
    session: Session, citations: Collection[Citation], *, known_at: datetime | None = None
) -> Law:
    """Load the law that loaded citations stand under, on whatever day."""
    texts = {one.text_id for one in citations if one.text_id is not None}
    return load_law(session, texts, known_at=known_at)


def stand_under(law: Law, citations: Collection[Citation], day: date) -> dict[int, Force]:
    """Give how citations stand on a day under the law that `law_of` loaded for them."""
    standings: dict[int, Force] = {}
    told: dict[tuple[int, frozenset[str]], Force] = {}  # a text is cited often, mostly as a whole
    for one in citations:
        if one.text_id is not None:
            key = one.text_id, frozenset(path.path for path in one.paths)
            if key not in told:
                told[key] = law.force_of(one.text_id, day, key[1])
            standings[one.id] = told[key]
        elif one.resolution is Resolution.AMBIGUOUS:
            standings[one.id] = Force(Standing.AMBIGUOUS)
        elif one.resolution is Resolution.UNMATCHED:
            standings[one.id] = Force(Standing.UNREGISTERED)
    return standings


def list_citing(
    session: Session,
    *,
    text_id: int,
    actor: Actor,
    now: datetime,
    path: str | None = None,
    most: int | None = None,
) -> Sequence[Citation]:
    """List the citations of a text, or of what overlaps a provision, in versions `actor` may see.

    Citations of the whole text are left out when a provision is asked for. By document, then place;
    with `most` only those of so many versions.
    """
    query = (
        select(Citation)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Citation.text_id == text_id, visible_to(actor, now=now))
        .options(
            *_IN_VERSION,
            selectinload(Citation.paths),
        )
        .order_by(Document.code, Document.id, Version.number, Citation.ordinal)
    )
    if path:
        query = query.where(Citation.id.in_(citing_parts(text_id, [path])))
    if most is not None:
        first = (
            select(Version.id)
            .join(Document, Document.id == Version.document_id)
            .where(cites(text_id), visible_to(actor, now=now))
            .order_by(Document.code, Document.id, Version.number)
            .limit(most)
        )
        query = query.where(Citation.version_id.in_(session.scalars(first).all()))
    return session.scalars(query).unique().all()


def count_citing(session: Session, *, text_id: int, actor: Actor, now: datetime) -> int:
    """Count the versions, of those `actor` may see, that cite a text."""
    query = (
        select(func.count())
        .select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .where(cites(text_id), visible_to(actor, now=now))
    )
    return session.scalar(query) or 0


def count_by_path(session: Session, *, text_id: int, actor: Actor, now: datetime) -> dict[str, int]:
    """Count the citations of each provision of a text in versions `actor` may see."""
    seen = once(
        select(Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(visible_to(actor, now=now)),
        "seen",
    )
    rows = session.execute(
        select(CitationPath.path, func.count())
        .where(
            CitationPath.text_id == text_id,
            kept_for(actor),
            CitationPath.path > "",
            CitationPath.version_id.in_(select(seen.c.id)),
        )
        .group_by(CitationPath.path)
    )
    return {path: count for path, count in rows}  # noqa: C416  # rows are no pairs to dict()


def list_unbound_saying(
    session: Session,
    *,
    numbers: Collection[str],
    names: Collection[str],
    actor: Actor,
    now: datetime,
) -> Sequence[Citation]:
    """List unbound citations, in versions `actor` may see, that say one of the numbers or names."""
    said = [Citation.number_norm.in_(list(numbers)) if numbers else None]
    said.append(Citation.name_folded.in_(list(names)) if names else None)
    conditions = [condition for condition in said if condition is not None]
    if not conditions:
        return []
    return (
        session.scalars(
            select(Citation)
            .join(Version, Version.id == Citation.version_id)
            .join(Document, Document.id == Version.document_id)
            .where(or_(*conditions), Citation.resolution.in_(_UNBOUND), visible_to(actor, now=now))
            .options(
                *_IN_VERSION,
                selectinload(Citation.paths),
            )
            .order_by(Document.code, Document.id, Version.number, Citation.ordinal)
        )
        .unique()
        .all()
    )


def list_to_resolve_again(
    session: Session,
    *,
    numbers: Collection[str],
    names: Collection[str],
    text_ids: Collection[int],
) -> list[Citation]:
    """List what texts, new or corrected, may bind otherwise: citations of their numbers or names.

    Of approved versions only those without binding, and those a machine bound to another text of
    the name "as of" a day, since a later one may have been missing; of open ones all, and those
    bound to the texts themselves. What a person decided is never given.
    """
    found: dict[int, Citation] = {}
    loose = or_(Citation.resolution.in_(_UNBOUND), Citation.rule == "name-as-of")
    said: tuple[tuple[InstrumentedAttribute[Any], Collection[Any], ColumnElement[bool]], ...] = (
        (Citation.number_norm, set(numbers) - {""}, or_(loose, Version.status.in_(OPEN))),
        (Citation.name_folded, set(names) - {""}, or_(loose, Version.status.in_(OPEN))),
        (Citation.text_id, set(text_ids), Version.status.in_(OPEN)),
    )
    for column, values, which in said:
        for some in chunks(sorted(values)):
            for one in session.scalars(
                select(Citation)
                .join(Version, Version.id == Citation.version_id)
                .where(column.in_(some), Citation.origin == Origin.AUTO, which)
                .options(selectinload(Citation.version).options(*_LIGHT))
            ):
                found[one.id] = one
    return [found[key] for key in sorted(found)]
