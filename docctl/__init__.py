"""docctl: controlled documents whose legal bases are watched.

`docctl.legal.find` works as a library; the application is joined in `docctl.app` and only imported
when one is built, so that the library needs neither Flask nor a database.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from docctl.runtime import Runtime


def create_app(runtime: "Runtime") -> "Flask":
    """Build one application around one Runtime."""
    from docctl.app import build  # noqa: PLC0415  # see the module docstring

    return build(runtime)
