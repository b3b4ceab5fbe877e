"""Registering a legal text from its own words: paste, read, check, register."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from docctl import word
from docctl.actors import Permission
from docctl.content import project
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.legal import queries
from docctl.legal.naming import name_key
from docctl.legal.paths import paths_of
from docctl.legal.read import LawText, read_law
from docctl.legal.read_effects import ReadEffect
from docctl.legal.rules import Extent
from docctl.legal.scopes import write_scope
from docctl.web import auth, room
from docctl.web.language import translate
from docctl.web.legal_forms import MOST_LINES, UNSPECIFIED, form_page

LONGEST = 2_000_000


@auth.needs(Permission.REGISTER_LAW)
def paste() -> ResponseReturnValue:
    """Show the place to paste a law text or to choose its file."""
    return render_template("legal/paste.html", text="", reasons=[])


@auth.needs(Permission.REGISTER_LAW)
@room.takes(files=1, text=LONGEST * 3)
def read() -> ResponseReturnValue:
    """Read what was pasted and show it as the form, to be checked by a person."""
    try:
        text = _text()
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        pasted = request.form.get("text", "")
        return render_template("legal/paste.html", text=pasted, reasons=reasons), 409
    law = read_law(text)
    original = runtime().blobs.put(text.encode())
    with runtime().reading() as session:
        lines = [_line(session, effect) for effect in law.effects[:MOST_LINES]]
    return form_page(_values(law, original), lines, [])


def _text() -> str:
    pasted = request.form.get("text", "").strip()
    file = request.files.get("file")
    if file is not None and file.filename:
        data = file.stream.read(runtime().settings.upload_limit)
        if file.filename.lower().endswith(".txt"):
            return data.decode("utf-8", "replace")
        return project(word.read_file(data, file.filename).content).text
    if not pasted:
        raise Refused(say("Paste the text of the law, or choose its file."))
    if len(pasted) > LONGEST:
        raise Refused(say("The text is too long; paste it without its annexes."))
    return pasted


def _values(law: LawText, original: str) -> dict[str, Any]:
    return {
        "number": law.number or "",
        "type": law.type or "",
        "title": law.title,
        "issuer": law.issuer or "",
        "issued_on": law.issued_on.isoformat() if law.issued_on else "",
        "effective_on": law.effective_on.isoformat() if law.effective_on else "",
        "evidence": law.effective_evidence,
        "original": original,
        "read": True,
    }


def _line(session: Session, effect: ReadEffect) -> dict[str, Any]:
    """Give an effect that was read as a line of the form, its target looked up."""
    cited = effect.target
    if cited.number:
        found = list(queries.find_by_number(session, cited.number))
    else:
        named = queries.list_named(session, [name_key(cited.name or "")])
        ids = [one.text_id for some in named.values() for one in some]
        found = list(queries.list_texts_of(session, ids).values())
    paths = tuple(sorted({path for place in effect.places for path in paths_of(place)}))
    scope = write_scope(paths) if effect.extent is Extent.PARTS else ""
    return {
        "target": cited.number or cited.name or "",
        "target_id": found[0].id if len(found) == 1 else "",
        "candidates": found if len(found) > 1 else [],
        "unknown": not found,
        "action": effect.action.value,
        "scope": UNSPECIFIED if effect.extent is Extent.UNSPECIFIED else scope,
        "from": effect.effective_on.isoformat() if effect.effective_on else "",
        "evidence": effect.evidence,
    }
