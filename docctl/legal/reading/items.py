"""What an item does whose verb or whose text stands above it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from docctl.legal.find import Place
from docctl.legal.reading.acts import Act
from docctl.legal.reading.clauses import Clause
from docctl.legal.reading.confidence import confidence_of
from docctl.legal.reading.context import Amended, Context, Heading
from docctl.legal.reading.days import day_from
from docctl.legal.reading.effect import ReadEffect, action_of, effect_of
from docctl.legal.reading.places import Chain, chains_in, merged, under
from docctl.legal.reading.targets import Sentence
from docctl.legal.reading.verbs import Verb, in_brackets
from docctl.legal.reading.words import AMENDED_THUS, EXCEPT, MERE, PHRASE, SELF, TITLE_OPENS
from docctl.legal.rules import Action, Extent

_INSTEAD = re.compile(r"\sbằng\s+(?:các\s+)?(?:phụ\s+lục|mẫu|biểu|điều|khoản|điểm|mục)\s")
_PART_OF = re.compile(r"^\s*(?:quy|qui)\s+định\s.*\s(?:tại|của|trong)\s[^;]{1,160}$")
_AMENDING = re.compile(r"sửa\s+đổi|bổ\s+sung")
_AT = re.compile(r"\s*tại\s")
_CHANGES = frozenset({"corrects", "amends", "replaces"})
_ATTACHED = re.compile(r"kèm\s+theo\s+\S+(?:\s\S+)?\s+này")


def listed(sentence: Sentence, clause: Clause, heading: Heading) -> Iterator[ReadEffect]:
    """Yield the effects of an item of a list of texts."""
    begin = max(0, clause.begin - sentence.start) if sentence.first else 0
    done, floor = begin, 0
    for one in sentence.targets:
        if floor and not one.citation.articles:
            return
        between = sentence.plain[done : one.at]
        opens = done == begin and TITLE_OPENS.match(between.lstrip(" *_|-"))
        part = opens and _PART_OF.search(between)  # "Quy định về … tại khoản 4 Điều 5 Thông tư …"
        near = one.begin - begin <= (200 if done == begin and not part else 2000)
        if not near or MERE.search(between) or EXCEPT.search(between) or (opens and not part):
            return
        act = Act(heading.action, one, done, between, phrase=False, day_from=0, forward=False)
        found = effect_of(
            act, sentence, own=heading.on, partly=heading.partly,
            evidence=f"{heading.evidence} {sentence.evidence}"[:600],
            rule="annex" if heading.annex else "list",
        )  # fmt: skip
        left = found.exception or heading.exception
        yield replace(found, effective_on=found.effective_on or heading.on, exception=left)
        if heading.annex:  # in an annex one line names one text; others stand in its title
            return
        if one.citation.articles and _AMENDING.search(sentence.words, one.at, one.after):
            floor = one.after  # "Điều 5 Thông tư … sửa đổi … Quyết định …; Quyết định …"
        done = one.after


def on_amended(
    sentence: Sentence,
    clause: Clause,
    verbs: list[Verb],
    context: Context,
    amended: Amended,
    *,
    begin: int | None = None,
) -> Iterator[ReadEffect]:
    """Yield what an item does to the text its article is about (`2. Bãi bỏ Điều 5`).

    `begin` is where its words begin, when not after its mark.
    """
    if begin is None:
        begin = max(0, clause.begin - sentence.start) if sentence.first else 0
    acting = [verb for verb in verbs if verb.acts or verb.start - begin < 3]
    parts = [(verb.action, verb.end) for verb in acting]
    far = bool(parts) and acting[0].start > begin + 60
    if not parts or far or (_AT.match(sentence.plain, begin) and amended.action == "corrects"):
        chains = _chains(sentence, begin, begin + 160)
        thus = AMENDED_THUS.search(sentence.plain)
        if not chains or chains[0].start - sentence.start - begin > 12:
            return
        bare = not parts and clause.rank >= 2 and sentence.first
        at = amended.action in _CHANGES and _AT.match(sentence.plain, begin)  # "Tại Điều 4: sửa …"
        if not thus and not at and (not bare or amended.action == "amends"):
            return
        action = _passive(thus[0]) if thus else amended.action
        yield from _made(action, merged(sentence.text, chains), sentence, context, amended)
        return
    for index, (action, start) in enumerate(parts):
        end = acting[index + 1].start if index + 1 < len(acting) else len(sentence.words)
        chains = _chains(sentence, start, end)
        phrase = bool(PHRASE.search(sentence.plain, acting[index].start, end))
        places = merged(sentence.text, chains)
        means = action_of(action, sentence.plain, 0 if phrase else start)
        yield from _made(action, places, sentence, context, amended, phrase=phrase, means=means)


def _passive(words: str) -> str:
    return "repeals" if "bãi bỏ" in words else "corrects" if "đính" in words else "amends"


def _chains(sentence: Sentence, start: int, end: int) -> list[Chain]:
    """Give the places between two positions that are not of this text itself."""
    end = min(end, len(sentence.plain))
    instead = _INSTEAD.search(sentence.plain, start, end)
    attached = _ATTACHED.search(sentence.plain, start, end)
    stops = [found.start() for found in (instead, attached) if found]
    excepted = EXCEPT.search(sentence.plain, start, end)
    end = min([end, *stops, *([excepted.start()] if excepted else [])])
    first = next((one.begin for one in sentence.targets if start <= one.begin < end), end)
    found = chains_in(sentence.text, sentence.start + start, sentence.start + min(end, first))
    return [
        one
        for one in found
        if not SELF.match(sentence.words, one.end - sentence.start)
        and not in_brackets(sentence.plain, one.start - sentence.start)
    ]


def _made(
    action: str,
    places: tuple[Place, ...],
    sentence: Sentence,
    context: Context,
    amended: Amended,
    *,
    phrase: bool = False,
    means: Action | None = None,
) -> Iterator[ReadEffect]:
    if not places:
        return
    parent = context.parent[0] if context.parent else None
    yield ReadEffect(
        action=means or Action(action),
        target=amended.target._replace(articles=()),
        extent=Extent.PARTS,
        places=tuple(dict.fromkeys(under(place, parent) for place in places)),
        effective_on=day_from(sentence.plain, 0, amended.on),
        evidence=sentence.evidence,
        phrase=phrase,
        confidence=confidence_of("amended", action, named=not amended.target.number),
        said=action,
        rule="amended",
    )
