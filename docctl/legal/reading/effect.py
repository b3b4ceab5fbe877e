"""What is read: a ReadEffect, and how much of its target it touches."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from docctl.legal.find import Citation, Place, find
from docctl.legal.reading.acts import Act
from docctl.legal.reading.confidence import confidence_of
from docctl.legal.reading.days import day_ahead, day_from, day_until
from docctl.legal.reading.places import chains_in, merged, under
from docctl.legal.reading.targets import Sentence
from docctl.legal.reading.words import DAY, EXCEPT, PARTLY, SELF, WHOLE_WORDING, WHOLLY
from docctl.legal.rules import Action, Extent

_TEMPORARY = frozenset({"suspends", "extends", "continues", "postpones"})
_FORCE_OF = re.compile(
    r"(?:hiệu\s+lực|thời\s+(?:gian|hạn)|việc|thi\s+hành|thực\s+hiện|áp\s+dụng|của|đối\s+với|tại|các|và|toàn\s+bộ|có|văn\s+bản|[\s,;:])+"
)
_OF_OTHER = re.compile(r"\s*(?:của\s+|tại\s+)?·")
_THROUGH = re.compile(r"(?:đến|tới|sang)\s+hết\s")  # put off through a day: it begins on the next
_PUT_OFF = re.compile(rf"từ\s+{DAY}\s+(?:đến|sang)\s")
_INTO = re.compile(r"\s(?:vào\s+(?:ngay\s+)?(?:sau|trước)|(?:ngay\s+)?sau)\s+(?:khoản|điểm|điều)\s")
_ADDS = re.compile(r"(?<!đổi,\s)(?<!đổi\s)(?<!đổi\svà\s)bổ\s+sung\s*$")
_SET_IN = re.compile(r"\w(?<!hành)\s+tại\s*$")  # "tiêu chuẩn … tại Quyết định số …"
_REACH = 300


@dataclass(frozen=True, slots=True)
class ReadEffect:
    """What the text does to `target`; `places` are the provisions when `extent` is parts.

    `effective_on` None: not said. `phrase`: only words inside the places change. `rule` is the way
    it was read, `confidence` how often what is read that way is right (`reading.confidence`).
    `said` is the action in the words of the graded set.
    `until` is the last day of what is temporary, the new first day of a text that is postponed;
    `exception` is what is left out.
    """

    action: Action
    target: Citation
    extent: Extent
    places: tuple[Place, ...]
    effective_on: date | None
    evidence: str
    phrase: bool = False
    confidence: float = 0.5
    said: str = ""
    rule: str = "verb"
    until: date | None = None
    exception: str = ""


def effect_of(
    act: Act,
    sentence: Sentence,
    *,
    own: date | None,
    evidence: str = "",
    partly: bool = False,
    rule: str = "",
) -> ReadEffect:
    """Make the effect of an act; `own` is the day the clause or the text takes effect."""
    citation = act.target.citation
    places = citation.articles or _places_between(act, sentence)
    reach = sentence.plain[act.begin : act.target.at]
    if act.span:
        begin, end = (sentence.start + at for at in act.span)
        said = merged(sentence.text, chains_in(sentence.text, begin, end))
        whole = next((one for one in reversed(citation.articles) if one.dieu), None)
        places = tuple(under(place, whole) for place in said)
    elif act.forward and citation.articles and _INTO.search(reach):  # "khoản 5a vào sau khoản 5"
        begin = sentence.start + act.begin
        found = merged(sentence.text, chains_in(sentence.text, begin, begin + len(reach)))
        places = found or places
    elif citation.articles and ";" in sentence.words[act.target.begin : act.target.at]:
        begin, end = sentence.start + act.target.begin, sentence.start + act.target.at
        places = merged(sentence.text, chains_in(sentence.text, begin, end))
    elif citation.articles and (act.forward or rule == "list"):
        places = _spread(act, sentence) or places
    rule = rule or ("verb" if act.forward else "ending")
    extent = Extent.PARTS if places else _extent(act, partly=partly)
    return ReadEffect(
        action=action_of(act.action, sentence.plain, 0 if act.phrase else act.begin),
        target=citation,
        extent=extent,
        places=places,
        effective_on=own
        if _from_old_day(act, sentence)
        else day_from(sentence.plain, act.day_from, own) or day_ahead(sentence.plain),
        evidence=evidence or sentence.evidence,
        phrase=act.phrase,
        confidence=confidence_of(rule, act.action, named=not citation.number),
        said=act.action,
        rule=rule,
        until=_until(act.action, sentence.plain),
        exception=_of_target(exception_in(sentence, act.target.after), act, sentence),
    )


def action_of(said: str, plain: str, verb_end: int) -> Action:
    """Give the action a verb that ends at `verb_end` means: "bổ sung" alone adds, changes nothing.

    The graded set knows "amends" for both.
    """
    if said == "amends" and _ADDS.search(plain, max(0, verb_end - 40), verb_end):
        return Action.SUPPLEMENTS
    return Action(said)


def _until(action: str, plain: str) -> date | None:
    """Give the last day of what is temporary, the first day of a text that is postponed."""
    until = day_until(plain, 0) if action in _TEMPORARY else None
    if until and action == "postpones" and _THROUGH.search(plain):
        return until + timedelta(days=1)
    return until


def _places_between(act: Act, sentence: Sentence) -> tuple[Place, ...]:
    """Give the places said between verb and target: of a regulation that the target issued."""
    if act.action == "continues" and act.forward:
        return ()
    start = sentence.start + max(act.begin, act.target.at - _REACH)
    chains = chains_in(sentence.text, start, sentence.start + act.target.at)
    return merged(sentence.text, chains)


def _spread(act: Act, sentence: Sentence) -> tuple[Place, ...]:
    """Give all places of "quy định về … tại Điều 1 và … tại Điều 4 Quyết định …"."""
    plain = sentence.plain
    chains = [
        one
        for one in chains_in(plain, act.begin, act.target.at)
        if not SELF.match(plain, one.end) and not _OF_OTHER.match(plain, one.end, act.target.at)
    ]
    if len(chains) < 2 or any("vào" in plain[a.end : b.start] for a, b in pairwise(chains)):
        return ()
    return tuple(dict.fromkeys(place for one in chains for place in one.places))


def _extent(act: Act, *, partly: bool) -> Extent:
    wholly = WHOLLY.search(act.words) and not PARTLY.search(act.words)
    if wholly or WHOLE_WORDING.search(act.words):
        return Extent.WHOLE
    if act.action in {"amends", "corrects"}:
        return Extent.UNSPECIFIED
    if act.forward and act.action in {"continues", "extends"}:
        whole = act.action == "extends" and _FORCE_OF.fullmatch(act.words)
        return Extent.WHOLE if whole else Extent.UNSPECIFIED
    part = partly or PARTLY.search(act.words) or _SET_IN.search(act.words)
    return Extent.UNSPECIFIED if part else Extent.WHOLE


def _from_old_day(act: Act, sentence: Sentence) -> bool:
    """Say whether the day after "từ" is the one a text is put off from: "lùi … từ … đến …"."""
    return act.action == "postpones" and bool(_PUT_OFF.search(sentence.plain, act.begin))


def _of_target(exception: str, act: Act, sentence: Sentence) -> str:
    """Give what is left out of this target; nothing where it is told of another of the sentence."""
    number = act.target.citation.number
    named = {one.number for one in find(exception) if one.number} if exception and number else set()
    others = {one.citation.number for one in sentence.targets} - {number}
    return "" if named and number not in named and named <= others else exception


def exception_in(sentence: Sentence, after: int) -> str:
    """Give the words of "trừ …" after a position of a sentence; empty if it leaves nothing out."""
    found = EXCEPT.search(sentence.plain, after)
    if not found:
        return ""
    rest = sentence.text[sentence.start + found.end() : sentence.end]
    return " ".join(re.split(r"[;.)]", rest, maxsplit=1)[0].split())[:300]
