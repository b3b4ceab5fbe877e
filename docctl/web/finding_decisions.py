"""Deciding on findings: one or several alike at once, and agreeing as the second person."""

from collections.abc import Callable, Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.impact import queries, triage
from docctl.impact.shown import Shown
from docctl.impact.states import Decision, FindingState
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.finding_words import decision_word, waiting_word
from docctl.web.forms import Form, is_number, page_address
from docctl.web.language import translate
from docctl.web.words import finding_word, reason_word, severity_word, suffered_word


def decide(page: Callable[[int, list[str]], str], finding_id: int) -> ResponseReturnValue:
    """Decide on a finding and, where ticked, on those alike; a refusal shows the page again."""
    try:
        _decide({finding_id, *_ticked("also")})
    except Refused as refused:
        return page(finding_id, [translate(sentence) for sentence in refused.reasons]), 409
    return redirect(url_for("findings.page", finding_id=finding_id))


def decide_several(page: Callable[[list[str]], str]) -> ResponseReturnValue:
    """Decide the same about the ticked findings of the list, and show the list again."""
    try:
        _decide(_ticked("finding"))
    except Refused as refused:
        return page([translate(sentence) for sentence in refused.reasons]), 409
    return redirect(page_address("findings.listing"))


def _decide(finding_ids: set[int]) -> None:
    """Decide as the form says, and tell the person what came of it."""
    form = Form()
    to = form.choice("decision", FindingState, FindingState.OPEN)
    decision = Decision(
        to=to,
        code=form.text("reason_code", limit=60),
        reason=form.text("reason", limit=2000),
        until=form.day("until"),
        event=form.text("event", limit=60) if to is FindingState.IGNORED else "",
    )
    with acting() as tx:
        form.done()
        findings = triage.decide(tx, finding_ids=finding_ids, decision=decision, stood=_stood())
        waits = sum(finding.asked_for is not None for finding in findings)
    if waits:
        flash(_("The decision counts once a second person has agreed to it."), "info")
    if decided := len(findings) - waits:
        flash(
            ngettext(
                "%(num)s finding was decided; the reason is in the audit trail.",
                "%(num)s findings were decided; the reason is in the audit trail.",
                decided,
            ),
            "success",
        )


@auth.needs(Permission.CONFIRM_FINDINGS)
def to_confirm() -> ResponseReturnValue:
    """List the decisions that count only when a second person has agreed to them."""
    return _page([])


@auth.needs(Permission.CONFIRM_FINDINGS)
def answer() -> ResponseReturnValue:
    """Agree to a decision or refuse it."""
    form = Form()
    agreed = request.form.get("answer") == "agree"
    try:
        with acting() as tx:
            reason = form.text("reason", limit=2000)
            form.done()
            found = triage.answer(tx, finding_ids=_ticked("finding"), agreed=agreed, reason=reason)
    except Refused as refused:
        return _page([translate(sentence) for sentence in refused.reasons]), 409
    if agreed:
        words = ngettext("%(num)s decision counts now", "%(num)s decisions count now", len(found))
    else:
        words = ngettext("%(num)s decision refused", "%(num)s decisions refused", len(found))
    flash(words, "success")
    return redirect(url_for("findings.to_confirm"))


def _stood() -> dict[int, str]:
    """Read how the findings stood on the page the form was sent from, as `12:open`."""
    pairs = (one.partition(":") for one in request.form.get("stood", "").split())
    return {int(number): state for number, _, state in pairs if is_number(number)}


def _ticked(name: str) -> set[int]:
    """Give the ids a form ticked; one box may stand for several, parted by spaces."""
    values = " ".join(request.form.getlist(name)).split()
    return {int(value) for value in values if is_number(value)}


def _page(reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        asked = queries.list_asked(session, actor=actor, now=now)
    return render_template(
        "findings/to_confirm.html",
        groups=_grouped(asked),
        mine=actor.id,
        reasons=reasons,
        decision_word=decision_word,
        waiting_word=waiting_word,
        reason_word=reason_word,
        finding_word=finding_word,
        severity_word=severity_word,
        suffered_word=suffered_word,
    )


def _grouped(asked: Iterable[Shown]) -> list[list[Shown]]:
    """Keep together what was asked for in one act."""
    groups: dict[tuple[object, ...], list[Shown]] = {}
    for one in asked:
        key = (one.asked_by_id, one.asked_at, one.asked_for, one.change.effect_id)
        groups.setdefault(key, []).append(one)
    return list(groups.values())
