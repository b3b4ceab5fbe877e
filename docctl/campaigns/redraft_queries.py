"""Reading redrafts: their documents, their passages, and what became of each proposal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Actor
from docctl.campaigns.models import Campaign, Passage, Redraft, RedraftItem
from docctl.content import Change
from docctl.content.kept import Kept
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to, without_texts
from docctl.documents.rules import Status
from docctl.errors import NotFound
from docctl.impact.meetings import chunks

Reading = tuple[tuple[Change, ...], dict[str, str]]
_READINGS: Kept[Reading] = Kept(2000)  # a draft is looked at many times between two saves


MOST_MAPPINGS = 20  # redrafts whose word on provisions is heard


class Fate(StrEnum):
    """What became of a passage; of a proposal it follows from the text of the draft."""

    PENDING = "pending"  # proposed, not decided
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TO_LOOK_AT = "to_look_at"  # left to a human
    LOOKED_AT = "looked_at"


@dataclass(frozen=True, slots=True)
class Told:
    """A passage with its fate and, while it is proposed, its tracked change."""

    passage: Passage
    fate: Fate
    change: Change | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of a redraft that `actor` may see, with its passages."""

    item: RedraftItem
    document: Document
    version: Version | None
    passages: tuple[Told, ...]
    changes: tuple[Change, ...] = ()  # proposed in the draft; none once it was handed in

    @property
    def pending(self) -> int:
        """Count the proposals that wait, the row of the table of revisions with them."""
        return len({one.id for one in self.changes})

    @property
    def rows(self) -> list[Change]:
        """Give the proposals that no passage tells: the row of the table of revisions."""
        told = {one.passage.change_id for one in self.passages}
        return [one for one in self.changes if one.id not in told]

    @property
    def to_look_at(self) -> int:
        """Count the passages a human has not looked at."""
        return sum(one.fate is Fate.TO_LOOK_AT for one in self.passages)

    @property
    def ready(self) -> bool:
        """Say whether the draft can be handed in."""
        draft = self.version is not None and self.version.status is Status.DRAFT
        return draft and not self.pending and not self.to_look_at


def get_redraft(session: Session, redraft_id: int, *, actor: Actor) -> Redraft:
    """Give a redraft of the actor's agency, or NotFound."""
    redraft = session.scalars(
        select(Redraft)
        .join(Campaign, Campaign.id == Redraft.campaign_id)
        .where(Redraft.id == redraft_id, Campaign.agency_id == actor.agency_id)
    ).first()
    if redraft is None:
        raise NotFound(f"redraft {redraft_id}")
    return redraft


def list_redrafts(session: Session, campaign_id: int) -> Sequence[Redraft]:
    """List the redrafts of a campaign, newest first."""
    return session.scalars(
        select(Redraft).where(Redraft.campaign_id == campaign_id).order_by(Redraft.id.desc())
    ).all()


def find_mapping(
    session: Session, source_id: int, target_id: int, *, actor: Actor
) -> dict[str, str]:
    """Give which provision of a new text follows one of an old, as redrafts of the agency said.

    Where several say it, the newest holds.
    """
    said = session.scalars(
        select(Redraft.mapping)
        .join(Campaign, Campaign.id == Redraft.campaign_id)
        .where(Campaign.source_id == source_id, Campaign.agency_id == actor.agency_id)
        .order_by(Redraft.id.desc())
        .limit(MOST_MAPPINGS)
    )
    found: dict[str, str] = {}
    for old, new, *text in (pair for pairs in said for pair in pairs):
        if not text or text[0] in (None, target_id):
            found.setdefault(old, new)
    return found


def lock_item(session: Session, item_id: int) -> RedraftItem:
    """Give a document of a redraft, read afresh and locked until the transaction ends."""
    return session.scalars(
        select(RedraftItem)
        .where(RedraftItem.id == item_id)
        .with_for_update(of=RedraftItem)
        .execution_options(populate_existing=True)
    ).one()


def list_all(session: Session, redraft_id: int) -> Sequence[RedraftItem]:
    """List the documents of a redraft."""
    return session.scalars(
        select(RedraftItem).where(RedraftItem.redraft_id == redraft_id).order_by(RedraftItem.id)
    ).all()


def list_waiting(session: Session, redraft_id: int) -> Sequence[RedraftItem]:
    """List the documents of a redraft that are not done yet."""
    return [item for item in list_all(session, redraft_id) if item.done_at is None]


def list_pending(session: Session, redraft_id: int) -> list[tuple[int, frozenset[str]]]:
    """Give the drafts of a redraft, in its order, with the ids of the changes that wait in them."""
    rows = session.execute(
        select(Version.id, Version.content)
        .join(RedraftItem, RedraftItem.version_id == Version.id)
        .where(RedraftItem.redraft_id == redraft_id)
        .order_by(RedraftItem.id)
    )
    return [(row.id, frozenset(contents.pending_ids(row.content))) for row in rows]


