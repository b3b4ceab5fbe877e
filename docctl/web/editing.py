"""Writing a draft: the editor, its pictures, its facts, and handing it in."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of, local
from docctl.documents import queries, service
from docctl.documents.models import SavedCopy
from docctl.errors import Closed, NotFound, Refused, Stale
from docctl.web import auth, can, citations, errors, home, room, submitting, tracked, word_back
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.can import Submitted
from docctl.web.changes import changes_since, otherwise_gone
from docctl.web.forms import Form
from docctl.web.language import translate
from docctl.workflow import service as workflow

bp = Blueprint("editing", __name__, url_prefix="/versions/<int:version_id>")
LARGEST = 2**31  # revision

bp.add_url_rule("/submit", "submit_form", submitting.submit_form)
bp.add_url_rule("/submit", "submit", submitting.submit, methods=["POST"])
bp.add_url_rule("/changes", "changes", tracked.changes)
bp.add_url_rule("/changes", "decide_changes", tracked.decide, methods=["POST"])
bp.add_url_rule("/word-back", "word_back", word_back.choose)
bp.add_url_rule("/word-back", "look_at_word", word_back.look, methods=["POST"])
bp.add_url_rule("/word-back/take", "take_word", word_back.take, methods=["POST"])
bp.add_url_rule("/cancel", "cancel_form", submitting.cancel_form)
bp.add_url_rule("/cancel", "cancel", submitting.cancel, methods=["POST"])


@bp.errorhandler(Submitted)
def submitted(error: Submitted) -> ResponseReturnValue:
    """Lead who comes back to a draft that was handed in to the version's own page."""
    if request.method != "GET":
        return errors.refused(error)
    flash(translate(error.reasons[0]), "info")
    return redirect(
        url_for(
            "documents.version",
            document_id=error.version.document_id,
            version_id=error.version.id,
        )
    )


@bp.get("/edit")
@auth.needs(Permission.DRAFT)
def page(version_id: int) -> ResponseReturnValue:
    """Open a draft in the editor."""
    with runtime().reading() as session:
        version = can.own_draft(session, version_id, actor=auth.actor(), now=runtime().now())
        cited = citations.list_cited(
            session, version, on=day_of(runtime().now()), blobs=runtime().blobs
        )
        changes = changes_since(session, version)
        return render_template(
            "editing/edit.html",
            version=version,
            document=version.document,
            citations=citations.for_editor(cited),
            html=contents.to_html(version.content, notes=citations.notes(cited)),
            draft=home.draft_of(session, version),
            changes=changes,
            frame=contents.frame_in(version.content),
            proposed=len(contents.pending_ids(version.content)),
            gone=otherwise_gone(cited, changes),
            copies=queries.list_copies(session, version_id, user_id=auth.actor().user_id),
            can=can.on_version(session, version, actor=auth.actor()),
            now=runtime().now(),
        )


@bp.put("/content")
@auth.needs(Permission.DRAFT)
def save(version_id: int) -> ResponseReturnValue:
    """Save what the editor sends; the answers are described in templates/_macros/editor.html."""
    content, revision = _sent()
    if content is None or revision is None:
        return jsonify(reasons=[_("The editor sent something that is not a text.")]), 422
    try:
        written = service.check_text(content)  # before the transaction: nobody waits for it
        with acting() as tx:
            workflow.save_draft(tx, version_id=version_id, content=written, revision=revision)
    except Closed as closed:
        return _closed(version_id, written, revision, closed)
    except Stale as stale:
        return _conflict(version_id, written, revision, stale)
    except Refused as refused:
        return jsonify(reasons=[translate(reason) for reason in refused.reasons]), 422
    return jsonify(_state(version_id))


def _sent() -> tuple[dict[str, Any] | None, int | None]:
    """Read the text and the revision it began from; None for what is neither."""
    try:
        given = request.get_json(silent=True)
    except RecursionError:  # nested beyond what Python reads
        given = None
    if not isinstance(given, dict):
        return None, None
    content, revision = given.get("content"), given.get("revision")
    counted = type(revision) is int and 0 <= revision < LARGEST
    return content if isinstance(content, dict) else None, revision if counted else None


def _conflict(
    version_id: int, content: service.Written, revision: int, stale: Stale
) -> ResponseReturnValue:
    """Keep the text that came too late, and answer with the one that is there."""
    kept = _keep(version_id, content, revision, stale)
    return jsonify({**_state(version_id, with_content=True), **kept}), 412


