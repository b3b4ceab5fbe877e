"""What taking a pack in would do, before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from docctl.legal.queries import chunks, list_texts_of
from docctl.legal.rules import EffectState
from docctl.packs import queries
from docctl.packs.body import Pack
from docctl.packs.meeting import EffectMet, Meeting, TextMet
from docctl.packs.models import ReceivedPack
from docctl.packs.rules import Outcome
from docctl.packs.saying import TextSaid
from docctl.recommendations.queries import find_by_ref, list_texts_by_key
from docctl.recommendations.rules import Said, read_line

BATCH = 500
FORESEEN = 5000  # effects of which is said whom they would hurt
SHOWN = 200  # of each kind, on the page


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommended decision that is new here, or was taken back; texts by their numbers."""

    said: Said
    source: str
    target: str


@dataclass(slots=True)
class Preview:
    """Counts of every kind, and the first of each that a person should see."""

    texts: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    new: list[TextMet] = field(default_factory=list)
    changed: list[TextMet] = field(default_factory=list)
    disputed: list[TextMet] = field(default_factory=list)
    unclear: list[TextMet] = field(default_factory=list)
    effects_new: list[EffectMet] = field(default_factory=list)
    effects_changed: list[EffectMet] = field(default_factory=list)
    effects_disputed: list[EffectMet] = field(default_factory=list)
    by_ref: dict[int, TextSaid] = field(default_factory=dict)
    advice: int = 0  # recommended decisions that are not known here
    advised: list[Advice] = field(default_factory=list)
    acting: list[EffectMet] = field(default_factory=list)  # that would count, on known texts
    missing: int | None = None  # number of a pack before this one that nobody took in

    @property
    def changes(self) -> int:
        """Give how many lines would change the register."""
        kinds = (Outcome.NEW, Outcome.CHANGES)
        said = sum(count[kind] for count in (self.texts, self.effects) for kind in kinds)
        return said + self.advice

    @property
    def conflicts(self) -> int:
        """Give how many lines would wait for a person."""
        return self.texts[Outcome.CONFLICT] + self.effects[Outcome.CONFLICT]

    @property
    def known(self) -> int:
        """Give how many lines say nothing new."""
        kinds = (Outcome.SAME, Outcome.OLDER)
        return sum(count[kind] for count in (self.texts, self.effects) for kind in kinds)


def preview(session: Session, received: ReceivedPack, pack: Pack) -> Preview:
    """Compare a pack with the register as it is now; nothing is written."""
    found = Preview(by_ref={one.ref: one for one in pack.texts})
    meeting = Meeting(session, received.sender_id, pack)
    for texts in chunks(pack.texts, BATCH):
        _texts(found, meeting.texts(texts))
    for effects in chunks(pack.effects, BATCH):
        _effects(found, meeting.effects(effects))
    key = received.sender.key_id
    news = [one for one in pack.recommendations if _is_news(session, key, one)]
    found.advice = len(news)
    found.advised = _advised(session, pack, found.by_ref, news[:SHOWN])
    found.missing = missing_before(session, received)
    return found


def _advised(
    session: Session, pack: Pack, texts: Mapping[int, TextSaid], lines: list[Mapping[str, Any]]
) -> list[Advice]:
    """Name the texts of recommended decisions as the pack does, else as the register does."""
    said = [read_line(one) for one in lines]
    keys = {key for one in said for key in (one.source, one.target)}
    known = list_texts_of(session, set(list_texts_by_key(session, keys).values()))
    names = {text.text_key: text.number or text.title for text in known.values()}
    names |= {key: texts[ref].number or texts[ref].title for ref, key in pack.keys.items()}
    return [
        Advice(one, names.get(one.source, one.source), names.get(one.target, one.target))
        for one in said
    ]


def _is_news(session: Session, sender: str, said: Mapping[str, Any]) -> bool:
    """Say whether a recommended decision is new here, or was taken back since."""
    known = find_by_ref(session, sender=sender, ref=said["ref"])
    return known is None or (bool(said["withdrawn_at"]) and known.withdrawn_at is None)


def missing_before(session: Session, received: ReceivedPack) -> int | None:
    """Give the number of the pack before, if this one builds on it and nobody took it in."""
    if received.since is None or not received.previous:
        return None
    before = queries.find_received(session, received.previous)
    taken = before is not None and before.taken_at is not None
    whole = queries.find_whole_after(session, received.sender_id, received.number - 1)
    return None if taken or whole is not None else received.number - 1


def _texts(found: Preview, met: Iterable[TextMet]) -> None:
    lists = {
        Outcome.NEW: found.new,
        Outcome.CHANGES: found.changed,
        Outcome.CONFLICT: found.disputed,
        Outcome.UNCLEAR: found.unclear,
    }
    for one in met:
        found.texts[one.on.outcome] += 1
        _keep(lists, one.on.outcome, one)


def _effects(found: Preview, met: Iterable[EffectMet]) -> None:
    lists = {
        Outcome.NEW: found.effects_new,
        Outcome.CHANGES: found.effects_changed,
        Outcome.CONFLICT: found.effects_disputed,
    }
    for one in met:
        found.effects[one.outcome] += 1
        acts = one.outcome in {Outcome.NEW, Outcome.CHANGES} and one.target_id is not None
        if acts and one.said.state is EffectState.CONFIRMED and len(found.acting) < FORESEEN:
            found.acting.append(one)
        _keep(lists, one.outcome, one)


def _keep(lists: dict[Outcome, Any], kind: Outcome, one: Any) -> None:
    if kind in lists and len(lists[kind]) < SHOWN:
        lists[kind].append(one)
