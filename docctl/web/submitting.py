"""Handing a draft in, and giving it up."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Permission
from docctl.content import with_revision
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.errors import Forbidden, Refused
from docctl.identity import queries as identity
from docctl.web import auth, can, citations
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.changes import Changed, changes_since, otherwise_gone
from docctl.web.citations import Cited
from docctl.web.forms import Form
from docctl.workflow import queries as tasks
from docctl.workflow import service as workflow
from docctl.workflow.rules import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What is looked at before a draft is handed in; only dead law asks for a reason."""

    changes: list[Changed]
    dead: list[Cited]  # law no longer in force, which stays cited for a reason only
    gone: list[Cited]
    remarked: list[Cited]
    open: list[Cited]
    unchanged: bool
    copies: int
    frame: str  # the control frame of the file it came from, as it stands in the text

    @property
    def clean(self) -> bool:
        """Say whether there is nothing to warn of."""
        return not (
            self.changes
            or self.dead
            or self.remarked
            or self.open
            or self.unchanged
            or self.copies
            or self.frame
        )


@auth.needs(Permission.DRAFT)
def submit_form(version_id: int) -> ResponseReturnValue:
    """Show the last look before a draft is handed in."""
    return _submit_form(version_id, **NOTHING_WRONG)


@auth.needs(Permission.DRAFT)
def submit(version_id: int) -> ResponseReturnValue:
    """Hand a draft to its reviewer."""
    form = Form()
    try:
        summary = form.text("change_summary", limit=4000)
        reviewer_id, approver_id = form.number("reviewer"), form.number("approver")
        where, dead_reason = form.text("revision_where", limit=200), form.text("dead_reason")
        form.done()
        with acting() as tx:
            version = workflow.submit_version(
                tx,
                version_id=version_id,
                change_summary=summary,
                reviewer_id=reviewer_id,
                approver_id=approver_id,
                record_in_text=form.ticked("record_in_text"),
                where=where,
                dead_reason=dead_reason,
            )
    except Refused as refused:
        return _submit_form(version_id, **refusal(refused, form)), 409
    flash(_("The draft was handed to its reviewer."), "success")
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version.id)
    )


def _submit_form(version_id: int, **wrong: Any) -> str:
    with runtime().reading() as session:
        version = can.own_draft(session, version_id, actor=auth.actor(), now=runtime().now())
        agency_id = version.document.agency_id
        authors = queries.list_authors(session, version_id) | {auth.actor().user_id}
        holders = {
            step: [
                user
                for user in identity.list_holders(session, permission, agency_id=agency_id)
                if user.id not in authors
            ]
            for step, permission in (
                (Step.REVIEW, Permission.REVIEW),
                (Step.APPROVE, Permission.APPROVE),
            )
        }
        return render_template(
            "editing/submit.html",
            version=version,
            document=version.document,
            reviewers=holders[Step.REVIEW],
            approvers=holders[Step.APPROVE],
            last=tasks.find_last_people(session, version.document_id),
            checks=_checks(session, version),
            has_table=with_revision(version.content, {"label": version.label}) is not None,
            today=day_of(runtime().now()),
            typed=request.form,
            **wrong,
        )


def _checks(session: Session, version: Version) -> Checks:
    cited = citations.list_cited(
        session, version, on=day_of(runtime().now()), blobs=runtime().blobs
    )
    base = next(
        (
            other
            for other in queries.list_versions(
                session, version.document_id, actor=auth.actor(), now=runtime().now()
            )
            if other.id == version.based_on_id
        ),
        None,
    )
    changes = changes_since(session, version)
    return Checks(
        changes=changes,
        dead=[one for one in cited if one.gone],
        remarked=[one for one in cited if one.to_check],
        gone=otherwise_gone(cited, changes),
        open=[one for one in cited if one.unsure],
        unchanged=base is not None and base.content_hash == version.content_hash,
        copies=len(queries.list_copies(session, version.id, user_id=auth.actor().user_id)),
        frame=contents.frame_in(version.content),
    )


@auth.needs(Permission.DRAFT)
def cancel_form(version_id: int) -> ResponseReturnValue:
    """Ask for the reason to give up an open version."""
    return _cancel_form(version_id, **NOTHING_WRONG)


@auth.needs(Permission.DRAFT)
def cancel(version_id: int) -> ResponseReturnValue:
    """Give up an open version for good."""
    form = Form()
    try:
        reason = form.text("reason", limit=2000)
        form.done()
        with acting() as tx:
            version = workflow.cancel_version(tx, version_id=version_id, reason=reason)
    except Refused as refused:
        return _cancel_form(version_id, **refusal(refused, form)), 409
    flash(_("The draft was cancelled; it stays readable for those who took part."), "success")
    return redirect(url_for("documents.page", document_id=version.document_id))


def _cancel_form(version_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        if not can.on_version(session, version, actor=actor).cancel:
            raise Forbidden("only its author or the secretary cancels a version")
        return render_template(
            "editing/cancel.html",
            version=version,
            document=version.document,
            typed=request.form,
            **wrong,
        )
