"""How far findings of a large change of law are raised, on every page that lists some of them."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from docctl.current import runtime
from docctl.impact import batches


@dataclass(frozen=True, slots=True)
class Bar:
    """What is looked at of how much, over all changes of law that are being followed."""

    done: int
    total: int


def bar() -> Bar | None:
    """Give how far it is, or None when nothing is being raised."""
    with runtime().reading() as session:
        running = batches.list_running(session)
    if not running:
        return None
    return Bar(sum(one.done for one in running), sum(one.total for one in running))


def raising() -> ResponseReturnValue:
    """Show the bar alone, which asks again by itself; at the end the page is loaded anew."""
    found = bar()
    part = render_template("findings/_raising.html", raising=found)
    return part, {} if found else {"HX-Refresh": "true"}
