"""All proposed effects of the register: filtered, by pages, confirmed together."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.impact.foreseeing import foresee, supposed
from docctl.legal import queries, service
from docctl.legal.rules import Action
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import is_number, page_address, page_number
from docctl.web.legal_forms import action_options
from docctl.web.legal_review import words

PER_PAGE = 50
_SURE = {"yes": True, "no": False}


@auth.needs(Permission.REGISTER_LAW)
def waiting() -> ResponseReturnValue:
    """List the proposed effects, each with its evidence and whom it would hurt."""
    actor, now, page = auth.actor(), runtime().now(), page_number()
    action = request.args.get("action", "")
    with runtime().reading() as session:
        found = queries.find_proposals(
            session,
            text=request.args.get("q", "").strip()[:200],
            action=Action(action) if action in set(Action) else None,
            sure=_SURE.get(request.args.get("sure", "")),
            page=page,
            size=PER_PAGE,
        )
        seen = [supposed(effect) for effect in found.effects]
        return render_template(
            "legal/proposals.html",
            found=found,
            counts=queries.count_proposals(session),
            foreseen=foresee(session, seen, actor=actor, now=now),
            actions=action_options(),
            page=page,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.proposals_waiting", page=n),
            **words(),
        )


@auth.needs(Permission.REGISTER_LAW)
def missing() -> ResponseReturnValue:
    """List the texts that proposals name and that are not known, most often named first."""
    page = page_number()
    with runtime().reading() as session:
        found, total = queries.list_missing(session, page=page, size=PER_PAGE)
        return render_template(
            "legal/missing.html",
            found=found,
            total=total,
            counts=queries.count_proposals(session),
            page=page,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.proposals_missing", page=n),
        )


@auth.needs(Permission.REGISTER_LAW)
def confirm() -> ResponseReturnValue:
    """Let the ticked effects count."""
    chosen = [int(value) for value in request.form.getlist("effect") if is_number(value)]
    if not chosen:
        raise Refused(say("Tick at least one effect."))
    with acting() as tx:
        service.confirm_proposals(tx, effect_ids=chosen[:PER_PAGE])
    flash(_("The effects count from now on."), "success")
    return redirect(url_for("legal.proposals_waiting"))
