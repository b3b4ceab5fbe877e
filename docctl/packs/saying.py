"""What a pack says: texts and effects as plain values, and the JSON lines that hold them. Pure.

A text is called by a number the sender gave it (`ref`), which stays the same from pack to pack; an
effect names its two texts by theirs. `at` is the instant since which the sender has known it so.
Everything read here is checked for its type, length and meaning before anybody uses it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from docctl.legal.paths import place_of
from docctl.legal.rules import Action, EffectState, Extent, Origin, objections_to_facts, scope_key
from docctl.vietnamese import clean, one_line

FACTS = (
    "number",
    "type",
    "title",
    "issuer",
    "signer",
    "issued_on",
    "effective_on",
    "expires_on",
)
MOST_NAMES, MOST_PATHS = 100, 2000
LONGEST_FACT, LONGEST_WORDS, LONGEST_PATH = 4000, 50_000, 200
LARGEST_REF = 2**53
YEARS = range(1900, 2200)  # those a person may write; beyond them a day cannot be counted on
NUMBERED = 2  # the schema since which effects have their numbers
_NUMBER = re.compile(r"(TD-[0-9]{4}-[0-9]{5,15})?")
_CERTAINTY = re.compile(r"[A-Za-z0-9_-]{0,20}")
_PATH = re.compile(r"[@a-z0-9._-]+\.")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
E = TypeVar("E", bound=StrEnum)


class Unfit(ValueError):
    """A line says what no line may say; the message names the field, in English, for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid:
    """The facts of a text as the sender knows them since `at`."""

    ref: int
    at: datetime
    number: str
    type: str
    title: str = ""
    issuer: str = ""
    signer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    stated_status: str = ""
    stated_on: date | None = None
    certainty: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSaid:
    """What `source` does to `target`, confirmed or withdrawn by the sender since `at`.

    `number` is the one under which the sender cites it, `successor` that of the effect which took
    its place there; both are empty where the pack is of the time before.
    """

    source: int
    target: int
    at: datetime
    action: Action
    extent: Extent
    paths: tuple[str, ...]
    effective_on: date | None
    until: date | None
    evidence: str
    quote: str
    exception: str
    origin: Origin
    confidence: float
    state: EffectState
    reason: str
    decided_by: str
    decided_at: datetime | None
    number: str = ""
    successor: str = ""

    @property
    def scope_key(self) -> str:
        """Write its scope as one word."""
        return scope_key(self.extent, self.paths)


def text_line(said: TextSaid) -> dict[str, Any]:
    """Give a text as the values of its line."""
    return {
        "kind": "text",
        "ref": said.ref,
        "at": write_instant(said.at),
        **{name: _plain(getattr(said, name)) for name in FACTS},
        "stated_status": said.stated_status,
        "stated_on": _plain(said.stated_on),
        "certainty": said.certainty,
        "names": list(said.names),
    }


def effect_line(said: EffectSaid, *, schema: int = NUMBERED) -> dict[str, Any]:
    """Give an effect as the values of its line in a pack of a schema."""
    named = {"number": said.number, "successor": said.successor} if schema >= NUMBERED else {}
    return {
        **named,
        "kind": "effect",
        "source": said.source,
        "target": said.target,
        "at": write_instant(said.at),
        "action": said.action.value,
        "extent": said.extent.value,
        "paths": list(said.paths),
        "effective_on": _plain(said.effective_on),
        "until": _plain(said.until),
        "evidence": said.evidence,
        "quote": said.quote,
        "exception": said.exception,
        "origin": said.origin.value,
        "confidence": said.confidence,
        "state": said.state.value,
        "reason": said.reason,
        "decided_by": said.decided_by,
        "decided_at": write_instant(said.decided_at) if said.decided_at else "",
    }


