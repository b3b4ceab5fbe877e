"""Stopping an approved version before its day comes: the version before it goes on counting."""

from docctl.actors import Permission
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import State
from docctl.errors import Refused, Sentence, say
from docctl.runtime import Transaction
from docctl.signals import DocumentChanged
from docctl.workflow import queries
from docctl.workflow.steps import end, tell


def hold_version(tx: Transaction, *, version_id: int, reason: str, quiet: bool = False) -> Version:
    """Stop a version that waits for its day: it never counts, what it would have ended goes on.

    What was signed stays as it is: text, signatures and the day that was approved. Its text can be
    drafted again from there. `quiet`: who calls tells the people.
    """
    tx.actor.must(Permission.WITHDRAW)
    seen = documents.get_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    documents.lock_document(tx.session, seen.document_id)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    objections: list[Sentence] = []
    if version.state_at(tx.now) is not State.SCHEDULED:
        objections.append(say("This version does not wait for its day (any more)."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    assert version.effective_from is not None
    before = queries.find_ended_at(tx.session, version.document_id, at=version.effective_from)
    until = version.effective_to
    end(tx, version, at=version.effective_from, cause="held", reason=reason.strip())
    if before is not None:
        end(tx, before, at=until, cause="continued")
        if version.document.title == version.title:
            version.document.title = before.title
        tx.announce(DocumentChanged(version.document_id))
    if not quiet:
        for user_id in {version.author_id, version.document.owner_id} - {None, tx.actor.id}:
            assert user_id is not None
            tell(tx, version, "version.held", to=user_id, reason=reason.strip())
    return version
