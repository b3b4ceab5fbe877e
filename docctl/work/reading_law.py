"""Law texts on their way in: read from words or a file, kept, their many effects written down."""

import json
from collections.abc import Sequence
from typing import Any

from docctl import word
from docctl.errors import NotFound, Refused, say
from docctl.jobs.working import Work
from docctl.legal import queries as legal
from docctl.legal import service
from docctl.legal.readings import KIND, proposal_from, read_words
from docctl.runtime import Runtime

BATCH = 200  # effects of one transaction; findings follow each
LONGEST = 2_000_000


def words_of(data: bytes, name: str) -> str:
    """Give the text of an uploaded law; refuses what holds none."""
    return _words_of(data, name).text


def _words_of(data: bytes, name: str) -> word.Words:
    words = word.words_of_file(name, data)
    if not words.text.strip():
        raise Refused(say("The file holds no text that can be read."))
    if len(words.text) > LONGEST:
        raise Refused(say("The text is too long; paste it without its annexes."))
    return words


def keep_reading(
    runtime: Runtime, words: str, *, original: str, name: str, silent: Sequence[int] = ()
) -> str:
    """Read a law text and keep what was read; give the name of the reading (a blob).

    `silent` are the pages of a PDF that are pictures: nothing of them was read.
    """
    kept = {"original": original, "original_name": name, "silent": list(silent)}
    reading = read_words(words) | kept
    return runtime.blobs.put(json.dumps(reading, ensure_ascii=False).encode())


def get_reading(runtime: Runtime, name: str) -> dict[str, Any]:
    """Give what was read under a name; NotFound for anything that is no reading."""
    if len(name) != 64 or not name.isalnum() or not runtime.blobs.has(name):
        raise NotFound(f"reading {name!r}")
    try:
        reading = json.loads(runtime.blobs.get(name))
    except (ValueError, RecursionError):  # any file that was ever sent
        raise NotFound(f"reading {name!r}") from None
    if not isinstance(reading, dict) or reading.get("kind") != KIND:
        raise NotFound(f"reading {name!r}")
    return reading


def read_law(runtime: Runtime, work: Work) -> None:
    """Read a law text that is too long for a request, or whose file has to be converted."""
    original, name = work.params["original"], work.params["name"]
    words, silent = _words_of(runtime.blobs.get(original), name or "pasted.txt")
    reading = keep_reading(runtime, words, original=original, name=name, silent=silent)
    work.report(done=1, total=1, lines=[{"reading": reading}])


def propose_effects(runtime: Runtime, work: Work) -> None:
    """Write down the many effects of a registered text; with `confirm` what is sure counts."""
    listed = get_reading(runtime, work.params["reading"])["effects"]
    for start in range(work.done, len(listed), BATCH):
        batch = [proposal_from(values) for values in listed[start : start + BATCH]]
        with runtime.transaction(work.actor) as tx:
            service.propose_effects(
                tx,
                source_id=work.params["text_id"],
                proposals=batch,
                confirm=work.params["confirm"],
            )
        work.report(done=start + len(batch), total=len(listed))


def confirm_effects(runtime: Runtime, work: Work) -> None:
    """Confirm all that is sure of what a text was read to do."""
    with runtime.reading() as session:
        ids = legal.list_waiting_ids(session, work.params["text_id"], sure=True)
    total = work.done + len(ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with runtime.transaction(work.actor) as tx:
            service.confirm_effects(tx, effect_ids=batch)
        work.report(done=work.done + len(batch), total=total)
