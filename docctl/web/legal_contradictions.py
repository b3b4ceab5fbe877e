"""The list of what contradicts itself in the register, for who keeps it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.legal import queries
from docctl.legal.contradictions import Contradiction
from docctl.legal.register_view import count_by_kind, list_contradictions
from docctl.web import auth
from docctl.web.forms import page_address, page_number
from docctl.web.words import contradiction_word

PER_PAGE = 50


@auth.needs(Permission.REGISTER_LAW)
def contradictions() -> ResponseReturnValue:
    """List the contradictions of the register, all or of one kind, derived when asked."""
    kind, page = request.args.get("kind", ""), page_number()
    with runtime().reading() as session:
        found = list_contradictions(session, runtime().blobs)
        counts = count_by_kind(found)
        wanted = [one for one in found if not kind or one.kind.value == kind]
        rows = wanted[(page - 1) * PER_PAGE : page * PER_PAGE]
        return render_template(
            "legal/contradictions.html",
            rows=rows,
            texts=queries.list_texts_of(
                session, {i for one in rows for i in (one.text_id, *one.others)}
            ),
            total=len(wanted),
            kinds=[(one.value, f"{contradiction_word(one)} ({n})") for one, n in counts.items()],
            kind=kind,
            page=page,
            per_page=PER_PAGE,
            contradiction_word=contradiction_word,
            Contradiction=Contradiction,
            page_url=lambda n: page_address("legal.contradictions", page=n),
        )
