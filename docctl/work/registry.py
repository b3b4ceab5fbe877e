"""The kinds of background jobs and who does them."""

from docctl.campaigns import redrafting
from docctl.documents import import_queries as waiting_files
from docctl.documents.rules import ImportState
from docctl.errors import NotFound
from docctl.impact import batches
from docctl.jobs.working import Handlers, Work
from docctl.legal import importing as register
from docctl.legal import rerun
from docctl.packs import taking, watching
from docctl.runtime import Runtime
from docctl.work import importing, reading_law
from docctl.yearly import service as yearly

IMPORT_DOCUMENTS = "documents.import"
IMPORT_LAW = "legal.import"
READ_LAW = "legal.read"
PROPOSE_EFFECTS = "legal.propose"
CONFIRM_EFFECTS = "legal.confirm"
MOST_LINES = 200


def handlers() -> Handlers:
    """Give the handler of every kind of job."""
    return {
        IMPORT_DOCUMENTS: import_documents,
        IMPORT_LAW: import_law,
        rerun.KIND: rerun_engine,
        redrafting.KIND: redraft,
        batches.KIND: batches.run,
        taking.KIND: taking.take,
        watching.KIND: watching.look_now,
        yearly.KIND: yearly.take,
        READ_LAW: reading_law.read_law,
        PROPOSE_EFFECTS: reading_law.propose_effects,
        CONFIRM_EFFECTS: reading_law.confirm_effects,
    }


def import_documents(runtime: Runtime, work: Work) -> None:
    """Read the files received in one upload; a person confirms each afterwards."""
    items: list[int] = work.params["items"]
    for done, item_id in enumerate(items[work.done :], start=work.done + 1):
        with runtime.transaction(work.actor) as tx:
            try:
                item = waiting_files.get(tx.session, item_id, agency_id=work.actor.agency_id)
            except NotFound:
                continue
            name, blob, state = item.name, item.blob, item.state
        line = {"file": name, "state": state.value}
        if state is ImportState.RECEIVED:
            read = importing.read(
                runtime, work.actor, item_id=item_id, name=name, data=runtime.blobs.get(blob)
            )
            unreadable = isinstance(read, tuple)
            line["state"] = (ImportState.UNREADABLE if unreadable else ImportState.READY).value
        work.report(done=done, total=len(items), lines=[line])


def import_law(runtime: Runtime, work: Work) -> None:
    """Register the legal texts of an uploaded file."""
    result = register.import_file(
        runtime,
        work.actor,
        runtime.blobs.get(work.params["blob"]),
        work.params["name"],
        progress=lambda done, total: work.report(done=done, total=total),
    )
    counts = {name: value for name, value in result.as_json().items() if isinstance(value, int)}
    refused = [
        {
            "line": row.line,
            "number": row.number,
            "reasons": [(reason.msgid, dict(reason.params)) for reason in row.reasons],
        }
        for row in result.refused[:MOST_LINES]
    ]
    work.report(done=work.total, lines=[{"counts": counts}, *({"refused": row} for row in refused)])


def rerun_engine(runtime: Runtime, work: Work) -> None:
    """Run the engine again over every version; the lines name versions that could not be read."""
    rerun.run(
        runtime,
        work.actor,
        job_id=work.job_id,
        done=work.done,
        report=lambda done, total, lines: work.report(done=done, total=total, lines=lines),
    )


def redraft(runtime: Runtime, work: Work) -> None:
    """Draft the documents of a redraft one by one; the lines stay with its documents."""
    redrafting.run(
        runtime,
        work.actor,
        redraft_id=work.params["redraft"],
        report=lambda done, total, lines: work.report(done=done, total=total, lines=lines),
    )
