"""Signing in and out, one's own account, and the first run."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import SYSTEM
from docctl.current import runtime
from docctl.errors import NotFound, Refused
from docctl.identity import attempts, duties, passwords, queries, service
from docctl.identity.models import User
from docctl.identity.rules import Digest
from docctl.installation import service as installation
from docctl.web import auth, devices
from docctl.web.acts import acting
from docctl.web.forms import Form
from docctl.web.language import COOKIE, LANGUAGES, translate
from docctl.web.words import role_words

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
@auth.open_to_all
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form, or the first-run page when nobody can sign in yet."""
    with runtime().reading() as session:
        if not queries.has_users(session):
            return redirect(url_for("account.setup"))
    if auth.signed_in():
        return redirect(url_for("home.mine"))
    return render_template("account/sign_in.html", reasons=[])


@bp.post("/sign-in")
@auth.open_to_all
def start_session() -> ResponseReturnValue:
    """Check login and password; the same answer for every kind of mistake."""
    login, whence = request.form.get("login", ""), devices.whence(request.form.get("login", ""))
    try:
        password = attempts.for_sign_in(
            runtime(), login=login, password=request.form.get("password", ""), whence=whence
        )
        with runtime().transaction(SYSTEM) as tx:
            started = service.sign_in(
                tx,
                login=login,
                password=password,
                whence=whence,
                agent=request.user_agent.string,
            )
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        return render_template("account/sign_in.html", reasons=reasons), 429
    if started is None:
        reasons = [_("The login or the password is wrong.")]
        return render_template("account/sign_in.html", reasons=reasons), 401
    response = make_response(redirect(_local(request.args.get("next", ""))))
    auth.set_token(response, started[0])
    devices.remember(response, started[1])
    return response


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session on the server."""
    with runtime().transaction(auth.actor()) as tx:
        service.sign_out(tx, token=auth.token())
    response = make_response(redirect(url_for("account.sign_in")))
    auth.drop_token(response)
    return response


@bp.get("/account")
def me() -> ResponseReturnValue:
    """Show one's own account."""
    with runtime().reading() as session:
        user = queries.get_user(session, auth.actor().user_id)
        return render_template("account/me.html", user=user, roles=_roles(user), reasons=[])


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password and sign in again."""
    form = Form()
    current = attempts.for_person(
        runtime(), user_id=auth.actor().user_id, password=request.form.get("current", "")
    )
    new = passwords.hashed_ahead(request.form.get("new", ""))
    try:
        with acting() as tx:
            objections = service.change_password(
                tx, current=current, new=new, network=auth.network()
            )
    except Refused as refused:
        objections = refused.reasons
    if objections:
        with runtime().reading() as session:
            user = queries.get_user(session, auth.actor().user_id)
            reasons = [translate(reason) for reason in (*form.errors, *objections)]
            page = render_template(
                "account/me.html", user=user, roles=_roles(user), reasons=reasons
            )
            return page, 409
    flash(_("The password was changed. Sign in again."), "success")
    response = make_response(redirect(url_for("account.sign_in")))
    auth.drop_token(response)
    return response


@bp.post("/account/digest")
def choose_digest() -> ResponseReturnValue:
    """Choose how often one gets the digest of legal findings."""
    form = Form()
    with acting() as tx:
        duties.choose_digest(tx, digest=form.choice("digest", Digest, Digest.DAILY))
        form.done()
    flash(_("The change was saved."), "success")
    return redirect(url_for("account.me"))


@bp.post("/language/<language>")
@auth.open_to_all
def choose_language(language: str) -> ResponseReturnValue:
    """Choose the language of the screens."""
    if language not in LANGUAGES:
        raise NotFound(language)
    if auth.signed_in():
        with acting() as tx:
            service.set_language(tx, language=language)
    response = make_response(redirect(_local(_path_of(request.referrer))))
    response.set_cookie(
        COOKIE,
        language,
        max_age=31_536_000,
        samesite="Lax",
        httponly=True,
        secure=runtime().settings.secure_cookies,
    )
    return response


@bp.get("/setup")
@auth.open_to_all
def setup() -> ResponseReturnValue:
    """Show the first-run page; it is gone once somebody can sign in."""
    _require_first_run()
    return render_template("account/setup.html", reasons=[])


@bp.post("/setup")
@auth.open_to_all
def finish_setup() -> ResponseReturnValue:
    """Create the agency, its units and the first administrator, and sign them in."""
    _require_first_run()
    form = Form()
    try:
        with runtime().transaction(SYSTEM) as tx:
            installation.set_up(
                tx,
                agency=form.text("agency", limit=300),
                province=form.text("province", limit=200),
                units=form.text("units").splitlines(),
                login=form.text("login", limit=100),
                name=form.text("name", limit=200),
                password=passwords.hashed_ahead(request.form.get("password", "")),
                repeated=request.form.get("repeated", ""),
            )
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        return render_template("account/setup.html", reasons=reasons), 409
    flash(_("The agency was created. Sign in with the account you chose."), "success")
    return redirect(url_for("account.sign_in"))


def _require_first_run() -> None:
    with runtime().reading() as session:
        if queries.has_users(session):
            raise NotFound("the first run is over")


def _roles(user: User) -> list[str]:
    return [role_words(grant.role.value) for grant in user.grants]


def _path_of(address: str | None) -> str:
    try:
        parts = urlsplit(address or "")
    except ValueError:  # such as an open bracket where a host should be
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _local(target: str) -> str:
    """Give `target` if it is a path of this site, else the home page."""
    bad = not target.startswith("/") or target[1:2] in {"/", "\\"}
    if bad or any(ord(c) < 32 for c in target) or "\\" in target:
        return url_for("home.mine")
    return target
