"""Bind a citation to a registered text: exactly one, or say why not. Pure.

The order is that of legal-engine.md §3.1 step 6. A number with its year and a central issuer in its
symbol is a key; every other number needs the issuer, and without a year the date as well
(`504/QĐ-UBND` exists each year in each province). A name is bound by its date, its year, or as of
the day of the citing version: the latest text of that name issued by then, never a later one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from docctl.legal.bodies import (
    agree,
    body_key,
    body_of_number,
    is_local,
    place_of,
    same_province,
)
from docctl.legal.numbers import number_parts, year_of_number
from docctl.legal.rules import Resolution
from docctl.vietnamese import fold

_PROVINCIAL = re.compile(r"\b(?:tinh|thanh pho)\b")
_STANDARD = re.compile(r"(?:tcvn|qcvn|qcdp|tccs|tcxd|tcxdvn|dlvn|iso)\b.*:\d{4}")
_ONE_TYPE = {"bo luat": "luat"}  # written for each other


@dataclass(frozen=True, slots=True)
class Mention:
    """What a citation says of the text it means; empty or None where it says nothing.

    `type` and `issuer` are as written, `number` the normalised number, `name` the key of the name.
    """

    type: str = ""
    number: str = ""
    name: str = ""
    year: int | None = None
    issued_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered text that has the number or the name; `issuer` is its key (`body_key`)."""

    text_id: int
    type: str
    number: str
    issuer: str = ""
    issued_on: date | None = None

    @property
    def year(self) -> int | None:
        """Give the year it was issued in, from its date or else from its number."""
        return self.issued_on.year if self.issued_on else year_of_number(self.number)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who cites, and when: the day of the version and the agency's province (`province_of`)."""

    day: date
    province: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """The outcome: bound to `text_id`, or not; `rule` names what decided; `candidates` are ids."""

    resolution: Resolution
    rule: str
    text_id: int | None = None
    candidates: tuple[int, ...] = ()


def resolve(
    mention: Mention,
    *,
    numbered: Sequence[Candidate],
    named: Sequence[Candidate],
    asker: Asker,
) -> Binding:
    """Choose among the texts that have the number (`numbered`) or the name (`named`).

    A citation with a number is never bound by its name: the number would contradict.
    """
    if mention.number:
        return _by_number(mention, numbered, asker)
    if mention.name:
        return _by_name(mention, named, asker)
    return Binding(Resolution.UNMATCHED, "nothing-said")


def _by_number(mention: Mention, pool: Sequence[Candidate], asker: Asker) -> Binding:
    if not pool:
        return Binding(Resolution.UNMATCHED, "number-unregistered")
    if _STANDARD.match(mention.number):
        return _exactly("standard", pool)
    typed = [one for one in pool if not types_differ(mention.type, one.type)]
    if not typed:
        return _several("type-differs", pool)
    parts = number_parts(mention.number)
    whole = parts is not None and bool(parts.symbol)
    if whole and parts and parts.year and body_of_number(mention.number):
        return _central(mention, typed)
    return _by_issuer(mention, typed, asker, needs_date=not (parts and parts.year))


def _central(mention: Mention, pool: Sequence[Candidate]) -> Binding:
    """Bind `61/2018/NĐ-CP`: one issuer, one series a year; a wrong date is noted in the rule."""
    if mention.issued_on is not None:
        dated = [one for one in pool if one.issued_on == mention.issued_on]
        if len(dated) == 1:
            return _one("number+date", dated)
    if len(pool) > 1:
        return _several("number", pool)
    known = pool[0].issued_on
    differs = mention.issued_on is not None and known is not None and known != mention.issued_on
    return _one("number,date-differs" if differs else "number", pool)


def _by_issuer(
    mention: Mention, pool: Sequence[Candidate], asker: Asker, *, needs_date: bool
) -> Binding:
    local = is_local(mention.number)
    rule, ours = _local(mention, pool, asker) if local else _issued_by(mention, pool, asker.day)
    if not ours:
        return Binding(Resolution.UNMATCHED, "issuer-differs")
    if not rule:
        return _several("issuer-needed", ours)
    if mention.issued_on is not None:
        dated = [one for one in ours if one.issued_on == mention.issued_on]
        return _exactly(f"{rule}+date", dated) if dated else _several("date-differs", ours)
    if mention.year is not None and needs_date:
        same_year = [one for one in ours if one.year == mention.year]
        return _exactly(f"{rule}+year", same_year) if same_year else _several("year-differs", ours)
    return _several("date-needed", ours) if needs_date else _exactly(rule, ours)


