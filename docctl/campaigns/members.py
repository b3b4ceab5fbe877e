"""Who is concerned by a change of law and how far each document is: derived from what is there.

A document whose findings are on what it cites is a member by itself. One that is hurt only
elsewhere in a cited text stands apart until a person says what becomes of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session, aliased

from docctl.actors import Actor
from docctl.agencies.models import Field, Unit
from docctl.campaigns.models import Campaign, Case
from docctl.campaigns.rules import (
    Hurt,
    Span,
    Stage,
    Verdict,
    due_on,
    is_late,
    is_strong,
    span_of,
    stage_of,
)
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.documents.rules import OPEN, Kind, Status
from docctl.documents.rules import label as label_of
from docctl.identity.models import User
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState, Overlap
from docctl.legal.models import Effect

_Draft, _Repair = aliased(Version, name="draft"), aliased(Version, name="repair")
_Owner = aliased(User, name="owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The change of a document that was opened for its findings; `seen` says who may open it."""

    id: int
    label: str
    status: Status
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A document and what a change of law makes of it.

    `effective_on` is the law's day for it; `due_on` when it should be approved; `joined_at` when it
    was first hurt.
    """

    document_id: int
    code: str
    title: str
    kind: Kind
    field: str
    unit: str
    owner_id: int | None
    owner: str
    strong: bool
    chosen: bool  # hurt elsewhere only, but taken in by a person
    hit: int  # findings the change has made, closed ones with them
    passages: int  # live strong findings
    weak_passages: int
    finding_ids: tuple[int, ...]  # live ones
    case: Case | None
    verdict: Verdict | None
    effective_on: date | None
    due_on: date
    stage: Stage
    late: bool
    early: bool  # its repair takes effect before the law, whose day is still to come
    joined_at: datetime
    draft: Draft | None
    span: Span

    @property
    def inside(self) -> bool:
        """Say whether the document is part of the campaign's work."""
        return self.strong or self.chosen


def list_members(
    session: Session,
    *,
    source_id: int,
    actor: Actor,
    now: datetime,
    campaign: Campaign | None = None,
    document_ids: Collection[int] | None = None,
) -> list[Member]:
    """Give every document of which `actor` may see something that a text's effects hurt.

    Without a campaign the days count from now, as if it were opened. By code.
    """
    by_document: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_findings(source_id, actor, now, document_ids)):
        by_document[row.document_id].append(row)
    cases = _cases(session, campaign, by_document)
    names = _names(session, cases.values())
    drafts = [row.draft_id for rows in by_document.values() for row in rows if row.draft_status]
    seen = _seen(session, drafts, actor, now)
    opened = now if campaign is None else campaign.opened_at
    found = [
        _member(rows, cases.get(document_id), names, seen, opened=opened, today=day_of(now))
        for document_id, rows in by_document.items()
    ]
    return sorted(found, key=lambda one: (one.code, one.document_id))


def _findings(
    source_id: int, actor: Actor, now: datetime, document_ids: Collection[int] | None
) -> Any:
    query = (
        select(
            Finding.id,
            Finding.document_id,
            Finding.state,
            Finding.overlap,
            Finding.due_on,
            Finding.opened_at,
            Finding.closed_at,
            Document.code,
            Document.title,
            Document.kind,
            Document.withdrawn_at,
            _Owner.id.label("owner_id"),
            _Owner.name.label("owner"),
            Unit.name.label("unit"),
            Field.name.label("field"),
            _Draft.id.label("draft_id"),
            _Draft.status.label("draft_status"),
            _Draft.issue_no.label("draft_issue"),
            _Draft.revision_no.label("draft_revision"),
            _Repair.approved_at.label("repaired_at"),
            _Repair.effective_from.label("repaired_from"),
        )
        .join(Effect, Effect.id == Finding.effect_id)
        .join(Document, Document.id == Finding.document_id)
        .join(Field, Field.id == Document.field_id)
        .outerjoin(Unit, Unit.id == Document.unit_id)
        .outerjoin(_Owner, (_Owner.id == Document.owner_id) & _Owner.disabled_at.is_(None))
        .outerjoin(_Draft, (_Draft.id == Finding.draft_id) & _Draft.status.in_(OPEN))
        .outerjoin(_Repair, _Repair.id == Finding.closed_by_version_id)
        .where(
            Effect.source_id == source_id,
            exists().where(Version.document_id == Document.id, visible_to(actor, now=now)),
        )
        .order_by(Finding.id)
    )
    return query if document_ids is None else query.where(Finding.document_id.in_(document_ids))


