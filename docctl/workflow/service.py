"""The way of a draft: open, save, submit, review, return, take back, cancel.

This package is the only writer of `Version.status`, dates of effect and tasks; the decisions that
make a version count are in `decisions`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from docctl import content as contents
from docctl.actors import Permission
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import Part, Status, next_numbers
from docctl.documents.service import Content
from docctl.errors import Forbidden, Refused, say
from docctl.identity import queries as identity
from docctl.legal import queries as legal_queries
from docctl.legal import service as legal
from docctl.legal.matching import Same
from docctl.runtime import Transaction
from docctl.signals import VersionChanged
from docctl.signatures import service as signing
from docctl.signatures.rules import Meaning
from docctl.vietnamese import one_line
from docctl.workflow import queries
from docctl.workflow.rules import (
    Move,
    Outcome,
    Step,
    objections_to_submission,
    status_after,
)
from docctl.workflow.steps import (
    assign,
    finish,
    keep_dead_law,
    lapse_tasks,
    move,
    own_task,
    refuse_other_round,
    tell,
)


def open_change(
    tx: Transaction,
    *,
    document_id: int,
    reason: str,
    reissue: bool = False,
    text_of: Version | None = None,
) -> Version:
    """Open a draft on a document, from its newest approved text; one open draft at most.

    `text_of` is a version of the document that was stopped before its day: the draft has its text,
    and what it is compared with is still the version that counts.
    """
    tx.actor.must(Permission.DRAFT)
    documents.get_document(tx.session, document_id, actor=tx.actor, now=tx.now)
    document = documents.lock_document(tx.session, document_id)
    if not reason.strip():
        raise Refused(say("Say in a sentence why the document is to be changed."))
    if document.withdrawn_at is not None:
        raise Refused(say("This document is withdrawn; it can no longer be changed."))
    if documents.find_open(tx.session, document_id) is not None:
        raise Refused(say("Somebody is already working on a change of this document."))
    base = documents.find_open_ended(tx.session, document_id)
    issue_no, revision_no = (
        (1, 0) if base is None else next_numbers(base.issue_no, base.revision_no, reissue=reissue)
    )
    text = text_of or base
    if text_of is not None:
        issue_no, revision_no = text_of.issue_no, text_of.revision_no
    version = drafting.add_version(
        tx,
        document=document,
        content=contents.empty_procedure() if text is None else text.content,
        issue_no=issue_no,
        revision_no=revision_no,
        title=document.title if text is None else text.title,
        reason=reason,
        based_on_id=None if base is None else base.id,
    )
    if text is not None:
        for picture in documents.list_pictures(tx.session, text.id):
            drafting.attach_picture(
                tx,
                version=version,
                blob=picture.blob,
                media_type=picture.media_type,
                size=picture.size,
            )
    legal.bind_version(tx, version_id=version.id)
    tx.announce(VersionChanged(version.id, document_id))
    return version


def save_draft(
    tx: Transaction,
    *,
    version_id: int,
    content: Content,
    revision: int,
    same: Same | None = None,
) -> Version:
    """Save a draft's text and find the citations of what was edited again.

    `same` says which citations mentions of the new text are that were reconciled already.
    """
    edit = drafting.save_content(tx, version_id=version_id, content=content, revision=revision)
    legal.bind_version(tx, version_id=version_id, edit=edit, same=same)
    return edit.version


def _revision_row(
    tx: Transaction, version: Version, change_summary: str, where: str
) -> dict[str, str]:
    """Give what a text's own table of revisions says about a version handed in today.

    The reason of the change is left to its writer: opened from a finding it names the dead law,
    which would then be cited again.
    """
    return {
        "label": version.label,
        "day": f"{tx.today:%d/%m/%Y}",
        "where": one_line(where),
        "summary": one_line(change_summary),
    }


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked before drafts are handed in: who may decide, and the dead law each cites."""

    reviewers: Collection[int]
    approvers: Collection[int]
    dead: Mapping[int, tuple[str, ...]]


def look_around(tx: Transaction, version_ids: Collection[int], *, agency_id: int) -> Around:
    """Ask it of drafts of one agency, at once for all of them."""
    reviewers, approvers = (
        identity.list_holder_ids(tx.session, right, agency_ids=[agency_id])[agency_id]
        for right in (Permission.REVIEW, Permission.APPROVE)
    )
    return Around(reviewers, approvers, legal_queries.list_dead(tx.session, version_ids, tx.today))


