"""The way of a version through the services, up to where a test of a page begins."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from docctl.actors import SYSTEM, Actor, Role
from docctl.documents import queries
from docctl.documents.models import ImportItem, Version
from docctl.documents.rules import ImportState, Status
from docctl.identity import service as identity
from docctl.identity.rules import Proof
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import LegalText
from docctl.legal.queries import list_effects_by
from docctl.legal.rules import Action
from docctl.runtime import Runtime, Transaction
from docctl.workflow import decisions, service
from tests.conftest import PASSWORD, People
from tests.support.make import MakeVersion, paragraphs
from tests.word.make import png

__all__ = ["paragraphs"]

LONG_AGO = date(2020, 1, 1)
PNG = png()


def changed(runtime: Runtime, people: People, document_id: int) -> int:
    """Open a change of an effective document as the drafter; give the draft."""
    with runtime.transaction(people.drafter) as tx:
        return service.open_change(tx, document_id=document_id, reason="Luật đã đổi").id


def submitted(runtime: Runtime, people: People, version_id: int, *, dead_reason: str = "") -> int:
    """Submit a draft to the reviewer and the approver."""
    with runtime.transaction(people.drafter) as tx:
        service.submit_version(
            tx,
            version_id=version_id,
            change_summary="Cập nhật căn cứ pháp lý",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
            dead_reason=dead_reason,
        )
    return version_id


def reviewed(runtime: Runtime, people: People, version_id: int) -> int:
    """Submit a draft and pass it on to the approver."""
    submitted(runtime, people, version_id)
    passed_on(runtime, people, version_id)
    return version_id


def passed_on(runtime: Runtime, people: People, version_id: int) -> None:
    """Pass a submitted version on to the approver."""
    with runtime.transaction(people.reviewer) as tx:
        version = queries.get_version(tx.session, version_id, actor=people.reviewer, now=tx.now)
        service.pass_on(tx, version_id=version_id, shown_hash=version.content_hash)


def approved(runtime: Runtime, people: People, version_id: int) -> int:
    """Take a draft all the way to its approval, effective at once."""
    reviewed(runtime, people, version_id)
    approve(runtime, people, version_id)
    return version_id


def document_of(runtime: Runtime, version_id: int) -> int:
    """Give the document a version belongs to."""
    with runtime.reading() as session:
        return get(session, version_id).document_id


def get(session: Session, version_id: int) -> Version:
    """Give a version, whoever may see it."""
    return session.get_one(Version, version_id)


def status_of(runtime: Runtime, version_id: int) -> Status:
    """Give where a version stands."""
    with runtime.reading() as session:
        return get(session, version_id).status


def returned(runtime: Runtime, people: People, version_id: int, reason: str) -> None:
    """Return a submitted version as its reviewer."""
    with runtime.transaction(people.reviewer) as tx:
        service.return_version(tx, version_id=version_id, reason=reason)


def second_drafter(runtime: Runtime, people: People) -> Actor:
    """Add another drafter."""
    with runtime.transaction(SYSTEM) as tx:
        return identity.add_user(
            tx,
            agency_id=people.agency_id,
            login="drafter-2",
            name="Công chức khác",
            password=PASSWORD,
            roles=[Role.DRAFTER],
        ).actor


def hit_by_law(runtime: Runtime, make_version: MakeVersion) -> int:
    """Make an effective document cite a decree that a later one replaces; give the document."""
    with runtime.transaction(SYSTEM) as tx:
        old = _decree(tx, "61/2018/NĐ-CP", date(2018, 4, 23))
    version_id = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.", effective_on=date(2020, 1, 1)
    )
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old.id, action=Action.REPLACES)
        new = _decree(tx, "118/2025/NĐ-CP", date(2025, 6, 9), effects=[said])
    with runtime.transaction(SYSTEM) as tx:
        effects = [effect.id for effect in list_effects_by(tx.session, new.id)]
        impact.raise_findings(tx, effect_ids=effects)
    return document_of(runtime, version_id)


def _decree(
    tx: Transaction, number: str, issued_on: date, effects: Sequence[EffectSaid] = ()
) -> LegalText:
    return legal.register_text(
        tx,
        number=number,
        type="Nghị định",
        title="Về thực hiện cơ chế một cửa",
        issuer="Chính phủ",
        issued_on=issued_on,
        effective_on=issued_on,
        effects=effects,
    )


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


def written(runtime: Runtime, people: People, version_id: int, content: Mapping[str, Any]) -> None:
    """Save a text into a draft as the drafter."""
    with runtime.transaction(people.drafter) as tx:
        version = queries.get_version(tx.session, version_id, actor=people.drafter, now=tx.now)
        service.save_draft(tx, version_id=version_id, content=content, revision=version.revision)


def file_waiting(runtime: Runtime, people: People) -> None:
    """Put a file on its way in that was read and waits for the secretary."""
    with runtime.transaction(people.secretary) as tx:
        tx.session.add(
            ImportItem(
                agency_id=people.agency_id,
                name="quy-trinh.docx",
                blob="a" * 64,
                state=ImportState.READY,
                created_by_id=people.secretary.user_id,
                created_at=tx.now,
            )
        )


def address(runtime: Runtime, version_id: int, part: str = "") -> str:
    """Give the address of a version's page, or of a part of it."""
    document_id = document_of(runtime, version_id)
    return f"/documents/{document_id}/versions/{version_id}{part}"
