"""Effects a machine proposes: they count only once a person confirms them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.legal import queries, service
from docctl.legal.paths import label_of
from docctl.legal.rules import EffectState
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.words import action_word

MOST = 200


@auth.needs(Permission.REGISTER_LAW)
def waiting() -> ResponseReturnValue:
    """List the proposed effects, each with its evidence."""
    with runtime().reading() as session:
        effects = queries.list_effects(session, state=EffectState.PROPOSED, limit=MOST)
        return render_template(
            "legal/proposals.html", effects=effects, action_word=action_word, label_of=label_of
        )


@auth.needs(Permission.REGISTER_LAW)
def confirm() -> ResponseReturnValue:
    """Let the ticked effects count."""
    chosen = [int(value) for value in request.form.getlist("effect") if value.isdigit()][:MOST]
    if not chosen:
        raise Refused(say("Tick at least one effect."))
    with acting() as tx:
        service.confirm_effects(tx, effect_ids=chosen)
    flash(_("The effects count from now on."), "success")
    return redirect(url_for("legal.proposals_waiting"))
