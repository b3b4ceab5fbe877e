"""Acting for the person behind a request: the transaction, and what a refused form shows again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from docctl.current import runtime
from docctl.errors import Refused
from docctl.identity import queries
from docctl.runtime import Transaction
from docctl.web import auth, headers
from docctl.web.forms import Form
from docctl.web.language import translate


@contextmanager
def acting() -> Iterator[Transaction]:
    """Open the transaction of this request for the person who is signed in.

    Rights are those of this moment: a role taken away while the request waited for the database
    no longer counts, and a closed account changes nothing.
    """
    with runtime().transaction(auth.actor(), request_id=headers.request_id()) as tx:
        person = queries.get_active(tx.session, tx.actor.user_id)  # held: who signs reads it again
        yield replace(tx, actor=person.actor)


def refusal(refused: Refused, form: Form | None = None) -> dict[str, Any]:
    """Give what a template shows of a refusal.

    `reasons` for the summary, linked to their fields where known; `errors` by field.
    """
    by_field = {} if form is None else form.by_field
    errors = {name: [translate(one) for one in many] for name, many in by_field.items()}
    linked = {one: name for name, many in by_field.items() for one in many}
    reasons = [
        (linked[one], translate(one)) if one in linked else translate(one)
        for one in refused.reasons
    ]
    return {"reasons": reasons, "errors": errors}


NOTHING_WRONG: dict[str, Any] = {"reasons": [], "errors": {}}
