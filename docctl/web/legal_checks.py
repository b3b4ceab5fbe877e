"""Stating up to which day the register of legal texts was compared with an official source."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Refused
from docctl.legal import queries, service
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form


def page() -> ResponseReturnValue:
    """Show what was stated so far and, to who may, the form."""
    return _page(**NOTHING_WRONG)


@auth.needs(Permission.REGISTER_LAW)
def state() -> ResponseReturnValue:
    """State the day and the source."""
    form = Form()
    until, source = form.day("until"), form.text("source", limit=300)
    try:
        form.done()
        with acting() as tx:
            service.state_check(tx, until=until, source=source)
    except Refused as refused:
        return _page(**refusal(refused, form)), 409
    flash(_("Noted. Every document now says up to which day its legal bases are known."), "success")
    return redirect(url_for("legal.checks_page"))


def _page(**wrong: Any) -> str:
    with runtime().reading() as session:
        return render_template(
            "legal/checks.html",
            checks=queries.list_checks(session),
            today=day_of(runtime().now()),
            may_register=auth.actor().may(Permission.REGISTER_LAW),
            typed=request.form,
            **wrong,
        )
