"""Who is signed in: a random token in a cookie, its hash in the database (one door to flask-login).

Flask's own signed cookie carries no authority; it holds flash messages and the seed of the forgery
check only.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Request, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from docctl.actors import Actor, Permission
from docctl.current import runtime
from docctl.identity import queries, service
from docctl.identity.rules import ABSOLUTE

P = ParamSpec("P")
R = TypeVar("R")

OPEN_TO_ALL = "docctl_open_to_all"
TOUCH_EVERY = timedelta(minutes=1)


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What flask-login keeps for the length of a request."""

    def __init__(self, actor: Actor, token_hash: str) -> None:
        self.actor = actor
        self.id = str(actor.id)
        self.token_hash = token_hash


def attach(app: Flask) -> None:
    """Find the person behind each request and close every route to others unless it is open."""
    secure = bool(app.extensions["docctl"].settings.secure_cookies)
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("flash", secure=secure),
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    manager = LoginManager(app)
    manager.session_protection = None  # flask's cookie carries no sign-in to protect
    manager.request_loader(_load)
    app.before_request(_require_sign_in)


def cookie_name(name: str, *, secure: bool) -> str:
    """Give the cookie's name; the `__Host-` prefix binds it to this host over TLS."""
    return f"__Host-docctl-{name}" if secure else f"docctl-{name}"


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that needs no sign-in."""
    setattr(view, OPEN_TO_ALL, True)
    return view


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only people with `permission` reach a view; services check again."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            actor().must(permission)
            return view(*args, **kwargs)

        return checked

    return wrap


def signed_in() -> bool:
    """Say whether somebody is signed in."""
    return bool(current_user.is_authenticated)


def actor() -> Actor:
    """Give the person who is signed in."""
    return cast("SignedIn", current_user).actor


def network() -> str:
    """Give the network a request comes from: the address up to /24 or /64."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    length = 24 if address.version == 4 else 64
    return str(ip_network(f"{address}/{length}", strict=False).network_address)


def set_token(response: Response, token: str) -> None:
    """Send the session cookie."""
    secure = runtime().settings.secure_cookies
    response.set_cookie(
        cookie_name("session", secure=secure),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_token(response: Response) -> None:
    """Take the session cookie back and let the browser forget what it cached."""
    secure = runtime().settings.secure_cookies
    response.delete_cookie(
        cookie_name("session", secure=secure), secure=secure, httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def token() -> str:
    """Give the session token of this request, or an empty string."""
    return request.cookies.get(cookie_name("session", secure=runtime().settings.secure_cookies), "")


def _load(request: Request) -> SignedIn | None:
    presented = token()
    if not presented:
        return None
    now = runtime().now()
    with runtime().reading() as session:
        found = queries.find_live_session(session, service.hash_token(presented), now=now)
        if found is None:
            return None
        row, user = found
        signed = SignedIn(user.actor, row.token_hash)
        stale = now - row.seen_at > TOUCH_EVERY
    if stale:
        with runtime().transaction(signed.actor) as tx:
            service.touch(tx, token_hash=signed.token_hash)
    return signed


def _require_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, OPEN_TO_ALL, False) or signed_in():
        return None
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        target = request.full_path.rstrip("?")
        return redirect(url_for("account.sign_in", next=target if target != "/" else None))
    return Response(status=401)
