"""The part of the audit trail that an inspection file holds: entries, each with its hash."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.audit import queries as audit
from docctl.audit.models import AuditEntry
from docctl.audit.rules import canonical
from docctl.db import among
from docctl.documents.models import Document
from docctl.impact.models import Finding
from docctl.impact.ranges import spelt_out
from docctl.inspection.rules import parts

Json = dict[str, Any]


def list_acts(
    session: Session, subjects: Collection[str], findings: Sequence[Finding]
) -> list[AuditEntry]:
    """List the entries on some subjects, and of acts on many findings those that concern these."""
    found = {one.seq: one for one in _entries(session, subjects)}
    mine = {one.id for one in findings}
    for one in _entries(session, {f"effect:{finding.effect_id}" for finding in findings}):
        if mine.intersection(_told(one)):
            found[one.seq] = one
    return [one for _, one in sorted(found.items())]


def list_decided(acts: Sequence[AuditEntry]) -> dict[int, datetime]:
    """Give by finding when a person last acted on it."""
    decided: dict[int, datetime] = {}
    for one in acts:
        if one.actor_id is not None and one.action.startswith("finding"):
            decided |= dict.fromkeys(_told(one), one.at)
    return decided


def trail_of(session: Session, acts: Sequence[AuditEntry], *, actor: Actor) -> bytes:
    """Write entries; of an act on what `actor` may not see as well only number and hash."""
    return b"".join(_line(one, withheld=_foreign(session, set(_told(one)), actor)) for one in acts)


def _told(entry: AuditEntry) -> Iterator[int]:
    """Give the findings an entry is about."""
    if entry.subject.startswith("finding:"):
        yield int(entry.subject.partition(":")[2])
    yield from spelt_out(entry.detail.get("findings", ()))


def _line(entry: AuditEntry, *, withheld: bool) -> bytes:
    line: Json = {"seq": entry.seq, "hash": entry.hash, "algorithm": entry.algorithm}
    if not withheld:
        fact = json.loads(canonical(audit.fact_of(entry)))
        line |= {"previous_hash": entry.previous_hash, "fact": fact}
    return json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _entries(session: Session, subjects: Collection[str]) -> Iterator[AuditEntry]:
    for part in parts(sorted(subjects)):
        yield from session.scalars(
            select(AuditEntry).where(AuditEntry.subject.in_(part)).order_by(AuditEntry.seq)
        )


def _foreign(session: Session, finding_ids: set[int], actor: Actor) -> bool:
    """Say whether some findings are of documents of another agency."""
    if actor.agency_id is None or not finding_ids:
        return False
    for part in parts(sorted(finding_ids)):
        count = session.scalar(
            select(func.count())
            .select_from(Finding)
            .join(Document, Document.id == Finding.document_id)
            .where(among(session, Finding.id, part), Document.agency_id != actor.agency_id)
        )
        if count:
            return True
    return False
