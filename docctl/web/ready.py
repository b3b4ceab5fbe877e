"""The start-up self-check for every way of serving: before the first answer, once per process."""

import logging
from weakref import WeakSet

from flask import Flask, Response, request

from docctl.current import runtime
from docctl.installation import selfcheck
from docctl.runtime import Runtime

logger = logging.getLogger(__name__)


def attach(app: Flask) -> None:
    """Answer 503 until nothing speaks against serving; the reasons go to the log."""
    checked: WeakSet[Runtime] = WeakSet()

    @app.before_request
    def check() -> Response | None:
        if runtime() in checked or request.endpoint == "static":
            return None
        found = selfcheck.objections(runtime())
        if not found:
            checked.add(runtime())
            return None
        for sentence in found:
            logger.error("not serving: %s", sentence)
        answer = Response(
            "docctl is not ready; its log says why.\n", 503, content_type="text/plain"
        )
        answer.headers["Retry-After"] = "30"
        return answer
