"""Decisions that change what counts: approve, take over from before docctl, withdraw."""

from datetime import date, datetime

from docctl import content as contents
from docctl import faults
from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.days import start_of
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.errors import Refused, say
from docctl.identity.rules import Proof
from docctl.outbox import Message
from docctl.runtime import Transaction
from docctl.signals import DocumentChanged, VersionChanged
from docctl.signatures import service as signing
from docctl.signatures.rules import Meaning
from docctl.workflow import queries
from docctl.workflow.rules import Move, Outcome, Step, objections_to_approval, status_after
from docctl.workflow.steps import end, finish, move, refuse_other_round, take_effect, tell


def approve_version(
    tx: Transaction,
    *,
    version_id: int,
    shown_hash: str,
    proof: Proof,
    key: str,
    effective_on: date | None = None,
    comment: str = "",
    shown_round: int | None = None,
    quiet: bool = False,
) -> Version:
    """Sign and approve a version; at its first instant it supersedes the one before it.

    `key` makes a repeated request one approval; `effective_on` None means at once; `shown_round` is
    the submission on the approver's page, whose title and numbers are signed with the text. The
    document's row is locked first, so two approvals of one document queue up. `quiet`: a batch
    tells the people.
    """
    tx.actor.must(Permission.APPROVE)
    faults.reach("approve.before_lock")
    owner_id = documents.get_document_id(tx.session, version_id, actor=tx.actor, now=tx.now)
    documents.lock_document(tx.session, owner_id)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    if key and version.approval_key == key:
        return version  # the same request again
    status_after(version.status, Move.APPROVE)
    refuse_other_round(version, shown_round)
    previous = documents.find_open_ended(tx.session, version.document_id)
    start = _start(tx, effective_on)
    task = queries.find_open_task(tx.session, version.id, step=Step.APPROVE)
    objections = objections_to_approval(
        approver_id=tx.actor.user_id,
        assigned_id=None if task is None else task.assignee_id,
        author_ids=documents.list_authors(tx.session, version_id),
        shown_hash=shown_hash,
        stored_hash=version.content_hash,
        recomputed_hash=contents.content_hash(version.content),
        effective_on=effective_on,
        today=tx.today,
        open_since=None if previous is None else previous.effective_from,
        effective_from=start,
    )
    if objections:
        raise Refused(*objections)
    assert task is not None
    signing.sign(
        tx,
        version_id=version.id,
        submission=version.round,
        content_hash=version.content_hash,
        meaning=Meaning.APPROVED,
        proof=proof,
        comment=comment.strip(),
    )
    faults.reach("approve.after_sign")
    finish(tx, task, Outcome.APPROVED, comment)
    if previous is not None:
        end(tx, previous, at=start, cause="superseded")
    version.approval_key = key or None
    take_effect(tx, version, start=start, issued_on=tx.today)
    move(
        tx,
        version,
        Move.APPROVE,
        reason=comment.strip(),
        effective_from=start.isoformat(),
        facts=version.facts(),
    )
    faults.reach("approve.after_audit")
    if version.document.title != version.title:
        version.document.title = version.title
    told = set() if quiet else {version.author_id, version.document.owner_id}
    for user_id in told - {None, tx.actor.id}:
        assert user_id is not None
        tell(tx, version, "version.approved", to=user_id)
    tx.announce(DocumentChanged(version.document_id))
    return version


def adopt_version(
    tx: Transaction,
    *,
    version: Version,
    issued_on: date | None,
    effective_on: date | None,
    statement: str,
) -> Version:
    """Take over an imported version as approved before docctl; the secretary answers for it.

    No signature is invented: the audit entry carries the statement. Without any date the version
    counts from today.
    """
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    if not version.imported or version.status is not Status.DRAFT:
        raise Refused(say("Only an imported version can be taken over as approved."))
    documents.lock_document(tx.session, version.document_id)
    previous = documents.find_open_ended(tx.session, version.document_id)
    _refuse_adoption_over(previous, withdrawn=version.document.withdrawn_at is not None)
    if issued_on is not None and effective_on is not None and effective_on < issued_on:
        raise Refused(say("The day of effect lies before the day of issue; one of them is wrong."))
    start = start_of(effective_on or issued_on or tx.today)
    if previous is not None:
        since = previous.effective_from
        if since is not None and start <= since:
            raise Refused(
                say("A version of this document with the same or a later day of effect exists.")
            )
        end(tx, previous, at=start, cause="superseded")
    before = version.status
    take_effect(tx, version, start=start, issued_on=issued_on)
    version.status = Status.APPROVED
    audit.record(
        tx,
        action="version.adopted",
        subject=f"version:{version.id}",
        reason=statement,
        before=before.value,
        after=version.status.value,
        content_hash=version.content_hash,
        effective_from=start.isoformat(),
        facts=version.facts(),
    )
    tx.session.flush()  # the database checks the periods here
    tx.announce(VersionChanged(version.id, version.document_id))
    return version


def _refuse_adoption_over(previous: Version | None, *, withdrawn: bool) -> None:
    """Keep paper from overtaking what was signed here: it needs no approval of its own."""
    if withdrawn:
        raise Refused(say("This document is withdrawn; it can no longer be changed."))
    if previous is not None and not previous.imported:
        raise Refused(
            say(
                "The version in force was approved in this system; open a change of the document"
                " instead of taking a file over."
            )
        )


def withdraw_document(
    tx: Transaction, *, document_id: int, reason: str, aware_of_uses: bool = False
) -> None:
    """End a document without successor; refuses until the person has seen where it is used."""
    tx.actor.must(Permission.WITHDRAW)
    documents.get_document(tx.session, document_id, actor=tx.actor, now=tx.now)
    document = documents.lock_document(tx.session, document_id)
    uses = queries.list_uses(tx.session, document, actor=tx.actor, now=tx.now)
    current = documents.find_open_ended(tx.session, document_id)
    objections = []
    if document.withdrawn_at is not None:
        objections.append(say("This document is already withdrawn."))
    elif current is None:
        objections.append(say("This document has no effective version to withdraw."))
    if documents.find_open(tx.session, document_id) is not None:
        objections.append(say("A change of this document is open; cancel it first."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if uses and not aware_of_uses:
        objections.append(
            say("%(count)s documents still use it; confirm that you know.", count=len(uses))
        )
    if objections:
        raise Refused(*objections)
    assert current is not None
    assert current.effective_from is not None
    for version in documents.list_unended(tx.session, document_id, now=tx.now):
        assert version.effective_from is not None
        end(tx, version, at=max(tx.now, version.effective_from), cause="withdrawn")
    document.withdrawn_at = tx.now
    document.withdrawn_reason = reason.strip()
    audit.record(
        tx,
        action="document.withdrawn",
        subject=f"document:{document_id}",
        reason=reason.strip(),
        uses=[used.code for used in uses],
    )
    if document.owner_id is not None and document.owner_id != tx.actor.id:
        tx.send(
            Message(
                to=document.owner_id,
                kind="document.withdrawn",
                key=f"document:{document_id}",
                params={"code": document.code, "title": document.title, "reason": reason.strip()},
                document_id=document_id,
            )
        )
    tx.announce(DocumentChanged(document_id))


def _start(tx: Transaction, effective_on: date | None) -> datetime:
    if effective_on is None or effective_on <= tx.today:
        return tx.now
    return start_of(effective_on)
