"""Reading and taking in Word files outside a request: stored first, each in its own transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from docctl import word
from docctl.actors import Actor
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import ImportState
from docctl.errors import Refused, Sentence, say
from docctl.legal import queries as legal
from docctl.runtime import Runtime
from docctl.word import Imported
from docctl.workflow import importing


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file; `state` is adopted, known, waiting or unreadable."""

    file: str
    state: str
    code: str = ""
    title: str = ""
    field: str = ""
    issue_no: int | None = None
    revision_no: int | None = None
    issued_on: date | None = None
    citations: int = 0
    version_id: int | None = None
    warnings: tuple[Sentence, ...] = ()


def take_in(runtime: Runtime, actor: Actor, files: Iterable[tuple[str, bytes]]) -> Iterator[Taken]:
    """Receive, read and take in files one after the other; what needs a person waits."""
    for name, data in files:
        blob = runtime.blobs.put(data)
        with runtime.transaction(actor) as tx:
            item = importing.receive_file(tx, name=name, blob=blob)
            state, version_id = item.state, item.version_id
        if state is ImportState.ADOPTED and version_id is not None:
            yield _known(runtime, name, version_id)
            continue
        yield take_in_one(runtime, actor, item_id=item.id, name=name, data=data)


def take_in_one(runtime: Runtime, actor: Actor, *, item_id: int, name: str, data: bytes) -> Taken:
    """Read one received file and adopt it when nothing speaks against it."""
    imported = read(runtime, actor, item_id=item_id, name=name, data=data)
    if not isinstance(imported, Imported):
        return Taken(file=name, state="unreadable", warnings=imported)
    with runtime.transaction(actor) as tx:
        item = documents.get_import(tx.session, item_id, agency_id=actor.agency_id)
        chosen = importing.proposal(tx, item)
        objections = importing.objections_to(tx, chosen)
        version = (
            None if objections else importing.confirm_import(tx, item_id=item_id, chosen=chosen)
        )
        return Taken(
            file=name,
            state="waiting" if version is None else "adopted",
            code=imported.meta.code,
            title=imported.meta.title,
            field=chosen.field,
            issue_no=imported.meta.issue_no,
            revision_no=imported.meta.revision_no,
            issued_on=imported.meta.issued_on,
            citations=0 if version is None else legal.count_citations(tx.session, version.id),
            version_id=None if version is None else version.id,
            warnings=(*objections, *imported.warnings),
        )


def read(
    runtime: Runtime, actor: Actor, *, item_id: int, name: str, data: bytes
) -> Imported | tuple[Sentence, ...]:
    """Read a received file in its own child process and keep what was read, or why it was not."""
    try:
        imported = word.read_file(data, name)
        pictures = importing.store_pictures(runtime.blobs, imported)
    except Refused as refused:
        with runtime.transaction(actor) as tx:
            importing.note_failure(tx, item_id=item_id, reasons=refused.reasons)
        return refused.reasons
    with runtime.transaction(actor) as tx:
        importing.note_reading(tx, item_id=item_id, imported=imported, pictures=pictures)
    return imported


def _known(runtime: Runtime, name: str, version_id: int) -> Taken:
    with runtime.reading() as session:
        version = session.get(Version, version_id)
        assert version is not None
        return Taken(
            file=name,
            state="known",
            code=version.document.code,
            title=version.title,
            field=version.document.field.name,
            issue_no=version.issue_no,
            revision_no=version.revision_no,
            issued_on=version.issued_on,
            citations=legal.count_citations(session, version_id),
            version_id=version_id,
            warnings=(say("This file was already taken in."),),
        )
