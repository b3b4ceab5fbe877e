"""Many versions handed in, reviewed and approved as one: one task each, one signing, one instant.

Every version keeps its own tasks, signatures and entries, and every guard of a single decision
holds for each of them: a batch only saves people the clicks. A decision is on all that is left in
the batch, or on none.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.errors import Refused, Sentence, say
from docctl.identity.rules import Proof
from docctl.outbox import Message
from docctl.runtime import Transaction
from docctl.signals import DocumentChanged, VersionChanged, VersionSaved, VersionsChanged
from docctl.vietnamese import one_line
from docctl.workflow import batch_queries as queries
from docctl.workflow.decisions import approve_version
from docctl.workflow.models import Batch, BatchItem
from docctl.workflow.rules import Step
from docctl.workflow.service import look_around, pass_on, submit_version

MOST = 200  # versions in one batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A draft to be handed in with a batch, and what was changed in it."""

    version_id: int
    change_summary: str


def submit_batch(
    tx: Transaction,
    *,
    name: str,
    drafts: Sequence[Handed],
    reviewer_id: int | None,
    approver_id: int | None,
    effective_on: date | None = None,
    dead_reason: str = "",
) -> Batch:
    """Hand drafts in together; the reviewer is told once. All or none.

    `effective_on` None lets them take effect when they are approved. `dead_reason` holds for every
    draft that still cites law no longer in force.
    """
    tx.actor.must(Permission.DRAFT)
    objections: list[Sentence] = []
    if not drafts:
        objections.append(say("Choose at least one draft."))
    if len(drafts) > MOST:
        objections.append(say("A batch holds at most %(count)s drafts.", count=MOST))
    if not one_line(name):
        objections.append(say("Give the batch a name."))
    if objections:
        raise Refused(*objections)
    assert tx.actor.agency_id is not None
    batch = Batch(
        agency_id=tx.actor.agency_id,
        name=one_line(name),
        effective_on=effective_on,
        author_id=tx.actor.user_id,
        made_at=tx.now,
    )
    tx.session.add(batch)
    tx.session.flush()  # batch.id
    wanted = {one.version_id for one in drafts}
    documents.lock_versions(tx.session, wanted, actor=tx.actor, now=tx.now)
    around = look_around(tx, wanted, agency_id=tx.actor.agency_id)
    versions = _each(
        tx,
        wanted,
        lambda version_id: submit_version(
            tx,
            version_id=version_id,
            change_summary=next(o.change_summary for o in drafts if o.version_id == version_id),
            reviewer_id=reviewer_id,
            approver_id=approver_id,
            dead_reason=dead_reason,
            quiet=True,
            around=around,
        ),
    )
    for version in versions:
        tx.session.add(BatchItem(batch_id=batch.id, version_id=version.id, round=version.round))
    tx.session.flush()
    audit.record(
        tx,
        action="batch.submitted",
        subject=f"batch:{batch.id}",
        name=batch.name,
        versions=[version.id for version in versions],
        effective_on=None if effective_on is None else effective_on.isoformat(),
    )
    assert reviewer_id is not None
    _tell(tx, batch, "batch.review", reviewer_id, len(versions))
    return batch


