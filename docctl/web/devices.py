"""Browsers in which a person signed in before: a cookie that only says so, signed by us.

It opens nothing. Wrong passwords from such a browser are counted apart, so that strangers who guess
at somebody's password do not lock the person out. A changed password makes browsers unknown again.
"""

import hashlib
import hmac
import secrets

from flask import Response, current_app, request

from docctl.current import runtime
from docctl.identity import attempts, queries
from docctl.identity.attempts import Whence
from docctl.identity.models import User
from docctl.web import auth

_MOST = 8  # people at one browser
_YEAR = 31_536_000


def whence(login: str) -> Whence:
    """Say where a try at an account comes from."""
    with runtime().reading() as session:
        user = queries.find_user(session, attempts.login_of(login))
        device = "" if user is None else _known(user)
    return Whence(network=auth.network(), device=device)


def remember(response: Response, user: User) -> None:
    """Let the browser say next time that this person signed in here."""
    known = _known(user)
    nonce = known or secrets.token_hex(16)
    others = [kept for kept in _kept() if kept.partition("-")[0] != known]
    secure = runtime().settings.secure_cookies
    response.set_cookie(
        auth.cookie_name("device", secure=secure),
        ".".join([f"{nonce}-{_sign(user, nonce)}", *others][:_MOST]),
        max_age=_YEAR,
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _known(user: User) -> str:
    for kept in _kept():
        nonce, _, signed = kept.partition("-")
        if hmac.compare_digest(signed.encode(), _sign(user, nonce).encode()):
            return nonce
    return ""


def _kept() -> list[str]:
    cookie = auth.cookie_name("device", secure=runtime().settings.secure_cookies)
    return [kept for kept in request.cookies.get(cookie, "").split(".") if kept][:_MOST]


def _sign(user: User, nonce: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    said = f"device:{user.id}:{nonce}:{user.password_hash}".encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()
