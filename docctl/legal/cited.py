"""From a legal text to its provisions to the documents in force that cite them.

The other way round of a document's legal bases. Everything is counted in the database and shown
page by page, so that the law everybody cites opens as quickly as any other.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from docctl.actors import Actor
from docctl.documents.models import Document, Version
from docctl.documents.queries import effective_at, visible_to
from docctl.documents.rules import label
from docctl.legal.models import Citation, CitationPath

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
        if self.path is None:
            return None
        if not self.path:
            return func.coalesce(CitationPath.path, "") == ""
        return CitationPath.path.startswith(self.path, autoescape=True)


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


def count_by_article(session: Session, asked: Asked) -> list[Heat]:
    """Count per Điều (or annex) of a text, in order of the law; the text as a whole comes first."""
    return _heat(session, asked, first_segment(_PATH))


def count_inside(session: Session, asked: Asked, article: str) -> list[Heat]:
    """Count per provision inside one Điều, in order of the law, as each is written."""
    inside = CitationPath.path.startswith(article, autoescape=True)
    return _heat(session, asked, _PATH, inside)


def count_documents(session: Session, asked: Asked) -> Total:
    """Count the documents and passages in all."""
    documents = session.scalar(_documents(select(func.count()), asked)) or 0
    passages = (
        session.scalar(_citations(select(func.count(_ONE[asked.by_path is not None])), asked)) or 0
    )
    return Total(documents, passages)


def count_by_unit(session: Session, asked: Asked) -> list[UnitShare]:
    """Count the documents per unit, the most first."""
    count = func.count()
    rows = session.execute(
        _documents(select(Document.unit_id, count.label("documents")), asked)
        .group_by(Document.unit_id)
        .order_by(count.desc(), Document.unit_id)
    )
    return [UnitShare(row.unit_id, row.documents) for row in rows]


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


_PATH = func.coalesce(CitationPath.path, "")
_ONE = {True: Citation.id.distinct(), False: Citation.id}  # several paths may be of one citation


def _heat(
    session: Session, asked: Asked, key: ColumnElement[str], *conditions: ColumnElement[bool]
) -> list[Heat]:
    pairs = (
        _with_paths(_citations(select(key.label("key"), Citation.version_id), asked))
        .where(*conditions)
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(pairs.c.key, func.count().label("documents")).group_by(pairs.c.key)
    )
    return sorted((Heat(row.key or "", row.documents) for row in rows), key=lambda one: one.path)


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


def _citations(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    """Narrow to the citations in versions in force."""
    seen = (
        select(Version.id).join(Document, Document.id == Version.document_id).where(*_seen(asked))
    )
    query = query.select_from(Citation).where(
        Citation.text_id == asked.text_id, Citation.version_id.in_(seen)
    )
    return query if asked.by_path is None else _with_paths(query).where(asked.by_path)


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
