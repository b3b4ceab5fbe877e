"""Registering a legal text by hand: its facts and what it does to others, in one form."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.errors import Refused, say
from docctl.legal import queries, service
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Citation, LegalText, LooseEffect
from docctl.legal.numbers import issuer_of_number, type_norm, type_of_number
from docctl.legal.rules import SAYABLE, Action, Extent
from docctl.legal.scopes import parse_scope
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form, ask_about_days, number_arg
from docctl.web.language import translate, write_day
from docctl.web.words import action_word

LINES = 6
MOST_LINES = 60
UNSPECIFIED = "*"  # typed as scope: some provisions, the text does not say which
_REGISTERED = re.compile(r"#\s?(?P<id>[0-9]{1,9})")  # typed where several bear one number


class Facts(TypedDict):
    """The facts of a text as the form gives them."""

    number: str
    type: str
    title: str
    issuer: str
    signer: str
    issued_on: date | None
    effective_on: date | None
    expires_on: date | None


@auth.needs(Permission.REGISTER_LAW)
def new() -> ResponseReturnValue:
    """Show the form: empty, or with what a citation or a proposal says of the text it means."""
    citation_id, loose_id = number_arg("citation"), number_arg("loose")
    if citation_id is not None:
        return form_page(_of_citation(citation_id), [], [])
    if loose_id is not None:
        return form_page(_of_loose(loose_id), [], [])
    return form_page({}, [], [])


@auth.needs(Permission.REGISTER_LAW)
def create() -> ResponseReturnValue:
    """Register the text with its effects; at commit the documents it hurts have findings."""
    form = Form()
    said = facts(form)
    try:
        with acting() as tx:
            listed = effects(form, tx.session)
            form.done()
            text = service.register_meant(
                tx,
                citation_id=form.number("citation"),
                loose_id=form.number("loose"),
                **said,
                source=form.text("source", limit=200),
                effects=listed,
            )
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        return form_page(dict(request.form), lines_typed(), reasons), 409
    flash(_("The text was registered; the documents it concerns were looked for."), "success")
    tell_of_endings(text.id)
    return redirect(url_for("legal.page", text_id=text.id))


def tell_of_endings(text_id: int) -> None:
    """Tell the person which texts this one ends although another has ended them already."""
    with runtime().reading() as session:
        for target, earlier in queries.list_ended_twice(session, text_id):
            flash(
                _(
                    "%(target)s was already ended by %(earlier)s; both effects are kept. If one is"
                    " wrong, withdraw it on the page of the text.",
                    target=target,
                    earlier=earlier,
                ),
                "warning",
            )


def _of_citation(citation_id: int) -> dict[str, Any]:
    """Give what a citation the person may see says of its text."""
    with runtime().reading() as session:
        one = queries.get_citation(session, citation_id)
        documents.get_version(session, one.version_id, actor=auth.actor(), now=runtime().now())
        return _said(one) | {"citation": citation_id, "quote": one.quote, "evidence": one.context}


def _of_loose(loose_id: int) -> dict[str, Any]:
    with runtime().reading() as session:
        one = queries.get_loose(session, loose_id)
        return _said(one) | {"loose": loose_id, "quote": one.quote, "evidence": one.evidence}


def _said(one: Citation | LooseEffect) -> dict[str, Any]:
    return {
        "number": one.number,
        "type": type_norm(one.type) if one.type else type_of_number(one.number) or "",
        "title": "" if one.number else one.name,
        "issuer": one.issuer or issuer_of_number(one.number) or "",
        "issued_on": one.issued_on.isoformat() if one.issued_on else "",
    }


def form_page(values: dict[str, Any], lines: list[dict[str, Any]], reasons: list[str]) -> str:
    """Show the form with values, lines of effects, and everything that was refused."""
    empty: list[dict[str, Any]] = [{} for _line in range(max(2, LINES - len(lines)))]
    return render_template(
        "legal/new.html",
        values=values,
        lines=[*lines, *empty],
        reasons=reasons,
        actions=action_options(),
    )


def action_options() -> list[tuple[str, str]]:
    """Give the choices of what a text does to another."""
    return [(action.value, action_word(action)) for action in SAYABLE]


def facts(form: Form) -> Facts:
    """Read the facts of a text; days in an order that is rare are asked about."""
    said = _facts(form)
    ask_about_days(form, said["issued_on"], said["effective_on"])
    return said


def _facts(form: Form) -> Facts:
    return Facts(
        number=form.text("number", limit=200),
        type=form.text("type", limit=100),
        title=form.text("title", limit=2000),
        issuer=form.text("issuer", limit=300),
        signer=form.text("signer", limit=200),
        issued_on=form.day("issued_on"),
        effective_on=form.day("effective_on"),
        expires_on=form.day("expires_on"),
    )


def effects(form: Form, session: Session) -> list[EffectSaid]:
    """Read the filled lines of effects; each target must be exactly one registered text."""
    said = []
    for number in range(MOST_LINES):
        target = form.text(f"target-{number}", limit=300)
        chosen = form.number(f"target_id-{number}")
        if not target and chosen is None:
            continue
        target_id = chosen if chosen is not None else _target(form, session, number, target)
        scope = form.text(f"scope-{number}", limit=2000)
        try:
            extent, paths = (Extent.UNSPECIFIED, ()) if scope == UNSPECIFIED else parse_scope(scope)
        except Refused as refused:
            form.refuse(f"scope-{number}", refused.reasons[0])
            continue
        if target_id is None:
            continue
        said.append(
            EffectSaid(
                target_id=target_id,
                action=form.choice(f"action-{number}", Action, Action.REPLACES),
                extent=extent,
                paths=paths,
                effective_on=form.day(f"from-{number}"),
                until=form.day(f"until-{number}"),
                evidence=form.text(f"evidence-{number}"),
            )
        )
    return said


def lines_typed() -> list[dict[str, Any]]:
    """Give the lines of effects as they were typed, to show them again."""
    names = ("target", "target_id", "action", "scope", "from", "until", "evidence")
    lines = [
        {name: request.form.get(f"{name}-{number}", "") for name in names}
        for number in range(MOST_LINES)
    ]
    return [line for line in lines if line["target"] or line["target_id"]]


def _target(form: Form, session: Session, number: int, typed: str) -> int | None:
    if chosen := _REGISTERED.fullmatch(typed):
        text = session.get(LegalText, int(chosen["id"]))
        found: Sequence[LegalText] = [] if text is None else [text]
    else:
        found = queries.find_by_number(session, typed)
    if len(found) == 1:
        return found[0].id
    if not found:
        form.refuse(
            f"target-{number}",
            say("%(number)s is not in the register; register it first.", number=typed),
        )
    else:
        form.refuse(
            f"target-{number}",
            say(
                "%(count)s texts bear the number %(number)s; write the register number of the right"
                " one instead, with its #: %(choices)s.",
                count=len(found),
                number=typed,
                choices="; ".join(
                    f"#{text.id} {text.type} {text.issuer} {write_day(text.issued_on)}"
                    for text in found[:6]
                ),
            ),
        )
    return None
