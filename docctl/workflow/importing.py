"""Bring existing Word documents in: receive, read, confirm what was read, take over as approved.

A file is never lost and never overwrites: a code its field already has waits for a person.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from docctl import faults
from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.agencies.service import GENERAL_FIELD
from docctl.audit import service as audit
from docctl.blobs import Blobs
from docctl.documents import import_queries as waiting_files
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Document, ImportItem, Version
from docctl.documents.rules import ImportState, Kind
from docctl.documents.service import Original
from docctl.errors import Forbidden, Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.legal import service as legal
from docctl.runtime import Transaction
from docctl.word import Imported
from docctl.workflow.decisions import adopt_version

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STATEMENT = "Approved on paper before docctl; taken over from the original file."

# The reader tells more kinds apart than the register keeps.
KINDS = {
    "procedure": Kind.PROCEDURE,
    "instruction": Kind.INSTRUCTION,
    "form": Kind.FORM,
    "manual": Kind.MANUAL,
    "policy": Kind.POLICY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a person confirms about a file; `document_id` adds a version to a known document."""

    code: str
    title: str
    field: str
    kind: Kind
    issue_no: int
    revision_no: int
    issued_on: date | None
    effective_on: date | None
    unit_id: int | None = None
    owner_id: int | None = None
    document_id: int | None = None


def receive_file(tx: Transaction, *, name: str, blob: str) -> ImportItem:
    """Note a stored file as on its way in; the same bytes are received once."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    agency_id = _agency(tx.actor)
    known = waiting_files.find_by_blob(tx.session, agency_id=agency_id, blob=blob)
    if known is not None:
        return known
    item = ImportItem(
        agency_id=agency_id,
        name=name,
        blob=blob,
        created_by_id=tx.actor.user_id,
        created_at=tx.now,
    )
    tx.session.add(item)
    tx.session.flush()  # item.id
    audit.record(tx, action="import.received", subject=f"import:{item.id}", name=name, blob=blob)
    return item


def store_pictures(blobs: Blobs, imported: Imported) -> list[dict[str, Any]]:
    """Write the pictures of a read file to the blobs, before any row refers to them."""
    stored = []
    for expected, picture in imported.images.items():
        blob = blobs.put(picture.data)
        assert blob == expected
        stored.append({"blob": blob, "media_type": picture.media_type, "size": len(picture.data)})
    faults.reach("import.after_blob")
    return stored


def note_reading(
    tx: Transaction, *, item_id: int, imported: Imported, pictures: list[dict[str, Any]]
) -> ImportItem:
    """Keep what was read from a file, for a person to confirm."""
    item = waiting_files.get(tx.session, item_id, agency_id=_agency(tx.actor))
    if item.state not in {ImportState.RECEIVED, ImportState.UNREADABLE, ImportState.READY}:
        return item
    item.content = dict(imported.content)
    item.pictures = list(pictures)
    item.meta = meta_json(imported)
    item.problems = [_sentence_json(warning) for warning in imported.warnings]
    item.state = ImportState.READY
    audit.record(tx, action="import.read", subject=f"import:{item.id}", code=imported.meta.code)
    return item


def note_failure(tx: Transaction, *, item_id: int, reasons: tuple[Sentence, ...]) -> ImportItem:
    """Keep why a file could not be read; its bytes stay."""
    item = waiting_files.get(tx.session, item_id, agency_id=_agency(tx.actor))
    item.problems = [_sentence_json(reason) for reason in reasons]
    item.state = ImportState.UNREADABLE
    audit.record(
        tx,
        action="import.unreadable",
        subject=f"import:{item.id}",
        reasons=[str(reason) for reason in reasons],
    )
    return item


def proposal(session: "Session", actor: Actor, item: ImportItem) -> Confirmation:
    """Give what was read as the values of the form, with defaults where the file is silent."""
    meta = item.meta
    name = meta.get("field") or GENERAL_FIELD
    field = agencies.find_field(session, agency_id=_agency(actor), name=name)
    return Confirmation(
        code=meta.get("code") or "",
        title=meta.get("title") or "",
        field=field.name if field else (meta.get("field") or GENERAL_FIELD).capitalize(),
        kind=KINDS.get(str(meta.get("kind")), Kind.OTHER),
        issue_no=1 if meta.get("issue_no") is None else int(meta["issue_no"]),
        revision_no=int(meta.get("revision_no") or 0),
        issued_on=_day(meta.get("issued_on")),
        effective_on=_day(meta.get("effective_on")),
        owner_id=actor.id,
    )


def objections_to(tx: Transaction, chosen: Confirmation) -> tuple[Sentence, ...]:
    """Give every reason why a file cannot be taken in as `chosen` without a person's decision."""
    found: list[Sentence] = []
    if not chosen.code.strip():
        found.append(say("Give the document's code."))
    if not chosen.title.strip():
        found.append(say("Give the document's title."))
    if chosen.document_id is None and (clash := find_clash(tx.session, tx.actor, chosen)):
        found.append(
            say(
                "The code %(code)s already belongs to “%(title)s” in the field %(field)s.",
                code=chosen.code,
                title=clash.title,
                field=clash.field.name,
            )
        )
    units = {unit.id for unit in agencies.list_units(tx.session, agency_id=_agency(tx.actor))}
    if chosen.unit_id is not None and chosen.unit_id not in units:
        found.append(say("Choose one of the agency's units."))
    if chosen.owner_id is not None and not _belongs(tx, chosen.owner_id):
        found.append(say("Choose a person of the agency."))
    found.extend(
        say(
            "The day %(day)s lies in the future; what was approved on paper has begun already.",
            day=day.strftime("%d/%m/%Y"),
        )
        for day in (chosen.issued_on, chosen.effective_on)
        if day is not None and day > tx.today
    )
    return tuple(found)


