"""Security headers on every answer, a nonce for each page, and the proxies we trust."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from config import LOOPBACK, Settings

YEAR = 31_536_000


def attach(app: Flask) -> None:
    """Give templates `csp_nonce()` and every response its headers."""
    settings = app.extensions["docctl"].settings
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way to wrap
    app.config["TRUSTED_HOSTS"] = [*(settings.trusted_hosts or _own_hosts(settings))] or None
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.before_request(_begin)
    app.after_request(_finish)


def _own_hosts(settings: Settings) -> tuple[str, ...]:
    """Give the names under which we are reached unless others were set: ours, and this machine."""
    own = urlsplit(settings.base_url).hostname or ""
    if ":" in own:
        return ()  # werkzeug compares no IPv6 addresses
    return (own, *sorted(host for host in LOOPBACK if ":" not in host))


def csp_nonce() -> str:
    """Give the nonce of this answer."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def request_id() -> str:
    """Give the id under which this request appears in the log and in error pages."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def policy() -> str:
    """Write the content security policy of this answer."""
    nonce = csp_nonce()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def _begin() -> None:
    request_id()


def _finish(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    headers["X-Request-Id"] = request_id()
    if request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.path.startswith("/static/dist/") and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif response.cache_control.public:  # the same for everybody: no cookie changes it
        session.accessed = False
    else:
        headers.setdefault("Cache-Control", "no-store")
        headers.add("Vary", "Cookie")
    return response
