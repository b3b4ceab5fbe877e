"""The rows of the registers, derived for a day from documents and law."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import (
    Line,
    effective_at,
    list_lines,
    list_of_lines,
    visible_to,
)
from docctl.documents.rules import Kind, State
from docctl.impact.currency import Currency, list_currency
from docctl.legal import queries as legal
from docctl.legal.models import Citation, LegalText
from docctl.legal.standing import Force
from docctl.vietnamese import fold, natural_key

CHUNK = 500  # versions, or texts, read at once
IN_FORCE = frozenset({State.EFFECTIVE, State.SCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRow:
    """A line of the list of internal documents (danh mục tài liệu nội bộ)."""

    document_id: int
    version_id: int
    code: str
    title: str
    kind: Kind
    field: str
    unit: str
    issue_no: int
    revision_no: int
    issued_on: date | None
    effective_on: date | None
    ended_on: date | None
    state: State
    currency: Currency | None = None  # of its legal bases, while it is in force


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRow:
    """A line of the list of external legal texts, with the internal documents that cite it."""

    text: LegalText
    force: Force
    successors: tuple[LegalText, ...]
    cited_by: tuple[tuple[int, str], ...]  # document id, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to narrow a register to; None and empty mean all."""

    kind: Kind | None = None
    field_id: int | None = None
    unit_id: int | None = None
    words: str = ""


def list_internal(
    session: Session, *, actor: Actor, now: datetime, filters: Filters
) -> list[InternalRow]:
    """List what `actor` may see: in force first by code, then what is no longer in force.

    Documents that never took effect are not in the register.
    """
    lines = _lines(session, actor=actor, now=now, filters=filters)
    return [
        row
        for start in range(0, len(lines), CHUNK)
        for row in _rows(session, lines[start : start + CHUNK], actor=actor, now=now)
    ]


