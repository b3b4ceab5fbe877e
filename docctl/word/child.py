"""The child process: limits first, then the streaming pass, then the real parser.

Speaks with the parent by files only: bytes in on stdin, one answer on stdout.
"""

import json
import resource
import struct
import sys
from importlib import import_module
from typing import Any, cast

from docctl.errors import Refused, Sentence

Answer = tuple[dict[str, Any], list[bytes]]


def main(job: dict[str, Any]) -> None:
    """Read the file on stdin as `job` says and write the answer; never raise for a bad file."""
    limits = job["limits"]
    _limit(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _limit(resource.RLIMIT_AS, limits["memory_bytes"])
    _limit(resource.RLIMIT_FSIZE, 256 * 2**20)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    out = sys.stdout.buffer
    for piece in answered(sys.stdin.buffer.read(), job):
        out.write(piece)
    out.flush()


def answered(data: bytes, job: dict[str, Any]) -> list[bytes]:
    """Give what is written for a file: how long the answer is, the answer, what it names."""
    try:
        answer, blobs = _read(data, job)
    except Refused as refused:
        answer, blobs = {"refused": [sentence_to(reason) for reason in refused.reasons]}, []
    answer["sizes"] = [len(blob) for blob in blobs]
    body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    return [struct.pack(">Q", len(body)), body, *blobs]


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value))


def _read(data: bytes, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    if job["kind"] == "docx":
        from docctl.word.stream import check_parts  # noqa: PLC0415  # not before it is needed

        warnings = check_parts(data, job["limits"], converted=bool(job.get("converted")))
        from docctl.word.reader import read_docx  # noqa: PLC0415  # not before it is needed

        return read_docx(data, job, warnings)
    if job["kind"] == "other":
        module, _, name = job["reader"].partition(":")
        return cast("Answer", getattr(import_module(module), name)(data, job))
    if job["kind"] == "page":
        from docctl.word.pages import text_of_page  # noqa: PLC0415  # not before it is needed

        return {"text": text_of_page(data)}, []
    if job["kind"] == "pdf":
        from docctl.word.pdf import text_of_pdf  # noqa: PLC0415  # not before it is needed

        text, silent = text_of_pdf(data, job["limits"])
        return {"text": text, "silent": silent}, []
    from docctl.word.plain import read_html, read_text  # noqa: PLC0415  # not before it is needed

    return (read_html if job["kind"] == "html" else read_text)(data, job)


def sentence_to(sentence: Sentence) -> list[Any]:
    """Write a sentence for the parent."""
    return [sentence.msgid, [list(pair) for pair in sentence.params]]
