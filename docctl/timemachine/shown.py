"""What an answer of the time machine is made of: values, and the same as plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docctl.documents.models import Version
from docctl.legal.models import LegalText
from docctl.legal.rules import Action
from docctl.legal.standing import Force
from docctl.signatures.models import Signature
from docctl.timemachine.rules import Nothing


@dataclass(frozen=True, slots=True)
class Change:
    """What another text does to a legal basis, and from which day; None is not recorded."""

    effect_id: int
    action: Action
    source: LegalText
    on: date | None
    paths: tuple[str, ...]
    here: bool  # it touches what the document cites


@dataclass(frozen=True, slots=True)
class Part:
    """A provision the document cites, and how it stood."""

    path: str
    force: Force


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal text the version cites: how it stood as a whole and in each cited provision.

    `counted` are the changes that worked on the day, `coming` those known to work later;
    `incidental` is a text that is named only inside the title of another.
    """

    text: LegalText
    force: Force
    parts: tuple[Part, ...]
    counted: tuple[Change, ...]
    coming: tuple[Change, ...]
    mentions: int
    places: tuple[tuple[str, str], ...]  # block, heading
    incidental: bool

    @property
    def alike(self) -> tuple[tuple[Force, tuple[str, ...]], ...]:
        """Give the cited provisions that stand alike together, in order of the law."""
        groups: dict[tuple[Any, ...], tuple[Force, list[str]]] = {}
        for one in self.parts:
            key = one.force.standing, one.force.since, one.force.by
            groups.setdefault(key, (one.force, []))[1].append(one.path)
        return tuple((force, tuple(paths)) for force, paths in groups.values())


@dataclass(frozen=True, slots=True)
class Unbound:
    """A mention that is bound to no text: nobody can say how it stood."""

    quote: str
    ambiguous: bool
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which version of a document counted on a day and how its legal bases stood.

    `known_on` is the day K that was asked for, `known_at` the instant up to which anything counts
    as known (None: all that is known now).
    """

    document_id: int
    code: str
    agency: str
    on: date
    known_on: date | None
    known_at: datetime | None
    version: Version | None
    since: datetime | None
    until: datetime | None
    nothing: Nothing | None
    during: tuple[tuple[Version, datetime], ...]
    signatures: Sequence[Signature]
    bases: tuple[Basis, ...]
    unbound: tuple[Unbound, ...]
    texts: dict[int, LegalText]  # every text the standings name

    def facts(self) -> dict[str, Any]:
        """Give the answer as plain values; what stands under `names` is for reading only."""
        return {
            "agency": self.agency,
            "document": {"id": self.document_id, "code": self.code},
            "on": self.on.isoformat(),
            "known_on": _iso(self.known_on),
            "nothing": "" if self.nothing is None else self.nothing.value,
            "version": None if self.version is None else self._version(self.version),
            "during": [
                {"id": one.id, "label": one.label, "until": until.isoformat()}
                for one, until in self.during
            ],
            "signatures": [
                {
                    "meaning": one.meaning.value,
                    "name": one.signer_name,
                    "title": one.signer_title,
                    "roles": one.signer_roles,
                    "method": one.method.value,
                    "at": one.signed_at.isoformat(),
                    "content_hash": one.content_hash,
                }
                for one in self.signatures
            ],
            "bases": [self._basis(one) for one in self.bases],
            "unbound": [
                {"quote": one.quote, "ambiguous": one.ambiguous, "section": one.section}
                for one in self.unbound
            ],
        }

    def _version(self, version: Version) -> dict[str, Any]:
        return {
            "id": version.id,
            "label": version.label,
            "title": version.title,
            "content_hash": version.content_hash,
            "issued_on": _iso(version.issued_on),
            "since": _iso(self.since),
            "until": _iso(self.until),
            "adopted": version.imported,
        }

    def _basis(self, one: Basis) -> dict[str, Any]:
        return {
            "text": one.text.id,
            "incidental": one.incidental,
            "mentions": one.mentions,
            "force": self._force(one.force),
            "parts": [{"path": part.path, "force": self._force(part.force)} for part in one.parts],
            "counted": [_change(change) for change in one.counted],
            "names": {
                "type": one.text.type,
                "number": one.text.number,
                "title": one.text.title,
                "issuer": one.text.issuer,
                "issued_on": _iso(one.text.issued_on),
            },
        }

    def _force(self, force: Force) -> dict[str, Any]:
        return {
            "standing": force.standing.value,
            "since": _iso(force.since),
            "by": list(force.by),
            "successors": list(force.successors),
            "evidence": force.evidence.value if force.evidence else "",
            "names": {
                str(one): _label(self.texts[one])
                for one in (*force.by, *force.successors)
                if one in self.texts
            },
        }


def _change(one: Change) -> dict[str, Any]:
    return {
        "effect": one.effect_id,
        "action": one.action.value,
        "by": one.source.id,
        "on": _iso(one.on),
        "paths": list(one.paths),
        "here": one.here,
        "names": {"by": _label(one.source)},
    }


def _label(text: LegalText) -> str:
    return f"{text.type} {text.number}".strip() if text.number else text.title


def _iso(value: date | datetime | None) -> str:
    return "" if value is None else value.isoformat()
