"""Checks of versions: their bytes, their approvals, their periods, their histories."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Text, cast, func, literal, select

from docctl import content as contents
from docctl.actors import GRANTS, Role
from docctl.audit.models import AuditEntry
from docctl.documents.models import Document, Participant, Picture, Version
from docctl.documents.rules import AUTHORS, Effect, Status, overlaps
from docctl.installation.checks import NEEDED, Fault, Place, acts_by_subject
from docctl.legal.models import Citation
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow.models import Task
from docctl.workflow.rules import MOVES, Move, Step

WAITING = {Status.IN_REVIEW: Step.REVIEW, Status.IN_APPROVAL: Step.APPROVE}


def contents_hold(at: Place) -> Iterator[Fault | int]:
    """I1: what is stored, searched and signed is what its hash says."""
    for version in at.session.scalars(select(Version).execution_options(yield_per=50)):
        subject = f"version:{version.id}"
        if contents.content_hash(version.content) != version.content_hash:
            yield Fault("I1", subject, "the content no longer has the stored hash")
        projection = contents.project(version.content)
        if projection.text != version.plain_text:
            yield Fault("I1", subject, "the searched text is not the text of the content")
        signed = at.session.scalars(
            select(Signature.content_hash).where(
                Signature.version_id == version.id, Signature.round == version.round
            )
        )
        if version.status is Status.APPROVED and set(signed) - {version.content_hash}:
            yield Fault("I1", subject, "a signature is under another content")
        has = at.session.scalars(select(Picture.blob).where(Picture.version_id == version.id))
        if contents.pictures_in(version.content) - set(has):
            yield Fault("I5", subject, "the text shows a picture that the version does not have")
        blocks = {block.uid: block.text for block in projection.blocks}
        for citation in at.session.scalars(
            select(Citation).where(Citation.version_id == version.id)
        ):
            text = blocks.get(citation.block_uid, "")
            if text[citation.start : citation.end] != citation.quote:
                yield Fault("L1", f"citation:{citation.id}", "the quote is not at its anchor")
        yield 1


def approvals_are_one(at: Place) -> Iterator[Fault | int]:
    """I2: approved ⇔ one approval signature ⇔ one audit entry (or one adoption, if imported)."""
    counted = at.session.execute(
        select(Signature.version_id, func.count())
        .where(Signature.meaning == Meaning.APPROVED)
        .group_by(Signature.version_id)
    )
    signatures: dict[int, int] = dict(counted.all())
    approved = acts_by_subject(at.session, f"version.{Move.APPROVE.value}")
    adopted = acts_by_subject(at.session, "version.adopted")
    rows = at.session.execute(select(Version.id, Version.status, Version.imported))
    for version_id, status, imported in rows:
        subject = f"version:{version_id}"
        found = (signatures.get(version_id, 0), approved.get(subject, 0), adopted.get(subject, 0))
        wanted = (0, 0, 0)
        if status is Status.APPROVED:
            wanted = (0, 0, 1) if imported and found[2] else (1, 1, 0)
        if found != wanted:
            yield Fault("I2", subject, f"signatures, approvals, adoptions are {found}")
        yield 1


def entries_say_the_same(at: Place) -> Iterator[Fault | int]:
    """I2: the entry of an approval names the signer, the bytes and the instant that are stored."""
    rows = at.session.execute(
        select(AuditEntry, Version.content_hash, Version.effective_from, Signature.signer_id)
        .join(Version, AuditEntry.subject == literal("version:") + cast(Version.id, Text))
        .outerjoin(
            Signature,
            (Signature.version_id == Version.id) & (Signature.meaning == Meaning.APPROVED),
        )
        .where(AuditEntry.action.in_((f"version.{Move.APPROVE.value}", "version.adopted")))
    )
    for entry, digest, effective_from, signer_id in rows:
        said = (entry.detail.get("content_hash"), _moment(entry.detail.get("effective_from")))
        if said != (digest, effective_from):
            yield Fault("I2", entry.subject, f"entry {entry.seq} tells of another approval")
        if signer_id is not None and signer_id != entry.actor_id:
            yield Fault("I2", entry.subject, f"entry {entry.seq} names another signer")
        yield 1


def _moment(said: object) -> datetime | None:
    """Read a moment of the trail, in UTC or on a Vietnamese clock as its writer had it."""
    try:
        return datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def periods_follow(at: Place) -> Iterator[Fault | int]:
    """I3: one effective version at most, no gap at a succession."""
    rows = at.session.execute(
        select(Version.document_id, Version.effective_from, Version.effective_to)
        .where(Version.status == Status.APPROVED)
        .order_by(Version.document_id, Version.effective_from)
    )
    by_document: dict[int, list[Effect]] = {}
    for document_id, since, until in rows:
        if since is not None and since != until:
            by_document.setdefault(document_id, []).append(Effect(since, until))
    ended = at.session.execute(select(Document.id, Document.withdrawn_at))
    withdrawn: dict[int, datetime | None] = dict(ended.all())
    for document_id, effects in by_document.items():
        subject = f"document:{document_id}"
        if overlaps(effects):
            yield Fault("I3", subject, "two versions are effective at once")
        for earlier, later in pairwise(effects):
            if earlier.until is not None and earlier.until < later.since:
                yield Fault("I3", subject, "a gap lies between two versions")
        if effects[-1].until is not None and withdrawn[document_id] is None:
            yield Fault("I3", subject, "it ended without a successor and without a withdrawal")
        yield 1


def histories_are_walks(at: Place) -> Iterator[Fault | int]:
    """I6: every history is a walk along the arrows and leads to the stored status."""
    moves = {f"version.{move.value}": move for move in Move}
    status: dict[str, Status] = {}
    entries = at.session.scalars(
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
    for version_id, stored in at.session.execute(select(Version.id, Version.status)):
        if status.get(f"version:{version_id}") is not stored:
            yield Fault("I6", f"version:{version_id}", "the status has no history")


def duties_are_parted(at: Place) -> Iterator[Fault | int]:
    """I6: every signer held the right then; no reviewer or approver is an author, nor the same."""
    for signature in at.session.scalars(select(Signature)):
        subject = f"signature:{signature.id}"
        roles = [Role(role) for role in signature.signer_roles.split(",") if role]
        if not any(NEEDED[signature.meaning] in GRANTS[role] for role in roles):
            yield Fault("I6", subject, "the signer did not hold the right")
        yield 1
    own = at.session.execute(
        select(Signature.id, Signature.meaning)
        .join(
            Participant,
            (Participant.version_id == Signature.version_id)
            & (Participant.user_id == Signature.signer_id),
        )
        .where(Signature.meaning == Meaning.APPROVED, Participant.part.in_(AUTHORS))
    )
    for signature_id, _meaning in own:
        yield Fault("I6", f"signature:{signature_id}", "the approver is one of the authors")
    both = at.session.execute(
        select(Signature.version_id)
        .where(Signature.meaning.in_((Meaning.REVIEWED, Meaning.APPROVED)))
        .group_by(Signature.version_id, Signature.round, Signature.signer_id)
        .having(func.count() > 1)
    )
    for (version_id,) in both:
        yield Fault("I6", f"version:{version_id}", "reviewer and approver are one person")


def tasks_fit(at: Place) -> Iterator[Fault | int]:
    """I6: exactly the step a submitted version waits for is open, and nothing else."""
    open_steps: dict[int, list[Step]] = {}
    undone: set[int] = set()
    for task in at.session.scalars(select(Task).where(Task.done_at.is_(None))):
        undone.add(task.version_id)
        if task.opened_at is not None:
            open_steps.setdefault(task.version_id, []).append(task.step)
    for version_id, status in at.session.execute(select(Version.id, Version.status)):
        wanted = [WAITING[status]] if status in WAITING else []
        if open_steps.get(version_id, []) != wanted:
            yield Fault("I6", f"version:{version_id}", "the open tasks do not fit the status")
        elif not wanted and version_id in undone:
            yield Fault("I6", f"version:{version_id}", "a task waits behind a closed step")
        yield 1


def saves_follow(at: Place) -> Iterator[Fault | int]:
    """I7: each accepted save was based on the one before it, up to the stored text."""
    last: dict[str, tuple[int, str]] = {}
    entries = at.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.in_(("version.created", "version.saved")))
        .order_by(AuditEntry.seq)
    )
    for entry in entries:
        if entry.action == "version.created":
            last[entry.subject] = (1, entry.detail["content_hash"])
            continue
        revision, digest = last.get(entry.subject, (0, ""))
        if (entry.detail["revision"], entry.detail["before"]) != (revision + 1, digest):
            yield Fault("I7", entry.subject, f"entry {entry.seq} saved over an unseen text")
        last[entry.subject] = (entry.detail["revision"], entry.detail["after"])
        yield 1
    rows = at.session.execute(select(Version.id, Version.revision, Version.content_hash))
    for version_id, revision, digest in rows:
        if last.get(f"version:{version_id}") != (revision, digest):
            yield Fault("I7", f"version:{version_id}", "the stored text is not the last one saved")
