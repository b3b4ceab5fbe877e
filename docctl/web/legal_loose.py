"""A text that proposals name and that is not known: choose it, register it, or reject them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.legal import queries, service
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form
from docctl.web.language import translate
from docctl.web.legal_review import words


@auth.needs(Permission.REGISTER_LAW)
def page(loose_id: int) -> ResponseReturnValue:
    """Show what is said of the text, the texts it may be, and a search for others."""
    return _page(loose_id, [])


@auth.needs(Permission.REGISTER_LAW)
def decide(loose_id: int) -> ResponseReturnValue:
    """Choose the text, register it by its number alone, or reject what was read."""
    form = Form()
    what, reason = form.text("what", limit=20), form.text("reason")
    with runtime().reading() as session:
        loose = queries.get_loose(session, loose_id)
        source_id = loose.source_id
    try:
        with acting() as tx:
            service.decide_loose(
                tx,
                loose_id=loose_id,
                text_id=form.number("text_id") if what == "text" else None,
                stub=what == "stub",
                reason=reason,
            )
    except Refused as refused:
        return _page(loose_id, [translate(one) for one in refused.reasons]), 409
    flash(_("Your decision on the proposals was kept."), "success")
    return redirect(url_for("legal.review_page", text_id=source_id))


def _page(loose_id: int, reasons: list[str]) -> str:
    asked = request.values.get("q", "").strip()[:200]
    with runtime().reading() as session:
        loose = queries.get_loose(session, loose_id)
        texts = queries.list_texts_of(session, loose.candidates)
        found = queries.find_texts(session, query=asked, size=10).texts if asked else ()
        return render_template(
            "legal/loose.html",
            loose=loose,
            effects=queries.list_loose(
                session, source_id=loose.source_id, target_key=loose.target_key
            ),
            candidates=[*texts.values(), *(text for text in found if text.id not in texts)],
            asked=asked,
            reasons=reasons,
            **words(),
        )
