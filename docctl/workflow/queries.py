"""Reading tasks and where a document is used."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from docctl.actors import Actor
from docctl.documents.models import Document, Participant, Version
from docctl.documents.queries import effective_at, visible_to, without_texts
from docctl.documents.rules import OPEN, Part, Status
from docctl.workflow.models import BatchItem, DeadLawKept, Task
from docctl.workflow.rules import Outcome, Step, names_code


def find_open_task(session: Session, version_id: int, *, step: Step) -> Task | None:
    """Give the task somebody has with a version now."""
    return session.scalars(
        select(Task).where(
            Task.version_id == version_id,
            Task.step == step,
            Task.opened_at.is_not(None),
            Task.done_at.is_(None),
        )
    ).first()


def list_tasks(session: Session, version_id: int) -> Sequence[Task]:
    """List all tasks of a version, of every submission, in order."""
    return session.scalars(
        select(Task).where(Task.version_id == version_id).order_by(Task.id)
    ).all()


def list_undone(session: Session, version_id: int) -> Sequence[Task]:
    """List the tasks of a version nobody has done, begun or not."""
    return session.scalars(
        select(Task).where(Task.version_id == version_id, Task.done_at.is_(None)).order_by(Task.id)
    ).all()


def find_dead_law_kept(
    session: Session, version: Version, *, submission: int | None = None
) -> DeadLawKept | None:
    """Give why a submission of a version, the present one, cites law no longer in force."""
    return session.get(DeadLawKept, (version.id, submission or version.round))


# A task belongs to a batch when its submission does.
IN_BATCH = (BatchItem.version_id == Task.version_id, BatchItem.round == Task.round)


def list_waiting(session: Session, *, actor: Actor) -> Sequence[Task]:
    """List the single tasks that wait for `actor`, oldest first, with their versions.

    Those of a batch wait as one (`batch_queries.list_waiting_batches`).
    """
    return session.scalars(
        select(Task)
        .options(joinedload(Task.version))
        .where(
            Task.assignee_id == actor.id,
            Task.opened_at.is_not(None),
            Task.done_at.is_(None),
            ~exists().where(*IN_BATCH),
        )
        .order_by(Task.opened_at, Task.id)
    ).all()


def count_waiting(session: Session, *, actor: Actor) -> int:
    """Count the tasks that wait for `actor`; a batch counts once."""
    query = (
        select(
            func.count().filter(BatchItem.batch_id.is_(None)),
            func.count(BatchItem.batch_id.distinct()),
        )
        .select_from(Task)
        .outerjoin(BatchItem, and_(*IN_BATCH))
        .where(Task.assignee_id == actor.id, Task.opened_at.is_not(None), Task.done_at.is_(None))
    )
    alone, together = session.execute(query).one()
    return int(alone + together)


def list_own_drafts(session: Session, *, actor: Actor, now: datetime) -> Sequence[Version]:
    """List the open versions `actor` writes in, those under review or approval too."""
    return session.scalars(
        select(Version)
        .join(Document)
        .where(
            Version.status.in_(OPEN),
            visible_to(actor, now=now),
            exists().where(
                Participant.version_id == Version.id,
                Participant.user_id == actor.id,
                Participant.part.in_({Part.AUTHOR, Part.EDITOR}),
            ),
        )
        .order_by(Version.updated_at.desc())
        .options(*without_texts())
    ).all()


def list_open(session: Session, *, actor: Actor, now: datetime) -> Sequence[Version]:
    """List the versions under way that `actor` may see, at most one per document."""
    return session.scalars(
        select(Version)
        .join(Document)
        .where(Version.status.in_(OPEN), visible_to(actor, now=now))
        .options(*without_texts())
    ).all()


def find_ended_at(session: Session, document_id: int, *, at: datetime) -> Version | None:
    """Give the version of a document that counts until an instant, one that never counts aside."""
    return session.scalars(
        select(Version).where(
            Version.document_id == document_id,
            Version.status == Status.APPROVED,
            Version.effective_to == at,
            Version.effective_from < at,
        )
    ).first()


def list_approvers(session: Session, version_ids: Collection[int]) -> dict[int, int]:
    """Give who approved each version."""
    return _doers(session, version_ids, Step.APPROVE)


def list_reviewers(session: Session, version_ids: Collection[int]) -> dict[int, int]:
    """Give who reviewed each version last."""
    return _doers(session, version_ids, Step.REVIEW)


def _doers(session: Session, version_ids: Collection[int], step: Step) -> dict[int, int]:
    done = {Outcome.PASSED, Outcome.APPROVED}
    rows = session.execute(
        select(Task.version_id, Task.assignee_id)
        .where(Task.version_id.in_(set(version_ids)), Task.step == step, Task.outcome.in_(done))
        .order_by(Task.id)
    )
    return {row.version_id: row.assignee_id for row in rows}


def find_last_people(session: Session, document_id: int) -> dict[Step, int]:
    """Give who reviewed and approved the document's last submitted version."""
    rows = session.execute(
        select(Task.step, Task.assignee_id)
        .join(Version, Version.id == Task.version_id)
        .where(Version.document_id == document_id)
        .order_by(Task.id)
    )
    return {row.step: row.assignee_id for row in rows}


def list_uses(
    session: Session, document: Document, *, actor: Actor, now: datetime
) -> Sequence[Document]:
    """List the visible documents that use `document`: its forms, and effective texts naming it."""
    return list_uses_of(session, [document], actor=actor, now=now)[document.id]


def list_uses_of(
    session: Session, documents: Sequence[Document], *, actor: Actor, now: datetime
) -> dict[int, Sequence[Document]]:
    """List for each of some documents of an agency what uses it, reading the texts once for all.

    A text names a document when its code stands there as a word of its own, with or without spaces.
    A code is unique inside a field only: a text of a field that has this code itself means its own.
    """
    found: dict[int, dict[int, Document]] = {document.id: {} for document in documents}
    forms = session.scalars(
        select(Document).where(
            Document.parent_id.in_(found),
            Document.withdrawn_at.is_(None),
            exists().where(Version.document_id == Document.id, visible_to(actor, now=now)),
        )
    )
    for form in forms:
        found[form.parent_id or 0][form.id] = form
    spellings = {name for one in documents for name in (one.code, one.code.replace(" ", ""))}
    likely = session.execute(
        select(Document, Version.plain_text)
        .join(Version, Version.document_id == Document.id)
        .where(
            Document.agency_id.in_({document.agency_id for document in documents}),
            effective_at(now),
            visible_to(actor, now=now),
            or_(
                false(),
                *(Version.plain_text.contains(name, autoescape=True) for name in spellings),
            ),
        )
    ).all()
    own = _codes_by_field(session, documents)
    for user, text in likely:
        for document in documents:
            another = own.get((user.agency_id, user.field_id, document.code_folded), document.id)
            if (
                user.id != document.id
                and another == document.id
                and user.agency_id == document.agency_id
                and names_code(text, document.code)
            ):
                found[document.id][user.id] = user
    return {
        number: sorted(users.values(), key=lambda user: user.code)
        for number, users in found.items()
    }


def _codes_by_field(
    session: Session, documents: Sequence[Document]
) -> dict[tuple[int, int, str], int]:
    """Give which document has one of these codes in which field of which agency."""
    rows = session.execute(
        select(Document.agency_id, Document.field_id, Document.code_folded, Document.id).where(
            Document.code_folded.in_({document.code_folded for document in documents})
        )
    )
    return {(row.agency_id, row.field_id, row.code_folded): row.id for row in rows}
