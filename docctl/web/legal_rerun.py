"""Running the engine again over every version: start, progress, what it found, the decisions."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, Sentence, say
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import Job
from docctl.legal import queries, rerun, service
from docctl.legal.mentions import EXTRACTOR
from docctl.legal.paths import label_of
from docctl.legal.rules import DifferenceState, Resolution
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import numbers_sent, page_address, page_number
from docctl.web.language import translate

PER_PAGE = 100  # also what one decision on "all" takes at once


@auth.needs(Permission.REGISTER_LAW)
def page() -> ResponseReturnValue:
    """Show the last run, its report, and what waits; the bar asks again by itself."""
    actor, now, number = auth.actor(), runtime().now(), page_number()
    with runtime().reading() as session:
        job = _last_run(session)
        found = None if job is None else queries.summary_of(session, job.id, actor=actor, now=now)
        if "HX-Request" in request.headers:
            part = render_template("legal/_rerun.html", **_run(job, found))
            ended = job is None or job.finished_at is not None
            return part, {"HX-Refresh": "true"} if ended else {}  # the list below has changed too
        return render_template(
            "legal/rerun.html",
            **_run(job, found),
            waiting=queries.list_proposed(
                session, actor=actor, now=now, limit=PER_PAGE, skip=(number - 1) * PER_PAGE
            ),
            total=queries.count_proposed(session, actor=actor, now=now),
            versions=queries.count_versions(session),
            extractor=EXTRACTOR,
            page=number,
            per_page=PER_PAGE,
            page_url=page_address,
        )


def _last_run(session: Session) -> Job | None:
    return next(iter(jobs.list_jobs(session, actor=auth.actor(), kind=rerun.KIND, limit=1)), None)


def _run(job: Job | None, found: queries.Summary | None) -> dict[str, Any]:
    failed = [] if job is None else [line for line in job.lines if "reasons" in line]
    return {
        "job": job,
        "found": found,
        "states": DifferenceState,
        "reasons": [] if job is None else [translate(one) for one in queueing.errors_of(job)],
        "failed": [
            (
                line["code"],
                [
                    translate(Sentence(name, tuple(values.items())))
                    for name, values in line["reasons"]
                ],
            )
            for line in failed
        ],
    }


@auth.needs(Permission.REGISTER_LAW)
def start() -> ResponseReturnValue:
    """Queue a run over every version."""
    try:
        with acting() as tx:
            service.start_rerun(tx)
    except Refused as refused:
        flash(" ".join(translate(reason) for reason in refused.reasons), "warning")
    return redirect(url_for("legal.rerun_page"))


@auth.needs(Permission.REGISTER_LAW)
def difference(difference_id: int) -> ResponseReturnValue:
    """Show what the engine finds otherwise in one version, before and after."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        found = queries.get_difference(session, difference_id, actor=actor, now=now)
        sides = [change[side] for change in found.changes for side in ("before", "after")]
        named = {one["text_id"] for one in sides if one and one["text_id"]}
        texts = queries.list_texts_of(session, named)
        return render_template(
            "legal/difference.html",
            difference=found,
            version=found.version,
            document=found.version.document,
            texts=texts,
            states=DifferenceState,
            label_of=label_of,
            word=resolution_word,
        )


def resolution_word(resolution: str) -> str:
    """Name what a citation is bound to, when it is to no text."""
    words: dict[str, str] = {
        Resolution.AMBIGUOUS.value: _("several texts fit"),
        Resolution.UNMATCHED.value: _("not in the register"),
        Resolution.IGNORED.value: _("no citation"),
    }
    return words.get(resolution, "")


@auth.needs(Permission.REGISTER_LAW)
def decide() -> ResponseReturnValue:
    """Accept or reject the chosen differences, or the next ones of all."""
    actor = auth.actor()
    chosen = numbers_sent("difference")[:PER_PAGE]
    if request.form.get("which") == "all":
        with runtime().reading() as session:
            now = runtime().now()
            waiting = queries.list_proposed(session, actor=actor, now=now, limit=PER_PAGE)
            chosen = [one.id for one in waiting]
    if not chosen:
        raise Refused(say("Tick at least one difference."))
    accept = request.form.get("act") == "accept"
    verb = service.accept_differences if accept else service.reject_differences
    with acting() as tx:
        done = verb(tx, difference_ids=chosen)
    if done.decided:
        flash(_said(done.decided, accept=accept), "success")
    if done.outdated:
        flash(_("Differences that have changed meanwhile: %(count)s. Look at them again.",
                count=done.outdated), "warning")  # fmt: skip
    return redirect(url_for("legal.rerun_page"))


def _said(count: int, *, accept: bool) -> str:
    if accept:
        return str(_("Differences accepted: %(count)s.", count=count))
    return str(_("Differences rejected: %(count)s.", count=count))
