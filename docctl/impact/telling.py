"""Who is told of new findings: the owners and the secretaries, once per effect and day.

One message sums up all that a person has to know from one change of law; weak findings are never
told, they wait in the lists. Findings that come from a version or a sweep, not from a new effect,
are told at most once a day. Only numbers of legal texts and counts are in the message.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from docctl.actors import Permission
from docctl.days import start_of
from docctl.identity import queries as identity
from docctl.impact import evidence
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState, Severity, severity_of
from docctl.outbox import Message
from docctl.runtime import Transaction

KIND = "findings.raised"
NAMED = 5  # texts a message names; the list has them all


def tell_of(tx: Transaction, findings: Iterable[Finding], *, cause: str) -> None:
    """Queue one message per person of what is critical; `cause` is law, version or sweep.

    The rest waits for the digest.
    """
    findings = tuple(findings)
    actions = evidence.list_actions(tx.session, {finding.effect_id for finding in findings})
    loud = [
        finding
        for finding in findings
        if finding.state is FindingState.OPEN
        and severity_of(
            actions[finding.effect_id],
            finding.overlap,
            finding.due_on,
            tx.today,
            basis=finding.basis,
            promoted=finding.promoted_at is not None,
        )
        is Severity.CRITICAL
    ]
    if not loud:
        return
    for user_id, own in sorted(_by_recipient(tx, loud).items()):
        told = evidence.list_told(tx.session, user_id, kind=KIND, since=start_of(tx.today))
        news = [finding for finding in own if finding.effect_id not in told]
        if news:
            tx.send(_message(tx, user_id, news, cause=cause))


def _by_recipient(tx: Transaction, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    by_document: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_document[finding.document_id].append(finding)
    secretaries: dict[int, set[int]] = {}
    found: dict[int, list[Finding]] = defaultdict(list)
    for document_id, agency_id, owner_id in evidence.list_owners(tx.session, by_document):
        if agency_id not in secretaries:
            secretaries[agency_id] = {
                user.id
                for user in identity.list_holders(
                    tx.session, Permission.DECIDE_FINDINGS, agency_id=agency_id
                )
            }
        owners = {owner_id} if owner_id is not None else set[int]()
        for user_id in secretaries[agency_id] | owners:
            found[user_id] += by_document[document_id]
    return found


def _message(
    tx: Transaction, user_id: int, findings: Collection[Finding], *, cause: str
) -> Message:
    effect_ids = sorted({finding.effect_id for finding in findings})
    document_ids = {finding.document_id for finding in findings}
    facts = evidence.describe_effects(tx.session, effect_ids)
    key = f"{effect_ids[0]}-{effect_ids[-1]}" if cause == "law" else "found"
    return Message(
        to=user_id,
        kind=KIND,
        key=f"{tx.today.isoformat()}:{key}",
        params={
            "cause": cause,
            "findings": len(findings),
            "documents": len(document_ids),
            "effects": effect_ids,
            "texts": facts[:NAMED],
            "more": max(0, len(facts) - NAMED),
        },
        document_id=min(document_ids) if len(document_ids) == 1 else None,
    )
