"""What was read of a law text as JSON values, kept between reading it and registering it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from docctl.legal.find import Citation
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import label_of, paths_of
from docctl.legal.read import read_law
from docctl.legal.read_effects import ReadEffect
from docctl.legal.rules import Action, Extent
from docctl.legal.structure import counts, structure_of

KIND = "law-reading/1"
SURE = 0.75  # from here on one press confirms it
CERTAIN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSaid:
    """What the words say of the text that suffers an effect; empty or None where they do not."""

    type: str = ""
    number: str = ""
    name: str = ""
    year: int | None = None
    issued_on: date | None = None
    issuer: str = ""

    @property
    def key(self) -> str:
        """Give what tells it from the other targets of one text."""
        said = number_norm(self.number) or f"{name_key(self.name)} {self.year or ''}".strip()
        return f"{said}|{self.issued_on or ''}" if not self.number else said

    @property
    def words(self) -> str:
        """Name it for people."""
        if self.number:
            return f"{self.type} {self.number}".strip()
        said = self.name or self.type
        when = f"{self.issued_on:%d/%m/%Y}" if self.issued_on else self.year
        return f"{said} ({when})" if when else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a text was read to do to another; nothing counts before a person confirms it."""

    target: TargetSaid
    action: Action
    extent: Extent = Extent.WHOLE
    paths: tuple[str, ...] = ()
    effective_on: date | None = None
    until: date | None = None
    evidence: str = ""
    quote: str = ""
    exception: str = ""
    confidence: float = 1.0

    @property
    def sure(self) -> bool:
        """Say whether it may be confirmed together with others; an exception must be looked at."""
        return is_sure(self.confidence, self.exception)


def is_sure(confidence: float, exception: str) -> bool:
    """Say whether what was read so may be confirmed without looking at it alone."""
    return confidence >= SURE and not exception


def proposal_of(effect: ReadEffect) -> Proposal:
    """Give what was read as a proposal, places as paths."""
    paths = tuple(sorted({path for place in effect.places for path in paths_of(place) if path}))
    parts = effect.extent is Extent.PARTS
    return Proposal(
        target=said_of(effect.target),
        action=effect.action,
        extent=Extent.UNSPECIFIED if parts and not paths else effect.extent,
        paths=paths if parts else (),
        effective_on=effect.effective_on,
        until=effect.until,
        evidence=effect.evidence,
        quote=effect.target.surface,
        exception=effect.exception,
        confidence=round(effect.confidence, 2),
    )


def said_of(cited: Citation) -> TargetSaid:
    """Give what a citation says of its text."""
    return TargetSaid(
        type=cited.type,
        number=cited.number or "",
        name=cited.name or "",
        year=cited.year,
        issued_on=cited.issued,
        issuer=cited.issuer or "",
    )


def read_words(words: str) -> dict[str, Any]:
    """Read a law text: facts, parts, căn cứ, structure and proposals, as JSON values."""
    law = read_law(words)
    return {
        "kind": KIND,
        "facts": {
            "number": law.number or "",
            "type": law.type or "",
            "title": law.title,
            "issuer": law.issuer or "",
            "signer": law.signer or "",
            "issued_on": _iso(law.issued_on),
            "effective_on": _iso(law.effective_on),
            "expires_on": _iso(law.expires_on),
        },
        "office": law.office or "",
        "evidence": law.effective_evidence,
        "expires_evidence": law.expires_evidence,
        "parts": [
            {
                "scope": ", ".join(
                    dict.fromkeys(label_of(p) for one in part.places for p in paths_of(one) if p)
                ),
                "paths": sorted({p for one in part.places for p in paths_of(one) if p}),
                "effective_on": _iso(part.effective_on),
                "evidence": part.evidence,
            }
            for part in law.parts
        ],
        "basis": list({said_of(one).key: target_json(said_of(one)) for one in law.basis}.values()),
        "structure": counts(structure_of(words)),
        "effects": [proposal_json(proposal_of(effect)) for effect in law.effects],
    }


def target_json(said: TargetSaid) -> dict[str, Any]:
    """Give a target as JSON values."""
    return {
        "type": said.type,
        "number": said.number,
        "name": said.name,
        "year": said.year,
        "issued_on": _iso(said.issued_on),
        "issuer": said.issuer,
    }


def target_from(values: Mapping[str, Any]) -> TargetSaid:
    """Give a target back from JSON values."""
    return TargetSaid(**{**values, "issued_on": _day(values["issued_on"])})


def proposal_json(one: Proposal) -> dict[str, Any]:
    """Give a proposal as JSON values."""
    return {
        "target": target_json(one.target),
        "action": one.action.value,
        "extent": one.extent.value,
        "paths": list(one.paths),
        "effective_on": _iso(one.effective_on),
        "until": _iso(one.until),
        "evidence": one.evidence,
        "quote": one.quote,
        "exception": one.exception,
        "confidence": one.confidence,
    }


def proposal_from(values: Mapping[str, Any]) -> Proposal:
    """Give a proposal back from JSON values."""
    return Proposal(
        **{
            **values,
            "target": target_from(values["target"]),
            "action": Action(values["action"]),
            "extent": Extent(values["extent"]),
            "paths": tuple(values["paths"]),
            "effective_on": _day(values["effective_on"]),
            "until": _day(values["until"]),
        }
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
