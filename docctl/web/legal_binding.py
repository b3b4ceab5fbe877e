"""Binding a citation by hand: choose the text it means, or say that it is none."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import OPEN
from docctl.errors import Refused, say
from docctl.legal import queries, service
from docctl.legal.models import Citation
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form
from docctl.web.language import translate
from docctl.web.proposal_words import marked, rule_word


def choose(citation_id: int) -> ResponseReturnValue:
    """Show a citation with the texts it may mean, and a search for others."""
    return _page(citation_id, [])


def decide(citation_id: int) -> ResponseReturnValue:
    """Keep a person's decision on a citation, or on all that say the same."""
    form = Form()
    what = form.text("what", limit=20)
    text_id = form.number("text_id") if what == "text" else None
    try:
        if what == "text" and text_id is None:
            form.refuse("text_id", say("Choose the text that is meant."))
        form.done()
        with acting() as tx:
            act = service.decide_alike if form.ticked("alike") else service.decide_citation
            act(
                tx,
                citation_id=citation_id,
                text_id=text_id,
                ignored=what == "ignore",
                reason=form.text("reason"),
            )
            version = queries.get_citation(tx.session, citation_id).version
    except Refused as refused:
        return _page(citation_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("Your decision on the citation was kept."), "success")
    if request.form.get("back") == "unbound":
        return redirect(url_for("legal.unbound_index"))
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version.id)
    )


def may_decide(session: Session, version: Version) -> bool:
    """Say whether the person decides citations of a version (as `bind.decide_citation` asks)."""
    actor = auth.actor()
    if actor.may(Permission.REGISTER_LAW):
        return True
    writes = actor.may(Permission.DRAFT) and version.status in OPEN
    return writes and actor.id in documents.list_authors(session, version.id)


def _page(citation_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        citation = queries.get_citation(session, citation_id)
        version = documents.get_version(session, citation.version_id, actor=actor, now=now)
        bound = [] if citation.text_id is None else [citation.text_id]
        texts = queries.list_texts_of(session, [*bound, *citation.candidates])
        words = request.values.get("q", "").strip()[:200]
        found = queries.find_texts(session, query=words, size=10).texts if words else ()
        offered = [*texts.values(), *(text for text in found if text.id not in texts)]
        law = queries.load_law(session, [text.id for text in offered])
        return render_template(
            "legal/citation.html",
            citation=citation,
            version=version,
            candidates=offered,
            forces={text.id: law.force_on(text.id, day_of(now)) for text in offered},
            alike=_alike(session, citation),
            may_decide=may_decide(session, version),
            may_register=actor.may(Permission.REGISTER_LAW),
            words=words,
            reasons=reasons,
            rule_word=rule_word,
            marked=marked,
            places_word=places_word,
        )


def places_word(count: int) -> str:
    """Say in how many places."""
    return str(ngettext("%(num)s place", "%(num)s places", count))


def _alike(session: Session, citation: Citation) -> list[Citation]:
    """List the other unbound citations that the person may decide together with this one."""
    actor, now = auth.actor(), runtime().now()
    if citation.text_id is not None:
        return []
    found = queries.list_alike(session, citation, actor=actor, now=now)
    everywhere = actor.may(Permission.REGISTER_LAW)
    return [one for one in found if everywhere or one.version_id == citation.version_id]
