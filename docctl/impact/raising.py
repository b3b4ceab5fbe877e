"""The writes findings are made of. Only this feature's service uses them; it holds the locks."""

from collections.abc import Collection, Iterable

from docctl.audit import service as audit
from docctl.impact import evidence
from docctl.impact.judging import Hit, settled
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState
from docctl.runtime import Transaction


def write(tx: Transaction, hits: Iterable[Hit]) -> list[Finding]:
    """Write one finding per hit unless there is one; follow an effect that was corrected."""
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
        elif _follow(finding, hit):
            reopened.append(finding)
    tx.session.flush()  # the ids
    _record(tx, "findings.raised", raised)
    _record(tx, "findings.reopened", reopened)
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
        opened_at=tx.now,
    )
    if earlier is not None and (earlier.overlap, earlier.due_on) == (hit.overlap, hit.due_on):
        finding.state, finding.closed_at = FindingState.NOT_AFFECTED, tx.now
        finding.reason_code, finding.reason = earlier.reason_code, earlier.reason
        finding.decided_by = earlier.decided_by
    tx.session.add(finding)
    return finding


def _follow(finding: Finding, hit: Hit) -> bool:
    """Bring a finding in line with its effect; say whether it has to be looked at again."""
    moved = (finding.overlap, finding.due_on) != (hit.overlap, hit.due_on)
    finding.overlap, finding.due_on = hit.overlap, hit.due_on
    again = finding.state is FindingState.WITHDRAWN or (
        moved and finding.state is FindingState.NOT_AFFECTED
    )
    if again:
        open_again(finding)
    return again


def open_again(finding: Finding) -> None:
    """Put a closed finding back, without the decision that closed it."""
    finding.state, finding.closed_at, finding.closed_by_version_id = FindingState.OPEN, None, None
    finding.reason_code = finding.reason = finding.decided_by = ""


def close(
    tx: Transaction, finding: Finding, state: FindingState, *, by: str, version: int | None = None
) -> None:
    """Close a finding in `state`; `version` is the evidence."""
    finding.state, finding.decided_by = state, by
    finding.closed_at, finding.closed_by_version_id = tx.now, version


def move(tx: Transaction, document_ids: Collection[int]) -> None:
    """Write what `settled` derives; one audit entry per document and state."""
    tx.session.flush()
    moved: dict[tuple[int, FindingState], list[Finding]] = {}
    for finding, standing in settled(tx.session, document_ids, now=tx.now):
        if standing.state in LIVE:
            finding.closed_by_version_id = standing.version_id
        if standing.state is finding.state:
            continue
        moved.setdefault((finding.document_id, standing.state), []).append(finding)
        if standing.state in LIVE:
            finding.state = standing.state
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
