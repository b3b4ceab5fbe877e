"""Documents and the text of their open versions: create, edit, keep what could not be saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docctl import content as contents
from docctl.actors import Permission
from docctl.agencies import service as agencies
from docctl.audit import service as audit
from docctl.content import Projection
from docctl.db import insert_once
from docctl.documents import queries
from docctl.documents.models import Document, Participant, Picture, SavedCopy, Version
from docctl.documents.rules import Kind, Part, Status
from docctl.errors import Closed, Forbidden, Refused, Sentence, Stale, say
from docctl.outbox import Message
from docctl.runtime import Transaction
from docctl.signals import DocumentChanged, VersionSaved
from docctl.vietnamese import fold_code, one_line
from docctl.word import pictures

PICTURE_LIMIT = 10 * 1024 * 1024
PIXEL_LIMIT = 40_000_000
NUMBER_LIMIT = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text that was checked, hashed and read into blocks, before a transaction begins."""

    content: contents.Json
    digest: str
    projection: Projection
    pictures: frozenset[str]


# As it comes from outside, where `content.parse` checks it, or checked already.
Content = bytes | str | Mapping[str, Any] | Written


def check_text(given: Content) -> Written:
    """Check a text and work out what is stored of it; a checked one is given back at once.

    Long texts take a second, in which nobody else could write if a transaction were open. Raises
    Refused with every reason.
    """
    if isinstance(given, Written):
        return given
    parsed = contents.parse(given)
    return Written(
        content=parsed,
        digest=contents.content_hash(parsed),
        projection=contents.project(parsed),
        pictures=contents.pictures_in(parsed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The file a version was imported from: its blob, its name, what was read from it."""

    blob: str
    name: str
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a save did to the text of a version: its blocks and its hash before, its blocks now."""

    version: Version
    before: Projection
    before_hash: str
    after: Projection


def create_document(
    tx: Transaction,
    *,
    field: str,
    kind: Kind,
    code: str,
    title: str,
    unit_id: int | None = None,
    owner_id: int | None = None,
    parent_id: int | None = None,
    public_service_code: str = "",
) -> Document:
    """Register a document; refuses an empty code or title, or a code its field already has."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    if tx.actor.agency_id is None:
        raise Forbidden("only people of an agency create documents")
    code, title = one_line(code), one_line(title)
    objections: list[Sentence] = []
    if not fold_code(code):
        objections.append(say("Give the document's code."))
    if not title:
        objections.append(say("Give the document's title."))
    field_row = agencies.ensure_field(
        tx, agency_id=tx.actor.agency_id, name=field or agencies.GENERAL_FIELD
    )
    taken = queries.find_by_code(
        tx.session, agency_id=tx.actor.agency_id, code=code, field_id=field_row.id
    )
    if taken:
        objections.append(
            say(
                "The code %(code)s already belongs to “%(title)s” in the field %(field)s.",
                code=code,
                title=taken[0].title,
                field=field_row.name,
            )
        )
    if objections:
        raise Refused(*objections)
    document = Document(
        agency_id=tx.actor.agency_id,
        field_id=field_row.id,
        kind=kind,
        code=code,
        code_folded=fold_code(code),
        title=title,
        unit_id=unit_id,
        owner_id=owner_id if owner_id is not None else tx.actor.id,
        parent_id=parent_id,
        public_service_code=one_line(public_service_code),
        created_at=tx.now,
    )
    tx.session.add(document)
    tx.session.flush()  # document.id
    audit.record(
        tx,
        action="document.created",
        subject=f"document:{document.id}",
        code=code,
        title=title,
        field=field_row.name,
        kind=kind.value,
    )
    tx.announce(DocumentChanged(document.id))
    return document


def add_version(
    tx: Transaction,
    *,
    document: Document,
    content: Content,
    issue_no: int,
    revision_no: int,
    title: str = "",
    reason: str = "",
    based_on_id: int | None = None,
    original: Original | None = None,
) -> Version:
    """Add a draft to a document; the caller has checked that the actor may, and bound its law."""
    if not (0 <= issue_no <= NUMBER_LIMIT and 0 <= revision_no <= NUMBER_LIMIT):
        raise Refused(say("Issue and revision numbers lie between 0 and 999."))
    written = check_text(content)
    version = Version(
        document_id=document.id,
        number=queries.last_number(tx.session, document.id) + 1,
        issue_no=issue_no,
        revision_no=revision_no,
        title=one_line(title) or document.title,
        content=written.content,
        content_hash=written.digest,
        plain_text=written.projection.text,
        reason=reason.strip(),
        based_on_id=based_on_id,
        imported=original is not None,
        original=None if original is None else original.blob,
        original_name="" if original is None else original.name,
        source={} if original is None else dict(original.source),
        author_id=tx.actor.user_id,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(version)
    tx.session.flush()  # version.id
    join(tx, version_id=version.id, user_id=tx.actor.user_id, part=Part.AUTHOR)
    audit.record(
        tx,
        action="version.created",
        subject=f"version:{version.id}",
        reason=version.reason,
        document_id=document.id,
        label=version.label,
        content_hash=version.content_hash,
        imported=version.imported,
    )
    tx.announce(VersionSaved(version.id))
    return version


def save_content(tx: Transaction, *, version_id: int, content: Content, revision: int) -> Edit:
    """Save the text of a draft if nobody saved since `revision`; the caller binds its law anew.

    Raises Stale when somebody did, Closed when it is no draft any more; the caller then keeps the
    text with `keep_copy`.
    """
    version = _lock_own(tx, version_id=version_id)
    written = check_text(content)
    if version.status is not Status.DRAFT:
        raise Closed(
            say("This version was submitted meanwhile. Your text was kept as a copy beside it.")
        )
    if version.revision != revision:
        raise Stale(
            say("Somebody saved this text meanwhile. Your text was kept as a copy beside it.")
        )
    digest, before = written.digest, version.content_hash
    old = contents.project(version.content)
    if digest == before:
        return Edit(version=version, before=old, before_hash=before, after=old)
    _take_pictures(tx, version, written.pictures)
    new = written.projection
    version.content = written.content
    version.content_hash = digest
    version.plain_text = new.text
    version.revision += 1
    version.updated_at = tx.now
    join(tx, version_id=version.id, user_id=tx.actor.user_id, part=Part.EDITOR)
    audit.record(
        tx,
        action="version.saved",
        subject=f"version:{version.id}",
        before=before,
        after=digest,
        revision=version.revision,
    )
    tx.announce(VersionSaved(version.id))
    return Edit(version=version, before=old, before_hash=before, after=new)


def keep_copy(tx: Transaction, *, version_id: int, content: Content, revision: int) -> SavedCopy:
    """Keep a text that came too late, for its writer to look at.

    Beside a version that is no draft any more its writer is told, who may have left the page.
    """
    version = queries.get_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    tx.actor.must(Permission.DRAFT)
    copy = SavedCopy(
        version_id=version.id,
        user_id=tx.actor.user_id,
        content=check_text(content).content,
        base_revision=revision,
        saved_at=tx.now,
    )
    tx.session.add(copy)
    tx.session.flush()  # copy.id
    audit.record(
        tx, action="version.copy_kept", subject=f"version:{version.id}", base_revision=revision
    )
    if version.status is not Status.DRAFT:
        tx.send(
            Message(
                to=tx.actor.user_id,
                kind="version.copy_kept",
                key=f"copy:{copy.id}",
                params={
                    "code": version.document.code,
                    "title": version.title,
                    "label": version.label,
                    "copy": copy.id,
                },
                version_id=version.id,
                document_id=version.document_id,
            )
        )
    return copy


def describe_draft(
    tx: Transaction,
    *,
    version_id: int,
    title: str,
    issue_no: int,
    revision_no: int,
    change_summary: str,
) -> Version:
    """Change a draft's title, numbers and change summary."""
    version = lock_draft(tx, version_id=version_id)
    objections: list[Sentence] = []
    if not one_line(title):
        objections.append(say("Give the document's title."))
    if not (0 <= issue_no <= NUMBER_LIMIT and 0 <= revision_no <= NUMBER_LIMIT):
        objections.append(say("Issue and revision numbers lie between 0 and 999."))
    if objections:
        raise Refused(*objections)
    before = {"title": version.title, "label": version.label, "summary": version.change_summary}
    version.title = one_line(title)
    version.issue_no, version.revision_no = issue_no, revision_no
    version.change_summary = change_summary.strip()
    after = {"title": version.title, "label": version.label, "summary": version.change_summary}
    if before != after:
        version.updated_at = tx.now
        join(tx, version_id=version.id, user_id=tx.actor.user_id, part=Part.EDITOR)
        audit.record(
            tx,
            action="version.described",
            subject=f"version:{version.id}",
            before=before,
            after=after,
        )
        tx.announce(VersionSaved(version.id))
    return version


def add_picture(tx: Transaction, *, version_id: int, blob: str, media_type: str, size: int) -> None:
    """Let a draft show a stored picture."""
    version = lock_draft(tx, version_id=version_id)
    attach_picture(tx, version=version, blob=blob, media_type=media_type, size=size)
    audit.record(tx, action="version.picture_added", subject=f"version:{version.id}", blob=blob)


def attach_picture(
    tx: Transaction, *, version: Version, blob: str, media_type: str, size: int
) -> None:
    """Note that a version shows a stored picture; noting it twice changes nothing."""
    if tx.session.get(Picture, (version.id, blob)) is None:
        tx.session.add(Picture(version_id=version.id, blob=blob, media_type=media_type, size=size))


def _take_pictures(tx: Transaction, version: Version, shown: frozenset[str]) -> None:
    """Attach pictures that came with text pasted from elsewhere; refuse what the actor sees not."""
    has = {picture.blob for picture in queries.list_pictures(tx.session, version.id)}
    for blob in sorted(shown - has):
        picture = queries.find_picture(tx.session, blob, actor=tx.actor, now=tx.now)
        if picture is None:
            raise Refused(say("A picture of the text is not stored here; insert it again."))
        attach_picture(
            tx, version=version, blob=blob, media_type=picture.media_type, size=picture.size
        )
        audit.record(tx, action="version.picture_added", subject=f"version:{version.id}", blob=blob)


def join(tx: Transaction, *, version_id: int, user_id: int, part: Part) -> None:
    """Note that a person takes part in a version; noting it twice changes nothing."""
    insert_once(
        tx.session,
        Participant,
        {"version_id": version_id, "user_id": user_id, "part": part, "since": tx.now},
    )


def lock_draft(tx: Transaction, *, version_id: int) -> Version:
    """Give a draft the actor may write in, locked; refuses versions that were submitted."""
    version = _lock_own(tx, version_id=version_id)
    if version.status is not Status.DRAFT:
        raise Refused(say("This version was submitted and can no longer be edited."))
    return version


def _lock_own(tx: Transaction, *, version_id: int) -> Version:
    tx.actor.must(Permission.DRAFT)
    version = queries.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    writers = queries.list_authors(tx.session, version_id)
    if tx.actor.id not in writers and not tx.actor.may(Permission.MANAGE_DOCUMENTS):
        raise Forbidden("only its drafters write in a draft")
    return version


def media_type_of(data: bytes) -> str:
    """Tell the type of a picture from its bytes; refuses other files, huge and damaged pictures."""
    if len(data) > PICTURE_LIMIT:
        raise Refused(say("The picture is larger than 10 MB."))
    if not data.startswith(pictures.SIGNS):
        raise Refused(say("Only PNG, JPEG and GIF pictures can be inserted."))
    shape = pictures.shape_of(data)
    if shape is not None and shape.width * shape.height > PIXEL_LIMIT:
        raise Refused(say("The picture has too many pixels; make it smaller first."))
    if shape is None or not pictures.is_readable(data):
        raise Refused(
            say(
                "The picture is damaged or cut off and cannot be read. Open it in a program for"
                " pictures, save it anew and insert that file."
            )
        )
    return shape.media_type
