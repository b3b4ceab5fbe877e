"""What is wrong with how a text is cited: what a drafter can put right before anybody signs. Pure.

Whether the law cited is still in force is told apart (`force`); this is about the words themselves:
against the register, against the known structure of the text, and against the rule of Decree
30/2020 (Annex I, part II, 5) that a text is mentioned in full, with number and day of issue, before
it is cited shortly, laws and ordinances by their name. A procedure has a part that lists what it
cites: a mention in full there, or anywhere, is enough.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from docctl.legal.bodies import agree, body_key
from docctl.legal.numbers import number_parts, type_of_number
from docctl.legal.paths import ancestors, label_of
from docctl.legal.resolve import types_differ
from docctl.legal.rules import CHANGING, Action, Resolution
from docctl.legal.standing import Act
from docctl.vietnamese import fold


class Remark(StrEnum):
    """What is to be looked at; all but SHORT and SEVERAL are mistakes one can prove."""

    NO_SUCH_DAY = "no_such_day"  # ngày 31/02/2020
    YEARS_DIFFER = "years_differ"  # the year in the number is not that of the day
    TYPE_OF_NUMBER = "type_of_number"  # Thông tư số 61/2018/NĐ-CP
    DATE_DIFFERS = "date_differs"  # the register knows another day for the number
    ISSUER_DIFFERS = "issuer_differs"
    TYPE_DIFFERS = "type_differs"
    NO_PROVISION = "no_provision"  # the text has no such Điều, khoản or điểm
    LATER_NAME = "later_name"  # no text had the name by the day of the document
    SEVERAL = "several"  # the name means several texts on the day
    SHORT = "short"  # no mention has number and day


MALFORMED = frozenset(Remark) - {Remark.SEVERAL, Remark.SHORT}


@dataclass(frozen=True, slots=True)
class Note:
    """A remark; `says` is what the register says instead, or the provision that is not there."""

    remark: Remark
    says: str | date = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a citation says, as its row keeps it; `repairs` are those of the finder."""

    type: str = ""
    number: str = ""
    name: str = ""
    year: int | None = None
    issued_on: date | None = None
    issuer: str = ""
    paths: frozenset[str] = frozenset()
    resolution: Resolution = Resolution.BOUND
    rule: str = ""
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the register knows of the text that is meant.

    `paths` are its provisions where its words are stored; `acts` the effects on it, which may have
    added some.
    """

    type: str
    number: str
    issuer: str
    issued_on: date | None
    paths: frozenset[str] = frozenset()
    acts: Sequence[Act] = field(default=())


def remarks_on(said: Said, known: Registered | None, *, day: date, first: bool) -> tuple[Note, ...]:
    """Give what is to be looked at in a citation.

    `first` is the first mention of a text that is nowhere mentioned in full (`is_short`).
    """
    found = [*_by_itself(said, known)]
    if known is not None:
        found += _against(said, known, day)
    elif said.rule == "issuer-differs":
        found.append(Note(Remark.ISSUER_DIFFERS))
    elif said.rule == "name-later-only":
        found.append(Note(Remark.LATER_NAME))
    if known is None and said.name and said.resolution is Resolution.AMBIGUOUS:
        found.append(Note(Remark.SEVERAL))
    if first and is_short(said, known):
        found.append(Note(Remark.SHORT))
    return tuple(found)


def _by_itself(said: Said, known: Registered | None) -> Iterable[Note]:
    """Give what contradicts itself, unless the register says that it is so."""
    if "date" in said.repairs:
        yield Note(Remark.NO_SUCH_DAY)
    parts = number_parts(said.number)
    if (
        said.issued_on is not None
        and parts is not None
        and parts.year not in {None, said.issued_on.year}
        and (known is None or known.issued_on is None)
    ):
        yield Note(Remark.YEARS_DIFFER, str(parts.year))
    meant = type_of_number(said.number) if said.number and known is None else None
    if meant is not None and _other_type(said.type, meant):
        yield Note(Remark.TYPE_OF_NUMBER, meant)


def _other_type(said: str, meant: str) -> bool:
    """Say whether a symbol stands for another type; `QH14` alone stands for several."""
    one, other = fold(said), fold(meant)
    if not one or other == "luat" or one.startswith(other) or other.startswith(one):
        return False
    return types_differ(said, meant)


def _against(said: Said, known: Registered, day: date) -> Iterable[Note]:
    if said.issued_on is not None and known.issued_on not in {None, said.issued_on}:
        assert known.issued_on is not None
        yield Note(Remark.DATE_DIFFERS, known.issued_on)
    if said.number and agree(body_key(said.issuer), body_key(known.issuer), day) is False:
        yield Note(Remark.ISSUER_DIFFERS, known.issuer)
    if number_parts(said.number) is not None and types_differ(said.type, known.type):
        yield Note(Remark.TYPE_DIFFERS, known.type)
    for path in sorted(missing(said.paths, known.paths, known.acts)):
        yield Note(Remark.NO_PROVISION, label_of(path))


def missing(cited: Collection[str], known: frozenset[str], acts: Sequence[Act]) -> frozenset[str]:
    """Give the highest provisions of `cited` that a text of the structure `known` does not have.

    Nothing is said where the structure may be incomplete: of attachments and their parts, of the
    parts of a provision none of whose parts is known, and of what an effect may have added.
    """
    changing = [act for act in acts if act.action in CHANGING | {Action.CORRECTS}]
    found = set()
    for path in cited:
        if not path or path.startswith("@"):
            continue
        lacking = next((one for one in (*ancestors(path), path) if one not in known), None)
        if lacking is None or _level(lacking) not in "dkp":
            continue
        above = ancestors(lacking)
        parent = above[-1] if above else ""
        divided = any(
            one != parent and one.startswith(parent) and _level(one) == _level(lacking)
            for one in known
        )
        if divided and not any(act.touches(lacking) for act in changing):
            found.add(lacking)
    return frozenset(found)


def _level(path: str) -> str:
    """Give the sign of the last segment: d(iều), k(hoản), p (điểm)."""
    return path.rstrip(".").rpartition(".")[2][:1]


_BY_NAME = ("luat", "bo luat", "phap lenh", "hien phap")


def is_short(said: Said, known: Registered | None) -> bool:
    """Say whether a mention is not one in full: decrees and the like need number and day."""
    kind = fold(known.type if known is not None else said.type)
    if not kind or kind in _BY_NAME or (known is not None and not number_parts(known.number)):
        return False
    if said.number and number_parts(said.number) is None:
        return False  # a standard has its year in its number
    return not said.number or (said.issued_on is None and "date" not in said.repairs)
