"""The writes findings are made of. Only this feature's services use them; they hold the locks."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from docctl.audit import service as audit
from docctl.impact import evidence
from docctl.impact.judging import Hit, settled
from docctl.impact.models import Finding
from docctl.impact.states import LIVE, FindingState, is_early, may_turn
from docctl.runtime import Transaction


def write(tx: Transaction, hits: Iterable[Hit]) -> list[Finding]:
    """Write one finding per hit unless there is one; follow an effect that was corrected.

    A further change of a citation opens again what was ignored there; a version whose repair turns
    out not to be one opens again what it had resolved.
    """
    hits = tuple(hits)
    known = {
        (finding.effect_id, finding.citation_id): finding
        for finding in evidence.list_of_effects(tx.session, {hit.effect_id for hit in hits})
    }
    decided = evidence.list_decided(tx.session, known.values())
    raised, reopened = [], []
    for hit in hits:
        finding = known.get((hit.effect_id, hit.citation_id))
        if finding is None:
            raised.append(_new(tx, hit, decided.get((hit.effect_id, hit.document_id, hit.words))))
        elif _follow(tx, finding, hit):
            reopened.append(finding)
    tx.session.flush()  # the ids
    again = _disproved(known.values(), raised) + _further(tx, raised)
    for finding in again:
        open_again(tx, finding)
    tx.session.flush()
    _record(tx, "findings.raised", raised)
    _record(tx, "findings.reopened", reopened + again)
    return [finding for finding in raised if finding.state in LIVE] + reopened


def _new(tx: Transaction, hit: Hit, earlier: Finding | None) -> Finding:
    """Make a finding; a decision on the same words of an earlier version is kept."""
    finding = Finding(
        effect_id=hit.effect_id,
        citation_id=hit.citation_id,
        version_id=hit.version_id,
        document_id=hit.document_id,
        overlap=hit.overlap,
        due_on=hit.due_on,
        basis=hit.basis,
        opened_at=tx.now,
        state=FindingState.SCHEDULED if is_early(hit.due_on, tx.today) else FindingState.OPEN,
    )
    if earlier is not None and (earlier.overlap, earlier.due_on) == (hit.overlap, hit.due_on):
        finding.state, finding.closed_at = earlier.state, tx.now
        finding.reason_code, finding.reason = earlier.reason_code, earlier.reason
        finding.decided_by, finding.confirmed_by = earlier.decided_by, earlier.confirmed_by
        finding.ignored_until = earlier.ignored_until
    tx.session.add(finding)
    return finding


def _follow(tx: Transaction, finding: Finding, hit: Hit) -> bool:
    """Bring a finding in line with its effect; say whether it has to be looked at again."""
    moved = (finding.overlap, finding.due_on) != (hit.overlap, hit.due_on)
    finding.overlap, finding.due_on, finding.basis = hit.overlap, hit.due_on, hit.basis
    again = finding.state is FindingState.WITHDRAWN or (
        moved and finding.state in {FindingState.NOT_AFFECTED, FindingState.IGNORED}
    )
    if moved and finding.asked_for is not None:
        forget_asked(finding)  # it was asked of another change
    if again:
        open_again(tx, finding)
    return again


def _disproved(known: Iterable[Finding], raised: Collection[Finding]) -> list[Finding]:
    """Give what was resolved by a version that the same effect turns out to hurt as well."""
    hurt = {(finding.effect_id, finding.version_id) for finding in raised}
    return [
        finding
        for finding in known
        if finding.state is FindingState.RESOLVED
        and (finding.effect_id, finding.closed_by_version_id) in hurt
    ]


def _further(tx: Transaction, raised: Collection[Finding]) -> list[Finding]:
    """Give what was ignored at citations that a further change hurts."""
    open_now = {finding.citation_id for finding in raised if finding.state in LIVE}
    return evidence.list_ignored(tx.session, open_now)


def turn(finding: Finding, into: FindingState) -> None:
    """Send a finding along an arrow; the only place that changes a state."""
    if finding.state is into:
        return
    if not may_turn(finding.state, into):
        raise RuntimeError(f"no arrow leads from {finding.state} to {into}")
    if finding.asked_for is not None and into is not FindingState.UNDER_REVIEW:
        forget_asked(finding)
    finding.state = into
    if into is not FindingState.IGNORED:
        finding.ignored_until = None


def forget_asked(finding: Finding) -> None:
    """Drop a decision that waited for a second person."""
    finding.asked_for = finding.asked_until = finding.asked_by_id = finding.asked_at = None
    finding.asked_code = finding.asked_reason = finding.asked_by = ""


def open_again(tx: Transaction, finding: Finding) -> None:
    """Put a closed finding back, without the decision that closed it."""
    turn(finding, FindingState.OPEN)
    finding.opened_at = tx.now
    if is_early(finding.due_on, tx.today):
        turn(finding, FindingState.SCHEDULED)
    finding.closed_at, finding.closed_by_version_id = None, None
    finding.reason_code = finding.reason = finding.decided_by = finding.confirmed_by = ""


def close(
    tx: Transaction, finding: Finding, state: FindingState, *, by: str, version: int | None = None
) -> None:
    """Close a finding in `state`; `version` is the evidence."""
    turn(finding, state)
    finding.decided_by = by
    finding.closed_at, finding.closed_by_version_id = tx.now, version


def move(tx: Transaction, document_ids: Collection[int]) -> None:
    """Write what `settled` derives; one audit entry per document and state."""
    tx.session.flush()
    _end_ignoring(tx, document_ids)
    moved: dict[tuple[int, FindingState], list[Finding]] = defaultdict(list)
    for finding, standing in settled(tx.session, document_ids, now=tx.now):
        if standing.state in LIVE:
            finding.closed_by_version_id = standing.version_id
        if standing.state is finding.state:
            continue
        moved[finding.document_id, standing.state].append(finding)
        if standing.state in LIVE:
            turn(finding, standing.state)
        else:
            close(tx, finding, standing.state, by=tx.actor.name, version=standing.version_id)
    for (document_id, state), findings in sorted(moved.items()):
        audit.record(
            tx,
            action=f"findings.{state.value}",
            subject=f"document:{document_id}",
            findings=[finding.id for finding in findings],
        )
    tx.session.flush()


def _end_ignoring(tx: Transaction, document_ids: Collection[int]) -> None:
    """Open again what was ignored until today."""
    over = [
        finding
        for finding in evidence.list_of_documents(
            tx.session, document_ids, states={FindingState.IGNORED}
        )
        if finding.ignored_until is not None and finding.ignored_until <= tx.today
    ]
    for finding in over:
        open_again(tx, finding)
    tx.session.flush()
    _record(tx, "findings.reopened", over)


def _record(tx: Transaction, action: str, findings: Iterable[Finding]) -> None:
    by_effect: dict[int, list[Finding]] = {}
    for finding in findings:
        by_effect.setdefault(finding.effect_id, []).append(finding)
    for effect_id, group in sorted(by_effect.items()):
        audit.record(
            tx,
            action=action,
            subject=f"effect:{effect_id}",
            findings=[finding.id for finding in group],
            documents=len({finding.document_id for finding in group}),
        )
