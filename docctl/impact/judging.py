"""Applying the rules to what the database holds: what is hurt, and where findings stand by it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from docctl.days import day_of
from docctl.impact import evidence
from docctl.impact.causes import Known
from docctl.impact.changes import list_changes
from docctl.impact.evidence import Period
from docctl.impact.meetings import Meeting, list_meetings
from docctl.impact.models import Finding
from docctl.impact.rules import Harm, Mention, Overlap, Touch, harm_by, touches_of
from docctl.impact.states import Evidence, FindingState, is_early, state_after


class Hit(NamedTuple):
    """A citation that an effect hurts, and from which day."""

    effect_id: int
    citation_id: int
    version_id: int
    document_id: int
    overlap: Overlap
    due_on: date | None
    basis: bool
    quote: str
    context: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch of a change of law: the versions that were judged for all its effects, with what hit.

    `document_ids` are theirs.
    """

    effect_ids: frozenset[int]
    version_ids: frozenset[int]
    document_ids: frozenset[int]
    known: Known | None = None
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finding stands, and the version that is the evidence for it."""

    state: FindingState
    version_id: int | None


def judge(session: Session, meetings: Iterable[Meeting], *, today: date) -> tuple[Hit, ...]:
    """Keep the meetings that hurt on `today`."""
    meetings = tuple(meetings)
    answered = evidence.list_answered(
        session,
        {meeting.effect_id for meeting in meetings},
        {meeting.cited.version_id for meeting in meetings},
    )
    touched: dict[tuple[int, Mention], tuple[Touch, ...]] = {}
    found: list[Hit] = []
    for meeting in meetings:
        cited, key = meeting.cited, (meeting.effect_id, meeting.cited.mention)
        if key not in touched:  # many documents cite the same provisions
            touched[key] = touches_of(meeting.cause, cited.mention, today=today)
        hurt = harm_by(
            touched[key],
            issued_on=cited.issued_on,
            answered=(cited.version_id, meeting.effect_id) in answered,
        )
        if hurt is not None:
            found.append(_hit(meeting, hurt))
    return tuple(found)


def _hit(meeting: Meeting, hurt: Harm) -> Hit:
    cited = meeting.cited
    return Hit(
        effect_id=meeting.effect_id,
        citation_id=cited.id,
        version_id=cited.version_id,
        document_id=cited.document_id,
        overlap=hurt.overlap,
        due_on=hurt.since,
        basis=meeting.basis,
        quote=cited.quote,
        context=cited.context,
    )


def settled(
    session: Session,
    document_ids: Collection[int],
    *,
    now: datetime,
    judged: Judged | None = None,
) -> Iterator[tuple[Finding, Standing]]:
    """Derive from the whole history of the documents where each live finding of theirs stands.

    With `judged` only the findings of its effects are asked for, and only versions it does not
    tell of are judged here.
    """
    effects = None if judged is None else judged.effect_ids
    findings = evidence.list_of_documents(session, document_ids, effect_ids=effects)
    if not findings:
        return
    concerned = {finding.document_id for finding in findings}
    periods = evidence.list_periods(session, concerned)
    drafts = evidence.list_open_drafts(session, concerned)
    told = frozenset[int]() if judged is None else judged.version_ids
    others = {period.version_id for of in periods.values() for period in of} - told
    meetings = list_meetings(
        session,
        effect_ids={finding.effect_id for finding in findings},
        version_ids=others,
        known=None if judged is None else judged.known,
    )
    hits = judge(session, meetings, today=day_of(now)) + (() if judged is None else judged.hits)
    hurt = {(hit.effect_id, hit.citation_id) for hit in hits}
    unclean = {(hit.effect_id, hit.version_id) for hit in hits}
    for finding in _through_others(session, findings, today=day_of(now)):
        hurt.add((finding.effect_id, finding.citation_id))
        unclean.add((finding.effect_id, finding.version_id))
    for finding in findings:
        clean = [
            period
            for period in periods[finding.document_id]
            if (finding.effect_id, period.version_id) not in unclean
        ]
        draft = drafts.get(finding.document_id)
        yield (
            finding,
            _standing(
                finding,
                periods[finding.document_id],
                clean,
                now=now,
                still_hurts=(finding.effect_id, finding.citation_id) in hurt,
                draft_open=draft is not None and finding.draft_id == draft,
            ),
        )


def _through_others(session: Session, findings: Iterable[Finding], *, today: date) -> list[Finding]:
    """Keep the findings raised from signals through other texts whose change still works.

    Whoever issues a later version has looked at them: only their own version is hurt.
    """
    raised = [finding for finding in findings if finding.overlap is Overlap.TRANSITIVE]
    working = list_changes(session, {finding.effect_id for finding in raised}, today=today)
    return [finding for finding in raised if finding.effect_id in working]


def _standing(
    finding: Finding,
    periods: list[Period],
    clean: list[Period],
    *,
    now: datetime,
    still_hurts: bool,
    draft_open: bool,
) -> Standing:
    own = next((one for one in periods if one.version_id == finding.version_id), None)
    later = [one for one in periods if own is not None and one.since > own.since]
    successor = later[0] if later else None
    repair = next((one for one in later if one in clean and one.counts_at(now)), None)
    counts = own is not None and own.counts_at(now)
    state = state_after(
        finding.state,
        Evidence(
            still_hurts=still_hurts,
            version_counts=counts,
            successor_clean=successor is not None and successor in clean,
            repair_scheduled=repair is not None,
            draft_open=draft_open,
            early=is_early(finding.due_on, day_of(now)),
        ),
    )
    proof = (repair if counts else successor) if still_hurts else None
    return Standing(state, None if proof is None else proof.version_id)