def find_clash(session: "Session", actor: Actor, chosen: Confirmation) -> Document | None:
    """Give the document that already has this code in this field."""
    agency_id = _agency(actor)
    field = agencies.find_field(session, agency_id=agency_id, name=chosen.field or GENERAL_FIELD)
    if field is None or not chosen.code.strip():
        return None
    same = documents.find_by_code(session, agency_id=agency_id, code=chosen.code, field_id=field.id)
    return same[0] if same else None


def confirm_import(tx: Transaction, *, item_id: int, chosen: Confirmation) -> Version:
    """Make a document (or a further version of one) from a read file, effective as before."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    item = waiting_files.get(tx.session, item_id, agency_id=_agency(tx.actor))
    if item.state is ImportState.ADOPTED:
        raise Refused(say("This file was already taken in."))
    if item.state is not ImportState.READY or item.content is None:
        raise Refused(say("This file could not be read; there is nothing to take in."))
    if objections := objections_to(tx, chosen):
        raise Refused(*objections)
    document = _document_for(tx, item, chosen)
    version = drafting.add_version(
        tx,
        document=document,
        content=item.content,
        issue_no=chosen.issue_no,
        revision_no=chosen.revision_no,
        title=chosen.title,
        original=Original(blob=item.blob, name=item.name, source=item.meta),
    )
    for picture in item.pictures:
        drafting.attach_picture(
            tx,
            version=version,
            blob=picture["blob"],
            media_type=picture["media_type"],
            size=picture["size"],
        )
    legal.bind_version(tx, version_id=version.id, day=chosen.effective_on or chosen.issued_on)
    adopt_version(
        tx,
        version=version,
        issued_on=chosen.issued_on,
        effective_on=chosen.effective_on,
        statement=STATEMENT,
    )
    document.title = version.title
    item.state, item.version_id, item.decided_at = ImportState.ADOPTED, version.id, tx.now
    audit.record(tx, action="import.adopted", subject=f"import:{item.id}", version_id=version.id)
    return version


def dismiss_import(tx: Transaction, *, item_id: int, reason: str) -> None:
    """Put a file aside; its bytes stay stored."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    item = waiting_files.get(tx.session, item_id, agency_id=_agency(tx.actor))
    if item.state is ImportState.ADOPTED:
        raise Refused(say("This file was already taken in."))
    item.state, item.decided_at = ImportState.DISMISSED, tx.now
    audit.record(tx, action="import.dismissed", subject=f"import:{item.id}", reason=reason.strip())


def meta_json(imported: Imported) -> dict[str, Any]:
    """Give what a file says about itself as JSON, for the row and for the version's source."""
    meta = imported.meta
    people = {"drafter": meta.drafter, "reviewer": meta.reviewer, "approver": meta.approver}
    return {
        "code": meta.code,
        "title": meta.title,
        "kind": meta.kind,
        "agency": meta.agency,
        "issue_no": meta.issue_no,
        "revision_no": meta.revision_no,
        "issued_on": _iso(meta.issued_on),
        "effective_on": _iso(meta.effective_on),
        "field": meta.field,
        "field_sure": meta.field_sure,
        "service_code": meta.service_code,
        "forms": [list(form) for form in meta.forms],
        "people": {
            part: {"name": who.name, "position": who.position, "on": _iso(who.on)}
            for part, who in people.items()
            if who is not None
        },
        "revisions": [
            {
                "what": row.what,
                "where": row.where,
                "basis": row.basis,
                "number": row.number,
                "on": _iso(row.on),
            }
            for row in meta.revisions
        ],
    }


def sentences_of(problems: list[Any]) -> list[Sentence]:
    """Give stored problems as sentences again."""
    return [Sentence(p["msgid"], tuple((k, str(v)) for k, v in p["params"])) for p in problems]


def _document_for(tx: Transaction, item: ImportItem, chosen: Confirmation) -> Document:
    if chosen.document_id is not None:
        documents.get_document(tx.session, chosen.document_id, actor=tx.actor, now=tx.now)
        return documents.lock_document(tx.session, chosen.document_id)
    return drafting.create_document(
        tx,
        field=chosen.field,
        kind=chosen.kind,
        code=chosen.code,
        title=chosen.title,
        unit_id=chosen.unit_id,
        owner_id=chosen.owner_id,
        public_service_code=str(item.meta.get("service_code") or ""),
    )


def _belongs(tx: Transaction, user_id: int) -> bool:
    holders = identity.list_holders(tx.session, Permission.READ, agency_id=_agency(tx.actor))
    return user_id in {user.id for user in holders}


def _agency(actor: Actor) -> int:
    if actor.agency_id is None:
        raise Forbidden("only people of an agency bring documents in")
    return actor.agency_id


def _sentence_json(sentence: Sentence) -> dict[str, Any]:
    return {"msgid": sentence.msgid, "params": [list(pair) for pair in sentence.params]}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
