"""Sealing an inspection file: signed with the installation's key, and told in the trail."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.inspection.rules import seal
from docctl.packs.keys import find_own_key, make_own_key
from docctl.runtime import Transaction


def seal_inspection(
    tx: Transaction, *, home: Path, files: Mapping[str, bytes], about: Mapping[str, Any]
) -> bytes:
    """Sign and pack what was gathered; the trail tells who took which manifest out."""
    tx.actor.must(Permission.READ_ALL_VERSIONS)
    tx.actor.must(Permission.READ_AUDIT)
    pair = find_own_key(home)
    if pair is None:
        pair = make_own_key(home)
        audit.record(tx, action="pack_key.made", subject="installation:1", key=pair.public.id)
    packed, manifest = seal(files, about, pair)
    audit.record(
        tx,
        action="inspection.exported",
        subject=f"document:{about['document']['id']}",
        manifest=manifest,
        files=len(files),
    )
    return packed
