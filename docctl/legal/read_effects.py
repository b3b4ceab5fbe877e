"""Read what a law does to other texts: replaces, repeals, amends … with target, scope, day, words.

Each effect is a proposal with the sentence it was read from. A citation in the title of another
text is no target; words of quoted new text are not read; "theo quy định tại", "trái với" and the
like between verb and citation make it a mere reference.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from docctl.legal.effect_words import (
    AMENDED_BY,
    AMENDED_THUS,
    ARTICLE,
    BASIS,
    DATE,
    ENDS,
    ITEM,
    LONGEST,
    MERE,
    ORDERS,
    PARTLY,
    PASSIVE,
    PHRASE,
    QUOTE,
    SELF_DAY,
    UNTIL,
    VERB,
)
from docctl.legal.find import Citation, Place
from docctl.legal.find.letters import low
from docctl.legal.find.provisions import places_after
from docctl.legal.rules import Action, Extent


@dataclass(frozen=True, slots=True)
class ReadEffect:
    """What the text does to `target`; `places` are the provisions when `extent` is parts.

    `effective_on` None: not said. `phrase`: only words inside the places change. `confidence` is
    between 0 and 1.
    """

    action: Action
    target: Citation
    extent: Extent
    places: tuple[Place, ...]
    effective_on: date | None
    evidence: str
    phrase: bool = False
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text: where it stands, its words in lower case, the citations it may act on."""

    text: str
    start: int
    end: int
    words: str
    targets: tuple[Citation, ...]
    own: date | None  # the day the text itself takes effect

    @property
    def evidence(self) -> str:
        return " ".join(self.text[self.start : self.end].split())[:600]

    def at(self, citation: Citation) -> int:
        return citation.start - self.start

    def after(self, citation: Citation) -> int:
        return citation.end - self.start


@dataclass(slots=True)
class _Context:
    """What the lines above say: the verb of a list, the text an amending article is about."""

    action: Action | None = None
    evidence: str = ""
    on: date | None = None
    amended: Citation | None = None


def effects_of(
    text: str, citations: list[Citation], *, effective_on: date | None
) -> tuple[ReadEffect, ...]:
    """Read the effects of a text on others; `citations` are those found in it.

    `effective_on` is the day of "kể từ ngày Thông tư này có hiệu lực".
    """
    masked = _masked(text)
    seen: dict[tuple[str, ...], ReadEffect] = {}
    context = _Context()
    for line in _lines(masked, citations, effective_on):
        for effect in _of_line(line, context):
            key = (effect.action, _named(effect.target), str(effect.places))
            seen.setdefault(key, effect)
    return tuple(seen.values())


