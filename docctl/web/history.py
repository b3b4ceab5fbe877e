"""The evidence page of a version: who vouched for which text, and everything that was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import queries as audit
from docctl.audit.models import AuditEntry
from docctl.current import runtime
from docctl.documents.models import Version
from docctl.identity import queries as identity
from docctl.signatures import queries as signatures
from docctl.web import auth
from docctl.web.reading import seen_version
from docctl.workflow import queries as workflow

LONGEST_TRAIL = 5_000
SAVED = "version.saved"


@dataclass(slots=True)
class Act:
    """A line of the trail; saves in a row by one person are one line with their `count`."""

    seq: int
    at: datetime
    actor_name: str
    action: str
    reason: str
    hash: str
    detail: dict[str, Any]
    count: int = 1


def evidence(document_id: int, version_id: int) -> ResponseReturnValue:
    """Show who drafted, reviewed and approved a version, and its trail to those it concerns."""
    with runtime().reading() as session:
        version = seen_version(session, document_id, version_id)
        tasks = workflow.list_tasks(session, version.id)
        signed = signatures.list_signatures(session, version.id)
        trail = acts(
            audit.list_entries(session, subjects=[f"version:{version.id}"], limit=LONGEST_TRAIL)
        )
        return render_template(
            "documents/evidence.html",
            version=version,
            document=version.document,
            agency=agencies.get_agency(session, version.document.agency_id),
            signatures=[one for one in signed if one.round == version.round],
            earlier=[one for one in signed if one.round != version.round],
            tasks=tasks,
            names=identity.names_of(session, [task.assignee_id for task in tasks]),
            trail=trail,
            adoption=next((act for act in trail if act.action == "version.adopted"), None),
            whole=sees_trail(session, version),
            intact=contents.content_hash(version.content) == version.content_hash,
            now=runtime().now(),
        )


def sees_trail(session: Session, version: Version) -> bool:
    """Say whether the person is shown every act on a version, or its signatures only."""
    actor = auth.actor()
    if actor.may(Permission.READ_AUDIT) or actor.may(Permission.READ_ALL_VERSIONS):
        return True
    return any(one.user_id == actor.id for one in version.participants)


def acts(entries: Sequence[AuditEntry]) -> list[Act]:
    """Give entries (newest first) as lines in order of time, saves in a row as one."""
    lines: list[Act] = []
    for entry in reversed(entries):
        last = lines[-1] if lines else None
        again = last is not None and entry.action == last.action == SAVED
        if again and last is not None and last.actor_name == entry.actor_name:
            last.seq, last.at, last.hash = entry.seq, entry.at, entry.hash
            last.count += 1
            continue
        lines.append(
            Act(
                seq=entry.seq,
                at=entry.at,
                actor_name=entry.actor_name,
                action=entry.action,
                reason=entry.reason,
                hash=entry.hash,
                detail=entry.detail,
            )
        )
    return lines
