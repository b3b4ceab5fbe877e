"""Packs of a sender that exists only in a test: written line by line, signed with its own key."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from docctl.impact.states import ReasonCode
from docctl.legal.rules import Action, EffectState, Extent, Origin
from docctl.packs.body import Manifest, Scope, key_of, write_body
from docctl.packs.envelope import open_envelope, seal
from docctl.packs.keys import KeyPair, make_own_key
from docctl.packs.saying import EffectSaid, TextSaid, effect_line, text_line, write_line
from docctl.recommendations.rules import Said

AT = datetime(2026, 2, 1, tzinfo=UTC)


@dataclass
class Sender:
    """A higher agency as a file and a key."""

    folder: Path
    pair: KeyPair = field(init=False)
    number: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.pair = make_own_key(self.folder)

    def pack(
        self,
        texts: Sequence[TextSaid],
        effects: Sequence[EffectSaid] = (),
        advice: Sequence[Said] = (),
        **manifest: Any,
    ) -> bytes:
        """Write the next pack."""
        self.number += 1
        said = {
            "agency": "Sở Tư pháp tỉnh Mẫu",
            "made_at": AT,
            "number": self.number,
            "previous": "",
            "scope": Scope.CHOSEN,
            "since": None,
        }
        body = write_body(
            Manifest(**{**said, **manifest}),
            {
                "texts": [write_line(text_line(one)) for one in texts],
                "effects": [write_line(effect_line(one)) for one in effects],
                "recommendations": [write_line(one.line()) for one in advice],
            },
        )
        return seal(body, self.pair)


def text(ref: int, number: str, **more: Any) -> TextSaid:
    """Say a text."""
    facts = {"type": "Nghị định", "title": f"Văn bản {number}", "issuer": "Chính phủ", "at": AT}
    return TextSaid(ref=ref, number=number, **{**facts, **more})


def advice(source: TextSaid, target: TextSaid, action: Action, scope: str, **more: Any) -> Said:
    """Say that an effect does not concern the procedures of a field."""
    said: dict[str, Any] = {
        "ref": "0123456789abcdef" * 2,
        "at": AT,
        "issuer": "Sở Tư pháp tỉnh Mẫu",
        "issued_by": "Phòng Hành chính tư pháp",
        "reason_code": ReasonCode.TRANSITIONAL,
        "reason": "Hồ sơ nhận trước ngày có hiệu lực vẫn làm theo quy định cũ.",
        "codes": ("QT-*",),
    }
    said |= {"source": key_of(source), "target": key_of(target)}
    return Said(action=action, scope=scope, **{**said, **more})


def effect(source: int, target: int, **more: Any) -> EffectSaid:
    """Say that a text replaces another as a whole."""
    said: dict[str, Any] = {
        "at": AT,
        "action": Action.REPLACES,
        "extent": Extent.WHOLE,
        "paths": (),
        "effective_on": date(2025, 7, 1),
        "until": None,
        "evidence": "Nghị định này thay thế Nghị định trước.",
        "quote": "",
        "exception": "",
        "origin": Origin.HUMAN,
        "confidence": 1.0,
        "state": EffectState.CONFIRMED,
        "reason": "",
        "decided_by": "Người xác nhận",
        "decided_at": AT,
    }
    return EffectSaid(source=source, target=target, **{**said, **more})


def body_of(data: bytes) -> list[dict[str, Any]]:
    """Give the lines of a pack as values."""
    return [json.loads(line) for line in open_envelope(data).body.splitlines()]


def written(lines: list[dict[str, Any]], **manifest: Any) -> bytes:
    """Write a body whose manifest fits its lines, whatever they say."""
    parts = {
        name: b"".join(write_line(line) for line in lines[1:] if line.get("kind") == one)
        for name, one in (
            ("texts", "text"),
            ("effects", "effect"),
            ("recommendations", "recommendation"),
        )
    }
    sections = [
        {"name": name, "lines": part.count(b"\n"), "sha256": hashlib.sha256(part).hexdigest()}
        for name, part in parts.items()
    ]
    head = {**lines[0], "sections": sections, **manifest}
    return write_line(head) + b"".join(parts.values())
