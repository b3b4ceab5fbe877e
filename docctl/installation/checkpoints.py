"""Marks of the audit trail kept beside the database: a rebuilt or cut chain no longer meets them.

One JSON line per mark in `DOCCTL_HOME/checkpoints.jsonl`; copy the file off the machine to make a
rewrite of both visible (docs/operations.md).
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from docctl.audit import queries
from docctl.audit.models import AuditEntry
from docctl.runtime import Runtime

FILE = "checkpoints.jsonl"
EVERY = timedelta(hours=24)
EVERY_ENTRIES = 1000


def mark(runtime: Runtime) -> bool:
    """Add a mark of the chain's head when a day or a thousand entries passed; say whether."""
    with runtime.reading() as session:
        seq, digest = queries.find_head(session)
    known = read(runtime.settings.home)
    now = runtime.now()
    if seq == 0 or (known and known[-1]["seq"] == seq):
        return False
    if known:
        last = known[-1]
        recent = now.timestamp() - float(last["at"]) < EVERY.total_seconds()
        if recent and seq - int(last["seq"]) < EVERY_ENTRIES:
            return False
    line = json.dumps({"seq": seq, "hash": digest, "at": now.timestamp()})
    with (runtime.settings.home / FILE).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return True


def faults(runtime: Runtime) -> Iterator[str]:
    """Name every mark that the chain no longer meets."""
    with runtime.reading() as session:
        for known in read(runtime.settings.home):
            digest = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == known["seq"]))
            if digest != known["hash"]:
                yield (
                    f"The audit trail does not meet its mark at entry {known['seq']}: entries were"
                    " removed or rewritten, or an older backup was restored."
                )


def read(home: Path) -> list[dict[str, Any]]:
    """Read the marks; a broken last line (power cut) is passed over."""
    try:
        lines = (home / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    marks = []
    for line in lines:
        try:
            marks.append(json.loads(line))
        except ValueError:
            continue
    return marks
