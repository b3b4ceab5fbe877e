"""Check every invariant that data alone can show (`docs/security.md`, table of invariants)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.audit import queries as audit
from docctl.audit import rules as chain
from docctl.audit.models import AuditEntry
from docctl.blobs import Blobs, Damaged
from docctl.documents.models import Document, ImportItem, Participant, Picture, Version
from docctl.documents.rules import AUTHORS, Effect, Status, overlaps
from docctl.errors import NotFound
from docctl.legal.models import Citation
from docctl.outbox import MessageRow
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow.rules import MOVES, Move


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: which invariant, about what, in words."""

    invariant: str
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was wrong."""

    checked: dict[str, int]
    faults: tuple[Fault, ...]


Check = Callable[[Session, Blobs, datetime], Iterator[Fault | int]]


def verify_all(session: Session, blobs: Blobs, *, now: datetime) -> Report:
    """Run every check over the whole installation; reads only, any size."""
    checked: dict[str, int] = {}
    faults: list[Fault] = []
    for name, check in CHECKS.items():
        for result in check(session, blobs, now):
            if isinstance(result, Fault):
                faults.append(result)
            else:
                checked[name] = checked.get(name, 0) + result
    return Report(checked=checked, faults=tuple(faults))


def _contents(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I1: what was approved is what its hash says."""
    for version in session.scalars(select(Version).execution_options(yield_per=50)):
        subject = f"version:{version.id}"
        if contents.content_hash(version.content) != version.content_hash:
            yield Fault("I1", subject, "the content no longer has the stored hash")
        signed = session.scalars(
            select(Signature.content_hash).where(
                Signature.version_id == version.id, Signature.round == version.round
            )
        )
        if version.status is Status.APPROVED and set(signed) - {version.content_hash}:
            yield Fault("I1", subject, "a signature is under another content")
        yield 1


