"""The words in which the law of a day is told: facts of texts, acts on them, standings. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from docctl.legal.cascade import CascadeRule
from docctl.legal.presumption import Evidence, Stated
from docctl.legal.rules import Action, Extent

WHOLE_TEXT = ""


class Standing(StrEnum):
    """How a text or a cited provision stands on a day; also the verdict shown at a citation."""

    IN_FORCE = "in_force"
    PRESUMED = "presumed"  # in force by the evidence at hand; nobody recorded since when
    AMENDED_ELSEWHERE = "amended_elsewhere"  # in other provisions only
    AMENDED = "amended"  # the text was amended; where is unknown, or the whole text is asked for
    WILL_EXPIRE = "will_expire"  # in force, and its end is known
    UNKNOWN = "unknown"  # registered, but a day it depends on is not
    NOT_YET = "not_yet"
    AMENDED_HERE = "amended_here"  # in the provision asked for
    PARTLY_EXPIRED = "partly_expired"
    SUSPENDED = "suspended"
    NEVER = "never"  # repealed or withdrawn before the day it would have taken effect
    EXPIRED = "expired"  # no longer in force, without successor
    REPLACED = "replaced"  # no longer in force, another text took its place
    AMBIGUOUS = "ambiguous"
    UNREGISTERED = "unregistered"


# The members stand from harmless to grave: of several provisions the gravest speaks.
GRAVITY = {standing: rank for rank, standing in enumerate(Standing)}
GONE = frozenset({Standing.NEVER, Standing.REPLACED, Standing.EXPIRED})


@dataclass(frozen=True, slots=True)
class Facts:
    """The days of a text, each possibly unknown; `expires_on` is the first day without it.

    `begun_by` is the day by which a text of its kind has taken effect at the latest, `stated` what
    a source said of it on `stated_on` (`presumption`); they speak only where `effective_on` cannot.
    """

    text_id: int
    effective_on: date | None = None
    expires_on: date | None = None
    issued_on: date | None = None
    begun_by: date | None = None
    stated: Stated = Stated.NOTHING
    stated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A confirmed effect: what `source_id` does to `target_id`, in `paths` if `extent` is PARTS.

    `until` is the last day of a suspension, an extension or a continuation ("đến hết ngày"), and
    the new first day of a postponed text ("lùi đến ngày").
    """

    id: int
    source_id: int
    target_id: int
    action: Action
    extent: Extent = Extent.WHOLE
    paths: tuple[str, ...] = ()
    effective_on: date | None = None
    until: date | None = None

    def covers(self, path: str) -> bool:
        """Say whether the act hits all of `path`; the empty path is the whole text."""
        if self.extent is Extent.WHOLE:
            return True
        return self.extent is Extent.PARTS and any(map(path.startswith, self.paths))

    def touches(self, path: str) -> bool:
        """Say whether the act hits `path`, something in it, or nobody knows what."""
        return (
            self.extent is Extent.UNSPECIFIED
            or self.covers(path)
            or any(scope.startswith(path) for scope in self.paths)
        )


@dataclass(frozen=True, slots=True)
class Review:
    """A text in force details one that is not: somebody has to look; `rule` says what the law says.

    `successors` are the latest texts in the place of the dead one.
    """

    parent_id: int
    since: date
    rule: CascadeRule
    successors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Force:
    """An answer: the standing, since when, by which texts and effects, and who came after.

    `since` is the day it began; for WILL_EXPIRE and NOT_YET the day it changes. `by` are the texts
    that did it, `successors` the latest texts in the chain of replacements, all as ids. `evidence`
    says what it rests on where a day is not recorded. `reviews` never change the standing.
    """

    standing: Standing
    since: date | None = None
    by: tuple[int, ...] = ()
    successors: tuple[int, ...] = ()
    effects: tuple[int, ...] = ()
    evidence: Evidence | None = None
    reviews: tuple[Review, ...] = ()

    @property
    def gravity(self) -> int:
        """Rank the standing from harmless to grave."""
        return GRAVITY[self.standing]

    def because(self, acts: Sequence[Act]) -> "Force":
        """Give the same answer with the acts that explain it."""
        return replace(
            self,
            by=tuple(sorted({act.source_id for act in acts})),
            effects=tuple(sorted(act.id for act in acts)),
        )
