"""The words of a file, whatever its kind: plain text, a page of the web, Word, PDF."""

from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from docctl.content import project
from docctl.errors import Refused, say
from docctl.word.model import Limits
from docctl.word.reading import read_file
from docctl.word.sandbox import parse_apart

_PLAIN, _PAGES, _WORD = {".txt", ".md"}, {".html", ".htm", ".xhtml"}, {".docx", ".doc", ".rtf"}
_PDF_TIMES = 4  # as much time as for Word: about 20 pages in a second


class Words(NamedTuple):
    """The text of a file, and the pages of a PDF that are pictures and were not read."""

    text: str
    silent: tuple[int, ...] = ()


def text_of_file(name: str, data: bytes, *, limits: Limits | None = None) -> str:
    """Give the text of a file as `words_of_file` does, and nothing else."""
    return words_of_file(name, data, limits=limits).text


def words_of_file(name: str, data: bytes, *, limits: Limits | None = None) -> Words:
    """Give the text of a .txt, .md, .html, .docx, .doc, .rtf or .pdf file, a line for each block.

    Everything but plain text is parsed in a child process with limits. Raises Refused for other
    kinds, for files that are too large, unsafe or damaged, and for a PDF without a text layer.
    """
    limits = limits or Limits()
    suffix = PurePath(name).suffix.lower()
    if len(data) > limits.file_bytes:
        raise Refused(
            say("The file is larger than %(limit)s MB.", limit=limits.file_bytes // 2**20)
        )
    if suffix in _PLAIN:
        return Words(_decoded(data))
    if suffix in _PAGES:
        return Words(str(parse_apart(data, "page", limits)[0].get("text", "")))
    if suffix == ".pdf":
        longer = replace(
            limits,
            cpu_seconds=limits.cpu_seconds * _PDF_TIMES,
            wall_seconds=limits.wall_seconds * _PDF_TIMES,
        )
        answer = parse_apart(data, "pdf", longer)[0]
        return Words(str(answer.get("text", "")), tuple(map(int, answer.get("silent", ()))))
    if suffix in _WORD:
        return Words(project(read_file(data, name, limits=limits).content).text)
    raise Refused(say("Text is read from .txt, .docx, .doc, .rtf, .html and .pdf files."))


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
