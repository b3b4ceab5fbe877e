"""Mentions of legal texts in a version: found in its blocks, matched to the rows of before."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docctl import content as contents
from docctl.content import Block
from docctl.documents.models import Version
from docctl.legal import queries
from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.models import Citation, CitationPath
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import paths_of
from docctl.legal.rules import Origin, Resolution
from docctl.runtime import Transaction

EXTRACTOR = "find/1"
_SENTENCE = re.compile(r"(?<=[.;:?!])\s+")
_LONGEST_CONTEXT = 400

Place = tuple[str, str, int]  # block, folded mention, which of the same ones in the block


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention found: its block, what was found, and its place among the same ones."""

    block: Block
    found: Found
    place: Place


def list_hits(version: Version) -> list[Hit]:
    """Find the mentions in the text of a version, in reading order."""
    hits: list[Hit] = []
    for block in contents.project(version.content).blocks:
        seen: Counter[str] = Counter()
        for found in find(block.text) if block.text else ():
            mention = " ".join(found.surface.lower().split())
            hits.append(Hit(block, found, (block.uid, mention, seen[mention])))
            seen[mention] += 1
    return hits


def places_of(rows: Iterable[Citation]) -> dict[Place, Citation]:
    """Give rows, in reading order, by their places."""
    seen: Counter[tuple[str, str]] = Counter()
    places: dict[Place, Citation] = {}
    for row in rows:
        mention = " ".join(row.quote.lower().split())
        places[row.block_uid, mention, seen[row.block_uid, mention]] = row
        seen[row.block_uid, mention] += 1
    return places


def keep(tx: Transaction, known: Sequence[Citation], hits: Sequence[Hit]) -> list[Citation | None]:
    """Match rows to what was found, drop the others, and give the rows in the order found."""
    places = places_of(known)
    kept = [places.pop(hit.place, None) for hit in hits]
    for gone in places.values():
        tx.session.delete(gone)
    for ordinal, row in enumerate(kept):
        if row is not None and row.ordinal != ordinal:
            row.ordinal = -1 - ordinal  # out of the way of the unique order
    tx.session.flush()
    for ordinal, row in enumerate(kept):
        if row is not None:
            row.ordinal = ordinal
    tx.session.flush()
    return kept


def decisions_before(
    tx: Transaction, version: Version, known: Sequence[Citation]
) -> dict[Place, Citation]:
    """Give people's decisions in the version this one is based on, when this one is new."""
    if known or version.based_on_id is None:
        return {}
    earlier = queries.list_citations(tx.session, version.based_on_id)
    return {place: row for place, row in places_of(earlier).items() if row.origin is Origin.HUMAN}


def take_over(row: Citation, earlier: Citation) -> None:
    """Give a row the decision of a person on the same mention in an earlier version."""
    row.resolution, row.rule, row.origin = earlier.resolution, earlier.rule, earlier.origin
    row.text_id, row.candidates = earlier.text_id, []
    row.decided_by, row.decided_at = earlier.decided_by, earlier.decided_at


def new_row(version_id: int, ordinal: int, hit: Hit) -> Citation:
    """Make a row for a mention; `say_anew` fills it."""
    found = hit.found
    return Citation(
        version_id=version_id,
        ordinal=ordinal,
        block_uid=hit.block.uid,
        start=found.start,
        end=found.end,
        quote=found.surface,
        context="",
        section="",
        form=found.form,
        type=found.type,
        number="",
        number_norm="",
        name="",
        name_folded="",
        year=None,
        issued_on=None,
        issuer="",
        articles=[],
        embedded=found.embedded,
        resolution=Resolution.UNMATCHED,
        rule="",
        text_id=None,
        candidates=[],
        origin=Origin.AUTO,
        extractor=EXTRACTOR,
    )


def say_anew(row: Citation, hit: Hit) -> None:
    """Write what the text says now into a row; it may stand elsewhere and name other provisions."""
    found, block = hit.found, hit.block
    row.start, row.end, row.quote = found.start, found.end, found.surface
    row.context = sentence_around(block.text, found.start, found.end)
    row.section, row.form, row.type = block.section, found.form, found.type
    row.number, row.number_norm = found.number or "", number_norm(found.number or "")
    row.name, row.name_folded = found.name or "", name_key(found.name or "")
    row.year, row.issued_on, row.issuer = found.year, found.issued, found.issuer or ""
    row.articles, row.embedded = [place.said() for place in found.articles], found.embedded
    row.extractor = EXTRACTOR
    wanted = {path for place in found.articles for path in paths_of(place)} or {""}
    if wanted != {path.path for path in row.paths}:
        row.paths = [one for one in row.paths if one.path in wanted] + [
            CitationPath(path=path) for path in sorted(wanted - {one.path for one in row.paths})
        ]


def sentence_around(text: str, start: int, end: int) -> str:
    """Give the sentence a mention stands in, on one line, cut to a length for lists."""
    # Only what can be shown is looked at: a long block may hold thousands of mentions.
    low = max(0, start - _LONGEST_CONTEXT - 1)
    high = min(len(text), end + _LONGEST_CONTEXT + 1)
    ends = [low, *(found.end() for found in _SENTENCE.finditer(text, low, high)), high]
    first = max(place for place in ends if place <= start)
    last = min(place for place in ends if place >= end)
    if last - first > _LONGEST_CONTEXT:
        first = max(first, start - _LONGEST_CONTEXT // 2)
        last = min(last, max(end, first + _LONGEST_CONTEXT))
    return " ".join(text[first:last].split())
