"""The check of an installation finds what was changed past the program in decisions of people."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from docctl.audit import service as audit
from docctl.campaigns import service as campaigns
from docctl.impact import quiet, quiet_queries, triage
from docctl.impact.quiet import QuietScope
from docctl.impact.states import Decision, FindingState
from docctl.installation.verify import verify_all
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from docctl.workflow.models import Batch, BatchItem
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law
from tests.impact.conftest import quiet as silent
from tests.support.make import MakeText, MakeVersion
from tests.support.planting import planted

__all__ = ["silent"]  # a fixture

SOON = date(2026, 6, 1)


def faults(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        report = verify_all(session, runtime.blobs, now=runtime.now())
    return {fault.invariant for fault in report.faults}


@pytest.fixture
def decided(runtime: Runtime, people: People) -> None:
    planted(runtime, make_decisions, people)


def make_decisions(runtime: Runtime, people: People) -> None:
    """Let people decide about six documents in every way there is."""
    law = Law(runtime, MakeText(runtime))
    make_version = MakeVersion(runtime, people.agency_id, people.drafter)
    old = law.text(OLD)
    versions = [
        make_version(
            f"Theo Điều 5 Nghị định số {OLD}.", code=f"QT-{n}", effective_on=date(2025, 1, 1)
        )
        for n in range(6)
    ]
    new = law.text(NEW)
    ids = law.raise_for(law.effect(new, old, Action.AMENDS, "d0005.", on=SOON))
    left = Decision(to=FindingState.NOT_AFFECTED, code="other", reason="Đã rà soát.")
    ignored = Decision(to=FindingState.IGNORED, reason="Chờ hướng dẫn.", until=SOON)
    with runtime.transaction(people.secretary) as tx:
        triage.decide(tx, finding_ids=ids[:1], decision=left)
        triage.decide(tx, finding_ids=ids[1:2], decision=ignored)
        triage.decide(tx, finding_ids=ids[2:3], decision=left)
        triage.reopen(tx, finding_id=ids[2], reason="Nhầm.")
        triage.decide(tx, finding_ids=ids[3:4], decision=Decision(to=FindingState.UNDER_REVIEW))
    with runtime.transaction(people.approver) as tx:
        triage.answer(tx, finding_ids=ids[1:2], agreed=True, reason="Đồng ý.")
    with runtime.transaction(people.secretary) as tx:
        campaign = campaigns.open_campaign(tx, source_id=new).id
        documents = [one.document_id for one in law.findings()]
        given: dict[str, Any] = {"campaign_id": campaign, "document_ids": documents[3:5]}
        campaigns.give_verdict(tx, **given, verdict="amend")
        campaigns.assign(tx, **given, owner_id=people.drafter.id, due_on=SOON)
        campaigns.add_note(tx, campaign_id=campaign, document_id=documents[4], text="Gấp.")
    with runtime.transaction(people.secretary) as tx:
        scope = QuietScope(document_id=documents[5])
        seen = quiet_queries.dry_run(
            tx.session, scope, actor=tx.actor, now=tx.now, since=tx.now - quiet.HISTORY
        ).as_json()["findings"]
        for _ in range(2):
            rule = quiet.ask_rule(tx, scope=scope, reason="Sắp bãi bỏ.", until=SOON, seen=seen)
    with runtime.transaction(people.approver) as tx:
        quiet.agree_to_rule(tx, rule_id=rule.id)
    with runtime.transaction(people.secretary) as tx:
        batch = Batch(
            agency_id=people.agency_id,
            name="Lô",
            author_id=people.secretary.user_id,
            made_at=tx.now,
        )
        tx.session.add(batch)
        tx.session.flush()
        tx.session.add_all(BatchItem(batch_id=1, version_id=one, round=0) for one in versions[:2])
        audit.record(tx, action="batch.submitted", subject="batch:1", versions=versions[:2])


DAMAGES = {
    "left by nobody": ("D1", "UPDATE finding SET state = 'not_affected' WHERE id = 6"),
    "opened by nobody": ("D1", "UPDATE finding SET state = 'open' WHERE id = 1"),
    "left again": ("D1", "UPDATE finding SET state = 'not_affected' WHERE id = 3"),
    "resolved by nobody": ("D1", "UPDATE finding SET state = 'resolved' WHERE id = 4"),
    "another code": ("D1", "UPDATE finding SET reason_code = 'citation_wrong' WHERE id = 1"),
    "another name": ("D1", "UPDATE finding SET decided_by = 'x' WHERE id = 1"),
    "another second person": ("D1", "UPDATE finding SET confirmed_by = 'x' WHERE id = 2"),
    "a rule agreed to by nobody": (
        "D2",
        "UPDATE quiet_rule SET agreed_at = made_at WHERE id = 1",
    ),
    "a longer rule": ("D2", "UPDATE quiet_rule SET expires_on = '2026-09-01' WHERE id = 2"),
    "a wider rule": ("D2", "UPDATE quiet_rule SET unit_id = NULL, document_id = 1 WHERE id = 2"),
    "a lost rule": ("D2", "DELETE FROM quiet_rule WHERE id = 1"),
    "a signal put aside by nobody": (
        "D3",
        "INSERT INTO weak_decision"
        " (id, key, kind, document_id, outcome, reason, decided_at, decided_by)"
        " VALUES (9, 'x', 'document_hurt', 1, 'dismissed', 'x', '2026-03-02 00:00:00', 'x')",
    ),
    "another verdict": ("C1", "UPDATE campaign_case SET verdict = 'withdraw' WHERE id = 1"),
    "a lost verdict": ("C1", "DELETE FROM campaign_case WHERE id = 1"),
    "another owner": ("C1", "UPDATE campaign_case SET owner_id = 1 WHERE id = 1"),
    "another day": ("C1", "UPDATE campaign_case SET due_on = '2027-01-01' WHERE id = 2"),
    "another note": ("C1", "UPDATE campaign_note SET text = 'x'"),
    "a lost note": ("C1", "DELETE FROM campaign_note"),
    "a closed campaign": (
        "C1",
        "UPDATE campaign SET closed_at = opened_at, closed_reason = 'x', closed_by = 'x'",
    ),
    "a version moved to no batch": ("B2", "DELETE FROM batch_item WHERE version_id = 1"),
    "another version in the batch": (
        "B2",
        "UPDATE batch_item SET version_id = 6 WHERE version_id = 1",
    ),
}


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_change_past_the_program_is_found(runtime: Runtime, damage: str) -> None:
    assert faults(runtime) == set()
    invariant, statement = DAMAGES[damage]
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(statement))
    assert faults(runtime) == {invariant}
