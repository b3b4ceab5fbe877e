"""Numbers of effects in a line of words, as links to their pages."""

import re

from flask import url_for
from markupsafe import Markup, escape

# A mail gives the whole address; the page it leads to is here, whatever the server is called.
_NUMBER = re.compile(r"(?:https?://[^\s<>\"]*/legal/effects/)?\b(TD-[0-9]{4}-[0-9]{5,15})\b")


def linked(line: str) -> Markup:
    """Give a line with every number of an effect as a link; all else as it is."""
    parts, done = list[str](), 0
    for found in _NUMBER.finditer(line):
        url = url_for("legal.advisory_named", effect_number=found[1])
        parts.append(f'{escape(line[done : found.start()])}<a href="{url}">{escape(found[0])}</a>')
        done = found.end()
    return Markup("".join([*parts, str(escape(line[done:]))]))  # noqa: S704  # escaped above
