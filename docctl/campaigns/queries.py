"""Reading campaigns: one, all, one's own part, and what they come to."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.campaigns.members import Member, list_members
from docctl.campaigns.models import Campaign, Case, Note
from docctl.campaigns.rules import AT_WORK, ORDER, WAITING, Point, Stage, burndown
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.errors import NotFound
from docctl.impact.models import Finding
from docctl.impact.rules import HURTING, LIVE, FindingState
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import EffectState

LONGEST = 400  # days one picture of the work left may show


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign with its members: inside, hurt elsewhere only, and those that left."""

    campaign: Campaign
    inside: tuple[Member, ...]
    weak: tuple[Member, ...]
    left: tuple[Member, ...]

    @property
    def stages(self) -> dict[Stage, int]:
        """Count the documents inside by stage."""
        counted = Counter(one.stage for one in self.inside)
        return {stage: counted[stage] for stage in ORDER}

    @property
    def done(self) -> bool:
        """Say whether nothing is left, by the evidence: no finding of it is live any more."""
        return not any(one.stage in AT_WORK for one in self.inside)

    @property
    def waiting(self) -> int:
        """Count the documents that still need work of people."""
        return sum(one.stage in WAITING for one in self.inside)

    @property
    def late(self) -> int:
        """Count the documents that are overdue."""
        return sum(one.late for one in self.inside)

    @property
    def early(self) -> int:
        """Count the documents that take effect before the law does: its day was moved since."""
        return sum(one.early for one in self.inside)

    @property
    def effective_on(self) -> date | None:
        """Give the law's first day for these documents."""
        days = [one.effective_on for one in self.inside if one.effective_on is not None]
        return min(days, default=self.campaign.source.effective_on)


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit or field has in a campaign."""

    name: str
    total: int
    undecided: int
    waiting: int
    late: int
    ended: int


def get_campaign(session: Session, campaign_id: int, *, actor: Actor) -> Campaign:
    """Give a campaign of the actor's agency, or NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.agency_id != actor.agency_id:
        raise NotFound(f"campaign {campaign_id}")
    return campaign


def lock_campaign(session: Session, campaign_id: int, *, actor: Actor) -> Campaign:
    """Give a campaign locked until the transaction ends."""
    get_campaign(session, campaign_id, actor=actor)
    return session.scalars(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .with_for_update(of=Campaign)
        .execution_options(populate_existing=True)
    ).one()


def lock_source(session: Session, source_id: int) -> None:
    """Lock a text until the transaction ends, so that one campaign of it is opened at a time."""
    session.execute(
        select(LegalText.id).where(LegalText.id == source_id).with_for_update(key_share=True)
    )


def find_open(session: Session, *, agency_id: int | None, source_id: int) -> Campaign | None:
    """Give the open campaign of an agency because of a text."""
    return session.scalars(
        select(Campaign).where(
            Campaign.agency_id == agency_id,
            Campaign.source_id == source_id,
            Campaign.closed_at.is_(None),
        )
    ).first()


def list_campaigns(session: Session, *, actor: Actor) -> Sequence[Campaign]:
    """List the campaigns of the actor's agency, open ones first, newest first."""
    return session.scalars(
        select(Campaign)
        .where(Campaign.agency_id == actor.agency_id)
        .order_by(Campaign.closed_at.is_not(None), Campaign.id.desc())
    ).all()


def list_effects(session: Session, campaign: Campaign) -> Sequence[Effect]:
    """List what the text of a campaign does to others, as confirmed."""
    return session.scalars(
        select(Effect)
        .where(
            Effect.source_id == campaign.source_id,
            Effect.state == EffectState.CONFIRMED,
            Effect.action.in_(HURTING),
        )
        .order_by(Effect.id)
    ).all()


def list_open_of_effects(session: Session, effect_ids: Iterable[int]) -> Sequence[Campaign]:
    """List the open campaigns that some effects belong to."""
    sources = select(Effect.source_id).where(Effect.id.in_(set(effect_ids)))
    return session.scalars(
        select(Campaign)
        .where(Campaign.closed_at.is_(None), Campaign.source_id.in_(sources))
        .order_by(Campaign.id)
    ).all()


