"""Running the engine again over every version of an installation: in batches, to be taken up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from docctl import faults
from docctl.actors import Actor, Permission
from docctl.audit import service as audit
from docctl.documents.models import Version
from docctl.errors import Refused, say
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import Job
from docctl.legal import queries
from docctl.legal.differences import look_and_write, needs_writing
from docctl.legal.mentions import EXTRACTOR
from docctl.runtime import Runtime, Transaction

KIND = "legal.rerun"
BATCH = 20  # versions between two reports; also what one transaction writes at most
Report = Callable[[int, int, Sequence[Any]], None]  # done, of all, lines


@dataclass(frozen=True, slots=True)
class Failure:
    """A version that could not be looked at, and why."""

    version_id: int
    code: str
    reasons: tuple[Any, ...]


def start_rerun(tx: Transaction) -> Job:
    """Queue a run over every version; refuses while another one waits or works."""
    tx.actor.must(Permission.REGISTER_LAW)
    total = queries.count_versions(tx.session)
    job = queueing.enqueue_alone(tx, kind=KIND, params={"extractor": EXTRACTOR}, total=total)
    if job is None:
        raise Refused(say("The engine is already running over the documents."))
    return job


def run(runtime: Runtime, actor: Actor, *, job_id: int, done: int, report: Report) -> None:
    """Look at every version after the first `done`; writes only what differs.

    Reading and searching hold no lock; only versions with something to write are looked at again
    in a transaction. A batch may be done twice after a crash and then writes nothing more.
    """
    actor.must(Permission.REGISTER_LAW)
    while True:
        with runtime.reading() as session:
            total = queries.count_versions(session)
            batch = queries.list_versions_from(session, skip=done, limit=BATCH)
            waiting, failures = [], list[Failure]()
            for version_id in batch:
                version = session.get_one(Version, version_id)
                try:
                    if needs_writing(session, version, now=runtime.now()):
                        waiting.append(version_id)
                except Refused as refused:
                    reasons = tuple((one.msgid, dict(one.params)) for one in refused.reasons)
                    failures.append(Failure(version_id, version.document.code, reasons))
            session.expunge_all()  # a batch of long texts is enough in memory
        if not batch:
            return
        if waiting:
            _write(runtime, actor, waiting, job_id)
            faults.reach("rerun.after_batch")
        done += len(batch)
        report(done, total, [{"version": one.version_id, "code": one.code, "reasons": one.reasons}
                             for one in failures])  # fmt: skip


def _write(runtime: Runtime, actor: Actor, version_ids: Sequence[int], job_id: int) -> None:
    with runtime.transaction(actor) as tx:
        for version_id in version_ids:
            look_and_write(tx, version_id=version_id, job_id=job_id)
        audit.record(
            tx,
            action="citations.looked_at_again",
            subject=f"job:{job_id}",
            extractor=EXTRACTOR,
            versions=list(version_ids),
        )


def is_waiting(runtime: Runtime, job_id: int) -> bool:
    """Say whether a run is not yet at its end."""
    with runtime.reading() as session:
        job = jobs.find_unfinished(session, kind=KIND)
        return job is not None and job.id == job_id
