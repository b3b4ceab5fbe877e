"""Raising a weak signal, and putting one aside with a reason.

What comes from a change of a cited text becomes a finding. Where a newer text bears the name of the
cited one, a person either records that it replaces it (findings follow by themselves) or says that
it is what the citation means. Where another document is hurt, the owner looks and answers.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.impact import evidence, queries, raised, raising, telling, weak
from docctl.impact.models import Finding, WeakDecision
from docctl.impact.rules import WEAK, Overlap
from docctl.impact.states import LIVE, FindingState, is_early
from docctl.impact.weak_ground import Scope
from docctl.impact.weak_rules import (
    Raising,
    StepKind,
    Weak,
    WeakOutcome,
    objections_to_weak_decision,
)
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Effect
from docctl.legal.rules import Action
from docctl.outbox import Message
from docctl.runtime import Runtime, Transaction

NAMED = 5  # tasks a message names; the list has them all


def find_signals(runtime: Runtime, *, keys: Collection[str], scope: Scope) -> list[Weak | None]:
    """Look for undecided signals anew, in order; None for one that has gone since it was shown."""
    with runtime.reading() as session:
        found = {one.key: one for one in weak.list_weak(session, runtime.blobs, scope=scope)}
    return [found.get(key) for key in dict.fromkeys(keys)]


def raise_all(
    tx: Transaction, *, signals: Sequence[Weak | None], reason: str = ""
) -> tuple[list[Finding], list[WeakDecision]]:
    """Raise signals, each as what it can become: a finding, or a task of the document's owner."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    checked = [_checked(one, None if one is None else one.raising, reason="–") for one in signals]
    if not checked:
        raise Refused(say("Tick at least one signal."))
    if any(one.raising is Raising.REPLACEMENT for one in checked):
        raise Refused(
            say(
                "Where a newer text bears the name, say whether it replaces the older one or is"
                " what the citation means."
            )
        )
    evidence.lock_documents(tx.session, {one.document_id for one in checked})
    tasks = [one for one in checked if one.raising is Raising.TASK]
    findings = [promote(tx, signal=one) for one in checked if one.raising is Raising.FINDING]
    return findings, hand_over(tx, signals=tasks, reason=reason) if tasks else []


def dismiss_all(tx: Transaction, *, signals: Sequence[Weak | None], reason: str) -> None:
    """Put signals aside with one reason."""
    if not signals:
        raise Refused(say("Tick at least one signal."))
    known = {one.document_id for one in signals if one is not None}
    evidence.lock_documents(tx.session, known)
    for one in signals:
        dismiss(tx, signal=one, reason=reason)


def promote(tx: Transaction, *, signal: Weak | None) -> Finding:
    """Raise a weak signal to a finding; its owner hears of it as of any other."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    signal = _checked(signal, Raising.FINDING)
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


def record_replacement(tx: Transaction, *, signal: Weak | None, reason: str) -> Effect:
    """Record that the newer text of a name replaces the older; `reason` is where that is said.

    It counts from the first day of the newer text, for every document that cites the older one.
    """
    tx.actor.must(Permission.DECIDE_FINDINGS)
    signal = _checked(signal, Raising.REPLACEMENT, reason=reason)
    older, newer = _texts_of_name(signal)
    said = EffectSaid(target_id=older, action=Action.REPLACES, evidence=reason.strip())
    (effect,) = legal.record_effects(tx, source_id=newer, effects=[said])
    _keep(tx, signal, WeakOutcome.PROMOTED, reason=reason.strip())
    audit.record(
        tx,
        action="signal.replacement_recorded",
        subject=f"document:{signal.document_id}",
        reason=reason.strip(),
        signal=signal.key,
        effect=effect.id,
    )
    return effect


def bind_to_newer(tx: Transaction, *, signal: Weak | None, reason: str) -> None:
    """Say that a citation by name means the newer text of that name."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    signal = _checked(signal, Raising.REPLACEMENT, reason=reason)
    assert signal.citation_id is not None
    legal.decide_citation(
        tx,
        citation_id=signal.citation_id,
        text_id=_texts_of_name(signal)[1],
        reason=reason.strip(),
    )


