"""What a redraft does to one draft: every citation of the changed texts, rewritten or marked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.campaigns.rewriting import Edit, Mark, TextFacts, chained, replaced
from docctl.campaigns.rules import Amending
from docctl.content import Block, Projection
from docctl.impact.meetings import Meeting, list_meetings
from docctl.impact.rules import GONE, Overlap, is_gone, overlap_of
from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.mentions import sentence_around
from docctl.legal.models import Citation, Effect, LegalText
from docctl.legal.paths import label_of
from docctl.legal.rules import CHANGING, Action, EffectState

BASES = frozenset({"legal_basis", "references"})
WORDS = {
    Action.AMENDS: "được sửa đổi, bổ sung bởi",
    Action.SUPPLEMENTS: "được bổ sung bởi",
}
_STRENGTH = tuple(Overlap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A passage of a draft: an edit, a mark for a human, or both of one citation one by one."""

    uid: str
    section: str
    context: str
    before: str
    edit: Edit | None = None
    mark: Mark | None = None

    @property
    def after(self) -> str:
        """Give the words that stand there afterwards."""
        return "" if self.edit is None else self.edit.text


@dataclass(frozen=True, slots=True)
class Plan:
    """The passages of a draft in reading order, and what is replaced or amended by what."""

    passages: tuple[Planned, ...]
    replaced: tuple[tuple[str, str], ...]
    amended: tuple[tuple[str, str], ...]
    request: str = ""  # the text that asks for the change, and the provisions it acts on


def list_effects(session: Session, source_id: int) -> Sequence[int]:
    """Give the confirmed effects of a text."""
    return session.scalars(
        select(Effect.id).where(
            Effect.source_id == source_id, Effect.state == EffectState.CONFIRMED
        )
    ).all()


def list_replaced(session: Session, source_id: int) -> dict[int, TextFacts]:
    """Give by id the texts, or parts of texts, in whose place a text comes."""
    texts = session.scalars(
        select(LegalText)
        .join(Effect, Effect.target_id == LegalText.id)
        .where(
            Effect.source_id == source_id,
            Effect.state == EffectState.CONFIRMED,
            Effect.action == Action.REPLACES,
        )
        .order_by(LegalText.id)
    )
    return {text.id: facts_of(text) for text in texts.unique()}


def make_plan(
    session: Session,
    *,
    version_id: int,
    source_id: int,
    projection: Projection,
    amending: Amending,
    mapping: Sequence[Sequence[Any]],
    undecided: Collection[str] = (),
) -> Plan:
    """Plan what becomes of each citation in a draft that a text's effects reach.

    `mapping` has old path, new path and perhaps the id of the one text of which that is said.
    `undecided` are the blocks with tracked changes that wait already; nothing is proposed in them.
    """
    met = _strongest(
        list_meetings(
            session, effect_ids=list_effects(session, source_id), version_ids=[version_id]
        )
    )
    rows = session.scalars(
        select(Citation).where(Citation.version_id == version_id).order_by(Citation.ordinal)
    ).all()
    source = session.get_one(LegalText, source_id)
    work = _Planner(
        blocks=projection.by_uid,
        new=facts_of(source),
        amending=amending,
        mapping=mapping,
        undecided=frozenset(undecided),
    )
    work.there = Counter(row.section for row in rows if row.text_id == source_id)
    for row in rows:
        hit = met.get(row.id)
        if hit is not None and row.text is not None:
            work.take(row, *hit)
    return Plan(
        tuple(work.passages),
        tuple(work.replaced),
        tuple(work.amended),
        request_of(work.new, [meeting.cause.paths for meeting in work.met]),
    )


MOST_NAMED = 4  # provisions in a cell of the table of revisions


def request_of(new: TextFacts, acted_on: Iterable[Collection[str]]) -> str:
    """Say what asks for the change: the text by its number, and the provisions it acts on."""
    labels = list(dict.fromkeys(label_of(path) for paths in acted_on for path in sorted(paths)))
    text = f"{new.type} số {new.number}" if new.number else new.name
    named = ", ".join(filter(None, labels[:MOST_NAMED]))
    return f"{text} ({named}{', …' if len(labels) > MOST_NAMED else ''})" if named else text


def facts_of(text: LegalText) -> TextFacts:
    """Give what the register says of a text, for rewriting."""
    return TextFacts(
        type=text.type,
        number=text.number,
        title=text.title,
        issuer=text.issuer,
        issued_on=text.issued_on,
    )


def _strongest(meetings: Sequence[Meeting]) -> dict[int, tuple[Meeting, Overlap]]:
    """Keep for each citation the effect that hits it hardest."""
    found: dict[int, tuple[Meeting, Overlap]] = {}
    for meeting in meetings:
        overlap = overlap_of(meeting.cause, meeting.cited.mention)
        if overlap is None:
            continue
        known = found.get(meeting.cited.id)
        if known is None or _rank(meeting, overlap) < _rank(*known):
            found[meeting.cited.id] = (meeting, overlap)
    return found


