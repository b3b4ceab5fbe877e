"""Provisions as people type them: `Điều 5, khoản 2 Điều 6` to paths. Pure."""

from docctl.errors import Refused, say
from docctl.legal.find import find
from docctl.legal.paths import label_of, paths_of
from docctl.legal.rules import Extent

# The grammar of citations reads places before a text; any text serves as the one they belong to.
_ANY_TEXT = " của Nghị định số 1/2020/NĐ-CP"


def parse_scope(typed: str) -> tuple[Extent, tuple[str, ...]]:
    """Read a scope: empty is the whole text, else provisions; refuses what names none."""
    words = " ".join(typed.replace(";", ",").split()).strip(" .,")
    if not words:
        return Extent.WHOLE, ()
    found = find(words + _ANY_TEXT)
    places = [place for citation in found for place in citation.articles]
    paths = tuple(sorted({path for place in places for path in paths_of(place) if path}))
    if not paths:
        raise Refused(
            say("“%(words)s” names no provision; write for example: khoản 2 Điều 5.", words=words)
        )
    return Extent.PARTS, paths


def write_scope(paths: tuple[str, ...]) -> str:
    """Write paths as `parse_scope` reads them."""
    return ", ".join(label_of(path) for path in paths)
