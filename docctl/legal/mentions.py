"""Mentions of legal texts in blocks of text, and what a row says of each."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docctl.content import Block
from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.models import Citation, CitationPath
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import paths_of
from docctl.legal.resolve import Binding, Mention
from docctl.legal.rules import Origin

# What rows are made with. Raise it with every change of what `find` answers or `resolve` binds:
# a re-run then shows what the newer engine makes of the texts of before (tests/legal/engine.json).
EXTRACTOR = "find/3"
_SENTENCE = re.compile(r"(?<=[.;:?!])\s+")
_LONGEST_CONTEXT = 400

Place = tuple[str, str, int]  # block, folded mention, which of the same ones in the block
Facts = dict[str, Any]  # columns of a row


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention found: its block, what was found, and its place among the same ones."""

    block: Block
    found: Found
    place: Place

    @property
    def context(self) -> str:
        """Give the sentence it stands in."""
        return sentence_around(self.block.text, self.found.start, self.found.end)


def list_hits(blocks: Iterable[Block]) -> list[Hit]:
    """Find the mentions in blocks, in reading order; a table of revisions only tells what was."""
    hits: list[Hit] = []
    for block in blocks:
        seen: Counter[str] = Counter()
        for found in () if block.history or not block.text else find(block.text):
            mention = folded(found.surface)
            hits.append(Hit(block, found, (block.uid, mention, seen[mention])))
            seen[mention] += 1
    return hits


def folded(mention: str) -> str:
    """Give a mention as it is compared: lower case, single spaces."""
    return " ".join(mention.lower().split())


def facts_of(hit: Hit) -> Facts:
    """Give what the text says at a mention, by column."""
    found = hit.found
    return {
        "block_uid": hit.block.uid,
        "start": found.start,
        "end": found.end,
        "quote": found.surface,
        "context": hit.context,
        "section": hit.block.section,
        "form": found.form,
        "type": found.type,
        "number": found.number or "",
        "number_norm": number_norm(found.number or ""),
        "name": found.name or "",
        "name_folded": name_key(found.name or ""),
        "year": found.year,
        "issued_on": found.issued,
        "issuer": found.issuer or "",
        "articles": [place.said() for place in found.articles],
        "embedded": found.embedded,
        "extractor": EXTRACTOR,
    }


def provisions_of(hit: Hit) -> set[str]:
    """Give the paths of the provisions meant; the empty path stands for the whole text."""
    return {path for place in hit.found.articles for path in paths_of(place)} or {""}


def mention_of(facts: Mapping[str, Any]) -> Mention:
    """Give what the resolver asks of a mention."""
    return Mention(
        type=facts["type"],
        number=facts["number_norm"],
        name=facts["name_folded"],
        year=facts["year"],
        issued_on=facts["issued_on"],
        issuer=facts["issuer"],
    )


def facts_of_row(version_id: int, facts: Facts, binding: Binding) -> Facts:
    """Give all columns of a new row for a mention but its place in the order."""
    return {
        **facts,
        "version_id": version_id,
        "resolution": binding.resolution,
        "rule": binding.rule,
        "text_id": binding.text_id,
        "candidates": list(binding.candidates),
        "origin": Origin.AUTO,
        "decided_by": "",
        "decided_at": None,
    }


def say_anew(row: Citation, facts: Facts, provisions: set[str]) -> None:
    """Write what the text says now into a row; it may stand elsewhere and name other provisions."""
    stale = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if stale.keys() - {"extractor"}:  # who found the same again writes nothing
        for name, value in stale.items():
            setattr(row, name, value)
    if provisions != {path.path for path in row.paths}:
        row.paths = [one for one in row.paths if one.path in provisions] + [
            CitationPath(path=path) for path in sorted(provisions - {one.path for one in row.paths})
        ]


def take_over(row: Citation, earlier: Citation) -> None:
    """Give a row the decision of a person on the same mention in an earlier version."""
    row.resolution, row.rule, row.origin = earlier.resolution, earlier.rule, earlier.origin
    row.text_id, row.candidates = earlier.text_id, []
    row.decided_by, row.decided_at = earlier.decided_by, earlier.decided_at


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
