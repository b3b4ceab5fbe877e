"""Checks of what people decided of findings: each stands as the trail tells, and none is added.

The trail is read once from its beginning: what it tells last of a finding is where it must stand.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from docctl.audit.models import AuditEntry
from docctl.impact.models import Finding, QuietRule, WeakDecision
from docctl.impact.ranges import spelt_out
from docctl.impact.states import DECIDABLE, FindingState
from docctl.impact.weak_rules import WeakOutcome
from docctl.installation.checks import Fault, Place

_LEFT = frozenset({FindingState.NOT_AFFECTED, FindingState.IGNORED})
_OPENED = frozenset({"findings.raised", "findings.reopened", "findings.woken", "finding.reopened"})
_MOVES = {f"findings.{state.value}": state for state in FindingState}
_DECISIONS = {f"finding.{state.value}": state for state in DECIDABLE}
_ASKED, _AGREED = "finding.decision_asked", "finding.decision_confirmed"

Left = tuple[FindingState, str]  # how a finding was left, and the code of the reason


@dataclass(slots=True)
class _Told:
    """What the trail told last of a finding, and every way in which it was ever left."""

    state: FindingState = FindingState.OPEN
    code: str = ""
    by: str = ""
    ever: set[Left] = field(default_factory=set)


def decisions_are_recorded(at: Place) -> Iterator[Fault | int]:
    """D1: a finding stands where the trail put it last; what is left was left by who it says."""
    told = _told(at)
    ever: dict[tuple[int, int], set[Left]] = defaultdict(set)
    rows = at.session.execute(
        select(
            Finding.id,
            Finding.effect_id,
            Finding.document_id,
            Finding.state,
            Finding.reason_code,
            Finding.decided_by,
            Finding.confirmed_by,
        ).order_by(Finding.id)
    ).all()
    for row in rows:
        if row.id in told:
            ever[row.effect_id, row.document_id] |= told[row.id].ever
    for row in rows:
        last = told.get(row.id)
        yield 1
        if last is None:
            continue  # its beginning is missing: `findings` tells of it
        left = (row.state, row.reason_code)
        if last.state not in _LEFT and row.state in _LEFT:
            # a decision on the same words of the version before was taken along
            if last.by or left not in ever[row.effect_id, row.document_id]:
                yield Fault("D1", f"finding:{row.id}", "no entry tells that it was left")
        elif _kind(row.state) is not _kind(last.state):
            yield Fault("D1", f"finding:{row.id}", "it does not stand where the trail put it")
        elif row.state in _LEFT and (
            left != (last.state, last.code) or last.by not in {row.decided_by, row.confirmed_by}
        ):
            yield Fault("D1", f"finding:{row.id}", "it was left otherwise than the trail says")


def _kind(state: FindingState) -> FindingState:
    """Take a finding that is known early for an open one; both begin so."""
    return FindingState.OPEN if state is FindingState.SCHEDULED else state


def _told(at: Place) -> dict[int, _Told]:
    told: dict[int, _Told] = defaultdict(_Told)
    entries = at.session.execute(
        select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail, AuditEntry.actor_name)
        .where(
            or_(
                AuditEntry.action.startswith("finding."),
                AuditEntry.action.startswith("findings."),
                AuditEntry.action == "signal.promoted",
            )
        )
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500)
    )
    for action, subject, detail, name in entries:
        for finding_id in _findings_of(subject, detail):
            _follow(told[finding_id], action, detail, name)
    return told


def _findings_of(subject: str, detail: dict[str, list[int]]) -> Iterator[int]:
    if "findings" in detail:
        yield from spelt_out(detail["findings"])
    elif subject.startswith("finding:"):
        yield int(subject.partition(":")[2])


def _follow(one: _Told, action: str, detail: dict[str, str], name: str) -> None:
    if action in _OPENED:
        one.state, one.code = FindingState.OPEN, ""
        one.by = "" if action == "findings.raised" else name
    elif action in _MOVES:
        one.state, one.by = _MOVES[action], name
    elif action == _ASKED:
        one.state, one.by = FindingState.UNDER_REVIEW, name
    elif action in _DECISIONS or action == _AGREED:
        to = FindingState(detail["to"]) if action == _AGREED else _DECISIONS[action]
        one.state, one.code, one.by = to, detail.get("code", ""), name
        if to in _LEFT:
            one.ever.add((to, one.code))


def rules_are_recorded(at: Place) -> Iterator[Fault | int]:
    """D2: a rule that leaves findings aside counts by two people, in the scope they agreed to."""
    asked: dict[str, tuple[int | None, dict[str, object]]] = {}
    agreed: dict[str, int | None] = {}
    ended: set[str] = set()
    for entry in at.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.startswith("quiet_rule."))
        .order_by(AuditEntry.seq)
    ):
        match entry.action:
            case "quiet_rule.asked":
                asked[entry.subject] = (entry.actor_id, entry.detail)
            case "quiet_rule.agreed":
                agreed[entry.subject] = entry.actor_id
            case "quiet_rule.ended":
                ended.add(entry.subject)
    for rule in at.session.scalars(select(QuietRule).order_by(QuietRule.id)):
        subject = f"quiet_rule:{rule.id}"
        asker, said = asked.pop(subject, (None, {}))
        scope = (rule.document_id, rule.unit_id, rule.text_id, rule.expires_on.isoformat())
        if (said.get("document"), said.get("unit"), said.get("text"), said.get("until")) != scope:
            yield Fault("D2", subject, "it leaves aside what nobody asked for")
        second = subject in agreed and agreed[subject] != asker
        if (rule.agreed_at is not None) != second or (rule.ended_at is not None) != (
            subject in ended
        ):
            yield Fault("D2", subject, "it counts otherwise than the trail says")
        yield 1
    for subject in sorted(asked):
        yield Fault("D2", subject, "the rule is gone")


def signals_are_recorded(at: Place) -> Iterator[Fault | int]:
    """D3: a weak signal that is put aside was put aside by a person, with its reason."""
    aside = {
        (entry.detail["signal"], entry.reason, entry.actor_name)
        for entry in at.session.scalars(
            select(AuditEntry).where(AuditEntry.action.in_(("signal.dismissed", "signal.answered")))
        )
    }
    for one in at.session.scalars(
        select(WeakDecision).where(WeakDecision.outcome == WeakOutcome.DISMISSED)
    ):
        if (one.key, one.reason, one.decided_by) not in aside:
            yield Fault("D3", f"document:{one.document_id}", "nobody put this weak signal aside")
        yield 1
