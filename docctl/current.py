"""The running copy behind the current request or command (the only use of `current_app`)."""

from typing import cast

from flask import current_app

from docctl.runtime import Runtime


def runtime() -> Runtime:
    """Give the Runtime of the current application."""
    return cast("Runtime", current_app.extensions["docctl"])
