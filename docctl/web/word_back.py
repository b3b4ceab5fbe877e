"""A draft's Word file on its way back: choose it, see what it would change, take it over.

Nothing is stored before a person confirms; until then the file goes along in the page's form.
"""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.errors import NotFound, Refused, Stale, say
from docctl.legal.reconcile import Fate
from docctl.web import auth, can, room
from docctl.web.acts import acting
from docctl.web.fate_words import ORDER, choice_of, fate_word, shown, worth_showing
from docctl.web.forms import Form, sent_name
from docctl.web.language import translate
from docctl.word import Imported, read_file
from docctl.workflow.bringing_back import Look, bring_back, look_at
from docctl.workflow.importing import store_pictures


@dataclass(frozen=True, slots=True)
class Sent:
    """The file that was sent, or sent along."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """Give the SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def carried(self) -> str:
        """Write the file for a field of the next form."""
        return base64.b64encode(self.data).decode("ascii")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form says: the save that was shown, whether doubts were read, what is chosen."""

    revision: int
    agreed: bool
    choices: dict[str, str]


def choose(version_id: int) -> ResponseReturnValue:
    """Show where to get the Word file of a draft and where to send it back."""
    with runtime().reading() as session:
        return _choose_page(_own(session, version_id), [])


@room.takes(files=1, carried=1)
def look(version_id: int) -> ResponseReturnValue:
    """Show what a returned file would change; a file that seems another's is asked about first."""
    with runtime().reading() as session:
        _own(session, version_id)  # before anything is read
    try:
        sent, imported = _received()
        with runtime().reading() as session:
            version = _own(session, version_id)
            seen = look_at(session, version, imported)
            if not seen.doubts or Form().ticked("agreed"):
                return _look_page(version, sent, seen)
            return _choose_page(version, list(map(translate, seen.doubts)), doubted=sent), 409
    except Refused as refused:
        return _choose_again(version_id, refused), 409


@room.takes(files=1, carried=1)
def take(version_id: int) -> ResponseReturnValue:
    """Take a returned file over as it was shown."""
    with runtime().reading() as session:
        _own(session, version_id)
    form = Form()
    wanted = _wanted(form)
    try:
        sent, imported = _received()
    except Refused as refused:
        return _choose_again(version_id, refused), 409
    try:
        form.done()
        counts = _take_over(version_id, sent, imported, wanted)
    except Refused as refused:
        return _look_again(version_id, sent, imported, wanted, refused), 409
    flash(
        _(
            "The Word file was taken over; citations kept: %(kept)s, lost: %(lost)s, new: %(new)s.",
            kept=counts[Fate.KEPT] + counts[Fate.MOVED],
            lost=counts[Fate.LOST],
            new=counts[Fate.NEW] + counts[Fate.CHANGED],
        ),
        "success",
    )
    return redirect(url_for("editing.page", version_id=version_id))


def _wanted(form: Form) -> Wanted:
    revision = form.number("revision", -1)
    choices = {
        name.removeprefix("choice-"): value
        for name, value in request.form.items()
        if name.startswith("choice-")
    }
    return Wanted(-1 if revision is None else revision, form.ticked("agreed"), choices)


def _take_over(version_id: int, sent: Sent, imported: Imported, wanted: Wanted) -> Counter[Fate]:
    with runtime().reading() as session:
        seen = look_at(session, _own(session, version_id), imported, choices=wanted.choices)
    pictures = store_pictures(runtime().blobs, imported) if seen.pictures else []
    with acting() as tx:
        bring_back(
            tx,
            version_id=version_id,
            look=seen,
            name=sent.name,
            digest=sent.digest,
            revision=wanted.revision,
            choices=wanted.choices,
            agreed=wanted.agreed,
            pictures=pictures,
        )
    return seen.counts


def _choose_again(version_id: int, refused: Refused) -> str:
    if isinstance(refused, can.Submitted):
        raise refused
    with runtime().reading() as session:
        return _choose_page(_own(session, version_id), list(map(translate, refused.reasons)))


def _look_again(
    version_id: int, sent: Sent, imported: Imported, wanted: Wanted, refused: Refused
) -> str:
    """Show the page again with what was chosen; a draft saved meanwhile is chosen for anew."""
    choices = {} if isinstance(refused, Stale) else wanted.choices
    with runtime().reading() as session:
        version = _own(session, version_id)
        seen = look_at(session, version, imported, choices=choices)
        again = Wanted(seen.revision, wanted.agreed, choices)
        return _look_page(version, sent, seen, again, list(map(translate, refused.reasons)))


def _own(session: Session, version_id: int) -> Version:
    """Give a draft the person may write in; to all others there is no such page."""
    actor, now = auth.actor(), runtime().now()
    queries.get_version(session, version_id, actor=actor, now=now)
    writes = actor.may(Permission.DRAFT) and (
        actor.may(Permission.MANAGE_DOCUMENTS)
        or actor.id in queries.list_authors(session, version_id)
    )
    if not writes:
        raise NotFound(f"version {version_id} is nobody's to bring back")
    return can.own_draft(session, version_id, actor=actor, now=now)


def _sent() -> Sent:
    """Give the file of the upload, or the one that goes along in the form."""
    limit = runtime().settings.upload_limit
    file = request.files.get("file")
    if file is not None and file.filename:
        sent = Sent(sent_name(file), file.stream.read(limit + 1))
    else:
        try:
            data = base64.b64decode(request.form.get("carried", ""), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if not data:
            raise Refused(say("Choose the Word file that was edited."))
        sent = Sent(Form().text("name", limit=200) or "document.docx", data)
    if len(sent.data) > limit:
        raise Refused(say("The file is larger than %(limit)s MB.", limit=limit // 1024 // 1024))
    return sent


def _received() -> tuple[Sent, Imported]:
    sent = _sent()
    return sent, read_file(sent.data, sent.name)


def _choose_page(version: Version, reasons: list[str], *, doubted: Sent | None = None) -> str:
    return render_template(
        "editing/word_back.html",
        version=version,
        document=version.document,
        reasons=reasons,
        doubted=doubted,
        limit=runtime().settings.upload_limit,
    )


def _look_page(
    version: Version,
    sent: Sent,
    seen: Look,
    wanted: Wanted | None = None,
    reasons: Sequence[str] = (),
) -> str:
    sections = seen.comparison.sections
    choices = {} if wanted is None else wanted.choices
    return render_template(
        "editing/word_look.html",
        version=version,
        document=version.document,
        sent=sent,
        seen=seen,
        agreed=wanted is not None and wanted.agreed,
        reasons=reasons,
        doubts=[translate(doubt) for doubt in seen.doubts],
        remarks=[translate(remark) for remark in seen.remarks],
        figures=[
            (_("blocks changed"), sum(one.changed for one in sections)),
            (_("blocks added"), sum(one.added for one in sections)),
            (_("blocks removed"), sum(one.removed for one in sections)),
        ],
        fates=[(*fate_word(fate), seen.counts[fate]) for fate in ORDER],
        cited=[shown(line, seen) for line in worth_showing(seen)],
        pictures=len(seen.pictures),
        choices=[choice_of(one, choices.get(one.key, "")) for one in seen.merged.conflicts],
    )