def shown_as(versions: Sequence[Version]) -> str:
    """Give what a decision is bound to: the texts and submissions of the versions shown."""
    lines = sorted(f"{one.id}:{one.round}:{one.content_hash}" for one in versions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def pass_batch_on(tx: Transaction, *, batch_id: int, shown: str, comment: str = "") -> Batch:
    """Finish the review of all that is left in a batch; the approver is told once."""
    tx.actor.must(Permission.REVIEW)
    batch, versions = _left(tx, batch_id, Step.REVIEW, shown)
    _each(
        tx,
        [version.id for version in versions],
        lambda version_id: pass_on(
            tx,
            version_id=version_id,
            shown_hash=next(v.content_hash for v in versions if v.id == version_id),
            comment=comment,
            quiet=True,
        ),
    )
    audit.record(
        tx,
        action="batch.handed_on",
        subject=f"batch:{batch.id}",
        reason=comment.strip(),
        versions=[version.id for version in versions],
    )
    by_approver: dict[int, int] = {}
    for user_id in queries.list_assignees(tx.session, batch.id, Step.APPROVE):
        by_approver[user_id] = by_approver.get(user_id, 0) + 1
    for user_id, count in sorted(by_approver.items()):
        _tell(tx, batch, "batch.approve", user_id, count)
    return batch


def approve_batch(
    tx: Transaction,
    *,
    batch_id: int,
    shown: str,
    proof: Proof,
    key: str,
    effective_on: date | None = None,
    comment: str = "",
) -> Batch:
    """Sign and approve all that is left in a batch, to take effect at one instant.

    `key` makes a repeated request one approval; the authors and owners are told once each.
    """
    tx.actor.must(Permission.APPROVE)
    batch = queries.lock_batch(tx.session, batch_id, actor=tx.actor)
    if key and batch.approval_key == key:
        return batch  # the same request again
    batch, versions = _left(tx, batch_id, Step.APPROVE, shown)
    _each(
        tx,
        [version.id for version in versions],
        lambda version_id: approve_version(
            tx,
            version_id=version_id,
            shown_hash=next(v.content_hash for v in versions if v.id == version_id),
            proof=proof,
            key=f"{key}:{version_id}" if key else "",
            effective_on=effective_on,
            comment=comment,
            quiet=True,
        ),
    )
    batch.approval_key = key or None
    audit.record(
        tx,
        action="batch.approved",
        subject=f"batch:{batch.id}",
        reason=comment.strip(),
        versions=[version.id for version in versions],
        effective_on=None if effective_on is None else effective_on.isoformat(),
    )
    concerned: dict[int, int] = {}
    for version in versions:
        for user_id in {version.author_id, version.document.owner_id} - {None, tx.actor.id}:
            assert user_id is not None
            concerned[user_id] = concerned.get(user_id, 0) + 1
    for user_id, count in sorted(concerned.items()):
        _tell(tx, batch, "batch.approved", user_id, count)
    return batch


def _left(
    tx: Transaction, batch_id: int, step: Step, shown: str
) -> tuple[Batch, Sequence[Version]]:
    """Give a batch, locked, and the versions of it that wait for the actor at a step."""
    batch = queries.lock_batch(tx.session, batch_id, actor=tx.actor)
    versions = queries.list_waiting_versions(tx.session, batch_id, actor=tx.actor, step=step)
    if not versions:
        raise Refused(say("Nothing of this batch waits for you."))
    if shown != shown_as(versions):
        raise Refused(say("The batch is not the one you were shown. Load the page again."))
    return batch, versions


def _each(
    tx: Transaction, version_ids: Collection[int], act: Callable[[int], Version]
) -> list[Version]:
    """Do an act on every version; all objections together, each with its document's code."""
    done, found = [], list[Sentence]()
    for version_id in sorted(set(version_ids)):
        try:
            done.append(act(version_id))
        except Refused as refused:
            seen = documents.get_version(tx.session, version_id, actor=tx.actor, now=tx.now)
            code = say("Of %(code)s:", code=seen.document.code)
            found += [*([] if code in found else [code]), *refused.reasons]
    if found:
        raise Refused(*found)
    tell_as_one(tx)
    return done


def tell_as_one(tx: Transaction) -> None:
    """Announce what single acts announced as one event, so that followers work once for all."""
    single = (VersionChanged, VersionSaved, DocumentChanged)
    told = [event for event in tx.events if isinstance(event, single)]
    versions = {one.version_id for one in told if not isinstance(one, DocumentChanged)}
    owned = {one.document_id for one in told if not isinstance(one, VersionSaved)}
    tx.events[:] = [event for event in tx.events if event not in told]
    tx.announce(VersionsChanged(tuple(sorted(versions)), tuple(sorted(owned))))


def is_open(version: Version, item: BatchItem) -> bool:
    """Say whether a version is still under way in the submission of its batch."""
    return version.round == item.round and version.status in {
        Status.IN_REVIEW,
        Status.IN_APPROVAL,
    }


def _tell(tx: Transaction, batch: Batch, kind: str, to: int, count: int) -> None:
    on = batch.effective_on
    tx.send(
        Message(
            to=to,
            kind=kind,
            key=f"batch:{batch.id}",
            params={
                "batch": batch.id,
                "name": batch.name,
                "by": tx.actor.name,
                "documents": count,
                "on": "" if on is None else on.isoformat(),
            },
        )
    )
