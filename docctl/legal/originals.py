"""The provisions of registered texts whose words are stored."""

from functools import lru_cache

from docctl.blobs import Blobs
from docctl.errors import NotFound, Refused
from docctl.legal.models import LegalText
from docctl.legal.structure import Provision, structure_of
from docctl.legal.wording import Written, write
from docctl.word.texts import text_of_file

PASTED = "van-ban.txt"


def provisions_of(blobs: Blobs, text: LegalText) -> tuple[Provision, ...]:
    """Give the provisions of a text in order; none where its words are not stored or readable."""
    if text.original is None:
        return ()
    return _structure(blobs, text.original, text.original_name or PASTED)


def paths_in(blobs: Blobs, text: LegalText) -> frozenset[str]:
    """Give the paths of the provisions of a text; none where its words are not stored."""
    if text.original is None:
        return frozenset()
    return _paths(blobs, text.original, text.original_name or PASTED)


def words_of(blobs: Blobs, text: LegalText) -> str:
    """Give the stored words of a text, to which the spans of its provisions point."""
    if text.original is None:
        return ""
    return _words(blobs, text.original, text.original_name or PASTED)


def written_of(blobs: Blobs, text: LegalText) -> Written | None:
    """Give the stored words of a text as read, with its provisions; None where there are none."""
    if text.original is None:
        return None
    return _written(blobs, text.original, text.original_name or PASTED)


@lru_cache(maxsize=16)
def _written(blobs: Blobs, original: str, name: str) -> Written | None:
    words = _words(blobs, original, name)
    return write(words) if words else None


@lru_cache(maxsize=16)
def _words(blobs: Blobs, original: str, name: str) -> str:
    try:
        return text_of_file(name, blobs.get(original))
    except (NotFound, Refused):
        return ""


@lru_cache(maxsize=64)  # a blob never changes under its name
def _structure(blobs: Blobs, original: str, name: str) -> tuple[Provision, ...]:
    try:
        return structure_of(text_of_file(name, blobs.get(original)))
    except (NotFound, Refused):
        return ()


@lru_cache(maxsize=256)  # asked with every save of a draft, of each text it cites
def _paths(blobs: Blobs, original: str, name: str) -> frozenset[str]:
    return frozenset(one.path for one in _structure(blobs, original, name) if one.path)
