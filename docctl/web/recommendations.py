"""Recommended decisions: the list, one of them, issuing, taking back, adopting in one click."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.impact.rules import ReasonCode
from docctl.legal import queries as legal
from docctl.legal.paths import label_of
from docctl.legal.scopes import parse_scope
from docctl.recommendations import queries, service
from docctl.recommendations.rules import read_codes
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form, number_arg, numbers_sent, reason_sent
from docctl.web.language import translate
from docctl.web.words import action_word, reason_word, suffered_word

bp = Blueprint("recommendations", __name__, url_prefix="/recommendations")
SHOWN = 200


@bp.get("")
def index() -> ResponseReturnValue:
    """List what was recommended, ours and others', with how many findings it would end."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        return render_template(
            "recommendations/index.html",
            known=queries.list_known(session, actor=actor, now=now)[:SHOWN],
            **_words(),
        )


@bp.get("/<int:recommendation_id>")
def page(recommendation_id: int) -> ResponseReturnValue:
    """Show one with the findings it speaks of."""
    return _page(recommendation_id, [])


@bp.get("/new")
@auth.needs(Permission.DECIDE_FINDINGS)
def new() -> ResponseReturnValue:
    """Show the form for a recommendation about an effect."""
    return _form(number_arg("effect") or 0, **NOTHING_WRONG)


@bp.post("")
@auth.needs(Permission.DECIDE_FINDINGS)
def issue() -> ResponseReturnValue:
    """Issue it."""
    form = Form()
    effect_id = form.number("effect") or 0
    code, reason = form.text("reason_code", limit=60), form.text("reason", limit=4000)
    codes, scope = read_codes(form.text("codes", limit=4000)), form.text("scope", limit=400)
    try:
        form.done()
        with acting() as tx:
            made = service.recommend(
                tx,
                effect_id=effect_id,
                reason_code=code,
                reason=reason,
                codes=codes,
                paths=parse_scope(scope)[1],
            )
    except Refused as refused:
        return _form(effect_id, **refusal(refused, form)), 409
    flash(_("The recommendation stands; it goes out with the next legal pack."), "success")
    return redirect(url_for("recommendations.page", recommendation_id=made.id))


@bp.post("/<int:recommendation_id>/adopt")
@auth.needs(Permission.DECIDE_FINDINGS)
def adopt(recommendation_id: int) -> ResponseReturnValue:
    """Decide the ticked findings as recommended."""
    ids = numbers_sent("finding")
    try:
        with acting() as tx:
            found = service.adopt(tx, recommendation_id=recommendation_id, finding_ids=ids)
    except Refused as refused:
        return _page(recommendation_id, [translate(one) for one in refused.reasons]), 409
    waiting = sum(one.asked_for is not None for one in found)
    flash(
        ngettext(
            "%(num)s finding was decided as recommended.",
            "%(num)s findings were decided as recommended.",
            len(found) - waiting,
        )
        + (f" {_('%(count)s wait for a second person.', count=waiting)}" if waiting else ""),
        "success",
    )
    return redirect(url_for("recommendations.page", recommendation_id=recommendation_id))


@bp.post("/<int:recommendation_id>/findings/<int:finding_id>")
@auth.needs(Permission.DECIDE_FINDINGS)
def adopt_one(recommendation_id: int, finding_id: int) -> ResponseReturnValue:
    """Decide one finding as recommended, from its page."""
    with acting() as tx:
        finding = service.adopt_on_finding(
            tx, recommendation_id=recommendation_id, finding_id=finding_id
        )
    asked = finding.asked_for is not None
    flash(
        _("Decided as recommended; it waits for a second person.")
        if asked
        else _("Decided as recommended."),
        "success",
    )
    return redirect(url_for("findings.page", finding_id=finding_id))


@bp.post("/<int:recommendation_id>/withdraw")
@auth.needs(Permission.DECIDE_FINDINGS)
def withdraw(recommendation_id: int) -> ResponseReturnValue:
    """Take back one of ours."""
    try:
        with acting() as tx:
            service.withdraw(tx, recommendation_id=recommendation_id, reason=reason_sent())
    except Refused as refused:
        return _page(recommendation_id, [translate(one) for one in refused.reasons]), 409
    flash(_("It was taken back; others learn of it with the next legal pack."), "success")
    return redirect(url_for("recommendations.page", recommendation_id=recommendation_id))


def _page(recommendation_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        return render_template(
            "recommendations/page.html",
            known=queries.know(session, recommendation_id, actor=actor, now=now),
            reasons=reasons,
            most=SHOWN,
            **_words(),
        )


def _form(effect_id: int, **wrong: Any) -> str:
    with runtime().reading() as session:
        effect = legal.get_effect(session, effect_id)
        return render_template(
            "recommendations/new.html",
            effect=effect,
            source=effect.source,
            target=effect.target,
            typed=request.form,
            codes=[(code.value, reason_word(code)) for code in ReasonCode],
            **_words(),
            **wrong,
        )


def _words() -> dict[str, Any]:
    return {
        "reason_word": reason_word,
        "action_word": action_word,
        "suffered_word": suffered_word,
        "label_of": label_of,
        "may_decide": auth.actor().may(Permission.DECIDE_FINDINGS),
    }
