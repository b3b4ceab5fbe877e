"""Campaigns: one change of law worked off over all documents it hurts."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from docctl.actors import Permission
from docctl.campaigns import queries, service
from docctl.campaigns.members import Member
from docctl.campaigns.offers import list_offers
from docctl.campaigns.preview import PER_PAGE, preview_of
from docctl.campaigns.queries import Progress
from docctl.campaigns.redraft_queries import list_redrafts
from docctl.campaigns.rules import AT_WORK, Stage, Verdict
from docctl.current import runtime
from docctl.days import day_of, days_until
from docctl.errors import NotFound, Refused
from docctl.identity import queries as identity
from docctl.impact.queries import list_findings
from docctl.impact.rules import FindingState, ReasonCode
from docctl.impact.shown import Wanted
from docctl.legal.paths import label_of
from docctl.web import auth, burndown, finding_progress
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.campaign_files import file_of
from docctl.web.campaign_words import stage_word, verdict_word
from docctl.web.forms import Form, number_arg, numbers_sent, page_address, page_number
from docctl.web.words import (
    action_word,
    finding_word,
    kind_word,
    overlap_word,
    reason_word,
    severity_word,
    suffered_word,
)

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")
MOST_PASSAGES = 500
SHAPES = (("wide", 760, 230), ("narrow", 350, 230))


@bp.get("")
def index() -> ResponseReturnValue:
    """List the campaigns of the agency, with what is left in each, and what could be opened."""
    actor, now = auth.actor(), runtime().now()
    may_open = actor.may(Permission.DECIDE_FINDINGS)
    with runtime().reading() as session:
        found = [
            queries.progress_of(session, one, actor=actor, now=now)
            for one in queries.list_campaigns(session, actor=actor)
        ]
        offers = list_offers(session, actor=actor, now=now) if may_open else None
        return render_template("campaigns/index.html", found=found, offers=offers, **_words())


@bp.get("/new")
@auth.needs(Permission.DECIDE_FINDINGS)
def preview() -> ResponseReturnValue:
    """Show whom a text hurts, before a campaign is opened."""
    return _preview(number_arg("text"), **NOTHING_WRONG)


@bp.post("")
@auth.needs(Permission.DECIDE_FINDINGS)
def create() -> ResponseReturnValue:
    """Open the campaign of a text."""
    form = Form()
    text_id = form.number("text_id")
    try:
        name = form.text("name", limit=300)
        form.done()
        with acting() as tx:
            campaign = service.open_campaign(tx, source_id=text_id or 0, name=name)
    except Refused as refused:
        return _preview(text_id, **refusal(refused, form)), 409
    flash(_("The campaign is open; every owner has one notice."), "success")
    return redirect(url_for("campaigns.page", campaign_id=campaign.id))


@bp.get("/<int:campaign_id>")
def page(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign: how far it is, who does what by when, what is left."""
    return _page(campaign_id, **NOTHING_WRONG)


@bp.post("/<int:campaign_id>/verdict")
@auth.needs(Permission.DRAFT)
def give_verdict(campaign_id: int) -> ResponseReturnValue:
    """Say what becomes of the chosen documents."""
    form = Form()
    try:
        given = {
            "verdict": form.text("verdict", limit=40),
            "reason_code": form.text("reason_code", limit=60),
            "reason": form.text("reason", limit=4000),
        }
        form.done()
        with acting() as tx:
            cases = service.give_verdict(
                tx, campaign_id=campaign_id, document_ids=_chosen(), **given
            )
    except Refused as refused:
        return _again(campaign_id, **refusal(refused, form)), 409
    flash(_("Verdicts given: %(count)s.", count=len(cases)), "success")
    return _back(campaign_id)


@bp.post("/<int:campaign_id>/assign")
@auth.needs(Permission.DECIDE_FINDINGS)
def assign(campaign_id: int) -> ResponseReturnValue:
    """Give the chosen documents to a person, or another day."""
    form = Form()
    try:
        owner_id, due_on = form.number("owner"), form.day("due_on")
        form.done()
        with acting() as tx:
            service.assign(
                tx,
                campaign_id=campaign_id,
                document_ids=_chosen(),
                owner_id=owner_id,
                due_on=due_on,
            )
    except Refused as refused:
        return _again(campaign_id, **refusal(refused, form)), 409
    flash(_("The work was handed out; who has not been told of the campaign is told."), "success")
    return _back(campaign_id)