def hand_over(
    tx: Transaction, *, signals: Sequence[Weak | None], reason: str = ""
) -> list[WeakDecision]:
    """Let the owners look through documents that name hurt ones; each owner has one notice."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    checked = [_checked(one, Raising.TASK) for one in signals]
    evidence.lock_documents(tx.session, {one.document_id for one in checked})
    decisions = [_keep(tx, one, WeakOutcome.PROMOTED, reason=reason.strip()) for one in checked]
    for decision in decisions:
        audit.record(
            tx,
            action="signal.handed_over",
            subject=f"document:{decision.document_id}",
            reason=reason.strip(),
            signal=decision.key,
        )
    _tell_owners(tx, checked, decisions, reason.strip())
    return decisions


def _tell_owners(
    tx: Transaction, signals: Sequence[Weak], decisions: Sequence[WeakDecision], reason: str
) -> None:
    owners = evidence.list_owners(tx.session, {one.document_id for one in signals})
    by_owner: dict[int, list[tuple[Weak, WeakDecision]]] = defaultdict(list)
    owner_of = {document_id: owner_id for document_id, _, owner_id in owners}
    for pair in zip(signals, decisions, strict=True):
        owner_id = owner_of.get(pair[0].document_id)
        if owner_id is not None and owner_id != tx.actor.user_id:
            by_owner[owner_id].append(pair)
    for owner_id, own in sorted(by_owner.items()):
        document_ids = {signal.document_id for signal, _ in own}
        tx.send(
            Message(
                to=owner_id,
                kind="signal.handed_over",
                key=str(own[0][1].id),
                params={
                    "by": tx.actor.name,
                    "tasks": [
                        {"code": signal.code, "names": decision.via}
                        for signal, decision in own[:NAMED]
                    ],
                    "more": max(0, len(own) - NAMED),
                    "reason": reason,
                },
                document_id=min(document_ids) if len(document_ids) == 1 else None,
            )
        )


def answer_task(tx: Transaction, *, decision_id: int, reason: str) -> WeakDecision:
    """Answer, as the owner or the secretary, that the document needs nothing for it."""
    decision = raised.get_task(tx.session, decision_id, actor=tx.actor, now=tx.now)
    evidence.lock_documents(tx.session, [decision.document_id])
    tx.session.refresh(decision)
    if decision.outcome is not WeakOutcome.PROMOTED:
        raise Refused(say("This task is answered already."))
    if not reason.strip():
        raise Refused(say("Give the reason."))
    decision.outcome, decision.reason = WeakOutcome.DISMISSED, reason.strip()
    decision.decided_at, decision.decided_by = tx.now, tx.actor.name
    audit.record(
        tx,
        action="signal.answered",
        subject=f"document:{decision.document_id}",
        reason=reason.strip(),
        signal=decision.key,
    )
    return decision


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
    signal = _checked(signal, None, reason=reason)
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


def _checked(signal: Weak | None, into: Raising | None, *, reason: str = "") -> Weak:
    objections = objections_to_weak_decision(
        found=signal is not None,
        fits=into is None or (signal is not None and signal.raising is into),
        needs_reason=into in {None, Raising.REPLACEMENT},
        reason=reason,
    )
    if objections or signal is None:
        raise Refused(*objections)
    return signal


def _texts_of_name(signal: Weak) -> tuple[int, int]:
    """Give the text that is cited by its name and the newer one that bears it."""
    by_kind = {step.kind: step.text_id for step in signal.chain}
    older, newer = by_kind[StepKind.CITES], by_kind[StepKind.SAME_NAME]
    assert older is not None
    assert newer is not None
    return older, newer


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
