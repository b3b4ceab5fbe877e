"""Roles that wait for a second person: confirm or refuse what somebody else asked for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.identity import granting, queries
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import is_number
from docctl.web.language import translate
from docctl.web.words import role_words


@auth.needs(Permission.CONFIRM_RIGHTS)
def waiting() -> ResponseReturnValue:
    """List the roles that count only when a second person has confirmed them."""
    return _page([])


@auth.needs(Permission.CONFIRM_RIGHTS)
def decide() -> ResponseReturnValue:
    """Confirm or refuse the ticked roles."""
    given = request.form.get("decision") == "confirm"
    ids = [int(value) for value in request.form.getlist("asked") if is_number(value)]
    try:
        with acting() as tx:
            count = granting.decide(tx, asked_ids=ids, given=given)
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    if given:
        flash(ngettext("%(num)s role confirmed", "%(num)s roles confirmed", count), "success")
    else:
        flash(ngettext("%(num)s role refused", "%(num)s roles refused", count), "success")
    return redirect(url_for("admin.rights"))


def _page(reasons: list[str]) -> str:
    agency_id = auth.actor().agency_id
    assert agency_id is not None
    with runtime().reading() as session:
        rows = queries.list_waiting(session, agency_id=agency_id)
        people = [row.user_id for row in rows] + [row.asked_by_id for row in rows]
        return render_template(
            "admin/rights.html",
            reasons=reasons,
            rows=rows,
            names=queries.names_of(session, people),
            mine=auth.actor().id,
            role_words=role_words,
            title=_("Rights to confirm"),
        )