def _closed(
    version_id: int, content: service.Written, revision: int, closed: Closed
) -> ResponseReturnValue:
    """Keep the text that came after the draft was handed in; there is nothing to go on from."""
    return jsonify(_keep(version_id, content, revision, closed)), 409


def _keep(version_id: int, content: service.Written, revision: int, stale: Stale) -> dict[str, Any]:
    with acting() as tx:
        copy = service.keep_copy(tx, version_id=version_id, content=content, revision=revision)
        address = url_for("editing.copy", version_id=version_id, copy_id=copy.id)
    message = " ".join(translate(reason) for reason in stale.reasons)
    return {"message": message, "saved_copy": address}


def _state(version_id: int, *, with_content: bool = False) -> dict[str, Any]:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        cited = citations.list_cited(session, version, on=day_of(now), blobs=runtime().blobs)
        state: dict[str, Any] = {
            "revision": version.revision,
            "saved_at": local(version.updated_at).isoformat(),
            "citations": citations.for_editor(cited),
            "warnings": [],
        }
        return {**state, "content": version.content} if with_content else state


@bp.post("/pictures")
@auth.needs(Permission.DRAFT)
@room.takes(files=1)
def picture(version_id: int) -> ResponseReturnValue:
    """Store a picture for a draft."""
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    try:
        media_type = service.media_type_of(data)
        with runtime().reading() as session:
            can.own_draft(
                session, version_id, actor=auth.actor(), now=runtime().now()
            )  # before anything is stored
        blob = runtime().blobs.put(data)  # durable before a row refers to it
        with acting() as tx:
            service.add_picture(
                tx, version_id=version_id, blob=blob, media_type=media_type, size=len(data)
            )
    except Refused as refused:
        return jsonify(reasons=[translate(reason) for reason in refused.reasons]), 422
    return jsonify(src=blob, width=None, height=None)


@bp.get("/describe")
@auth.needs(Permission.DRAFT)
def describe(version_id: int) -> ResponseReturnValue:
    """Show the form of a draft's title, numbers and change summary."""
    return _describe_form(version_id, **NOTHING_WRONG)


@bp.post("/describe")
@auth.needs(Permission.DRAFT)
def save_description(version_id: int) -> ResponseReturnValue:
    """Change a draft's title, numbers and change summary."""
    form = Form()
    try:
        title = form.text("title", limit=500)
        issue_no, revision_no = form.number("issue_no"), form.number("revision_no")
        summary = form.text("change_summary", limit=4000)
        form.done()
        with acting() as tx:
            version = service.describe_draft(
                tx,
                version_id=version_id,
                title=title,
                issue_no=-1 if issue_no is None else issue_no,
                revision_no=-1 if revision_no is None else revision_no,
                change_summary=summary,
            )
    except Refused as refused:
        return _describe_form(version_id, **refusal(refused, form)), 409
    flash(_("Saved."), "success")
    return redirect(url_for("editing.page", version_id=version.id))


def _describe_form(version_id: int, **wrong: Any) -> str:
    with runtime().reading() as session:
        version = can.own_draft(session, version_id, actor=auth.actor(), now=runtime().now())
        return render_template(
            "editing/describe.html",
            version=version,
            document=version.document,
            typed=request.form,
            **wrong,
        )


@bp.get("/copies")
@auth.needs(Permission.DRAFT)
def copies(version_id: int) -> ResponseReturnValue:
    """List one's own texts that could not be saved."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        kept = queries.list_copies(session, version_id, user_id=actor.user_id)
        mine = can.on_version(session, version, actor=actor)
        return render_template(
            "editing/copies.html", version=version, document=version.document, copies=kept, can=mine
        )


@bp.get("/copies/<int:copy_id>")
@auth.needs(Permission.DRAFT)
def copy(version_id: int, copy_id: int) -> ResponseReturnValue:
    """Show a kept text beside what it differs in from the draft."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        version = queries.get_version(session, version_id, actor=actor, now=now)
        kept = _kept(session, version_id, copy_id)
        return render_template(
            "editing/copy.html",
            version=version,
            document=version.document,
            copy=kept,
            html=contents.to_html(kept.content),
            changes=contents.compare(version.content, kept.content),
            can=can.on_version(session, version, actor=actor),
        )


def _kept(session: Session, version_id: int, copy_id: int) -> SavedCopy:
    for kept in queries.list_copies(session, version_id, user_id=auth.actor().user_id):
        if kept.id == copy_id:
            return kept
    raise NotFound(f"copy {copy_id} of version {version_id}")
