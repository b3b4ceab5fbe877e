"""The omnibus redraft: choose documents, watch it work, decide the proposals, hand in as one."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.campaigns import queries, redraft_queries, redrafting
from docctl.campaigns.models import Redraft
from docctl.campaigns.redraft_queries import Fate, Sheet
from docctl.campaigns.rules import AT_WORK, Amending, Stage, Verdict
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.queries import list_authors
from docctl.errors import NotFound, Refused, Sentence
from docctl.identity import queries as identity
from docctl.jobs import queries as jobs
from docctl.jobs.models import JobState
from docctl.legal import queries as legal
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.campaign_words import stage_word, verdict_word
from docctl.web.forms import Form, number_arg, numbers_sent
from docctl.web.language import translate
from docctl.web.redraft_words import fate_word, mark_word
from docctl.workflow.batch_queries import list_batches_of
from docctl.workflow.batches import MOST as MOST_IN_BATCH

bp = Blueprint("redrafts", __name__, url_prefix="/redrafts")
MOST = 5000  # changes one form decides
MOST_UNFOLDED = 5  # documents; of more, those that leave a human nothing to look at are folded


@bp.get("/new")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def new() -> ResponseReturnValue:
    """Choose the documents of a campaign to be redrafted, and how."""
    return _new(number_arg("campaign"), **NOTHING_WRONG)


@bp.post("")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def start() -> ResponseReturnValue:
    """Queue the redraft."""
    form = Form()
    campaign_id = form.number("campaign_id")
    try:
        amending = form.choice("amending", Amending, Amending.CHAIN)
        mapping = form.text("mapping", limit=20_000)
        form.done()
        with acting() as tx:
            redraft = redrafting.start_redraft(
                tx,
                campaign_id=campaign_id or 0,
                document_ids=_numbers("document"),
                amending=amending,
                mapping=mapping,
            )
    except Refused as refused:
        return _new(campaign_id, **refusal(refused, form)), 409
    return redirect(url_for("redrafts.page", redraft_id=redraft.id))


@bp.get("/<int:redraft_id>")
@auth.needs(Permission.DRAFT)
def page(redraft_id: int) -> ResponseReturnValue:
    """Show how far the redraft is, every passage with before and after, and what is left."""
    if auth.actor().may(Permission.MANAGE_DOCUMENTS) and "HX-Request" in request.headers:
        return _progress(redraft_id)  # asked for often: no texts
    return _page(redraft_id, **NOTHING_WRONG)


@bp.get("/jobs/<int:job_id>")
@auth.needs(Permission.DRAFT)
def by_job(job_id: int) -> ResponseReturnValue:
    """Lead from the notice of a finished run to its redraft."""
    with runtime().reading() as session:
        job = jobs.get_job(session, job_id, actor=auth.actor())
        redraft_id = job.params.get("redraft")
    if job.kind != redrafting.KIND or not isinstance(redraft_id, int):
        raise NotFound(f"redraft of job {job_id}")
    return redirect(url_for("redrafts.page", redraft_id=redraft_id))


@bp.post("/<int:redraft_id>/decide")
@auth.needs(Permission.DRAFT)
def decide(redraft_id: int) -> ResponseReturnValue:
    """Accept or reject one proposal, those of one document, or all."""
    form = Form()
    try:
        sides = [_meant(redraft_id, form.text(name, limit=100)) for name in ("accept", "reject")]
        form.done()
        with acting() as tx:
            count = redrafting.decide_proposals(
                tx, redraft_id=redraft_id, accepted=sides[0], rejected=sides[1]
            )
    except Refused as refused:
        return _page(redraft_id, **refusal(refused, form)), 409
    flash(_("Changes decided: %(count)s.", count=count), "success")
    return redirect(url_for("redrafts.page", redraft_id=redraft_id) + _anchor())


@bp.post("/<int:redraft_id>/look")
@auth.needs(Permission.DRAFT)
def look(redraft_id: int) -> ResponseReturnValue:
    """Note that passages left to a human were looked at."""
    try:
        with acting() as tx:
            count = redrafting.look_at(tx, redraft_id=redraft_id, passage_ids=_numbers("passage"))
    except Refused as refused:
        return _page(redraft_id, **refusal(refused)), 409
    flash(_("Passages looked at: %(count)s.", count=count), "success")
    return redirect(url_for("redrafts.page", redraft_id=redraft_id) + _anchor())


@bp.post("/<int:redraft_id>/retry")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def retry(redraft_id: int) -> ResponseReturnValue:
    """Try the documents again that could not be drafted."""
    try:
        with acting() as tx:
            redrafting.retry_refused(tx, redraft_id=redraft_id)
    except Refused as refused:
        return _page(redraft_id, **refusal(refused)), 409
    return redirect(url_for("redrafts.page", redraft_id=redraft_id))


@bp.post("/<int:redraft_id>/hand-in")
@auth.needs(Permission.DRAFT)
def hand_in(redraft_id: int) -> ResponseReturnValue:
    """Hand the chosen drafts in as one batch."""
    form = Form()
    try:
        reviewer_id, approver_id = form.number("reviewer"), form.number("approver")
        dead_reason = form.text("dead_reason", limit=2000)
        form.done()
        with acting() as tx:
            batch = redrafting.hand_in(
                tx,
                redraft_id=redraft_id,
                document_ids=_numbers("document"),
                reviewer_id=reviewer_id,
                approver_id=approver_id,
                dead_reason=dead_reason,
            )
    except Refused as refused:
        return _page(redraft_id, **refusal(refused, form)), 409
    flash(_("The batch was handed to its reviewer, who has one notice for all."), "success")
    return redirect(url_for("batches.page", batch_id=batch.id))


def _new(campaign_id: int | None, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    if campaign_id is None:
        raise NotFound("a campaign")
    with runtime().reading() as session:
        campaign = queries.get_campaign(session, campaign_id, actor=actor)
        progress = queries.progress_of(session, campaign, actor=actor, now=now)
        ready = [
            one
            for one in progress.inside
            if one.stage in {Stage.UNDECIDED, Stage.TO_DO, Stage.DRAFTING}
            and one.verdict not in {Verdict.KEEP, Verdict.WITHDRAW}
        ]
        return render_template(
            "redrafts/new.html",
            campaign=campaign,
            ready=ready,
            weak=progress.weak,
            others=len([one for one in progress.inside if one.stage in AT_WORK]) - len(ready),
            before=redraft_queries.list_redrafts(session, campaign_id),
            choices=[
                (
                    Amending.CHAIN.value,
                    _("Add “(được sửa đổi, bổ sung bởi …)” after the citation"),
                    _("Where the wording may rest on the changed provision, a human is asked too."),
                ),
                (Amending.MARK.value, _("Only mark the passages for a human"), ""),
            ],
            typed=request.form,
            ticked=set(request.form.getlist("document"))
            if request.method == "POST"
            else {str(one.document_id) for one in ready},
            stage_word=stage_word,
            verdict_word=verdict_word,
            **wrong,
        )


def _page(redraft_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        redraft = redraft_queries.get_redraft(session, redraft_id, actor=actor)
        shown = _progress_of(session, redraft)
        manages = actor.may(Permission.MANAGE_DOCUMENTS)
        found = redraft_queries.list_sheets(session, redraft_id, actor=actor, now=now)
        if not manages and all(one.version is None for one in found):
            raise NotFound(f"redraft {redraft_id}")
        versions = [one.version.id for one in found if one.version is not None]
        dead = _dead(session, found, today=day_of(now))
        return render_template(
            "redrafts/page.html",
            **shown,
            campaign=redraft.campaign,
            sheets=found,
            refused=[one for one in found if one.item.reasons],
            reasons_of=lambda item: [
                translate(Sentence(msgid, tuple(params.items()))) for msgid, params in item.reasons
            ],
            batches=list_batches_of(session, versions),
            people=_people(session, found),
            counts=_counts(found, dead),
            dead=dead,
            most_in_batch=MOST_IN_BATCH,
            unfolded=request.args.get("open", "all" if len(found) <= MOST_UNFOLDED else "")
            == "all",
            may_manage=manages,
            now=now,
            today=day_of(now),
            fate_word=fate_word,
            mark_word=mark_word,
            typed=request.form,
            **wrong,
        )


def _progress(redraft_id: int) -> ResponseReturnValue:
    """Show how far it is alone; at the end the page is loaded anew, with what was drafted."""
    with runtime().reading() as session:
        redraft = redraft_queries.get_redraft(session, redraft_id, actor=auth.actor())
        shown = _progress_of(session, redraft)
        part = render_template("redrafts/_progress.html", **shown)
    return part, {} if shown["running"] else {"HX-Refresh": "true"}


def _progress_of(session: Session, redraft: Redraft) -> dict[str, Any]:
    job = redraft.job
    return {
        "redraft": redraft,
        "job": job,
        "running": job is not None and job.state in {JobState.QUEUED, JobState.RUNNING},
        "done": redraft_queries.count_done(session, redraft.id),
        "total": redraft_queries.count_items(session, redraft.id),
    }


def _dead(session: Session, sheets: list[Sheet], *, today: date) -> dict[int, tuple[str, ...]]:
    """Give, by version, the law no longer in force for which handing in asks a reason."""
    ready = [one.version.id for one in sheets if one.ready and one.version is not None]
    found = legal.list_dead(session, ready, today)
    return {version_id: quotes for version_id, quotes in found.items() if quotes}


def _counts(sheets: list[Sheet], dead: dict[int, tuple[str, ...]]) -> dict[str, int]:
    fates = [told.fate for sheet in sheets for told in sheet.passages]
    return {
        "drafted": sum(sheet.version is not None for sheet in sheets),
        "proposed": sum(fate in {Fate.PENDING, Fate.ACCEPTED, Fate.REJECTED} for fate in fates),
        "pending": sum(sheet.pending for sheet in sheets),
        "to_look_at": sum(fate is Fate.TO_LOOK_AT for fate in fates),
        "ready": sum(sheet.ready for sheet in sheets),
        "with_reason": len(dead),
    }


def _people(session: Session, sheets: list[Sheet]) -> dict[str, list[tuple[int, str]]]:
    """Give who may review and approve: nobody who writes in one of the drafts."""
    agency_id = auth.actor().agency_id
    assert agency_id is not None
    drafts = [sheet.version.id for sheet in sheets if sheet.version is not None]
    authors = {auth.actor().user_id} | list_authors(session, *drafts)
    return {
        name: [
            (user.id, user.name)
            for user in identity.list_holders(session, permission, agency_id=agency_id)
            if user.id not in authors
        ]
        for name, permission in (
            ("reviewers", Permission.REVIEW),
            ("approvers", Permission.APPROVE),
        )
    }


def _meant(redraft_id: int, value: str) -> set[str]:
    """Read which proposals are meant: one by its id, `document:ID`, or `all`."""
    if not value.startswith(("all", "document:")):
        return {value} if value else set()
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        redraft_queries.get_redraft(session, redraft_id, actor=actor)
        found = redraft_queries.list_sheets(session, redraft_id, actor=actor, now=now)
    return {
        one
        for sheet in found
        if sheet.version is not None and value in {"all", f"document:{sheet.document.id}"}
        for one in {change.id for change in sheet.changes}
    }


def _anchor() -> str:
    one = Form().number("at")
    return "" if one is None else f"#document-{one}"


def _numbers(name: str) -> list[int]:
    return numbers_sent(name)[:MOST]
