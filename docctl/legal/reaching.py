"""In SQL: which citations of a text meet a provision of it.

Two paths meet when one is a prefix of the other. What lies inside a provision is a range of paths,
what holds it are its few ancestors: one index answers both. Mentions of the whole text meet
nothing here; whoever wants them asks for the text itself.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select

from docctl.legal.models import Citation, CitationPath
from docctl.legal.paths import ancestors

_AFTER_DOT = "/"  # the sign that follows the dot which ends every path


def meeting(paths: Iterable[str]) -> ColumnElement[bool]:
    """Say in SQL: the path of a citation lies in one of `paths`, is one, or holds one."""
    inside, holding = list[ColumnElement[bool]](), set[str]()
    for path in set(paths) - {""}:
        end = path[:-1] + _AFTER_DOT
        inside.append(and_(CitationPath.path >= path, CitationPath.path < end))
        holding |= set(ancestors(path))
    if holding:
        inside.append(CitationPath.path.in_(sorted(holding)))
    return or_(*inside) if inside else CitationPath.path.in_(())


def citing_parts(text_id: int, paths: Iterable[str]) -> Select[int]:
    """Select the ids of the citations of a text that meet one of `paths`."""
    return select(CitationPath.citation_id).where(CitationPath.text_id == text_id, meeting(paths))


def citing_versions(text_id: int) -> Select[int]:
    """Select the ids of the versions that cite a text."""
    return select(Citation.version_id).where(Citation.text_id == text_id)
