"""Binding a citation by hand: choose the text it means, or say that it is none."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.errors import Refused
from docctl.legal import queries, service
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form
from docctl.web.language import translate


def choose(citation_id: int) -> ResponseReturnValue:
    """Show a citation with the texts it may mean, and a search for others."""
    return _page(citation_id, [])


def decide(citation_id: int) -> ResponseReturnValue:
    """Keep a person's decision on a citation."""
    form = Form()
    what = form.text("what", limit=20)
    try:
        with acting() as tx:
            citation = service.decide_citation(
                tx,
                citation_id=citation_id,
                text_id=form.number("text_id") if what == "text" else None,
                ignored=what == "ignore",
                reason=form.text("reason"),
            )
            version = citation.version
    except Refused as refused:
        return _page(citation_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("Your decision on the citation was kept."), "success")
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version.id)
    )


def _page(citation_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        citation = queries.get_citation(session, citation_id)
        version = documents.get_version(session, citation.version_id, actor=actor, now=now)
        texts = queries.list_texts_of(session, citation.candidates)
        words = request.values.get("q", "").strip()[:200]
        found = queries.find_texts(session, query=words, size=10).texts if words else ()
        return render_template(
            "legal/citation.html",
            citation=citation,
            version=version,
            candidates=[*texts.values(), *(text for text in found if text.id not in texts)],
            words=words,
            reasons=reasons,
        )
