"""Rules that leave findings aside: dry run, a second person, what each leaves aside."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.errors import Forbidden, Refused
from docctl.impact import quiet, quiet_queries
from docctl.impact.quiet import QuietScope
from docctl.impact.rules import FindingState, Severity
from docctl.legal import queries as legal
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form, number_arg
from docctl.web.language import translate
from docctl.web.words import finding_word, severity_word


def listing() -> ResponseReturnValue:
    """Show the rules, and for a chosen scope what a rule would have left aside."""
    _must()
    return _page([])


@auth.needs(Permission.DECIDE_FINDINGS)
def ask() -> ResponseReturnValue:
    """Ask for a rule after its dry run."""
    form = Form()
    try:
        with acting() as tx:
            reason, until = form.text("reason", limit=2000), form.day("until")
            seen = form.number("seen", -1)
            form.done()
            quiet.ask_rule(
                tx, scope=_scope(), reason=reason, until=until, seen=-1 if seen is None else seen
            )
    except Refused as refused:
        return _page([translate(one) for one in refused.reasons]), 409
    flash(_("The rule counts once a second person has agreed to it."), "success")
    return redirect(url_for("findings.rules"))


@auth.needs(Permission.CONFIRM_FINDINGS)
def agree(rule_id: int) -> ResponseReturnValue:
    """Agree to a rule as the second person."""
    try:
        with acting() as tx:
            quiet.agree_to_rule(tx, rule_id=rule_id)
    except Refused as refused:
        return _page([translate(one) for one in refused.reasons]), 409
    flash(_("The rule counts from now on."), "success")
    return redirect(url_for("findings.rules"))


def end(rule_id: int) -> ResponseReturnValue:
    """End a rule or refuse one."""
    _must()
    form = Form()
    try:
        with acting() as tx:
            reason = form.text("reason", limit=2000)
            form.done()
            quiet.end_rule(tx, rule_id=rule_id, reason=reason)
    except Refused as refused:
        return _page([translate(one) for one in refused.reasons]), 409
    flash(_("The rule has ended; what it left aside is back."), "success")
    return redirect(url_for("findings.rules"))


def _must() -> None:
    actor = auth.actor()
    allowed = (Permission.DECIDE_FINDINGS, Permission.CONFIRM_FINDINGS, Permission.READ_AUDIT)
    if not any(actor.may(one) for one in allowed):
        raise Forbidden("rules that leave findings aside")


def _scope() -> QuietScope:
    return QuietScope(
        document_id=number_arg("document"),
        unit_id=number_arg("unit"),
        text_id=_text_id(),
    )


def _text_id() -> int | None:
    typed = request.args.get("text", "").strip()
    if not typed:
        return None
    with runtime().reading() as session:
        found = legal.find_by_number(session, typed)
    return found[0].id if found else -1


def _page(reasons: list[str]) -> str:
    actor, now, scope = auth.actor(), runtime().now(), _scope()
    with runtime().reading() as session:
        rules = quiet_queries.list_rules(session, actor=actor)
        units = agencies.list_units(session, agency_id=actor.agency_id or 0)
        shown = documents.list_shown(session, actor=actor, now=now)
        texts = legal.list_texts_of(session, {one.text_id for one in rules if one.text_id})
        run = None
        if not scope.is_empty and actor.may(Permission.DECIDE_FINDINGS):
            run = quiet_queries.dry_run(
                session, scope, actor=actor, now=now, since=now - quiet.HISTORY
            )
        return render_template(
            "findings/rules.html",
            rules=rules,
            units={unit.id: unit.name for unit in units},
            codes={one.document_id: one.document.code for one in shown},
            texts=texts,
            run=run,
            asked=request.args,
            reasons=reasons,
            today=day_of(now),
            mine=actor.id,
            may_ask=actor.may(Permission.DECIDE_FINDINGS),
            may_agree=actor.may(Permission.CONFIRM_FINDINGS),
            severities=[(one.value, severity_word(one)) for one in Severity],
            states=[(one.value, finding_word(one)) for one in FindingState],
        )
