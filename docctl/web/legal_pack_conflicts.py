"""Where packs say otherwise than people here: both sides, decided one by one or together."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.legal import queries as register
from docctl.legal.models import Effect, LegalText
from docctl.packs import conflicts, queries, service
from docctl.packs.models import PackConflict
from docctl.web import auth
from docctl.web.acts import acting, refusal
from docctl.web.forms import Form, is_number, page_address, page_number
from docctl.web.pack_words import WORDS
from docctl.web.proposal_words import scope_words
from docctl.web.words import action_word

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sides:
    """A conflict with the text it is about and how things stand here now."""

    conflict: PackConflict
    text: LegalText
    effect: Effect | None
    ours: dict[str, Any]


@auth.needs(Permission.REGISTER_LAW)
def page() -> ResponseReturnValue:
    """List the conflicts that wait, with both sides."""
    return _page([])


@auth.needs(Permission.REGISTER_LAW)
def decide() -> ResponseReturnValue:
    """Take what the packs say, or keep what stands here, for the ticked lines."""
    form = Form()
    ids = [int(value) for value in request.form.getlist("conflict") if is_number(value)]
    take = form.text("what", limit=10) == "take"
    try:
        with acting() as tx:
            count = service.decide_conflicts(
                tx, conflict_ids=ids[:PER_PAGE], take=take, reason=form.text("reason")
            )
    except Refused as refused:
        return _page(refusal(refused)["reasons"]), 409
    flash(ngettext("%(num)s conflict decided", "%(num)s conflicts decided", count), "success")
    return redirect(url_for("packs.conflicts"))


def _page(reasons: list[object]) -> str:
    number = page_number()
    with runtime().reading() as session:
        rows = queries.list_conflicts(session, page=number, size=PER_PAGE)
        texts = register.list_texts_of(session, [row.text_id for row in rows])
        ids = [row.effect_id for row in rows if row.effect_id is not None]
        effects = {one.id: one for one in register.list_effects_of(session, ids)}
        sides = [_sides(row, texts, effects) for row in rows]
        return render_template(
            "packs/conflicts.html",
            reasons=reasons,
            sides=sides,
            total=queries.count_conflicts(session),
            page=number,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("packs.conflicts", page=n),
            action_word=action_word,
            scope_words=scope_words,
            **WORDS,
        )


def _sides(row: PackConflict, texts: dict[int, LegalText], effects: dict[int, Effect]) -> Sides:
    text = texts[row.text_id]
    effect = effects.get(row.effect_id or 0)
    return Sides(row, text, effect, conflicts.ours_now(row, text, effect))
