"""Reading senders, packs, what they said, and the conflicts they leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from docctl.actors import Actor, Permission
from docctl.errors import NotFound
from docctl.legal.queries import chunks
from docctl.packs.body import Scope
from docctl.packs.models import (
    IssuedPack,
    PackConflict,
    PackSender,
    PackWatch,
    ReceivedPack,
    SaidEffect,
    SaidText,
)
from docctl.packs.rules import PackState


@dataclass(frozen=True, slots=True)
class Origins:
    """Which packs speak of a text, and of the effects it does or suffers."""

    texts: Sequence[SaidText]
    effects: dict[int, list[SaidEffect]]


def list_senders(session: Session) -> Sequence[PackSender]:
    """List all senders by name; removed ones last."""
    return session.scalars(
        select(PackSender).order_by(PackSender.removed_at.is_not(None), PackSender.name)
    ).all()


def get_sender(session: Session, sender_id: int) -> PackSender:
    """Give a sender, locked for a decision, or NotFound."""
    found = session.get(PackSender, sender_id, with_for_update=True)
    if found is None:
        raise NotFound(f"sender {sender_id}")
    return found


def find_sender(session: Session, key_id: str) -> PackSender | None:
    """Find a sender by the id of its key, in whatever state."""
    return session.scalars(select(PackSender).where(PackSender.key_id == key_id)).first()


def count_senders_to_confirm(session: Session, *, actor: Actor) -> int:
    """Count the senders that wait for `actor` to confirm them."""
    if not actor.may(Permission.CONFIRM_RIGHTS):
        return 0
    waiting = select(func.count()).select_from(PackSender)
    waiting = waiting.where(
        PackSender.confirmed_at.is_(None),
        PackSender.removed_at.is_(None),
        or_(PackSender.asked_by_id.is_(None), PackSender.asked_by_id != actor.id),
    )
    return session.scalar(waiting) or 0


def find_last_issued(session: Session) -> IssuedPack | None:
    """Find the pack made last."""
    return session.scalars(select(IssuedPack).order_by(IssuedPack.number.desc()).limit(1)).first()


def list_issued(session: Session, *, limit: int = 20) -> Sequence[IssuedPack]:
    """List the packs made here, newest first."""
    return session.scalars(select(IssuedPack).order_by(IssuedPack.number.desc()).limit(limit)).all()


def get_issued(session: Session, issued_id: int) -> IssuedPack:
    """Give a pack made here, or NotFound."""
    found = session.get(IssuedPack, issued_id)
    if found is None:
        raise NotFound(f"issued pack {issued_id}")
    return found


def get_received(session: Session, pack_id: int, *, locked: bool = False) -> ReceivedPack:
    """Give a pack that came in, or NotFound."""
    query = select(ReceivedPack).where(ReceivedPack.id == pack_id)
    if locked:
        query = query.with_for_update(of=ReceivedPack)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(f"received pack {pack_id}")
    return found


def find_received(session: Session, sha256: str) -> ReceivedPack | None:
    """Find a pack that came in by the hash of its file."""
    return session.scalars(select(ReceivedPack).where(ReceivedPack.sha256 == sha256)).first()


def list_received(
    session: Session, *, states: Collection[PackState] = tuple(PackState), limit: int = 20
) -> Sequence[ReceivedPack]:
    """List the packs that came in, newest first."""
    return session.scalars(
        select(ReceivedPack)
        .where(ReceivedPack.state.in_(states))
        .order_by(ReceivedPack.id.desc())
        .limit(limit)
    ).all()


def count_ready(session: Session) -> int:
    """Count the packs somebody has to look at."""
    ready = select(func.count()).select_from(ReceivedPack)
    return session.scalar(ready.where(ReceivedPack.state == PackState.READY)) or 0


def find_whole_after(session: Session, sender_id: int, number: int) -> ReceivedPack | None:
    """Find a pack of the whole register, later than `number`, that was taken in."""
    return session.scalars(
        select(ReceivedPack)
        .where(
            ReceivedPack.sender_id == sender_id,
            ReceivedPack.number > number,
            ReceivedPack.scope == Scope.ALL,
            ReceivedPack.state == PackState.TAKEN,
        )
        .order_by(ReceivedPack.number)
        .limit(1)
    ).first()


def list_hashes(session: Session) -> set[str]:
    """Give the hashes of all packs that came in or were made here."""
    return {
        *session.scalars(select(ReceivedPack.sha256)),
        *session.scalars(select(IssuedPack.sha256)),
    }


def find_watch(session: Session) -> PackWatch | None:
    """Find what is watched; None while nobody has chosen anything and nothing was looked at."""
    return session.get(PackWatch, 1)


def lock_watch(session: Session) -> PackWatch:
    """Give what is watched, locked; made when it is asked for first."""
    found = session.get(PackWatch, 1, with_for_update=True)
    if found is None:
        found = PackWatch()
        session.add(found)
        session.flush()
    return found


def list_said_texts(session: Session, sender_id: int, refs: Collection[int]) -> dict[int, SaidText]:
    """Give what a sender said last of its texts, by reference."""
    return {
        row.ref: row
        for some in chunks(sorted(refs))
        for row in session.scalars(
            select(SaidText).where(SaidText.sender_id == sender_id, SaidText.ref.in_(some))
        )
    }


def list_said_effects(
    session: Session, sender_id: int, effect_ids: Collection[int]
) -> dict[int, SaidEffect]:
    """Give what a sender said last of effects, by their ids."""
    return {
        row.effect_id: row
        for some in chunks(sorted(effect_ids))
        for row in session.scalars(
            select(SaidEffect).where(
                SaidEffect.sender_id == sender_id, SaidEffect.effect_id.in_(some)
            )
        )
    }


def list_origins(session: Session, text_id: int, effect_ids: Collection[int]) -> Origins:
    """Give the packs that speak of a text and of effects."""
    texts = session.scalars(
        select(SaidText).where(SaidText.text_id == text_id).options(selectinload(SaidText.pack))
    ).all()
    return Origins(texts, list_effect_origins(session, effect_ids))


def list_effect_origins(
    session: Session, effect_ids: Collection[int]
) -> dict[int, list[SaidEffect]]:
    """Give the packs that speak of effects, by effect."""
    effects: dict[int, list[SaidEffect]] = {}
    for some in chunks(sorted(effect_ids)):
        rows = session.scalars(
            select(SaidEffect)
            .where(SaidEffect.effect_id.in_(some))
            .options(selectinload(SaidEffect.pack))
        )
        for row in rows:
            effects.setdefault(row.effect_id, []).append(row)
    return effects


def list_successions(
    session: Session, origins: Sequence[SaidEffect]
) -> tuple[list[tuple[SaidEffect, int | None]], list[tuple[SaidEffect, SaidEffect]]]:
    """Give what senders say took the place of an effect, and what it took the place of.

    Each with the word on the effect; first with the effect here that the successor's number stands
    for (None: it has not come), then with the word on what it follows. The newest word first.
    """
    after, before = [], []
    for said in origins:
        own = [SaidEffect.sender_id == said.sender_id, SaidEffect.effect_id != said.effect_id]
        if said.successor:
            query = select(SaidEffect.effect_id).where(*own, SaidEffect.number == said.successor)
            found = session.scalars(query.order_by(SaidEffect.at.desc()).limit(1)).first()
            after.append((said, found))
        if said.number:
            query_before = select(SaidEffect).where(*own, SaidEffect.successor == said.number)
            rows = session.scalars(query_before.order_by(SaidEffect.at.desc()))
            before += [(said, row) for row in rows]
    return after, before


def count_conflicts(session: Session, *, pack_id: int | None = None) -> int:
    """Count the conflicts that wait for a person."""
    query = select(func.count()).select_from(PackConflict).where(PackConflict.decided_at.is_(None))
    if pack_id is not None:
        query = query.where(PackConflict.pack_id == pack_id)
    return session.scalar(query) or 0


def list_conflicts(session: Session, *, page: int = 1, size: int = 50) -> Sequence[PackConflict]:
    """List the conflicts that wait, those of one text together."""
    return session.scalars(
        select(PackConflict)
        .where(PackConflict.decided_at.is_(None))
        .order_by(PackConflict.text_id, PackConflict.id)
        .options(selectinload(PackConflict.sender), selectinload(PackConflict.pack))
        .limit(size)
        .offset((max(page, 1) - 1) * size)
    ).all()


def list_open_conflicts(
    session: Session, sender_id: int, subjects: Collection[str]
) -> dict[str, PackConflict]:
    """Give the open conflicts with a sender, by subject."""
    return {
        row.subject: row
        for some in chunks(sorted(subjects))
        for row in session.scalars(
            select(PackConflict).where(
                PackConflict.sender_id == sender_id,
                PackConflict.subject.in_(some),
                PackConflict.decided_at.is_(None),
            )
        )
    }


def list_kept(
    session: Session, sender_id: int, subjects: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Give what of a sender people decided not to take, by subject."""
    found: dict[str, list[dict[str, Any]]] = {}
    for some in chunks(sorted(subjects)):
        rows = session.scalars(
            select(PackConflict).where(
                PackConflict.sender_id == sender_id,
                PackConflict.subject.in_(some),
                PackConflict.taken.is_(False),
            )
        )
        for row in rows:
            found.setdefault(row.subject, []).append(row.theirs)
    return found


def get_conflict(session: Session, conflict_id: int) -> PackConflict:
    """Give a conflict, locked for a decision, or NotFound."""
    found = session.get(PackConflict, conflict_id, with_for_update=True)
    if found is None:
        raise NotFound(f"conflict {conflict_id}")
    return found
