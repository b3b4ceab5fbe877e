"""Registering legal texts: new ones, what is added to them, corrections, and the ones meant."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.legal import queries
from docctl.legal.bind import rebind_for_texts
from docctl.legal.deciding import decide_alike
from docctl.legal.effect_decisions import reject_proposals
from docctl.legal.effects import EffectSaid, objections_to_effects, record_effects
from docctl.legal.ends import settle_ends
from docctl.legal.facts import copy_facts, facts_json, make_text, objections_to
from docctl.legal.loose_effects import bind_loose_effects, choose_target
from docctl.legal.models import LegalText
from docctl.legal.own_parts import PartSaid, record_parts
from docctl.legal.planning import STUB
from docctl.legal.recording import remember_texts
from docctl.runtime import Transaction
from docctl.signals import LegalTextsRegistered


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
    certainty: str = "",
    original: str | None = None,
    original_name: str = "",
    effects: Sequence[EffectSaid] = (),
    parts: Sequence[PartSaid] = (),
) -> LegalText:
    """Register a text with what it does to others, confirmed, and bind what cites it.

    `certainty` is "stub" when nothing but the number is known; `parts` begin on days of their own.
    Refuses, with all reasons, missing
    or contradictory facts and a text that is already there.
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
        certainty=certainty,
        original=original,
        names=names,
    )
    text.original_name = original_name
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
    _tell(tx, text)
    record_parts(tx, text_id=text.id, parts=parts)
    if effects:
        record_effects(tx, source_id=text.id, effects=effects)
    return text


def register_meant(
    tx: Transaction,
    *,
    citation_id: int | None = None,
    loose_id: int | None = None,
    **facts: Any,
) -> LegalText:
    """Register the text that a citation or a proposed effect means, and bind that to it.

    What the rules bind by themselves is left to them; otherwise the person has decided by this.
    """
    loose = None if loose_id is None else queries.get_loose(tx.session, loose_id)
    key = None if loose is None else loose.target_key
    text = register_text(tx, **facts)
    if citation_id is not None:
        citation = queries.get_citation(tx.session, citation_id)
        if citation.text_id is None:
            decide_alike(tx, citation_id=citation_id, text_id=text.id)
    if loose is not None:
        waiting = queries.list_loose(tx.session, source_id=loose.source_id, target_key=key)
        if waiting:
            choose_target(tx, loose_ids=[one.id for one in waiting], text_id=text.id)
    return text


def complete_text(
    tx: Transaction,
    *,
    text_id: int,
    title: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    effective_on: date | None = None,
    expires_on: date | None = None,
    signer: str = "",
    original: str | None = None,
    original_name: str = "",
    parts: Sequence[PartSaid] = (),
) -> LegalText:
    """Add what was read of a registered text where the register does not say it yet.

    What is known is left as it is; differing facts are put right with `correct_text`.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    text = queries.get_text(tx.session, text_id)
    wanted = make_text(
        tx,
        number=text.number,
        type=text.type,
        title=text.title or title,
        issuer=text.issuer or issuer,
        issued_on=text.issued_on or issued_on,
        effective_on=text.effective_on or effective_on,
        expires_on=text.expires_on or expires_on,
        signer=text.signer or signer,
        source=text.source,
    )
    if objections := list(objections_to(tx, wanted, but=text.id)):
        raise Refused(*objections)
    before = facts_json(text) | {"original": text.original}
    copy_facts(text, wanted)
    if text.original is None:
        text.original, text.original_name = original, original_name
    text.certainty = "" if text.certainty == STUB else text.certainty
    after = facts_json(text) | {"original": text.original}
    if after != before:
        audit.record(
            tx,
            action="legal_text.completed",
            subject=f"legal_text:{text.id}",
            before=before,
            after=after,
        )
        tx.session.flush()
        remember_texts(tx, [text])
        settle_ends(tx, text_ids=[text.id])
        _tell(tx, text)
    record_parts(tx, text_id=text.id, parts=parts)
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
    text.certainty = "" if text.certainty == STUB else text.certainty
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
    _tell(tx, text)
    return text


def _tell(tx: Transaction, text: LegalText) -> None:
    """Announce a text that is new or has other facts, and bind what speaks of it."""
    tx.announce(LegalTextsRegistered((text.id,)))
    rebind_for_texts(tx, text_ids=[text.id])
    bind_loose_effects(tx, text_ids=[text.id])


def decide_loose(
    tx: Transaction,
    *,
    loose_id: int,
    text_id: int | None = None,
    stub: bool = False,
    reason: str = "",
) -> None:
    """Decide on all that one text was read to do to one that is not known.

    `text_id` is the text it means; `stub` registers one with what is said of it and nothing else;
    without either the proposals are rejected, which needs the reason.
    """
    loose = queries.get_loose(tx.session, loose_id)
    alike = queries.list_loose(tx.session, source_id=loose.source_id, target_key=loose.target_key)
    if text_id is not None:
        choose_target(tx, loose_ids=[one.id for one in alike], text_id=text_id)
    elif stub:
        register_meant(
            tx,
            loose_id=loose.id,
            number=loose.number,
            type=loose.type,
            title="" if loose.number else loose.name,
            issuer=loose.issuer,
            issued_on=loose.issued_on,
            source="proposal",
            certainty=STUB,
        )
    else:
        reject_proposals(tx, loose_ids=[one.id for one in alike], reason=reason)