@bp.post("/<int:campaign_id>/close")
@auth.needs(Permission.DECIDE_FINDINGS)
def close(campaign_id: int) -> ResponseReturnValue:
    """End a campaign by hand, or take it up again, with a reason."""
    form = Form()
    again = form.text("act") == "reopen"
    verb = service.reopen_campaign if again else service.close_campaign
    try:
        reason = form.text("reason", limit=4000)
        form.done()
        with acting() as tx:
            verb(tx, campaign_id=campaign_id, reason=reason)
    except Refused as refused:
        return _page(campaign_id, **refusal(refused, form)), 409
    flash(_("The campaign is open again.") if again else _("The campaign is closed."), "success")
    return _back(campaign_id)


@bp.get("/<int:campaign_id>/documents/<int:document_id>")
def document(campaign_id: int, document_id: int) -> ResponseReturnValue:
    """Show one document of a campaign: its passages, the verdict, the notes."""
    return _document(campaign_id, document_id, **NOTHING_WRONG)


@bp.post("/<int:campaign_id>/documents/<int:document_id>/notes")
@auth.needs(Permission.DRAFT)
def add_note(campaign_id: int, document_id: int) -> ResponseReturnValue:
    """Write a note on a document of a campaign."""
    form = Form()
    try:
        text = form.text("text", limit=4000)
        form.done()
        with acting() as tx:
            service.add_note(tx, campaign_id=campaign_id, document_id=document_id, text=text)
    except Refused as refused:
        return _document(campaign_id, document_id, **refusal(refused, form)), 409
    return redirect(
        url_for("campaigns.document", campaign_id=campaign_id, document_id=document_id) + "#notes"
    )


@bp.post("/<int:campaign_id>/documents/<int:document_id>/draft")
@auth.needs(Permission.DRAFT)
def start_draft(campaign_id: int, document_id: int) -> ResponseReturnValue:
    """Open the change a verdict asks for and go to the editor."""
    try:
        with acting() as tx:
            version = service.start_draft(tx, campaign_id=campaign_id, document_id=document_id)
    except Refused as refused:
        return _document(campaign_id, document_id, **refusal(refused)), 409
    flash(_("A change was opened; what the law left behind is marked in the text."), "success")
    return redirect(url_for("editing.page", version_id=version.id))


@bp.get("/<int:campaign_id>/list.<ending>")
def export(campaign_id: int, ending: str) -> ResponseReturnValue:
    """Give the documents of a campaign, as they are filtered, as .docx or .xlsx."""
    if ending not in {"docx", "xlsx"}:
        raise NotFound(ending)
    with runtime().reading() as session:
        progress = _progress(session, campaign_id)
        return file_of(session, progress, _filtered(progress.inside), ending)


def _progress(session: Session, campaign_id: int) -> Progress:
    actor = auth.actor()
    campaign = queries.get_campaign(session, campaign_id, actor=actor)
    return queries.progress_of(session, campaign, actor=actor, now=runtime().now())


