"""Counting the citations of which nobody can say how they stand: unregistered, ambiguous, unknown.

A document without findings is only known to be up to date when it has none of them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.legal.lookups import list_in_doubt, load_law
from docctl.legal.models import Citation, CitationPath
from docctl.legal.rules import Resolution
from docctl.legal.standing import Force, Standing
from docctl.legal.texts import chunks


@dataclass(slots=True)
class Counted:
    """The citations of a version, and how many of them are unsure."""

    all: int = 0
    unsure: int = 0


def count_unsure(session: Session, version_ids: Collection[int], day: date) -> dict[int, Counted]:
    """Count the citations of versions, and those whose standing on a day is not known.

    A few queries, however many versions; ignored citations do not count.
    """
    rows = [
        row
        for some in chunks(sorted(version_ids))
        for row in session.execute(
            select(Citation.id, Citation.version_id, Citation.text_id).where(
                Citation.version_id.in_(some), Citation.resolution != Resolution.IGNORED
            )
        )
    ]
    doubtful = list_in_doubt(session, {row.text_id for row in rows if row.text_id is not None})
    law, paths = load_law(session, doubtful), _paths(session, version_ids if doubtful else ())
    forces: dict[tuple[int, frozenset[str]], Force] = {}
    found: dict[int, Counted] = defaultdict(Counted)
    for row in rows:
        counted = found[row.version_id]
        counted.all += 1
        if row.text_id is None:
            counted.unsure += 1
        elif row.text_id in doubtful:
            key = (row.text_id, frozenset(paths[row.id]))
            if key not in forces:
                forces[key] = law.force_of(row.text_id, day, set(key[1]))
            counted.unsure += forces[key].standing is Standing.UNKNOWN
    return dict(found)


def _paths(session: Session, version_ids: Collection[int]) -> dict[int, set[str]]:
    """Give the provisions the citations of versions name."""
    found: dict[int, set[str]] = defaultdict(set)
    for some in chunks(sorted(version_ids)):
        for citation_id, path in session.execute(
            select(CitationPath.citation_id, CitationPath.path)
            .join(Citation, Citation.id == CitationPath.citation_id)
            .where(Citation.version_id.in_(some))
        ):
            found[citation_id].add(path)
    return found
