"""What a recommendation covers, and how it is said between installations. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from docctl.errors import Refused, Sentence, say
from docctl.impact.states import ReasonCode
from docctl.legal.rules import FIRST_YEAR, LAST_YEAR, Action
from docctl.vietnamese import clean, fold_code, one_line, storable

KIND = "recommendation"
LONGEST = 4_000  # code points of a reason
MOST_PATHS = 200
_FIELDS = frozenset(
    {"kind", "ref", "at", "issuer", "issued_by", "source", "target", "action", "scope", "codes",
     "paths", "reason_code", "reason", "withdrawn_at", "withdrawn_reason"}
)  # fmt: skip
_REF = re.compile(r"[0-9a-f]{32}")
_PATH = re.compile(r"(?:[@a-z]+[0-9a-z.-]*\.)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A recommendation as one line of JSON says it.

    `source` and `target` are keys of legal texts (`LegalText.text_key`), so that they mean the same
    text everywhere; with `action` and `scope` (`Effect.scope_key`) they name one effect. `codes`
    are patterns of document codes (`*` stands for anything), `paths` provisions that the passage
    must cite; both empty mean every document the effect hurts.
    """

    ref: str
    at: datetime
    issuer: str
    issued_by: str
    source: str
    target: str
    action: Action
    scope: str
    reason_code: ReasonCode
    reason: str
    codes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = field(default="")

    def line(self) -> dict[str, Any]:
        """Give the values of the line."""
        return {
            "kind": KIND,
            "ref": self.ref,
            "at": self.at.isoformat(),
            "issuer": self.issuer,
            "issued_by": self.issued_by,
            "source": self.source,
            "target": self.target,
            "action": self.action.value,
            "scope": self.scope,
            "codes": list(self.codes),
            "paths": list(self.paths),
            "reason_code": self.reason_code.value,
            "reason": self.reason,
            "withdrawn_at": "" if self.withdrawn_at is None else self.withdrawn_at.isoformat(),
            "withdrawn_reason": self.withdrawn_reason,
        }


def read_line(line: Mapping[str, Any]) -> Said:
    """Read a line; refuses unknown fields and values that cannot be what they stand for."""
    if not _is_fit(line):
        raise Refused(say("A recommended decision in the file cannot be read."))
    try:
        return Said(
            ref=line["ref"],
            at=_moment(line["at"]),
            issuer=one_line(line["issuer"]),
            issued_by=one_line(line["issued_by"]),
            source=storable(line["source"]),
            target=storable(line["target"]),
            action=Action(line["action"]),
            scope=storable(line["scope"]),
            codes=tuple(map(one_line, line["codes"])),
            paths=tuple(line["paths"]),
            reason_code=ReasonCode(line["reason_code"]),
            reason=clean(line["reason"]),
            withdrawn_at=_moment(line["withdrawn_at"]) if line["withdrawn_at"] else None,
            withdrawn_reason=clean(line["withdrawn_reason"]),
        )
    except ValueError as error:
        raise Refused(say("A recommended decision in the file cannot be read.")) from error


def _is_fit(line: Mapping[str, Any]) -> bool:
    """Say whether a line has exactly the fields, of their types and sizes."""
    if set(line) != _FIELDS or line["kind"] != KIND:
        return False
    if not isinstance(line["codes"], list) or not isinstance(line["paths"], list):
        return False
    lists = [*line["codes"], *line["paths"]]
    words = [line[name] for name in sorted(_FIELDS - {"codes", "paths"})] + lists
    if not all(isinstance(word, str) and len(word) <= LONGEST for word in words):
        return False
    return (
        len(lists) <= MOST_PATHS
        and _REF.fullmatch(line["ref"]) is not None
        and bool(one_line(line["issuer"]) and one_line(line["reason"]))
        and all(map(_PATH.fullmatch, line["paths"]))
        and all(map(one_line, line["codes"]))  # an empty pattern would be read as every document
    )


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(said)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def covers(
    codes: Collection[str], paths: Collection[str], *, code: str, cited: Collection[str]
) -> bool:
    """Say whether a recommendation speaks of a passage: its document's code and what it cites."""
    if codes and not any(fnmatchcase(fold_code(code), _pattern(one)) for one in codes):
        return False
    return not paths or any(
        one.startswith(path) or (one and path.startswith(one)) for path in paths for one in cited
    )


def _pattern(said: str) -> str:
    """Fold a pattern as codes are folded; only `*` stands for anything."""
    parts = [fold_code(part) for part in said.split("*")]
    return "*".join(part.replace("[", "[[]").replace("?", "[?]") for part in parts)


def read_codes(typed: str) -> tuple[str, ...]:
    """Read patterns of codes as people type them: one a line, or with commas between."""
    return tuple(dict.fromkeys(one.strip() for one in re.split(r"[,;\n]", typed) if one.strip()))


def objections_to(
    *, code: str, reason: str, codes: Collection[str], confirmed: bool
) -> tuple[Sentence, ...]:
    """Give every reason not to issue a recommendation."""
    found: list[Sentence] = []
    if not confirmed:
        found.append(say("Only a confirmed effect can be recommended upon."))
    if code not in set(ReasonCode):
        found.append(say("Choose why the document is not affected."))
    if not reason.strip():
        found.append(say("Write the reason out."))
    if len(reason) > LONGEST or len(codes) > MOST_PATHS:
        found.append(say("This is longer than %(limit)s characters.", limit=LONGEST))
    return tuple(found)
