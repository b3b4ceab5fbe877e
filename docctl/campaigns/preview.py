"""What a change of law would ask for, before anybody opens a campaign; writes nothing.

Confirmed effects have findings; for what is still proposed the rules are asked what it would hurt.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.campaigns.members import Member, list_members
from docctl.documents.models import Document
from docctl.documents.rules import Kind
from docctl.identity.models import User
from docctl.impact.foreseeing import Passage, foresee_passages, supposed
from docctl.impact.queries import list_findings
from docctl.impact.rules import HURTING, LIVE, Overlap
from docctl.impact.shown import Shown, Wanted
from docctl.legal.models import Effect, LegalText
from docctl.legal.queries import get_text
from docctl.legal.rules import EffectState

T = TypeVar("T")
MOST_PASSAGES = 2000
PER_PAGE = 100  # documents of each kind


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A document that effects would hurt if they were confirmed, with the passages."""

    document_id: int
    code: str
    title: str
    kind: Kind
    owner: str
    unit: str
    strong: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a text does, whom its confirmed effects hurt, and whom the proposed ones would.

    `strong` are hurt in what they cite, `weak` elsewhere in a text they cite. Of each, and of
    `proposed`, one page is shown, with its passages by document.
    """

    text: LegalText
    effects: tuple[Effect, ...]
    strong: tuple[Member, ...]
    weak: tuple[Member, ...]
    passages: dict[int, list[Shown]]
    proposed: tuple[Foreseen, ...]
    page: int

    @property
    def members(self) -> tuple[Member, ...]:
        """Give all documents that are hurt."""
        return self.strong + self.weak

    def page_of(self, found: Sequence[T]) -> int:
        """Give the page that is shown of a list: the one asked for, or its last."""
        return min(self.page, max(1, -(-len(found) // PER_PAGE)))

    def shown(self, found: Sequence[T]) -> Sequence[T]:
        """Cut the page out of a list."""
        end = self.page_of(found) * PER_PAGE
        return found[end - PER_PAGE : end]

    @property
    def owners(self) -> list[tuple[str, int]]:
        """Count the strong documents by owner; "" has none."""
        return sorted(Counter(one.owner for one in self.strong).items(), key=lambda p: -p[1])


def preview_of(
    session: Session, text_id: int, *, actor: Actor, now: datetime, page: int = 1
) -> Preview:
    """Work out whom the effects of a text hurt, confirmed and proposed, as `actor` may see it."""
    text = get_text(session, text_id)
    effects = session.scalars(
        select(Effect)
        .where(Effect.source_id == text_id, Effect.state != EffectState.WITHDRAWN)
        .order_by(Effect.state, Effect.id)
    ).all()
    effects = [one for one in effects if one.action in HURTING]
    members = [
        one
        for one in list_members(session, source_id=text_id, actor=actor, now=now)
        if one.finding_ids
    ]
    waiting = [one for one in effects if one.state is EffectState.PROPOSED]
    preview = Preview(
        text=text,
        effects=tuple(effects),
        strong=tuple(one for one in members if one.strong),
        weak=tuple(one for one in members if not one.strong),
        passages={},
        proposed=_foreseen(session, waiting, actor, now),
        page=max(page, 1),
    )
    shown = [*preview.shown(preview.strong), *preview.shown(preview.weak)]
    found = list_findings(
        session,
        actor=actor,
        now=now,
        wanted=Wanted(
            source_id=text_id,
            weak=True,
            states=LIVE,
            document_ids=[one.document_id for one in shown],
        ),
        per_page=MOST_PASSAGES,
    )
    for one in found.rows:
        preview.passages.setdefault(one.document_id, []).append(one)
    return preview


def _foreseen(
    session: Session, effects: Sequence[Effect], actor: Actor, now: datetime
) -> tuple[Foreseen, ...]:
    if not effects:
        return ()
    found: dict[int, dict[int, Passage]] = {}
    for one in foresee_passages(session, [supposed(e) for e in effects], actor=actor, now=now):
        known = found.setdefault(one.document_id, {})
        before = known.get(one.citation_id)
        if before is None or before.overlap is Overlap.ELSEWHERE:
            known[one.citation_id] = one
    rows = session.execute(
        select(Document, User.name)
        .outerjoin(User, User.id == Document.owner_id)
        .where(Document.id.in_(found))
        .order_by(Document.code, Document.id)
    )
    return tuple(
        Foreseen(
            document_id=document.id,
            code=document.code,
            title=document.title,
            kind=document.kind,
            owner=owner or "",
            unit="" if document.unit is None else document.unit.name,
            strong=any(one.overlap is not Overlap.ELSEWHERE for one in found[document.id].values()),
            passages=tuple(found[document.id].values()),
        )
        for document, owner in rows
    )
