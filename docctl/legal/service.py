"""The register's acts: legal texts with their facts, and what they do to each other.

What concerns effects is in `effects`, citations in `bind`, files in `importing`; their verbs are
given here as well.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.legal import queries
from docctl.legal.bind import bind_version, decide_citation, rebind_for_texts
from docctl.legal.differences import accept_differences, reject_differences
from docctl.legal.effects import (
    EffectSaid,
    confirm_effects,
    objections_to_effects,
    record_effects,
    withdraw_effect,
)
from docctl.legal.ends import settle_ends
from docctl.legal.facts import copy_facts, facts_json, make_text, objections_to
from docctl.legal.models import LegalText
from docctl.legal.recording import remember_texts
from docctl.legal.rerun import start_rerun
from docctl.runtime import Transaction
from docctl.signals import LegalTextsRegistered

__all__ = [
    "EffectSaid",
    "accept_differences",
    "bind_version",
    "confirm_effects",
    "correct_text",
    "decide_citation",
    "rebind_for_texts",
    "record_effects",
    "register_text",
    "reject_differences",
    "start_rerun",
    "withdraw_effect",
]


def register_text(
    tx: Transaction,
    *,
    number: str,
    type: str = "",  # noqa: A002  # the register's word
    title: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    effective_on: date | None = None,
    expires_on: date | None = None,
    signer: str = "",
    names: Iterable[str] = (),
    source: str = "",
    original: str | None = None,
    effects: Sequence[EffectSaid] = (),
) -> LegalText:
    """Register a text with what it does to others, confirmed, and bind what cites it.

    Refuses, with all reasons, missing or contradictory facts and a text that is already there.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    text = make_text(
        tx,
        number=number,
        type=type,
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        effective_on=effective_on,
        expires_on=expires_on,
        signer=signer,
        source=source or "form",
        original=original,
        names=names,
    )
    objections = list(objections_to(tx, text))
    objections += objections_to_effects(tx, effects)
    if objections:
        raise Refused(*objections)
    tx.session.add(text)
    tx.session.flush()  # text.id
    remember_texts(tx, [text])
    settle_ends(tx, text_ids=[text.id])
    audit.record(
        tx,
        action="legal_text.registered",
        subject=f"legal_text:{text.id}",
        **facts_json(text),
    )
    tx.announce(LegalTextsRegistered((text.id,)))
    rebind_for_texts(tx, text_ids=[text.id])
    if effects:
        record_effects(tx, source_id=text.id, effects=effects)
    return text


def correct_text(
    tx: Transaction,
    *,
    text_id: int,
    reason: str,
    number: str,
    type: str = "",  # noqa: A002  # the register's word
    title: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    effective_on: date | None = None,
    expires_on: date | None = None,
    signer: str = "",
) -> LegalText:
    """Put the facts of a text right; old and new values go to the audit trail, with the reason."""
    tx.actor.must(Permission.REGISTER_LAW)
    text = queries.get_text(tx.session, text_id)
    wanted = make_text(
        tx,
        number=number,
        type=type,
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        effective_on=effective_on,
        expires_on=expires_on,
        signer=signer,
        source="form",
    )
    objections = list(objections_to(tx, wanted, but=text.id))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    before, after = facts_json(text), facts_json(wanted)
    if before == after:
        return text
    copy_facts(text, wanted)
    audit.record(
        tx,
        action="legal_text.corrected",
        subject=f"legal_text:{text.id}",
        reason=reason.strip(),
        before=before,
        after=after,
    )
    tx.session.flush()
    remember_texts(tx, [text], reason=reason.strip())
    settle_ends(tx, text_ids=[text.id])
    tx.announce(LegalTextsRegistered((text.id,)))
    rebind_for_texts(tx, text_ids=[text.id])
    return text
