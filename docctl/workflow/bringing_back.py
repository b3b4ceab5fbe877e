"""Bring a Word file that was edited outside back into its draft: look first, then take it over.

What the file says is put together with what the draft says now (`docctl.content.merge`), and its
citations are known again (`docctl.legal.reconcile`). Looking stores nothing; taking over is one
act.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.audit import service as audit
from docctl.content import Merged, Projection
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.service import Written
from docctl.errors import Refused, Sentence, Stale, say
from docctl.legal import queries as legal
from docctl.legal.mentions import list_hits
from docctl.legal.models import Citation
from docctl.legal.reconcile import Fate, Line, Place, held_over, place_in, reconcile, same_rows
from docctl.runtime import Transaction
from docctl.word import Imported
from docctl.workflow.returned_files import doubts_about, other_document, remarks_on
from docctl.workflow.service import save_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file would do to a draft.

    `doubts` are reasons why it should not be taken over, unless a person says so all the same;
    `remarks` are what a person should know. `lines` are the citations, `rows` those of before by
    id. It holds for the draft as it was at `revision`.
    """

    revision: int
    stamp: str
    written: Written  # the merged text, checked
    merged: Merged
    comparison: contents.Comparison
    lines: tuple[Line, ...]
    rows: Mapping[int, Citation]
    doubts: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]
    pictures: tuple[str, ...]  # SHA-256 of those the draft does not show yet
    changes_nothing: bool

    @property
    def counts(self) -> Counter[Fate]:
        """Count the citations by what became of them."""
        return Counter(line.fate for line in self.lines)


def look_at(
    session: Session,
    version: Version,
    imported: Imported,
    *,
    choices: Mapping[str, str] | None = None,
) -> Look:
    """Say what a file that was read would do to a draft; `choices` decide conflicts by key."""
    draft = version.content
    returned = contents.restored(draft, imported.content)
    stamp = imported.stamp
    other = other_document(version, imported)
    untouched = stamp is not None and stamp.digest == version.content_hash
    base = None if stamp is None or untouched or other else stamp.outline
    merged = contents.merge(
        draft,
        returned.content,
        contents.outline(draft) if base is None else base,
        tracked=imported.tracked,
        choices=choices or {},
    )
    rows = legal.list_rows(session, version.id)
    lines = _reconciled(session, version, imported, merged, returned.names)
    held = {picture.blob for picture in documents.list_pictures(session, version.id)}
    written = drafting.check_text(merged.content)
    return Look(
        revision=version.revision,
        stamp="" if stamp is None else stamp.short,
        written=written,
        merged=merged,
        comparison=contents.compare(draft, merged.content),
        lines=tuple(lines),
        rows={row.id: row for row in rows},
        doubts=doubts_about(other, stamp, certain=untouched or base is not None),
        remarks=remarks_on(version, imported, merged),
        pictures=tuple(sorted(written.pictures - held)),
        changes_nothing=written.digest == version.content_hash,
    )


def bring_back(
    tx: Transaction,
    *,
    version_id: int,
    look: Look,
    name: str,
    digest: str,
    revision: int,
    choices: Mapping[str, str],
    agreed: bool,
    pictures: Sequence[Mapping[str, Any]] = (),
) -> Version:
    """Take a returned file over into its draft as it was shown; all of it or nothing.

    `look` was made with the `choices` before the transaction, in which others cannot write;
    `revision` is the save the person was shown, `digest` the SHA-256 of the file, `agreed` that the
    doubts were read, `pictures` are stored already. Refused with every reason, Stale when somebody
    saved meanwhile.
    """
    version = drafting.lock_draft(tx, version_id=version_id)
    if not revision == look.revision == version.revision:
        raise Stale(say("Somebody saved this draft meanwhile. Look at the changes again."))
    if reasons := list(_objections(look, choices, agreed=agreed)):
        raise Refused(*reasons)
    for picture in pictures:
        if picture["blob"] in look.pictures:
            drafting.attach_picture(tx, version=version, **picture)
            audit.record(
                tx,
                action="version.picture_added",
                subject=f"version:{version.id}",
                blob=picture["blob"],
            )
    save_draft(
        tx,
        version_id=version.id,
        content=look.written,
        revision=revision,
        same=same_rows(look.lines),
    )
    audit.record(
        tx,
        action="version.brought_back",
        subject=f"version:{version.id}",
        name=name,
        file=digest,
        stamp=look.stamp,
        conflicts={one.key: choices[one.key] for one in look.merged.conflicts},
        doubts=[str(doubt) for doubt in look.doubts],
        citations={fate.value: look.counts[fate] for fate in Fate},
    )
    return version


def _objections(look: Look, choices: Mapping[str, str], *, agreed: bool) -> list[Sentence]:
    found = [] if agreed else list(look.doubts)
    open_ones = sum(
        choices.get(one.key) not in {contents.WORD, contents.DRAFT} for one in look.merged.conflicts
    )
    if open_ones:
        found.append(
            say(
                "Choose whose words count at %(count)s places that were changed on both sides.",
                count=open_ones,
            )
        )
    if look.changes_nothing:
        found.append(say("The file changes nothing in the draft."))
    return found


# --- citations -----------------------------------------------------------------------------------


def _reconciled(
    session: Session,
    version: Version,
    imported: Imported,
    merged: Merged,
    names: Mapping[str, str],
) -> list[Line]:
    rows = legal.list_rows(session, version.id)
    texts = {block.uid: block.text for block in contents.project(version.content).blocks}
    before = [
        place_in(
            texts[row.block_uid], uid=row.block_uid, start=row.start, end=row.end, ids=(row.id,)
        )
        for row in rows
        if row.block_uid in texts
    ]
    aliases = _aliases(session, version, imported, rows)
    carried: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for one in imported.carried:
        here = aliases.get(one.citation)
        if here is not None:
            carried[names.get(one.uid, one.uid)].append((one.start, one.end, here))
    return reconcile(before, _places(contents.project(merged.content), carried))


def _places(
    projection: Projection, carried: Mapping[str, list[tuple[int, int, int]]]
) -> list[Place]:
    found = []
    for uid, group in groupby(list_hits(projection.blocks), key=lambda hit: hit.block.uid):
        hits = list(group)
        mentions = [(hit.found.start, hit.found.end) for hit in hits]
        over = held_over(mentions, carried.get(uid, ()))
        found += [
            place_in(hit.block.text, uid=uid, start=start, end=end, ids=ids)
            for hit, (start, end), ids in zip(hits, mentions, over, strict=True)
        ]
    return found


def _aliases(
    session: Session, version: Version, imported: Imported, rows: Sequence[Citation]
) -> dict[int, int]:
    """Give which citation of the draft an id in the file means; a file may be of another version.

    There a citation is the one of the same words in the same block. What belongs to neither is
    nothing.
    """
    found = {row.id: row.id for row in rows}
    stamp = imported.stamp
    if stamp is None or stamp.version == version.id or stamp.document != version.document_id:
        return found
    other = session.get(Version, stamp.version)
    if other is None or other.document_id != version.document_id:
        return found
    mine, theirs = _by_count(rows), _by_count(legal.list_rows(session, other.id))
    return {row_id: mine[place] for place, row_id in theirs.items() if place in mine} | found


def _by_count(rows: Sequence[Citation]) -> dict[tuple[str, str, int], int]:
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for row in rows:
        found[row.block_uid, row.quote, seen[row.block_uid, row.quote]] = row.id
        seen[row.block_uid, row.quote] += 1
    return found
