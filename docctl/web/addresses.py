"""Numbers in addresses: only such as a database can keep; every other is a page not found."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class Number(IntegerConverter):
    """Match an id: ASCII digits up to the largest number a row can have."""

    regex = "[0-9]{1,19}"

    def __init__(self, map: Map, **limits: Any) -> None:  # noqa: A002  # werkzeug's own name
        """Take what a rule says between brackets, never above `LARGEST`."""
        super().__init__(map, **{"max": LARGEST, **limits})


def attach(app: Flask) -> None:
    """Let `<int:…>` in every rule mean such a number; before the rules are added."""
    app.url_map.converters["int"] = Number
