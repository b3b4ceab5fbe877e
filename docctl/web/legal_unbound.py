"""Citations that are bound to no registered text, to be worked off: by number or name.

What is not registered at all is asked for by itself; the page says since when, and what came of it.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.legal import queries
from docctl.legal.rules import Resolution
from docctl.web import auth
from docctl.web.forms import page_address, page_number
from docctl.web.legal_binding import places_word
from docctl.web.legal_review import documents_word
from docctl.web.proposal_words import rule_word

PER_PAGE = 50
ANSWERED = 10
_KINDS = {"ambiguous": Resolution.AMBIGUOUS, "unmatched": Resolution.UNMATCHED}


@auth.needs(Permission.DRAFT)
def index() -> ResponseReturnValue:
    """List what the citations without a text say, the most frequent first."""
    page = page_number()
    with runtime().reading() as session:
        groups, total = queries.list_groups(
            session,
            actor=auth.actor(),
            now=runtime().now(),
            resolution=_KINDS.get(request.args.get("kind", "")),
            words=request.args.get("q", "").strip()[:200],
            page=page,
            size=PER_PAGE,
        )
        codes = documents.list_codes(session, [one.first.version_id for one in groups])
        keeps = auth.actor().may(Permission.REGISTER_LAW)
        answered = (
            queries.list_answered(session, actor=auth.actor(), limit=ANSWERED) if keeps else []
        )
        return render_template(
            "legal/unbound.html",
            groups=groups,
            codes=codes,
            since=queries.asked_since(
                session, actor=auth.actor(), citations=[one.first for one in groups]
            ),
            answered=answered,
            answers=queries.list_texts_of(
                session, [one.text_id for one in answered if one.text_id]
            ),
            total=total,
            page=page,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.unbound_index", page=n),
            filtered=bool(request.args.get("kind") or request.args.get("q")),
            may_register=keeps,
            rule_word=rule_word,
            places_word=places_word,
            documents_word=documents_word,
        )