def _rank(meeting: Meeting, overlap: Overlap) -> tuple[bool, bool, int]:
    action = meeting.cause.action
    return action not in GONE, action is not Action.REPLACES, _STRENGTH.index(overlap)


class _Planner:
    """Goes through the citations of one draft and remembers what was proposed where."""

    def __init__(
        self,
        *,
        blocks: Mapping[str, Block],
        new: TextFacts,
        amending: Amending,
        mapping: Sequence[Sequence[Any]],
        undecided: frozenset[str],
    ) -> None:
        self.blocks, self.new, self.amending = blocks, new, amending
        self.mapping, self.undecided = mapping, undecided
        self.there: Counter[str] = Counter()  # citations of the new text, by section
        self.passages: list[Planned] = []
        self.met: list[Meeting] = []  # that led to a passage
        self.replaced: list[tuple[str, str]] = []
        self.amended: list[tuple[str, str]] = []
        self._chained: set[tuple[str, int]] = set()  # block and text that has its chain
        self._taken: dict[str, list[Edit]] = {}

    def take(self, row: Citation, meeting: Meeting, overlap: Overlap) -> None:
        """Plan one citation."""
        action, before = meeting.cause.action, len(self.passages)
        if meeting.cited.mention.embedded:
            return  # the title of another text says what it says
        if action in GONE:
            self._ending(row, meeting, overlap)
        elif action in CHANGING:
            self._changing(row, action, overlap)
        elif overlap is not Overlap.ELSEWHERE:
            self._leave(row, Mark.CHANGED)
        if len(self.passages) > before:
            self.met.append(meeting)

    def _ending(self, row: Citation, meeting: Meeting, overlap: Overlap) -> None:
        if overlap is Overlap.ELSEWHERE:
            return
        if meeting.cause.action is not Action.REPLACES:
            self._leave(row, Mark.NO_SUCCESSOR)
            return
        if not is_gone(meeting.cause, overlap):
            self._leave(row, Mark.PROVISION)
            return
        assert row.text is not None
        block, found = self._at(row)
        if found is None:
            self._leave(row, Mark.UNSURE)
            return
        if block.topic in BASES and self.there[row.section]:
            self._leave(row, Mark.ALREADY)
            return
        result = replaced(
            block.text, found, facts_of(row.text), self.new, mapping=self._mapping_for(row.text.id)
        )
        if self._keep(row, result):
            self.replaced.append((said(row.text), f"{self.new.type} {self.new.number}".strip()))
            if block.topic in BASES:
                self.there[row.section] += 1

    def _mapping_for(self, text_id: int) -> dict[str, str]:
        return {old: new for old, new, *of in self.mapping if of in ([], [text_id])}

    def _changing(self, row: Citation, action: Action, overlap: Overlap) -> None:
        assert row.text is not None
        block, found = self._at(row)
        strong, basis = overlap is not Overlap.ELSEWHERE, block.topic in BASES
        whole = all(not path.path for path in row.paths)
        if self.amending is Amending.MARK:
            if strong:
                self._leave(row, Mark.CHANGED)
            return
        if strong and not basis:
            self._leave(row, Mark.CHANGED)  # what is written there may rest on the changed words
        key = (row.block_uid, row.text_id or 0)
        if key in self._chained or not (strong or (basis and whole)):
            return
        self._chained.add(key)
        if found is None:
            self._leave(row, Mark.UNSURE)
            return
        result = chained(block.text, found, facts_of(row.text), self.new, words=WORDS[action])
        if result is not None and self._keep(row, result):
            self.amended.append((said(row.text), f"{self.new.type} số {self.new.number}"))

    def _at(self, row: Citation) -> tuple[Block, Found | None]:
        block = self.blocks[row.block_uid]
        hits = (one for one in find(block.text) if (one.start, one.end) == (row.start, row.end))
        return block, next(hits, None)

    def _keep(self, row: Citation, result: Edit | Mark) -> bool:
        """Take an edit that crosses no other one; anything else is a mark."""
        if isinstance(result, Mark):
            self._leave(row, result)
            return False
        taken = self._taken.setdefault(row.block_uid, [])
        if row.block_uid in self.undecided:
            self._leave(row, Mark.UNDECIDED)
            return False
        if any(result.start < one.end and one.start < result.end for one in taken):
            self._leave(row, Mark.UNSURE)
            return False
        taken.append(result)
        block = self.blocks[row.block_uid]
        self.passages.append(
            Planned(
                uid=row.block_uid,
                section=block.section,
                context=sentence_around(block.text, row.start, row.end),
                before=block.text[result.start : result.end],
                edit=result,
            )
        )
        return True

    def _leave(self, row: Citation, mark: Mark) -> None:
        block = self.blocks[row.block_uid]
        self.passages.append(
            Planned(
                uid=row.block_uid,
                section=block.section,
                context=sentence_around(block.text, row.start, row.end),
                before=row.quote,
                mark=mark,
            )
        )


def said(text: LegalText) -> str:
    """Name a text in a line of the table of revisions: a law by its name, others by number."""
    facts = facts_of(text)
    return facts.name if text.type in {"Luật", "Bộ luật"} else f"{text.type} {text.number}".strip()
