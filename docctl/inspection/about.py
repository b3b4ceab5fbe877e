"""What an inspection file says of the document itself: versions, steps, signatures, citations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents import queries as documents
from docctl.documents.models import Document, Version
from docctl.identity import queries as identity
from docctl.impact.currency import list_currency
from docctl.inspection.rules import IMPACT, machine, person
from docctl.legal.models import Citation, LegalText
from docctl.signatures import queries as signatures
from docctl.workflow import queries as workflow
from docctl.workflow.models import DeadLawKept

Json = dict[str, Any]


def document_of(
    session: Session,
    document: Document,
    versions: Sequence[Version],
    *,
    actor: Actor,
    now: datetime,
) -> Json:
    """Say what the document is, how current its bases are, and how each version came about."""
    effective = documents.find_effective(session, document.id, at=now)
    in_force = {} if effective is None else {document.id: effective.id}
    currency = list_currency(session, in_force, actor=actor, now=now).get(document.id)
    owner = {} if document.owner_id is None else identity.names_of(session, [document.owner_id])
    return {
        "id": document.id,
        "code": document.code,
        "title": document.title,
        "kind": document.kind,
        "field": document.field.name,
        "unit": document.unit.name if document.unit else "",
        "owner": owner.get(document.owner_id or 0, ""),
        "public_service_code": document.public_service_code,
        "created_at": document.created_at,
        "withdrawn_at": document.withdrawn_at,
        "withdrawn_reason": document.withdrawn_reason,
        "legal_bases": None
        if currency is None
        else {
            "up_to": currency.until,
            "findings": currency.findings,
            "unclear": currency.unclear,
            "proposed": currency.proposed,
            "said_by": machine(source="findings, citations", rule="currency", version=IMPACT),
        },
        "versions": [_version(session, one, now) for one in versions],
    }


def _version(session: Session, version: Version, now: datetime) -> Json:
    tasks = workflow.list_tasks(session, version.id)
    people = {one.user_id for one in version.participants} | {one.assignee_id for one in tasks}
    names = identity.names_of(session, sorted(people | {version.author_id}))
    kept = session.scalars(select(DeadLawKept).where(DeadLawKept.version_id == version.id))
    return {
        "id": version.id,
        "number": version.number,
        "file": f"versions/{version.number:03}.json",
        "state": version.state_at(now),
        "content_hash": version.content_hash,
        "facts": version.facts(),
        "effective_from": version.effective_from,
        "effective_to": version.effective_to,
        "author": names.get(version.author_id, ""),
        "created_at": version.created_at,
        "imported": version.imported,
        "original": {"name": version.original_name, "sha256": version.original},
        "participants": [
            {"part": one.part, "name": names.get(one.user_id, ""), "since": one.since}
            for one in version.participants
        ],
        "steps": [
            {
                "round": one.round,
                "step": one.step,
                "opened_at": one.opened_at,
                "outcome": one.outcome,
                "comment": one.comment,
                "said_by": person(names.get(one.assignee_id, ""), one.done_at),
            }
            for one in tasks
        ],
        "signatures": [
            {
                "meaning": one.meaning,
                "round": one.round,
                "title": one.signer_title,
                "roles": one.signer_roles,
                "method": one.method,
                "content_hash": one.content_hash,
                "comment": one.comment,
                "said_by": person(one.signer_name, one.signed_at),
            }
            for one in signatures.list_signatures(session, version.id)
        ],
        "dead_law_kept": [
            {
                "round": one.round,
                "quotes": one.quotes,
                "reason": one.reason,
                "said_by": person(one.kept_by, one.kept_at),
            }
            for one in kept
        ],
    }


def cited_of(version: Version, citations: Sequence[Citation]) -> Json:
    """Say what a version cites, and who or which rule says so."""
    return {
        "version": version.id,
        "label": version.label,
        "citations": [_citation(one) for one in citations],
    }


def _citation(one: Citation) -> Json:
    found = machine(source=f"version:{one.version_id} {one.block_uid}", rule=one.form, version="")
    return {
        "id": one.id,
        "quote": one.quote,
        "context": one.context,
        "section": one.section,
        "place": [one.block_uid, one.start, one.end],
        "paths": sorted(path.path for path in one.paths),
        "found": {"said_by": {**found, "version": one.extractor}},
        "bound": {
            "resolution": one.resolution,
            "text": one.text_id,
            "candidates": one.candidates,
            "said_by": person(one.decided_by, one.decided_at)
            if one.decided_by
            else machine(source="register of legal texts", rule=one.rule, version=one.extractor),
        },
    }


def text_of(text: LegalText) -> Json:
    """Say what is known of a cited text, and from where."""
    return {
        "id": text.id,
        "key": text.text_key,
        "type": text.type,
        "number": text.number,
        "title": text.title,
        "issuer": text.issuer,
        "issued_on": text.issued_on,
        "effective_on": text.effective_on,
        "expires_on": text.expires_on,
        "certainty": text.certainty,
        "source": text.source,
        "said_by": person(text.created_by, text.created_at),
    }