def _preview(text_id: int | None, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    if text_id is None:
        raise NotFound("a text")
    with runtime().reading() as session:
        found = preview_of(session, text_id, actor=actor, now=now, page=page_number())
        known = queries.find_open(session, agency_id=actor.agency_id, source_id=text_id)
        return render_template(
            "campaigns/preview.html",
            preview=found,
            known=known,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("campaigns.preview", text=text_id, page=n),
            typed=request.form,
            **wrong,
            **_words(),
        )


def _page(campaign_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    today = day_of(now)
    with runtime().reading() as session:
        progress = _progress(session, campaign_id)
        shown = _filtered(progress.inside)
        number = page_number()
        points = queries.points_of(progress, today=today)
        last = max((one.due_on for one in progress.inside), default=None)
        pictures = [
            burndown.draw(
                points,
                due=last,
                law=progress.effective_on,
                today=today,
                name=name,
                width=width,
                height=height,
            )
            for name, width, height in SHAPES
        ]
        return render_template(
            "campaigns/page.html",
            progress=progress,
            raising=finding_progress.bar(),
            campaign=progress.campaign,
            effects=queries.list_effects(session, progress.campaign),
            shown=_cut(shown, number),
            count=len(shown),
            weak=_cut(progress.weak, number),
            page=number,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("campaigns.page", page=n) + "#documents",
            pictures=[one for one in pictures if one is not None],
            points=points,
            units=queries.shares_of(progress.inside, "unit"),
            fields=queries.shares_of(progress.inside, "field"),
            last_due=last,
            drafters=_drafters(session),
            verdicts=[(one.value, verdict_word(one)) for one in Verdict],
            stages=[(one.value, stage_word(one)) for one in Stage if one is not Stage.LEFT],
            codes=[(code.value, reason_word(code)) for code in ReasonCode],
            redrafts=list_redrafts(session, campaign_id)
            if actor.may(Permission.MANAGE_DOCUMENTS)
            else (),
            may_manage=actor.may(Permission.MANAGE_DOCUMENTS),
            may_decide=actor.may(Permission.DECIDE_FINDINGS),
            may_draft=actor.may(Permission.DRAFT),
            export=lambda ending: page_address("campaigns.export", ending=ending),
            typed=request.form,
            **wrong,
            **_words(),
        )


def _document(campaign_id: int, document_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        campaign = queries.get_campaign(session, campaign_id, actor=actor)
        member = queries.find_member(session, campaign, document_id, actor=actor, now=now)
        found = list_findings(
            session,
            actor=actor,
            now=now,
            wanted=Wanted(
                source_id=campaign.source_id,
                document_id=document_id,
                weak=True,
                states=frozenset(FindingState),
            ),
            per_page=MOST_PASSAGES,
        )
        owns = member.owner_id == actor.id
        return render_template(
            "campaigns/document.html",
            campaign=campaign,
            member=member,
            findings=found.rows,
            notes=queries.list_notes(session, campaign_id, document_id),
            drafters=_drafters(session),
            verdicts=[(one.value, verdict_word(one)) for one in Verdict],
            codes=[(code.value, reason_word(code)) for code in ReasonCode],
            may_decide=actor.may(Permission.DECIDE_FINDINGS),
            may_write=actor.may(Permission.DECIDE_FINDINGS)
            or (owns and actor.may(Permission.DRAFT)),
            may_draft=actor.may(Permission.DRAFT),
            may_withdraw=actor.may(Permission.WITHDRAW),
            typed=request.form,
            **wrong,
            **_words(),
        )


def _again(campaign_id: int, **wrong: Any) -> str:
    """Show the page an act was refused on: of one document, or of the campaign."""
    one = Form().number("document_page")
    if one is not None:
        return _document(campaign_id, one, **wrong)
    return _page(campaign_id, **wrong)


def _back(campaign_id: int) -> Response:
    one = Form().number("document_page")
    if one is not None:
        return redirect(url_for("campaigns.document", campaign_id=campaign_id, document_id=one))
    return redirect(url_for("campaigns.page", campaign_id=campaign_id) + "#documents")


def _chosen() -> list[int]:
    return numbers_sent("document")


def _last_page(found: Sequence[Member]) -> int:
    return max(1, -(-len(found) // PER_PAGE))


def _cut(found: Sequence[Member], number: int) -> Sequence[Member]:
    """Cut out the page asked for of a list, or its last."""
    end = min(number, _last_page(found)) * PER_PAGE
    return found[end - PER_PAGE : end]


def _filtered(members: Sequence[Member]) -> list[Member]:
    """Keep what the filters of the page leave."""
    stage, unit = request.args.get("stage", ""), request.args.get("unit", "")
    verdict, field = request.args.get("verdict", ""), request.args.get("field", "")
    mine, late = request.args.get("mine"), request.args.get("late")
    me = auth.actor().id
    return [
        one
        for one in members
        if (not stage or one.stage.value == stage)
        and (not unit or one.unit == unit)
        and (not field or one.field == field)
        and (not verdict or (one.verdict is not None and one.verdict.value == verdict))
        and (not mine or one.owner_id == me)
        and (not late or one.late)
    ]


def _drafters(session: Session) -> list[tuple[int, str]]:
    agency_id = auth.actor().agency_id
    if agency_id is None:
        return []
    people = identity.list_holders(session, Permission.DRAFT, agency_id=agency_id)
    return [(user.id, user.name) for user in people]


def _words() -> dict[str, Any]:
    today = day_of(runtime().now())
    return {
        "verdict_word": verdict_word,
        "stage_word": stage_word,
        "kind_word": kind_word,
        "severity_word": severity_word,
        "finding_word": finding_word,
        "overlap_word": overlap_word,
        "action_word": action_word,
        "label_of": label_of,
        "suffered_word": suffered_word,
        "reason_word": lambda code: reason_word(ReasonCode(code)) if code else "",
        "at_work": AT_WORK,
        "today": today,
        "days_left": lambda day: None if day is None else days_until(day, today),
    }
