"""The tracked changes of a draft: each with what it takes out and puts in, to accept or reject."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl import content as contents
from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents.models import Version
from docctl.errors import Refused
from docctl.web import auth, can
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form
from docctl.workflow.tracked import decide_changes


@dataclass(frozen=True, slots=True)
class Line:
    """A tracked change with the section it stands in."""

    change: contents.Change
    section: str


def lines_of(version: Version) -> list[Line]:
    """Give the undecided tracked changes of a version in reading order, with their sections."""
    blocks = contents.project(version.content).by_uid
    return [
        Line(change, blocks[change.uid].section) for change in contents.changes_in(version.content)
    ]


@auth.needs(Permission.DRAFT)
def changes(version_id: int) -> ResponseReturnValue:
    """Show the tracked changes of a draft one below the other."""
    return _page(version_id, **NOTHING_WRONG)


@auth.needs(Permission.DRAFT)
def decide(version_id: int) -> ResponseReturnValue:
    """Accept or reject one change, or all that wait."""
    form = Form()
    try:
        accepted, rejected = chosen(form, version_id)
        revision = form.number("revision")
        form.done()
        with acting() as tx:
            version = decide_changes(
                tx,
                version_id=version_id,
                accepted=accepted,
                rejected=rejected,
                revision=revision,
            )
    except Refused as refused:
        return _page(version_id, **refusal(refused, form)), 409
    left = len(contents.pending_ids(version.content))
    flash(
        _("Changes decided: %(count)s.", count=len(accepted) + len(rejected))
        if left
        else _("Every proposed change is decided."),
        "success",
    )
    if left:
        return redirect(url_for("editing.changes", version_id=version_id))
    return redirect(url_for("editing.page", version_id=version_id))


def chosen(form: Form, version_id: int) -> tuple[list[str], list[str]]:
    """Read which changes are meant: `accept` and `reject` name one each, or "all"."""
    waiting: list[str] = []
    if "all" in {request.form.get("accept"), request.form.get("reject")}:
        with runtime().reading() as session:
            version = can.own_draft(session, version_id, actor=auth.actor(), now=runtime().now())
            waiting = sorted(contents.pending_ids(version.content))
    sides: list[list[str]] = []
    for name in ("accept", "reject"):
        value = form.text(name, limit=100)
        sides.append(waiting if value == "all" else [value] if value else [])
    return sides[0], sides[1]


def _page(version_id: int, **wrong: Any) -> str:
    with runtime().reading() as session:
        version = can.own_draft(session, version_id, actor=auth.actor(), now=runtime().now())
        return render_template(
            "editing/changes.html",
            version=version,
            document=version.document,
            lines=lines_of(version),
            **wrong,
        )
