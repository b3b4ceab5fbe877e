"""Findings: what changes of law do to documents, and what people do about it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of, days_until
from docctl.errors import Refused
from docctl.identity import queries as identity
from docctl.impact import groups, missed, queries, service, triage
from docctl.impact.rules import LIVE, WEAK, FindingState, ReasonCode, Severity
from docctl.impact.shown import Wanted
from docctl.impact.weak_rules import step_from
from docctl.recommendations import queries as recommendations
from docctl.web import (
    auth,
    finding_board,
    finding_days,
    finding_decisions,
    finding_progress,
    finding_reasons,
    finding_rules,
    finding_signals,
)
from docctl.web.acts import acting
from docctl.web.finding_words import decision_word, step_word, waiting_word
from docctl.web.forms import number_arg, page_address, page_number, reason_sent
from docctl.web.language import translate
from docctl.web.words import (
    action_word,
    finding_word,
    overlap_word,
    reason_word,
    severity_word,
    suffered_word,
)

bp = Blueprint("findings", __name__, url_prefix="/findings")
bp.add_url_rule("/to-confirm", "to_confirm", finding_decisions.to_confirm)
bp.add_url_rule("/to-confirm", "answer", finding_decisions.answer, methods=["POST"])
bp.add_url_rule("/rules", "rules", finding_rules.listing)
bp.add_url_rule("/rules", "ask_rule", finding_rules.ask, methods=["POST"])
bp.add_url_rule("/rules/<int:rule_id>/agree", "agree_rule", finding_rules.agree, methods=["POST"])
bp.add_url_rule("/rules/<int:rule_id>/end", "end_rule", finding_rules.end, methods=["POST"])
bp.add_url_rule("/raising", "raising", finding_progress.raising)
bp.add_url_rule("/days", "days", finding_days.page)
bp.add_url_rule("/board", "board", finding_board.page)
bp.add_url_rule("/weak", "weak", finding_signals.listing)
bp.add_url_rule("/weak", "decide_signal", finding_signals.decide, methods=["POST"])
bp.add_url_rule(
    "/weak/<int:decision_id>/answer", "answer_signal", finding_signals.answer, methods=["POST"]
)
bp.add_url_rule("/<int:finding_id>/promote", "promote", finding_signals.promote, methods=["POST"])
bp.add_url_rule("/documents/<int:document_id>/why", "why", finding_reasons.why)
bp.add_url_rule(
    "/documents/<int:document_id>/why", "report", finding_reasons.report, methods=["POST"]
)
bp.add_url_rule("/missed", "missed", finding_reasons.listing)
bp.add_url_rule("/missed/<int:report_id>", "settle", finding_reasons.settle, methods=["POST"])
PER_PAGE = 50


@bp.get("")
def index() -> ResponseReturnValue:
    """Sum up the live findings: by the change of law, or by document."""
    actor, now = auth.actor(), runtime().now()
    by = "document" if request.args.get("by") == "document" else "effect"
    wanted = Wanted(
        owner_id=actor.id if request.args.get("mine") else None,
        weak=bool(request.args.get("weak")),
    )
    listed = groups.page_by_document if by == "document" else groups.page_by_effect
    page = page_number()
    with runtime().reading() as session:
        found, counted = listed(session, actor=actor, now=now, wanted=wanted, page=page)
        to_confirm = queries.count_to_confirm(session, actor=actor, now=now)
        overlooked = missed.count_missed(session, actor=actor, now=now)
    return render_template(
        "findings/index.html",
        by=by,
        groups=found,
        counted=counted,
        total=counted.documents if by == "document" else counted.changes,
        page=page,
        per_page=groups.PER_PAGE,
        page_url=lambda n: page_address("findings.index", page=n),
        to_confirm=to_confirm,
        overlooked=overlooked,
        may_decide=actor.may(Permission.DECIDE_FINDINGS),
        may_measure=finding_board.may_see(actor),
        **_words(),
    )


@bp.get("/list")
def listing() -> ResponseReturnValue:
    """List findings one by one, narrowed by effect, text, document, state or severity."""
    return _listing([])


@bp.post("/list")
@auth.needs(Permission.DECIDE_FINDINGS)
def decide_several() -> ResponseReturnValue:
    """Decide the same about the findings that were ticked in the list."""
    return finding_decisions.decide_several(_listing)


@bp.get("/<int:finding_id>")
def page(finding_id: int) -> ResponseReturnValue:
    """Show one finding: the passage, the change of law, what can be done."""
    return _page(finding_id, [])


@bp.post("/documents/<int:document_id>/revise")
@auth.needs(Permission.DRAFT)
def revise(document_id: int) -> ResponseReturnValue:
    """Open a change of the document for its findings and go to the editor."""
    with acting() as tx:
        version = service.start_revision(tx, document_id=document_id)
    flash(_("A change was opened; what the law left behind is marked in the text."), "success")
    return redirect(url_for("editing.page", version_id=version.id))


@bp.post("/<int:finding_id>/decide")
@auth.needs(Permission.DECIDE_FINDINGS)
def decide(finding_id: int) -> ResponseReturnValue:
    """Decide on a finding and on those alike."""
    return finding_decisions.decide(_page, finding_id)


@bp.post("/<int:finding_id>/reopen")
@auth.needs(Permission.DECIDE_FINDINGS)
def reopen(finding_id: int) -> ResponseReturnValue:
    """Take back the decision that a finding does not concern the document."""
    try:
        with acting() as tx:
            triage.reopen(tx, finding_id=finding_id, reason=reason_sent())
    except Refused as refused:
        return _page(finding_id, [translate(sentence) for sentence in refused.reasons]), 409
    flash(_("The finding is open again."), "success")
    return redirect(url_for("findings.page", finding_id=finding_id))


def _listing(reasons: list[str]) -> str:
    actor, now, page = auth.actor(), runtime().now(), page_number()
    with runtime().reading() as session:
        found = queries.list_findings(
            session, actor=actor, now=now, wanted=_wanted(), page=page, per_page=PER_PAGE
        )
        owners = identity.names_of(session, [row.owner_id for row in found.rows if row.owner_id])
    return render_template(
        "findings/list.html",
        found=found,
        owners=owners,
        per_page=PER_PAGE,
        severities=[(severity.value, severity_word(severity)) for severity in Severity],
        states=[(state.value, finding_word(state)) for state in FindingState],
        codes=[(code.value, reason_word(code)) for code in ReasonCode],
        live=LIVE,
        ticked=" ".join(request.form.getlist("finding")).split(),
        reasons=reasons,
        may_decide=actor.may(Permission.DECIDE_FINDINGS),
        page_url=lambda n: page_address("findings.listing", page=n),
        here=page_address("findings.decide_several"),
        **_words(),
    )


def _page(finding_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        finding = queries.get_shown(session, finding_id, actor=actor, now=now)
        others = queries.list_findings(
            session,
            actor=actor,
            now=now,
            wanted=Wanted(document_id=finding.document_id, weak=True),
        )
        alike = queries.list_alike(session, finding, actor=actor, now=now)
        recited = queries.is_recited(session, finding)
        recommended = recommendations.list_for_finding(session, finding)
        adoptions = recommendations.list_adoptions(session, finding_id)
        owner = identity.names_of(session, [finding.owner_id] if finding.owner_id else [])
    return render_template(
        "findings/page.html",
        finding=finding,
        owner=owner.get(finding.owner_id or 0, ""),
        others=[other for other in others.rows if other.id != finding_id],
        reasons=reasons,
        codes=[(code.value, reason_word(code)) for code in ReasonCode],
        alike=alike,
        recited=recited,
        recommended=recommended,
        adoptions=adoptions,
        mine=actor.id,
        may_confirm=actor.may(Permission.CONFIRM_FINDINGS),
        may_draft=actor.may(Permission.DRAFT),
        may_decide=actor.may(Permission.DECIDE_FINDINGS),
        live=finding.state in LIVE,
        is_weak=finding.overlap in WEAK and finding.promoted_at is None,
        **_words(),
    )


def _wanted() -> Wanted:
    state, severity = request.args.get("state", ""), request.args.get("severity", "")
    # What a rule leaves aside is seen whole, for who answers for the rule.
    rest = set(FindingState) if number_arg("rule") else LIVE
    return Wanted(
        states={FindingState(state)} if state in set(FindingState) else rest,
        severity=Severity(severity) if severity in set(Severity) else None,
        weak=bool(request.args.get("weak")),
        effect_id=number_arg("effect"),
        source_id=number_arg("source"),
        target_id=number_arg("target"),
        document_id=number_arg("document"),
        rule_id=number_arg("rule"),
    )


def _words() -> dict[str, Any]:
    today = day_of(runtime().now())
    return {
        "raising": finding_progress.bar(),
        "severity_word": severity_word,
        "finding_word": finding_word,
        "overlap_word": overlap_word,
        "action_word": action_word,
        "decision_word": decision_word,
        "waiting_word": waiting_word,
        "chain_words": lambda chain: [step_word(step_from(one)) for one in chain],
        "reason_word": reason_word,
        "suffered_word": suffered_word,
        "days_left": lambda day: None if day is None else days_until(day, today),
    }
