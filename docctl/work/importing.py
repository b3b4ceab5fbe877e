"""Reading and taking in Word files outside a request: stored first, each in its own transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from docctl import content as contents
from docctl import word
from docctl.actors import Actor
from docctl.documents import import_queries as waiting_files
from docctl.documents.models import Version
from docctl.documents.rules import ImportState
from docctl.errors import Refused, Sentence, say
from docctl.legal import queries as legal
from docctl.legal.mentions import list_hits
from docctl.runtime import Runtime
from docctl.word import Imported
from docctl.workflow import importing

BATCH = 20  # files in memory at once


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
    """Receive, read and take in files in order; what needs a person waits.

    Files are read in batches, because LibreOffice takes long to start.
    """
    waiting = iter(files)
    while batch := list(islice(waiting, BATCH)):
        received = [_receive(runtime, actor, name, data) for name, data in batch]
        fresh = [file for file in received if not isinstance(file, Taken)]
        answers = iter(word.read_files([(file.data, file.name) for file in fresh]))
        for file in received:
            if isinstance(file, Taken):
                yield file
            else:
                yield _take_in_one(runtime, actor, file, next(answers))


def read(
    runtime: Runtime, actor: Actor, *, item_id: int, name: str, data: bytes
) -> Imported | tuple[Sentence, ...]:
    """Read a received file in its own child process and keep what was read, or why it was not."""
    answer = word.read_files([(data, name)])[0]
    return _keep(runtime, actor, item_id=item_id, answer=answer)


@dataclass(frozen=True, slots=True)
class _Received:
    item_id: int
    name: str
    data: bytes


def _receive(runtime: Runtime, actor: Actor, name: str, data: bytes) -> "_Received | Taken":
    blob = runtime.blobs.put(data)
    with runtime.transaction(actor) as tx:
        item = importing.receive_file(tx, name=name, blob=blob)
        state, version_id, item_id = item.state, item.version_id, item.id
    if state is ImportState.ADOPTED and version_id is not None:
        return _known(runtime, name, version_id)
    return _Received(item_id, name, data)


def _take_in_one(
    runtime: Runtime, actor: Actor, file: _Received, answer: Imported | Refused
) -> Taken:
    """Adopt a file that was read when nothing speaks against it."""
    imported = _keep(runtime, actor, item_id=file.item_id, answer=answer)
    if not isinstance(imported, Imported):
        return Taken(file=file.name, state="unreadable", warnings=imported)
    with runtime.transaction(actor) as tx:
        item = waiting_files.get(tx.session, file.item_id, agency_id=actor.agency_id)
        chosen = importing.proposal(tx.session, actor, item)
        objections = importing.objections_to(tx, chosen)
        version = (
            None
            if objections
            else importing.confirm_import(tx, item_id=file.item_id, chosen=chosen)
        )
        return Taken(
            file=file.name,
            state="waiting" if version is None else "adopted",
            code=imported.meta.code,
            title=imported.meta.title,
            field=chosen.field,
            issue_no=imported.meta.issue_no,
            revision_no=imported.meta.revision_no,
            issued_on=imported.meta.issued_on,
            citations=len(list_hits(contents.project(imported.content).blocks))
            if version is None
            else legal.count_citations(tx.session, version.id),
            version_id=None if version is None else version.id,
            warnings=(*objections, *imported.warnings),
        )


def _keep(
    runtime: Runtime, actor: Actor, *, item_id: int, answer: Imported | Refused
) -> Imported | tuple[Sentence, ...]:
    if isinstance(answer, Refused):
        with runtime.transaction(actor) as tx:
            importing.note_failure(tx, item_id=item_id, reasons=answer.reasons)
        return answer.reasons
    pictures = importing.store_pictures(runtime.blobs, answer)
    with runtime.transaction(actor) as tx:
        importing.note_reading(tx, item_id=item_id, imported=answer, pictures=pictures)
    return answer


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
