"""Checks of campaigns: verdicts, owners, days, notes and looks are those the trail tells of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from docctl.audit.models import AuditEntry
from docctl.campaigns.models import Campaign, Case, Note, Passage
from docctl.installation.checks import Fault, Place

Named = tuple[str, int]  # subject of a campaign, document


@dataclass(slots=True)
class _Trail:
    """What the trail tells of all campaigns."""

    opened: set[str] = field(default_factory=set)
    closed: dict[str, str] = field(default_factory=dict)  # with the reason
    verdicts: dict[Named, tuple[Any, ...]] = field(default_factory=dict)
    owners: dict[Named, int] = field(default_factory=dict)
    days: dict[Named, str] = field(default_factory=dict)
    notes: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    looked: dict[int, str] = field(default_factory=dict)


def campaigns_are_recorded(at: Place) -> Iterator[Fault | int]:
    """C1: what stands in a campaign is what its entries say last, and nothing of it is gone."""
    trail = _read(at)
    opened, notes = set(trail.opened), Counter(trail.notes)
    for campaign in at.session.scalars(select(Campaign).order_by(Campaign.id)):
        subject = f"campaign:{campaign.id}"
        if subject not in opened:
            yield Fault("C1", subject, "nobody opened it")
        opened.discard(subject)
        reason = campaign.closed_reason if campaign.closed_at is not None else None
        if trail.closed.get(subject) != reason:
            yield Fault("C1", subject, "it is closed, or open, otherwise than the trail says")
        yield 1
    for subject in sorted(opened):
        yield Fault("C1", subject, "the campaign is gone")
    yield from _cases(at, trail)
    for note in at.session.scalars(select(Note).order_by(Note.id)):
        notes[f"campaign:{note.campaign_id}", note.document_id, note.text] -= 1
        yield 1
    for (subject, _document, _text), count in sorted(notes.items()):
        if count:
            yield Fault("C1", subject, "a note is gone, or not the one that was written")
    for passage in at.session.scalars(select(Passage).where(Passage.looked_at.is_not(None))):
        if trail.looked.get(passage.id) != passage.looked_by:
            yield Fault("C1", f"redraft_passage:{passage.id}", "nobody looked at it")
        yield 1


def _cases(at: Place, trail: _Trail) -> Iterator[Fault | int]:
    verdicts = dict(trail.verdicts)
    for case in at.session.scalars(select(Case).order_by(Case.id)):
        named = (f"campaign:{case.campaign_id}", case.document_id)
        subject = f"campaign_case:{case.id}"
        stands = None
        if case.verdict is not None:
            stands = (case.verdict.value, case.reason_code, case.reason, case.decided_by)
        if verdicts.pop(named, None) != stands:
            yield Fault("C1", subject, "its verdict is not the one that was recorded")
        due = None if case.due_on is None else case.due_on.isoformat()
        if (trail.owners.get(named), trail.days.get(named)) != (case.owner_id, due):
            yield Fault("C1", subject, "its owner or day is not the one that was recorded")
        yield 1
    for subject, document in sorted(verdicts):
        yield Fault("C1", subject, f"the verdict on document:{document} is gone")


def _read(at: Place) -> _Trail:
    trail = _Trail()
    for entry in at.session.scalars(
        select(AuditEntry)
        .where(
            or_(
                AuditEntry.action.startswith("campaign."),
                AuditEntry.action == "redraft.looked_at",
            )
        )
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500)
    ):
        _note(trail, entry)
    return trail


def _note(trail: _Trail, entry: AuditEntry) -> None:
    subject, detail = entry.subject, entry.detail
    match entry.action:
        case "campaign.opened":
            trail.opened.add(subject)
        case "campaign.closed":
            trail.closed[subject] = entry.reason
        case "campaign.reopened":
            trail.closed.pop(subject, None)
        case "campaign.verdict_given":
            given = (detail["after"], detail["code"], entry.reason, entry.actor_name)
            trail.verdicts[subject, detail["document"]] = given
        case "campaign.assigned":
            if detail["owner"] is not None:
                trail.owners[subject, detail["document"]] = detail["owner"]
            if detail["due"] is not None:
                trail.days[subject, detail["document"]] = detail["due"]
        case "campaign.noted":
            trail.notes[subject, detail["document"], entry.reason] += 1
        case "redraft.looked_at":
            trail.looked |= dict.fromkeys(detail["passages"], entry.actor_name)
