"""The acts of one sentence: verbs before their targets, and verbs after them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docctl.legal.reading.targets import Sentence, Target, in_title_of
from docctl.legal.reading.verbs import Verb
from docctl.legal.reading.words import (
    ENDS,
    EXCEPT,
    INSTEAD,
    MERE,
    MERE_CONTINUED,
    PHRASE,
    SUBJECT_MERE,
    UNTIL_CLAUSE,
)

_RULES_IN = re.compile(
    r"(?:(?:quy\s+định|nội\s+dung|hướng\s+dẫn)\s[^;]*\s(?:tại|của|trong)|\skèm\s+theo)\s+(?:các\s+)?$"
)
_PUBLISHED = re.compile(r"(?:thủ\s+tục|danh\s+mục)\s[^;]*\s(?:tại|theo)\s+(?:các\s+)?$")
_ONLY_JOINED_SO = re.compile(r"[\s,;]*(?:và\s+)?(?:các\s+)?")
_ONLY_JOINED = re.compile(r"(?:,|và|,\s+và)?(?:\s+(?:các|tại))?")
_AT_PLACE = re.compile(r"[\s*_]*(?:[0-9]{1,3}[.)]\s+|[a-zđ]{1,2}\)\s+)?tại\s+")
_JOINED = re.compile(r"[,;:(\n]|(?<!\w)(?:và|(?:hoặc|cùng|với|đến)(?!\w))")
_GLUED = re.compile(r"(?:\(|và)\s?(?:(?:điểm|khoản)\s\S{1,4}\s)?$")
_BEFORE_NOW = re.compile(r"trước\s+(?:ngày|khi|thời\s+điểm)\s")
_UNTIL_THEN = re.compile(r"(?:đến|tới)\s+(?:ngày|khi|thời\s+điểm)\s+$")
_CONTRARY = re.compile(r"trái\s+với|mâu\s+thuẫn\s+với|không\s+(?:còn\s+)?phù\s+hợp\s+với")
_BRACKETED = re.compile(r"\([^()]{0,240}\)")
_LISTS = re.compile(r"[^.;:·]{0,200}:")
_PLACE_SAID = re.compile(r"(?:điều|khoản|điểm|phụ\s+lục|mẫu)\s")
_UNDER = re.compile(r"theo\s+(?:các\s+)?(?:quy|qui)\s+định\s+(?:của|tại)\s+(?:các\s+)?$")
_APPLIED_UNDER = 400  # the same where "theo quy định của" stands before the text
_APPLIED_WITHIN = 140  # code points between "tiếp tục thực hiện" and the text that is applied
_NEAR = 240  # code points looked back


@dataclass(frozen=True, slots=True)
class Act:
    """An action on a target; `words` are those that say what of it, `begin`, `end` their span."""

    action: str
    target: Target
    begin: int
    words: str
    phrase: bool
    day_from: int  # where in the sentence its day is looked for
    forward: bool
    span: tuple[int, int] | None = None  # where its places are said, when not before the target


def acts_of(sentence: Sentence, verbs: list[Verb]) -> Iterator[Act]:
    """Yield what a sentence does to its targets."""
    claimed: set[int] = set()
    for act in _by_verbs(sentence, verbs):
        claimed.add(act.target.at)
        yield act
    for act in (*_by_endings(sentence), *_by_place_ahead(sentence, verbs)):
        if act.target.at not in claimed:
            claimed.add(act.target.at)
            yield act


def _by_verbs(sentence: Sentence, verbs: list[Verb]) -> Iterator[Act]:
    plain = sentence.plain
    waiting: list[Verb] = []
    for index, verb in enumerate(verbs):
        if not verb.acts:
            continue
        limit = verbs[index + 1].start if index + 1 < len(verbs) else len(plain)
        begin, rules = verb.end, ""
        for one in _after(sentence, verb, limit):
            yield from _waited(waiting, one, plain, verb.start)
            waiting = []
            phrase = bool(PHRASE.search(plain, verb.start, one.begin))
            words = plain[begin : one.at]
            if rules and _ONLY_JOINED.fullmatch(words.strip("· ")):
                words = rules + words  # "các quy định về phí tại Thông tư A và Thông tư B"
            elif not one.citation.articles and (
                _RULES_IN.search(words) or verb.action == "extends"
            ):
                rules = words
            else:
                rules = ""
            yield Act(verb.action, one, begin, words, phrase, 0, forward=True)
            begin = one.after
        if begin == verb.end and verb.action in {"amends", "repeals", "replaces"}:
            waiting.append(verb)


def _after(sentence: Sentence, verb: Verb, limit: int) -> Iterator[Target]:
    """Yield the texts that a verb acts on, up to what ends its reach."""
    plain, continues = sentence.plain, verb.action == "continues"
    ends = None if continues else ENDS.search(plain, verb.end, limit)
    mere = MERE_CONTINUED if continues else MERE
    done, last = verb.end, None
    for one in sentence.targets:
        if one.at < verb.end or (last and in_title_of(sentence, last, one)):
            continue
        if last and not _joined(sentence, done, one):
            continue  # it stands in the title of the one before
        between = plain[max(done, plain.rfind("·", done, one.at) + 1) : one.at]
        between = _BRACKETED.sub(" ", between)
        over = one.at > limit or (ends and ends.start() < one.at)
        if over or mere.search(between) or EXCEPT.search(between):
            return
        if last and (INSTEAD.search(between) or _UNTIL_THEN.search(between)):
            return
        if not last and continues and not _applied(plain, verb, one):
            return
        if continues and not _may_be_old(plain, one):
            return
        yield one
        done, last = one.after, one


def _joined(sentence: Sentence, done: int, one: Target) -> bool:
    """Say whether words that join stand between the text that ends at `done` and another."""
    if _JOINED.search(sentence.plain, done, one.at):
        return True
    return bool(_GLUED.search(sentence.words[max(0, one.begin - 24) : one.begin]))


def _applied(plain: str, verb: Verb, one: Target) -> bool:
    """Say whether "tiếp tục thực hiện" is near enough to the text for it to be what is applied."""
    apart = one.begin - verb.end
    if apart <= _APPLIED_WITHIN:
        return True
    return apart <= _APPLIED_UNDER and bool(_UNDER.search(plain, verb.end, one.begin))


def _may_be_old(plain: str, one: Target) -> bool:
    """Say whether a text can be one that goes on although it ended, no law that is in force anyway.

    "tiếp tục giải quyết theo quy định của Luật Tố cáo" tells only where to look.
    """
    said = one.citation
    return bool(said.number or said.year or said.issued or _BEFORE_NOW.search(plain))


def _waited(waiting: list[Verb], one: Target, plain: str, limit: int) -> Iterator[Act]:
    """Yield the acts of verbs whose text is named only after the next verb."""
    for index, verb in enumerate(waiting):
        end = waiting[index + 1].start if index + 1 < len(waiting) else limit
        phrase = bool(PHRASE.search(plain, verb.start, end))
        words = plain[verb.end : end]
        if not _PLACE_SAID.search(words) or ";" in words or "này" in words:
            continue
        yield Act(verb.action, one, verb.end, words, phrase, 0, forward=True, span=(verb.end, end))


def _by_place_ahead(sentence: Sentence, verbs: list[Verb]) -> Iterator[Act]:
    """Yield the act of "Tại khoản 2 Điều 3 Nghị định số …, thay cụm từ …"."""
    plain = sentence.plain
    ahead = _AT_PLACE.match(plain)
    one = sentence.targets[0] if sentence.targets else None
    verb = next((verb for verb in verbs if verb.acts), None)
    if not (ahead and one and verb and one.citation.articles and one.begin <= ahead.end()):
        return
    if plain[one.after : verb.start].strip(" ,"):
        return
    phrase = bool(PHRASE.search(plain, verb.start))
    yield Act(verb.action, one, ahead.end(), "", phrase, day_from=verb.start, forward=False)


def _by_endings(sentence: Sentence) -> Iterator[Act]:
    plain, floor = sentence.plain, 0
    for ending in ENDS.finditer(plain):
        before = plain[max(floor, ending.start() - _NEAR) : ending.start()]
        stands = re.search(r"này\s*$", before) or UNTIL_CLAUSE.search(before)
        if not stands and before.count("(") <= before.count(")"):
            made = list(_subjects(sentence, ending, floor))
            yield from made
            colon = None if made else _LISTS.match(plain, ending.end())
            if colon and not ENDS.search(plain, colon.end()):
                yield from _after_colon(sentence, ending, colon.end())
        floor = ending.end()


def _after_colon(sentence: Sentence, ending: re.Match[str], colon: int) -> Iterator[Act]:
    """Yield the acts of "Các văn bản sau hết hiệu lực, gồm: …; …" on the texts it names."""
    done = colon
    for one in sentence.targets:
        if one.at < colon:
            continue
        between = _BRACKETED.sub(" ", sentence.plain[done : one.at])
        if MERE.search(between) or EXCEPT.search(between):
            return
        words = sentence.plain[done : one.at]
        yield Act(
            str(ending.lastgroup), one, done, words, phrase=False,
            day_from=ending.start(), forward=False,
        )  # fmt: skip
        done = one.after


def _subjects(sentence: Sentence, ending: re.Match[str], floor: int) -> Iterator[Act]:
    plain, done, published = sentence.plain, floor, ""
    for one in sentence.targets:
        if one.at < floor or one.after > ending.start():
            continue
        between = plain[done : one.begin]
        done = max(done, one.after)
        goes_on = ending.lastgroup == "continues"  # "…, trừ Điều 4 Thông tư … tiếp tục có hiệu lực"
        excluded = EXCEPT.search(between) and "," not in plain[one.after : ending.start()]
        if SUBJECT_MERE.search(between) or _CONTRARY.search(between) or (excluded and not goes_on):
            continue
        rest = plain[one.after : ending.end() + 20]
        begin = max(floor, one.begin - 200, _break_before(plain, floor, one.begin))
        words = plain[begin : one.at] + _still_partly(rest)
        if not _PUBLISHED.search(words) and published and _ONLY_JOINED_SO.fullmatch(between):
            words = published + words
        published = words if _PUBLISHED.search(words) else ""
        yield Act(
            str(ending.lastgroup), one, begin, words, phrase=False,
            day_from=ending.start(), forward=False,
        )  # fmt: skip


def _break_before(plain: str, floor: int, at: int) -> int:
    """Give where the subject that holds `at` begins: after a semicolon or another text."""
    return max(floor, plain.rfind(";", floor, at) + 1, plain.rfind("·", floor, at) + 1)


def _still_partly(rest: str) -> str:
    """Give the words after a text that say that only a part of it ends."""
    found = re.search(r"một\s+phần|(?:nội\s+dung|quy\s+định)\s+(?:khác|còn\s+lại)", rest)
    return f" {found[0]} " if found else ""
