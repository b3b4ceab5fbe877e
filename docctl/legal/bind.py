"""Citations of a version: found in its text, bound to the register, decided by people.

A machine's binding is made again whenever the text or the register changes; what a person decided
stays, also in the next version that is based on this one.
"""

from collections.abc import Collection, Sequence
from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.content import Block, Projection, project
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import OPEN
from docctl.documents.service import Edit
from docctl.errors import Forbidden, Refused, say
from docctl.legal import queries
from docctl.legal.binding import asker_of, bind_rows
from docctl.legal.matching import Same, places_of
from docctl.legal.mentions import EXTRACTOR, Hit, Place, list_hits, take_over
from docctl.legal.models import Citation
from docctl.legal.numbers import number_parts
from docctl.legal.placing import list_places, put_in_order
from docctl.legal.recheck import make_plan, write_plan
from docctl.legal.requesting import answer_requests
from docctl.legal.resolve import Asker
from docctl.legal.rules import Origin, Resolution
from docctl.legal.scans import Looked, find_scan, write_scan
from docctl.runtime import Transaction
from docctl.signals import VersionChanged, VersionSaved

# Whoever saves holds the write lock while citations are bound; long procedures have a few hundred.
MOST_MENTIONS = 3000


def bind_version(
    tx: Transaction,
    *,
    version_id: int,
    day: date | None = None,
    edit: Edit | None = None,
    same: Same | None = None,
) -> int:
    """Find and bind the citations of a version; give how many there are.

    `day` is the day whose law bare names mean; without it the day of issue, of the file it was
    imported from, or today. With the `edit` that was saved, only the blocks it changed are searched
    and only their rows are touched, if the rest was found by this engine in the text of before, on
    this day. `same` says which rows mentions are that were reconciled already (`reconcile`). Needs
    no permission: it only follows from the text. An approved version keeps the citations it has.
    """
    version = tx.session.get_one(Version, version_id)
    asker = asker_of(tx.session, version, now=tx.now, day=day)
    scan = find_scan(tx.session, version_id)
    if version.status not in OPEN and (scan or queries.list_rows(tx.session, version_id)):
        raise Refused(say("The citations of an approved version stay as they were approved."))
    if edit is not None and scan is not None and _holds(scan, edit, asker):
        rows = _check_edit(tx, version, scan, edit, asker, same=same)
    else:
        rows = _check_all(tx, version, asker, None if edit is None else edit.after, same)
    note_scan(tx, version, asker, rows, before=scan)
    return rows


def _holds(scan: Looked, edit: Edit, asker: Asker) -> bool:
    """Say whether the rows are what this engine would find in the text before the edit."""
    return scan[:4] == (EXTRACTOR, edit.before_hash, asker.day, asker.province)


def _check_all(
    tx: Transaction,
    version: Version,
    asker: Asker,
    projection: Projection | None,
    same: Same | None = None,
) -> int:
    """Find and bind every citation; a first draft takes over what people decided on its base."""
    blocks = (projection or project(version.content)).blocks
    known = queries.list_rows(tx.session, version.id)
    hits = list_hits(blocks)
    refuse_too_many(len(hits))
    by_uid = {block.uid: block for block in blocks}
    plan = make_plan(tx.session, known, hits, by_uid, asker, same=same)
    write_plan(tx.session, version.id, plan, blocks, drop=True)
    if not known and version.based_on_id is not None:
        rows = queries.list_rows(tx.session, version.id)
        _take_over_decisions(tx, version.based_on_id, hits, rows)
    return plan.rows


def _check_edit(
    tx: Transaction,
    version: Version,
    scan: Looked,
    edit: Edit,
    asker: Asker,
    *,
    same: Same | None,
) -> int:
    """Find and bind the citations of the blocks whose text an edit changed."""
    old, new = edit.before.by_uid, edit.after.by_uid
    changed: list[Block] = []
    sections: dict[str, list[str]] = {}
    for block in edit.after.blocks:
        before = old.get(block.uid)
        if before is None or before.text != block.text or before.history != block.history:
            changed.append(block)
        elif before.section != block.section:
            sections.setdefault(block.section, []).append(block.uid)
    concerned = {block.uid for block in changed} | (old.keys() - new.keys())
    stored = list_places(tx.session, version.id)
    theirs = {one.block_uid for one in stored} & concerned
    known = queries.list_rows(tx.session, version.id, uids=theirs) if theirs else []
    hits = list_hits(changed)
    refuse_too_many(scan.rows - len(known) + len(hits))
    plan = make_plan(tx.session, known, hits, new, asker, same=same)
    write_plan(tx.session, version.id, plan, edit.after.blocks, drop=True, stored=stored)
    if _moved(edit):
        put_in_order(tx.session, list_places(tx.session, version.id), (), edit.after.blocks)
    for section, uids in sections.items():
        queries.set_section(tx.session, version.id, section=section, uids=uids)
    return scan.rows - len(known) + plan.rows