def read_text(values: Mapping[str, Any]) -> TextSaid:
    """Read the line of a text; Unfit when it is none."""
    fields = _Fields(values)
    said = TextSaid(
        ref=fields.ref("ref"),
        at=fields.instant("at"),
        number=fields.line("number"),
        type=fields.line("type"),
        title=fields.line("title"),
        issuer=fields.line("issuer"),
        signer=fields.line("signer"),
        issued_on=fields.day("issued_on"),
        effective_on=fields.day("effective_on"),
        expires_on=fields.day("expires_on"),
        stated_status=fields.line("stated_status"),
        stated_on=fields.day("stated_on"),
        certainty=fields.matching("certainty", _CERTAINTY),
        names=fields.strings("names", most=MOST_NAMES, longest=LONGEST_FACT),
    )
    fields.done("kind")
    objections = objections_to_facts(
        number=said.number,
        type=said.type,
        issued_on=said.issued_on,
        effective_on=said.effective_on,
        expires_on=said.expires_on,
    )
    if objections:
        raise Unfit("; ".join(map(str, objections)))
    return said


def read_effect(values: Mapping[str, Any], *, schema: int = NUMBERED) -> EffectSaid:
    """Read the line of an effect in a pack of a schema; Unfit when it is none."""
    fields = _Fields(values)
    numbered = schema >= NUMBERED
    paths = fields.strings("paths", most=MOST_PATHS, longest=LONGEST_PATH)
    said = EffectSaid(
        source=fields.ref("source"),
        target=fields.ref("target"),
        at=fields.instant("at"),
        action=fields.one_of("action", Action),
        extent=fields.one_of("extent", Extent),
        paths=tuple(sorted(set(paths))),
        effective_on=fields.day("effective_on"),
        until=fields.day("until"),
        evidence=fields.words("evidence"),
        quote=fields.words("quote"),
        exception=fields.words("exception"),
        origin=fields.one_of("origin", Origin),
        confidence=fields.share("confidence"),
        state=fields.one_of("state", EffectState),
        reason=fields.words("reason"),
        decided_by=fields.line("decided_by"),
        decided_at=fields.instant("decided_at") if values.get("decided_at") else None,
        number=fields.matching("number", _NUMBER) if numbered else "",
        successor=fields.matching("successor", _NUMBER) if numbered else "",
    )
    fields.seen("decided_at")
    fields.done("kind")
    if said.paths != paths:
        raise Unfit("paths: not sorted, or one twice")
    _check(said)
    _check_successor(said)
    return said


def _check(said: EffectSaid) -> None:
    """Refuse an effect that no register can hold."""
    for path in said.paths:
        if not _PATH.fullmatch(path):
            raise Unfit(f"paths: {path!r}")
        try:
            place_of(path)
        except (ValueError, IndexError) as error:
            raise Unfit(f"paths: {path!r}") from error
    if said.state is EffectState.PROPOSED:
        raise Unfit("state: a proposal is no statement")
    if said.action is Action.EXPIRES:
        raise Unfit("action: a stated end follows from the facts of its text")
    if (said.source == said.target) != (said.action is Action.BEGINS):
        raise Unfit("target: only the beginning of parts is said by a text of itself")
    if said.action is Action.BEGINS and (said.extent is not Extent.PARTS or not said.effective_on):
        raise Unfit("effective_on: parts begin on a day")
    if (said.extent is Extent.PARTS) != bool(said.paths):
        raise Unfit("paths: named when, and only when, parts are affected")
    if said.until and said.effective_on and said.until < said.effective_on:
        raise Unfit("until: an effect cannot end before it begins")


def _check_successor(said: EffectSaid) -> None:
    """Refuse a successor that none can be."""
    if said.successor and said.state is not EffectState.WITHDRAWN:
        raise Unfit("successor: only of a withdrawn effect another takes the place")
    if said.successor and (not said.number or said.successor == said.number):
        raise Unfit("successor: the effect itself, or of one without a number")


