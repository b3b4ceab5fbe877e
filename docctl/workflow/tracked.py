"""Deciding the tracked changes of a draft: proposed by a program or a person, one by one or all."""

from collections.abc import Collection

from docctl import content as contents
from docctl.audit import service as audit
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.errors import Refused, Stale, say
from docctl.runtime import Transaction
from docctl.workflow.service import save_draft


def decide_changes(
    tx: Transaction,
    *,
    version_id: int,
    accepted: Collection[str] = (),
    rejected: Collection[str] = (),
    revision: int | None = None,
) -> Version:
    """Write tracked changes into a draft, or take them out; the others wait on.

    `revision` is the save the person was shown; a text somebody saved since is shown again first.
    """
    version = drafting.lock_draft(tx, version_id=version_id)
    if revision is not None and revision != version.revision:
        raise Stale(say("Somebody saved this text meanwhile. Look at the changes again."))
    waiting = contents.pending_ids(version.content)
    yes, no = set(accepted) & waiting, set(rejected) & waiting
    if not yes and not no:
        raise Refused(say("Choose changes that still wait for a decision."))
    if yes & no:
        raise Refused(say("A change is either accepted or rejected."))
    decided = contents.accept(version.content, yes) if yes else version.content
    if no:
        decided = contents.reject(decided, no)  # each reads the whole text again
    save_draft(tx, version_id=version_id, content=decided, revision=version.revision)
    audit.record(
        tx,
        action="version.changes_decided",
        subject=f"version:{version_id}",
        accepted=sorted(yes),
        rejected=sorted(no),
        left=len(waiting - yes - no),
    )
    return version
