"""What was read of a law text as plain values, for commands and interfaces. Pure."""

from typing import Any

from docctl.legal.effects_jsonl import effect_as_json
from docctl.legal.find import Citation
from docctl.legal.read import LawText
from docctl.legal.structure import Provision, counts


def law_as_json(law: LawText, provisions: tuple[Provision, ...]) -> dict[str, Any]:
    """Give a law text as plain values; days as ISO text, effects as in the graded set."""
    return {
        "number": law.number,
        "type": law.type,
        "title": law.title,
        "issuer": law.issuer,
        "signer": law.signer,
        "office": law.office,
        "issued": law.issued_on.isoformat() if law.issued_on else None,
        "effective": law.effective_on.isoformat() if law.effective_on else None,
        "effective_rule": law.effective_rule,
        "effective_evidence": law.effective_evidence,
        "expires": law.expires_on.isoformat() if law.expires_on else None,
        "expires_evidence": law.expires_evidence,
        "effective_parts": [
            {
                "places": [place.said() for place in part.places],
                "effective": part.effective_on.isoformat(),
                "evidence": part.evidence,
            }
            for part in law.parts
        ],
        "basis": [_basis(citation) for citation in law.basis],
        "structure": counts(provisions),
        "effects": [
            effect_as_json(effect)
            | {
                "evidence": effect.evidence,
                "rule": effect.rule,
                "confidence": round(effect.confidence, 2),
            }
            for effect in law.effects
        ],
    }


def _basis(citation: Citation) -> dict[str, str | None]:
    issued = citation.issued.isoformat() if citation.issued else None
    return {
        "number": citation.number,
        "name": citation.name,
        "type": citation.type,
        "issued": issued,
    }
