"""What the pass knows while it goes on, and how a mention becomes a Citation."""

import re
from dataclasses import dataclass

from docctl.legal.find.citation import Citation
from docctl.legal.find.letters import low
from docctl.legal.find.provisions import places_before
from docctl.legal.find.tails import Tail, tail_at

_ALIAS = re.compile(r"(?:gọi|viết)\s(?:chung\s|tắt\s){0,2}(?:là|:)\s?[“\"']?$")

# Citations with the end of all that belongs to each (date and issuer included).
Made = list[tuple[Citation, int]]


@dataclass(slots=True)
class SoFar:
    """The citation before, from which a list goes on, and where all that belongs to it ends."""

    citation: Citation | None = None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """What a reader has made out: the span in the read text, and the facts inside it."""

    start: int
    end: int
    type: str
    form: str
    kind: str = "legal"
    number: str | None = None
    name: str | None = None
    year: int | None = None
    issuer: str | None = None
    elided: bool = False
    embedded: bool = False
    amending: bool = False
    dated: bool = True
    repairs: tuple[str, ...] = ()


def made_of(text: str, mention: Mention, floor: int) -> tuple[Citation, int]:
    """Add to a mention what stands around it: places (not before `floor`), date, issuer."""
    tail = tail_at(text, mention.end) if mention.dated else Tail(mention.end)
    dated = mention.form == "name" and (tail.issued or mention.year or tail.year)
    citation = Citation(
        start=mention.start,
        end=mention.end,
        surface="",
        type=mention.type,
        number=mention.number,
        name=mention.name,
        year=mention.year or tail.year,
        issued=tail.issued,
        issuer=tail.issuer or mention.issuer,
        articles=places_before(text, floor, mention.start),
        form="name_date" if dated else mention.form,
        embedded=mention.embedded,
        kind=mention.kind,
        elided=mention.elided,
        amending=mention.amending,
        alias=bool(_ALIAS.search(low(text, max(0, mention.start - 24), mention.start))),
        repairs=(*mention.repairs, "date") if tail.wrong else mention.repairs,
    )
    return citation, tail.end
