"""Raising findings from the law, settling them by evidence, and deciding them.

Everything automatic is repeatable and follows from the database alone: doing it again changes
nothing, and a crash between a commit and its signal only delays a finding until the next sweep.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.errors import NotFound, Refused, say
from docctl.impact import effect_queries, evidence, raising, telling, waiting
from docctl.impact.judging import judge
from docctl.impact.meetings import list_meetings
from docctl.impact.models import Finding
from docctl.impact.triage import mark_not_affected, reopen
from docctl.runtime import Transaction
from docctl.workflow import service as workflow


@dataclass(frozen=True, slots=True)
class Swept:
    """What one batch of a sweep did; `next` is the document to go on after, None at the end."""

    raised: int
    next: int | None


def raise_findings(tx: Transaction, *, effect_ids: Collection[int]) -> list[Finding]:
    """Raise what the effects do to every effective or scheduled version; give the new findings.

    Effects that are not (or no longer) confirmed raise nothing, and their findings are withdrawn.
    With an effect that postpones a text, what that text does to others is followed as well.
    """
    effect_ids = set(effect_ids) | effect_queries.list_moved(tx.session, effect_ids)
    meetings = list_meetings(tx.session, effect_ids=effect_ids, now=tx.now)
    concerned = {
        finding.document_id for finding in evidence.list_of_effects(tx.session, effect_ids)
    }
    concerned |= {meeting.cited.document_id for meeting in meetings}
    evidence.lock_documents(tx.session, concerned)
    raised = raising.write(tx, judge(tx.session, meetings, today=tx.today))
    raising.move(tx, concerned)
    telling.tell_of(tx, raised, cause="law")
    return raised


def follow_texts(tx: Transaction, *, text_ids: Collection[int]) -> list[Finding]:
    """Follow corrected days of texts, and citations that are now bound to them.

    An effect without a day of its own begins with its source; a citation bound to another text
    than before has lost what the former text's effects said of it.
    """
    effect_ids = effect_queries.list_between(tx.session, text_ids)
    raised = raise_findings(tx, effect_ids=effect_ids)
    citing = evidence.list_documents_citing(tx.session, text_ids)
    evidence.lock_documents(tx.session, citing)
    raising.move(tx, citing)
    return raised


def wake(tx: Transaction, *, effect_ids: Collection[int]) -> None:
    """Bring back what waits for guidance that some effects, just decided, may tell of."""
    waiting_documents = waiting.list_documents_waiting(tx.session, effect_ids)
    evidence.lock_documents(tx.session, waiting_documents)
    raising.move(tx, waiting_documents)


def raise_findings_for_version(tx: Transaction, *, version_id: int) -> list[Finding]:
    """Raise what confirmed effects do to one version, and settle its document's findings."""
    version = tx.session.get(Version, version_id)
    if version is None:
        raise NotFound(f"version {version_id}")
    return _raise_for(tx, [version_id], {version.document_id}, cause="version")


def raise_findings_for_versions(tx: Transaction, *, version_ids: Collection[int]) -> list[Finding]:
    """Raise what confirmed effects do to versions decided as one, and settle their documents."""
    owners = evidence.documents_of_versions(tx.session, version_ids)
    return _raise_for(tx, sorted(owners), set(owners.values()), cause="version")


def settle(tx: Transaction, *, document_id: int) -> None:
    """Move a document's findings to where the evidence puts them."""
    evidence.lock_documents(tx.session, [document_id])
    raising.move(tx, [document_id])


def sweep(tx: Transaction, *, after: int = 0, limit: int = 200) -> Swept:
    """Raise and settle everything again for the next `limit` documents after id `after`."""
    rows = evidence.list_counting_versions(
        tx.session, now=tx.now, after_document=after, limit=limit
    )
    document_ids = {document_id for document_id, _ in rows}
    version_ids = [version_id for _, version_id in rows if version_id]
    raised = _raise_for(tx, version_ids, document_ids, cause="sweep")
    return Swept(len(raised), max(document_ids) if len(document_ids) == limit else None)


def start_revision(
    tx: Transaction, *, document_id: int, reason: str = "", finding_ids: Collection[int] = ()
) -> Version:
    """Open a change of a document because of its findings, or join the one that is open.

    Without `finding_ids` all live findings are taken up; without `reason` it names the texts.
    """
    tx.actor.must(Permission.DRAFT)
    documents.get_document(tx.session, document_id, actor=tx.actor, now=tx.now)
    documents.lock_document(tx.session, document_id)
    live = evidence.list_of_documents(tx.session, [document_id])
    chosen = [finding for finding in live if not finding_ids or finding.id in set(finding_ids)]
    if not chosen:
        raise Refused(say("This document has no open finding to revise it for."))
    draft = documents.find_open(tx.session, document_id)
    if draft is not None and draft.status is not Status.DRAFT:
        raise Refused(say("A change of this document is being reviewed; wait for its outcome."))
    if draft is None:
        reason = reason.strip() or _reason(tx, chosen)
        draft = workflow.open_change(tx, document_id=document_id, reason=reason)
    for finding in chosen:
        finding.draft_id = draft.id
    tx.session.flush()
    audit.record(
        tx,
        action="findings.taken_up",
        subject=f"document:{document_id}",
        version=draft.id,
        findings=[finding.id for finding in chosen],
    )
    raising.move(tx, [document_id])
    return draft


def _raise_for(
    tx: Transaction, version_ids: Collection[int], document_ids: Collection[int], *, cause: str
) -> list[Finding]:
    evidence.lock_documents(tx.session, document_ids)
    meetings = list_meetings(tx.session, version_ids=version_ids, now=tx.now)
    raised = raising.write(tx, judge(tx.session, meetings, today=tx.today))
    raising.move(tx, document_ids)
    telling.tell_of(tx, raised, cause=cause)
    return raised


def _reason(tx: Transaction, findings: Iterable[Finding]) -> str:
    facts = effect_queries.describe(tx.session, {finding.effect_id for finding in findings})
    return "; ".join(dict.fromkeys(f"{fact['text']} → {fact['by']}" for fact in facts))


__all__ = [
    "Swept",
    "follow_texts",
    "mark_not_affected",
    "raise_findings",
    "raise_findings_for_version",
    "reopen",
    "settle",
    "start_revision",
    "sweep",
    "wake",
]
