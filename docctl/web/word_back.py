"""A draft's Word file on its way back: choose it, see what it would change, take it over.

Nothing is stored before a person confirms; until then the file goes along in the page's form.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Permission
from docctl.content import Conflict, Json
from docctl.current import runtime
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.errors import NotFound, Refused, Stale, say
from docctl.legal.models import Citation
from docctl.legal.reconcile import Fate, Line
from docctl.legal.rules import Origin
from docctl.web import auth, can, room
from docctl.web.acts import NOTHING_WRONG, acting
from docctl.web.fate_words import decision_word, fate_word
from docctl.web.forms import Form, sent_name
from docctl.web.language import translate
from docctl.word import Imported, Limits, read_file
from docctl.workflow.bringing_back import Look, bring_back, look_at
from docctl.workflow.importing import store_pictures

_ORDER = (Fate.LOST, Fate.CHANGED, Fate.NEW, Fate.MOVED, Fate.KEPT)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A citation as the page shows it; `decision` tells what a person had decided on it."""

    word: str
    tone: str
    before: str
    after: str
    section: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place that was changed on both sides, and what is chosen for it."""

    key: str
    html: str
    here: bool
    there: bool
    chosen: str


def choose(version_id: int) -> ResponseReturnValue:
    """Show where to get the Word file of a draft and where to send it back."""
    with runtime().reading() as session:
        return _choose_page(_own(session, version_id), NOTHING_WRONG["reasons"])


@room.takes(files=1, carried=1)
def look(version_id: int) -> ResponseReturnValue:
    """Show what a returned file would change; a file that seems another's is asked about first."""
    with runtime().reading() as session:
        _own(session, version_id)  # before anything is read
    try:
        sent = _sent()
        imported = _read(sent)
    except Refused as refused:
        with runtime().reading() as session:
            return _choose_page(_own(session, version_id), _said(refused)), 409
    agreed = Form().ticked("agreed")
    with runtime().reading() as session:
        version = _own(session, version_id)
        seen = look_at(session, version, imported)
        if seen.doubts and not agreed:
            reasons = [translate(doubt) for doubt in seen.doubts]
            return _choose_page(version, reasons, doubted=sent), 409
        return _look_page(version, sent, seen, {}, [])


@room.takes(files=1, carried=1)
def take(version_id: int) -> ResponseReturnValue:
    """Take a returned file over as it was shown."""
    with runtime().reading() as session:
        _own(session, version_id)
    form = Form()
    revision, agreed = form.number("revision", -1), form.ticked("agreed")
    choices = {
        name.removeprefix("choice-"): value
        for name, value in request.form.items()
        if name.startswith("choice-")
    }
    try:
        sent = _sent()
        imported = _read(sent)
    except Refused as refused:
        with runtime().reading() as session:
            return _choose_page(_own(session, version_id), _said(refused)), 409
    try:
        form.done()
        with runtime().reading() as session:
            wanted = look_at(session, _own(session, version_id), imported).pictures
        pictures = store_pictures(runtime().blobs, imported) if wanted else []
        with acting() as tx:
            taken = bring_back(
                tx,
                version_id=version_id,
                imported=imported,
                name=sent.name,
                digest=sent.digest,
                revision=-1 if revision is None else revision,
                choices=choices,
                agreed=agreed,
                pictures=pictures,
            )
    except Refused as refused:
        with runtime().reading() as session:
            version = _own(session, version_id)
            stale = isinstance(refused, Stale)
            seen = look_at(session, version, imported, choices={} if stale else choices)
            shown = {} if stale else choices
            return _look_page(version, sent, seen, shown, _said(refused), agreed=agreed), 409
    flash(
        _(
            "The Word file was taken over; citations kept: %(kept)s, lost: %(lost)s, new: %(new)s.",
            kept=taken.counts[Fate.KEPT] + taken.counts[Fate.MOVED],
            lost=taken.counts[Fate.LOST],
            new=taken.counts[Fate.NEW] + taken.counts[Fate.CHANGED],
        ),
        "success",
    )
    return redirect(url_for("editing.page", version_id=version_id))


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


def _read(sent: Sent) -> Imported:
    return read_file(sent.data, sent.name, limits=Limits())


def _said(refused: Refused) -> list[str]:
    return [translate(reason) for reason in refused.reasons]


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
    choices: dict[str, str],
    reasons: list[str],
    *,
    agreed: bool = True,
) -> str:
    sections = seen.comparison.sections
    return render_template(
        "editing/word_look.html",
        version=version,
        document=version.document,
        sent=sent,
        seen=seen,
        agreed=agreed and bool(seen.doubts),
        reasons=reasons,
        doubts=[translate(doubt) for doubt in seen.doubts],
        remarks=[translate(remark) for remark in seen.remarks],
        figures=[
            (_("blocks changed"), sum(one.changed for one in sections)),
            (_("blocks added"), sum(one.added for one in sections)),
            (_("blocks removed"), sum(one.removed for one in sections)),
        ],
        fates=[(*fate_word(fate), seen.counts[fate]) for fate in _ORDER],
        cited=[_shown(line, seen) for line in _worth_showing(seen)],
        pictures=len(seen.pictures),
        choices=[_choice(one, choices) for one in seen.merged.conflicts],
    )


def _worth_showing(seen: Look) -> list[Line]:
    """Give the citations that changed, and those a person decided on; what is quiet is counted."""
    lines = [line for line in seen.lines if line.fate is not Fate.KEPT or _decided(line, seen)]
    return sorted(lines, key=lambda line: _ORDER.index(line.fate))


def _row(line: Line, seen: Look) -> Citation | None:
    return None if line.before is None else seen.rows.get(line.before.ids[0])


def _decided(line: Line, seen: Look) -> bool:
    row = _row(line, seen)
    return row is not None and row.origin is Origin.HUMAN


def _shown(line: Line, seen: Look) -> Shown:
    row = _row(line, seen)
    word, tone = fate_word(line.fate)
    return Shown(
        word=word,
        tone=tone,
        before="" if line.before is None else line.before.quote,
        after="" if line.after is None else line.after.quote,
        section="" if row is None else row.section,
        decision=""
        if row is None or row.origin is not Origin.HUMAN
        else decision_word(row, line.fate),
    )


def _choice(one: Conflict, choices: dict[str, str]) -> Choice:
    sides = [_doc(one.draft), _doc(one.word)]
    return Choice(
        key=one.key,
        html=contents.compare(*sides).html,
        here=one.draft is not None,
        there=one.word is not None,
        chosen=choices.get(one.key, ""),
    )


def _doc(side: Json | None) -> Json:
    if side is not None and side["type"] == "doc":
        return side
    return {"type": "doc", "content": [] if side is None else [side]}
