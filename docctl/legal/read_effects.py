"""Read what a law does to other texts: replaces, repeals, amends … with target, scope, day, words.

Each effect is a proposal with the sentence it was read from. A citation in the title of another
text is no target; words of quoted new text are not read; "theo quy định tại", "trái với" and the
like between verb and citation make it a mere reference. One pass over the clauses: what a list or
an amending article says above holds for the items below it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from docctl.legal.find import Citation, find
from docctl.legal.find.letters import low
from docctl.legal.naming import name_key
from docctl.legal.numbers import type_of_number, year_of_number
from docctl.legal.ranks import may_change
from docctl.legal.reading.acts import acts_of
from docctl.legal.reading.clauses import NO_RANK, Clause, clauses_of, masked, sentences_of
from docctl.legal.reading.context import Amended, Context, Heading
from docctl.legal.reading.days import day_from, own_day
from docctl.legal.reading.effect import ReadEffect, effect_of, exception_in
from docctl.legal.reading.items import listed, on_amended
from docctl.legal.reading.targets import Sentence, Target, sentence_of
from docctl.legal.reading.titles import own_title
from docctl.legal.reading.verbs import Verb, verbs_of
from docctl.legal.reading.words import AMENDED_THUS, ANNEX_LIST, BASIS, ENDS, EXCEPT, LISTED, PARTLY
from docctl.legal.rules import Extent

__all__ = ["ReadEffect", "effects_of"]

_ANNEXES = ("phụ lục", "danh mục", "mẫu số", "nơi nhận", "biểu mẫu", "phụ biểu")
_LIST_ENDS = re.compile(
    r"(?::|sau(?:\s+đây)?\s[^;:]{0,60};|sau(?:\s+đây)?|như\s+sau|gồm(?:\s+có)?)[\s.]*$"
)
_COLON = re.compile(r"\s*:\s+")
_MERELY = re.compile(r"(?<!kèm)\stheo\s")
_ITEM_OPENS = re.compile(
    r"[\s*_|]*(?:[0-9]{1,3}[\s|.]{1,4})?(?:luật|bộ\s+luật|pháp\s+lệnh|nghị\s+(?:định|quyết)|thông\s+tư|quyết\s+định|chỉ\s+thị|khoản|điều|điểm|phụ\s+lục"
    r"|số\s|các\s|[0-9]{1,5}/)"
)


@dataclass(slots=True)
class _Reader:
    text: str
    citations: list[Citation]
    own: date | None
    number: str | None
    context: Context
    articles: bool = False  # an Điều has been read
    annexed: bool = False  # since then, an annex has begun

    def clause(self, clause: Clause) -> Iterator[ReadEffect]:
        head = low(self.text, clause.start, clause.begin + 24).strip(" *_-+•|")
        self.context.enter(clause.rank)
        if clause.rank == 0:
            self.articles, self.annexed = True, False
        elif self.articles and head.startswith(_ANNEXES):
            self.annexed, self.context.titled = True, None
            self.context.amended = None
        if head.startswith(BASIS):
            return
        clause_day: date | None = None
        for index, (start, end) in enumerate(sentences_of(self.text, clause)):
            sentence = self.sentence(start, end, first=index == 0)
            said_day = own_day(sentence.plain)
            for effect in self.effects(sentence, clause):
                if effect.effective_on is None and (clause_day or said_day):
                    yield _dated(effect, clause_day or said_day)
                elif effect.effective_on is None:
                    yield _dated(effect, self.day_of_list(effect))
                else:
                    yield effect
            clause_day = said_day or clause_day

    def day_of_list(self, effect: ReadEffect) -> date | None:
        """Give the day of a list for an item that repeats the act of the list."""
        heading = self.context.heading
        alike = heading and heading.action == effect.said and effect.rule == "ending"
        return heading.on if heading and alike else None

    def sentence(self, start: int, end: int, *, first: bool) -> Sentence:
        low_index = bisect_left(self.citations, start, key=lambda one: one.start)
        high = bisect_left(self.citations, end, key=lambda one: one.start)
        within = self.citations[low_index:high]
        made = sentence_of(self.text, start, end, within, self.number)
        return made if first else _later(made)

    def effects(self, sentence: Sentence, clause: Clause) -> Iterator[ReadEffect]:
        begin = max(0, clause.begin - sentence.start) if sentence.first else 0
        verbs, context = verbs_of(sentence, begin), self.context
        made = [effect_of(act, sentence, own=self.own) for act in acts_of(sentence, verbs)]
        if self.annexed and clause.rank == NO_RANK and "này" not in sentence.plain:
            made = []  # a row of a table: it tells what others have done
        if not made and (named := _named_ahead(sentence, verbs)):
            on = context.heading.on if context.heading else self.own
            ahead = Amended(named.citation, 0.0, "amends", on)
            begin = named.after + 1
            made = list(on_amended(sentence, clause, verbs, context, ahead, begin=begin))
        if context.heading and not made and (clause.rank != NO_RANK or _opens_item(sentence)):
            made = list(listed(sentence, clause, context.heading))
        if not made and clause.rank >= 0 and (amended := self.amended(sentence, verbs)):
            made = list(on_amended(sentence, clause, verbs, context, amended))
        made = [*_possible(made, self.number)]
        self.remember(sentence, clause, verbs, made)
        yield from made

    def amended(self, sentence: Sentence, verbs: list[Verb]) -> Amended | None:
        """Give the text that a sentence is about which names none itself."""
        if self.context.amended:
            return self.context.amended
        titled = self.context.titled
        near = sentence.plain[: (verbs[0].end if verbs else 0) + 60]
        if titled is None or "này" in near or not (verbs or AMENDED_THUS.search(near)):
            return None
        return Amended(titled, 0.0, "amends", self.own)

    def remember(
        self, sentence: Sentence, clause: Clause, verbs: list[Verb], made: list[ReadEffect]
    ) -> None:
        context, rank = self.context, self.context.level(clause.rank)
        annex = _annex_action(self.text, clause, sentence)
        if annex:
            evidence = sentence.evidence
            context.heading = Heading(annex, 0.0, evidence, self.own, annex=True)
            self.annexed = True
            return
        places = {place for effect in made for place in effect.places if place.dieu}
        if len(places) == 1 and len(made) == 1:
            context.enclose(next(iter(places)), rank)
        heads = clause.rank != NO_RANK or context.rank < 0 or _LIST_ENDS.search(sentence.plain)
        if made and _about_one(made) and heads:
            one = made[0]
            if context.amended is None or made[0].extent is not Extent.PARTS:
                titled = clause.rank == NO_RANK and context.rank < 0 and not _follows(sentence)
                if titled and one.said == "amends":
                    context.titled = one.target
                elif not titled:
                    context.amended = Amended(one.target, rank, one.said, one.effective_on)
        if made and context.heading is None and _lists_on(sentence, made):
            first = made[0]
            context.heading = Heading(first.said, rank, first.evidence, first.effective_on)
        opening = _opening(sentence, verbs, clause) if not made else None
        if opening:
            on = day_from(sentence.plain, 0, self.own) or own_day(sentence.plain)
            said = sentence.plain[max(0, clause.begin - sentence.start) :]
            said = _MERELY.split(EXCEPT.split(said, maxsplit=1)[0], maxsplit=1)[0]
            partly = bool(PARTLY.search(said)) and opening != "amends"
            left = exception_in(sentence, 0)
            context.heading = Heading(opening, rank, sentence.evidence, on, partly, exception=left)


def effects_of(
    text: str,
    citations: list[Citation],
    *,
    effective_on: date | None,
    number: str | None = None,
) -> tuple[ReadEffect, ...]:
    """Read the effects of a text on others; `citations` are those found in it.

    `effective_on` is the day of "kể từ ngày Thông tư này có hiệu lực"; `number` is the text's own,
    which it never acts on.
    """
    blanked = masked(text)
    if titled := own_title(blanked, number):  # what follows its own number is no title of another
        blanked = " " * titled + blanked[titled:]
        line = blanked.split("\n", 1)[0]
        later = [one for one in citations if one.start > len(line)]
        citations = [*find(line), *later]
    reader = _Reader(blanked, citations, effective_on, number, Context())
    seen: dict[tuple[str, ...], ReadEffect] = {}
    numbers = _numbers_of_names(citations)
    for clause in clauses_of(blanked):
        for read in reader.clause(clause):
            effect = _numbered(read, numbers)
            key = (effect.said, _named(effect.target), str(effect.places))
            seen.setdefault(key, effect)
    return tuple(seen.values())


def _possible(made: list[ReadEffect], number: str | None) -> Iterator[ReadEffect]:
    """Yield effects without those on texts that stand too high and follow one that does not.

    A circular that amends "Thông tư A hướng dẫn Nghị định B; Nghị định C" amends A: B and C stand
    in its title.
    """
    source = (type_of_number(number) or "", number) if number else None
    before = False
    for effect in made:
        on = (effect.target.type or "", effect.target.number or "")
        may = source is None or may_change(source, on)
        if may or not before or effect.said == "continues":
            yield effect
        before = before or may


def _numbers_of_names(citations: list[Citation]) -> dict[str, set[str]]:
    """Give the numbers a text gives to the laws it names ("Luật Quản lý thuế số 78/2006/…")."""
    numbers: dict[str, set[str]] = {}
    for one in citations:
        if one.name and one.number and not one.amending:
            numbers.setdefault(name_key(one.name), set()).add(one.number)
    return numbers


def _numbered(effect: ReadEffect, numbers: dict[str, set[str]]) -> ReadEffect:
    """Add the number of a law that a clause only names, where the text gives it elsewhere."""
    target = effect.target
    if target.number or not target.name or target.amending:
        return effect
    found = numbers.get(name_key(target.name), set())
    number = next(iter(found)) if len(found) == 1 else None
    year = target.year or (target.issued.year if target.issued else None)
    if number is None or (year and year_of_number(number) not in {year, None}):
        return effect
    return replace(effect, target=target._replace(number=number))


def _named(target: Citation) -> str:
    return target.number or f"{target.name} {target.year or target.issued or ''}"


def _dated(effect: ReadEffect, day: date | None) -> ReadEffect:
    return replace(effect, effective_on=day)


def _later(sentence: Sentence) -> Sentence:
    return replace(sentence, first=False)


def _about_one(made: list[ReadEffect]) -> bool:
    """Say whether the clause is about one text, so that items below it are about it too."""
    return len({_named(effect.target) for effect in made}) == 1 and made[0].said != "continues"


def _follows(sentence: Sentence) -> bool:
    return sentence.plain.rstrip(" *_").endswith("như sau:")


def _lists_on(sentence: Sentence, made: list[ReadEffect]) -> bool:
    """Say whether a sentence ends as a list does that goes on in the next line without a mark."""
    ends = sentence.words.rstrip(" *_").endswith(";")
    return ends and {one.said for one in made} <= {"repeals", "replaces"}


def _named_ahead(sentence: Sentence, verbs: list[Verb]) -> Target | None:
    """Give the text of "Thông tư số …: Bãi bỏ khoản 3 Điều 8"."""
    acting = next((verb for verb in verbs if verb.acts), None)
    if acting is None or len(sentence.targets) != 1:
        return None
    one = sentence.targets[0]
    ahead = one.citation.number and _COLON.fullmatch(sentence.plain, one.after, acting.start)
    return one if ahead else None


def _opens_item(sentence: Sentence) -> bool:
    return bool(_ITEM_OPENS.match(sentence.words))


def _opening(sentence: Sentence, verbs: list[Verb], clause: Clause) -> str | None:
    """Give the action of a clause that opens a list of texts without naming one."""
    words = sentence.plain.rstrip(" *_")
    if sentence.targets and not words.endswith(":"):
        return None
    if not _LIST_ENDS.search(words) and clause.rank != 0:
        return None
    ending = ENDS.search(words)
    acting = next((verb for verb in verbs if verb.acts), None)
    if acting is None and ending is None:
        return None
    return acting.action if acting else str(ending.lastgroup) if ending else None


def _annex_action(text: str, clause: Clause, sentence: Sentence) -> str | None:
    """Give the action of the title of an annex that lists texts; it is written in capitals."""
    words = text[clause.start : min(clause.end, clause.start + 300)]
    letters = "".join(filter(str.isalpha, words))
    if len(letters) < 12 or sum(map(str.isupper, letters)) < len(letters) * 0.8:
        return None
    found = ANNEX_LIST.search(sentence.words)
    if not found or not LISTED.search(sentence.words) or "thủ tục hành chính" in sentence.words:
        return None
    return str(found.lastgroup)
