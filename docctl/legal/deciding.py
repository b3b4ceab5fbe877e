"""Deciding on citations: once for all that say the same, and by registering the text they mean."""

from collections.abc import Sequence
from typing import Any

from docctl.actors import Permission
from docctl.legal.bind import decide_citation
from docctl.legal.models import Citation
from docctl.legal.unbound import list_alike
from docctl.runtime import Transaction


def decide_alike(
    tx: Transaction,
    *,
    citation_id: int,
    text_id: int | None = None,
    ignored: bool = False,
    reason: str = "",
) -> int:
    """Decide a citation and every other unbound one that says the same; give how many.

    Who does not register law decides only inside the version the citation stands in.
    """
    said: dict[str, Any] = {"text_id": text_id, "ignored": ignored, "reason": reason}
    first = decide_citation(tx, citation_id=citation_id, **said)
    others = alike(tx, first)
    for one in others:
        decide_citation(tx, citation_id=one.id, **said)
    return 1 + len(others)


def alike(tx: Transaction, citation: Citation) -> Sequence[Citation]:
    """List the unbound citations the actor may decide together with this one."""
    found = list_alike(tx.session, citation, actor=tx.actor, now=tx.now)
    if tx.actor.may(Permission.REGISTER_LAW):
        return found
    return [one for one in found if one.version_id == citation.version_id]