def _moved(edit: Edit) -> bool:
    """Say whether blocks that stayed stand in another order."""
    old, new = edit.before.by_uid, edit.after.by_uid
    if list(old) == list(new):
        return False
    before = [block.uid for block in edit.before.blocks if block.uid in new]
    return before != [block.uid for block in edit.after.blocks if block.uid in old]


def _take_over_decisions(
    tx: Transaction, based_on_id: int, hits: Sequence[Hit], rows: Sequence[Citation]
) -> None:
    earlier = queries.list_rows(tx.session, based_on_id)
    decided: dict[Place, Citation] = {
        place: row for place, row in places_of(earlier).items() if row.origin is Origin.HUMAN
    }
    for hit, row in zip(hits, rows, strict=True):
        if hit.place in decided:
            take_over(row, decided[hit.place])
    tx.session.flush()


def refuse_too_many(count: int) -> None:
    """Refuse a text that cites more often than can be bound while others wait."""
    if count > MOST_MENTIONS:
        raise Refused(
            say(
                "The text cites laws %(count)s times; %(limit)s are the most in one document.",
                count=count,
                limit=MOST_MENTIONS,
            )
        )


def note_scan(
    tx: Transaction, version: Version, asker: Asker, rows: int, *, before: Looked | None
) -> None:
    """Note what the rows of a version are the answer to; `before` is what was noted last."""
    looked = Looked(EXTRACTOR, version.content_hash, asker.day, asker.province, rows)
    if looked != before:
        write_scan(tx.session, version.id, looked, first=before is None)


def rebind_for_texts(tx: Transaction, *, text_ids: Collection[int]) -> int:
    """Bind again what the given texts, new or corrected, may change; give how many citations did.

    Only citations that say one of their numbers or names and are not bound, or bound to another
    text of the name, or bound to a text that was corrected; never what a person decided.
    """
    bear = queries.list_numbers_of(tx.session, text_ids)
    numbers = {key for number in bear for key in _numbers_saying(number)}
    names = queries.list_names_of(tx.session, text_ids)
    waiting = queries.list_to_resolve_again(
        tx.session, numbers=numbers, names=names, text_ids=text_ids
    )
    by_version: dict[int, list[Citation]] = {}
    for citation in waiting:
        by_version.setdefault(citation.version_id, []).append(citation)
    changed = 0
    for rows in by_version.values():
        before = [(row.text_id, row.resolution, tuple(row.candidates)) for row in rows]
        bind_rows(tx.session, rows, asker_of(tx.session, rows[0].version, now=tx.now))
        after = [(row.text_id, row.resolution, tuple(row.candidates)) for row in rows]
        if before != after:
            changed += sum(old != new for old, new in zip(before, after, strict=True))
            announce(tx, rows[0].version)
    tx.session.flush()
    if changed:
        audit.record(
            tx,
            action="citations.bound_again",
            subject="legal_text:" + (str(min(text_ids)) if len(text_ids) == 1 else "several"),
            citations=changed,
            versions=sorted(by_version),
        )
    answer_requests(tx, numbers=numbers, names=names)
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
        bind_rows(tx.session, [citation], asker_of(tx.session, version, now=tx.now))
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
    answer_requests(tx, numbers=[citation.number_norm], names=[citation.name_folded])
    announce(tx, version)
    return citation


def announce(tx: Transaction, version: Version) -> None:
    """Tell that a version's citations mean something else now; findings follow approved ones."""
    if version.status in OPEN:
        tx.announce(VersionSaved(version.id))
    else:
        tx.announce(VersionChanged(version.id, version.document_id))


def _numbers_saying(number: str) -> set[str]:
    """Give the keys by which citations may say a number: whole, or cut short to `19/2014`."""
    parts = number_parts(number)
    short = f"{parts.sequence}/{parts.year}" if parts and parts.year and parts.symbol else number
    return {number, short}
