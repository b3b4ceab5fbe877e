"""The reason column of a yearly list: which text ended this one, how, or that it ended by itself.

Pure; the citations are those of the legal engine.
"""

import re
from dataclasses import dataclass
from datetime import date

from docctl.legal.find import Citation, find
from docctl.legal.numbers import number_norm
from docctl.legal.readings import TargetSaid, said_of
from docctl.legal.rules import Action
from docctl.vietnamese import fold
from docctl.yearly.rows import Kind, YearlyRow

_OWN_END = re.compile(
    r"het thoi han|het hieu luc theo thoi (?:han|gian)|khong con doi tuong|da thuc hien xong"
    r"|hoan thanh|thoi han (?:co hieu luc|ap dung)|chi ap dung|het giai doan"
)
_AMENDS, _REPLACES = ("sua doi", "bo sung", "dinh chinh"), ("thay the", "thay bang")
_REPEALS = ("bai bo", "huy bo", "het hieu luc")
_SUSPENDS = ("ngung hieu luc", "dinh chi", "tam ngung")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a text ended: by what others do to it, or by itself (`own_end`); neither: not said."""

    sources: tuple[TargetSaid, ...]
    action: Action
    own_end: bool
    source_day: date | None = None


def why(row: YearlyRow) -> Why:
    """Read the reason of a row; a note says it where the reason column is empty."""
    words = row.reason or row.note
    cited = _sources(words, row)
    folded = fold(words)
    return Why(
        sources=tuple({said_of(one).key: said_of(one) for one in cited}.values()),
        action=_action(folded, row),
        own_end=not cited and bool(_OWN_END.search(folded)),
        source_day=cited[0].issued if cited else None,
    )


def _sources(words: str, row: YearlyRow) -> list[Citation]:
    """Give the texts that act: not this one, none in a title, none that was only amended."""
    own = number_norm(row.number)
    found = [
        one
        for one in find(words)
        if (one.number or one.name)
        and not one.embedded
        and number_norm(one.number or "") != own
        and one.kind == "legal"
    ]
    behind = {one.start for one in found if one.amends is not None}
    return [one for one in found if one.start not in behind] or found


def _action(folded: str, row: YearlyRow) -> Action:
    first = {
        action: min((folded.find(one) for one in words if one in folded), default=-1)
        for action, words in (
            (Action.REPLACES, _REPLACES),
            (Action.REPEALS, _REPEALS),
            (Action.AMENDS, _AMENDS),
        )
    }
    if row.suspended or any(one in folded for one in _SUSPENDS):
        return Action.SUSPENDS
    if row.kind is Kind.WHOLE:
        return Action.REPLACES if first[Action.REPLACES] >= 0 else Action.REPEALS
    said = {action: place for action, place in first.items() if place >= 0}
    return min(said, key=lambda action: said[action]) if said else Action.REPEALS
