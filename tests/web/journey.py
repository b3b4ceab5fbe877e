"""The way of a version through the services, up to where a test of a page begins."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from docctl.documents import queries
from docctl.documents.models import Version
from docctl.identity.rules import Proof
from docctl.runtime import Runtime
from docctl.workflow import decisions, service
from tests.conftest import People


def changed(runtime: Runtime, people: People, document_id: int) -> int:
    """Open a change of an effective document as the drafter; give the draft."""
    with runtime.transaction(people.drafter) as tx:
        return service.open_change(tx, document_id=document_id, reason="Luật đã đổi").id


def submitted(runtime: Runtime, people: People, version_id: int) -> int:
    """Submit a draft to the reviewer and the approver."""
    with runtime.transaction(people.drafter) as tx:
        service.submit_version(
            tx,
            version_id=version_id,
            change_summary="Cập nhật căn cứ pháp lý",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        )
    return version_id


def reviewed(runtime: Runtime, people: People, version_id: int) -> int:
    """Submit a draft and pass it on to the approver."""
    submitted(runtime, people, version_id)
    with runtime.transaction(people.reviewer) as tx:
        version = queries.get_version(tx.session, version_id, actor=people.reviewer, now=tx.now)
        service.pass_on(tx, version_id=version_id, shown_hash=version.content_hash)
    return version_id


def approved(runtime: Runtime, people: People, version_id: int) -> int:
    """Take a draft all the way to its approval, effective at once."""
    reviewed(runtime, people, version_id)
    approve(runtime, people, version_id)
    return version_id


def document_of(runtime: Runtime, version_id: int) -> int:
    """Give the document a version belongs to."""
    with runtime.reading() as session:
        found = session.get(Version, version_id)
        assert found is not None
        return found.document_id


def approve(
    runtime: Runtime, people: People, version_id: int, *, effective_on: date | None = None
) -> None:
    """Approve a reviewed version."""
    with runtime.transaction(people.approver) as tx:
        version = queries.get_version(tx.session, version_id, actor=people.approver, now=tx.now)
        decisions.approve_version(
            tx,
            version_id=version_id,
            shown_hash=version.content_hash,
            proof=Proof(user_id=people.approver.user_id, at=tx.now),
            key=f"key-{version_id}",
            effective_on=effective_on,
        )


def written(
    runtime: Runtime, people: People, version_id: int, content: Mapping[str, Any]
) -> None:
    """Save a text into a draft as the drafter."""
    with runtime.transaction(people.drafter) as tx:
        version = queries.get_version(tx.session, version_id, actor=people.drafter, now=tx.now)
        service.save_draft(
            tx, version_id=version_id, content=content, revision=version.revision
        )
