from datetime import date

import pytest
from sqlalchemy import select

from docctl import content as contents
from docctl.actors import Actor
from docctl.audit.models import AuditEntry
from docctl.content import Proposal
from docctl.documents import queries
from docctl.errors import Forbidden, Refused, Stale
from docctl.runtime import Runtime
from docctl.workflow import service
from docctl.workflow.tracked import decide_changes
from tests.conftest import People
from tests.support.make import MakeVersion


@pytest.fixture
def draft(runtime: Runtime, people: People, make_version: MakeVersion) -> int:
    """Give a draft with two tracked changes, a and b."""
    make_version("một hai", code="QT-01", effective_on=date(2020, 1, 1))
    with runtime.transaction(people.drafter) as tx:
        version = service.open_change(tx, document_id=1, reason="thử")
        uid = contents.project(version.content).blocks[0].uid
        proposals = [Proposal("a", uid, 0, 3, "1"), Proposal("b", uid, 4, 7, "2")]
        text = contents.propose(version.content, proposals, author="Máy", date="")
        service.save_draft(tx, version_id=version.id, content=text, revision=version.revision)
        return version.id


def text_of(runtime: Runtime, actor: Actor, version_id: int) -> tuple[str, int]:
    with runtime.reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=runtime.now())
        return version.plain_text, len(contents.pending_ids(version.content))


def test_changes_are_decided_one_by_one_and_remembered(
    runtime: Runtime, drafter: Actor, draft: int
) -> None:
    with runtime.transaction(drafter) as tx:
        decide_changes(tx, version_id=draft, accepted=["a"], rejected=["b", "x"], revision=2)
    assert text_of(runtime, drafter, draft) == ("1 hai", 0)
    with runtime.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "version.changes_decided")
        ).one()
    assert (entry.detail["accepted"], entry.detail["rejected"], entry.detail["left"]) == (
        ["a"],
        ["b"],
        0,
    )


def test_a_draft_with_undecided_changes_is_not_submitted(
    runtime: Runtime, people: People, draft: int
) -> None:
    def submit() -> None:
        with runtime.transaction(people.drafter) as tx:
            service.submit_version(
                tx,
                version_id=draft,
                change_summary="x",
                reviewer_id=people.reviewer.id,
                approver_id=people.approver.id,
            )

    with pytest.raises(Refused, match="wait for a decision: 2"):
        submit()
    with runtime.transaction(people.drafter) as tx:
        decide_changes(tx, version_id=draft, accepted=["a", "b"])
    submit()


def test_what_is_not_there_not_clear_or_not_the_text_shown_is_refused(
    runtime: Runtime, people: People, draft: int
) -> None:
    for yes, no in ((["x"], []), ([], []), (["a"], ["a"])):
        with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
            decide_changes(tx, version_id=draft, accepted=yes, rejected=no)
    with pytest.raises(Stale), runtime.transaction(people.drafter) as tx:
        decide_changes(tx, version_id=draft, accepted=["a"], revision=1)
    with pytest.raises(Forbidden), runtime.transaction(people.approver) as tx:
        decide_changes(tx, version_id=draft, accepted=["a"])
    assert text_of(runtime, people.drafter, draft) == ("1 2", 2)
