"""Notices: what happened that a person should know; the same messages that go out as mail."""

from functools import lru_cache

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.alerts import queries, service
from docctl.alerts.notices import list_notices
from docctl.alerts.rendering import Renderer, open_renderer
from docctl.current import runtime
from docctl.errors import NotFound
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.effect_links import linked
from docctl.web.forms import number_arg

bp = Blueprint("notices", __name__, url_prefix="/notices")
PER_PAGE = 50


@bp.get("")
def mine() -> ResponseReturnValue:
    """List one's own notices, newest first, each with the text of its mail."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        notices = list_notices(
            session,
            actor=actor,
            now=now,
            renderer=renderer(runtime().settings.base_url),
            before=number_arg("before"),
            limit=PER_PAGE,
        )
        failed = []
        if actor.may(Permission.MANAGE_PEOPLE) and actor.agency_id is not None:
            failed = list(queries.list_failed(session, agency_id=actor.agency_id))
        older = url_for("notices.mine", before=notices[-1].id) if len(notices) == PER_PAGE else ""
        return render_template(
            "notices/mine.html", notices=notices, failed=failed, older=older, linked=linked
        )


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    """Mark all of one's notices as read."""
    with acting() as tx:
        service.mark_all_read(tx)
    return redirect(url_for("notices.mine"))


@bp.post("/<int:message_id>/open")
def open_notice(message_id: int) -> ResponseReturnValue:
    """Mark one notice as read and go to its subject."""
    actor, now = auth.actor(), runtime().now()
    with acting() as tx:
        row = queries.get_message(tx.session, message_id, actor=actor, now=now)
        service.mark_read(tx, message_id=message_id)
        shown = renderer(runtime().settings.base_url).render(
            row.kind,
            row.params,
            language=actor.language,
            version_id=row.version_id,
            document_id=row.document_id,
        )
    if not shown.path.startswith("/"):
        raise NotFound(f"message {message_id} leads nowhere")
    return redirect(shown.path)


@lru_cache(maxsize=1)
def renderer(base_url: str) -> Renderer:
    """Open the templates of messages once."""
    return open_renderer(base_url=base_url)
