"""The agency's own facts: its name, province and units."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.agencies import queries, service
from docctl.agencies.rules import PublicBadges
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.identity import duties
from docctl.identity import queries as identity
from docctl.web import auth, badges
from docctl.web.acts import acting
from docctl.web.forms import Form
from docctl.web.language import translate


@auth.needs(Permission.MANAGE_AGENCY)
def page() -> ResponseReturnValue:
    """Show the agency and its units."""
    return _page([])


@auth.needs(Permission.MANAGE_AGENCY)
def describe() -> ResponseReturnValue:
    """Change name or province."""
    form = Form()
    try:
        with acting() as tx:
            service.describe_agency(
                tx,
                agency_id=_agency_id(),
                name=form.text("name", limit=300),
                province=form.text("province", limit=200),
            )
            form.done()
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def add_unit() -> ResponseReturnValue:
    """Add a unit; one that is there already changes nothing."""
    form = Form()
    try:
        with acting() as tx:
            service.ensure_unit(tx, agency_id=_agency_id(), name=form.text("unit", limit=200))
            form.done()
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def rename_unit(unit_id: int) -> ResponseReturnValue:
    """Give a unit another name."""
    form = Form()
    try:
        with acting() as tx:
            service.rename_unit(
                tx, agency_id=_agency_id(), unit_id=unit_id, name=form.text("unit", limit=200)
            )
            form.done()
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def place_unit(unit_id: int) -> ResponseReturnValue:
    """Say which unit stands above one."""
    form = Form()
    try:
        parent_id = form.number("parent")
        form.done()
        with acting() as tx:
            service.place_unit(tx, agency_id=_agency_id(), unit_id=unit_id, parent_id=parent_id)
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def appoint_head(unit_id: int) -> ResponseReturnValue:
    """Say who heads a unit."""
    form = Form()
    try:
        with acting() as tx:
            duties.appoint_head(tx, unit_id=unit_id, user_id=form.number("head"))
            form.done()
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def choose_public_badges() -> ResponseReturnValue:
    """Say of which procedures everybody may see how current their legal bases are."""
    form = Form()
    try:
        with acting() as tx:
            choice = form.text("public_badges", limit=20)
            if choice not in set(PublicBadges):
                form.refuse("public_badges", say("Choose which badges are public."))
            form.done()
            service.choose_public_badges(tx, agency_id=_agency_id(), choice=PublicBadges(choice))
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


@auth.needs(Permission.MANAGE_AGENCY)
def choose_escalation() -> ResponseReturnValue:
    """Say when what is overdue goes to the head of the unit, and to the legal department."""
    form = Form()
    try:
        with acting() as tx:
            head, law = form.number("late_head_days"), form.number("late_law_days")
            if head is None or law is None:
                form.refuse("late_head_days", say("Give the days of both steps."))
            form.done()
            service.choose_escalation(
                tx,
                agency_id=_agency_id(),
                head_days=head or 0,
                law_days=law or 0,
                law_unit_id=form.number("law_unit_id"),
            )
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    return _done()


def _agency_id() -> int:
    agency_id = auth.actor().agency_id
    assert agency_id is not None
    return agency_id


def _done() -> ResponseReturnValue:
    flash(_("The change was saved."), "success")
    return redirect(url_for("admin.agency"))


def _page(reasons: list[str]) -> str:
    with runtime().reading() as session:
        units = queries.list_units(session, agency_id=_agency_id())
        people = identity.list_users(session, agency_id=_agency_id())
        return render_template(
            "admin/agency.html",
            agency=queries.get_agency(session, _agency_id()),
            units=units,
            people=[one for one in people if one.disabled_at is None],
            heads=identity.list_heads(session, agency_id=_agency_id()),
            badge_choices=badges.choices(),
            unit_choices=[(unit.id, unit.name) for unit in units],
            typed=request.form,
            reasons=reasons,
        )
