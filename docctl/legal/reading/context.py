"""What the clauses above say: the verb of a list, the text an amending article is about."""

from dataclasses import dataclass
from datetime import date

from docctl.legal.find import Citation, Place
from docctl.legal.reading.clauses import NO_RANK


@dataclass(frozen=True, slots=True)
class Heading:
    """A clause that opens a list of texts ("Bãi bỏ các văn bản sau đây:")."""

    action: str
    rank: float
    evidence: str
    on: date | None
    partly: bool = False
    annex: bool = False
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """The text that the items below a clause are about, and what they do to it unless they say."""

    target: Citation
    rank: float
    action: str
    on: date | None
    evidence: str = ""


@dataclass(slots=True)
class Context:
    """What holds for the next clause; ranks say when it ends."""

    heading: Heading | None = None
    amended: Amended | None = None
    parent: tuple[Place, float] | None = None
    titled: Citation | None = None  # the one text that the title says is amended
    rank: float = -1.0  # of the last clause that had a mark

    def enter(self, rank: float) -> None:
        """Leave what ends where a clause of this rank begins."""
        if rank == NO_RANK:
            return
        if self.heading and rank <= self.heading.rank and not (self.heading.annex and rank > 0):
            self.heading = None
        if self.amended and rank <= self.amended.rank:
            self.amended = None
        if self.parent and rank <= self.parent[1]:
            self.parent = None
        self.rank = rank

    def level(self, rank: float) -> float:
        """Give the rank that counts for a clause: that of its mark, or of the one above it."""
        return self.rank if rank == NO_RANK else rank

    def enclose(self, place: Place, rank: float) -> None:
        """Let the items below be parts of a Điều, unless they are already within it."""
        if self.parent is None or self.parent[0].dieu != place.dieu:
            self.parent = (place, rank)
