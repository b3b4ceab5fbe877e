"""Files that leave the house: originals, Word exports, pictures. Never run by a browser here."""

import re
from urllib.parse import quote

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.documents import import_queries as waiting_files
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.vietnamese import clean, plain
from docctl.web import auth
from docctl.web.language import write_day, write_moment
from docctl.web.reading import seen_version
from docctl.web.words import state_word
from docctl.word import PageHeader
from docctl.workflow.exporting import word_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {".docx": DOCX, ".doc": "application/msword"}
_SANDBOX = "default-src 'none'; sandbox"
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]+')


def original(document_id: int, version_id: int) -> ResponseReturnValue:
    """Give the file a version was imported from, byte for byte."""
    with runtime().reading() as session:
        version = seen_version(session, document_id, version_id)
        if version.original is None:
            raise NotFound(f"version {version_id} has no original")
        blob, name = version.original, version.original_name
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    media_type = _TYPES.get(ending, "application/octet-stream")
    return download(runtime().blobs.get(blob), name or blob, media_type)


def word(document_id: int, version_id: int) -> ResponseReturnValue:
    """Write a version as a Word file, with what it is at the top of every page."""
    with runtime().reading() as session:
        version = seen_version(session, document_id, version_id)
        agency = agencies.get_agency(session, version.document.agency_id)
        header = PageHeader(agency.name, version.title, _facts(version), _("Page"))
        name = f"{version.document.code} {version.title} ({version.label}).docx"
        data = word_of(
            session,
            version,
            blobs=runtime().blobs,
            header=header,
            lost_picture=_("Picture that cannot be read"),
        )
    return download(data, name, DOCX)


def _facts(version: Version) -> list[tuple[str, str]]:
    now = runtime().now()
    state = version.state_at(now)
    return [
        (_("Code"), version.document.code),
        (_("Issue/revision"), version.label),
        (_("Effective from"), write_day(version.effective_from) or "…"),
        (_("State"), f"{state_word(state)} ({write_moment(now)})"),
        ("SHA-256", f"{version.content_hash[:16]}…"),
    ]


def media(name: str) -> ResponseReturnValue:
    """Give a picture of a version one may see."""
    with runtime().reading() as session:
        picture = queries.find_picture(session, name, actor=auth.actor(), now=runtime().now())
        media_type = (
            waiting_files.find_picture(session, name, actor=auth.actor())
            if picture is None
            else picture.media_type
        )
        if media_type is None:
            raise NotFound(f"picture {name}")
    response = Response(runtime().blobs.get(name), mimetype=media_type)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "private, no-cache"  # asks again: the right may be gone
    response.set_etag(name)
    return response.make_conditional(request)


def download(data: bytes, name: str, media_type: str) -> Response:
    """Give bytes as a file to keep, never to show."""
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def disposition(name: str) -> str:
    """Write the header of a download: the name in ASCII, and with its diacritics (RFC 6266)."""
    name = _UNFIT.sub("-", clean(name)).strip(" .")[:150] or "file"
    ascii_name = plain(name).encode("ascii", "ignore").decode().strip() or "file"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
