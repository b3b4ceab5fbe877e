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
from docctl.legal.models import Citation, CitationPath

MOST_PASSAGES = 12  # of one document on a page


@dataclass(frozen=True, slots=True)
class Heat:
    """How many documents cite a provision or something in it, and in how many passages.

    The empty path stands for the text as a whole, without a provision.
    """

    path: str
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
    root = first_segment(_PATH)
    return _heat(session, _counted(asked, root).group_by(root))


def count_inside(session: Session, asked: Asked, article: str) -> list[Heat]:
    """Count per provision inside one Điều, in order of the law, as each is written."""
    inside = CitationPath.path.startswith(article, autoescape=True)
    return _heat(session, _counted(asked, _PATH).where(inside).group_by(_PATH))


def count_documents(session: Session, asked: Asked) -> Heat:
    """Count the documents and passages in all."""
    row = session.execute(
        _joined(
            select(
                func.count(Version.document_id.distinct()).label("documents"),
                func.count(Citation.id.distinct()).label("passages"),
            ),
            asked,
        )
    ).one()
    return Heat(asked.path or "", row.documents, row.passages)


def count_by_unit(session: Session, asked: Asked) -> list[UnitShare]:
    """Count the documents per unit, the most first."""
    count = func.count(Version.document_id.distinct())
    rows = session.execute(
        _joined(select(Document.unit_id, count.label("documents")), asked)
        .group_by(Document.unit_id)
        .order_by(count.desc(), Document.unit_id)
    )
    return [UnitShare(row.unit_id, row.documents) for row in rows]


def list_documents(
    session: Session, asked: Asked, *, page: int = 1, per_page: int = 25
) -> list[CitingDocument]:
    """Give one page of the documents in force, by code, with their first passages."""
    rows = session.execute(
        _joined(
            select(
                Version.document_id,
                Version.id.label("version_id"),
                Document.code,
                Document.code_folded,
                Version.title,
                Version.issue_no,
                Version.revision_no,
                Document.unit_id,
                Document.owner_id,
                func.count(Citation.id.distinct()).label("total"),
            ),
            asked,
        )
        .group_by(
            Version.document_id,
            Version.id,
            Document.code,
            Document.code_folded,
            Version.title,
            Version.issue_no,
            Version.revision_no,
            Document.unit_id,
            Document.owner_id,
        )
        .order_by(Document.code_folded, Version.document_id)
        .limit(per_page)
        .offset((max(page, 1) - 1) * per_page)
    ).all()
    passages = _passages(session, asked, {row.version_id for row in rows})
    return [
        CitingDocument(
            document_id=row.document_id,
            version_id=row.version_id,
            code=row.code,
            title=row.title,
            label=f"{row.issue_no:02d}/{row.revision_no:02d}",
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            passages=tuple(passages[row.version_id]),
            total=row.total,
        )
        for row in rows
    ]


_PATH = func.coalesce(CitationPath.path, "")


def _counted(asked: Asked, key: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    columns = (
        key.label("key"),
        func.count(Version.document_id.distinct()).label("documents"),
        func.count(Citation.id.distinct()).label("passages"),
    )
    return _joined(select(*columns), asked)


def _heat(session: Session, query: Select[*tuple[Any, ...]]) -> list[Heat]:
    found = [Heat(row.key or "", row.documents, row.passages) for row in session.execute(query)]
    return sorted(found, key=lambda one: one.path)


def _joined(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    query = (
        query.select_from(Citation)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
        .join(CitationPath, CitationPath.citation_id == Citation.id, isouter=True)
        .where(
            Citation.text_id == asked.text_id,
            effective_at(asked.now),
            visible_to(asked.actor, now=asked.now),
        )
    )
    if asked.unit_id is not None:
        query = query.where(Document.unit_id == asked.unit_id)
    if asked.path:
        return query.where(CitationPath.path.startswith(asked.path, autoescape=True))
    return query if asked.path is None else query.where(_PATH == "")


def _passages(
    session: Session, asked: Asked, version_ids: Collection[int]
) -> dict[int, list[Passage]]:
    """Give the first passages of each version, in reading order."""
    place = (
        func.row_number()
        .over(partition_by=Citation.version_id, order_by=Citation.ordinal)
        .label("place")
    )
    wanted = (
        _joined(select(Citation.id, Citation.version_id, Citation.ordinal), asked)
        .where(Citation.version_id.in_(version_ids))
        .distinct()
        .subquery()
    )
    ranked = select(Citation.id, place).where(Citation.id.in_(select(wanted.c.id))).subquery()
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
    return found
