"""The inside of a pack: a manifest, then the lines of its sections. Pure.

The manifest says who made the pack, when, which number it has and which pack came before, and of
every section how many lines it has and their SHA-256, so that a person can check a printed list.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from docctl.errors import Refused, say
from docctl.legal.bodies import body_key, body_of_number
from docctl.legal.facts import text_key
from docctl.legal.numbers import type_norm
from docctl.packs.saying import (
    NUMBERED,
    EffectSaid,
    TextSaid,
    Unfit,
    read_effect,
    read_instant,
    read_line,
    read_text,
    write_instant,
    write_line,
)
from docctl.recommendations import rules as recommended
from docctl.vietnamese import one_line

SCHEMA = NUMBERED
READABLE = range(1, SCHEMA + 1)  # packs of the time before are read as they were written
SECTIONS = ("texts", "effects", "recommendations")
MOST_LINES = 400_000
LONGEST_MANIFEST, LONGEST_LINE = 16 * 1024, 512 * 1024
LONGEST_AGENCY = 300
UNEVEN = timedelta(days=1)  # by which the clocks of two machines may differ
Said = TypeVar("Said", TextSaid, EffectSaid)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Scope(StrEnum):
    """How much of the sender's register a pack holds."""

    ALL = "all"
    CHOSEN = "chosen"
    SINCE = "since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a pack says of itself; `previous` is the SHA-256 of the pack before, or empty."""

    agency: str
    made_at: datetime
    number: int
    previous: str
    scope: Scope
    since: datetime | None
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was read; `keys` tell its texts apart, by reference."""

    manifest: Manifest
    texts: tuple[TextSaid, ...]
    effects: tuple[EffectSaid, ...]
    keys: Mapping[int, str]
    recommendations: tuple[Mapping[str, Any], ...] = ()


def write_body(manifest: Manifest, sections: Mapping[str, Iterable[bytes]]) -> bytes:
    """Write the body of a pack from the lines of its sections."""
    parts = {name: b"".join(sections.get(name, ())) for name in SECTIONS}
    said = {
        "kind": "pack",
        "schema": manifest.schema,
        "agency": manifest.agency,
        "made_at": write_instant(manifest.made_at),
        "number": manifest.number,
        "previous": manifest.previous,
        "scope": manifest.scope.value,
        "since": write_instant(manifest.since) if manifest.since else "",
        "sections": [
            {
                "name": name,
                "lines": part.count(b"\n"),
                "sha256": hashlib.sha256(part).hexdigest(),
            }
            for name, part in parts.items()
        ],
    }
    return write_line(said) + b"".join(parts.values())


def read_body(body: bytes) -> Pack:
    """Read a body whose signature was checked; Refused, naming the line, when it is no pack."""
    first = body[:LONGEST_MANIFEST].partition(b"\n")[0]
    try:
        said = read_line(first + b"\n", kind="pack", longest=LONGEST_MANIFEST)
        manifest, sections = _manifest(said)
    except Unfit as unfit:
        raise _unreadable(1, unfit) from unfit
    lines = _split(body[len(first) + 1 :], sections)
    texts = tuple(_read(lines["texts"], "text", read_text))
    read = partial(read_effect, schema=manifest.schema)
    effects = tuple(_read(lines["effects"], "effect", read))
    keys = _checked(texts, effects)
    known_since = [*(one.at for one in texts), *(one.at for one in effects)]
    if any(at > manifest.made_at + UNEVEN for at in known_since):
        # it would stand against every later word of the sender
        raise Refused(say("The pack says things of a day after it was made; tell its sender."))
    return Pack(manifest, texts, effects, keys, tuple(_recommended(lines["recommendations"])))


@dataclass(frozen=True, slots=True)
class _Section:
    """What the manifest says of a section."""

    name: str
    lines: int
    sha256: str


def _manifest(said: Mapping[str, Any]) -> tuple[Manifest, list[_Section]]:
    schema = said.get("schema")
    if type(schema) is not int:
        raise Unfit("schema: no number")
    if schema not in READABLE:
        raise Refused(
            say(
                "The pack was written by schema %(found)s, this program reads schema %(known)s;"
                " bring docctl up to date, or ask the sender for a pack of that schema.",
                found=schema,
                known=SCHEMA,
            )
        )
    known = {"kind", "schema", "agency", "made_at", "number", "previous", "scope", "since"}
    if set(said) != known | {"sections"}:
        raise Unfit("not the fields of a manifest")
    texts = ("agency", "made_at", "previous", "scope", "since")
    if not all(isinstance(said[name], str) for name in texts):
        raise Unfit("not all are texts")
    number, agency = said["number"], one_line(said["agency"])
    if type(number) is not int or not 0 < number < 10**9:
        raise Unfit("number: none")
    if not 0 < len(agency) <= LONGEST_AGENCY:
        raise Unfit("agency: none")
    if said["previous"] and not _SHA256.fullmatch(said["previous"]):
        raise Unfit("previous: no hash")
    if said["scope"] not in set(Scope):
        raise Unfit("scope: unknown")
    try:
        made_at = read_instant(said["made_at"])
        since = read_instant(said["since"]) if said["since"] else None
    except ValueError as error:
        raise Unfit("made_at, since: no instant") from error
    manifest = Manifest(
        agency=agency,
        made_at=made_at,
        number=number,
        previous=said["previous"],
        scope=Scope(said["scope"]),
        since=since,
        schema=schema,
    )
    return manifest, _sections(said["sections"])


def _sections(listed: Any) -> list[_Section]:
    if not isinstance(listed, list) or len(listed) != len(SECTIONS):
        raise Unfit("sections: not those of this schema")
    found = []
    for name, one in zip(SECTIONS, listed, strict=True):
        if not isinstance(one, dict) or set(one) != {"name", "lines", "sha256"}:
            raise Unfit("sections: not their fields")
        count, digest = one["lines"], one["sha256"]
        if one["name"] != name or type(count) is not int or not 0 <= count <= MOST_LINES:
            raise Unfit("sections: not their names and counts")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise Unfit("sections: no hash")
        found.append(_Section(name, count, digest))
    if sum(one.lines for one in found) > MOST_LINES:
        raise Refused(say("The pack has more than %(limit)s lines.", limit=MOST_LINES))
    return found


def _split(rest: bytes, sections: list[_Section]) -> dict[str, list[tuple[int, bytes]]]:
    """Give the lines of each section with their numbers in the body."""
    lines = [line + b"\n" for line in rest.split(b"\n")]
    if lines.pop() != b"\n":  # what stands behind the last line
        raise Refused(say("The pack breaks off in the middle of a line; let it be sent again."))
    if len(lines) != sum(one.lines for one in sections):
        raise Refused(say("The pack does not have the lines it says; let it be sent again."))
    found: dict[str, list[tuple[int, bytes]]] = {}
    start = 0
    for section in sections:
        part = lines[start : start + section.lines]
        if hashlib.sha256(b"".join(part)).hexdigest() != section.sha256:
            raise Refused(say("A part of the pack is not what it says; let it be sent again."))
        found[section.name] = list(enumerate(part, start=start + 2))
        start += section.lines
    return found


def _read(
    lines: Iterable[tuple[int, bytes]], kind: str, read: Callable[[Mapping[str, Any]], Said]
) -> Iterator[Said]:
    for number, line in lines:
        try:
            yield read(read_line(line, kind=kind, longest=LONGEST_LINE))
        except Unfit as unfit:
            raise _unreadable(number, unfit) from unfit


def _recommended(lines: Iterable[tuple[int, bytes]]) -> Iterator[Mapping[str, Any]]:
    """Read recommended decisions; what they say is checked by the feature that keeps them."""
    for number, line in lines:
        try:
            values = read_line(line, kind=recommended.KIND, longest=LONGEST_LINE)
            recommended.read_line(values)
        except (Unfit, Refused) as refused:
            raise _unreadable(number, Unfit("no recommended decision")) from refused
        yield values


def _checked(texts: Sequence[TextSaid], effects: Sequence[EffectSaid]) -> dict[int, str]:
    """Refuse what is said twice, and effects of texts that are not there; give the texts' keys."""
    keys = {one.ref: key_of(one) for one in texts}
    acts = {(one.source, one.target, one.action, one.scope_key) for one in effects}
    numbers = [one.number for one in effects if one.number]
    twice = len(acts) < len(effects) or len(set(numbers)) < len(numbers)
    if min(len(keys), len(set(keys.values()))) < len(texts) or twice:
        raise Refused(say("The pack says something twice; tell its sender."))
    if any(one.source not in keys or one.target not in keys for one in effects):
        raise Refused(say("The pack speaks of a text it does not hold; tell its sender."))
    return keys


def key_of(said: TextSaid) -> str:
    """Write what tells a text of a pack from all others, as the register does."""
    issuer = body_of_number(said.number) or body_key(said.issuer)
    return text_key(type_norm(said.type), said.number, issuer, said.issued_on)


def _unreadable(line: int, unfit: Unfit) -> Refused:
    return Refused(
        say(
            "Line %(line)s of the pack says what no pack may say (%(what)s); tell its sender.",
            line=line,
            what=unfit,
        )
    )