def _masked(text: str) -> str:
    """Blank what stands in quotation marks: new wording and phrases are not acts. Same length."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for mark in QUOTE.finditer(text):
        if mark[0] == "“":
            opened.append(mark.start())
        elif opened:
            pairs.append((opened.pop() + 1, mark.start()))
    parts, done = [], 0
    for start, end in sorted(pairs):
        if start >= done:
            parts += [text[done:start], " " * (end - start)]
            done = end
    return "".join([*parts, text[done:]])


def _named(target: Citation) -> str:
    return target.number or f"{target.name} {target.year or target.issued or ''}"


def _lines(text: str, citations: list[Citation], own: date | None) -> Iterator[_Line]:
    """Yield the lines that are no căn cứ, with their citations; quoted text is blank already."""
    index, start = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        within = []
        while index < len(citations) and citations[index].start < end:
            citation = citations[index]
            if text[citation.start : citation.start + 3].strip():
                within.append(citation)
            index += 1
        close = min(end, start + LONGEST)
        words = low(text, start, close)
        if not words.strip(" *_-").startswith(BASIS):
            yield _Line(text, start, close, words, _targets(words, start, within), own)
        start = end + 1


def _targets(words: str, start: int, within: list[Citation]) -> tuple[Citation, ...]:
    """Leave out what cannot be a target: titles, standards, aliases, texts that amended one."""
    targets: list[Citation] = []
    amending, end = False, 0
    for one in within:
        at = one.start - start
        listed = re.fullmatch(r"[\s,]{0,3}(?:và\s+)?(?:số\s)?", words[end:at])
        amending = bool(AMENDED_BY.search(words[:at])) or (amending and bool(listed))
        if not (amending or one.embedded or one.alias or one.kind == "standard"):
            targets.append(one)
        end = one.end - start
    return tuple(targets)


def _of_line(line: _Line, context: _Context) -> Iterator[ReadEffect]:
    if ARTICLE.match(line.words):
        context.action = context.amended = None
    made = [*_by_verbs(line), *_by_endings(line)]
    yield from made
    if not made and line.targets and context.action and ITEM.match(line.words):
        on = _date(line.words, line.own) or context.on
        effect = _effect(context.action, line.targets[0], line, line.words, on)
        yield replace(effect, evidence=f"{context.evidence} {effect.evidence}"[:600])
    if context.amended and not made:
        yield from _on_amended(line, context.amended)
    _remember(line, made, context)


def _remember(line: _Line, made: list[ReadEffect], context: _Context) -> None:
    """Keep the verb of a line that opens a list, and the text that an amending article is about."""
    opens = line.words.strip(" *_-").endswith(":") and not line.targets
    found = (ENDS.search(line.words) or VERB.search(line.words)) if opens else None
    if found:
        context.action = Action(str(found.lastgroup))
        context.on, context.evidence = _date(line.words, line.own), line.evidence
    elif not ITEM.match(line.words):
        context.action = None
    if made and made[0].action is Action.AMENDS and made[0].extent is Extent.UNSPECIFIED:
        context.amended = made[0].target


def _by_verbs(line: _Line) -> Iterator[ReadEffect]:
    """Yield the effects of verbs that stand before their targets."""
    verbs = [verb for verb in VERB.finditer(line.words) if _acts(line, verb.start())]
    on = _date(line.words, line.own) if verbs else None
    for index, verb in enumerate(verbs):
        limit = verbs[index + 1].start() if index + 1 < len(verbs) else len(line.words)
        first = True
        for one in line.targets:
            at = line.at(one)
            if at < verb.end():
                continue
            if at > limit or (first and MERE.search(line.words, verb.end(), at)):
                break
            first = False
            words = line.words[verb.start() : at]
            yield _effect(Action(str(verb.lastgroup)), one, line, words, on)


def _acts(line: _Line, at: int) -> bool:
    """Say whether the verb at `at` is an act of this text, not reported and not in a title."""
    before = line.words[:at]
    if PASSIVE.search(before[-16:]) or (ORDERS.search(before) and "này" not in before):
        return False
    return not any(line.at(one) <= at < _title_end(line, one) for one in line.targets)


def _title_end(line: _Line, one: Citation) -> int:
    """Give where the title of a citation may end in the line: at a semicolon or a citation."""
    end = line.after(one)
    stops = [
        at for at in (line.words.find(";", end), line.words.find(" và thay thế", end)) if at > 0
    ]
    stops += [line.at(other) for other in line.targets if other.start > one.start]
    return min(stops, default=len(line.words))


def _by_endings(line: _Line) -> Iterator[ReadEffect]:
    """Yield the effects of verbs that stand after their targets ("… hết hiệu lực kể từ …")."""
    for ending in ENDS.finditer(line.words):
        before = line.words[: ending.start()]
        if UNTIL.search(before[-200:]) or re.search(r"này\s*$", before):
            continue
        on = _date(line.words[ending.start() :], line.own)
        for one in line.targets:
            at, after = line.at(one), line.after(one)
            if after <= ending.start() and ". " not in before[after:]:
                words = line.words[max(0, at - 160) : at]
                yield _effect(Action(str(ending.lastgroup)), one, line, words, on)


def _effect(
    action: Action, target: Citation, line: _Line, words: str, on: date | None
) -> ReadEffect:
    """Make the effect on one target; `words` are those between verb and target."""
    if target.articles:
        extent = Extent.PARTS
    elif action is Action.AMENDS or (PARTLY.search(words) and "toàn bộ" not in words):
        extent = Extent.UNSPECIFIED
    else:
        extent = Extent.WHOLE
    return ReadEffect(
        action=action,
        target=target,
        extent=extent,
        places=target.articles,
        effective_on=on,
        evidence=line.evidence,
        phrase=bool(PHRASE.search(words)),
        confidence=0.95 if target.number and target.form == "number" else 0.8,
    )


def _on_amended(line: _Line, amended: Citation) -> Iterator[ReadEffect]:
    """Yield what an item does to the text its article is about (`2. Bãi bỏ Điều 5`)."""
    verb = VERB.search(line.words, 0, 60)
    action = Action(str(verb.lastgroup)) if verb else Action.AMENDS
    item = ITEM.match(line.words)
    if verb is None and not AMENDED_THUS.search(line.words):
        return
    begin = verb.end() if verb else item.end() if item else 0
    places = places_after(line.text, line.start + begin, line.end)
    if places:
        done = Action.AMENDS if action is Action.REPLACES else action
        yield ReadEffect(done, amended, Extent.PARTS, places, None, line.evidence, confidence=0.8)


def _date(words: str, own: date | None) -> date | None:
    found = DATE.search(words)
    if found is None:
        return own if SELF_DAY.search(words) else None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
