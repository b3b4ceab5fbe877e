"""The writes findings are made of. Only this feature's services use them; they hold the locks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from docctl.audit import service as audit
from docctl.db import insert_rows
from docctl.impact import evidence, waiting
from docctl.impact.judging import Hit, Judged, settled
from docctl.impact.meetings import words_of
from docctl.impact.models import Finding
from docctl.impact.ranges import ranges
from docctl.impact.states import LIVE, FindingState, is_early, may_turn
from docctl.runtime import Transaction

Key = tuple[int, int]  # effect and citation of a finding
Said = tuple[int, int, int]  # finding, effect, document


def write(tx: Transaction, found: Iterable[Hit]) -> list[Finding]:
    """Write one finding per hit unless there is one; follow an effect that was corrected.

    A further change of a citation opens again what was ignored there; a version whose repair turns
    out not to be one opens again what it had resolved. Give what people may have to be told of.
    """
    hits = {(hit.effect_id, hit.citation_id): hit for hit in found}
    known = _known(tx, hits.values())
    new, reopened = _write(tx, hits, known)
    raised = [one for key, one in _known(tx, new).items() if key not in known] if new else []
    return [finding for finding in raised if finding.state in LIVE] + reopened


def write_batch(tx: Transaction, found: Iterable[Hit], batch: Judged) -> None:
    """Write the findings of a batch of documents and move those that stand elsewhere now.

    Nothing is loaded of the many documents with one version, no draft and no finding of before:
    what is raised there stands where it is written.
    """
    hits = {(hit.effect_id, hit.citation_id): hit for hit in found}
    there = evidence.list_of_effects(tx.session, batch.effect_ids, batch.document_ids)
    known = {(finding.effect_id, finding.citation_id): finding for finding in there}
    _write(tx, hits, known)
    concerned = {finding.document_id for finding in there}
    concerned |= evidence.list_with_more(tx.session, {hit.document_id for hit in hits.values()})
    move(tx, concerned, judged=replace(batch, hits=tuple(hits.values())))


def _write(
    tx: Transaction, hits: Mapping[Key, Hit], known: Mapping[Key, Finding]
) -> tuple[list[Hit], list[Finding]]:
    """Follow what is known and write the rest; give the hits that are new, and what reopened."""
    reopened = [
        finding for key, finding in known.items() if key in hits and _follow(tx, finding, hits[key])
    ]
    new = [hit for key, hit in hits.items() if key not in known]
    rows = _insert(tx, new, known.values())
    again = _disproved(known.values(), new) + _further(tx, rows)
    for finding in again:
        open_again(tx, finding)
    tx.session.flush()
    _record(tx, "findings.raised", _ids(tx, new))
    _record(tx, "findings.reopened", [_said(finding) for finding in reopened + again])
    return new, reopened


def _known(tx: Transaction, hits: Collection[Hit]) -> dict[Key, Finding]:
    """Give the findings there are on the documents of hits, by effect and citation."""
    found = evidence.list_of_effects(
        tx.session, {hit.effect_id for hit in hits}, {hit.document_id for hit in hits}
    )
    return {(finding.effect_id, finding.citation_id): finding for finding in found}


def _insert(
    tx: Transaction, hits: Collection[Hit], known: Collection[Finding]
) -> list[dict[str, Any]]:
    """Write new findings, one statement for all; a decision on the same words before is kept."""
    if not hits:
        return []
    decided = evidence.list_decided(tx.session, known)
    rows = []
    for hit in hits:
        earlier = None
        if decided:
            words = words_of(hit.quote, hit.context)
            earlier = decided.get((hit.effect_id, hit.document_id, words))
        rows.append(_row(tx, hit, earlier))
    insert_rows(tx.session, Finding, rows)
    return rows


def _ids(tx: Transaction, hits: Collection[Hit]) -> list[Said]:
    """Give the ids of findings that were just written."""
    new = {(hit.effect_id, hit.citation_id): hit for hit in hits}
    rows = evidence.list_keys(
        tx.session, {hit.effect_id for hit in hits}, {hit.document_id for hit in hits}
    )
    return [
        (finding_id, effect_id, document_id)
        for finding_id, effect_id, citation_id, document_id in rows
        if (effect_id, citation_id) in new
    ]


def _said(finding: Finding) -> Said:
    return finding.id, finding.effect_id, finding.document_id


def _row(tx: Transaction, hit: Hit, earlier: Finding | None) -> dict[str, Any]:
    early = is_early(hit.due_on, tx.today)
    row: dict[str, Any] = {
        "effect_id": hit.effect_id,
        "citation_id": hit.citation_id,
        "version_id": hit.version_id,
        "document_id": hit.document_id,
        "overlap": hit.overlap,
        "due_on": hit.due_on,
        "basis": hit.basis,
        "opened_at": tx.now,
        "state": FindingState.SCHEDULED if early else FindingState.OPEN,
        "closed_at": None,
        "ignored_until": None,
    } | dict.fromkeys(_WORDS, "")
    if earlier is not None and (earlier.overlap, earlier.due_on) == (hit.overlap, hit.due_on):
        row |= {name: getattr(earlier, name) for name in ("state", *_IGNORED, *_DECISION)}
        row["closed_at"] = tx.now
    return row


_DECISION = ("reason_code", "reason", "decided_by", "confirmed_by")
_IGNORED = ("ignored_until", "ignored_event")
# No finding is without them.
_WORDS = (
    *_DECISION,
    "ignored_event",
    *("asked_code", "asked_reason", "asked_event", "asked_by"),
)


def _follow(tx: Transaction, finding: Finding, hit: Hit) -> bool:
    """Bring a finding in line with its effect; say whether it has to be looked at again."""
    moved = (finding.overlap, finding.due_on) != (hit.overlap, hit.due_on)
    if moved or finding.basis is not hit.basis:
        finding.overlap, finding.due_on, finding.basis = hit.overlap, hit.due_on, hit.basis
    again = finding.state is FindingState.WITHDRAWN or (
        moved and finding.state in {FindingState.NOT_AFFECTED, FindingState.IGNORED}
    )
    if moved and finding.asked_for is not None:
        forget_asked(finding)  # it was asked of another change
    if again:
        open_again(tx, finding)
    return again


def _disproved(known: Iterable[Finding], new: Collection[Hit]) -> list[Finding]:
    """Give what was resolved by a version that the same effect turns out to hurt as well."""
    hurt = {(hit.effect_id, hit.version_id) for hit in new}
    return [
        finding
        for finding in known
        if finding.state is FindingState.RESOLVED
        and (finding.effect_id, finding.closed_by_version_id) in hurt
    ]


def _further(tx: Transaction, rows: Collection[dict[str, Any]]) -> list[Finding]:
    """Give what was ignored at citations that a further change hurts."""
    open_now = {row["citation_id"] for row in rows if row["state"] in LIVE}
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
        finding.ignored_until, finding.ignored_event = None, ""


def forget_asked(finding: Finding) -> None:
    """Drop a decision that waited for a second person."""
    finding.asked_for = finding.asked_until = finding.asked_by_id = finding.asked_at = None
    finding.asked_code = finding.asked_reason = finding.asked_by = finding.asked_event = ""


def open_again(tx: Transaction, finding: Finding) -> None:
    """Put a closed finding back, without the decision that closed it."""
    turn(finding, FindingState.OPEN)
    finding.opened_at = tx.now
    if is_early(finding.due_on, tx.today):
        turn(finding, FindingState.SCHEDULED)
    finding.closed_at, finding.closed_by_version_id, finding.told_at = None, None, None
    finding.reason_code = finding.reason = finding.decided_by = finding.confirmed_by = ""


def close(
    tx: Transaction, finding: Finding, state: FindingState, *, by: str, version: int | None = None
) -> None:
    """Close a finding in `state`; `version` is the evidence."""
    turn(finding, state)
    finding.decided_by = by
    finding.closed_at, finding.closed_by_version_id = tx.now, version


def move(tx: Transaction, document_ids: Collection[int], *, judged: Judged | None = None) -> None:
    """Write what `settled` derives; one audit entry per document and state.

    When a change of law was `judged`, only its findings are asked for, and an entry tells of one
    effect and state: there may be thousands of documents.
    """
    tx.session.flush()
    _end_ignoring(tx, document_ids)
    moved: dict[tuple[str, int, FindingState], list[Finding]] = defaultdict(list)
    for finding, standing in settled(tx.session, document_ids, now=tx.now, judged=judged):
        if standing.state in LIVE:
            finding.closed_by_version_id = standing.version_id
        if standing.state is finding.state:
            continue
        if judged is None:
            moved["document", finding.document_id, standing.state].append(finding)
        else:
            moved["effect", finding.effect_id, standing.state].append(finding)
        if standing.state in LIVE:
            turn(finding, standing.state)
        else:
            close(tx, finding, standing.state, by=tx.actor.name, version=standing.version_id)
    for (kind, subject_id, state), findings in sorted(moved.items()):
        audit.record(
            tx,
            action=f"findings.{state.value}",
            subject=f"{kind}:{subject_id}",
            findings=ranges(finding.id for finding in findings),
        )
    tx.session.flush()


def _end_ignoring(tx: Transaction, document_ids: Collection[int]) -> None:
    """Open again what was ignored until today, or until something that has come."""
    ignored = evidence.list_of_documents(tx.session, document_ids, states={FindingState.IGNORED})
    over = [
        finding
        for finding in ignored
        if finding.ignored_until is not None and finding.ignored_until <= tx.today
    ]
    rest = [finding for finding in ignored if finding not in over]
    come = waiting.list_come(tx.session, rest, today=tx.today)
    woken = [finding for finding in rest if finding.id in come]
    for finding in over + woken:
        open_again(tx, finding)
    tx.session.flush()
    _record(tx, "findings.reopened", [_said(finding) for finding in over])
    for texts in sorted(set(come.values())):
        same = [_said(finding) for finding in woken if come[finding.id] == texts]
        _record(tx, "findings.woken", same, texts=list(texts))


def _record(tx: Transaction, action: str, findings: Iterable[Said], **detail: Any) -> None:
    """Write one entry per effect; ids as ranges, so that it stays small."""
    by_effect: dict[int, list[Said]] = {}
    for one in findings:
        by_effect.setdefault(one[1], []).append(one)
    for effect_id, group in sorted(by_effect.items()):
        audit.record(
            tx,
            action=action,
            subject=f"effect:{effect_id}",
            findings=ranges(finding_id for finding_id, _, _ in group),
            documents=len({document_id for _, _, document_id in group}),
            **detail,
        )
