"""Raising a weak signal to a finding, and putting one aside with a reason."""

from dataclasses import asdict

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.impact import evidence, queries, raising, telling, weak
from docctl.impact.models import Finding, WeakDecision
from docctl.impact.rules import WEAK, Overlap
from docctl.impact.states import LIVE, FindingState, is_early
from docctl.impact.weak_ground import Scope
from docctl.impact.weak_rules import Weak, WeakOutcome, objections_to_weak_decision
from docctl.runtime import Runtime, Transaction


def find_signal(runtime: Runtime, *, key: str, scope: Scope) -> Weak | None:
    """Look for an undecided signal anew; it may have gone since it was shown."""
    with runtime.reading() as session:
        found = weak.list_weak(session, runtime.blobs, scope=scope)
    return next((one for one in found if one.key == key), None)


def promote(tx: Transaction, *, signal: Weak | None) -> Finding:
    """Raise a weak signal to a finding; its owner hears of it as of any other."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    signal = _checked(signal, raised=True)
    evidence.lock_documents(tx.session, [signal.document_id])
    assert signal.effect_id is not None
    assert signal.citation_id is not None
    finding = evidence.find_finding(
        tx.session, effect_id=signal.effect_id, citation_id=signal.citation_id
    )
    if finding is None:
        finding = Finding(
            effect_id=signal.effect_id,
            citation_id=signal.citation_id,
            version_id=signal.version_id,
            document_id=signal.document_id,
            overlap=Overlap.TRANSITIVE,
            due_on=signal.due_on,
            opened_at=tx.now,
            state=FindingState.SCHEDULED
            if is_early(signal.due_on, tx.today)
            else FindingState.OPEN,
        )
        tx.session.add(finding)
    finding.chain = [asdict(step) for step in signal.chain]
    _mark(tx, finding)
    tx.session.flush()  # its id
    _keep(tx, signal, WeakOutcome.PROMOTED, finding=finding)
    _record_raised(tx, finding)
    return finding


def promote_finding(tx: Transaction, *, finding_id: int) -> Finding:
    """Raise a weak finding, on the text but not on the provision that changed."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    queries.get_shown(tx.session, finding_id, actor=tx.actor, now=tx.now)
    (finding,) = evidence.list_findings(tx.session, [finding_id])
    evidence.lock_documents(tx.session, [finding.document_id])
    if finding.overlap not in WEAK or finding.promoted_at is not None:
        raise Refused(say("This finding counts already."))
    if finding.state not in LIVE:
        raise Refused(say("This finding is already closed."))
    _mark(tx, finding)
    _record_raised(tx, finding)
    return finding


def dismiss(tx: Transaction, *, signal: Weak | None, reason: str) -> WeakDecision:
    """Put a weak signal aside; it comes back when the day of its change moves."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    signal = _checked(signal, raised=False, reason=reason)
    evidence.lock_documents(tx.session, [signal.document_id])
    decision = _keep(tx, signal, WeakOutcome.DISMISSED, reason=reason.strip())
    audit.record(
        tx,
        action="signal.dismissed",
        subject=f"document:{signal.document_id}",
        reason=reason.strip(),
        signal=signal.key,
        effect=signal.effect_id,
    )
    return decision


def _checked(signal: Weak | None, *, raised: bool, reason: str = "") -> Weak:
    objections = objections_to_weak_decision(
        found=signal is not None,
        raised=raised,
        can_be_raised=signal is not None and signal.can_be_raised,
        reason=reason,
    )
    if objections or signal is None:
        raise Refused(*objections)
    return signal


def _mark(tx: Transaction, finding: Finding) -> None:
    finding.promoted_at, finding.promoted_by = tx.now, tx.actor.name


def _keep(
    tx: Transaction,
    signal: Weak,
    outcome: WeakOutcome,
    *,
    reason: str = "",
    finding: Finding | None = None,
) -> WeakDecision:
    known = weak.list_decisions(tx.session, [signal.key]).get(signal.key)
    decision = known or WeakDecision(
        key=signal.key,
        kind=signal.kind,
        document_id=signal.document_id,
        effect_id=signal.effect_id,
        outcome=outcome,
        decided_at=tx.now,
        decided_by=tx.actor.name,
    )
    decision.outcome, decision.reason, decision.due_on = outcome, reason, signal.due_on
    decision.decided_at, decision.decided_by = tx.now, tx.actor.name
    decision.finding_id = finding.id if finding is not None else None
    tx.session.add(decision)
    tx.session.flush()
    return decision


def _record_raised(tx: Transaction, finding: Finding) -> None:
    audit.record(
        tx,
        action="signal.promoted",
        subject=f"finding:{finding.id}",
        effect=finding.effect_id,
        document=finding.document_id,
    )
    raising.move(tx, [finding.document_id])
    telling.tell_of(tx, [finding], cause="law")