def _cases(
    session: Session, campaign: Campaign | None, document_ids: Iterable[int]
) -> dict[int, Case]:
    if campaign is None:
        return {}
    wanted = set(document_ids)
    rows = session.scalars(select(Case).where(Case.campaign_id == campaign.id))
    return {case.document_id: case for case in rows if case.document_id in wanted}


def _names(session: Session, cases: Iterable[Case]) -> dict[int, str]:
    """Give the names of those who own documents in the campaign and have not left."""
    ids = {case.owner_id for case in cases if case.owner_id is not None}
    rows = session.execute(
        select(User.id, User.name).where(User.id.in_(ids), User.disabled_at.is_(None))
    )
    return {row.id: row.name for row in rows}


def _seen(session: Session, version_ids: Sequence[int], actor: Actor, now: datetime) -> set[int]:
    return set(
        session.scalars(
            select(Version.id)
            .join(Document, Document.id == Version.document_id)
            .where(Version.id.in_(set(version_ids)), visible_to(actor, now=now))
        )
    )


def _is_early(row: Row[Any], today: date) -> bool:
    if row.repaired_from is None or row.due_on is None:
        return False
    return bool(today < row.due_on and day_of(row.repaired_from) < row.due_on)


def _member(
    rows: Sequence[Row[Any]],
    case: Case | None,
    names: dict[int, str],
    seen: set[int],
    *,
    opened: datetime,
    today: date,
) -> Member:
    hurts = [
        (
            row,
            Hurt(
                row.state,
                row.overlap,
                row.due_on,
                row.opened_at,
                row.closed_at,
                row.repaired_at,
            ),
        )
        for row in rows
    ]
    strong = is_strong(hurt for _, hurt in hurts)
    counting = [
        (row, hurt) for row, hurt in hurts if not strong or hurt.overlap is not Overlap.ELSEWHERE
    ]
    verdict = None if case is None else case.verdict
    live = [row for row, _ in hurts if row.state in LIVE]
    days = [hurt.due_on for _, hurt in counting if hurt.due_on is not None]
    effective_on = min(days, default=None)
    joined_at = min(hurt.opened_at for _, hurt in counting)
    draft = next((row for row, _ in counting if row.draft_status is not None), None)
    stage = stage_of(
        [hurt for _, hurt in counting],
        verdict=verdict,
        draft=None if draft is None else draft.draft_status,
        withdrawn=rows[0].withdrawn_at is not None,
    )
    due = due_on(effective_on, day_of(max(joined_at, opened)))
    if case is not None and case.due_on is not None:
        due = case.due_on
    first = rows[0]
    chosen = None if case is None or case.owner_id not in names else case.owner_id
    return Member(
        document_id=first.document_id,
        code=first.code,
        title=first.title,
        kind=first.kind,
        field=first.field,
        unit=first.unit or "",
        owner_id=first.owner_id if chosen is None else chosen,
        owner=first.owner or "" if chosen is None else names[chosen],
        strong=strong,
        chosen=not strong and verdict is not None,
        hit=sum(row.state is not FindingState.WITHDRAWN for row, _ in counting),
        passages=sum(row.overlap is not Overlap.ELSEWHERE for row in live),
        weak_passages=sum(row.overlap is Overlap.ELSEWHERE for row in live),
        finding_ids=tuple(row.id for row in live),
        case=case,
        verdict=verdict,
        effective_on=effective_on,
        due_on=due,
        stage=stage,
        late=is_late(due, stage, today),
        early=any(_is_early(row, today) for row, _ in counting),
        joined_at=joined_at,
        draft=None
        if draft is None
        else Draft(
            id=draft.draft_id,
            label=label_of(draft.draft_issue, draft.draft_revision),
            status=draft.draft_status,
            seen=draft.draft_id in seen,
        ),
        span=span_of([hurt for _, hurt in counting]),
    )
