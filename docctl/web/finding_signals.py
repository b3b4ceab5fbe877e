"""Weak signals: a screen of their own, from which a person raises one or puts it aside."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.impact import groups, promoting, weak
from docctl.impact.shown import Wanted
from docctl.impact.weak_ground import Scope
from docctl.impact.weak_rules import WeakKind
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.finding_words import signal_word, step_word
from docctl.web.forms import Form, number_arg
from docctl.web.language import translate
from docctl.web.words import action_word, suffered_word

PER_PAGE = 100
MOST_ELSEWHERE = 200  # changes of law listed beside the signals


@auth.needs(Permission.DECIDE_FINDINGS)
def listing() -> ResponseReturnValue:
    """List the weak signals nobody has decided on, the likeliest first."""
    return _page([])


@auth.needs(Permission.DECIDE_FINDINGS)
def decide() -> ResponseReturnValue:
    """Raise a signal to a finding, or put it aside with a reason."""
    form = Form()
    key, reason = form.text("signal", limit=200), form.text("reason", limit=2000)
    raised = request.form.get("decision") == "raise"
    signal = promoting.find_signal(runtime(), key=key, scope=_scope())
    finding_id = 0
    try:
        with acting() as tx:
            form.done()
            if raised:
                finding_id = promoting.promote(tx, signal=signal).id
            else:
                promoting.dismiss(tx, signal=signal, reason=reason)
    except Refused as refused:
        return _page([translate(sentence) for sentence in refused.reasons]), 409
    if raised:
        flash(_("The signal is a finding now."), "success")
        return redirect(url_for("findings.page", finding_id=finding_id))
    flash(_("The signal was put aside; the reason is in the audit trail."), "success")
    return redirect(url_for("findings.weak", kind=request.args.get("kind")))


@auth.needs(Permission.DECIDE_FINDINGS)
def promote(finding_id: int) -> ResponseReturnValue:
    """Raise a weak finding: it counts from now on as others do."""
    with acting() as tx:
        promoting.promote_finding(tx, finding_id=finding_id)
    flash(_("The finding counts from now on."), "success")
    return redirect(url_for("findings.page", finding_id=finding_id))


def _scope() -> Scope:
    return Scope(
        actor=auth.actor(),
        now=runtime().now(),
        document_id=number_arg("document"),
        source_id=number_arg("source"),
    )


def _page(reasons: list[str]) -> str:
    scope, kind = _scope(), request.args.get("kind", "")
    wanted = Wanted(only_weak=True, document_id=scope.document_id, source_id=scope.source_id)
    with runtime().reading() as session:
        found = weak.list_weak(session, runtime().blobs, scope=scope)
        elsewhere = groups.list_by_effect(
            session, actor=scope.actor, now=scope.now, wanted=wanted, per_page=MOST_ELSEWHERE
        )
    kept = [one for one in found if not kind or one.kind == kind]
    return render_template(
        "findings/weak.html",
        signals=kept[:PER_PAGE],
        more=max(0, len(kept) - PER_PAGE),
        kinds=[(one.value, signal_word(one)) for one in WeakKind],
        elsewhere=elsewhere,
        reasons=reasons,
        signal_word=signal_word,
        step_word=step_word,
        action_word=action_word,
        suffered_word=suffered_word,
    )
