"""Checks of legal packs: the chain of those made here, senders two people know, what they wrote."""

from collections.abc import Iterator

from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.installation.checks import Fault, Place, acts_by_subject
from docctl.legal.models import Effect
from docctl.legal.record_models import EffectRecord
from docctl.packs.models import IssuedPack, PackSender, ReceivedPack, SaidEffect
from docctl.packs.rules import PackState


def packs_follow(at: Place) -> Iterator[Fault | int]:
    """G1: packs made here are numbered without a gap, each names the one before, all recorded."""
    made = acts_by_subject(at.session, "pack.made")
    previous, number = "", 0
    for pack in at.session.scalars(select(IssuedPack).order_by(IssuedPack.number)):
        subject = f"issued_pack:{pack.id}"
        if pack.number != number + 1 or pack.previous != previous:
            yield Fault("G1", subject, "does not follow the pack before")
        if made.get(subject) != 1:
            yield Fault("G1", subject, "is not in the trail exactly once")
        previous, number = pack.sha256, pack.number
        yield 1


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
