"""Checks of what was printed: every certificate is the one its entry tells of."""

from collections.abc import Iterator

from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.installation.checks import Fault, Place
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import facts_hash


def certificates_are_recorded(at: Place) -> Iterator[Fault | int]:
    """P1: a certificate's facts have the hash its entry recorded, and none is gone."""
    said = {
        entry.subject: entry.detail["facts_hash"]
        for entry in at.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "certificate.issued")
        )
    }
    for one in at.session.scalars(select(Certificate).execution_options(yield_per=200)):
        subject = f"certificate:{one.id}"
        if not (said.pop(subject, None) == one.facts_hash == facts_hash(one.facts)):
            yield Fault("P1", subject, "its facts are not those that were recorded")
        yield 1
    for subject in sorted(said):
        yield Fault("P1", subject, "the certificate is gone")
