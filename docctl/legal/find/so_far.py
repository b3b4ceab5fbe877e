"""What the pass knows while it goes on, and how a mention becomes a Citation."""

import re
from dataclasses import dataclass

from docctl.legal.find.acts import NO_ACT, VERB_ENDS, act_before
from docctl.legal.find.amendments import amended_by, says_amended
from docctl.legal.find.citation import Citation, Place, made
from docctl.legal.find.letters import Reading
from docctl.legal.find.provisions import places_before, places_beside
from docctl.legal.find.tails import adopted_at, follows, tail_at
from docctl.legal.find.titles import LONGEST_TITLE, in_title, may_open

_ALIAS = re.compile(r"(?:gọi|viết)\s(?:chung\s|tắt\s|gọn\s){0,2}(?:là\s?:?|:)\s?[“\"']?$")
_CALLED = tuple(
    said + quote for said in ("là ", "là\n", "là: ", "là:", ": ") for quote in ("", "“", '"', "'")
)
# The last two signs of these, which say at once that nothing is called so.
_CALLED_ENDS = frozenset(said[-2:] for said in _CALLED)
# The last two signs of what says that a text is called so, issued, signed or had.
TELLING = _CALLED_ENDS | {end[-2:] for end in VERB_ENDS}
# Between the items of a list → where in it the next item begins.
GAPS = {
    said + number: len(said) for said in (", ", "; ", " và ", ", và ") for number in ("", "số ")
}
_NO_TITLE = frozenset(("", *";.:)"))  # right after a citation: no title of it follows
_SHORTEST = 4  # code points from a text to one in its title, least
_BY, _CHAIN = 12, 320  # code points from a text to one that amended it, least and most
LONGEST_GAP = max(map(len, GAPS))


@dataclass(slots=True)
class SoFar:
    """What came before: the last citation, from which a list goes on, and the one with a title.

    `lower` is the read text in lower case, `earlier` where what belongs to the citation before the
    last one ends. `done` is where the last citation ends in it, `end`
    where all that belongs to it ends; `outer_end` is the same of the outer one, in whose title
    the next citation may stand. `headless` is where the last bare number ends that no type heads.
    """

    reading: Reading
    given: str
    lower: str
    citation: Citation | None = None
    end: int = 0
    earlier: int = 0
    done: int = 0
    outer: Citation | None = None
    outer_end: int = 0
    headless: int = -1

    def as_given(self, start: int, end: int) -> tuple[int, int]:
        """Give a span of the read text as a span of the given text."""
        if self.reading.same:
            return start, end
        return self.reading.origin(start), self.reading.origin(end)

    def listed_at(self, start: int, end: int) -> int | None:
        """Give where a plain item of a list begins (`, số 2/2020/NĐ-CP`); None if there is none.

        Plain is an item with nothing but ordinary words before it and nothing of its own after it.
        """
        last = self.end
        if start - last > LONGEST_GAP or self.outer is not self.citation or self.citation is None:
            return None
        gap = GAPS.get(self.reading.text[last:start])
        return last + gap if gap and not follows(self.lower, end) else None

    def begins_item(self, start: int) -> int | None:
        """Give where an item begins whose number or name stands at `start`, if a list goes on."""
        last = self.end
        if start - last > LONGEST_GAP or self.outer is not self.citation or self.citation is None:
            return None
        gap = GAPS.get(self.reading.text[last:start])
        return last + gap if gap else None

    def stands(self, start: int, kind: str) -> tuple[bool, int | None]:
        """Say of a citation of `kind` at `start` if it is in a title, and what it has amended."""
        outer, end, before = self.outer, self.outer_end, self.citation
        if outer is None or before is None:
            return False, None
        lower, embedded, amends, gap = self.lower, False, None, start - end
        between = lower[end:start] if _SHORTEST <= gap <= LONGEST_TITLE else ""
        if between[:1] not in _NO_TITLE and may_open(between):
            embedded = in_title(lower, (outer, end), (before, self.end), kind, start)
        if before.amends is not None or (_BY <= gap <= _CHAIN and says_amended(between)):
            amends = amended_by(lower, start, (outer, end), (before, self.end))
        return embedded, amends

    def note(self, citation: Citation, end: int, close: int) -> None:
        """Note a citation whose span ends at `end`, and what belongs to it at `close`."""
        floor = self.earlier = self.end
        if end > floor:
            self.done, self.end = end, close
        else:  # inside the one before
            self.done, self.end = max(self.done, end), max(close, floor)
        self.citation = citation
        if not citation.embedded:
            self.outer, self.outer_end = citation, self.end

    def item(
        self,
        start: int,
        end: int,
        kind: str,
        nature: str,
        number: str | None,
        *,
        repairs: tuple[str, ...] = (),
        form: str = "number",
        name: str | None = None,
        year: int | None = None,
        elided: bool | None = None,
    ) -> Citation:
        """Give a plain item of a list as a Citation: nothing around it is its own.

        Its head is elided if it has no name, unless `elided` says otherwise.
        """
        begin, close = (start, end) if self.reading.same else self.as_given(start, end)
        before = self.citation
        amends = before.amends if before else None
        surface, headless = self.given[begin:close], name is None if elided is None else elided
        citation = made((begin, close, surface, kind, number, name, year, None, None, (), form,
                         False, nature, headless, False, False, amends, repairs))  # fmt: skip
        self.citation = self.outer = citation
        self.earlier = self.end
        self.done = self.end = self.outer_end = end
        return citation

    def went_on(self, citation: Citation, earlier: int, end: int) -> None:
        """Note the last of several plain items, which ends at `end`; the one before at `earlier`.

        They were made in one loop, where calling `item` for each would cost as much again.
        """
        self.citation = self.outer = citation
        self.earlier = earlier
        self.done = self.end = self.outer_end = end