def count_items(session: Session, redraft_id: int) -> int:
    """Count the documents of a redraft."""
    query = select(func.count()).where(RedraftItem.redraft_id == redraft_id)
    return session.scalar(query) or 0


def count_done(session: Session, redraft_id: int) -> int:
    """Count the documents of a redraft that were gone through."""
    query = select(func.count()).where(
        RedraftItem.redraft_id == redraft_id, RedraftItem.done_at.is_not(None)
    )
    return session.scalar(query) or 0


def list_passages(
    session: Session, redraft_id: int, *, ids: Collection[int] | None = None
) -> Sequence[Passage]:
    """List the passages of a redraft in order, or those of the given ids."""
    query = (
        select(Passage)
        .join(RedraftItem, RedraftItem.id == Passage.item_id)
        .where(RedraftItem.redraft_id == redraft_id)
        .order_by(Passage.item_id, Passage.ordinal)
    )
    if ids is not None:
        query = query.where(Passage.id.in_(set(ids)))
    return session.scalars(query).all()


def count_unseen(session: Session, item_ids: Collection[int]) -> int:
    """Count the passages left to a human that nobody has looked at."""
    query = select(func.count()).where(
        Passage.item_id.in_(set(item_ids)), Passage.mark != "", Passage.looked_at.is_(None)
    )
    return session.scalar(query) or 0


def list_sheets(session: Session, redraft_id: int, *, actor: Actor, now: datetime) -> list[Sheet]:
    """Give the documents of a redraft whose drafts `actor` may see, or that have none; by code."""
    passages: dict[int, list[Passage]] = {}
    for one in list_passages(session, redraft_id):
        passages.setdefault(one.item_id, []).append(one)
    items = list_all(session, redraft_id)
    versions = {
        version.id: version
        for version in session.scalars(
            select(Version)
            .options(*without_texts())
            .join(Document, Document.id == Version.document_id)
            .where(
                Version.id.in_({item.version_id for item in items if item.version_id}),
                visible_to(actor, now=now),
            )
        )
    }
    found = []
    for item in items:
        version = versions.get(item.version_id or 0)
        if item.version_id is not None and version is None:
            continue
        document = session.get_one(Document, item.document_id)
        told, changes = _told(version, passages.get(item.id, []))
        draft = version is not None and version.status is Status.DRAFT
        found.append(Sheet(item, document, version, told, changes if draft else ()))
    return sorted(found, key=lambda one: (one.document.code, one.document.id))


def sheets_of_versions(
    session: Session, version_ids: Collection[int]
) -> dict[int, tuple[Told, ...]]:
    """Give the passages of the last redraft of each version, for who reviews a batch."""
    items = {
        item.version_id: item
        for part in chunks(version_ids)
        for item in session.scalars(
            select(RedraftItem)
            .where(RedraftItem.version_id.in_(part or ()))
            .order_by(RedraftItem.id)
        )
    }
    passages: dict[int, list[Passage]] = {item.id: [] for item in items.values()}
    for part in chunks(passages):
        for one in session.scalars(
            select(Passage).where(Passage.item_id.in_(part or ())).order_by(Passage.ordinal)
        ):
            passages[one.item_id].append(one)
    return {
        version_id: _told(session.get_one(Version, version_id), passages[item.id])[0]
        for version_id, item in items.items()
        if version_id is not None
    }


def _told(
    version: Version | None, passages: Sequence[Passage]
) -> tuple[tuple[Told, ...], tuple[Change, ...]]:
    """Give the passages with their fates, and all changes that wait in the text."""
    if version is None:
        return (), ()
    proposed = tuple((one.change_id, one.block_uid) for one in passages if not one.mark)
    changes, blocks = _READINGS.get(
        (version.content_hash, proposed), lambda: _read(version.content, proposed)
    )
    waiting = {change.id: change for change in changes}
    told = tuple(
        Told(one, _fate(one, waiting, blocks.get(one.block_uid, "")), waiting.get(one.change_id))
        for one in passages
    )
    return told, changes


def _read(content: contents.Json, proposed: Collection[tuple[str, str]]) -> Reading:
    """Give what waits in a text, and what now stands where decided proposals stood."""
    changes = tuple(contents.changes_in(content))
    waiting = {change.id for change in changes}
    decided = {uid for change_id, uid in proposed if change_id not in waiting}
    blocks = contents.project(content).by_uid if decided else {}
    return changes, {uid: blocks[uid].text for uid in decided if uid in blocks}


def _fate(one: Passage, changes: dict[str, Change], text: str) -> Fate:
    if one.mark:
        return Fate.TO_LOOK_AT if one.looked_at is None else Fate.LOOKED_AT
    if one.change_id in changes:
        return Fate.PENDING
    return Fate.ACCEPTED if one.after.strip() in text else Fate.REJECTED