def submit_version(
    tx: Transaction,
    *,
    version_id: int,
    change_summary: str,
    reviewer_id: int | None,
    approver_id: int | None,
    record_in_text: bool = False,
    where: str = "",
    dead_reason: str = "",
    quiet: bool = False,
    around: Around | None = None,
) -> Version:
    """Hand a draft to its reviewer; from now on nobody edits it. `quiet`: a batch tells of it.

    `around` is what a batch has asked for all its drafts (`look_around`), which it has locked.

    `dead_reason` says why law that is no longer in force stays cited; without it such a draft is
    held back.

    With `record_in_text` a row of the text's own table of revisions is written first; the text is
    saved with it, so that it is compared, reviewed and signed like every other word.
    """
    version = drafting.lock_draft(tx, version_id=version_id)
    if record_in_text:
        written = contents.with_revision(
            version.content, _revision_row(tx, version, change_summary, where)
        )
        if written is not None:
            save_draft(tx, version_id=version_id, content=written, revision=version.revision)
    authors = documents.list_authors(tx.session, version_id) | {tx.actor.user_id}
    if around is None:
        around = look_around(tx, [version_id], agency_id=version.document.agency_id)
    dead = around.dead[version_id]
    objections = objections_to_submission(
        author_ids=authors,
        reviewer_id=reviewer_id if reviewer_id in around.reviewers else None,
        approver_id=approver_id if approver_id in around.approvers else None,
        change_summary=change_summary,
        undecided=len(contents.pending_ids(version.content)),
        dead=dead,
        dead_reason=dead_reason,
    )
    if objections:
        raise Refused(*objections)
    assert reviewer_id is not None
    assert approver_id is not None
    version.change_summary = change_summary.strip()
    version.round += 1
    version.submitted_at = tx.now
    move(tx, version, Move.SUBMIT, reason=version.change_summary)
    if dead:
        keep_dead_law(tx, version, dead, dead_reason)
    drafting.join(tx, version_id=version.id, user_id=tx.actor.user_id, part=Part.EDITOR)
    signing.sign(
        tx,
        version_id=version.id,
        submission=version.round,
        content_hash=version.content_hash,
        meaning=Meaning.DRAFTED,
        comment=version.change_summary,
    )
    assign(tx, version, Step.REVIEW, reviewer_id, opened_at=tx.now)
    assign(tx, version, Step.APPROVE, approver_id, opened_at=None)
    if not quiet:
        tell(tx, version, "task.review", to=reviewer_id)
    return version


def pass_on(
    tx: Transaction,
    *,
    version_id: int,
    shown_hash: str,
    comment: str = "",
    shown_round: int | None = None,
    quiet: bool = False,
) -> Version:
    """Finish the review and hand the version to its approver; `quiet`: a batch tells of it."""
    tx.actor.must(Permission.REVIEW)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    status_after(version.status, Move.PASS_ON)
    refuse_other_round(version, shown_round)
    task = own_task(tx, version, Step.REVIEW)
    if tx.actor.id in documents.list_authors(tx.session, version_id):
        raise Refused(say("Who drafted this version cannot review it."))
    if shown_hash != version.content_hash:
        raise Refused(say("The text is not the one you were shown. Load the page again."))
    signing.sign(
        tx,
        version_id=version.id,
        submission=version.round,
        content_hash=version.content_hash,
        meaning=Meaning.REVIEWED,
        comment=comment.strip(),
    )
    finish(tx, task, Outcome.PASSED, comment)
    move(tx, version, Move.PASS_ON, reason=comment.strip())
    for following in queries.list_undone(tx.session, version.id):
        if following.step is Step.APPROVE:
            following.opened_at = tx.now
            if not quiet:
                tell(tx, version, "task.approve", to=following.assignee_id)
    return version


def return_version(tx: Transaction, *, version_id: int, reason: str) -> Version:
    """Give a version back to its drafters with a reason; their text stays as it is."""
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    status_after(version.status, Move.RETURN)
    step = Step.REVIEW if version.status is Status.IN_REVIEW else Step.APPROVE
    tx.actor.must(Permission.REVIEW if step is Step.REVIEW else Permission.APPROVE)
    task = own_task(tx, version, step)
    if not reason.strip():
        raise Refused(say("Say why you return it, so that the drafter knows what to do."))
    finish(tx, task, Outcome.RETURNED, reason)
    lapse_tasks(tx, version)
    move(tx, version, Move.RETURN, reason=reason.strip())
    tell(tx, version, "version.returned", to=version.author_id, reason=reason.strip())
    return version


def take_back(tx: Transaction, *, version_id: int, reason: str) -> Version:
    """Let a drafter fetch a submitted version back; the task of whoever had it lapses."""
    tx.actor.must(Permission.DRAFT)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    status_after(version.status, Move.TAKE_BACK)
    writers = documents.list_authors(tx.session, version_id)
    if tx.actor.id not in writers and not tx.actor.may(Permission.MANAGE_DOCUMENTS):
        raise Forbidden("only its drafters take a version back")
    if not reason.strip():
        raise Refused(say("Give the reason."))
    lapse_tasks(tx, version)
    move(tx, version, Move.TAKE_BACK, reason=reason.strip())
    return version


def cancel_version(tx: Transaction, *, version_id: int, reason: str) -> Version:
    """Give up an open version for good; it stays readable for those who took part."""
    tx.actor.must(Permission.DRAFT)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    status_after(version.status, Move.CANCEL)
    if tx.actor.id != version.author_id and not tx.actor.may(Permission.MANAGE_DOCUMENTS):
        raise Forbidden("only its author or the secretary cancels a version")
    if not reason.strip():
        raise Refused(say("Give the reason."))
    lapse_tasks(tx, version)
    move(tx, version, Move.CANCEL, reason=reason.strip())
    if version.author_id != tx.actor.id:
        tell(tx, version, "version.cancelled", to=version.author_id, reason=reason.strip())
    return version
