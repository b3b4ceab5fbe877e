"""The contract of `docctl legal find --jsonl`: JSON lines in, JSON lines out."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from docctl.errors import Refused, say
from docctl.legal.find import Citation, find


def citation_as_json(citation: Citation) -> dict[str, Any]:
    """Give a citation as plain values; dates as ISO text, places with the keys that are said."""
    return {
        "start": citation.start,
        "end": citation.end,
        "surface": citation.surface,
        "type": citation.type,
        "number": citation.number,
        "name": citation.name,
        "year": citation.year,
        "issued": citation.issued.isoformat() if citation.issued else None,
        "issuer": citation.issuer,
        "articles": [place.said() for place in citation.articles],
        "form": citation.form,
        "embedded": citation.embedded,
        "kind": citation.kind,
        "alias": citation.alias,
        "elided": citation.elided,
        "amending": citation.amending,
        "amends": citation.amends,
        "repairs": list(citation.repairs),
    }


def found_lines(lines: Iterable[str]) -> Iterator[str]:
    """Turn input lines `{"id", "text"}` into output lines `{"id", "citations": […]}`.

    Empty lines are passed over. Offsets are code points of `text` as given. A line that is not
    such an object raises Refused with its number.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            identifier, text = _asked(line, number)
            citations = [citation_as_json(citation) for citation in find(text)]
            yield json.dumps({"id": identifier, "citations": citations}, ensure_ascii=False)


def _asked(line: str, number: int) -> tuple[Any, str]:
    try:
        asked = json.loads(line)
    except ValueError:
        raise Refused(say("Line %(line)s is not JSON.", line=number)) from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str) or "id" not in asked:
        raise Refused(say("Line %(line)s lacks “id” or a “text” that is text.", line=number))
    return asked["id"], asked["text"]
