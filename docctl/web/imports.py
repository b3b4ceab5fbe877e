"""Bringing Word files in: upload, see what was read, confirm or put aside."""

from typing import Any

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.content import to_html
from docctl.current import runtime
from docctl.documents import import_queries as waiting_files
from docctl.documents.models import ImportItem
from docctl.documents.rules import ImportState, Kind
from docctl.errors import Refused, say
from docctl.identity import queries as identity
from docctl.jobs import service as jobs
from docctl.web import auth, room
from docctl.web.acts import acting
from docctl.web.forms import Form, ask_about_days, reason_sent, sent_name
from docctl.web.language import translate
from docctl.web.words import kind_word
from docctl.work.registry import IMPORT_DOCUMENTS
from docctl.workflow import importing
from docctl.workflow.importing import Confirmation

bp = Blueprint("imports", __name__, url_prefix="/imports")
OPEN = (ImportState.RECEIVED, ImportState.READY, ImportState.UNREADABLE)
FILES_AT_ONCE = 200


@bp.get("")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def index() -> ResponseReturnValue:
    """List the files on their way in, with a place to drop more."""
    return render_template("imports/index.html", **_waiting())


@bp.get("/waiting")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def waiting() -> ResponseReturnValue:
    """Give the list alone, asked for again while files are being read."""
    return render_template("imports/_waiting.html", **_waiting())


@bp.post("")
@auth.needs(Permission.MANAGE_DOCUMENTS)
@room.takes(files=FILES_AT_ONCE)
def receive() -> ResponseReturnValue:
    """Store the uploaded files and queue their reading; answers JSON to the page's script."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise Refused(say("Choose at least one Word file."))
    stored = [(sent_name(file), runtime().blobs.put(_bytes(file))) for file in files]
    with acting() as tx:
        items = [importing.receive_file(tx, name=name, blob=blob) for name, blob in stored]
        fresh = [item.id for item in items if item.state is ImportState.RECEIVED]
        if fresh:
            jobs.enqueue(tx, kind=IMPORT_DOCUMENTS, params={"items": fresh}, total=len(fresh))
    if request.accept_mimetypes.best == "application/json":
        known = not fresh
        words = _("This file was already received.") if known else _("Received; it is being read.")
        return jsonify(message=words, warnings=[]), 200
    return redirect(url_for("imports.index"))


@bp.get("/<int:item_id>")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def item(item_id: int) -> ResponseReturnValue:
    """Show what was read from a file, to be confirmed."""
    actor = auth.actor()
    with runtime().reading() as session:
        found = waiting_files.get(session, item_id, agency_id=actor.agency_id, lock=False)
        return _page(session, found, importing.proposal(session, actor, found))


@bp.post("/<int:item_id>")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def confirm(item_id: int) -> ResponseReturnValue:
    """Take a file in as confirmed; a refusal shows the form again with everything typed."""
    form = Form()
    chosen = _chosen(form)
    ask_about_days(form, chosen.issued_on, chosen.effective_on)
    try:
        form.done()
        with acting() as tx:
            version = importing.confirm_import(tx, item_id=item_id, chosen=chosen)
    except Refused as refused:
        with runtime().reading() as session:
            found = waiting_files.get(
                session, item_id, agency_id=auth.actor().agency_id, lock=False
            )
            return _page(session, found, chosen, refused=refused), 409
    flash(_("The document was taken in."), "success")
    return redirect(
        url_for("documents.version", document_id=version.document_id, version_id=version.id)
    )


@bp.post("/<int:item_id>/dismiss")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def dismiss(item_id: int) -> ResponseReturnValue:
    """Put a file aside."""
    with acting() as tx:
        importing.dismiss_import(tx, item_id=item_id, reason=reason_sent())
    flash(_("The file was put aside; its bytes are kept."), "success")
    return redirect(url_for("imports.index"))


def _waiting() -> dict[str, Any]:
    with runtime().reading() as session:
        items = waiting_files.list_items(session, agency_id=auth.actor().agency_id, states=OPEN)
        lines = [
            {
                "id": item.id,
                "name": item.name,
                "state": item.state.value,
                "code": item.meta.get("code", ""),
                "title": item.meta.get("title", ""),
                "problems": [translate(s) for s in importing.sentences_of(item.problems)],
            }
            for item in items
        ]
    reading = sum(line["state"] == "received" for line in lines)
    return {"lines": lines, "reading": reading, "limit": runtime().settings.upload_limit}


def _page(
    session: Session,
    item: ImportItem,
    chosen: Confirmation,
    *,
    refused: Refused | None = None,
) -> str:
    actor = auth.actor()
    assert actor.agency_id is not None
    clash = importing.find_clash(session, actor, chosen)
    reasons = [] if refused is None else [translate(reason) for reason in refused.reasons]
    return render_template(
        "imports/item.html",
        item=item,
        chosen=chosen,
        clash=clash,
        reasons=reasons,
        problems=[translate(s) for s in importing.sentences_of(item.problems)],
        kinds=[(kind.value, kind_word(kind)) for kind in Kind],
        fields=[f.name for f in agencies.list_fields(session, agency_id=actor.agency_id)],
        units=[(u.id, u.name) for u in agencies.list_units(session, agency_id=actor.agency_id)],
        people=[
            (user.id, user.name)
            for user in identity.list_holders(session, Permission.READ, agency_id=actor.agency_id)
        ],
        preview=to_html(item.content) if item.content else "",
    )


def _chosen(form: Form) -> Confirmation:
    adds = form.ticked("adds_version")
    return Confirmation(
        code=form.text("code", limit=100),
        title=form.text("title", limit=1000),
        field=form.text("field", limit=200),
        kind=form.choice("kind", Kind, Kind.PROCEDURE),
        issue_no=form.number("issue_no", 1) or 0,
        revision_no=form.number("revision_no", 0) or 0,
        issued_on=form.day("issued_on"),
        effective_on=form.day("effective_on"),
        unit_id=form.number("unit_id"),
        owner_id=form.number("owner_id"),
        document_id=form.number("document_id") if adds else None,
    )


def _bytes(file: FileStorage) -> bytes:
    limit = runtime().settings.upload_limit
    data = file.stream.read(limit + 1)
    if len(data) > limit:
        raise Refused(
            say(
                "%(file)s is larger than %(limit)s MB.",
                file=sent_name(file),
                limit=limit // 1024 // 1024,
            )
        )
    return data
