"""The one place where domain errors become HTTP."""

import errno
import logging

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from docctl.errors import Forbidden, NotFound, Refused, Stale, say
from docctl.web import headers
from docctl.web.language import translate

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
logger = logging.getLogger(__name__)

PAGES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "bad_request",
    429: "rate_limited",
}


def attach(app: Flask) -> None:
    """Answer every error with a clear page, or with JSON where JSON was asked for."""
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(DataError, _unheld)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(OSError, _disk)

    @app.errorhandler(Stale)
    def stale(error: Stale) -> ResponseReturnValue:
        return _answer("stale", 412, [translate(reason) for reason in error.reasons])

    app.register_error_handler(Refused, refused)

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> ResponseReturnValue:
        return _answer("not_found", 404)

    @app.errorhandler(Forbidden)
    def forbidden(error: Forbidden) -> ResponseReturnValue:
        return _answer("forbidden", 403)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        if code == 413:
            return _answer("too_large", code, [_size_limit()])
        return _answer(PAGES.get(code, "bad_request" if code < 500 else "server_error"), code)

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        logger.error(
            "request %s: no answer from the database", headers.request_id(), exc_info=error
        )
        answer = Response(_page("server_error", []), 503)
        answer.headers["Retry-After"] = "5"
        return answer

    app.register_error_handler(Exception, _failed)


def refused(error: Refused) -> ResponseReturnValue:
    """Answer a refusal that no form shows: all its reasons, nothing changed."""
    return _answer("refused", 409, [translate(reason) for reason in error.reasons])


def _clash(error: Exception) -> ResponseReturnValue:
    """Answer a write that a constraint refused: mostly two people did the same at once."""
    logger.error("request %s: a constraint refused it", headers.request_id(), exc_info=error)
    return _answer("refused", 409, [translate(say("Somebody has decided this meanwhile."))])


def _failed(error: Exception) -> ResponseReturnValue:
    logger.error("request %s failed", headers.request_id(), exc_info=error)
    return _answer("server_error", 500)


def _disk(error: OSError) -> ResponseReturnValue:
    if error.errno not in FULL:
        return _failed(error)
    logger.error("request %s: no room on the disk", headers.request_id(), exc_info=error)
    return _answer("no_room", 507)


def _foreign_host(error: Exception) -> ResponseReturnValue:
    # No page: without a host of ours Flask cannot build the addresses of one.
    return Response("This is not the address of this site.\n", 400, content_type="text/plain")


def _unheld(error: Exception) -> ResponseReturnValue:
    logger.warning("request %s: a value no column holds", headers.request_id(), exc_info=error)
    return _answer("bad_request", 400)


def _answer(page: str, status: int, reasons: list[str] | None = None) -> ResponseReturnValue:
    wants_json = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if request.is_json or wants_json == "application/json":
        return jsonify(reasons=reasons or [], request_id=headers.request_id()), status
    return _page(page, reasons or []), status


def _page(page: str, reasons: list[str]) -> str:
    return render_template(f"errors/{page}.html", reasons=reasons, request_id=headers.request_id())


def _size_limit() -> str:
    limit = request.max_content_length or 0
    return translate(say("The limit here is %(limit)s MB.", limit=limit // 2**20))
