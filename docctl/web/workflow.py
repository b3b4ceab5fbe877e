"""The way of a version: open a change, take it back; and the end of a document."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries
from docctl.documents.models import Document
from docctl.errors import NotFound, Refused
from docctl.web import auth, can, deciding, handing
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form
from docctl.workflow import decisions, service
from docctl.workflow import queries as tasks

bp = Blueprint("workflow", __name__)

_REVIEW, _APPROVE = "/versions/<int:version_id>/review", "/versions/<int:version_id>/approve"
bp.add_url_rule(_REVIEW, "review_form", deciding.review_form)
bp.add_url_rule(_REVIEW, "pass_on", deciding.pass_on, methods=["POST"])
bp.add_url_rule(_APPROVE, "approve_form", deciding.approve_form)
bp.add_url_rule(_APPROVE, "approve", deciding.approve, methods=["POST"])
_HAND_OVER = "/versions/<int:version_id>/hand-over"
bp.add_url_rule(_HAND_OVER, "hand_over_form", handing.hand_over_form)
bp.add_url_rule(_HAND_OVER, "hand_over", handing.hand_over, methods=["POST"])
bp.add_url_rule(
    "/versions/<int:version_id>/return", "give_back", deciding.give_back, methods=["POST"]
)


@bp.get("/documents/<int:document_id>/change")
@auth.needs(Permission.DRAFT)
def change_form(document_id: int) -> ResponseReturnValue:
    """Ask why a document is to be changed."""
    return _change_form(document_id, **NOTHING_WRONG)


@bp.post("/documents/<int:document_id>/change")
@auth.needs(Permission.DRAFT)
def open_change(document_id: int) -> ResponseReturnValue:
    """Open a draft on a document."""
    form = Form()
    try:
        reason, reissue = form.text("reason", limit=4000), form.text("numbering") == "reissue"
        form.done()
        with acting() as tx:
            version = service.open_change(
                tx, document_id=document_id, reason=reason, reissue=reissue
            )
    except Refused as refused:
        return _change_form(document_id, **refusal(refused, form)), 409
    return redirect(url_for("editing.page", version_id=version.id))


def _change_form(document_id: int, **wrong: Any) -> str:
    with runtime().reading() as session:
        document = _document(session, document_id)
        return render_template(
            "workflow/change.html",
            document=document,
            base=queries.find_open_ended(session, document_id),
            can=can.on_document(session, document, actor=auth.actor(), now=runtime().now()),
            typed=request.form,
            **wrong,
        )


@bp.get("/versions/<int:version_id>")
def way_to(version_id: int) -> ResponseReturnValue:
    """Lead from a notice to what the person has to do with a version: its task, or its text."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        mine = can.on_version(session, version, actor=actor)
    if mine.review:
        return redirect(url_for("workflow.review_form", version_id=version_id))
    if mine.approve:
        return redirect(url_for("workflow.approve_form", version_id=version_id))
    if mine.edit:
        return redirect(url_for("editing.page", version_id=version_id))
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version_id)
    )


@bp.get("/versions/<int:version_id>/take-back")
@auth.needs(Permission.DRAFT)
def take_back_form(version_id: int) -> ResponseReturnValue:
    """Ask for the reason to take a submitted version back."""
    return _take_back_form(version_id, **NOTHING_WRONG)


@bp.post("/versions/<int:version_id>/take-back")
@auth.needs(Permission.DRAFT)
def take_back(version_id: int) -> ResponseReturnValue:
    """Fetch a submitted version back to go on writing."""
    form = Form()
    try:
        reason = form.text("reason", limit=2000)
        form.done()
        with acting() as tx:
            service.take_back(tx, version_id=version_id, reason=reason)
    except Refused as refused:
        return _take_back_form(version_id, **refusal(refused, form)), 409
    flash(_("You have the draft back; nobody waits for it any more."), "success")
    return redirect(url_for("editing.page", version_id=version_id))


def _take_back_form(version_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        if not wrong["reasons"] and not can.on_version(session, version, actor=actor).take_back:
            raise NotFound(f"nothing for {actor.id} to take back in version {version_id}")
        return render_template(
            "workflow/take_back.html",
            version=version,
            document=version.document,
            typed=request.form,
            **wrong,
        )


@bp.get("/documents/<int:document_id>/withdraw")
@auth.needs(Permission.WITHDRAW)
def withdraw_form(document_id: int) -> ResponseReturnValue:
    """Show where a document is used before it is withdrawn."""
    return _withdraw_form(document_id, **NOTHING_WRONG)


@bp.post("/documents/<int:document_id>/withdraw")
@auth.needs(Permission.WITHDRAW)
def withdraw(document_id: int) -> ResponseReturnValue:
    """End a document without successor."""
    form = Form()
    try:
        reason, aware = form.text("reason", limit=4000), form.ticked("aware")
        form.done()
        with acting() as tx:
            decisions.withdraw_document(
                tx, document_id=document_id, reason=reason, aware_of_uses=aware
            )
    except Refused as refused:
        return _withdraw_form(document_id, **refusal(refused, form)), 409
    flash(_("The document is withdrawn and no longer in force."), "success")
    return redirect(_after_withdrawal(document_id))


def _after_withdrawal(document_id: int) -> str:
    """Give the document's page, or the list to those who see effective documents only."""
    with runtime().reading() as session:
        try:
            _document(session, document_id)
        except NotFound:
            return url_for("documents.index")
    return url_for("documents.page", document_id=document_id)


def _withdraw_form(document_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        document = _document(session, document_id)
        return render_template(
            "workflow/withdraw.html",
            document=document,
            uses=tasks.list_uses(session, document, actor=actor, now=now),
            can=can.on_document(session, document, actor=actor, now=now),
            typed=request.form,
            **wrong,
        )


def _document(session: Session, document_id: int) -> Document:
    return queries.get_document(session, document_id, actor=auth.actor(), now=runtime().now())
