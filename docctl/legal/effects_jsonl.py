"""The contract of `docctl legal effects --jsonl`: JSON lines in, JSON lines out. Pure."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from docctl.errors import Refused, say
from docctl.legal.find import find
from docctl.legal.find.letters import read
from docctl.legal.read import effective_day
from docctl.legal.read_effects import ReadEffect, effects_of
from docctl.legal.rules import Extent

_WORDS = {"supplements": "amends", "resumes": "continues"}  # the graded set has no word of its own


def effect_as_json(effect: ReadEffect) -> dict[str, Any]:
    """Give an effect as plain values, in the vocabulary of the graded set."""
    target = effect.target
    said: dict[str, Any] = {
        "action": _WORDS.get(effect.said, effect.said),
        "target_number": target.number,
        "target_name": None if target.number else target.name,
        "scope": _scope(effect),
        "effective": effect.effective_on.isoformat() if effect.effective_on else None,
        "actor": None,
    }
    if effect.phrase:
        said["phrase"] = True
    if effect.exception:
        said["exception"] = effect.exception
    if effect.until:
        said["until"] = effect.until.isoformat()
    return said


def effect_lines(lines: Iterable[str]) -> Iterator[str]:
    """Turn lines `{"id", "text", "source_number"?}` into lines `{"id", "effects": […]}`.

    Empty lines are passed over. A line that is not such an object raises Refused with its number.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            identifier, text, source = _asked(line, number)
            effects = [effect_as_json(effect) for effect in _effects(text, source)]
            yield json.dumps({"id": identifier, "effects": effects}, ensure_ascii=False)


def _effects(text: str, source: str | None) -> tuple[ReadEffect, ...]:
    reading = read(text).text
    day = effective_day(reading)
    return effects_of(reading, find(reading), effective_on=day, number=source)


def _scope(effect: ReadEffect) -> str | list[dict[str, str | None]]:
    if effect.extent is Extent.PARTS:
        return [place.said() for place in effect.places]
    return effect.extent.value


def _asked(line: str, number: int) -> tuple[Any, str, str | None]:
    try:
        asked = json.loads(line)
    except ValueError:
        raise Refused(say("Line %(line)s is not JSON.", line=number)) from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str) or "id" not in asked:
        raise Refused(say("Line %(line)s lacks “id” or a “text” that is text.", line=number))
    source = asked.get("source_number")
    return asked["id"], asked["text"], source if isinstance(source, str) else None