def list_open_of_documents(session: Session, document_ids: Collection[int]) -> Sequence[Campaign]:
    """List the open campaigns whose texts hurt one of the documents now."""
    sources = (
        select(Effect.source_id)
        .join(Finding, Finding.effect_id == Effect.id)
        .where(Finding.document_id.in_(document_ids), Finding.state.in_(LIVE))
    )
    agencies = select(Document.agency_id).where(Document.id.in_(document_ids))
    return session.scalars(
        select(Campaign)
        .where(
            Campaign.closed_at.is_(None),
            Campaign.source_id.in_(sources),
            Campaign.agency_id.in_(agencies),
        )
        .order_by(Campaign.id)
    ).all()


def progress_of(
    session: Session,
    campaign: Campaign,
    *,
    actor: Actor,
    now: datetime,
    document_ids: Collection[int] | None = None,
) -> Progress:
    """Work out how far a campaign is, of the documents `actor` may see something of."""
    members = list_members(
        session,
        source_id=campaign.source_id,
        actor=actor,
        now=now,
        campaign=campaign,
        document_ids=document_ids,
    )
    inside = [one for one in members if one.inside and one.stage is not Stage.LEFT]
    return Progress(
        campaign=campaign,
        inside=tuple(inside),
        weak=tuple(one for one in members if not one.inside and one.finding_ids),
        left=tuple(one for one in members if one.inside and one.stage is Stage.LEFT),
    )


def find_member(
    session: Session, campaign: Campaign, document_id: int, *, actor: Actor, now: datetime
) -> Member:
    """Give one document of a campaign, or NotFound when its change of law never hurt it."""
    found = list_members(
        session,
        source_id=campaign.source_id,
        actor=actor,
        now=now,
        campaign=campaign,
        document_ids=[document_id],
    )
    if not found:
        raise NotFound(f"document {document_id} in campaign {campaign.id}")
    return found[0]


def list_own(
    session: Session, *, actor: Actor, now: datetime
) -> list[tuple[Progress, tuple[Member, ...]]]:
    """Give the open campaigns with what the person owns and still has to do in each."""
    found = []
    for campaign in list_campaigns(session, actor=actor):
        if campaign.closed_at is not None:
            continue
        progress = progress_of(session, campaign, actor=actor, now=now)
        own = [one for one in progress.inside if one.owner_id == actor.id and one.stage in AT_WORK]
        if own:
            found.append((progress, tuple(sorted(own, key=lambda one: one.due_on))))
    return found


def shares_of(members: Sequence[Member], by: str) -> list[Share]:
    """Sum members up `by` "unit" or "field"; those without one come last under an empty name."""
    names = sorted({getattr(one, by) for one in members}, key=lambda name: (not name, name))
    found = []
    for name in names:
        own = [one for one in members if getattr(one, by) == name]
        found.append(
            Share(
                name=name,
                total=len(own),
                undecided=sum(one.stage is Stage.UNDECIDED for one in own),
                waiting=sum(one.stage in WAITING for one in own),
                late=sum(one.late for one in own),
                ended=sum(one.stage not in AT_WORK for one in own),
            )
        )
    return found


def points_of(progress: Progress, *, today: date) -> tuple[Point, ...]:
    """Give the work left: when the campaign was opened, then at the end of each day since."""
    since = day_of(progress.campaign.opened_at)
    last = today
    if progress.campaign.closed_at is not None:
        last = min(today, day_of(progress.campaign.closed_at))
    if (last - since).days > LONGEST:
        since = date.fromordinal(last.toordinal() - LONGEST)
    spans = [one.span for one in progress.inside]
    begun = Point(since, sum(span.since <= since for span in spans))
    return (begun, *burndown(spans, since=since, until=last))


def find_case(session: Session, campaign_id: int, document_id: int) -> Case | None:
    """Give what was decided on a document of a campaign."""
    return session.scalars(
        select(Case).where(Case.campaign_id == campaign_id, Case.document_id == document_id)
    ).first()


def list_notes(session: Session, campaign_id: int, document_id: int) -> Sequence[Note]:
    """List the notes on a document of a campaign, oldest first."""
    return session.scalars(
        select(Note)
        .where(Note.campaign_id == campaign_id, Note.document_id == document_id)
        .order_by(Note.id)
    ).all()


def list_kept(session: Session, *, source_id: int, document_id: int) -> Sequence[int]:
    """List the findings of a document and a text that a person closed as not affected."""
    return session.scalars(
        select(Finding.id)
        .join(Effect, Effect.id == Finding.effect_id)
        .where(
            Effect.source_id == source_id,
            Finding.document_id == document_id,
            Finding.state == FindingState.NOT_AFFECTED,
        )
        .order_by(Finding.id)
    ).all()
