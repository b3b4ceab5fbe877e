"""What the index is made of, and which of its answers a person may see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from docctl import content as contents
from docctl.actors import Actor, Permission
from docctl.documents.models import Document, Version
from docctl.documents.queries import effective_at, visible_to
from docctl.documents.rules import Kind as DocumentKind
from docctl.documents.rules import State, Status
from docctl.legal.models import LegalText
from docctl.search.index import Entry, Kind, digest_of

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a person narrows a search to; empty means all."""

    kinds: frozenset[Kind] = frozenset()
    document_kind: DocumentKind | None = None
    state: State | None = None
    unit_id: int | None = None
    field_id: int | None = None

    @property
    def documents_only(self) -> bool:
        """Say whether a filter is set that legal texts cannot meet."""
        return any((self.document_kind, self.state, self.unit_id, self.field_id))


def version_key(version_id: int) -> str:
    """Give the index's key of a version."""
    return f"v:{version_id}"


def text_key(text_id: int) -> str:
    """Give the index's key of a legal text."""
    return f"t:{text_id}"


def ids_in(keys: Sequence[str], prefix: str) -> list[int]:
    """Give the ids behind the keys of one kind."""
    return [int(key[2:]) for key in keys if key.startswith(f"{prefix}:")]


def entries_of_versions(session: Session, ids: Collection[int] | None = None) -> Iterator[Entry]:
    """Give the entries of versions, all but cancelled ones when `ids` is None."""
    query = (
        select(Version)
        .where(Version.status != Status.CANCELLED)
        .order_by(Version.id)
        .execution_options(yield_per=50)
    )
    if ids is not None:
        query = query.where(Version.id.in_(ids))
    for version in session.scalars(query):
        blocks = contents.project(version.content).blocks
        yield Entry(
            key=version_key(version.id),
            kind=Kind.DOCUMENT_VERSION,
            code=version.document.code,
            title=version.title,
            headings="\n".join(block.text for block in blocks if block.kind == "heading"),
            body=version.plain_text,
            made_of=version.content_hash,
        )


def digests_of_versions(session: Session, ids: Collection[int] | None = None) -> dict[str, str]:
    """Give key → digest of the entries of versions, without reading their texts."""
    query = (
        select(Version.id, Document.code, Version.title, Version.content_hash)
        .join(Document, Document.id == Version.document_id)
        .where(Version.status != Status.CANCELLED)
    )
    if ids is not None:
        query = query.where(Version.id.in_(ids))
    return {
        version_key(row.id): digest_of(Kind.DOCUMENT_VERSION, row.code, row.title, row.content_hash)
        for row in session.execute(query)
    }


def entries_of_texts(session: Session, ids: Collection[int] | None = None) -> Iterator[Entry]:
    """Give the entries of legal texts, of all when `ids` is None."""
    query = select(LegalText).order_by(LegalText.id).execution_options(yield_per=500)
    if ids is not None:
        query = query.where(LegalText.id.in_(ids))
    for text in session.scalars(query):
        yield Entry(
            key=text_key(text.id),
            kind=Kind.LEGAL_TEXT,
            code=text.number,
            title=f"{text.type} {text.title}".strip(),
            body=text.issuer,
        )


def list_visible(
    session: Session, keys: Sequence[str], *, actor: Actor, now: datetime, filters: Filters
) -> frozenset[str]:
    """Give those of `keys` that `actor` may see and that meet the filters."""
    seen: set[str] = set()
    versions = ids_in(keys, "v")
    for start in range(0, len(versions), CHUNK):
        query = (
            select(Version)
            .options(defer(Version.content), defer(Version.plain_text))
            .join(Document)
            .where(Version.id.in_(versions[start : start + CHUNK]), visible_to(actor, now=now))
        )
        if filters.document_kind is not None:
            query = query.where(Document.kind == filters.document_kind)
        if filters.unit_id is not None:
            query = query.where(Document.unit_id == filters.unit_id)
        if filters.field_id is not None:
            query = query.where(Document.field_id == filters.field_id)
        if filters.state is State.EFFECTIVE:
            query = query.where(effective_at(now))
        seen.update(
            version_key(version.id)
            for version in session.scalars(query)
            if filters.state is None or version.state_at(now) is filters.state
        )
    if not filters.documents_only and actor.may(Permission.READ):
        seen.update(key for key in keys if key.startswith("t:"))
    return frozenset(seen)


def load_versions(session: Session, ids: Sequence[int]) -> dict[int, Version]:
    """Load versions by id for display."""
    return {v.id: v for v in session.scalars(select(Version).where(Version.id.in_(ids)))}


def load_texts(session: Session, ids: Sequence[int]) -> dict[int, LegalText]:
    """Load legal texts by id for display."""
    return {t.id: t for t in session.scalars(select(LegalText).where(LegalText.id.in_(ids)))}


def list_version_ids(session: Session, document_ids: Collection[int]) -> Sequence[int]:
    """List the versions of documents that are indexed."""
    return session.scalars(
        select(Version.id).where(
            Version.document_id.in_(document_ids), Version.status != Status.CANCELLED
        )
    ).all()


def documents_of(
    session: Session, version_ids: Sequence[int], *, now: datetime
) -> dict[int, tuple[int, bool]]:
    """Give, per version, its document and whether it is the effective one."""
    found: dict[int, tuple[int, bool]] = {}
    for start in range(0, len(version_ids), CHUNK):
        rows = session.execute(
            select(Version.id, Version.document_id, effective_at(now)).where(
                Version.id.in_(version_ids[start : start + CHUNK])
            )
        )
        found.update({vid: (did, bool(current)) for vid, did, current in rows})
    return found
