"""Weak signals: a screen of their own, from which a person raises one or puts it aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.impact import groups, promoting, raised, weak
from docctl.impact.shown import Wanted
from docctl.impact.weak_ground import Scope
from docctl.impact.weak_rules import Raising, Weak, WeakKind
from docctl.runtime import Transaction
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.finding_words import signal_word, step_word
from docctl.web.forms import Form, number_arg
from docctl.web.language import translate
from docctl.web.words import action_word, suffered_word

PER_PAGE = 100
MOST_ELSEWHERE = 200  # changes of law listed beside the signals


@dataclass(frozen=True, slots=True)
class Row:
    """What is ticked as one: a signal, or all documents with findings that a document names."""

    signals: tuple[Weak, ...]

    @property
    def value(self) -> str:
        """Give the keys of the signals, a line each."""
        return "\n".join(one.key for one in self.signals)


@auth.needs(Permission.DECIDE_FINDINGS)
def listing() -> ResponseReturnValue:
    """List the weak signals nobody has decided on, the likeliest first."""
    return _page([])


@auth.needs(Permission.DECIDE_FINDINGS)
def decide() -> ResponseReturnValue:
    """Raise the ticked signals in the way that fits them, or put them aside with a reason."""
    form = Form()
    ticked, reason = request.form.getlist("signal")[:PER_PAGE], form.text("reason", limit=2000)
    keys = [key for value in ticked for key in value.splitlines()]
    signals = promoting.find_signals(runtime(), keys=keys, scope=_scope())
    verb = VERBS.get(form.text("decision", limit=20), _put_aside)
    try:
        with acting() as tx:
            form.done()
            address = verb(tx, signals, reason)
    except Refused as refused:
        return _page([translate(sentence) for sentence in refused.reasons]), 409
    return redirect(address or url_for("findings.weak", kind=request.args.get("kind")))


def answer(decision_id: int) -> ResponseReturnValue:
    """Answer that a document needs nothing although one that it names is hurt."""
    form = Form()
    try:
        with acting() as tx:
            reason = form.text("reason", limit=2000)
            form.done()
            promoting.answer_task(tx, decision_id=decision_id, reason=reason)
    except Refused as refused:
        for sentence in refused.reasons:
            flash(translate(sentence), "danger")
    else:
        flash(_("Your answer was kept; the task is done."), "success")
    if request.form.get("back") == "weak":
        return redirect(url_for("findings.weak"))
    return redirect(url_for("home.mine") + "#related")


Signals = Sequence[Weak | None]


def _raise(tx: Transaction, signals: Signals, reason: str) -> str:
    findings, tasks = promoting.raise_all(tx, signals=signals, reason=reason)
    if findings:
        flash(
            ngettext(
                "%(num)s signal is a finding now.",
                "%(num)s signals are findings now.",
                len(findings),
            ),
            "success",
        )
    if tasks:
        flash(
            ngettext(
                "%(num)s task was handed to the owner, who answers or opens a change.",
                "%(num)s tasks were handed to the owners, who answer or open a change.",
                len(tasks),
            ),
            "success",
        )
    alone = len(findings) == 1 and not tasks
    return url_for("findings.page", finding_id=findings[0].id) if alone else ""


def _replace(tx: Transaction, signals: Signals, reason: str) -> str:
    effect = promoting.record_replacement(tx, signal=_only(signals), reason=reason)
    flash(_("The replacement was recorded; these are the documents it hurts."), "success")
    return url_for("findings.listing", effect=effect.id)


def _bind(tx: Transaction, signals: Signals, reason: str) -> str:
    promoting.bind_to_newer(tx, signal=_only(signals), reason=reason)
    flash(_("The citation means the newer text from now on."), "success")
    return ""


def _put_aside(tx: Transaction, signals: Signals, reason: str) -> str:
    promoting.dismiss_all(tx, signals=signals, reason=reason)
    flash(_("The signals were put aside; the reason is in the audit trail."), "success")
    return ""


def _only(signals: Signals) -> Weak | None:
    if len(signals) != 1:
        raise Refused(say("Tick exactly one signal for this."))
    return signals[0]


VERBS: dict[str, Callable[[Transaction, Signals, str], str]] = {
    "raise": _raise,
    "replace": _replace,
    "bind": _bind,
}


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


def _rows(signals: Signals) -> list[Row]:
    """Let a document that names several with findings have one row for them."""
    rows: dict[object, list[Weak]] = {}
    for one in filter(None, signals):
        together = one.document_id if one.raising is Raising.TASK else one.key
        rows.setdefault(together, []).append(one)
    return [Row(tuple(row)) for row in rows.values()]


def _page(reasons: list[str]) -> str:
    scope, kind = _scope(), request.args.get("kind", "")
    wanted = Wanted(only_weak=True, document_id=scope.document_id, source_id=scope.source_id)
    with runtime().reading() as session:
        found = weak.list_weak(session, runtime().blobs, scope=scope)
        elsewhere = groups.list_by_effect(
            session, actor=scope.actor, now=scope.now, wanted=wanted, per_page=MOST_ELSEWHERE
        )
        tasks = raised.list_tasks(session, actor=scope.actor, now=scope.now)
    kept = _rows([one for one in found if not kind or one.kind == kind])
    return render_template(
        "findings/weak.html",
        rows=kept[:PER_PAGE],
        more=max(0, len(kept) - PER_PAGE),
        kinds=[(one.value, signal_word(one)) for one in WeakKind],
        elsewhere=elsewhere,
        tasks=tasks,
        reasons=reasons,
        ticked=["\n".join(value.splitlines()) for value in request.form.getlist("signal")],
        by_name=any(row.signals[0].raising is Raising.REPLACEMENT for row in kept[:PER_PAGE]),
        signal_word=signal_word,
        step_word=step_word,
        action_word=action_word,
        suffered_word=suffered_word,
    )
