"""The gate: what a file is, and whether its zip directory is safe, before anything parses it.

Looks only at magic numbers and the zip directory; nothing is unpacked or written. Limits after
OWASP's file upload rules; the sum of declared sizes is a true bound because CPython never reads
an entry past its declared size.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from docctl.errors import Refused, Sentence, say
from docctl.word.model import Limits

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "PROJECTwm".encode("utf-16-le"))
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MAIN = re.compile(
    rb"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.document\.main\+xml"
)
_FORBIDDEN_NAMES = re.compile(
    r"vbaProject|vbaData|activeX|afchunk|(?:^|/)embeddings/|(?:^|/)attachedToolbars", re.IGNORECASE
)
_EMBEDDED = re.compile(r"(?:^|/)embeddings/", re.IGNORECASE)


def kind_of(data: bytes, filename: str, limits: Limits) -> str:
    """Tell what the bytes are: docx, office (for LibreOffice: .doc, .rtf), text or html.

    The suffix must be .doc, .docx or .rtf, but does not decide: files of any of these are met under
    each other's names. Raises Refused for everything else.
    """
    if not filename.lower().endswith((".doc", ".docx", ".rtf")):
        raise Refused(say("Only Word files (.docx, .doc) can be read."))
    if len(data) > limits.file_bytes:
        raise Refused(
            say("The file is larger than %(limit)s MB.", limit=limits.file_bytes // 2**20)
        )
    if not data.strip(b"\0 \r\n\t"):
        raise Refused(say("The file is empty."))
    if data.startswith(_ZIP):
        return "docx"
    if data.startswith(OLE2):
        _check_ole(data)
        return "office"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"{\\rtf"):
        return "office"
    return _kind_of_text(data, head)


def _check_ole(data: bytes) -> None:
    if _ENCRYPTED in data:
        raise Refused(say("The file is protected by a password; save it without one."))
    if any(name in data for name in _MACROS):
        raise Refused(say("The file contains macros; save it without them."))
    if _WORD_STREAM not in data:
        raise Refused(say("The file is not a Word document, whatever its name says."))


def _kind_of_text(data: bytes, head: bytes) -> str:
    lowered = head.lower()
    if lowered.startswith((b"mime-version:", b"<?xml")) and b"<html" not in lowered:
        raise Refused(
            say("The file is XML or a web archive under a Word name; save it as .docx in Word.")
        )
    if re.match(rb"(<!doctype html|<html|<\?xml)", lowered):
        return "html"
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if control:
        raise Refused(say("The file is not a Word document, whatever its name says."))
    return "text"


def check_zip(data: bytes, limits: Limits, *, converted: bool = False) -> bool:
    """Refuse a .docx whose zip directory is unsafe; tell whether it holds embedded objects.

    `converted` files come from our own LibreOffice: embedded objects are left aside there instead
    of being refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            reasons = list(_faults(entries, limits, converted=converted))
            types = b"" if reasons else archive.read("[Content_Types].xml")
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise Refused(say("The file is damaged or not a Word document.")) from error
    if reasons:
        raise Refused(*dict.fromkeys(reasons))
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused(say("The file contains macros; save it without them."))
    if not _MAIN.search(types):
        raise Refused(say("The file is not a Word document, whatever its name says."))
    return any(_EMBEDDED.search(entry.filename) for entry in entries)


def _faults(
    entries: list[zipfile.ZipInfo], limits: Limits, *, converted: bool
) -> Iterator[Sentence]:
    damaged = say("The file is damaged or not a Word document.")
    too_large = say("The file unpacks to far more than a document can be.")
    names = [entry.filename for entry in entries]
    folded = {name.lower() for name in names}
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        yield say("The file is not a Word document, whatever its name says.")
    if len(folded) != len(names) or not all(map(_is_good_name, names)):
        yield damaged
    if len(entries) > limits.entries:
        yield too_large
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        yield too_large
    for entry in entries:
        yield from _faults_of_entry(entry, limits, converted=converted)


def _faults_of_entry(
    entry: zipfile.ZipInfo, limits: Limits, *, converted: bool
) -> Iterator[Sentence]:
    if entry.flag_bits & 0x1:
        yield say("The file is protected by a password; save it without one.")
    packing = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not packing or stat.S_ISLNK(entry.external_attr >> 16):
        yield say("The file is damaged or not a Word document.")
    if _too_dense(entry, limits):
        yield say("The file unpacks to far more than a document can be.")
    embedded = converted and _EMBEDDED.search(entry.filename)
    if _FORBIDDEN_NAMES.search(entry.filename) and not embedded:
        yield say("The file contains macros or embedded objects; save it without them.")


def _is_good_name(name: str) -> bool:
    parts = name.split("/")
    return not (
        name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in parts
    )


def _too_dense(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    if entry.filename.lower().endswith((".xml", ".rels")) and entry.file_size > limits.part_bytes:
        return True
    dense = entry.file_size > limits.ratio * max(entry.compress_size, 1)
    return dense and entry.file_size > 2**20
