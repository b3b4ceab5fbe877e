"""Packs that come in: the signature first, then who sent it, then whether it is news."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.blobs import Blobs
from docctl.days import day_of
from docctl.errors import Refused, say
from docctl.packs import queries
from docctl.packs.body import UNEVEN, Pack, read_body
from docctl.packs.envelope import Envelope, open_envelope
from docctl.packs.keys import fingerprint, read_public_key
from docctl.packs.models import PackSender, ReceivedPack
from docctl.packs.rules import PackState
from docctl.runtime import Transaction


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack whose signature is that of its sender."""

    envelope: Envelope
    sender: PackSender
    pack: Pack


def open_pack(session: Session, data: bytes) -> Opened:
    """Check whose pack it is and that nothing was changed, then read it; Refused says what to do.

    Nothing of the body is read before the signature was found right.
    """
    envelope = open_envelope(data)
    sender = queries.find_sender(session, envelope.key_id)
    if sender is None:
        raise Refused(
            say(
                "Nobody here knows the key %(key)s. If the pack is expected, ask its sender for"
                " the public key and add it under “Keys and senders”.",
                key=fingerprint(envelope.key_id),
            )
        )
    if not envelope.is_by(read_public_key(sender.key)):
        raise Refused(
            say(
                "The pack was changed or damaged after “%(name)s” signed it; nothing was read."
                " Let it be sent again, and compare the hash by telephone.",
                name=sender.name,
            )
        )
    refuse_unless_counts(sender)
    return Opened(envelope, sender, read_body(envelope.body))


def refuse_unless_counts(sender: PackSender) -> None:
    """Refuse the packs of a sender that waits for its second person, or was removed."""
    if sender.removed_at is not None:
        raise Refused(
            say("“%(name)s” is no longer a sender whose packs are taken in.", name=sender.name)
        )
    if not sender.counts:
        raise Refused(
            say(
                "The key of “%(name)s” waits for a second person, who compares its fingerprint.",
                name=sender.name,
            )
        )


def receive_pack(
    tx: Transaction, *, opened: Opened, data: bytes, name: str, blobs: Blobs
) -> ReceivedPack:
    """Keep a pack for its preview; one that is known, or older than what is known, is refused.

    `opened` is what `open_pack` made of `data`, before anything was locked.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    refuse_unless_counts(queries.get_sender(tx.session, opened.sender.id))
    refuse_replay(tx, opened)
    manifest = opened.pack.manifest
    if manifest.made_at > tx.now + UNEVEN:
        raise Refused(
            say(
                "The pack says it was made on %(day)s, which lies ahead: the clock of its sender or"
                " of this machine is wrong.",
                day=f"{day_of(manifest.made_at):%d/%m/%Y}",
            )
        )
    known = queries.find_received(tx.session, opened.envelope.sha256)
    if known is not None and known.state is PackState.READY:
        return known
    received = known or ReceivedPack(
        sender_id=opened.sender.id,
        sha256=blobs.put(data),
        number=manifest.number,
        previous=manifest.previous,
        scope=manifest.scope,
        since=manifest.since,
        made_at=manifest.made_at,
        agency=manifest.agency,
        name=name,
        texts=len(opened.pack.texts),
        effects=len(opened.pack.effects),
        received_at=tx.now,
        received_by=tx.actor.name,
    )
    received.state, received.name = PackState.READY, name  # one put aside is looked at again
    received.received_at, received.received_by = tx.now, tx.actor.name
    tx.session.add(received)
    tx.session.flush()  # received.id
    audit.record(
        tx,
        action="pack.received",
        subject=f"received_pack:{received.id}",
        sha256=received.sha256,
        sender=opened.sender.name,
        number=received.number,
        file=name,
    )
    return received


def refuse_replay(tx: Transaction, opened: Opened) -> None:
    """Refuse a pack that was taken in, or that a later pack of the whole register makes idle."""
    known = queries.find_received(tx.session, opened.envelope.sha256)
    if known is not None and known.state in {PackState.TAKING, PackState.TAKEN}:
        raise Refused(
            say(
                "This pack (no. %(number)s of “%(name)s”) was taken in already; nothing is left"
                " to do. Ask the sender for a newer one.",
                number=known.number,
                name=opened.sender.name,
            )
        )
    number = opened.pack.manifest.number
    later = queries.find_whole_after(tx.session, opened.sender.id, number)
    if later is not None:
        raise Refused(
            say(
                "This pack is older than no. %(later)s of “%(name)s”, which holds the whole"
                " register and was taken in already. Ask the sender for a newer one.",
                later=later.number,
                name=opened.sender.name,
            )
        )


def note_refusal(tx: Transaction, *, name: str, sha256: str, reason: str) -> None:
    """Leave in the trail that a pack was refused; it may be an attack."""
    tx.actor.must(Permission.REGISTER_LAW)
    audit.record(
        tx, action="pack.refused", subject="installation:1", reason=reason, file=name, sha256=sha256
    )


def dismiss_pack(tx: Transaction, *, pack_id: int) -> ReceivedPack:
    """Put a pack aside without taking it in; it can be sent again."""
    tx.actor.must(Permission.REGISTER_LAW)
    received = queries.get_received(tx.session, pack_id, locked=True)
    if received.state is not PackState.READY:
        raise Refused(say("Somebody has decided this meanwhile."))
    received.state = PackState.DISMISSED
    received.decided_at, received.decided_by = tx.now, tx.actor.name
    audit.record(tx, action="pack.dismissed", subject=f"received_pack:{received.id}")
    return received
