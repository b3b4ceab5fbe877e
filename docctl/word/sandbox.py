"""Run the parser in a process of its own: little memory, little time, no environment, no secrets.

A parser that crashes, hangs or is taken over ends as one sentence to the user.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from docctl.errors import Refused, Sentence, say
from docctl.word.model import Limits
from docctl.word.office import end_group

# -I shuts out the environment and the working directory, so the path is handed over.
_START = (
    "import json,sys\n"
    "job=json.loads(sys.argv[1])\n"
    "sys.path[:]=job['path']\n"
    "from docctl.word.child import main\n"
    "main(job)\n"
)
_MOST_OUTPUT = 256 * 2**20


def parse_apart(
    data: bytes, kind: str, limits: Limits, **options: Any
) -> tuple[dict[str, Any], list[bytes]]:
    """Parse `data` in a child process; give its JSON answer and the pictures it names in order.

    Raises Refused with the child's reasons, or with one sentence when it died or overran.
    """
    job = {
        "path": [place or str(Path.cwd()) for place in sys.path],
        "kind": kind,
        "limits": {name: getattr(limits, name) for name in Limits.__dataclass_fields__},
        **options,
    }
    with tempfile.TemporaryDirectory(prefix="docctl-word-") as folder:
        source, answer = Path(folder) / "source", Path(folder) / "answer"
        source.write_bytes(data)
        code = _run(job, source, answer, limits)
        if code != 0 or answer.stat().st_size > _MOST_OUTPUT:
            raise Refused(
                say(
                    "The file could not be read: it is damaged or asks for too much memory or time."
                )
            )
        return read_answer(answer.read_bytes())


def _run(job: dict[str, Any], source: Path, answer: Path, limits: Limits) -> int:
    with source.open("rb") as stdin, answer.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
            [sys.executable, "-I", "-B", "-c", _START, json.dumps(job)],
            cwd=source.parent,
            env={},
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            return -1
        finally:
            end_group(process)


def read_answer(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Read what the child wrote, and trust none of it."""
    try:
        (length,) = struct.unpack_from(">Q", raw)
        answer = json.loads(raw[8 : 8 + length])
        blobs, place = [], 8 + length
        for size in answer.get("sizes", ()):
            blobs.append(raw[place : place + size])
            place += size
        refused = [sentence_from(item) for item in answer.get("refused", ())]
    except (struct.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(say("The file is damaged or not a Word document.")) from error
    if refused:
        raise Refused(*refused)
    return answer, blobs


def sentence_from(item: Any) -> Sentence:
    """Read a sentence that the child sent as `[msgid, [[name, value], …]]`."""
    msgid, params = item
    return Sentence(str(msgid), tuple((str(name), str(value)) for name, value in params))
