"""A version as a Word file that finds back: block ids, citations and a stamp unseen in it."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy.orm import Session

from docctl.blobs import Blobs, Damaged
from docctl.content import Note, outline
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.legal import queries as legal
from docctl.word import PageHeader, Stamp, write


def word_of(
    session: Session, version: Version, *, blobs: Blobs, header: PageHeader, lost_picture: str
) -> bytes:
    """Write a version, as far as the actor may see it, as a .docx.

    `lost_picture` stands where a stored picture cannot be read.
    """
    pictures = documents.list_pictures(session, version.id)
    return write(
        version.content,
        images=_kept(blobs, [picture.blob for picture in pictures]),
        header=header,
        held=citations_held(session, version.id),
        stamp=stamp_of(version),
        lost_picture=lost_picture,
    )


def _kept(blobs: Blobs, names: Iterable[str]) -> dict[str, bytes]:
    """Read stored pictures; one that was lost or changed on the disk hinders no export.

    `docctl verify` tells of it.
    """
    found = {}
    for name in names:
        with suppress(NotFound, Damaged):
            found[name] = blobs.get(name)
    return found


def citations_held(session: Session, version_id: int) -> dict[str, list[Note]]:
    """Give where the citations of a version stand, by block, with their ids."""
    held: dict[str, list[Note]] = defaultdict(list)
    for row in legal.list_rows(session, version_id):
        held[row.block_uid].append(Note(row.start, row.end, "", id=str(row.id)))
    return held


def stamp_of(version: Version) -> Stamp:
    """Give what a file written from a version now says that it is of."""
    return Stamp(
        document=version.document_id,
        version=version.id,
        revision=version.revision,
        digest=version.content_hash,
        code=version.document.code,
        title=version.title,
        label=version.label,
        outline=outline(version.content),
    )
