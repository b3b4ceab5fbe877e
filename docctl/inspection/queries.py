"""Gathering what an inspection file says of a document: only what its reader may see."""

from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.audit import queries as audit
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.documents.models import Document, Version
from docctl.inspection.about import cited_of, document_of, text_of
from docctl.inspection.judged import decisions_of, finding_of, list_findings, traces_of
from docctl.inspection.rules import machine, person, write_json
from docctl.inspection.trail import list_acts, list_decided, trail_of
from docctl.legal import queries as legal
from docctl.legal.models import Citation
from docctl.timemachine import queries as timemachine
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import facts_hash

Json = dict[str, Any]
Cited = list[tuple[Version, list[Citation]]]


def program() -> str:
    """Name this program with its version."""
    try:
        return f"docctl {metadata.version('docctl')}"
    except metadata.PackageNotFoundError:
        return "docctl"


def gather(
    session: Session, document_id: int, *, actor: Actor, now: datetime
) -> tuple[dict[str, bytes], Json]:
    """Give the files by name, and what the manifest says of the whole; NotFound if hidden.

    For who reads every version and the trail; rows are asked for through the one predicate.
    """
    actor.must(Permission.READ_ALL_VERSIONS)
    actor.must(Permission.READ_AUDIT)
    document = documents.get_document(session, document_id, actor=actor, now=now)
    versions = list(documents.list_versions(session, document_id, actor=actor, now=now))[::-1]
    findings = list_findings(session, document_id, actor=actor, now=now)
    cited = [(one, list(legal.list_citations(session, one.id))) for one in versions]
    certificates = session.scalars(
        select(Certificate).where(Certificate.document_id == document_id).order_by(Certificate.id)
    ).all()
    texts = {one.text_id: one.text for _, some in cited for one in some if one.text is not None}
    subjects = {
        f"document:{document_id}",
        *(f"version:{one.id}" for one in versions),
        *(f"citation:{one.id}" for _, some in cited for one in some),
        *(f"finding:{one.id}" for one in findings),
        *(f"certificate:{one.id}" for one in certificates),
    }
    acts = list_acts(session, subjects, findings)
    decided = list_decided(acts)
    files = {
        "document.json": write_json(document_of(session, document, versions, actor=actor, now=now)),
        "citations.json": write_json([cited_of(version, some) for version, some in cited]),
        "law.json": write_json([text_of(one) for _, one in sorted(texts.items())]),
        "findings.json": write_json(
            [finding_of(one, now, decided_at=decided.get(one.id)) for one in findings]
        ),
        "traces.json": write_json(_traces(session, document, cited, actor, now)),
        "decisions.json": write_json(decisions_of(session, document, findings)),
        "certificates.json": write_json(
            {
                "issued": [_certificate(one) for one in certificates],
                "today": _today(session, document_id, actor, now),
            }
        ),
        "audit.jsonl": trail_of(session, acts, actor=actor),
        **{f"versions/{one.number:03}.json": contents.canonical(one.content) for one in versions},
    }
    return files, _about(session, document, actor, now) | {
        "versions": len(versions),
        "findings": len(findings),
    }


def _about(session: Session, document: Document, actor: Actor, now: datetime) -> Json:
    seq, digest = audit.find_head(session)
    return {
        "agency": agencies.get_agency(session, document.agency_id).name,
        "document": {"id": document.id, "code": document.code, "title": document.title},
        "program": program(),
        "exported_at": now,
        "exported_by": {"id": actor.id, "name": actor.name},
        "audit_head": {"seq": seq, "hash": digest},
    }


def _traces(
    session: Session, document: Document, cited: Cited, actor: Actor, now: datetime
) -> Sequence[Json]:
    effective = documents.find_effective(session, document.id, at=now)
    if effective is None:
        return []
    own = {
        one.text_id
        for version, some in cited
        for one in some
        if version.id == effective.id and one.text_id is not None
    }
    return traces_of(session, effective, sorted(own), actor=actor, now=now)


def _certificate(one: Certificate) -> Json:
    return {
        "code": one.code,
        "on": one.on_day,
        "known_at": one.known_at,
        "facts": one.facts,
        "facts_hash": one.facts_hash,
        "said_by": person(one.issued_by, one.issued_at),
    }


def _today(session: Session, document_id: int, actor: Actor, now: datetime) -> Json:
    facts = timemachine.answer(
        session, document_id, on=day_of(now), known_at=now, actor=actor, now=now
    ).facts()
    return {
        "facts": facts,
        "facts_hash": facts_hash(facts),
        "said_by": machine(source="trail, register", rule="time machine", version=program()),
    }
