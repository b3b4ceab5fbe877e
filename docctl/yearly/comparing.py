"""A yearly list beside the register: what is new, known, contradicting, and what cannot be told.

Texts are matched by the rules of citations: exactly one or not at all.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from docctl.errors import Sentence, say
from docctl.legal import queries as legal
from docctl.legal.models import Effect, LegalText
from docctl.legal.planning import can_be_stub
from docctl.legal.proposing import match
from docctl.legal.readings import TargetSaid
from docctl.legal.resolve import Asker, Binding
from docctl.legal.rules import ENDING, EffectState, Extent, scope_key
from docctl.yearly.reasons import Why, why
from docctl.yearly.rows import Kind, YearlyRow


class Verdict(StrEnum):
    """What a row is beside the register."""

    NEW = "new"  # an effect, or a stated end, that is not recorded
    UNSURE = "unsure"  # new, but for a person to look at alone: it becomes a proposal
    KNOWN = "known"
    CONTRADICTS = "contradicts"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Compared:
    """A row with the texts it means and what it would add."""

    row: YearlyRow
    why: Why
    verdict: Verdict
    notes: tuple[Sentence, ...] = ()
    target: LegalText | None = None
    source: LegalText | None = None
    candidates: tuple[int, ...] = ()
    missing: TargetSaid | None = None  # the text named as the reason, if nobody registered it
    extent: Extent = Extent.WHOLE

    @property
    def stated_end(self) -> bool:
        """Say whether it adds an end the text has by itself, or by a text nobody registered."""
        return self.source is None


def compare(session: Session, rows: Sequence[YearlyRow], *, asker: Asker) -> list[Compared]:
    """Compare rows with the register as it is now; `asker` says whose local numbers are meant."""
    said = [why(row) for row in rows]
    targets = match(session, [_target_said(row) for row in rows], asker=asker)
    firsts = [one.sources[0] if one.sources else TargetSaid() for one in said]
    sources = match(session, firsts, asker=asker)
    register = _Register(session, {one.text_id or 0 for one in (*targets, *sources)} - {0})
    return [
        _Row(row, reason, target, source, register).compared()
        for row, reason, target, source in zip(rows, said, targets, sources, strict=True)
    ]


def counts(compared: Sequence[Compared]) -> Counter[str]:
    """Count the rows of each verdict."""
    return Counter(one.verdict.value for one in compared)


def _target_said(row: YearlyRow) -> TargetSaid:
    return TargetSaid(
        type=row.type,
        number=row.number,
        issued_on=row.issued_on,
        year=row.issued_on.year if row.issued_on else None,
        issuer=row.issuer,
    )


class _Register:
    """The texts the rows mean, what others do to them, and since when each works."""

    def __init__(self, session: Session, ids: Collection[int]) -> None:
        self._session = session
        self.texts = legal.list_texts_of(session, ids)
        self.law = legal.load_law(session, sorted(self.texts))
        self._on: dict[int, Sequence[Effect]] = {}

    def on(self, text_id: int) -> Sequence[Effect]:
        """Give the effects on a text, in every state."""
        if text_id not in self._on:
            self._on[text_id] = legal.list_effects_on(self._session, text_id)
        return self._on[text_id]

    def start(self, effect: Effect) -> date | None:
        """Give the first day of an effect."""
        return effect.effective_on or self.law.begin(effect.source_id)


Found = tuple[Verdict, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with what its reason says and which texts are meant, beside the register."""

    row: YearlyRow
    why: Why
    target: Binding
    source: Binding
    register: _Register

    def compared(self) -> Compared:
        """Judge the row."""
        missing = None
        if self.why.sources and self.source.text_id is None and not self.source.candidates:
            missing = self.why.sources[0]
        if self.target.text_id is None:
            several = bool(self.target.candidates)
            note = (
                say("Several registered texts may be meant.")
                if several
                else say("The register has no such text.")
            )
            return Compared(
                self.row,
                self.why,
                Verdict.UNMATCHED,
                (note,),
                candidates=self.target.candidates,
                missing=missing,
            )
        text = self.register.texts[self.target.text_id]
        verdict, notes = self._verdict(text)
        return Compared(
            self.row,
            self.why,
            verdict,
            (*self._named(), *notes),
            text,
            self._by(),
            missing=missing,
            extent=self._extent(),
        )

    def _by(self) -> LegalText | None:
        """Give the registered text that did it."""
        if self.source.text_id is None or self.source.text_id == self.target.text_id:
            return None
        return self.register.texts[self.source.text_id]

    def _named(self) -> tuple[Sentence, ...]:
        """Say that a text is named as the reason which is not known."""
        if not self.why.sources or self._by() is not None:
            return ()
        words = self.why.sources[0].words
        if self.source.candidates:
            return (say("“%(text)s” is named as the reason; several may be meant.", text=words),)
        return (say("“%(text)s” is named as the reason and is not registered.", text=words),)

    def _extent(self) -> Extent:
        if self.row.kind is Kind.WHOLE:
            return Extent.WHOLE
        return Extent.PARTS if self.row.paths else Extent.UNSPECIFIED

    def _ends_whole(self) -> bool:
        return self.row.kind is Kind.WHOLE and self.why.action in ENDING

    def _verdict(self, text: LegalText) -> Found:
        by = self._by()
        day = self.row.ends_on or (self.register.law.begin(by.id) if by else None)
        known = self._against_itself(text, by, day)
        if known is None and day is None:
            note = say("Neither the row nor the register says from which day.")
            return Verdict.UNMATCHED, (note,)
        if known is None and day is not None:
            known = self._against_others(text, by, day)
        return known or self._news(by)

    def _against_itself(
        self, text: LegalText, by: LegalText | None, day: date | None
    ) -> Found | None:
        """Compare with the same effect, if it is recorded in whatever state."""
        same = [one for one in self.register.on(text.id) if by and self._is_same(one, by)]
        if any(one.state is EffectState.WITHDRAWN for one in same):
            return Verdict.CONTRADICTS, (say("A person here has withdrawn this effect."),)
        starts = {self.register.start(one) for one in same if one.state is EffectState.CONFIRMED}
        if not starts:
            return None
        if day is None or day in starts:
            return Verdict.KNOWN, ()
        return Verdict.CONTRADICTS, (_other_day(starts),)

    def _is_same(self, effect: Effect, by: LegalText) -> bool:
        """Say whether an effect is what the row says; lists write repeal for replacement."""
        if effect.source_id != by.id:
            return False
        if self._ends_whole():
            return effect.action in ENDING and effect.extent is Extent.WHOLE
        scope = scope_key(self._extent(), self.row.paths)
        return effect.action is self.why.action and effect.scope_key == scope

    def _against_others(self, text: LegalText, by: LegalText | None, day: date) -> Found | None:
        """Compare with the beginning of the text and with ends that others brought."""
        begins = text.effective_on or text.issued_on
        if begins is not None and day < begins:
            return Verdict.CONTRADICTS, (say("The text had not begun by that day."),)
        if not self._ends_whole():
            return None
        ends = {
            self.register.start(one): one
            for one in self.register.on(text.id)
            if one.state is EffectState.CONFIRMED
            and one.action in ENDING
            and one.extent is Extent.WHOLE
        }
        if not ends:
            return self._against_stated_end(text, by, day)
        if day not in ends:
            return Verdict.CONTRADICTS, (_other_day(ends),)
        if by is None:
            return Verdict.KNOWN, ()
        other = ends[day].source.number or ends[day].source.title
        note = say("Recorded here as ended that day by “%(text)s”.", text=other)
        return Verdict.CONTRADICTS, (note,)

    @staticmethod
    def _against_stated_end(text: LegalText, by: LegalText | None, day: date) -> Found | None:
        if text.expires_on is not None and text.expires_on != day:
            return Verdict.CONTRADICTS, (_other_day([text.expires_on]),)
        return (Verdict.KNOWN, ()) if text.expires_on == day and by is None else None

    def _news(self, by: LegalText | None) -> Found:
        if by is None:
            if not self._ends_whole():
                return Verdict.UNMATCHED, (say("Register the text that did it first."),)
            return Verdict.NEW, (say("It is recorded as an end of the text, without its reason."),)
        doubts = []
        if len(self.why.sources) > 1:
            doubts.append(say("The reason names several texts."))
        if self._extent() is Extent.UNSPECIFIED:
            doubts.append(say("The provisions are said in words only."))
        return (Verdict.UNSURE if doubts else Verdict.NEW), tuple(doubts)


def _other_day(days: Collection[date | None]) -> Sentence:
    known = ", ".join(day.strftime("%d/%m/%Y") for day in sorted(filter(None, days)))
    return say("Recorded here from %(day)s.", day=known or "?")


def can_be_registered(number: str, type: str, issued_on: date | None) -> bool:  # noqa: A002  # the register's word
    """Say whether enough is said of a text to register it: number, type, and day or issuer."""
    return bool(number and type and (issued_on or can_be_stub(number)))
