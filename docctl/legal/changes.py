"""What a plan would change in the rows of a version, as JSON for people to read. Pure.

A change: `kind` (added, gone, changed), `citation` (id, None when added), `uid`, `section` and
`context` of its place, and what the row says `before` and `after`, None where there is no row.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from docctl.legal.matching import GONE
from docctl.legal.models import Citation
from docctl.legal.recheck import Meant, Plan
from docctl.legal.rules import Origin

Change = dict[str, Any]
ADDED, DROPPED, CHANGED = "added", "gone", "changed"
_SAID = ("start", "end", "quote", "type", "number", "name", "year", "issued_on", "issuer")
# Keys that are compared; a number or a name written otherwise is the same one.
_TELLING = (
    "start", "end", "type", "number_norm", "name_folded", "year", "issued_on", "issuer", "paths",
    "resolution", "text_id", "candidates",
)  # fmt: skip
_KEYS = ("number_norm", "name_folded")


def changes_of(plan: Plan) -> list[Change]:
    """List what a plan adds, drops and changes, in reading order; nothing of people's decisions."""
    found = [change for meant in plan.meant if (change := _change(meant)) is not None]
    return found + [
        _written(DROPPED, row, _before(row), None)
        for row in plan.gone
        if row.rule != GONE and row.origin is not Origin.HUMAN
    ]


def count(changes: Iterable[Change]) -> Counter[str]:
    """Count changes by kind."""
    return Counter(change["kind"] for change in changes)


def digest(changes: list[Change]) -> str:
    """Give the hash by which two lists of changes are the same."""
    written = json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _change(meant: Meant) -> Change | None:
    row, after = meant.row, _after(meant)
    if row is None:
        return _written(ADDED, None, None, after, meant)
    before = _before(row)
    if row.rule == GONE:
        return _written(ADDED, row, None, after, meant)
    if all(before[name] == after[name] for name in _TELLING):
        return None
    return _written(CHANGED, row, before, after, meant)


def _written(
    kind: str,
    row: Citation | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    meant: Meant | None = None,
) -> Change:
    place = (
        {name: meant.facts[name] for name in ("block_uid", "section", "context")}
        if meant is not None
        else {name: getattr(row, name) for name in ("block_uid", "section", "context")}
    )
    return {
        "kind": kind,
        "citation": None if row is None else row.id,
        "uid": place["block_uid"],
        "section": place["section"],
        "context": place["context"],
        "before": _shown(before),
        "after": _shown(after),
    }


def _shown(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {name: value for name, value in said.items() if name not in _KEYS}


def _before(row: Citation) -> dict[str, Any]:
    said = {name: _json(getattr(row, name)) for name in (*_SAID, *_KEYS)}
    return said | {
        "paths": sorted(path.path for path in row.paths),
        "resolution": row.resolution.value,
        "text_id": row.text_id,
        "candidates": list(row.candidates),
    }


def _after(meant: Meant) -> dict[str, Any]:
    said = {name: _json(meant.facts[name]) for name in (*_SAID, *_KEYS)}
    said["paths"] = sorted(meant.provisions)
    if meant.binding is not None:
        return said | {
            "resolution": meant.binding.resolution.value,
            "text_id": meant.binding.text_id,
            "candidates": list(meant.binding.candidates),
        }
    assert meant.row is not None  # a person decided on it
    kept = _before(meant.row)
    return said | {name: kept[name] for name in ("resolution", "text_id", "candidates")}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
