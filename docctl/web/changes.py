"""What the law did to the texts a draft cites, for the people who write and submit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from docctl.current import runtime
from docctl.documents.models import Version
from docctl.impact.marks import marks_of_version
from docctl.impact.rules import Severity
from docctl.impact.shown import Mark
from docctl.web import auth
from docctl.web.citations import Cited
from docctl.web.standing_words import Link
from docctl.web.words import suffered_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change of the law means for citations: their words, and what happened to them."""

    citation_ids: frozenset[int]
    quotes: tuple[str, ...]
    words: str
    source: Link
    on: date | None


def changes_since(session: Session, version: Version) -> list[Changed]:
    """List what the law did to the texts a version cites since its text was last issued."""
    marks = marks_of_version(session, version.id, actor=auth.actor(), now=runtime().now())
    by_effect: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.severity is not Severity.INFO:
            by_effect.setdefault(mark.change.effect_id, []).append(mark)
    return [
        Changed(
            citation_ids=frozenset(mark.citation_id for mark in some),
            quotes=tuple(dict.fromkeys(mark.quote for mark in some)),
            words=suffered_word(some[0].change.action),
            on=some[0].due_on,
            source=Link(
                label=some[0].change.source,
                url=url_for("legal.page", text_id=some[0].change.source_id),
                title=some[0].change.source_title,
            ),
        )
        for some in by_effect.values()
    ]


def otherwise_gone(cited: Sequence[Cited], changes: Sequence[Changed]) -> list[Cited]:
    """List the citations of texts no longer in force that no change of the law accounts for."""
    told = {one for change in changes for one in change.citation_ids}
    return [one for one in cited if one.gone and one.id not in told]
