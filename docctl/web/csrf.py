"""No other site can make a person's browser act: a token bound to the session, and the origin."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request, session

from docctl.current import runtime
from docctl.web import auth, room

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SEED = "seed"


def attach(app: Flask) -> None:
    """Check every unsafe request and give templates `csrf_token()`."""
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = csrf_token


def csrf_token() -> str:
    """Give the token of this session (or of this anonymous browser)."""
    bound = auth.token()
    if not bound:
        if SEED not in session:
            session[SEED] = secrets.token_urlsafe(24)
        bound = session[SEED]
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"csrf:" + bound.encode(), hashlib.sha256).hexdigest()


def _check() -> None:
    if request.method in SAFE:
        return
    room.make()
    presented = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not _same_origin() or not hmac.compare_digest(presented.encode(), csrf_token().encode()):
        abort(403)


def _same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True  # not a browser of this decade; the token decides
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:  # not an address at all
        return False
    return netloc in {request.host, urlsplit(runtime().settings.base_url).netloc}
