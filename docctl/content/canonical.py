"""One byte form for one content, and the SHA-256 that signatures are bound to."""

import hashlib
import json

from docctl.content.schema import Json


def canonical(content: Json) -> bytes:
    """Write `content` (as `parse` gave it) in its only byte form.

    RFC 8785 for what the model holds: sorted ASCII keys, no white space, shortest escapes, UTF-8;
    the model has no fractions, so the number rules of the RFC never matter.
    """
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_hash(content: Json) -> str:
    """Give the SHA-256 of the canonical form, 64 lower-case hex digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
