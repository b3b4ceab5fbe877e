"""How much a request may bring: the usual little, or what its page is for.

The body is read when the forgery token is looked for, before any view runs, so a view says how
much it takes in a decorator. Only people who are signed in get more than the usual room.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

from docctl.current import runtime
from docctl.web import auth

View = TypeVar("View", bound=Callable[..., Any])
AROUND = 64 * 1024  # of a request around its files


def takes(*, files: int = 0, text: int = 0, carried: int = 0) -> Callable[[View], View]:
    """Let a view take `files` files of the allowed size, or `text` bytes in a form field.

    `carried` files may come back in a field of a form, written as base64.
    """

    def mark(view: View) -> View:
        view.room = (files, text, carried)  # type: ignore[attr-defined]  # read by `make`
        return view

    return mark


def make() -> None:
    """Make room for the body of this request before it is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    files, text, carried = getattr(view, "room", (0, 0, 0))
    if not (files or text or carried) or not auth.signed_in():
        return
    one = runtime().settings.upload_limit
    text += carried * (one * 4 // 3 + 4)
    request.max_content_length = files * one + text + AROUND
    request.max_form_memory_size = max(text, 500_000)
    request.max_form_parts = max(200, 2 * files)
