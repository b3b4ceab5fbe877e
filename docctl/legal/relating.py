"""Find the registered text that a relation means by its number. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docctl.legal.bodies import agree, body_of_number
from docctl.legal.numbers import number_norm, number_parts, type_of_number
from docctl.legal.planning import is_same
from docctl.legal.rows import Relation, Row
from docctl.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Target:
    """A registered text as far as a relation needs it."""

    id: int
    type: str
    number: str
    issuer: str
    issued_on: date | None


class Targets:
    """The registered texts of the numbers that a batch of relations names."""

    def __init__(self, known: Iterable[Target]) -> None:
        self._by_number: dict[str, list[Target]] = defaultdict(list)
        for one in known:
            self.add(one)

    def add(self, one: Target) -> None:
        """Know one more text."""
        self._by_number[one.number].append(one)

    def knows(self, number: str) -> bool:
        """Say whether any text has this number."""
        return number_norm(number) in self._by_number

    def own(self, row: Row, issuer: str) -> Target | None:
        """Give the text of a row itself."""
        return next(
            (
                one
                for one in self._by_number.get(number_norm(row.number), ())
                if fold(one.type) == fold(row.type)
                and is_same(row.number, (issuer, row.issued_on), (one.issuer, one.issued_on))
            ),
            None,
        )

    def possible(self, relation: Relation, own: Target) -> tuple[int, ...]:
        """Give the texts of the number that a relation of `own` names."""
        pool = self._by_number.get(number_norm(relation.number), ())
        return tuple(sorted(one.id for one in pool if one.id != own.id))

    def match(self, relation: Relation, own: Target) -> Target | None:
        """Give the one text that a relation of `own` can mean, or None."""
        number = number_norm(relation.number)
        pool = [one for one in self._by_number.get(number, ()) if one.id != own.id]
        parts = number_parts(number)
        if parts is None or not (parts.year and body_of_number(number)):
            pool = [one for one in pool if agree(one.issuer, own.issuer, own.issued_on)]
        if len(pool) > 1:
            kind = fold(type_of_number(relation.number) or "")
            pool = [one for one in pool if not kind or fold(one.type) == kind] or pool
        if len(pool) > 1:
            pool = [one for one in pool if _in_order(relation, one, own)]
        return pool[0] if len(pool) == 1 else None


def _in_order(relation: Relation, other: Target, own: Target) -> bool:
    if other.issued_on is None or own.issued_on is None:
        return False
    if relation.reverse:
        return own.issued_on <= other.issued_on
    return other.issued_on <= own.issued_on
