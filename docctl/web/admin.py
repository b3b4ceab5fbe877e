"""People and the audit trail."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import GRANTS, Permission, Role
from docctl.agencies import queries as agencies
from docctl.audit import queries as audit
from docctl.current import runtime
from docctl.errors import Refused
from docctl.identity import passwords, queries, service
from docctl.web import admin_agency, admin_rights, auth
from docctl.web.acts import acting
from docctl.web.forms import Form, number_arg, page_address, reason_sent
from docctl.web.language import translate
from docctl.web.words import act_word, permission_word, role_words

ABOUT_CONTENTS = ("document:", "version:", "import:")
bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.add_url_rule("/agency", "agency", admin_agency.page)
bp.add_url_rule("/agency", "describe_agency", admin_agency.describe, methods=["POST"])
bp.add_url_rule("/agency/units", "add_unit", admin_agency.add_unit, methods=["POST"])
bp.add_url_rule(
    "/agency/escalation",
    "choose_escalation",
    admin_agency.choose_escalation,
    methods=["POST"],
)
bp.add_url_rule(
    "/agency/public-badges",
    "choose_public_badges",
    admin_agency.choose_public_badges,
    methods=["POST"],
)
bp.add_url_rule(
    "/agency/units/<int:unit_id>", "rename_unit", admin_agency.rename_unit, methods=["POST"]
)
bp.add_url_rule(
    "/agency/units/<int:unit_id>/parent",
    "place_unit",
    admin_agency.place_unit,
    methods=["POST"],
)
bp.add_url_rule(
    "/agency/units/<int:unit_id>/head",
    "appoint_head",
    admin_agency.appoint_head,
    methods=["POST"],
)
bp.add_url_rule("/rights", "rights", admin_rights.waiting)
bp.add_url_rule("/rights", "decide_rights", admin_rights.decide, methods=["POST"])
ENTRIES = 50


@bp.get("/people")
@auth.needs(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """List the accounts and what each may do."""
    return _people([])


@bp.post("/people")
@auth.needs(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Add an account; a refusal shows the form again with everything typed."""
    form = Form()
    agency_id = auth.actor().agency_id
    assert agency_id is not None
    password = passwords.hashed_ahead(request.form.get("password", ""))
    try:
        with acting() as tx:
            service.add_user(
                tx,
                agency_id=agency_id,
                login=form.text("login", limit=100),
                name=form.text("name", limit=200),
                title=form.text("title", limit=200),
                email=form.text("email", limit=200),
                password=password,
                roles=form.choices("roles", Role),
                unit_id=form.number("unit_id"),
            )
            form.done()
    except Refused as refused:
        return _people([translate(reason) for reason in refused.reasons]), 409
    flash(_("The account was added."), "success")
    return redirect(url_for("admin.people"))


@bp.get("/people/<int:user_id>")
@auth.needs(Permission.MANAGE_PEOPLE)
def person(user_id: int) -> ResponseReturnValue:
    """Show one account."""
    return _person(user_id, [])


@bp.post("/people/<int:user_id>/roles")
@auth.needs(Permission.MANAGE_PEOPLE)
def set_roles(user_id: int) -> ResponseReturnValue:
    """Change a person's roles; what needs a second person waits for one."""
    try:
        with acting() as tx:
            service.set_roles(tx, user_id=user_id, roles=Form().choices("roles", Role))
    except Refused as refused:
        return _person(user_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("The roles were changed."), "success")
    return redirect(url_for("admin.person", user_id=user_id))


@bp.post("/people/<int:user_id>/disable")
@auth.needs(Permission.MANAGE_PEOPLE)
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account."""
    try:
        with acting() as tx:
            service.disable_user(tx, user_id=user_id, reason=reason_sent())
    except Refused as refused:
        return _person(user_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("The account was closed."), "success")
    return redirect(url_for("admin.people"))


@bp.post("/people/<int:user_id>/password")
@auth.needs(Permission.MANAGE_PEOPLE)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Make a new first password for a person and show it once."""
    first = service.first_password()
    try:
        with acting() as tx:
            password = service.reset_password(
                tx, user_id=user_id, reason=reason_sent(), first=first
            )
    except Refused as refused:
        return _person(user_id, [translate(reason) for reason in refused.reasons]), 409
    return _person(user_id, [], password=password)


@bp.get("/trail")
@auth.needs(Permission.READ_AUDIT)
def trail() -> ResponseReturnValue:
    """Show the audit trail, newest first."""
    with runtime().reading() as session:
        entries = audit.list_entries(
            session,
            subjects=[s] if (s := request.args.get("subject", "").strip()[:80]) else (),
            action=request.args.get("action", "").strip()[:80],
            before=number_arg("before"),
            limit=ENTRIES,
        )
        last = entries[-1].seq if len(entries) == ENTRIES else None
        more = page_address("admin.trail", before=last) if last and last > 1 else ""
        return render_template(
            "admin/trail.html",
            entries=entries,
            more=more,
            act_word=act_word,
            # Details of acts on documents quote drafts; an administrator has no right on contents.
            withheld=() if auth.actor().may(Permission.READ_ALL_VERSIONS) else ABOUT_CONTENTS,
        )


def _people(reasons: list[str]) -> str:
    with runtime().reading() as session:
        agency_id = auth.actor().agency_id
        assert agency_id is not None
        return render_template(
            "admin/people.html",
            reasons=reasons,
            users=queries.list_users(session, agency_id=agency_id),
            asked={row.user_id for row in queries.list_waiting(session, agency_id=agency_id)},
            units=[(u.id, u.name) for u in agencies.list_units(session, agency_id=agency_id)],
            roles=[(role.value, role_words(role.value)) for role in Role],
            role_words=role_words,
            policy=[
                (permission_word(permission), [permission in GRANTS[role] for role in Role])
                for permission in Permission
            ],
        )


def _person(user_id: int, reasons: list[str], *, password: str = "") -> str:
    with runtime().reading() as session:
        return render_template(
            "admin/person.html",
            reasons=reasons,
            password=password,
            user=queries.get_user(session, user_id),
            asked=[row.role.value for row in queries.list_asked(session, user_id=user_id)],
            roles=[(role.value, role_words(role.value)) for role in Role],
        )