def _issued_by(
    mention: Mention, pool: Sequence[Candidate], day: date
) -> tuple[str, list[Candidate]]:
    """Keep the texts of the issuer meant; an empty rule means that nothing says which it is.

    The words of the citation come first, then the body in the number's symbol.
    """
    said = body_key(mention.issuer)
    named = [one for one in pool if agree(said, one.issuer, day)]
    if named:
        return "number+issuer", named
    symbol = body_of_number(mention.number)
    implied = [one for one in pool if symbol and one.issuer in {symbol, ""}]
    if implied:
        return "number+symbol", implied
    return "", [one for one in pool if agree(said, one.issuer, day) is not False]


def _local(
    mention: Mention, pool: Sequence[Candidate], asker: Asker
) -> tuple[str, list[Candidate]]:
    """Keep the texts of the place meant: the one said, else one in the agency's province."""
    said = body_key(mention.issuer)
    place = place_of(said) or ("", "")
    if place[0]:
        rule, province = "number+issuer", place[0]
    else:
        rule, province = "number+agency", asker.province
    if not province:
        return "", list(pool)
    near = [
        one
        for one in pool
        if (its := place_of(one.issuer)) is not None
        and its[0]
        and same_province(its[0], province, asker.day)
        and (not place[1] or its[1] == place[1])
        and not (its[1] and _PROVINCIAL.search(said) and not place[1])
    ]
    if near:
        return rule, near
    return "", [one for one in pool if not (place_of(one.issuer) or ("", ""))[0]]


def _by_name(mention: Mention, pool: Sequence[Candidate], asker: Asker) -> Binding:
    if not pool:
        return Binding(Resolution.UNMATCHED, "name-unregistered")
    if mention.issued_on is not None:
        dated = [one for one in pool if one.issued_on == mention.issued_on]
        if dated:
            return _exactly("name+date", dated)
    year = mention.year or (mention.issued_on.year if mention.issued_on else None)
    if year is not None:
        same = [one for one in pool if one.year == year]
        if not same:
            return Binding(Resolution.UNMATCHED, "name-year-unregistered")
        if mention.issued_on:
            return _exactly("name+year,date-differs", same)
        # Of two laws of a name in one year the one there was by then.
        by_then = [one for one in same if one.issued_on is not None and one.issued_on <= asker.day]
        undated = any(one.issued_on is None for one in same)
        if by_then and not undated:
            same = _latest(by_then)
        return _exactly("name+year", same)
    return _name_as_of(pool, asker.day)


def _name_as_of(pool: Sequence[Candidate], day: date) -> Binding:
    """Bind a bare name to the latest text that bore it by `day`; an unknown year blocks it."""
    if any(one.year is None for one in pool):
        return _several("name-undated", pool)
    if any(one.issued_on is None and one.year == day.year for one in pool):
        return _several("name-undated", pool)
    known = [one for one in pool if _issued_by_day(one, day)]
    if not known:
        return Binding(Resolution.UNMATCHED, "name-later-only")
    return _exactly("name-as-of", _latest(known))


def _latest(known: Sequence[Candidate]) -> list[Candidate]:
    """Give the text issued last; two of one day are both given."""
    latest = max(_issue_order(one) for one in known)
    return [one for one in known if _issue_order(one) == latest]


def _issued_by_day(one: Candidate, day: date) -> bool:
    if one.issued_on is not None:
        return one.issued_on <= day
    return one.year is not None and one.year < day.year


def _issue_order(one: Candidate) -> tuple[int, int, int]:
    issued = one.issued_on
    return (issued.year, issued.month, issued.day) if issued else (one.year or 0, 0, 0)


def types_differ(said: str, known: str) -> bool:
    """Say whether two type words are known and not written for each other."""
    one, other = fold(said), fold(known)
    return bool(one and other) and _ONE_TYPE.get(one, one) != _ONE_TYPE.get(other, other)


def _exactly(rule: str, found: Sequence[Candidate]) -> Binding:
    return _one(rule, found) if len(found) == 1 else _several(rule, found)


def _one(rule: str, found: Sequence[Candidate]) -> Binding:
    return Binding(Resolution.BOUND, rule, text_id=found[0].text_id)


def _several(rule: str, found: Iterable[Candidate]) -> Binding:
    """Leave it to a person; also a single candidate that something speaks against."""
    ids = tuple(sorted({one.text_id for one in found}))
    return Binding(Resolution.AMBIGUOUS, rule, candidates=ids)
