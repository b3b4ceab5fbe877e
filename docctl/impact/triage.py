"""What people decide about findings, one by one or the same for many documents of one unit.

Reasons are mandatory. To call a finding that is critical not affected, and to ignore any, takes a
second person; until that person agrees the finding stays with those who review it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.impact import evidence, queries, raising, waiting
from docctl.impact.models import Finding
from docctl.impact.rules import Severity
from docctl.impact.shown import Shown
from docctl.impact.states import (
    Decision,
    FindingState,
    needs_second_person,
    objections_to_answer,
    objections_to_decision,
    standing_of,
)
from docctl.outbox import Message
from docctl.runtime import Transaction


def decide(
    tx: Transaction,
    *,
    finding_ids: Collection[int],
    decision: Decision,
    stood: Mapping[int, str] | None = None,
) -> tuple[Finding, ...]:
    """Decide the same about several findings.

    To close them they must be alike: of one change of law that meets them in the same way, in
    documents of one unit. What needs a second person waits for one, with the decision written on
    it; the rest counts. `stood` is how findings stood (`standing_of`) when the person looked at
    them: what somebody decided since is not overruled unseen.
    """
    tx.actor.must(Permission.DECIDE_FINDINGS)
    shown = queries.list_shown(tx.session, finding_ids, actor=tx.actor, now=tx.now)
    findings = _locked(tx, shown)
    objections = objections_to_decision(
        decision, [finding.state for finding in findings], today=tx.today
    )
    meanwhile = _decided_meanwhile(findings, stood or {})
    if objections := (*meanwhile, *_about_batch(shown, decision), *objections):
        raise Refused(*objections)
    critical = {one.id for one in shown if one.severity is Severity.CRITICAL}
    asked = [
        finding
        for finding in findings
        if needs_second_person(decision, critical=finding.id in critical)
    ]
    _apply(tx, [finding for finding in findings if finding not in asked], decision)
    _ask(tx, asked, decision)
    return findings


def answer(
    tx: Transaction, *, finding_ids: Collection[int], agreed: bool, reason: str = ""
) -> tuple[Finding, ...]:
    """Agree, as the second person, to what was decided about findings, or refuse it."""
    tx.actor.must(Permission.CONFIRM_FINDINGS)
    shown = queries.list_shown(tx.session, finding_ids, actor=tx.actor, now=tx.now)
    findings = _locked(tx, shown)
    come = waiting.list_come(tx.session, findings, today=tx.today)
    objections = {
        sentence
        for finding in findings
        for sentence in objections_to_answer(
            asked=finding.asked_for is not None,
            by_oneself=finding.asked_by_id == tx.actor.user_id,
            agreed=agreed,
            reason=reason,
            over=finding.asked_until is not None and finding.asked_until <= tx.today,
            come=finding.id in come,
        )
    }
    if objections or not findings:
        raise Refused(*(sorted(objections, key=str) or [say("Tick at least one finding.")]))
    for group in _by_asking(findings):
        _answer(tx, group, agreed=agreed, reason=reason.strip())
    return findings


def reopen(tx: Transaction, *, finding_id: int, reason: str) -> Finding:
    """Take back the decision that a finding does not concern the document or is ignored."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    shown = queries.list_shown(tx.session, [finding_id], actor=tx.actor, now=tx.now)
    (finding,) = _locked(tx, shown)
    objections = []
    if finding.state not in {FindingState.NOT_AFFECTED, FindingState.IGNORED}:
        objections.append(
            say("Only a finding marked as not affected or ignored can be opened again.")
        )
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    raising.open_again(tx, finding)
    audit.record(
        tx, action="finding.reopened", subject=f"finding:{finding.id}", reason=reason.strip()
    )
    tx.session.flush()
    raising.move(tx, [finding.document_id])
    return finding


def mark_not_affected(
    tx: Transaction, *, finding_id: int, reason_code: str, reason: str = ""
) -> Finding:
    """Say that a finding does not concern the document, with a reason code."""
    decision = Decision(to=FindingState.NOT_AFFECTED, code=reason_code, reason=reason)
    (finding,) = decide(tx, finding_ids=[finding_id], decision=decision)
    return finding


def _locked(tx: Transaction, shown: Collection[Shown]) -> tuple[Finding, ...]:
    evidence.lock_documents(tx.session, {one.document_id for one in shown})
    return tuple(evidence.list_findings(tx.session, {one.id for one in shown}))


def _decided_meanwhile(findings: Collection[Finding], stood: Mapping[int, str]) -> list[Sentence]:
    if all(stood.get(one.id) in {None, standing_of(one.state, one.asked_for)} for one in findings):
        return []
    return [say("Somebody decided about this meanwhile; it is shown as it stands now.")]


