"""What a newer engine finds otherwise: proposed for approved versions, decided by a person.

An open version is bound again at once. An approved one keeps the citations it was approved with
until the secretary accepts the difference; what a person decided before is no part of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docctl.actors import SYSTEM, Permission
from docctl.audit import service as audit
from docctl.content import Block, project
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import OPEN, Status
from docctl.errors import Refused, say
from docctl.legal import queries
from docctl.legal.bind import announce, note_scan, refuse_too_many
from docctl.legal.binding import asker_of
from docctl.legal.changes import ADDED, CHANGED, DROPPED, Change, changes_of, count, digest
from docctl.legal.mentions import EXTRACTOR, list_hits
from docctl.legal.models import Difference
from docctl.legal.recheck import Plan, make_plan, write_plan
from docctl.legal.resolve import Asker
from docctl.legal.rules import DifferenceState
from docctl.legal.scans import find_scan
from docctl.runtime import Transaction


@dataclass(frozen=True, slots=True)
class Look:
    """What the engine makes of a version today, and what of it the rows say otherwise."""

    asker: Asker
    blocks: tuple[Block, ...]
    plan: Plan
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Decided:
    """How many differences were decided, and how many had changed meanwhile and still wait."""

    decided: int
    outdated: int


def look_again(session: Session, version: Version, *, now: datetime) -> Look:
    """Find and bind the citations of a version again without writing."""
    blocks = project(version.content).blocks
    hits = list_hits(blocks)
    refuse_too_many(len(hits))
    asker = asker_of(session, version, now=now)
    known = queries.list_rows(session, version.id)
    plan = make_plan(session, known, hits, {block.uid: block for block in blocks}, asker)
    return Look(asker, blocks, plan, changes_of(plan))


def needs_writing(session: Session, version: Version, *, now: datetime) -> bool:
    """Say whether looking at a version again would write anything."""
    if version.status is Status.CANCELLED:
        return False
    changes = look_again(session, version, now=now).changes
    if version.status in OPEN:
        scan = find_scan(session, version.id)
        return bool(changes) or scan is None or scan.extractor != EXTRACTOR
    latest = queries.find_latest_difference(session, version.id)
    if latest is None or latest.state is not DifferenceState.PROPOSED:
        return bool(changes) and not _refused_before(latest, changes)
    return not changes or latest.digest != digest(changes)


def look_and_write(tx: Transaction, *, version_id: int, job_id: int) -> None:
    """Bind an open version again; propose, renew or let lapse the difference of an approved one.

    Doing it twice changes nothing.
    """
    version = documents.lock_version(tx.session, version_id, actor=SYSTEM, now=tx.now)
    if version.status is Status.CANCELLED:
        return
    look = look_again(tx.session, version, now=tx.now)
    if version.status in OPEN:
        write_plan(tx.session, version.id, look.plan, look.blocks, drop=True)
        before = find_scan(tx.session, version.id)
        note_scan(tx, version, look.asker, look.plan.rows, before=before)
        if look.changes:
            tx.session.add(_difference(tx, version.id, job_id, look, DifferenceState.APPLIED))
            announce(tx, version)
    else:
        _propose(tx, version.id, job_id, look)
    tx.session.flush()


def accept_differences(tx: Transaction, *, difference_ids: Collection[int]) -> Decided:
    """Apply proposed differences to the rows of their versions, and let findings follow.

    One that is not any more what was shown is renewed instead, and waits to be looked at.
    """
    decided = outdated = 0
    for difference, version in _proposed(tx, difference_ids):
        look = look_again(tx.session, version, now=tx.now)
        if digest(look.changes) != difference.digest:
            _propose(tx, version.id, difference.job_id, look)
            outdated += 1
            continue
        write_plan(tx.session, version.id, look.plan, look.blocks, drop=False)
        _decide(tx, difference, DifferenceState.ACCEPTED)
        announce(tx, version)
        decided += 1
    return Decided(decided, outdated)


def reject_differences(tx: Transaction, *, difference_ids: Collection[int]) -> Decided:
    """Leave versions as they are; the same difference is not proposed again."""
    proposed = _proposed(tx, difference_ids)
    for difference, _ in proposed:
        _decide(tx, difference, DifferenceState.REJECTED)
    return Decided(len(proposed), 0)


def _proposed(tx: Transaction, difference_ids: Collection[int]) -> list[tuple[Difference, Version]]:
    """Give proposed differences with their versions, locked in one order."""
    tx.actor.must(Permission.REGISTER_LAW)
    found = []
    for difference_id in sorted(set(difference_ids)):
        seen = queries.get_difference(tx.session, difference_id, actor=tx.actor, now=tx.now)
        found.append((seen.version_id, seen))
    locked = []
    for version_id, difference in sorted(found, key=lambda pair: pair[0]):
        version = documents.lock_version(tx.session, version_id, actor=tx.actor, now=tx.now)
        tx.session.refresh(difference)
        if difference.state is not DifferenceState.PROPOSED:
            raise Refused(
                say(
                    "The difference of %(code)s was already decided.",
                    code=version.document.code,
                )
            )
        locked.append((difference, version))
    return locked


def _decide(tx: Transaction, difference: Difference, state: DifferenceState) -> None:
    difference.state = state
    difference.decided_at, difference.decided_by = tx.now, tx.actor.name
    tx.session.flush()
    audit.record(
        tx,
        action=f"difference.{state.value}",
        subject=f"version:{difference.version_id}",
        extractor=difference.extractor,
        digest=difference.digest,
        added=difference.added,
        gone=difference.gone,
        changed=difference.changed,
    )


def _propose(tx: Transaction, version_id: int, job_id: int, look: Look) -> None:
    """Keep at most one proposal per version, the one of now."""
    latest = queries.find_latest_difference(tx.session, version_id)
    if latest is None or latest.state is not DifferenceState.PROPOSED:
        if look.changes and not _refused_before(latest, look.changes):
            tx.session.add(_difference(tx, version_id, job_id, look, DifferenceState.PROPOSED))
    elif not look.changes:
        latest.state = DifferenceState.LAPSED
    elif latest.digest != digest(look.changes):
        latest.state = DifferenceState.LAPSED
        tx.session.flush()
        tx.session.add(_difference(tx, version_id, job_id, look, DifferenceState.PROPOSED))
    tx.session.flush()


def _refused_before(latest: Difference | None, changes: list[Change]) -> bool:
    return (
        latest is not None
        and latest.state is DifferenceState.REJECTED
        and latest.digest == digest(changes)
    )


def _difference(
    tx: Transaction, version_id: int, job_id: int, look: Look, state: DifferenceState
) -> Difference:
    counted = count(look.changes)
    return Difference(
        version_id=version_id,
        job_id=job_id,
        extractor=EXTRACTOR,
        digest=digest(look.changes),
        changes=look.changes,
        added=counted[ADDED],
        gone=counted[DROPPED],
        changed=counted[CHANGED],
        state=state,
        made_at=tx.now,
    )
