"""The installation's own key, and the senders whose packs are taken in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.errors import NotFound, Refused
from docctl.packs import queries, service
from docctl.packs.keys import (
    LONGEST,
    PublicKey,
    find_own_key,
    fingerprint,
    read_public_key,
)
from docctl.web import auth
from docctl.web.acts import acting, refusal
from docctl.web.files import download
from docctl.web.forms import Form


@auth.needs(Permission.CONFIRM_RIGHTS)
def page() -> ResponseReturnValue:
    """Show the own key with its fingerprint, and all senders."""
    return _page([])


@auth.needs(Permission.CONFIRM_RIGHTS)
def add() -> ResponseReturnValue:
    """Add the public key of another installation, pasted or from its file."""
    form = Form()
    name, pasted = form.text("name", limit=300), form.text("key", limit=LONGEST)
    file = request.files.get("file")
    try:
        form.done()
        if file is not None and file.filename:
            pasted = file.stream.read(LONGEST).decode("utf-8", "replace")
        key = read_public_key(pasted)
        own = find_own_key(runtime().settings.home)
        with acting() as tx:
            sender = service.ask_for_sender(
                tx, name=name or key.name, key=key, own=own.public.id if own else ""
            )
    except Refused as refused:
        return _page(refusal(refused, form)["reasons"]), 409
    if sender.counts:
        flash(_("The packs of this sender can be taken in from now on."), "success")
    else:
        flash(_("A second person must compare the fingerprint; they have a notice."), "success")
    return redirect(url_for("packs.senders"))


@auth.needs(Permission.CONFIRM_RIGHTS)
def decide(sender_id: int) -> ResponseReturnValue:
    """Confirm or refuse a key somebody else has added, or remove a sender."""
    form = Form()
    what = form.text("what", limit=20)
    try:
        with acting() as tx:
            if what == "remove":
                service.remove_sender(tx, sender_id=sender_id, reason=form.text("reason"))
            else:
                service.decide_sender(tx, sender_id=sender_id, confirmed=what == "confirm")
    except Refused as refused:
        return _page(refusal(refused)["reasons"]), 409
    said = {
        "confirm": _("The packs of this sender can be taken in from now on."),
        "remove": _("No pack of this sender is taken in any more."),
    }
    flash(said.get(what) or _("The key was refused."), "success")
    return redirect(url_for("packs.senders"))


@auth.needs(Permission.CONFIRM_RIGHTS)
def make() -> ResponseReturnValue:
    """Make the installation's key pair; one that is there stays."""
    with acting() as tx:
        service.ensure_own_key(tx, home=runtime().settings.home)
    return redirect(url_for("packs.senders"))


@auth.needs(Permission.CONFIRM_RIGHTS)
def own() -> ResponseReturnValue:
    """Give the file of the own public key, to be handed to others."""
    key = _own_key()
    if key is None:
        raise NotFound("no key was made yet")
    return download(key.line.encode(), "khoa-cong-khai.lawkey", "text/plain")


def _own_key() -> PublicKey | None:
    pair = find_own_key(runtime().settings.home)
    if pair is None:
        return None
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
    return PublicKey(pair.public.raw, agency.name if agency else "")


def _page(reasons: list[object]) -> str:
    try:
        key = _own_key()
    except Refused as refused:
        key, reasons = None, [*reasons, *refusal(refused)["reasons"]]
    with runtime().reading() as session:
        return render_template(
            "packs/senders.html",
            reasons=reasons,
            own=key,
            senders=queries.list_senders(session),
            fingerprint=fingerprint,
            mine=auth.actor().id,
            typed=request.form,
            may_register=auth.actor().may(Permission.REGISTER_LAW),
        )