def write_line(values: Mapping[str, Any]) -> bytes:
    """Write one line, the same bytes for the same values."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def read_line(line: bytes, *, kind: str, longest: int) -> dict[str, Any]:
    """Read one line; Unfit unless it is of its kind and exactly as `write_line` writes it."""
    if len(line) > longest:
        raise Unfit(f"longer than {longest} bytes")
    try:
        values = json.loads(line, parse_constant=_no_number)
        again = write_line(values) if isinstance(values, dict) else b""
    except (ValueError, RecursionError) as error:
        raise Unfit("no line of JSON") from error
    if again != line:
        raise Unfit("not written as a pack writes it")
    if values.get("kind") != kind:
        raise Unfit(f"kind: not {kind!r}")
    return dict(values)


def write_instant(at: datetime) -> str:
    """Write an instant in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    """Read an instant as it is written here; ValueError for anything else."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if at.year not in YEARS:
        raise ValueError(text)
    return at


def write_plain(facts: Mapping[str, Any]) -> dict[str, str]:
    """Write facts as JSON values: days in ISO, what is unknown as an empty text."""
    return {name: _plain(value) for name, value in facts.items()}


def read_plain(facts: Mapping[str, str]) -> dict[str, Any]:
    """Read facts that `write_plain` wrote."""
    return {
        name: (date.fromisoformat(value) if value else None) if name.endswith("_on") else value
        for name, value in facts.items()
    }


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _plain(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


class _Fields:
    """The fields of one line; each is asked for once, and what nobody asked for is Unfit."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def seen(self, *names: str) -> None:
        """Say that fields are known."""
        self._asked.update(names)

    def done(self, *names: str) -> None:
        """Raise Unfit for a field nobody knows."""
        self.seen(*names)
        if strange := sorted(set(self._values) - self._asked):
            raise Unfit(f"{strange[0][:40]}: nobody knows this field")

    def ref(self, name: str) -> int:
        """Give a number a text is called by."""
        value = self._get(name)
        if type(value) is not int or not 0 < value < LARGEST_REF:
            raise Unfit(f"{name}: no reference")
        return value

    def share(self, name: str) -> float:
        """Give a number from 0 to 1."""
        value = self._get(name)
        if type(value) not in {int, float} or not 0 <= value <= 1:
            raise Unfit(f"{name}: no number from 0 to 1")
        return float(value)

    def line(self, name: str) -> str:
        """Give a text of one line, tidied."""
        return one_line(self._string(name, LONGEST_FACT))

    def words(self, name: str) -> str:
        """Give a longer text, tidied."""
        return clean(self._string(name, LONGEST_WORDS))

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """Give a text of a known form."""
        value = self._string(name, LONGEST_FACT)
        if not pattern.fullmatch(value):
            raise Unfit(f"{name}: not of its form")
        return value

    def strings(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self._get(name)
        if not isinstance(value, list) or len(value) > most:
            raise Unfit(f"{name}: no list of at most {most}")
        if not all(isinstance(one, str) and 0 < len(one) <= longest for one in value):
            raise Unfit(f"{name}: not all are texts")
        return tuple(one_line(one) for one in value)

    def one_of(self, name: str, kind: type[E]) -> E:
        """Give a member of an enumeration."""
        value = self._string(name, LONGEST_FACT)
        if value not in set(kind):
            raise Unfit(f"{name}: {value[:40]!r}")
        return kind(value)

    def day(self, name: str) -> date | None:
        """Give a day, None when empty."""
        value = self._string(name, 10)
        if not value:
            return None
        if not _DAY.fullmatch(value):
            raise Unfit(f"{name}: no day")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Unfit(f"{name}: no day") from None
        if day.year not in YEARS:
            raise Unfit(f"{name}: no day of ours")
        return day

    def instant(self, name: str) -> datetime:
        """Give an instant."""
        try:
            return read_instant(self._string(name, 40))
        except ValueError:
            raise Unfit(f"{name}: no instant") from None

    def _string(self, name: str, longest: int) -> str:
        value = self._get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise Unfit(f"{name}: no text of at most {longest} signs")
        return value

    def _get(self, name: str) -> Any:
        self._asked.add(name)
        if name not in self._values:
            raise Unfit(f"{name}: missing")
        return self._values[name]
