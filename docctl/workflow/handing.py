"""Giving a step to another person when the one who has it is away or has left."""

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import OPEN, Status
from docctl.errors import Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.runtime import Transaction
from docctl.workflow import queries
from docctl.workflow.rules import Outcome, Step
from docctl.workflow.steps import assign, finish, tell

RIGHTS = {Step.REVIEW: Permission.REVIEW, Step.APPROVE: Permission.APPROVE}
MESSAGES = {Step.REVIEW: "task.review", Step.APPROVE: "task.approve"}


def hand_over(
    tx: Transaction, *, version_id: int, step: Step, to_id: int | None, reason: str
) -> Version:
    """Give a step nobody has done yet to another person; the secretary answers for it.

    Refuses authors of the version, whoever has its other step, and people without the right.
    """
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    undone = queries.list_undone(tx.session, version_id)
    task = next((one for one in undone if one.step is step), None)
    if version.status not in OPEN - {Status.DRAFT} or task is None:
        raise Refused(say("This step waits for nobody."))
    holders = identity.list_holders(tx.session, RIGHTS[step], agency_id=version.document.agency_id)
    objections: list[Sentence] = []
    if to_id not in {user.id for user in holders} or to_id == task.assignee_id:
        objections.append(say("Choose another person who may take this step."))
    if to_id in documents.list_authors(tx.session, version_id):
        objections.append(say("Who drafted this version cannot take this step."))
    now = [t for t in queries.list_tasks(tx.session, version_id) if t.round == version.round]
    if to_id in {other.assignee_id for other in now if other.step is not step}:
        objections.append(say("Reviewer and approver must be two people."))
    if any(t.step is step and t.assignee_id == to_id and t is not task for t in now):
        objections.append(say("This person gave the step away before; take the version back."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    assert to_id is not None
    begun = task.opened_at is not None
    finish(tx, task, Outcome.LAPSED, reason)
    tx.session.flush()  # the place of the old task is free before the new one takes it
    assign(tx, version, step, to_id, opened_at=tx.now if begun else None)
    audit.record(
        tx,
        action="task.handed_over",
        subject=f"version:{version.id}",
        reason=reason.strip(),
        step=step.value,
        before=task.assignee_id,
        after=to_id,
    )
    if begun:
        tell(tx, version, MESSAGES[step], to=to_id)
    return version
