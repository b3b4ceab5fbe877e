"""Printing an answer of the time machine as a certificate that can be checked later."""

from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.runtime import Transaction
from docctl.timemachine import queries
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import end_of, facts_hash, new_code


def issue_certificate(
    tx: Transaction, *, document_id: int, on: date, known_on: date | None = None
) -> Certificate:
    """Write down what the time machine answers, with a code, an entry and a hash that bind it.

    It tells what was known at the end of the day `known_on`, or at this instant: either way it can
    be computed again later, whatever has been recorded since.
    """
    tx.actor.must(Permission.READ)
    if known_on is not None and known_on > tx.today:
        raise Refused(say("Nobody knows yet what will be known on a day to come."))
    known_at = tx.now if known_on is None else min(end_of(known_on), tx.now)
    answer = queries.answer(
        tx.session,
        document_id,
        on=on,
        known_on=known_on,
        known_at=known_at,
        actor=tx.actor,
        now=tx.now,
    )
    facts = answer.facts()
    certificate = Certificate(
        code=new_code(),
        document_id=document_id,
        version_id=None if answer.version is None else answer.version.id,
        on_day=on,
        known_day=known_on,
        known_at=known_at,
        facts=facts,
        facts_hash=facts_hash(facts),
        issued_at=tx.now,
        issued_by_id=tx.actor.user_id,
        issued_by=tx.actor.name,
    )
    tx.session.add(certificate)
    tx.session.flush()  # the id
    audit.record(
        tx,
        action="certificate.issued",
        subject=f"certificate:{certificate.id}",
        document=document_id,
        version=certificate.version_id,
        on=on.isoformat(),
        known_on=None if known_on is None else known_on.isoformat(),
        facts_hash=certificate.facts_hash,
    )
    return certificate
