"""The page on which the secretary gives a step to another person."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.errors import NotFound, Refused
from docctl.identity import queries as identity
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form
from docctl.web.words import step_word
from docctl.workflow import handing, queries
from docctl.workflow.rules import Step


@auth.needs(Permission.MANAGE_DOCUMENTS)
def hand_over_form(version_id: int) -> ResponseReturnValue:
    """Show who has which step, and who else could take it."""
    return _page(version_id, **NOTHING_WRONG)


@auth.needs(Permission.MANAGE_DOCUMENTS)
def hand_over(version_id: int) -> ResponseReturnValue:
    """Give a step to another person."""
    form = Form()
    try:
        step, to_id = form.choice("step", Step, Step.REVIEW), form.number("to_id")
        reason = form.text("reason", limit=4000)
        form.done()
        with acting() as tx:
            version = handing.hand_over(
                tx, version_id=version_id, step=step, to_id=to_id, reason=reason
            )
    except Refused as refused:
        return _page(version_id, **refusal(refused, form)), 409
    flash(_("The step was given to another person."), "success")
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version.id)
    )


def _page(version_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = documents.get_version(session, version_id, actor=actor, now=now)
        undone = queries.list_undone(session, version_id)
        if not undone:
            raise NotFound(f"version {version_id} waits for nobody")
        names = identity.names_of(session, [task.assignee_id for task in undone])
        agency_id = version.document.agency_id
        people = {
            user.id: user.name
            for right in handing.RIGHTS.values()
            for user in identity.list_holders(session, right, agency_id=agency_id)
        }
        return render_template(
            "workflow/hand_over.html",
            version=version,
            document=version.document,
            steps=[
                (task.step.value, f"{step_word(task.step)}: {names.get(task.assignee_id, '')}")
                for task in undone
            ],
            people=sorted(people.items(), key=lambda pair: pair[1]),
            typed=request.form,
            **wrong,
        )
