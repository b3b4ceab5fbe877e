"""Citations that are bound to no registered text, to be worked off: by number or name."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.legal import queries
from docctl.legal.rules import Resolution
from docctl.web import auth
from docctl.web.forms import page_address, page_number
from docctl.web.legal_binding import places_word
from docctl.web.legal_review import documents_word
from docctl.web.proposal_words import rule_word

PER_PAGE = 50
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
        return render_template(
            "legal/unbound.html",
            groups=groups,
            total=total,
            page=page,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.unbound_index", page=n),
            filtered=bool(request.args.get("kind") or request.args.get("q")),
            may_register=auth.actor().may(Permission.REGISTER_LAW),
            rule_word=rule_word,
            places_word=places_word,
            documents_word=documents_word,
        )
