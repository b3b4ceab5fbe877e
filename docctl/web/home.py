"""Việc của tôi: what waits for the person who signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.campaigns import queries as campaigns
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import import_queries as waiting_files
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import ImportState, Status
from docctl.identity import queries as identity
from docctl.impact import bundles, raised
from docctl.impact.escalation import load_escalation
from docctl.impact.groups import page_by_document, sum_up
from docctl.impact.shown import Group, Wanted
from docctl.signatures import queries as signatures
from docctl.signatures.rules import Meaning
from docctl.web import auth
from docctl.web.campaign_words import stage_word, verdict_word
from docctl.workflow import queries
from docctl.workflow.batch_queries import list_waiting_batches
from docctl.workflow.models import Task
from docctl.workflow.rules import Outcome, Step

bp = Blueprint("home", __name__)
SHOWN_FINDINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task with who sent it and for how many days it has waited."""

    task: Task
    version: Version
    sender: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An open version one writes in; with the reason when it was returned."""

    version: Version
    returned_by: str
    returned_at: datetime | None
    reason: str
    with_whom: str


@bp.get("/")
def mine() -> ResponseReturnValue:
    """Show what waits for the person, what they write, and what the law asks of them."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        groups, hurt = _findings(session, actor, now)
        return render_template(
            "home/mine.html",
            waiting=[_waiting(session, t, now) for t in queries.list_waiting(session, actor=actor)],
            batches=list_waiting_batches(session, actor=actor),
            drafts=[
                draft_of(session, version)
                for version in queries.list_own_drafts(session, actor=actor, now=now)
            ],
            groups=groups,
            hurt=hurt,
            owned=not actor.may(Permission.DECIDE_FINDINGS),
            late=_late_of_units(session, actor, now),
            with_law=_late_with_law(session, actor, now),
            related=raised.list_tasks(session, actor=actor, now=now, own=True),
            campaigns=campaigns.list_own(session, actor=actor, now=now),
            stage_word=stage_word,
            verdict_word=verdict_word,
            imports=_imports(session, actor),
            steps=_first_steps(session, actor),
            drafts_here=actor.may(Permission.DRAFT),
            manages=actor.may(Permission.MANAGE_DOCUMENTS),
            actor=actor,
            now=now,
        )


def _waiting(session: Session, task: Task, now: datetime) -> Waiting:
    wanted = Meaning.DRAFTED if task.step is Step.REVIEW else Meaning.REVIEWED
    signed = [
        one
        for one in signatures.list_signatures(session, task.version_id)
        if one.round == task.round and one.meaning is wanted
    ]
    days = (day_of(now) - day_of(task.opened_at)).days if task.opened_at else 0
    return Waiting(
        task=task,
        version=task.version,
        sender=signed[-1].signer_name if signed else "",
        days=days,
    )


def draft_of(session: Session, version: Version) -> Draft:
    """Give an open version with who has it now, or who returned it last and why."""
    tasks = [one for one in queries.list_tasks(session, version.id) if one.round == version.round]
    names = identity.names_of(session, [task.assignee_id for task in tasks])
    returned = _last_return(tasks) if version.status is Status.DRAFT else None
    has_it = next((t for t in tasks if t.done_at is None and t.opened_at is not None), None)
    return Draft(
        version=version,
        returned_by=names[returned.assignee_id] if returned else "",
        returned_at=returned.done_at if returned else None,
        reason=returned.comment if returned else "",
        with_whom=names[has_it.assignee_id] if has_it else "",
    )


def _last_return(tasks: Sequence[Task]) -> Task | None:
    return next((one for one in reversed(tasks) if one.outcome is Outcome.RETURNED), None)


def _imports(session: Session, actor: Actor) -> int:
    """Count the files that wait for the secretary to confirm what was read from them."""
    if not actor.may(Permission.MANAGE_DOCUMENTS):
        return 0
    states = (ImportState.READY, ImportState.UNREADABLE)
    return waiting_files.count(session, agency_id=actor.agency_id, states=states)


def _first_steps(session: Session, actor: Actor) -> list[tuple[str, str, str]]:
    """Give what to do first in an agency without documents: (title, why, address)."""
    if documents.has_documents(session, agency_id=actor.agency_id):
        return []
    steps = (
        (
            Permission.MANAGE_PEOPLE,
            _("Add the people and give them roles"),
            _("A document needs a drafter, a reviewer and an approver who are three people."),
            url_for("admin.people"),
        ),
        (
            Permission.REGISTER_LAW,
            _("Import the register of legal texts"),
            _("Only a registered text can be said to be in force, amended or replaced."),
            url_for("legal.import_choose"),
        ),
        (
            Permission.MANAGE_DOCUMENTS,
            _("Import the documents you have as Word files"),
            _("Code, title, days and citations are read from them and shown before they count."),
            url_for("imports.index"),
        ),
    )
    return [(title, why, url) for permission, title, why, url in steps if actor.may(permission)]


def _findings(session: Session, actor: Actor, now: datetime) -> tuple[list[Group], int]:
    """Give the first documents the law has hurt, and how many: all to the secretary, else own."""
    wanted = Wanted() if actor.may(Permission.DECIDE_FINDINGS) else Wanted(owner_id=actor.user_id)
    found = page_by_document(session, actor=actor, now=now, wanted=wanted, per_page=SHOWN_FINDINGS)
    return found.groups, found.counted.documents


def _late_with_law(session: Session, actor: Actor, now: datetime) -> int:
    """Count the documents that stayed overdue until they came to the legal department."""
    escalation = load_escalation(session, agency_id=actor.agency_id or 0)
    if actor.id not in escalation.law_ids:
        return 0
    return bundles.count_staying(session, actor=actor, now=now, days=escalation.late.law_days)


def _late_of_units(session: Session, actor: Actor, now: datetime) -> int:
    """Count the documents of the units the person heads whose law has changed already."""
    if actor.user_id is None:
        return 0
    units = identity.list_headed(session, actor.user_id, agency_id=actor.agency_id or 0)
    sums = (sum_up(session, actor=actor, now=now, wanted=Wanted(unit_id=one)) for one in units)
    return sum(one.late for one in sums)