def page_internal(
    session: Session, *, actor: Actor, now: datetime, filters: Filters, page: int, size: int
) -> tuple[list[InternalRow], int, int]:
    """Give one page of `list_internal`, the number of the page there is, and of all rows."""
    lines = _lines(session, actor=actor, now=now, filters=filters)
    page = min(page, max(1, -(-len(lines) // size)))
    part = lines[(page - 1) * size : page * size]
    return _rows(session, part, actor=actor, now=now), page, len(lines)


def _lines(session: Session, *, actor: Actor, now: datetime, filters: Filters) -> list[Line]:
    """Find and sort the documents by what a list needs to know of each."""
    wanted = fold(filters.words).split()
    lines = [
        line
        for line in list_lines(
            session,
            actor=actor,
            now=now,
            kind=filters.kind,
            field_id=filters.field_id,
            unit_id=filters.unit_id,
        )
        if line.state_at(now) in IN_FORCE | {State.SUPERSEDED, State.WITHDRAWN}
        and not (line.withdrawn_at is None and line.effective_to == line.effective_from)
        and all(word in fold(f"{line.code} {line.title}") for word in wanted)
    ]
    return sorted(
        lines,
        key=lambda line: (
            line.state_at(now) not in IN_FORCE,
            fold(line.field),
            natural_key(line.code),
        ),
    )


def _rows(
    session: Session, lines: Sequence[Line], *, actor: Actor, now: datetime
) -> list[InternalRow]:
    rows = [_internal(version, now=now) for version in list_of_lines(session, lines)]
    in_force = {row.document_id: row.version_id for row in rows if row.state is State.EFFECTIVE}
    currency = list_currency(session, in_force, actor=actor, now=now)
    return [replace(row, currency=currency.get(row.document_id)) for row in rows]


def list_external(
    session: Session, *, actor: Actor, now: datetime, words: str = ""
) -> list[ExternalRow]:
    """List the legal texts that effective documents `actor` may see cite, with their standing.

    By rank of their types, the newest first inside one.
    """
    ids = _cited_texts(session, actor=actor, now=now, words=words)
    return _external_rows(session, ids, actor=actor, now=now)


def page_external(
    session: Session, *, actor: Actor, now: datetime, words: str, page: int, size: int
) -> tuple[list[ExternalRow], int, int]:
    """Give one page of `list_external`, the number of the page there is, and of all rows.

    Only of its texts the standing and who cites them are asked for.
    """
    ids = _cited_texts(session, actor=actor, now=now, words=words)
    page = min(page, max(1, -(-len(ids) // size)))
    part = ids[(page - 1) * size : page * size]
    return _external_rows(session, part, actor=actor, now=now), page, len(ids)


def _cited_texts(session: Session, *, actor: Actor, now: datetime, words: str) -> list[int]:
    """Find and sort the texts by what a list needs to know of each."""
    wanted = fold(words).split()
    rows = session.execute(
        select(
            LegalText.id,
            LegalText.number,
            LegalText.type,
            LegalText.title,
            LegalText.issuer,
            LegalText.issued_on,
        ).where(
            LegalText.id.in_(
                select(Citation.text_id)
                .join(Version, Version.id == Citation.version_id)
                .join(Document, Document.id == Version.document_id)
                .where(effective_at(now), visible_to(actor, now=now))
            )
        )
    )
    found = [
        row
        for row in rows
        if all(word in fold(f"{row.number} {row.title} {row.issuer}") for word in wanted)
    ]
    found.sort(key=lambda row: (_rank(row.type, row.issued_on), fold(row.title), row.id))
    return [row.id for row in found]


def _external_rows(
    session: Session, ids: Sequence[int], *, actor: Actor, now: datetime
) -> list[ExternalRow]:
    texts = legal.list_texts_of(session, ids)
    cited = _citing_documents(session, ids, actor=actor, now=now)
    law, day = legal.load_law(session, ids), day_of(now)
    forces = {text_id: law.force_on(text_id, day) for text_id in ids}
    after = legal.list_texts_of(
        session, {later for force in forces.values() for later in force.successors}
    )
    return [
        ExternalRow(
            text=texts[text_id],
            force=forces[text_id],
            successors=tuple(after[later] for later in forces[text_id].successors),
            cited_by=tuple(sorted(cited[text_id], key=lambda pair: natural_key(pair[1]))),
        )
        for text_id in ids
    ]


def _internal(version: Version, *, now: datetime) -> InternalRow:
    document = version.document
    return InternalRow(
        document_id=document.id,
        version_id=version.id,
        code=document.code,
        title=version.title,
        kind=document.kind,
        field=document.field.name,
        unit="" if document.unit is None else document.unit.name,
        issue_no=version.issue_no,
        revision_no=version.revision_no,
        issued_on=version.issued_on,
        effective_on=None if version.effective_from is None else day_of(version.effective_from),
        ended_on=None if version.effective_to is None else day_of(version.effective_to),
        state=version.state_at(now),
    )


def _citing_documents(
    session: Session, text_ids: Sequence[int], *, actor: Actor, now: datetime
) -> dict[int, set[tuple[int, str]]]:
    cited: dict[int, set[tuple[int, str]]] = {text_id: set() for text_id in text_ids}
    for start in range(0, len(text_ids), CHUNK):
        rows = session.execute(
            select(Citation.text_id, Document.id, Document.code)
            .join(Version, Version.id == Citation.version_id)
            .join(Document, Document.id == Version.document_id)
            .where(
                Citation.text_id.in_(text_ids[start : start + CHUNK]),
                effective_at(now),
                visible_to(actor, now=now),
            )
            .distinct()
        )
        for text_id, document_id, code in rows:
            if text_id is not None:
                cited[text_id].add((document_id, code))
    return cited


_TYPES: Sequence[str] = (
    "hien phap",
    "bo luat",
    "luat",
    "phap lenh",
    "nghi quyet",
    "nghi dinh",
    "quyet dinh",
    "thong tu lien tich",
    "thong tu",
)


def _rank(kind: str, issued_on: date | None) -> tuple[int, int]:
    """Order by rank of the type, newest first inside it."""
    folded = fold(kind)
    place = _TYPES.index(folded) if folded in _TYPES else len(_TYPES)
    return place, -(issued_on.toordinal() if issued_on else 0)
