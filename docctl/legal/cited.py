"""From a legal text to its provisions to the documents in force that cite them.

The other way round of a document's legal bases. Everything is counted in the database and shown
page by page, so that the law everybody cites opens as quickly as any other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    String,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import effective_at, visible_to
from docctl.documents.rules import label
from docctl.legal.models import Citation, CitationPath
from docctl.legal.reaching import inside, kept_for, once

MOST_PASSAGES = 12  # of one document on a page


@dataclass(frozen=True, slots=True)
class Heat:
    """How many documents cite a provision or something in it.

    The empty path stands for the text as a whole, without a provision.
    """

    path: str
    documents: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents cite what is asked for, and in how many passages."""

    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class UnitShare:
    """How many documents of a unit cite what is asked for; None is of no unit."""

    unit_id: int | None
    documents: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is counted of a text: per provision, per unit, of what is asked about and in all.

    `articles` and `inside`, the provisions of the Điều that is asked about, are in the order of the
    law, the text as a whole first. `shares` leave the unit that is asked about aside.
    """

    articles: tuple[Heat, ...]
    inside: tuple[Heat, ...]
    shares: tuple[UnitShare, ...]
    total: Total
    whole: Total


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that cites it."""

    citation_id: int
    block_uid: str
    section: str
    context: str
    quote: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitingDocument:
    """A document in force with its first passages and how many there are."""

    document_id: int
    version_id: int
    code: str
    title: str
    label: str
    unit_id: int | None
    owner_id: int | None
    passages: tuple[Passage, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a text is asked about: all of it (None), a provision, or the text as a whole ("")."""

    text_id: int
    actor: Actor
    now: datetime
    path: str | None = None
    unit_id: int | None = None

    @property
    def by_path(self) -> ColumnElement[bool] | None:
        """Say in SQL: the path of a citation is what is asked about; None asks for all."""
        return None if self.path is None else _is_path(CitationPath.path, self.path)

    @property
    def article(self) -> str:
        """Give the Điều or annex that holds what is asked about; empty where none does."""
        return f"{self.path.split('.')[0]}." if self.path else ""


class first_segment(FunctionElement[str]):  # noqa: N801  # named like the SQL it stands for
    """The first segment of a path, with its dot: the Điều or the annex; empty of the empty path."""

    type = String()
    inherit_cache = True


@compiles(first_segment, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    path = compiler.process(next(iter(element.clauses)), **more)
    return f"substr({path}, 1, instr({path}, '.'))"


@compiles(first_segment, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    path = compiler.process(next(iter(element.clauses)), **more)
    return f"substr({path}, 1, strpos({path}, '.'))"


def survey(session: Session, asked: Asked) -> Survey:
    """Count what cites a text, in one walk over the passages of the versions in force.

    The versions the person may see are found once, and looked for in the range of the index that
    holds what their agency cites of the text: how many others cite it does not matter.
    """
    seen = once(_versions(replace(asked, unit_id=None)), "seen")
    named = (
        select(
            CitationPath.path,
            first_segment(CitationPath.path).label("article"),
            CitationPath.version_id,
            CitationPath.citation_id,
        )
        .where(
            CitationPath.text_id == asked.text_id,
            kept_for(asked.actor),
            CitationPath.version_id.in_(select(seen.c.id)),
        )
        .cte("named")
    )
    here = true() if asked.path is None else _is_path(named.c.path, asked.path)
    of_unit = select(seen.c.id).where(seen.c.unit_id == asked.unit_id)
    ours = true() if asked.unit_id is None else named.c.version_id.in_(of_unit)
    counts = {
        "articles": _heats_of(named.c.article, named.c.version_id, ours),
        "shares": _by_unit(seen, select(named.c.version_id).where(here)),
        "total": _passages_in(named, and_(here, ours)),
    }
    if asked.path is not None:
        counts["whole"] = _passages_in(named, ours, func.count(named.c.version_id.distinct()))
    if asked.article:
        within = and_(_is_path(named.c.path, asked.article), ours)
        counts["inside"] = _heats_of(named.c.path, named.c.version_id, within)
    queries = [query.add_columns(literal(name).label("what")) for name, query in counts.items()]
    found: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(union_all(*queries)):
        found[row.what].append(row)
    shares = [UnitShare(row.unit_id, row.documents) for row in found["shares"]]
    here_too = [one for one in shares if asked.unit_id in {None, one.unit_id}]
    total = Total(sum(one.documents for one in here_too), found["total"][0].passages)
    whole = [Total(row.documents, row.passages) for row in found["whole"]] or [total]
    return Survey(
        articles=_heats(found["articles"]),
        inside=_heats(found["inside"]),
        shares=tuple(sorted(shares, key=lambda one: (-one.documents, one.unit_id or 0))),
        total=total,
        whole=whole[0],
    )


def _heats_of(
    path: ColumnElement[Any], version_id: ColumnElement[Any], where: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            path.label("path"),
            _NOTHING.label("unit_id"),
            func.count(version_id.distinct()).label("documents"),
            _NOTHING.label("passages"),
        )
        .where(where)
        .group_by(path)
    )


def _passages_in(
    named: CTE, where: ColumnElement[bool], documents: ColumnElement[int] | None = None
) -> Select[*tuple[Any, ...]]:
    return select(
        literal("", Text()).label("path"),
        _NOTHING.label("unit_id"),
        (_NOTHING if documents is None else documents).label("documents"),
        func.count(named.c.citation_id.distinct()).label("passages"),
    ).where(where)


def _by_unit(seen: CTE, citing: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("", Text()).label("path"),
            seen.c.unit_id,
            func.count().label("documents"),
            _NOTHING.label("passages"),
        )
        .where(seen.c.id.in_(citing))
        .group_by(seen.c.unit_id)
    )


_NOTHING = cast(null(), BigInteger)


def _is_path(
    column: ColumnElement[str] | InstrumentedAttribute[str], path: str
) -> ColumnElement[bool]:
    return inside(path, column) if path else column == ""


def _heats(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[Heat, ...]:
    return tuple(sorted((Heat(row.path, row.documents) for row in rows), key=attrgetter("path")))


def list_documents(
    session: Session, asked: Asked, *, page: int = 1, per_page: int = 25
) -> list[CitingDocument]:
    """Give one page of the documents in force, by code, with their first passages."""
    columns = (
        Version.document_id,
        Version.id.label("version_id"),
        Document.code,
        Version.title,
        Version.issue_no,
        Version.revision_no,
        Document.unit_id,
        Document.owner_id,
    )
    rows = session.execute(
        _documents(select(*columns), asked)
        .order_by(Document.code_folded, Version.document_id)
        .limit(per_page)
        .offset((max(page, 1) - 1) * per_page)
    ).all()
    passages, totals = _passages(session, asked, [row.version_id for row in rows])
    return [
        CitingDocument(
            document_id=row.document_id,
            version_id=row.version_id,
            code=row.code,
            title=row.title,
            label=label(row.issue_no, row.revision_no),
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            passages=tuple(passages[row.version_id]),
            total=totals[row.version_id],
        )
        for row in rows
    ]


def _with_paths(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(CitationPath, CitationPath.citation_id == Citation.id, isouter=True)


def _documents(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    """Narrow to the versions in force that cite what is asked about: one per document.

    Asked of each version one may see, so that it does not matter how many others cite the text.
    """
    citing = select(Citation.id).where(
        Citation.text_id == asked.text_id, Citation.version_id == Version.id
    )
    if asked.by_path is not None:
        citing = _with_paths(citing).where(asked.by_path)
    return (
        query.select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .where(citing.correlate(Version).exists(), *_seen(asked))
    )


def _versions(asked: Asked) -> Select[*tuple[Any, ...]]:
    """Select the versions in force that the person may see, with the unit of their document."""
    return (
        select(Version.id, Document.unit_id)
        .join(Document, Document.id == Version.document_id)
        .where(*_seen(asked))
    )


def _seen(asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [effective_at(asked.now), visible_to(asked.actor, now=asked.now)]
    if asked.unit_id is not None:
        conditions.append(Document.unit_id == asked.unit_id)
    return conditions


def _passages(
    session: Session, asked: Asked, version_ids: Collection[int]
) -> tuple[dict[int, list[Passage]], dict[int, int]]:
    """Give the first passages of each version, in reading order, and how many there are."""
    wanted = select(Citation.id).where(
        Citation.text_id == asked.text_id, Citation.version_id.in_(version_ids)
    )
    if asked.by_path is not None:
        wanted = _with_paths(wanted).where(asked.by_path)
    window = func.row_number().over(partition_by=Citation.version_id, order_by=Citation.ordinal)
    ranked = select(Citation.id, window.label("place")).where(Citation.id.in_(wanted)).subquery()
    totals = dict(
        session.execute(
            select(Citation.version_id, func.count())
            .where(Citation.id.in_(wanted))
            .group_by(Citation.version_id)
        ).all()
    )
    rows = session.execute(
        select(
            Citation.id,
            Citation.version_id,
            Citation.block_uid,
            Citation.section,
            Citation.context,
            Citation.quote,
        )
        .join(ranked, ranked.c.id == Citation.id)
        .where(ranked.c.place <= MOST_PASSAGES)
        .order_by(Citation.version_id, Citation.ordinal)
    ).all()
    paths: dict[int, list[str]] = defaultdict(list)
    for citation_id, path in session.execute(
        select(CitationPath.citation_id, CitationPath.path)
        .where(CitationPath.citation_id.in_([row.id for row in rows]))
        .order_by(CitationPath.path)
    ):
        paths[citation_id].append(path)
    found: dict[int, list[Passage]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(
            Passage(
                row.id, row.block_uid, row.section, row.context, row.quote, tuple(paths[row.id])
            )
        )
    return found, totals