def _approvals(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I2: approved ⇔ one approval signature ⇔ one audit entry (or one adoption, if imported)."""
    signatures = _counts(session, Signature.version_id, Signature.meaning == Meaning.APPROVED)
    approved = _acts(session, f"version.{Move.APPROVE.value}")
    adopted = _acts(session, "version.adopted")
    rows = session.execute(select(Version.id, Version.status, Version.imported))
    for version_id, status, imported in rows:
        subject = f"version:{version_id}"
        found = (signatures.get(version_id, 0), approved.get(subject, 0), adopted.get(subject, 0))
        wanted = (0, 0, 0)
        if status is Status.APPROVED:
            wanted = (0, 0, 1) if imported and found[2] else (1, 1, 0)
        if found != wanted:
            yield Fault("I2", subject, f"signatures, approvals, adoptions are {found}")
        yield 1


def _periods(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I3: one effective version at most, no gap at a succession."""
    rows = session.execute(
        select(Version.document_id, Version.effective_from, Version.effective_to)
        .where(Version.status == Status.APPROVED)
        .order_by(Version.document_id, Version.effective_from)
    ).tuples()
    by_document: dict[int, list[Effect]] = {}
    for document_id, since, until in rows:
        if since is not None and since != until:
            by_document.setdefault(document_id, []).append(Effect(since, until))
    for document_id, effects in by_document.items():
        if overlaps(effects):
            yield Fault("I3", f"document:{document_id}", "two versions are effective at once")
        for earlier, later in pairwise(effects):
            if earlier.until is not None and earlier.until < later.since:
                yield Fault("I3", f"document:{document_id}", "a gap lies between two versions")
        yield 1


def _trail(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I4 and I12: the chain holds from the first entry to the head and time runs forward."""
    head = audit.find_head(session)
    for what in chain.faults_in(audit.walk(session), head=head):
        yield Fault("I4", "audit", what)
    yield head[0]


def _files(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I5: every blob a row refers to exists and is what its name says."""
    names = set(session.scalars(select(Version.original).where(Version.original.is_not(None))))
    names |= set(session.scalars(select(Picture.blob)))
    names |= set(session.scalars(select(ImportItem.blob)))
    for name in sorted(filter(None, names)):
        try:
            blobs.get(name)
        except NotFound:
            yield Fault("I5", f"blob:{name}", "the file is missing")
        except Damaged:
            yield Fault("I5", f"blob:{name}", "the file was changed")
        yield 1


def _histories(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I6: every history is a walk along the arrows; no approver among the authors."""
    moves = {f"version.{move.value}": move for move in Move}
    status: dict[str, Status] = {}
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.in_([*moves, "version.created", "version.adopted"]))
        .order_by(AuditEntry.seq)
    )
    for entry in entries:
        if entry.action == "version.created":
            status[entry.subject] = Status.DRAFT
        elif entry.action == "version.adopted":
            status[entry.subject] = Status.APPROVED
        else:
            arrow = (status.get(entry.subject, Status.DRAFT), moves[entry.action])
            if MOVES.get(arrow) != entry.detail.get("after"):
                yield Fault("I6", entry.subject, f"entry {entry.seq} is not a move of the workflow")
            status[entry.subject] = Status(entry.detail["after"])
        yield 1
    for version_id, stored in session.execute(select(Version.id, Version.status)).tuples():
        if status.get(f"version:{version_id}") is not stored:
            yield Fault("I6", f"version:{version_id}", "the status has no history")
    own = session.execute(
        select(Signature.version_id)
        .join(
            Participant,
            (Participant.version_id == Signature.version_id)
            & (Participant.user_id == Signature.signer_id),
        )
        .where(Signature.meaning == Meaning.APPROVED, Participant.part.in_(AUTHORS))
    )
    for (version_id,) in own:
        yield Fault("I6", f"version:{version_id}", "the approver is one of its authors")


def _codes(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I8: a code belongs to one document of its field."""
    rows = session.execute(
        select(Document.field_id, Document.code_folded, func.count()).group_by(
            Document.field_id, Document.code_folded
        )
    )
    for field_id, code, count in rows:
        if count > 1:
            yield Fault("I8", f"field:{field_id}", f"the code {code} is given {count} times")
        yield 1


def _citations(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """Every citation stands where it says, in the text of its version."""
    for version in session.scalars(select(Version).execution_options(yield_per=50)):
        blocks = {block.uid: block.text for block in contents.project(version.content).blocks}
        for citation in session.scalars(select(Citation).where(Citation.version_id == version.id)):
            text = blocks.get(citation.block_uid, "")
            if text[citation.start : citation.end] != citation.quote:
                yield Fault("L1", f"citation:{citation.id}", "the quote is not at its anchor")
            yield 1


def _messages(session: Session, blobs: Blobs, now: datetime) -> Iterator[Fault | int]:
    """I9: no message is sent before it was written, and none twice under another id."""
    rows: Sequence[MessageRow] = session.scalars(select(MessageRow)).all()
    for row in rows:
        if row.sent_at is not None and row.sent_at < row.created_at:
            yield Fault("I9", f"message:{row.id}", "sent before it was written")
        yield 1


def _counts(session: Session, column: object, where: object) -> dict[int, int]:
    rows = session.execute(select(column, func.count()).where(where).group_by(column))  # type: ignore[call-overload]  # any column
    return dict(rows.tuples().all())


def _acts(session: Session, action: str) -> dict[str, int]:
    rows = session.execute(
        select(AuditEntry.subject, func.count())
        .where(AuditEntry.action == action)
        .group_by(AuditEntry.subject)
    )
    return dict(rows.tuples().all())


CHECKS: dict[str, Check] = {
    "contents": _contents,
    "approvals": _approvals,
    "periods": _periods,
    "audit": _trail,
    "files": _files,
    "histories": _histories,
    "codes": _codes,
    "citations": _citations,
    "messages": _messages,
}
