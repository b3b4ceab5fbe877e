"""Check a certificate: is it what was printed, and does the trail still say the same."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import SYSTEM
from docctl.audit.queries import fact_of
from docctl.audit.rules import chained
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.timemachine import queries
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import differences, facts_hash
from docctl.timemachine.shown import Answer


@dataclass(frozen=True, slots=True)
class Checked:
    """What holds of a certificate.

    `untouched`: its facts are those that were printed. `recorded`: the trail tells of them, in an
    entry that was not changed. `text_holds`: the text of the version still has its hash.
    `otherwise`: parts that are computed otherwise now from what was known then. `since`: parts for
    which something has become known since; None where nobody can say.
    """

    untouched: bool
    recorded: bool
    text_holds: bool
    otherwise: tuple[str, ...]
    since: tuple[str, ...]
    now: Answer | None

    @property
    def holds(self) -> bool:
        """Say whether everything the certificate says is still borne out."""
        return self.untouched and self.recorded and self.text_holds and not self.otherwise


def check(session: Session, certificate: Certificate, *, now: datetime) -> Checked:
    """Compare a certificate with its entry, its version, and the same answer computed again."""
    entry = queries.find_entry(session, certificate)
    recorded = (
        entry is not None
        and entry.detail.get("facts_hash") == certificate.facts_hash
        and entry.hash == chained(entry.previous_hash, fact_of(entry))
    )
    version = session.get(Version, certificate.version_id) if certificate.version_id else None
    said = certificate.facts.get("version") or {}
    text_holds = version is None or (
        contents.content_hash(version.content) == version.content_hash == said.get("content_hash")
    )
    then = _again(session, certificate, certificate.known_at, now)
    today = _again(session, certificate, None, now)
    return Checked(
        untouched=facts_hash(certificate.facts) == certificate.facts_hash,
        recorded=recorded,
        text_holds=text_holds,
        otherwise=("document",) if then is None else _otherwise(certificate, then),
        since=() if today is None or then is None else _learnt(then, today),
        now=today,
    )


def _otherwise(certificate: Certificate, then: Answer) -> tuple[str, ...]:
    """Compare what was printed; versions of a part of the day only as far as they were shown."""
    shown = {one["id"] for one in certificate.facts.get("during", ())}
    facts = then.facts()
    facts["during"] = [one for one in facts["during"] if one["id"] in shown]
    return differences(certificate.facts, facts)


def _learnt(then: Answer, today: Answer) -> tuple[str, ...]:
    return tuple(part for part in differences(then.facts(), today.facts()) if part != "known_on")


def _again(
    session: Session, certificate: Certificate, known_at: datetime | None, now: datetime
) -> Answer | None:
    try:
        return queries.answer(
            session,
            certificate.document_id,
            on=certificate.on_day,
            known_on=certificate.known_day if known_at is not None else None,
            known_at=known_at,
            actor=SYSTEM,
            now=now,
        )
    except NotFound:
        return None