def _is_alias(text: str, start: int) -> bool:
    if text[start - 2 : start] not in _CALLED_ENDS:
        return False
    base = start - 24 if start > 24 else 0
    return text.endswith(_CALLED, base, start) and bool(_ALIAS.search(text, base, start))


def made_of(
    text: str,
    so_far: SoFar,
    start: int,
    end: int,
    kind: str,
    *,
    form: str,
    nature: str = "legal",
    number: str | None = None,
    name: str | None = None,
    year: int | None = None,
    issuer: str | None = None,
    elided: bool = False,
    amending: bool = False,
    dated: bool = True,
    inside: bool = False,
    repairs: tuple[str, ...] = (),
) -> Citation:
    """Add to what a reader made out at `start`..`end` of the read text what stands around it.

    These are the places, the date, the issuer; the citation is noted in `so_far`. `dated`: a date
    after it is its own; `inside`: it stands inside the name of the citation before.
    """
    lower, floor = so_far.lower, so_far.end
    tail = tail_at(text, lower, end) if dated else None
    close, issued, label, by, wrong = tail or (end, None, None, None, False)
    act, alias, embedded, amends = NO_ACT, False, inside, None
    if text[start - 2 : start] in TELLING:
        alias = _is_alias(text, start)
        if start > 3 and text[start - 3 : start] in VERB_ENDS:
            act = act_before(text, lower, floor, start)
    if name and issued is None and act.day is None:
        issued = adopted_at(lower, end)
    places: tuple[Place, ...] = ()
    if not inside:
        if start - floor > 3 or ")" in lower[floor:start]:
            places = places_before(lower, floor, start, so_far.earlier)
        places = places or places_beside(lower, close)
        if not alias:
            embedded, amends = so_far.stands(start, kind)
    year, issued = year or label, issued or act.day
    same = so_far.reading.same
    begin, stop = (start, end) if same else so_far.as_given(start, end)
    if form == "name" and (issued or year):
        form = "name_date"
    surface, issuer = so_far.given[begin:stop], by or issuer or act.issuer
    repairs = (*repairs, "date") if wrong else repairs
    citation = made((begin, stop, surface, kind, number, name, year, issued, issuer, places, form,
                     embedded, nature, elided, amending, alias, amends, repairs))  # fmt: skip
    so_far.note(citation, end, close)
    return citation
