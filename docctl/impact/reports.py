"""Reports that the program overlooked a citation, and the secretary's answers to them."""

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.documents import queries as documents
from docctl.errors import NotFound, Refused, say
from docctl.impact import missed
from docctl.impact.models import MissedCitation
from docctl.runtime import Transaction

LONGEST = 2000


def report_missed(tx: Transaction, *, document_id: int, words: str, text: str) -> MissedCitation:
    """Report that a passage of a document cites a legal text and was not recognised."""
    tx.actor.must(Permission.READ)
    document = documents.get_document(tx.session, document_id, actor=tx.actor, now=tx.now)
    version = documents.find_effective(tx.session, document_id, at=tx.now) or next(
        iter(documents.list_versions(tx.session, document_id, actor=tx.actor, now=tx.now)), None
    )
    if version is None:
        raise NotFound(f"document {document_id}")
    objections = []
    if not words.strip():
        objections.append(say("Copy the passage that cites the legal text."))
    if not text.strip():
        objections.append(say("Name the legal text that is meant."))
    if objections:
        raise Refused(*objections)
    report = MissedCitation(
        document_id=document.id,
        version_id=version.id,
        words=words.strip(),
        text=text.strip(),
        reported_by_id=tx.actor.user_id,
        reported_by=tx.actor.name,
        reported_at=tx.now,
    )
    tx.session.add(report)
    tx.session.flush()  # its id
    audit.record(
        tx,
        action="missed_citation.reported",
        subject=f"version:{version.id}",
        reason=report.text,
        report=report.id,
    )
    return report


def settle_missed(tx: Transaction, *, report_id: int, answer: str) -> MissedCitation:
    """Answer a report: what was done about it, or why the passage cites nothing."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    missed.get_missed(tx.session, report_id, actor=tx.actor, now=tx.now)
    report = missed.lock_missed(tx.session, report_id)
    objections = []
    if report.settled_at is not None:
        objections.append(say("This report is already answered."))
    if not answer.strip():
        objections.append(say("Write what was done about it."))
    if objections:
        raise Refused(*objections)
    report.settled_at, report.settled_by, report.answer = tx.now, tx.actor.name, answer.strip()
    audit.record(
        tx,
        action="missed_citation.settled",
        subject=f"version:{report.version_id}",
        reason=report.answer,
        report=report.id,
    )
    return report
