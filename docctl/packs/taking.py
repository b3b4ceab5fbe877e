"""Taking a pack in: batches in the background, each one transaction, taken up after a crash.

What a person here wrote or decided is never changed; where the pack says otherwise, both sides are
kept as a conflict. Findings follow by the same events as for everything else that is registered.
"""

from collections.abc import Sequence

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.jobs import service as jobs
from docctl.jobs.working import Work
from docctl.packs import queries
from docctl.packs.body import Pack
from docctl.packs.meeting import Meeting
from docctl.packs.models import ReceivedPack
from docctl.packs.receiving import open_pack, refuse_unless_counts
from docctl.packs.rules import PackState
from docctl.packs.writing import write_effects, write_texts
from docctl.recommendations.service import import_recommendations
from docctl.runtime import Runtime, Transaction
from docctl.signals import LegalTextsRegistered

KIND = "legal.pack"
BATCH = 250
TOLD = 2000  # texts of which the followers hear at once


def start_taking(tx: Transaction, *, pack_id: int) -> ReceivedPack:
    """Queue the taking in of a pack that was looked at; a person answers for it."""
    tx.actor.must(Permission.REGISTER_LAW)
    received = queries.get_received(tx.session, pack_id, locked=True)
    refuse_unless_counts(received.sender)
    if received.state is PackState.TAKING and received.job_id is not None:
        jobs.retry(tx, job_id=received.job_id)  # refused unless the work broke off
        return received
    unclear = received.state is PackState.TAKEN and received.counts.get("unclear")
    if received.state is not PackState.READY and not unclear:
        raise Refused(say("Somebody has decided this meanwhile."))
    later = queries.find_whole_after(tx.session, received.sender_id, received.number)
    if later is not None:
        raise Refused(say("A later pack of the whole register was taken in; put this one aside."))
    received.state, received.counts = PackState.TAKING, {}
    received.decided_at, received.decided_by = tx.now, tx.actor.name
    audit.record(
        tx,
        action="pack.accepted",
        subject=f"received_pack:{received.id}",
        sha256=received.sha256,
        sender=received.sender.name,
        number=received.number,
    )
    job = jobs.enqueue(
        tx,
        kind=KIND,
        params={"pack": received.id, "name": received.name},
        total=received.texts + received.effects,
    )
    received.job_id = job.id
    return received


def take(runtime: Runtime, work: Work) -> None:
    """Do the work of `start_taking`; what was written stays written if it breaks off."""
    pack_id: int = work.params["pack"]
    with runtime.reading() as session:
        received = queries.get_received(session, pack_id)
        opened = open_pack(session, runtime.blobs.get(received.sha256))
        done = int(received.counts.get("lines", 0))
    pack = opened.pack
    total = len(pack.texts) + len(pack.effects)
    untold: list[int] = []
    for start, stop in _batches(len(pack.texts), total, done):
        with runtime.transaction(work.actor) as tx:
            untold += take_lines(tx, pack_id=pack_id, pack=pack, start=start, stop=stop)
            if untold and (len(untold) >= TOLD or stop >= len(pack.texts)):
                tx.announce(LegalTextsRegistered(tuple(untold)))
                untold = []
        work.report(done=stop, total=total)
    with runtime.transaction(work.actor) as tx:
        take_recommendations(tx, pack_id=pack_id, pack=pack)
        counts = finish_taking(tx, pack_id=pack_id)
    work.report(done=total, total=total, lines=[{"pack": pack_id, "counts": counts}])


def take_lines(
    tx: Transaction, *, pack_id: int, pack: Pack, start: int, stop: int
) -> tuple[int, ...]:
    """Write the lines of a pack from `start` to `stop`, texts before effects; give the new ids."""
    tx.actor.must(Permission.REGISTER_LAW)
    received = queries.get_received(tx.session, pack_id, locked=True)
    if received.state is not PackState.TAKING or received.counts.get("lines", 0) != start:
        raise Refused(say("Somebody has decided this meanwhile."))
    refuse_unless_counts(received.sender)
    meeting = Meeting(tx.session, received.sender_id, pack)
    count = len(pack.texts)
    if start < count:
        written = write_texts(tx, received, meeting.texts(pack.texts[start:stop]))
    else:
        batch = pack.effects[start - count : stop - count]
        written = write_effects(tx, received, meeting.effects(batch))
    received.counts = _added(received.counts, written.counts) | {"lines": stop}
    return written.text_ids


def take_recommendations(tx: Transaction, *, pack_id: int, pack: Pack) -> None:
    """Keep the decisions the sender recommends; nothing is decided by them here."""
    received = queries.get_received(tx.session, pack_id, locked=True)
    if received.state is not PackState.TAKING or not pack.recommendations:
        return
    refuse_unless_counts(received.sender)
    said = queries.list_said_texts(tx.session, received.sender_id, pack.keys)
    result = import_recommendations(
        tx,
        pack.recommendations,
        sender=received.sender.key_id,
        pack=received.sha256,
        texts={pack.keys[ref]: row.text_id for ref, row in said.items()},
    )
    more = {"recommendations": result.new, "recommendations_withdrawn": result.withdrawn}
    received.counts = _added(received.counts, more)


def finish_taking(tx: Transaction, *, pack_id: int) -> dict[str, int]:
    """Say that a pack is taken in; give what that did."""
    received = queries.get_received(tx.session, pack_id, locked=True)
    if received.state is PackState.TAKING:
        received.state, received.taken_at = PackState.TAKEN, tx.now
        audit.record(
            tx,
            action="pack.taken_in",
            subject=f"received_pack:{received.id}",
            sha256=received.sha256,
            sender=received.sender.name,
            number=received.number,
            counts=received.counts,
        )
    return dict(received.counts)


def _batches(texts: int, total: int, done: int) -> Sequence[tuple[int, int]]:
    """Cut the lines from `done` on into batches that hold texts only or effects only."""
    found = []
    while done < total:
        stop = min(done + BATCH, texts if done < texts else total)
        found.append((done, stop))
        done = stop
    return found


def _added(counts: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) + more.get(name, 0) for name in {**counts, **more}}
