"""Importing a register of legal texts: file, preview, background job with progress."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import NotFound, Refused, Sentence, say
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import Job, JobState
from docctl.legal import importing
from docctl.legal.sheets import LARGEST, MOST_ROWS
from docctl.web import auth, room
from docctl.web.acts import acting
from docctl.web.forms import sent_name
from docctl.web.language import translate
from docctl.work.registry import CONFIRM_EFFECTS, IMPORT_LAW, PROPOSE_EFFECTS, READ_LAW
from docctl.yearly.service import KIND as YEARLY

ENDINGS = (".jsonl", ".json", ".csv", ".xlsx")


@auth.needs(Permission.REGISTER_LAW)
def choose() -> ResponseReturnValue:
    """Show where to choose a file, and which columns are understood."""
    return _page([])


@auth.needs(Permission.REGISTER_LAW)
@room.takes(files=4)
def preview() -> ResponseReturnValue:
    """Say what an import would change, before it does; every refused row with its reason."""
    try:
        name, data = _file()
        seen = importing.preview(runtime(), data, name)
    except Refused as refused:
        return _page([translate(reason) for reason in refused.reasons]), 409
    blob = runtime().blobs.put(data)
    return render_template("legal/preview.html", seen=seen, name=name, blob=blob)


@auth.needs(Permission.REGISTER_LAW)
def start(name: str) -> ResponseReturnValue:
    """Queue the import of a file that was previewed."""
    blob = request.form.get("blob", "")
    if not runtime().blobs.has(blob):
        raise NotFound(f"blob {blob!r}")
    with acting() as tx:
        queued = queueing.enqueue(tx, kind=IMPORT_LAW, params={"blob": blob, "name": name})
    return redirect(url_for("legal.import_job", job_id=queued.id))


@auth.needs(Permission.REGISTER_LAW)
def job(job_id: int) -> ResponseReturnValue:
    """Show how far an import has come; the bar asks again by itself."""
    with runtime().reading() as session:
        found = jobs.get_job(session, job_id, actor=auth.actor())
        part = "HX-Request" in request.headers
        if (after := _after(found)) is not None:
            leads = {"HX-Redirect": after}
            return Response(status=200, headers=leads) if part else redirect(after)
        reasons = [translate(reason) for reason in queueing.errors_of(found)]
        name = "legal/_job.html" if part else "legal/job.html"
        refused = [_refused(line["refused"]) for line in found.lines if "refused" in line]
        return render_template(name, job=found, reasons=reasons, refused=refused)


def _refused(row: dict[str, Any]) -> tuple[int, str, str]:
    """Give the line, the number and the reasons of a row; older jobs kept them in English."""
    said = [
        one if isinstance(one, str) else translate(Sentence(one[0], tuple(one[1].items())))
        for one in row["reasons"]
    ]
    return row["line"], row["number"], " ".join(said)


def _after(job: Job) -> str | None:
    """Give where a finished job about one text leads: to what was read, or to its effects."""
    if job.state is not JobState.DONE:
        return None
    if job.kind == READ_LAW:
        return url_for("legal.reading_show", name=job.lines[0]["reading"])
    if job.kind == YEARLY:
        return url_for("legal.yearly_show", name=job.params["blob"])
    if job.kind in {PROPOSE_EFFECTS, CONFIRM_EFFECTS}:
        return url_for("legal.review_page", text_id=job.params["text_id"])
    return None


def _page(reasons: list[str]) -> str:
    return render_template("legal/import.html", reasons=reasons, limit=LARGEST, most=MOST_ROWS)


def _file() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused(say("Choose a file."))
    name = sent_name(file)
    if not name.lower().endswith(ENDINGS):
        raise Refused(say("Choose a file of JSON lines, CSV or Excel (.jsonl, .csv, .xlsx)."))
    return name, file.stream.read(LARGEST + 1)
