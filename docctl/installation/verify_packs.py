"""Checks of legal packs: the chain of those made here, senders two people know, what they wrote."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.audit.models import AuditEntry
from docctl.errors import Refused
from docctl.installation.checks import Fault, Place, acts_by_subject
from docctl.legal.models import Effect
from docctl.legal.record_models import EffectRecord
from docctl.packs.body import Pack, read_body
from docctl.packs.envelope import open_envelope
from docctl.packs.keys import read_public_key
from docctl.packs.models import (
    IssuedPack,
    PackConflict,
    PackSender,
    PackWatch,
    ReceivedPack,
    SaidEffect,
    SaidText,
)
from docctl.packs.rules import PackState, facts_of
from docctl.packs.saying import EffectSaid, write_plain


def packs_follow(at: Place) -> Iterator[Fault | int]:
    """G1: packs made here are numbered without a gap, each names the one before, all recorded."""
    made = acts_by_subject(at.session, "pack.made")
    previous, number = "", 0
    for pack in at.session.scalars(select(IssuedPack).order_by(IssuedPack.number)):
        subject = f"issued_pack:{pack.id}"
        if pack.number != number + 1 or pack.previous != previous:
            yield Fault("G1", subject, "does not follow the pack before")
        if made.pop(subject, None) != 1:
            yield Fault("G1", subject, "is not in the trail exactly once")
        previous, number = pack.sha256, pack.number
        yield 1
    for subject in sorted(made):
        yield Fault("G1", subject, "the pack is gone")


def senders_are_known(at: Place) -> Iterator[Fault | int]:
    """G2: a sender counts by the word of two people, or of the only one there was, as recorded."""
    last: dict[str, tuple[str, int | None, bool]] = {}
    acts = at.session.execute(
        select(AuditEntry.subject, AuditEntry.action, AuditEntry.actor_id, AuditEntry.detail)
        .where(AuditEntry.action.like("pack_sender.%"))
        .order_by(AuditEntry.seq)
    )
    asked: dict[str, int | None] = {}
    for subject, action, actor_id, detail in acts:
        if action == "pack_sender.asked":
            asked[subject] = actor_id
        alone = bool(detail.get("alone"))
        last[subject] = (action, actor_id, alone)
    for sender in at.session.scalars(select(PackSender).order_by(PackSender.id)):
        subject = f"pack_sender:{sender.id}"
        action, actor_id, alone = last.get(subject, ("", None, False))
        second = action == "pack_sender.confirmed" and actor_id != asked.get(subject)
        if sender.counts != (second or (action == "pack_sender.asked" and alone)):
            yield Fault("G2", subject, "counts otherwise than the trail says")
        yield 1


def packs_say_what_they_wrote(at: Place) -> Iterator[Fault | int]:
    """G3: what a pack wrote last of an effect, and nobody changed since, stands as it said."""
    records = at.session.execute(
        select(SaidEffect, Effect, EffectRecord)
        .join(Effect, Effect.id == SaidEffect.effect_id)
        .join(EffectRecord, EffectRecord.id == SaidEffect.record_id)
        .order_by(SaidEffect.effect_id)
    )
    for said, effect, record in records:
        if record.effect_id != effect.id:
            yield Fault("G3", f"effect:{effect.id}", "its pack wrote another effect")
        wrote = (record.state, record.effective_on, record.until)
        if wrote != (said.state, said.effective_on, said.until):
            yield Fault("G3", f"effect:{effect.id}", "what its pack wrote is not what it said")
        yield 1
    taken = acts_by_subject(at.session, "pack.taken_in")
    for pack in at.session.scalars(
        select(ReceivedPack).where(ReceivedPack.state == PackState.TAKEN)
    ):
        if not taken.get(f"received_pack:{pack.id}"):
            yield Fault("G3", f"received_pack:{pack.id}", "was taken in, and nobody recorded it")
        yield 1


def conflicts_are_recorded(at: Place) -> Iterator[Fault | int]:
    """G4: a conflict was decided as its entry says, and none is gone.

    One that nobody decided (`taken` is not said) has lapsed: both sides said the same.
    """
    decided = {
        entry.subject: (entry.action == "pack_conflict.taken", entry.detail["theirs"])
        for entry in _entries(at.session, "pack_conflict.taken", "pack_conflict.kept")
    }
    for row in at.session.scalars(select(PackConflict).order_by(PackConflict.id)):
        subject = f"pack_conflict:{row.id}"
        said = decided.pop(subject, None)
        if said != (None if row.taken is None else (row.taken, row.theirs)):
            yield Fault("G4", subject, "it is not decided as the trail says")
        yield 1
    for subject in sorted(decided):
        yield Fault("G4", subject, "the conflict is gone")


def packs_came(at: Place) -> Iterator[Fault | int]:
    """G5: every pack that came is here as it came; the address chosen last is watched."""
    came = {
        entry.subject: entry.detail["sha256"] for entry in _entries(at.session, "pack.received")
    }
    for pack_id, sha256 in at.session.execute(select(ReceivedPack.id, ReceivedPack.sha256)):
        if came.pop(f"received_pack:{pack_id}", None) != sha256:
            yield Fault("G5", f"received_pack:{pack_id}", "it is not the pack that came")
        yield 1
    for subject in sorted(came):
        yield Fault("G5", subject, "the pack is gone")
    chosen = [entry.detail["after"] for entry in _entries(at.session, "pack_watch.changed")]
    watched = at.session.scalars(select(PackWatch.address)).first() or ""
    if watched != (chosen[-1] if chosen else ""):
        yield Fault("G5", "installation:1", "another address is watched than was chosen")


def _entries(session: Session, *actions: str) -> Sequence[AuditEntry]:
    return session.scalars(
        select(AuditEntry).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.seq)
    ).all()


def packs_hold_what_was_kept(at: Place) -> Iterator[Fault | int]:
    """G6: what is kept of a sender's words is what the signed file of its pack says."""
    for pack in at.session.scalars(select(ReceivedPack).order_by(ReceivedPack.id)):
        texts = at.session.scalars(select(SaidText).where(SaidText.pack_id == pack.id)).all()
        effects = at.session.execute(
            select(SaidEffect, Effect)
            .join(Effect, Effect.id == SaidEffect.effect_id)
            .where(SaidEffect.pack_id == pack.id)
        ).all()
        if not (texts or effects) or not at.blobs.has(pack.sha256):
            continue  # a file that is gone: `files` tells of it
        body = _signed(pack, at.blobs.get(pack.sha256))
        if body is None:
            yield Fault("G6", f"received_pack:{pack.id}", "its file is not one its sender signed")
            continue
        said = {one.ref: (one.at, write_plain(facts_of(one))) for one in body.texts}
        for text in texts:
            if said.get(text.ref) != (text.at, text.facts):
                yield Fault("G6", f"legal_text:{text.text_id}", "its sender did not say this of it")
            yield 1
        stated = _stated(at.session, pack.sender_id, body)
        for row, effect in effects:
            name = (effect.source_id, effect.target_id, effect.action, effect.scope_key)
            if not _says(stated.get(name), row):
                yield Fault("G6", f"effect:{effect.id}", "its sender did not say this of it")
            yield 1


def _signed(pack: ReceivedPack, data: bytes) -> Pack | None:
    """Read the file of a pack; None unless its sender signed it."""
    try:
        envelope = open_envelope(data)
        return (
            read_body(envelope.body) if envelope.is_by(read_public_key(pack.sender.key)) else None
        )
    except Refused:
        return None


def _stated(session: Session, sender_id: int, body: Pack) -> dict[tuple[object, ...], EffectSaid]:
    rows = session.execute(
        select(SaidText.ref, SaidText.text_id).where(SaidText.sender_id == sender_id)
    )
    ids = {row.ref: row.text_id for row in rows}
    return {
        (ids.get(one.source), ids.get(one.target), one.action, one.scope_key): one
        for one in body.effects
    }


def _says(said: EffectSaid | None, row: SaidEffect) -> bool:
    """Say whether a line of a pack is what is kept of it."""
    names = ("at", "state", "effective_on", "until", "decided_by", "decided_at")
    if said is None or not all(getattr(said, one) == getattr(row, one) for one in names):
        return False
    # A pack of the time before says no number, and takes none back.
    return not said.number or (said.number, said.successor) == (row.number, row.successor)
