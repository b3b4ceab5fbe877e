"""Trusted senders: whose packs are taken in. A key counts when a second person has compared it.

Whoever adds a key does not confirm it (ADR 12 says the same of roles); while the agency has no
other person who may confirm rights, it counts at once. Removing one needs nobody else.
"""

from docctl.actors import SYSTEM, Permission
from docctl.audit import queries as trail
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.identity.models import User
from docctl.outbox import Message
from docctl.packs import queries
from docctl.packs.keys import PublicKey, fingerprint
from docctl.packs.models import PackSender
from docctl.runtime import Transaction
from docctl.vietnamese import one_line

LONGEST_NAME = 200


def ask_for_sender(tx: Transaction, *, name: str, key: PublicKey, own: str = "") -> PackSender:
    """Add the public key of another installation; it waits for a second person.

    `own` is the id of the installation's own key, which is no sender.
    """
    tx.actor.must(Permission.CONFIRM_RIGHTS)
    trail.lock_head(tx.session)  # a key is added once
    tidy = one_line(name)
    known = queries.find_sender(tx.session, key.id)
    objections: list[Sentence] = []
    if not tidy:
        objections.append(say("Give the name of the agency the key belongs to."))
    if len(tidy) > LONGEST_NAME:
        objections.append(say("The name is longer than %(limit)s letters.", limit=LONGEST_NAME))
    if key.id == own:
        objections.append(say("This is the key of this installation itself."))
    if known is not None and known.removed_at is None:
        objections.append(say("This key is already here, as “%(name)s”.", name=known.name))
    if objections:
        raise Refused(*objections)
    alone = tx.actor is SYSTEM or not _others(tx)
    sender = known or PackSender(
        name=tidy,
        key=key.text,
        key_id=key.id,
        asked_by_id=tx.actor.id,
        asked_by=tx.actor.name,
        asked_at=tx.now,
    )
    sender.name, sender.removed_at, sender.removed_by = tidy, None, ""
    sender.asked_by_id, sender.asked_by, sender.asked_at = tx.actor.id, tx.actor.name, tx.now
    sender.confirmed_at, sender.confirmed_by = (tx.now, tx.actor.name) if alone else (None, "")
    tx.session.add(sender)
    tx.session.flush()  # sender.id
    audit.record(
        tx,
        action="pack_sender.asked",
        subject=f"pack_sender:{sender.id}",
        name=sender.name,
        key=sender.key_id,
        alone=alone,
    )
    if not alone:
        for person in _others(tx):
            _tell(tx, "pack_sender.asked", person.id, sender)
    return sender


def decide_sender(tx: Transaction, *, sender_id: int, confirmed: bool) -> PackSender:
    """Confirm or refuse a key that another person has added."""
    tx.actor.must(Permission.CONFIRM_RIGHTS)
    sender = queries.get_sender(tx.session, sender_id)
    if not sender.waits:
        raise Refused(say("Somebody has decided this meanwhile."))
    if sender.asked_by_id is not None and sender.asked_by_id == tx.actor.id:
        raise Refused(say("You added this key yourself; another person must compare it."))
    if confirmed:
        sender.confirmed_at, sender.confirmed_by = tx.now, tx.actor.name
    else:
        sender.removed_at, sender.removed_by = tx.now, tx.actor.name
    audit.record(
        tx,
        action="pack_sender.confirmed" if confirmed else "pack_sender.refused",
        subject=f"pack_sender:{sender.id}",
        name=sender.name,
        key=sender.key_id,
        asked_by=sender.asked_by,
    )
    return sender


def remove_sender(tx: Transaction, *, sender_id: int, reason: str) -> PackSender:
    """Take in no more packs of a sender; what was taken in stays."""
    tx.actor.must(Permission.CONFIRM_RIGHTS)
    sender = queries.get_sender(tx.session, sender_id)
    objections: list[Sentence] = []
    if sender.removed_at is not None:
        objections.append(say("Somebody has decided this meanwhile."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    sender.removed_at, sender.removed_by = tx.now, tx.actor.name
    audit.record(
        tx,
        action="pack_sender.removed",
        subject=f"pack_sender:{sender.id}",
        reason=reason.strip(),
        name=sender.name,
        key=sender.key_id,
    )
    return sender


def _others(tx: Transaction) -> list[User]:
    if tx.actor.agency_id is None:
        return []
    holders = identity.list_holders(
        tx.session, Permission.CONFIRM_RIGHTS, agency_id=tx.actor.agency_id
    )
    return [holder for holder in holders if holder.id != tx.actor.id]


def _tell(tx: Transaction, kind: str, to: int, sender: PackSender) -> None:
    params = {"name": sender.name, "by": tx.actor.name, "fingerprint": fingerprint(sender.key_id)}
    key = f"sender:{sender.id}:{sender.asked_at.isoformat()}"
    tx.send(Message(to=to, kind=kind, key=key, params=params))
