"""A law was put off: approved versions that would come before it, and those that were stopped."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.campaigns import ahead, put_off
from docctl.campaigns.ahead import Waiting
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Refused
from docctl.identity import queries as identity
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form, numbers_sent
from docctl.workflow import queries as tasks

bp = Blueprint("put_off", __name__, url_prefix="/put-off")


@bp.get("")
def page() -> ResponseReturnValue:
    """Show the approved versions that would come before their law, by law, and the stopped ones."""
    return _page(**NOTHING_WRONG)


@bp.post("/hold")
@auth.needs(Permission.WITHDRAW)
def hold() -> ResponseReturnValue:
    """Stop the chosen versions: what counts now goes on counting."""
    form = Form()
    try:
        reason = form.text("reason", limit=4000)
        form.done()
        with acting() as tx:
            held = put_off.hold(tx, version_ids=numbers_sent("version"), reason=reason)
    except Refused as refused:
        return _page(**refusal(refused, form)), 409
    flash(
        ngettext(
            "%(num)s version was stopped; the one before it goes on counting.",
            "%(num)s versions were stopped; those before them go on counting.",
            len(held),
        ),
        "success",
    )
    return redirect(url_for("put_off.page"))


@bp.post("/again")
@auth.needs(Permission.WITHDRAW)
def hand_in_again() -> ResponseReturnValue:
    """Stop the chosen versions and hand their texts in again for another day, as one batch."""
    form = Form()
    try:
        given: dict[str, Any] = {
            "effective_on": form.day("effective_on"),
            "reason": form.text("reason", limit=4000),
            "name": form.text("name", limit=200),
            "reviewer_id": form.number("reviewer"),
            "approver_id": form.number("approver"),
        }
        form.done()
        with acting() as tx:
            batch = put_off.hand_in_again(tx, version_ids=numbers_sent("version"), **given)
    except Refused as refused:
        return _page(**refusal(refused, form)), 409
    flash(_("The batch was handed to its reviewer, who has one notice for all."), "success")
    return redirect(url_for("batches.page", batch_id=batch.id))


@bp.post("/take-up")
@auth.needs(Permission.DRAFT)
def take_up() -> ResponseReturnValue:
    """Open a draft with the text of a version that was stopped."""
    form = Form()
    version_id = form.number("version", 0) or 0
    try:
        form.done()
        with acting() as tx:
            draft = put_off.take_up(tx, version_id=version_id)
    except Refused as refused:
        return _page(**refusal(refused, form)), 409
    flash(_("A draft with the text of the stopped version was opened."), "success")
    return redirect(url_for("editing.page", version_id=draft.id))


def _page(**wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        waiting = [one for one in ahead.list_waiting(session, actor=actor, now=now) if one.ahead]
        days = {one.law_on for one in waiting if one.law_on is not None}
        by_law: dict[int, list[Waiting]] = defaultdict(list)
        for one in waiting:
            by_law[one.source_id].append(one)
        return render_template(
            "put_off/page.html",
            by_law=by_law,
            names=ahead.names_of_law(session, waiting),
            held=ahead.list_held(session, actor=actor, now=now),
            people=_people(session, waiting),
            last=_last(session, waiting),
            may_hold=actor.may(Permission.WITHDRAW),
            may_draft=actor.may(Permission.DRAFT),
            new_day=max(days, default=None),
            today=day_of(now),
            typed=request.form,
            ticked=set(request.form.getlist("version")),
            **wrong,
        )


def _people(session: Session, waiting: list[Waiting]) -> dict[str, list[tuple[int, str]]]:
    """Give who may review and approve what the person hands in again."""
    agency_id = auth.actor().agency_id
    if not waiting or agency_id is None:
        return {"reviewers": [], "approvers": []}
    return {
        name: [
            (user.id, user.name)
            for user in identity.list_holders(session, permission, agency_id=agency_id)
            if user.id != auth.actor().user_id
        ]
        for name, permission in (
            ("reviewers", Permission.REVIEW),
            ("approvers", Permission.APPROVE),
        )
    }


def _last(session: Session, waiting: list[Waiting]) -> dict[str, int | str]:
    """Give who reviewed and approved the first of the versions, offered again."""
    first = [one.version.id for one in waiting[:1]]
    return {
        "reviewer": next(iter(tasks.list_reviewers(session, first).values()), ""),
        "approver": next(iter(tasks.list_approvers(session, first).values()), ""),
    }
