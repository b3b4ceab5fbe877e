"""Citations of a version: found in its text, bound to the register, decided by people.

A machine's binding is made again whenever the text or the register changes; what a person decided
stays, also in the next version that is based on this one.
"""

from collections.abc import Collection, Sequence
from datetime import date

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import OPEN
from docctl.errors import Forbidden, Refused, say
from docctl.legal import queries
from docctl.legal.bodies import province_of
from docctl.legal.mentions import decisions_before, keep, list_hits, new_row, say_anew, take_over
from docctl.legal.models import Citation
from docctl.legal.numbers import number_parts
from docctl.legal.resolve import Asker, Binding, Mention, resolve
from docctl.legal.rules import Origin, Resolution
from docctl.runtime import Transaction
from docctl.signals import VersionChanged, VersionSaved

# Whoever saves holds the write lock while citations are bound; long procedures have a few hundred.
MOST_MENTIONS = 3000


def bind_version(tx: Transaction, *, version_id: int, day: date | None = None) -> int:
    """Find and bind the citations of a version; give how many there are.

    `day` is the day whose law bare names mean; without it the day of issue, of the file it was
    imported from, or today. Needs no permission: it only follows from the text. An approved version
    keeps the citations it has.
    """
    version = tx.session.get_one(Version, version_id)
    known = queries.list_citations(tx.session, version_id)
    if version.status not in OPEN and known:
        raise Refused(say("The citations of an approved version stay as they were approved."))
    hits = list_hits(version)
    if len(hits) > MOST_MENTIONS:
        raise Refused(
            say(
                "The text cites laws %(count)s times; %(limit)s are the most in one document.",
                count=len(hits),
                limit=MOST_MENTIONS,
            )
        )
    kept = keep(tx, known, hits)
    decided = decisions_before(tx, version, known)
    fresh = [
        new_row(version_id, ordinal, hit) for ordinal, hit in enumerate(hits) if not kept[ordinal]
    ]
    tx.session.add_all(fresh)
    rows = {row.ordinal: row for row in fresh} | {
        ordinal: row for ordinal, row in enumerate(kept) if row is not None
    }
    for ordinal, hit in enumerate(hits):
        say_anew(rows[ordinal], hit)
        if (earlier := decided.get(hit.place)) is not None:
            take_over(rows[ordinal], earlier)
    asker = _asker(tx, version, day)
    _resolve_all(tx, [row for row in rows.values() if row.origin is Origin.AUTO], asker)
    tx.session.flush()
    return len(hits)


def rebind_for_texts(tx: Transaction, *, text_ids: Collection[int]) -> int:
    """Bind again what the given texts, new or corrected, may change; give how many citations did.

    Only citations without binding, or bound to another text of the name, that say one of their
    numbers or names; never what a person decided.
    """
    bear = queries.list_numbers_of(tx.session, text_ids)
    numbers = {key for number in bear for key in _numbers_saying(number)}
    names = queries.list_names_of(tx.session, text_ids)
    waiting = queries.list_to_resolve_again(tx.session, numbers=numbers, names=names)
    by_version: dict[int, list[Citation]] = {}
    for citation in waiting:
        by_version.setdefault(citation.version_id, []).append(citation)
    changed = 0
    for rows in by_version.values():
        before = [(row.text_id, row.resolution, tuple(row.candidates)) for row in rows]
        _resolve_all(tx, rows, _asker(tx, rows[0].version, None))
        after = [(row.text_id, row.resolution, tuple(row.candidates)) for row in rows]
        if before != after:
            changed += sum(old != new for old, new in zip(before, after, strict=True))
            _announce(tx, rows[0].version)
    tx.session.flush()
    if changed:
        audit.record(
            tx,
            action="citations.bound_again",
            subject="legal_text:" + (str(min(text_ids)) if len(text_ids) == 1 else "several"),
            citations=changed,
            versions=sorted(by_version),
        )
    return changed


def decide_citation(
    tx: Transaction,
    *,
    citation_id: int,
    text_id: int | None = None,
    ignored: bool = False,
    reason: str = "",
) -> Citation:
    """Say which text a citation means, that it is none (`ignored`), or leave it to the machine.

    The secretary decides everywhere; who writes in an open version, there.
    """
    citation = queries.get_citation(tx.session, citation_id)
    version = documents.get_version(tx.session, citation.version_id, actor=tx.actor, now=tx.now)
    if not tx.actor.may(Permission.REGISTER_LAW):
        tx.actor.must(Permission.DRAFT)
        writes = tx.actor.id in documents.list_authors(tx.session, version.id)
        if version.status not in OPEN or not writes:
            raise Forbidden("only the authors of an open version decide its citations")
    if ignored and not reason.strip():
        raise Refused(say("Give the reason."))
    before = {"resolution": citation.resolution.value, "text_id": citation.text_id}
    if text_id is None and not ignored:
        citation.origin, citation.decided_by, citation.decided_at = Origin.AUTO, "", None
        _resolve_all(tx, [citation], _asker(tx, version, None))
    else:
        text = None if text_id is None or ignored else queries.get_text(tx.session, text_id)
        citation.resolution = Resolution.BOUND if text else Resolution.IGNORED
        citation.text_id, citation.text = (text.id, text) if text else (None, None)
        citation.rule, citation.candidates, citation.origin = "person", [], Origin.HUMAN
        citation.decided_by, citation.decided_at = tx.actor.name, tx.now
    audit.record(
        tx,
        action="citation.decided",
        subject=f"citation:{citation.id}",
        reason=reason.strip(),
        version_id=version.id,
        before=before,
        after={"resolution": citation.resolution.value, "text_id": citation.text_id},
    )
    _announce(tx, version)
    return citation


def _announce(tx: Transaction, version: Version) -> None:
    """Tell that a version's citations mean something else now; findings follow approved ones."""
    if version.status in OPEN:
        tx.announce(VersionSaved(version.id))
    else:
        tx.announce(VersionChanged(version.id, version.document_id))


def _asker(tx: Transaction, version: Version, day: date | None) -> Asker:
    said = version.source.get("issued_on") or version.source.get("effective_on")
    stated = date.fromisoformat(said) if isinstance(said, str) and said else None
    agency = agencies.get_agency(tx.session, version.document.agency_id)
    return Asker(
        day=day or version.issued_on or stated or day_of(version.effective_from or tx.now),
        province=province_of(agency.name, agency.province),
    )


def _resolve_all(tx: Transaction, rows: Sequence[Citation], asker: Asker) -> None:
    numbered = queries.list_numbered(tx.session, {row.number_norm for row in rows} - {""})
    named = queries.list_named(tx.session, {row.name_folded for row in rows} - {""})
    for row in rows:
        mention = Mention(
            type=row.type,
            number=row.number_norm,
            name=row.name_folded,
            year=row.year,
            issued_on=row.issued_on,
            issuer=row.issuer,
        )
        _write(
            row,
            resolve(
                mention,
                numbered=numbered.get(row.number_norm, ()),
                named=named.get(row.name_folded, ()),
                asker=asker,
            ),
        )


def _write(row: Citation, binding: Binding) -> None:
    row.resolution, row.rule = binding.resolution, binding.rule
    row.text_id, row.candidates = binding.text_id, list(binding.candidates)


def _numbers_saying(number: str) -> set[str]:
    """Give the keys by which citations may say a number: whole, or cut short to `19/2014`."""
    parts = number_parts(number)
    short = f"{parts.sequence}/{parts.year}" if parts and parts.year and parts.symbol else number
    return {number, short}
