"""Raising the findings of a change of law: at once when it is little, in batches when it is much.

Much is a job that is taken up where it stopped: each batch writes its findings and the place to go
on in one transaction. First come the documents whose cited provisions are hit; when all of them
have their findings, people are told, one message each. Then come those that only cite the text
somewhere else (weak signals), then findings that lost their cause.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl import faults
from docctl.impact import effect_queries, evidence, raising, service, telling, walking
from docctl.impact.causes import Known
from docctl.impact.judging import Judged, judge
from docctl.impact.meetings import list_meetings
from docctl.impact.walking import Target
from docctl.jobs import service as queueing
from docctl.jobs.models import Job, JobState
from docctl.jobs.working import Work
from docctl.runtime import Runtime, Transaction
from docctl.signals import FindingsRaised

KIND = "findings.raise"
BATCH = 1000  # versions one transaction looks at
INLINE = 500  # versions looked at while the person waits


class Phase(StrEnum):
    """What is done in which order."""

    STRONG = "strong"  # documents whose cited provisions are hit
    TELL = "tell"
    WEAK = "weak"  # documents that only cite the text elsewhere
    LEFT = "left"  # findings whose cause is gone
    TEXTS = "texts"  # documents that cite a text whose facts changed
    END = "end"


_ORDER = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Place:
    """How far the work is: in a phase, after a text (or effect) and a version (or citation)."""

    phase: Phase = Phase.STRONG
    group: int = 0
    after: int = 0
    done: int = 0
    total: int = 0

    def next_phase(self) -> "Place":
        """Give the beginning of the next phase."""
        follower = _ORDER[_ORDER.index(self.phase) + 1]
        return replace(self, phase=follower, group=0, after=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One batch: what to look at, and the place behind it."""

    then: Place
    effect_ids: frozenset[int] = frozenset()
    version_ids: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the law: all effects concerned, and texts whose facts changed."""

    effect_ids: tuple[int, ...]
    text_ids: tuple[int, ...] = ()


def follow_effects(tx: Transaction, *, effect_ids: Collection[int]) -> Job | None:
    """Raise, move or withdraw the findings of effects: now, or by the job that is given."""
    moved = effect_queries.list_moved(tx.session, effect_ids)
    return _follow(tx, Change(tuple(sorted({*effect_ids, *moved}))))


def follow_texts(tx: Transaction, *, text_ids: Collection[int]) -> Job | None:
    """Follow corrected days of texts and the citations that are now bound to them, likewise."""
    effects = effect_queries.list_between(tx.session, text_ids)
    moved = effect_queries.list_moved(tx.session, effects)
    return _follow(tx, Change(tuple(sorted(effects | moved)), tuple(sorted(set(text_ids)))))


def list_running(session: Session) -> Sequence[Job]:
    """List the changes of law that are being followed in batches, oldest first."""
    return session.scalars(
        select(Job)
        .where(Job.kind == KIND, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        .order_by(Job.id)
    ).all()


def _follow(tx: Transaction, change: Change) -> Job | None:
    if _is_much(tx.session, change):
        params = {"effects": list(change.effect_ids), "texts": list(change.text_ids)}
        return queueing.enqueue(tx, kind=KIND, params=params)
    if change.text_ids:
        service.follow_texts(tx, text_ids=change.text_ids)
    else:
        service.raise_findings(tx, effect_ids=change.effect_ids)
    if change.effect_ids:
        tx.announce(FindingsRaised(change.effect_ids))
    return None


def _is_much(session: Session, change: Change) -> bool:
    """Say whether more is to be looked at than a person should wait for."""
    left = INLINE
    for target in walking.list_targets(session, change.effect_ids):
        left -= walking.count_versions(session, target, most=left + 1)
        if left < 0:
            return True
    for effect_id in walking.list_effects_left(session, change.effect_ids):
        left -= len(walking.list_left(session, effect_id, after=0, limit=left + 1))
        if left < 0:
            return True
    return len(evidence.list_documents_citing(session, change.text_ids)) > left


def run(runtime: Runtime, work: Work) -> None:
    """Do the job from where it stands to its end."""
    change = Change(tuple(work.params["effects"]), tuple(work.params["texts"]))
    place, known = _read(work.place), Known()
    with runtime.reading() as session:
        targets = walking.list_targets(session, change.effect_ids)
        if not work.place:
            total = sum(walking.count_versions(session, one) for one in targets)
            place = replace(place, total=total)
    while place.phase is not Phase.END:
        with runtime.reading() as session:
            step = _next(session, change, targets, place, runtime.now())
        with runtime.transaction(work.actor) as tx:
            _do(tx, step, change, known)
            written = asdict(step.then)
            work.keep(tx, place=written, done=step.then.done, total=step.then.total)
        place = step.then
        faults.reach("raise.after_batch")


def _read(written: dict[str, Any]) -> Place:
    return Place(**written | {"phase": Phase(written["phase"])}) if written else Place()


def _next(
    session: Session, change: Change, targets: Collection[Target], place: Place, now: datetime
) -> Step:
    """Find what is to be done at a place."""
    match place.phase:
        case Phase.STRONG | Phase.WEAK:
            return _next_versions(session, targets, place, now)
        case Phase.TELL:
            return Step(place.next_phase(), tells=True)
        case Phase.LEFT:
            return _next_left(session, change, place)
        case _:
            return _next_citing(session, change, place)


def _next_versions(
    session: Session, targets: Collection[Target], place: Place, now: datetime
) -> Step:
    strong = place.phase is Phase.STRONG
    wanted = [
        one for one in targets if one.text_id >= place.group and (strong or one.paths is not None)
    ]
    found, effects, at = list[int](), set[int](), place
    for target in wanted:
        if strong and target.paths == frozenset():
            continue
        after = at.after if target.text_id == at.group else 0
        room = BATCH - len(found)
        some = walking.list_versions(
            session, target, strong=strong, now=now, after=after, limit=room
        )
        found += some
        effects |= set(target.effect_ids) if some else set()
        if len(some) == room:
            at = replace(at, group=target.text_id, after=some[-1], done=at.done + len(found))
            return Step(at, frozenset(effects), tuple(found))
    then = replace(at, done=at.done + len(found)).next_phase()
    return Step(then, frozenset(effects), tuple(found))


def _next_left(session: Session, change: Change, place: Place) -> Step:
    for effect_id in walking.list_effects_left(session, change.effect_ids):
        if effect_id < place.group:
            continue
        after = place.after if effect_id == place.group else 0
        found = walking.list_left(session, effect_id, after=after, limit=BATCH)
        if found:
            documents = tuple(sorted({document_id for _, document_id in found}))
            at = replace(place, group=effect_id, after=found[-1][0])
            return Step(at, frozenset({effect_id}), document_ids=documents)
    return Step(place.next_phase())


def _next_citing(session: Session, change: Change, place: Place) -> Step:
    citing = evidence.list_documents_citing(session, change.text_ids)
    found = tuple(sorted(one for one in citing if one > place.after)[:BATCH])
    if not found:
        return Step(place.next_phase())
    return Step(replace(place, after=found[-1]), document_ids=found)


def _do(tx: Transaction, step: Step, change: Change, known: Known) -> None:
    """Write one batch; what stands already is left as it is."""
    documents = {*step.document_ids, *walking.list_documents_of(tx.session, step.version_ids)}
    evidence.lock_documents(tx.session, documents)
    judged = Judged(step.effect_ids, frozenset(step.version_ids), frozenset(documents), known)
    if step.version_ids:
        meetings = list_meetings(
            tx.session,
            effect_ids=step.effect_ids,
            version_ids=step.version_ids,
            now=tx.now,
            known=known,
        )
        raising.write_batch(tx, judge(tx.session, meetings, today=tx.today), judged)
    elif documents:
        raising.move(tx, documents, judged=judged if step.effect_ids else None)
    if step.tells:
        telling.tell_untold(tx, effect_ids=change.effect_ids)
    if step.tells or step.then.phase is Phase.END:
        tx.announce(FindingsRaised(change.effect_ids))
