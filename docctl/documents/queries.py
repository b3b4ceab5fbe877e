"""Reading documents and versions, always through one predicate of visibility."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.sql.base import ExecutableOption

from docctl.actors import Actor, Permission
from docctl.agencies.models import Field
from docctl.documents.models import Document, Participant, Picture, SavedCopy, Version
from docctl.documents.rules import AUTHORS, OPEN, Kind, State, Status, state_at
from docctl.errors import NotFound
from docctl.vietnamese import fold_code


def effective_at(instant: datetime) -> ColumnElement[bool]:
    """Say in SQL: the version counts at `instant`."""
    return and_(
        Version.status == Status.APPROVED,
        Version.effective_from <= instant,
        or_(Version.effective_to.is_(None), Version.effective_to > instant),
    )


def visible_to(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """Say in SQL which versions `actor` may see: the one predicate of the house.

    Everybody of the agency sees what is effective; people who take part in a version see it in
    every state; `READ_ALL_VERSIONS` sees all. Queries using it must join Document.
    """
    takes_part = exists().where(
        Participant.version_id == Version.id, Participant.user_id == actor.id
    )
    seen: ColumnElement[bool] = takes_part
    if actor.may(Permission.READ_ALL_VERSIONS):
        seen = Version.id.is_not(None)
    elif actor.may(Permission.READ):
        seen = or_(effective_at(now), takes_part)
    if actor.agency_id is None and actor.id is None:
        return seen  # the system itself
    return and_(Document.agency_id == actor.agency_id, seen)


def list_fields(session: Session, *, actor: Actor, now: datetime) -> Sequence[Field]:
    """List the fields, by name, of the documents `actor` may see something of."""
    seen = (
        select(Document.field_id)
        .join(Version, Version.document_id == Document.id)
        .where(visible_to(actor, now=now))
    )
    return session.scalars(
        select(Field).where(Field.id.in_(seen)).order_by(Field.name_folded)
    ).all()


def without_texts() -> Sequence[ExecutableOption]:
    """Leave the texts of versions in the database until one is asked for, for lists."""
    return (defer(Version.content), defer(Version.plain_text), defer(Version.source))


def get_version(session: Session, version_id: int, *, actor: Actor, now: datetime) -> Version:
    """Give a version `actor` may see, or NotFound."""
    version = session.scalars(
        select(Version).join(Document).where(Version.id == version_id, visible_to(actor, now=now))
    ).first()
    if version is None:
        raise NotFound(f"version {version_id}")
    return version


def get_document_id(session: Session, version_id: int, *, actor: Actor, now: datetime) -> int:
    """Give the document of a version `actor` may see, or NotFound."""
    document_id = session.scalar(
        select(Version.document_id)
        .join(Document)
        .where(Version.id == version_id, visible_to(actor, now=now))
    )
    if document_id is None:
        raise NotFound(f"version {version_id}")
    return document_id


def lock_version(session: Session, version_id: int, *, actor: Actor, now: datetime) -> Version:
    """Give a version `actor` may see, read afresh and locked until the transaction ends."""
    version = session.scalars(
        select(Version)
        .join(Document)
        .where(Version.id == version_id, visible_to(actor, now=now))
        .with_for_update(of=Version)
        .execution_options(populate_existing=True)
    ).first()
    if version is None:
        raise NotFound(f"version {version_id}")
    return version


def lock_versions(
    session: Session, version_ids: Collection[int], *, actor: Actor, now: datetime
) -> None:
    """Lock, in the order of their ids, those of the versions that `actor` may see."""
    session.execute(
        select(Version.id)
        .join(Document)
        .where(Version.id.in_(version_ids), visible_to(actor, now=now))
        .order_by(Version.id)
        .with_for_update(of=Version)
    ).all()


def get_document(session: Session, document_id: int, *, actor: Actor, now: datetime) -> Document:
    """Give a document of which `actor` may see at least one version, or NotFound."""
    document = session.scalars(
        select(Document).where(
            Document.id == document_id,
            exists().where(Version.document_id == Document.id, visible_to(actor, now=now)),
        )
    ).first()
    if document is None:
        raise NotFound(f"document {document_id}")
    return document


def lock_document(session: Session, document_id: int) -> Document:
    """Give a document locked until the transaction ends, so that its versions queue up."""
    document = session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .with_for_update(of=Document)
        .execution_options(populate_existing=True)
    ).first()
    if document is None:
        raise NotFound(f"document {document_id}")
    return document


def find_effective(session: Session, document_id: int, *, at: datetime) -> Version | None:
    """Give the version of a document that counts at `at`."""
    return session.scalars(
        select(Version).where(Version.document_id == document_id, effective_at(at))
    ).first()


def find_open_ended(session: Session, document_id: int) -> Version | None:
    """Give the approved version without an end, the effective or the last scheduled one.

    Its text is loaded when it is asked for.
    """
    return session.scalars(
        select(Version)
        .where(
            Version.document_id == document_id,
            Version.status == Status.APPROVED,
            Version.effective_to.is_(None),
        )
        .options(*without_texts())
    ).first()


def find_open(session: Session, document_id: int) -> Version | None:
    """Give the version of a document somebody is working on."""
    return session.scalars(
        select(Version).where(Version.document_id == document_id, Version.status.in_(OPEN))
    ).first()


def list_by_id(session: Session, version_ids: Collection[int]) -> dict[int, Version]:
    """Give versions whose sight the caller has checked, without their texts, by id."""
    found = session.scalars(
        select(Version).where(Version.id.in_(version_ids)).options(*without_texts())
    )
    return {version.id: version for version in found}


def list_codes(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    """Give the codes of the documents of versions, for display beside what is shown of these."""
    rows = session.execute(
        select(Version.id, Document.code)
        .join(Document, Document.id == Version.document_id)
        .where(Version.id.in_(version_ids))
    )
    return {row.id: row.code for row in rows}


def list_versions(
    session: Session, document_id: int, *, actor: Actor, now: datetime
) -> Sequence[Version]:
    """List the versions of a document that `actor` may see, newest first, without their texts."""
    return session.scalars(
        select(Version)
        .join(Document)
        .where(Version.document_id == document_id, visible_to(actor, now=now))
        .order_by(Version.number.desc())
        .options(*without_texts())
    ).all()


def list_authors(session: Session, *version_ids: int) -> frozenset[int]:
    """Give everybody who wrote in a version, or in one of several."""
    return frozenset(
        session.scalars(
            select(Participant.user_id).where(
                Participant.version_id.in_(version_ids), Participant.part.in_(AUTHORS)
            )
        )
    )


def has_documents(session: Session, *, agency_id: int | None) -> bool:
    """Say whether an agency has any document."""
    query = select(exists().where(Document.agency_id == agency_id))
    return bool(session.scalar(query))


def last_number(session: Session, document_id: int) -> int:
    """Give the highest version number of a document, 0 when it has none."""
    return (
        session.scalar(select(func.max(Version.number)).where(Version.document_id == document_id))
        or 0
    )


def find_by_code(
    session: Session, *, agency_id: int, code: str, field_id: int | None = None
) -> Sequence[Document]:
    """Find the documents whose code equals `code` however it is typed, in one field or in all."""
    query = select(Document).where(
        Document.agency_id == agency_id, Document.code_folded == fold_code(code)
    )
    if field_id is not None:
        query = query.where(Document.field_id == field_id)
    return session.scalars(query.order_by(Document.id)).all()


def find_by_original(session: Session, *, agency_id: int, original: str) -> Version | None:
    """Find the version that was imported from the same bytes."""
    return session.scalars(
        select(Version)
        .join(Document)
        .where(Document.agency_id == agency_id, Version.original == original)
        .order_by(Version.id)
    ).first()


def list_shown(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    kind: Kind | None = None,
    field_id: int | None = None,
    unit_id: int | None = None,
) -> Sequence[Version]:
    """List one version per visible document: the effective one, else the newest visible one.

    Unsorted by code (natural order is the caller's); every list and export starts here. The texts
    are not loaded: a list never shows them, and they are a hundred times the rest.
    """
    shown = _shown(actor=actor, now=now, kind=kind, field_id=field_id, unit_id=unit_id)
    return session.scalars(
        select(Version).where(Version.id.in_(shown)).options(*without_texts())
    ).all()


@dataclass(frozen=True, slots=True)
class Line:
    """What a list finds and sorts a document by, of the version it shows."""

    version_id: int
    document_id: int
    code: str
    code_folded: str
    public_service_code: str
    field: str
    title: str
    status: Status
    effective_from: datetime | None
    effective_to: datetime | None
    withdrawn_at: datetime | None

    def state_at(self, instant: datetime) -> State:
        """Say what the version is at `instant`."""
        return state_at(
            instant,
            status=self.status,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            withdrawn_at=self.withdrawn_at,
        )


def list_lines(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    kind: Kind | None = None,
    field_id: int | None = None,
    unit_id: int | None = None,
) -> list[Line]:
    """Give a line for each version of `list_shown`, for who shows a few of many."""
    shown = _shown(actor=actor, now=now, kind=kind, field_id=field_id, unit_id=unit_id)
    rows = session.execute(
        select(
            Version.id,
            Version.document_id,
            Document.code,
            Document.code_folded,
            Document.public_service_code,
            Field.name,
            Version.title,
            Version.status,
            Version.effective_from,
            Version.effective_to,
            Document.withdrawn_at,
        )
        .join(Document, Document.id == Version.document_id)
        .join(Field, Field.id == Document.field_id)
        .where(Version.id.in_(shown))
    )
    return [Line(*row) for row in rows]


def list_of_lines(session: Session, lines: Sequence[Line]) -> list[Version]:
    """Give the versions of lines in their order, without their texts."""
    found = {
        version.id: version
        for version in session.scalars(
            select(Version)
            .where(Version.id.in_([line.version_id for line in lines]))
            .options(*without_texts())
        )
    }
    return [found[line.version_id] for line in lines]


def _shown(
    *, actor: Actor, now: datetime, kind: Kind | None, field_id: int | None, unit_id: int | None
) -> Select[int]:
    rank = (
        func.row_number()
        .over(
            partition_by=Version.document_id,
            order_by=(effective_at(now).desc(), Version.number.desc()),
        )
        .label("rank")
    )
    ranked = select(Version.id, rank).join(Document).where(visible_to(actor, now=now))
    if kind is not None:
        ranked = ranked.where(Document.kind == kind)
    if field_id is not None:
        ranked = ranked.where(Document.field_id == field_id)
    if unit_id is not None:
        ranked = ranked.where(Document.unit_id == unit_id)
    inner = ranked.subquery()
    return select(inner.c.id).where(inner.c.rank == 1)


def list_children(
    session: Session, document_id: int, *, actor: Actor, now: datetime
) -> Sequence[Document]:
    """List the visible documents (forms) that belong to a document."""
    return session.scalars(
        select(Document)
        .where(
            Document.parent_id == document_id,
            exists().where(Version.document_id == Document.id, visible_to(actor, now=now)),
        )
        .order_by(Document.code)
    ).all()


def list_copies(session: Session, version_id: int, *, user_id: int) -> Sequence[SavedCopy]:
    """List a person's own texts that could not be saved into a version."""
    return session.scalars(
        select(SavedCopy)
        .where(SavedCopy.version_id == version_id, SavedCopy.user_id == user_id)
        .order_by(SavedCopy.id.desc())
    ).all()


def find_picture(session: Session, blob: str, *, actor: Actor, now: datetime) -> Picture | None:
    """Find a picture that stands in a version `actor` may see."""
    return session.scalars(
        select(Picture)
        .join(Version, Version.id == Picture.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Picture.blob == blob, visible_to(actor, now=now))
        .limit(1)
    ).first()


def list_pictures(session: Session, version_id: int) -> Sequence[Picture]:
    """List the pictures of a version."""
    return session.scalars(select(Picture).where(Picture.version_id == version_id)).all()


def list_unended(session: Session, document_id: int, *, now: datetime) -> Sequence[Version]:
    """List the approved versions of a document that count at `now` or later."""
    return session.scalars(
        select(Version)
        .where(
            Version.document_id == document_id,
            Version.status == Status.APPROVED,
            or_(Version.effective_to.is_(None), Version.effective_to > now),
        )
        .order_by(Version.effective_from)
    ).all()