def _about_batch(shown: Collection[Shown], decision: Decision) -> list[Sentence]:
    """Several findings are closed at once only if the reason for one fits the others."""
    if not shown:
        return [say("Tick at least one finding.")]
    if decision.to in {FindingState.NEEDS_UPDATE, FindingState.UNDER_REVIEW}:
        return []
    found = []
    if len({(one.change.effect_id, one.overlap) for one in shown}) > 1:
        found.append(say("Decide together only what the same change hurts in the same way."))
    if len({one.unit_id for one in shown}) > 1:
        found.append(say("Decide together only for documents of one unit."))
    return found


def _apply(tx: Transaction, findings: Collection[Finding], decision: Decision) -> None:
    if not findings:
        return
    for finding in findings:
        _set(tx, finding, decision, by=tx.actor.name)
    for effect_id in sorted({finding.effect_id for finding in findings}):
        same = [finding for finding in findings if finding.effect_id == effect_id]
        _record(tx, f"finding.{decision.to.value}", same, decision)


def _set(tx: Transaction, finding: Finding, decision: Decision, *, by: str) -> None:
    if decision.to in {FindingState.NOT_AFFECTED, FindingState.IGNORED}:
        raising.close(tx, finding, decision.to, by=by)
        ignored = decision.to is FindingState.IGNORED
        finding.ignored_until = decision.until if ignored else None
        finding.ignored_event = decision.event if ignored else ""
    else:
        raising.turn(finding, decision.to)
        finding.decided_by = by
    finding.reason_code, finding.reason = decision.code, decision.reason.strip()
    tx.session.flush()


def _ask(tx: Transaction, findings: Collection[Finding], decision: Decision) -> None:
    """Write the decision on the findings and tell those who may agree to it."""
    if not findings:
        return
    others = _others(tx)
    if not others:
        raise Refused(
            say("Nobody else may confirm this: a second secretary or an approver is needed.")
        )
    for finding in findings:
        raising.turn(finding, FindingState.UNDER_REVIEW)
        finding.asked_for, finding.asked_until = decision.to, decision.until
        finding.asked_code, finding.asked_reason = decision.code, decision.reason.strip()
        finding.asked_event = decision.event if decision.to is FindingState.IGNORED else ""
        finding.asked_by_id, finding.asked_by = tx.actor.user_id, tx.actor.name
        finding.asked_at = tx.now
    tx.session.flush()
    entry = _record(tx, "finding.decision_asked", findings, decision)
    for user_id in others:
        tx.send(
            Message(
                to=user_id,
                kind="finding.asked",
                key=str(entry),
                params={
                    "by": tx.actor.name,
                    "to": decision.to.value,
                    "reason": decision.reason.strip(),
                    "findings": len(findings),
                },
            )
        )


def _others(tx: Transaction) -> list[int]:
    agency_id = tx.actor.agency_id
    if agency_id is None:
        return []
    holders = identity.list_holders(tx.session, Permission.CONFIRM_FINDINGS, agency_id=agency_id)
    return [user.id for user in holders if user.id != tx.actor.user_id]


def _answer(tx: Transaction, findings: Collection[Finding], *, agreed: bool, reason: str) -> None:
    first = next(iter(findings))
    assert first.asked_for is not None
    asked = Decision(
        to=first.asked_for,
        code=first.asked_code,
        reason=first.asked_reason,
        until=first.asked_until,
        event=first.asked_event,
    )
    asker = first.asked_by_id
    for finding in findings:
        by = finding.asked_by
        raising.forget_asked(finding)
        if agreed:
            _set(tx, finding, asked, by=by)
            finding.confirmed_by = tx.actor.name
    tx.session.flush()
    action = "finding.decision_confirmed" if agreed else "finding.decision_refused"
    entry = _record(tx, action, findings, asked, said=reason)
    if asker is not None:
        tx.send(
            Message(
                to=asker,
                kind="finding.answered",
                key=str(entry),
                params={
                    "by": tx.actor.name,
                    "to": asked.to.value,
                    "agreed": agreed,
                    "reason": reason,
                    "findings": len(findings),
                },
            )
        )


def _by_asking(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Part findings by the act that asked for a decision on them."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.asked_by_id, one.asked_at, one.asked_for, one.asked_code].append(one)
    return list(groups.values())


def _record(
    tx: Transaction,
    action: str,
    findings: Collection[Finding],
    decision: Decision,
    *,
    said: str = "",
) -> int:
    """Write one entry for one finding or for all that were decided together."""
    ids = sorted(finding.id for finding in findings)
    first = next(iter(findings))
    return audit.record(
        tx,
        action=action,
        subject=f"finding:{ids[0]}" if len(ids) == 1 else f"effect:{first.effect_id}",
        reason=said or decision.reason.strip(),
        to=decision.to.value,
        code=decision.code,
        until=None if decision.until is None else decision.until.isoformat(),
        event=decision.event,
        findings=ids,
    ).seq
