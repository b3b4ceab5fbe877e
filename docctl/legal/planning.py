"""What an import would do: which rows are new, which change a text, which say nothing new. Pure.

Rows of one file that mean the same text are merged first, the surest ones first; then the merged
facts are compared with the register. Empty facts are filled in. A fact that differs is changed only
when an import wrote it and the file is at least as sure; what a person wrote stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from docctl.legal.bodies import agree, body_key, body_of_number, is_local
from docctl.legal.numbers import number_norm, number_parts
from docctl.legal.rows import Relation, Row, relation_key
from docctl.vietnamese import fold

FACTS = (
    "title",
    "issuer",
    "signer",
    "issued_on",
    "effective_on",
    "expires_on",
    "stated_status",
    "certainty",
)
STUB = "stub"
_RANK = {"A": 0, "": 1, "check": 2, "B": 2, "C": 3, STUB: 9}


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan needs of a registered text; `imported`: an import wrote its facts."""

    id: int
    type: str
    number_norm: str
    issuer_norm: str
    imported: bool
    facts: dict[str, Any]


@dataclass(slots=True)
class Wanted:
    """One text a file speaks of: the merged row, and the registered text it is, if any."""

    row: Row
    number: str
    issuer: str
    lines: list[int]
    known: Known | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    differs: tuple[str, ...] = ()  # facts that differ and stay as they are


@dataclass(frozen=True, slots=True)
class Plan:
    """All texts of a file in the order to write them; `merged` rows said a text again."""

    wanted: tuple[Wanted, ...]
    merged: int

    @property
    def new(self) -> list[Wanted]:
        """Give the texts that are not registered yet."""
        return [one for one in self.wanted if one.known is None]

    @property
    def changed(self) -> list[Wanted]:
        """Give the registered texts the file adds facts to or corrects."""
        return [one for one in self.wanted if one.changes]

    @property
    def same(self) -> list[Wanted]:
        """Give the registered texts the file says nothing new about."""
        return [one for one in self.wanted if one.known is not None and not one.changes]


def plan(rows: Sequence[Row], known: Iterable[Known]) -> Plan:
    """Compare rows with the register."""
    wanted = _merge(rows)
    registered: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for one in known:
        registered[fold(one.type), one.number_norm].append(one)
    for want in wanted:
        for one in registered.get((fold(want.row.type), want.number), ()):
            issued = one.facts["issued_on"]
            if is_same(
                want.row.number, (want.issuer, want.row.issued_on), (one.issuer_norm, issued)
            ):
                want.known = one
                want.changes, want.differs = _changes(want.row, one)
                break
    return Plan(tuple(wanted), merged=len(rows) - len(wanted))


def is_same(number: str, one: tuple[str, date | None], other: tuple[str, date | None]) -> bool:
    """Say whether two statements of a number and type, each with (issuer, day), mean one text.

    A number with its year and a central issuer is one text. Any other is one text when the issuers
    agree and the days are equal, or when both say neither more nor less.
    """
    parts = number_parts(number)
    if parts is not None and parts.year and parts.symbol and body_of_number(number):
        return True
    if one == other:
        return True
    if one[1] is None or other[1] is None or one[1] != other[1]:
        return False
    return agree(one[0], other[0], one[1]) is not False


def rank(certainty: str) -> int:
    """Give how sure a tier is, 0 the surest."""
    return _RANK.get(certainty, 2)


def _merge(rows: Sequence[Row]) -> list[Wanted]:
    groups: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    wanted: list[Wanted] = []
    for row in sorted(rows, key=lambda row: rank(row.certainty)):
        number = number_norm(row.number)
        issuer = body_of_number(row.number) or body_key(row.issuer)
        group = groups[fold(row.type), number]
        same = next(
            (
                one
                for one in group
                if is_same(row.number, (issuer, row.issued_on), (one.issuer, one.row.issued_on))
            ),
            None,
        )
        if same is None:
            same = Wanted(row, number, issuer, [row.line])
            group.append(same)
            wanted.append(same)
        else:
            same.row = _filled(same.row, row)
            same.issuer = same.issuer or issuer
            same.lines.append(row.line)
    return wanted


def _filled(row: Row, other: Row) -> Row:
    facts = {name: getattr(row, name) or getattr(other, name) for name in FACTS}
    facts["certainty"] = row.certainty
    if (
        facts["expires_on"]
        and facts["effective_on"]
        and facts["expires_on"] < facts["effective_on"]
    ):
        facts["expires_on"] = row.expires_on  # the other row's end belongs to its other beginning
    relations: dict[tuple[str, str, str, bool], Relation] = {}
    for relation in (*row.relations, *other.relations):
        earlier = relations.setdefault(relation_key(relation), relation)
        if earlier.effective_on is None and relation.effective_on is not None:
            relations[relation_key(relation)] = replace(earlier, effective_on=relation.effective_on)
    return replace(row, **facts, relations=tuple(relations.values()))


def _changes(row: Row, known: Known) -> tuple[dict[str, Any], tuple[str, ...]]:
    surer = known.imported and rank(row.certainty) <= rank(known.facts["certainty"])
    changes: dict[str, Any] = {}
    differs = []
    for name in FACTS:
        said, has = getattr(row, name), known.facts[name]
        if not said or said == has:
            continue
        if not has or surer or has == STUB:
            changes[name] = said
        else:
            differs.append(name)
    return changes, tuple(differs)


def can_be_stub(number: str) -> bool:
    """Say whether a number alone tells the text: it has a year and names a central issuer."""
    parts = number_parts(number)
    return bool(
        parts and parts.year and parts.symbol and body_of_number(number) and not is_local(number)
    )
