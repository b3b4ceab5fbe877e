"""Review and approval: what the person is shown, and what they decide."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.errors import NotFound, Refused, say
from docctl.web import auth, can, reading
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form
from docctl.web.signing import proof_of_signer
from docctl.workflow import decisions, service
from docctl.workflow import queries as tasks
from docctl.workflow.rules import Outcome, Step


@auth.needs(Permission.REVIEW)
def review_form(version_id: int) -> ResponseReturnValue:
    """Show a version to its reviewer: the text, or what changed in it."""
    return _decided(version_id) or _task_page("review", Step.REVIEW, version_id, **NOTHING_WRONG)


@auth.needs(Permission.REVIEW)
def pass_on(version_id: int) -> ResponseReturnValue:
    """Finish the review and hand the version to its approver."""
    form = Form()
    try:
        given: dict[str, Any] = {"comment": form.text("comment", limit=4000), **_shown(form)}
        form.done()
        with acting() as tx:
            service.pass_on(tx, version_id=version_id, **given)
    except Refused as refused:
        return _task_page("review", Step.REVIEW, version_id, **refusal(refused, form)), 409
    flash(_("The review is done; the approver has it now."), "success")
    return redirect(url_for("home.mine"))


def give_back(version_id: int) -> ResponseReturnValue:
    """Return a version to its drafters with a reason."""
    form = Form()
    try:
        reason = form.text("reason", limit=4000)
        form.done()
        with acting() as tx:
            service.return_version(tx, version_id=version_id, reason=reason)
    except Refused as refused:
        return _return_page(version_id, **refusal(refused, form)), 409
    flash(_("The version was returned with your reason; its text is as it was."), "success")
    return redirect(url_for("home.mine"))


def _return_page(version_id: int, **wrong: Any) -> str:
    step = Step.APPROVE if request.form.get("step") == Step.APPROVE.value else Step.REVIEW
    name = "approve" if step is Step.APPROVE else "review"
    return _task_page(name, step, version_id, **wrong)


@auth.needs(Permission.APPROVE)
def approve_form(version_id: int) -> ResponseReturnValue:
    """Show the approver exactly what is signed."""
    return _decided(version_id) or _task_page("approve", Step.APPROVE, version_id, **NOTHING_WRONG)


@auth.needs(Permission.APPROVE)
def approve(version_id: int) -> ResponseReturnValue:
    """Prove who signs (wrong passwords are counted whatever follows), then approve."""
    form = Form()
    try:
        given = _decision(form)
        proof = proof_of_signer(form)
        with acting() as tx:
            version = decisions.approve_version(tx, version_id=version_id, proof=proof, **given)
    except Refused as refused:
        return _task_page("approve", Step.APPROVE, version_id, **refusal(refused, form)), 409
    flash(_("The version is approved and signed."), "success")
    return redirect(
        url_for("documents.evidence", document_id=version.document_id, version_id=version_id)
    )


def _decision(form: Form) -> dict[str, Any]:
    later = form.text("when") == "on_day"
    day = form.day("effective_on") if later else None
    if later and day is None and not form.errors:
        form.refuse("effective_on", say("Give the day from which the version counts."))
    return {
        **_shown(form),
        "key": form.text("key", limit=100),
        "effective_on": day,
        "comment": form.text("comment", limit=4000),
    }


def _shown(form: Form) -> dict[str, Any]:
    """Read what the page showed: the text by its hash, title and numbers by their submission."""
    return {"shown_hash": form.text("shown_hash"), "shown_round": form.number("shown_round")}


def _task_page(name: str, step: Step, version_id: int, **wrong: Any) -> str:
    """Show a task; only to whom it is given, except to say why their act was refused."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        if not wrong["reasons"] and not can.has_task(session, version, step, actor):
            raise NotFound(f"no task of {actor.id} with version {version_id}")
        base = reading.base_of(session, version)
        return render_template(
            f"workflow/{name}.html",
            view=_view(base),
            key=request.form.get("key") or secrets.token_urlsafe(16),
            typed=request.form,
            tasks=tasks.list_tasks(session, version_id),
            dead_law_kept=tasks.find_dead_law_kept(session, version),
            **reading.text_of(session, version),
            **reading.comparison(version, base),
            **wrong,
        )


def _decided(version_id: int) -> Response | None:
    """Lead who comes back after deciding to the version; None while something waits for them."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        mine = [
            task
            for task in tasks.list_tasks(session, version_id)
            if task.assignee_id == actor.id and task.outcome is not Outcome.LAPSED
        ]
        if not mine or any(task.done_at is None for task in mine):
            return None
    flash(_("You have decided on this version already."), "info")
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version_id)
    )


def _view(base: Version | None) -> str:
    asked = request.args.get("view", "changes")
    return "text" if base is None or asked == "text" else "changes"
