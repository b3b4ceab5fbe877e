"""“Why (not) flagged?”: the trace from mention to finding, and reports of what was overlooked."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.errors import Refused
from docctl.impact import missed, reports, tracing
from docctl.impact.verdicts import NOTHING
from docctl.legal import queries as legal
from docctl.legal.models import LegalText
from docctl.legal.naming import name_key
from docctl.legal.paths import label_of
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.finding_words import verdict_word
from docctl.web.forms import Form
from docctl.web.language import translate
from docctl.web.proposal_words import rule_word
from docctl.web.words import action_word, finding_word, overlap_word, standing_word


def why(document_id: int) -> ResponseReturnValue:
    """Show, for a document and a legal text, each step from mention to finding."""
    return _why(document_id, [])


def report(document_id: int) -> ResponseReturnValue:
    """Report that a passage cites a text and was not recognised."""
    form = Form()
    try:
        with acting() as tx:
            words, text = form.text("words", limit=2000), form.text("text", limit=300)
            form.done()
            reports.report_missed(tx, document_id=document_id, words=words, text=text)
    except Refused as refused:
        return _why(document_id, [translate(one) for one in refused.reasons]), 409
    flash(_("Thank you. The secretary will look at it and answer."), "success")
    asked = request.args.get("text")
    return redirect(url_for("findings.why", document_id=document_id, text=asked))


@auth.needs(Permission.DECIDE_FINDINGS)
def listing() -> ResponseReturnValue:
    """List the reports of overlooked citations, those without an answer first."""
    return _reports([])


@auth.needs(Permission.DECIDE_FINDINGS)
def settle(report_id: int) -> ResponseReturnValue:
    """Answer a report."""
    form = Form()
    try:
        with acting() as tx:
            answer = form.text("answer", limit=2000)
            form.done()
            reports.settle_missed(tx, report_id=report_id, answer=answer)
    except Refused as refused:
        return _reports([translate(one) for one in refused.reasons]), 409
    flash(_("The report is answered."), "success")
    return redirect(url_for("findings.missed"))


def _why(document_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    asked = request.args.get("text", "").strip()
    with runtime().reading() as session:
        document = documents.get_document(session, document_id, actor=actor, now=now)
        texts = _texts(session, asked) if asked else []
        traces = [
            tracing.trace(session, document_id, text.id, actor=actor, now=now) for text in texts
        ]
        return render_template(
            "findings/why.html",
            document=document,
            asked=asked,
            traces=[(one, *_parted(one.lines)) for one in traces],
            reasons=reasons,
            label_of=label_of,
            rule_word=rule_word,
            verdict_word=verdict_word,
            overlap_word=overlap_word,
            action_word=action_word,
            finding_word=finding_word,
            standing_word=standing_word,
        )


def _parted(lines: Sequence[tracing.Line]) -> tuple[list[tracing.Line], list[tracing.Line]]:
    """Give the lines from which something follows or may follow, and the others."""
    parts: tuple[list[tracing.Line], list[tracing.Line]] = ([], [])
    for one in lines:
        parts[one.finding is None and one.verdict in NOTHING].append(one)
    return parts


def _texts(session: Session, asked: str) -> list[LegalText]:
    """Give the texts of a number or name as typed."""
    found = list(legal.find_by_number(session, asked))
    if not found:
        named = legal.list_named(session, [name_key(asked)])
        ids = {one.text_id for candidates in named.values() for one in candidates}
        found = list(legal.list_texts_of(session, ids).values())
    return found[:5]


def _reports(reasons: list[str]) -> str:
    with runtime().reading() as session:
        rows = missed.list_missed(session, actor=auth.actor(), now=runtime().now())
        return render_template("findings/missed.html", rows=rows, reasons=reasons)
