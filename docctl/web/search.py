"""One box over documents and legal texts."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.rules import Kind as DocumentKind
from docctl.documents.rules import State
from docctl.legal import queries as legal
from docctl.search import service
from docctl.search.index import Kind
from docctl.search.queries import Filters
from docctl.web import auth
from docctl.web.forms import number_arg, page_address, page_number
from docctl.web.words import kind_word, state_word

bp = Blueprint("search", __name__, url_prefix="/search")
PER_PAGE = 20
LONGEST = 400


@bp.get("")
def find() -> ResponseReturnValue:
    """Search, with filters; an empty box shows what can be asked."""
    text, page = request.args.get("q", "").strip()[:LONGEST], page_number()
    filters = _filters()
    with runtime().reading() as session:
        if effect := legal.find_effect_by_number(session, text):
            return redirect(url_for("legal.advisory_page", effect_id=effect.id))
        found = None
        if text:
            found = service.find(
                session,
                runtime(),
                text=text,
                actor=auth.actor(),
                now=runtime().now(),
                filters=filters,
                page=page,
                limit=PER_PAGE,
            )
        agency_id = auth.actor().agency_id
        assert agency_id is not None
        texts = [one.id for one in found.results if one.kind is Kind.LEGAL_TEXT] if found else []
        law = legal.load_law(session, texts)
        return render_template(
            "search/find.html",
            forces={text: law.force_on(text, day_of(runtime().now())) for text in texts},
            text=text,
            found=found,
            page=page,
            per_page=PER_PAGE,
            kinds=[(kind.value, kind_word(kind)) for kind in DocumentKind],
            states=[(state.value, state_word(state)) for state in State],
            units=[(u.id, u.name) for u in agencies.list_units(session, agency_id=agency_id)],
            page_url=lambda n: page_address("search.find", page=n),
        )


def _filters() -> Filters:
    what, kind = request.args.get("what", ""), request.args.get("kind", "")
    state = request.args.get("state", "")
    return Filters(
        kinds=frozenset({Kind(what)}) if what in set(Kind) else frozenset(),
        document_kind=DocumentKind(kind) if kind in set(DocumentKind) else None,
        state=State(state) if state in set(State) else None,
        unit_id=number_arg("unit"),
    )
