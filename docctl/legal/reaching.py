"""In SQL: which citations of a text meet a provision of it.

Two paths meet when one is a prefix of the other. What lies inside a provision is a range of paths,
what holds it are its few ancestors: one index answers both. Mentions of the whole text meet
nothing here; whoever wants them asks for the text itself.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, and_, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute

from docctl.actors import Actor
from docctl.documents.models import Version
from docctl.legal.models import Citation, CitationPath
from docctl.legal.paths import ancestors

_AFTER_DOT = "/"  # the sign that follows the dot which ends every path
MOST_RANGES = 100  # asked one by one; of more, all paths of the text are read once


def citing_parts(text_id: int, paths: Iterable[str]) -> CompoundSelect[Any] | Select[Any]:
    """Select the ids of the citations of a text that meet one of `paths`."""
    return _of_parts(CitationPath.citation_id, text_id, paths, after=None)


def versions_citing_parts(
    text_id: int, paths: Iterable[str], *, after: int = 0
) -> CompoundSelect[Any] | Select[Any]:
    """Select the ids, above one, of the versions that cite a text where it meets one of `paths`."""
    return _of_parts(CitationPath.version_id, text_id, paths, after=after)


def citing_versions(text_id: int) -> Select[int]:
    """Select the ids of the versions that cite a text."""
    return select(Citation.version_id).where(Citation.text_id == text_id)


def cites(text_id: int) -> ColumnElement[bool]:
    """Say in SQL: the version cites a text; for few versions of a text that many others cite."""
    citation = select(Citation.id).where(
        Citation.text_id == text_id, Citation.version_id == Version.id
    )
    return citation.correlate(Version).exists()


def kept_for(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL: the provision is cited in the agency of `actor`; of the system, in any.

    It narrows what is walked, and decides nothing: the versions are asked for beside it.
    """
    if actor.agency_id is None and actor.id is None:
        return true()
    return CitationPath.agency_id == actor.agency_id


def once(query: Select[*tuple[Any, ...]], name: str) -> CTE:
    """Ask for something once, before what is joined to it.

    PostgreSQL takes the passages of a text in an agency for few, as it does not know that texts are
    cited by those whose work they rule, and would look up the version of each.
    """
    return query.cte(name).prefix_with("MATERIALIZED")


def inside(
    path: str,
    column: ColumnElement[str] | InstrumentedAttribute[str] = CitationPath.path,
) -> ColumnElement[bool]:
    """Say in SQL: the cited provision is `path` or lies in it; one range of the index."""
    return and_(column >= path, column < path[:-1] + _AFTER_DOT)


def _of_parts(
    column: InstrumentedAttribute[Any], text_id: int, paths: Iterable[str], *, after: int | None
) -> CompoundSelect[Any] | Select[Any]:
    query = select(column).where(CitationPath.text_id == text_id)
    if after is not None:
        query = query.where(column > after)
    ranges = _ranges(paths)
    if 1 < len(ranges) <= MOST_RANGES:  # databases do not look at "or" as ranges of an index
        return union(*(query.where(one) for one in ranges))
    return query.where(or_(*ranges) if ranges else CitationPath.path.in_(())).distinct()


def _ranges(paths: Iterable[str]) -> list[ColumnElement[bool]]:
    """Say in SQL: the path lies in one of `paths` or is it; or it holds one."""
    wanted, holding = set(paths) - {""}, set[str]()
    for path in wanted:
        holding |= set(ancestors(path))
    found = [
        inside(path) for path in sorted(wanted) if wanted.isdisjoint(set(ancestors(path)) - {path})
    ]
    holding -= wanted
    return [*found, CitationPath.path.in_(sorted(holding))] if holding else found
