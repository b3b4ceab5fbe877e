"""Asking the register which text each mention means, many at once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from docctl.agencies import queries as agencies
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.legal import queries
from docctl.legal.bodies import province_of
from docctl.legal.mentions import mention_of
from docctl.legal.models import Citation
from docctl.legal.resolve import Asker, Binding, Mention, resolve

_SAID = ("type", "number_norm", "name_folded", "year", "issued_on", "issuer")


def asker_of(
    session: Session, version: Version, *, now: datetime, day: date | None = None
) -> Asker:
    """Give who cites and when: `day`, else the day of issue, of its file, of effect, or today."""
    said = version.source.get("issued_on") or version.source.get("effective_on")
    stated = date.fromisoformat(said) if isinstance(said, str) and said else None
    name, province = agencies.get_whereabouts(session, version.document.agency_id)
    return Asker(
        day=day or version.issued_on or stated or day_of(version.effective_from or now),
        province=province_of(name, province),
    )


def list_bindings(session: Session, mentions: Sequence[Mention], asker: Asker) -> list[Binding]:
    """Give the binding of each mention; two queries, however many there are."""
    numbered = queries.list_numbered(session, {one.number for one in mentions} - {""})
    named = queries.list_named(session, {one.name for one in mentions} - {""})
    return [
        resolve(
            one,
            numbered=numbered.get(one.number, ()),
            named=named.get(one.name, ()),
            asker=asker,
        )
        for one in mentions
    ]


def bind_rows(session: Session, rows: Sequence[Citation], asker: Asker) -> None:
    """Bind rows by what they say."""
    mentions = [mention_of({name: getattr(row, name) for name in _SAID}) for row in rows]
    for row, binding in zip(rows, list_bindings(session, mentions, asker), strict=True):
        put_binding(row, binding)


def put_binding(row: Citation, binding: Binding) -> None:
    """Write a binding into a row, where it says something else."""
    candidates = list(binding.candidates)
    if row.candidates != candidates:
        row.candidates = candidates
    row.resolution, row.rule, row.text_id = binding.resolution, binding.rule, binding.text_id
