"""What is watched for new legal packs: a folder of the machine, an address of the net."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.packs import queries, service, watching
from docctl.web import auth
from docctl.web.acts import acting, refusal
from docctl.web.forms import Form
from docctl.web.language import translate


@auth.needs(Permission.CONFIRM_RIGHTS)
def page() -> ResponseReturnValue:
    """Show what is watched and what the last look brought."""
    return _page([])


@auth.needs(Permission.MANAGE_AGENCY)
def choose() -> ResponseReturnValue:
    """Choose the address that is watched."""
    form = Form()
    address = form.text("address", limit=600)
    try:
        form.done()
        with acting() as tx:
            service.watch_address(tx, address=address)
    except Refused as refused:
        return _page(refusal(refused, form)["reasons"]), 409
    flash(_("The address is kept; it is looked at within the hour."), "success")
    return redirect(url_for("packs.watch"))


@auth.needs(Permission.CONFIRM_RIGHTS)
def look() -> ResponseReturnValue:
    """Look at the watched places now, in the background."""
    with acting() as tx:
        service.start_looking(tx)
    flash(_("It is being looked at; load this page again in a moment."), "success")
    return redirect(url_for("packs.watch"))


def _page(reasons: list[object]) -> str:
    settings = runtime().settings
    with runtime().reading() as session:
        watch = queries.find_watch(session)
        said = [translate(one) for one in watching.sentences_of(watch)] if watch else []
        return render_template(
            "packs/watch.html",
            reasons=reasons,
            watch=watch,
            said=said,
            folder=settings.pack_folder,
            private=settings.pack_private,
            typed=request.form,
            may_choose=auth.actor().may(Permission.MANAGE_AGENCY),
            may_register=auth.actor().may(Permission.REGISTER_LAW),
        )
