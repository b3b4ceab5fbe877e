"""What every page's frame shows: the way around, the person, what waits."""

from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.alerts import queries as alerts
from docctl.current import runtime
from docctl.identity import queries as identity
from docctl.impact import queries as impact
from docctl.web import auth, headers
from docctl.web.language import LANGUAGES, select
from docctl.workflow import queries as workflow

_UNDER = {
    "campaigns": "findings",
    "certificates": "documents",
    "inspection": "documents",
    "packs": "legal",
    "radar": "findings",
    "recommendations": "findings",
    "timemachine": "documents",
}  # blueprints without an entry of their own


def attach(app: Flask) -> None:
    """Give templates `shell` and `navigation` (see templates/base.html)."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        if request.endpoint == "static":
            return {}
        languages = [
            {
                "code": code,
                "label": label,
                "url": url_for("account.choose_language", language=code),
                "active": code == select(),
            }
            for code, label in LANGUAGES.items()
        ]
        shell: dict[str, Any] = {
            "languages": languages,
            "home_url": url_for("home.mine"),
            "request_id": headers.request_id(),
        }
        if not auth.signed_in():
            return {"shell": shell, "navigation": []}
        return _frame_for_person(shell)


def _frame_for_person(shell: dict[str, Any]) -> dict[str, Any]:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
        waiting = workflow.count_waiting(session, actor=actor)
        unread = alerts.count_unread(session, actor=actor, now=now)
        live = impact.count_live(session, actor=actor, now=now)
        to_confirm = identity.count_to_confirm(session, actor=actor)
    shell |= {
        "agency": agency.name if agency else "",
        "user": {"name": actor.name, "initials": _initials(actor.name), "detail": ""},
        "user_menu": [
            {"url": url_for("account.me"), "label": _("My account"), "icon": "user"},
            {
                "url": url_for("account.sign_out"),
                "label": _("Sign out"),
                "icon": "logout",
                "post": True,
            },
        ],
        "search_url": url_for("search.find"),
        "search_query": request.args.get("q", "") if request.endpoint == "search.find" else "",
        "notifications_url": url_for("notices.mine"),
        "unread": unread,
    }
    entries = [
        ("home.mine", _("My tasks"), "inbox", waiting, True),
        ("documents.index", _("Documents"), "files", 0, True),
        ("findings.index", _("Legal findings"), "alert-triangle", live, True),
        ("legal.index", _("Legal texts"), "scale", 0, True),
        ("registers.index", _("Registers"), "list-details", 0, True),
        ("search.find", _("Search"), "search", 0, True),
        (
            "imports.index",
            _("Import documents"),
            "upload",
            0,
            actor.may(Permission.MANAGE_DOCUMENTS),
        ),
        ("admin.people", _("People"), "users", 0, actor.may(Permission.MANAGE_PEOPLE)),
        (
            "admin.rights",
            _("Rights to confirm"),
            "key",
            to_confirm,
            actor.may(Permission.CONFIRM_RIGHTS),
        ),
        ("admin.agency", _("Agency"), "building", 0, actor.may(Permission.MANAGE_AGENCY)),
        ("admin.trail", _("Audit trail"), "history", 0, actor.may(Permission.READ_AUDIT)),
    ]
    navigation = [
        {
            "endpoint": endpoint,
            "label": label,
            "icon": icon,
            "count": count,
            "active": _under(request.endpoint or "") == endpoint.split(".")[0]
            and (endpoint.split(".")[0] != "admin" or request.endpoint == endpoint),
        }
        for endpoint, label, icon, count, shown in entries
        if shown
    ]
    return {"shell": shell, "navigation": navigation}


def _under(endpoint: str) -> str:
    """Say under which entry a page stands: the work on a change of law is under its findings."""
    blueprint = endpoint.split(".", maxsplit=1)[0]
    return _UNDER.get(blueprint, blueprint)


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words[-2:]).upper()
