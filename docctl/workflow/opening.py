"""Starting a document: its registration and its first draft, as one act."""

from docctl import content as contents
from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import Kind, Part
from docctl.errors import Forbidden, NotFound, Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.legal import service as legal
from docctl.runtime import Transaction
from docctl.signals import VersionChanged


def start_document(
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
) -> Version:
    """Register a document and open its first draft, 01/00, from the template of its kind.

    `owner_id` is who is to draft it and may write at once; None means the actor.
    """
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    if objections := _objections(tx, unit_id=unit_id, owner_id=owner_id, parent_id=parent_id):
        raise Refused(*objections)
    document = drafting.create_document(
        tx,
        field=field,
        kind=kind,
        code=code,
        title=title,
        unit_id=unit_id,
        owner_id=owner_id,
        parent_id=parent_id,
        public_service_code=public_service_code,
    )
    version = drafting.add_version(
        tx,
        document=document,
        content=contents.empty_procedure() if kind is Kind.PROCEDURE else _BLANK,
        issue_no=1,
        revision_no=0,
    )
    if owner_id is not None:
        drafting.join(tx, version_id=version.id, user_id=owner_id, part=Part.EDITOR)
    legal.bind_version(tx, version_id=version.id)
    tx.announce(VersionChanged(version.id, document.id))
    return version


_BLANK = {"type": "doc", "content": [{"type": "paragraph"}]}


def _objections(
    tx: Transaction, *, unit_id: int | None, owner_id: int | None, parent_id: int | None
) -> list[Sentence]:
    agency_id = tx.actor.agency_id
    if agency_id is None:
        raise Forbidden("only people of an agency create documents")
    found: list[Sentence] = []
    units = {unit.id for unit in agencies.list_units(tx.session, agency_id=agency_id)}
    if unit_id is not None and unit_id not in units:
        found.append(say("Choose one of the agency's units."))
    drafters = identity.list_holders(tx.session, Permission.DRAFT, agency_id=agency_id)
    if owner_id is not None and owner_id not in {user.id for user in drafters}:
        found.append(say("Choose a person who may draft."))
    if parent_id is not None:
        try:
            documents.get_document(tx.session, parent_id, actor=tx.actor, now=tx.now)
        except NotFound:
            found.append(say("Choose a document this one belongs to from the list."))
    return found
